"""The command that lays a published figure beside a benchmark: better, similar or worse, and which way it goes."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.asked import in_period, indicator_of, period_about
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    said_plainly,
)

if TYPE_CHECKING:
    from impact.answers import Beside
    from impact.metrics.benchmark import Benchmark
    from impact.periods import Period


class Confidence(StrEnum):
    """How sure a comparison is: one level, or both on a scale of five."""

    usual = "95"
    strict = "99.8"
    both = "both"


LEVELS = {Confidence.usual: 0.95, Confidence.strict: 0.998, Confidence.both: None}
BRIEF = ("place", "value", "interval", "compared", "trend", "why")


def compare(
    indicator: Annotated[str, typer.Argument(help="A published indicator, by id or title (P03).", show_default=False)],
    with_: Annotated[
        str, typer.Option("--with", help="An area by id or name, a group of areas, or 'neighbours'. Without: England.")
    ] = "",
    period: Annotated[
        str, typer.Option("--period", help="One period, as in returns: 2024-25. Without: the newest.")
    ] = "",
    confidence: Annotated[
        Confidence, typer.Option("--confidence", help="95, 99.8, or both on a scale of five.")
    ] = Confidence.usual,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Say whether places differ from a benchmark by more than chance, and how they moved over five years.

    A place's interval is held against the benchmark's value of the same period; a benchmark of several areas is
    their counts pooled, never a mean of rates. Exit codes: 0 said, 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact import answers  # scientific libraries are slow to load, and --help needs none

        id = indicator_of(desk.rules, indicator)
        at = _period(desk, id, period)
        chosen = _benchmark(desk, with_)
        found = answers.beside(desk.sources, desk.view, desk.rules.indicator[id], chosen, LEVELS[confidence], at)
        said = _sentences(found, desk)
    rows = _rows(found, desk)
    if form is Format.table:
        typer.echo("\n".join([*said, ""]))
    show(rows, desk, form, BRIEF, said=said, benchmark=found.benchmark.name, vintage=found.benchmark.vintage)


def _benchmark(desk: Desk, word: str) -> "Benchmark | None":
    from impact.answers.beside import benchmarks

    if not word:
        return None
    known = benchmarks(desk.rules)
    names = {key: one.name if len(one.ids) == 1 else key for key, one in known.items()}
    return known[known_one(word, names, "area or group of areas")]


def _period(desk: Desk, indicator_id: str, text: str) -> "Period | None":
    from impact import answers

    if not text:
        return None
    frame = answers.figures(desk.sources, desk.view, [indicator_id], ("area",)).frame
    return period_about(in_period(frame, text).iloc[0])


def _sentences(found: "Beside", desk: Desk) -> list[str]:
    from impact.words import trends

    home = desk.rules.home
    frame = found.rows.frame
    ours = frame[frame.scope_id == home.id] if home else frame.iloc[:0]
    said = [found.indicator.title + ":"]
    for _, row in ours.iterrows():
        said.append(
            trends.benchmark_sentence(row, desk.rules.area[row["scope_id"]].name, found.benchmark, found.indicator)
        )
        said.append(trends.trend_sentence(found.trends[row["scope_id"]]))
    compared = int((frame.word != "not compared").sum())
    chance = trends.compared_by_chance(compared, found.confidence or 0.95)
    return [*said, *(one for one in (trends.vintage_note(found.benchmark), chance) if one)]


def _rows(found: "Beside", desk: Desk) -> list[dict[str, Any]]:
    from impact import words
    from impact.words.trends import trend_text

    def row(one: Any) -> dict[str, Any]:
        trend = found.trends[one["scope_id"]]
        return {
            "area_id": one["scope_id"],
            "place": desk.rules.area[one["scope_id"]].name,
            "period": found.period.label,
            "value": words.marked_text(one, found.indicator),
            "interval": words.interval_text(one, found.indicator),
            "number": one["value"],
            "lower": one["lower"],
            "upper": one["upper"],
            "marker": one["marker"],
            "hidden": one["hidden"],
            "benchmark": one["mark"],
            "compared": one["word"],
            "why": one["why"],
            "trend": trend_text(trend),
            "trend_slope": trend.slope,
            "trend_chi2": trend.chi2,
            "trend_why": trend.why,
        }

    return [row(one) for _, one in found.rows.frame.iterrows()]
