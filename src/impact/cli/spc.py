"""The command that reads any table of values over time as charts: what wobbles, what has changed, and since when."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.checking import FileArgument, JsonOption, SheetOption
from impact.cli.printing import as_table, plain
from impact.cli.shared import said_plainly
from impact.problems import ImpactError

if TYPE_CHECKING:
    import polars as pl

    from impact.cli.series_file import Series
    from impact.metrics.spc import Profile


class ProfileOption(StrEnum):
    """By which rules limits are drawn and changes seen."""

    nhsr = "nhsr-0.2.2"
    mdc = "mdc-2023"


class DirectionOption(StrEnum):
    """Which way is better."""

    up = "higher"
    down = "lower"
    neither = "none"


class EveryOption(StrEnum):
    """How far one value is from the next."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    term = "term"
    year = "year"
    financial_year = "financial-year"
    academic_year = "academic-year"
    none = "none"


POINT = ("series", "when", "value", "mean", "lower", "upper", "moving_range", "target", "shows", "said")


def spc(
    file: FileArgument,
    profile: Annotated[ProfileOption, typer.Option("--profile", help="By which rules.")] = ProfileOption.nhsr,
    fix_after: Annotated[
        int | None, typer.Option("--fix-after", help="Let limits rest on the first so many points (12 or more).")
    ] = None,
    direction: Annotated[
        DirectionOption, typer.Option("--direction", help="Which way is better, where FILE does not say.")
    ] = DirectionOption.neither,
    target: Annotated[str, typer.Option("--target", help="What is aimed for, where FILE does not say.")] = "",
    rebase: Annotated[
        list[str] | None,
        typer.Option("--rebase", help="Let limits begin anew, as DATE=WHY: 2024-04-01=new form."),
    ] = None,
    every: Annotated[
        EveryOption | None, typer.Option("--every", help="The step between values, if dates do not show it.")
    ] = None,
    sheet: SheetOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say of every series in FILE whether it only wobbles or has changed, and since when (XmR charts); keep nothing.

    FILE has a heading date (days or periods) and value, and if need be series, target (holds until another is
    written), rebase (the reason, a date, or yes) and direction (higher, lower, none). Exit codes: 0 said, 2 FILE
    could not be read or holds what cannot be.
    """
    with said_plainly():
        from impact.cli.series_file import Asked, read_series  # slow to load, and --help needs none
        from impact.metrics.spc import PROFILES

        steps = every.value if every else ""
        series = read_series(file, sheet, Asked(direction.value, target, rebase or (), steps))
        rules = PROFILES[profile.value]
        points, found = _charted(series, rules, fix_after)
        rows = [_row(point, series.unit) for point in points.iter_rows(named=True)]
        said = [_said(icon, points, series.unit) for icon in found.iter_rows(named=True)]
    _show(rows, said, series, rules, fix_after, as_json)


def _charted(series: "Series", rules: "Profile", fix_after: int | None) -> "tuple[pl.DataFrame, pl.DataFrame]":
    from impact.cli.series_file import BY
    from impact.metrics.spc import charted, icons

    try:
        points = charted(series.frame, BY, rules, fix_after)
    except ValueError as error:
        raise ImpactError(str(error)) from error
    return points, icons(points, BY)


def _row(point: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """One point as it is printed; JSON holds every key."""
    from impact.words.over_time import Steps, point_phrase

    steps = Steps(point["kind"], str)
    told = {"when": steps.when(point["date"]), "said": point_phrase(point, steps), "unit": unit}
    told |= {} if _known(point["value"]) else {"shows": ""}
    return {**{key: value for key, value in point.items() if key not in ("spelt", "still")}, **told}


def _said(icon: Mapping[str, Any], points: "pl.DataFrame", unit: str) -> dict[str, Any]:
    """One series with its icons, its sentence, and where its limits or its runs begin anew."""
    from impact.cli.series_file import named
    from impact.words import over_time

    ours = points.filter(points["series"] == icon["series"])
    last = ours.row(-1, named=True)
    steps = over_time.Steps(last["kind"], lambda value: f"{_text(value)}{unit}")
    rebases = ours.filter("rebase").select("date", "rebase_reason").rows()
    begun = [over_time.rebase_sentence(day, reason, steps) for day, reason in rebases]
    gaps = [over_time.gap_sentence(day, steps) for day in ours.filter("gap")["date"]]
    sentence = over_time.series_sentence(named(icon["series"]), icon, last, steps)
    return {**{key: value for key, value in icon.items() if key != "still"}, "said": sentence, "notes": [*begun, *gaps]}


def _show(
    rows: list[dict[str, Any]],
    said: list[dict[str, Any]],
    series: "Series",
    rules: "Profile",
    fix_after: int | None,
    as_json: bool,
) -> None:
    from impact.words.over_time import rules_sentence

    by_rules = rules_sentence(rules, fix_after)
    by_chance = _chance(said, rules)
    if as_json:
        whole = {"rules": by_rules, "profile": asdict(rules), "fix_after": fix_after, "remarks": list(series.remarks)}
        whole |= {"chance": by_chance}
        lists = {"series": [plain(one) for one in said], "points": [plain(row) for row in rows]}
        typer.echo(json.dumps({**whole, **lists}, default=str, indent=1, ensure_ascii=False))
        return
    lines = [line for one in said for line in (one["said"], *(f"  {note}" for note in one["notes"]))]
    brief = [name for name in POINT if name != "series" or any(row["series"] for row in rows)]
    brief = [name for name in brief if name != "target" or any(_known(row["target"]) for row in rows)]
    numbers = ("value", "mean", "lower", "upper", "moving_range", "target")
    shown = [{**row, **{name: _text(row[name]) for name in numbers}} for row in rows]
    alerts = [by_chance] if by_chance else []
    typer.echo("\n".join([*series.remarks, *lines, *alerts, "", as_table(shown, brief), "", by_rules]))


def _chance(said: list[dict[str, Any]], rules: "Profile") -> str:
    """How many of several charts would show special cause by chance alone; "" for one, or for rules of one's own."""
    from impact.metrics.chance import charts
    from impact.metrics.spc import PROFILES
    from impact.words.chance import chance_sentence

    if len(said) < 2 or rules not in PROFILES.values():
        return ""
    chance = charts([one["points"] for one in said], rules.name)
    return chance_sentence(chance, "chart", "charts", "would show special cause at its newest point")


def _known(value: float | None) -> bool:
    return value is not None and value == value


def _text(value: float | None) -> str:
    """A number with four digits that tell, or all before the point: '1,234', '85.25', '0.0123'; "" for none."""
    if value is None or value != value:
        return ""
    decimals = 4 - len(f"{abs(value):.0f}") if abs(value) >= 1 else 4
    text = f"{value:,.{max(decimals, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
