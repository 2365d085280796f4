"""The command that draws a funnel's limits for any table of units: who lies outside, beyond what chance explains."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.checking import FileArgument, JsonOption, SheetOption
from impact.cli.desk_table import cell_of, column_of
from impact.cli.files import content_of
from impact.cli.numbers import number_of
from impact.cli.printing import as_table, plain
from impact.cli.shared import said_plainly
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.metrics.funnel_plot import Plot
    from impact.reading import TextTable

UNIT = ("unit", "id", "name", "service", "service_id", "area", "organisation")
PART = ("numerator", "observed", "events", "count")
WHOLE = ("denominator", "expected", "population", "n")
"""Headings that are known for each column, the first ones first."""


class KindOption(StrEnum):
    """Of what a funnel is drawn."""

    proportion = "proportion"
    ratio = "ratio"
    rate = "rate"


MULTIPLIERS = {KindOption.proportion: 100.0, KindOption.ratio: 1.0, KindOption.rate: 100_000.0}
Rows = dict[str, tuple[float, float]]


def funnel(
    file: FileArgument,
    kind: Annotated[
        KindOption | None,
        typer.Option("--kind", help="Part of a whole, observed over expected, or events in a population."),
    ] = None,
    per: Annotated[str, typer.Option("--per", help="For how many a rate is given (100000).")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Heading of the units, if it is not one of ours.")] = "",
    numerator: Annotated[str, typer.Option("--numerator", help="Heading of what is counted or observed.")] = "",
    denominator: Annotated[str, typer.Option("--denominator", help="Heading of the whole or expected.")] = "",
    widen: Annotated[
        bool, typer.Option("--widen", help="Let the limits allow for ordinary differences (10 units or more).")
    ] = False,
    sheet: SheetOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say which units of FILE lie outside funnel limits of 95% and 99.8%; keep nothing.

    FILE has a heading unit (or id), numerator (or observed) and denominator (or expected). A unit on several rows
    is added up. Exit codes: 0 said, 2 FILE could not be read or holds what cannot be.
    """
    with said_plainly():
        from impact.reading import read_table

        table = read_table(content_of(file), file.name, sheet, (*UNIT, *PART, *WHOLE, unit, numerator, denominator))
        names = [
            column_of(table, known, what, asked)
            for asked, known, what in (
                (unit, UNIT, "unit"),
                (numerator, PART, "numerator"),
                (denominator, WHOLE, "denominator"),
            )
        ]
        of = kind or _kind(names[2])
        times = number_of(per, "number that the rate is per") if per else MULTIPLIERS[of]
        rows = _added(table, names)
        plot = _plot(rows, of, times, widen)
    _say(
        rows,
        plot,
        f" per {times:,.10g}" if of is KindOption.rate else "%" if of is KindOption.proportion else "",
        as_json,
    )


def _kind(whole: str) -> KindOption:
    if whole == "expected":
        return KindOption.ratio
    return KindOption.rate if whole == "population" else KindOption.proportion


def _added(table: "TextTable", names: Sequence[str]) -> Rows:
    """Each unit's two numbers, added up over its rows; an ImpactError at the first cell that is no number."""
    if table.problems:
        raise ImpactError(str(table.problems[0]))
    places = [table.keys.index(name) for name in names]
    added: Rows = {}
    for row in table.rows.select("line", *names).iter_rows():
        line, name = row[0], row[1].strip()
        if not name:
            raise ImpactError(f"Row {line}, column {table.letters[places[0]]}: the unit has no name. Write one.")
        found = [cell_of(table, line, place, text) for place, text in zip(places[1:], row[2:], strict=True)]
        before = added.get(name, (0.0, 0.0))
        added[name] = (before[0] + found[0], before[1] + found[1])
    return added


def _plot(rows: Rows, kind: KindOption, times: float, widen: bool) -> "Plot":
    from impact.metrics.funnel_plot import plotted

    for name, (x, n) in rows.items():
        if x < 0 or n <= 0:
            raise ImpactError(f"{name} has {x:,.10g} of {n:,.10g}. Write 0 or more, of more than 0.")
        if kind is KindOption.proportion and x > n:
            raise ImpactError(
                f"{name} has {x:,.10g} of {n:,.10g}: more than the whole. "
                "Mend it, or choose --kind ratio or --kind rate."
            )
    try:
        parts = list(rows.values())
        return plotted([x for x, _ in parts], [n for _, n in parts], kind.value, times, widen=widen)
    except ValueError as error:
        raise ImpactError(str(error)) from error


def _say(rows: Rows, plot: "Plot", unit: str, as_json: bool) -> None:
    from impact.words.funnels import funnel_sentences

    said = funnel_sentences(plot, unit)
    limits = {
        "lower_99_8": plot.outer[0],
        "lower_95": plot.inner[0],
        "upper_95": plot.inner[1],
        "upper_99_8": plot.outer[1],
    }
    units: list[dict[str, Any]] = [
        {"unit": name, "numerator": x, "denominator": n, "value": plot.value[at]}
        | {limit: numbers[at] for limit, numbers in limits.items()}
        | {"place": str(plot.place[at])}
        for at, (name, (x, n)) in enumerate(rows.items())
    ]
    if not as_json:
        columns = ("unit", "numerator", "denominator", "value", *limits, "place")
        typer.echo("\n".join([*said, "", as_table(units, columns)]))
        return
    foot = {"foot": plot.foot, "lower_99_8": plot.foot_outer[0], "lower_95": plot.foot_inner[0]}
    foot |= {"upper_95": plot.foot_inner[1], "upper_99_8": plot.foot_outer[1]}
    spread = {name: getattr(plot.spread, name, None) for name in ("phi", "tau2")}
    whole = {"kind": plot.kind, "whole": plot.whole, "widened": plot.widened, **spread, "said": said, "units": units}
    chart = [dict(zip(foot, place, strict=True)) for place in zip(*foot.values(), strict=True)]
    typer.echo(json.dumps(plain({**whole, "chart": chart}), indent=1, ensure_ascii=False))
