"""A file of values over time as an analyst keeps it, made ready to be charted: one sentence at what cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from impact.cli.files import content_of
from impact.cli.numbers import number_in
from impact.cli.series_cells import HEADINGS, Cells, cells_of, directions_of, values_of
from impact.cli.series_dates import EVERY, When, dated, day_of, is_when, meant, one_kind, step_of
from impact.metrics.spc import DatedTarget, Rebase, gaps, in_force, rebased
from impact.periods import KINDS, Period, containing
from impact.problems import ImpactError
from impact.words.over_time import Steps

if TYPE_CHECKING:
    from impact.reading import TextTable

BY = ["series"]
YES, NO = ("yes", "y", "x", "1", "true", "rebase"), ("", "no", "n", "0", "false")


@dataclass(frozen=True, slots=True)
class Series:
    """What a file holds, ready for `charted`.

    frame     series, date, value, direction, target, rebase, rebase_reason, gap, kind (of period), spelt (whether
              the file names periods and not days), line
    unit      "%" where the values were written with it
    remarks   what has to be said of how the file was read
    """

    frame: pl.DataFrame
    unit: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says for all series: a better direction, a target, rebases (DAY=WHY), and a step."""

    direction: str = "none"
    target: str = ""
    rebases: Sequence[str] = ()
    every: str = ""


def read_series(file: Path, sheet: str, asked: Asked) -> Series:
    """The series of a file; raises ImpactError, in one sentence with the place, at what cannot be charted."""
    from impact.reading import read_table

    known = [heading for headings in HEADINGS.values() for heading in headings]
    table = read_table(content_of(file), file.name, sheet, known)
    cells = cells_of(table, file.name)
    names, (whens, remark), (values, unit) = cells.of("series"), _whens(cells), values_of(cells)
    _refuse_twice(names, whens, cells)
    kinds = {name: _kind(name, names, whens, cells, asked) for name in dict.fromkeys(names)}
    columns = {
        "series": names,
        "date": [day_of(one) for one in whens],
        "value": values,
        "direction": directions_of(cells, names, asked.direction),
        "kind": [kinds[name] for name in names],
        "spelt": [isinstance(one, Period) for one in whens],
        "line": cells.lines,
    }
    frame = pl.DataFrame(columns, schema_overrides={"value": pl.Float64})
    frame = in_force(frame, BY, _targets(cells, frame, asked))
    frame, absent = rebased(frame, BY, _rebases(cells, frame, asked))
    if absent:
        raise ImpactError(_absent(frame, absent[0]))
    return Series(gaps(frame, BY, "kind"), unit, tuple(one for one in (remark, *_left_out(table)) if one))


def named(series: str) -> str:
    """How a series is called at the start of a sentence."""
    return series or "The series"


def _whens(cells: Cells) -> tuple[list[When], str]:
    texts = cells.of("date")
    first: dict[str, str] = {}
    for at, text in enumerate(texts):
        if not text:
            raise ImpactError(f"{cells.where('date', at)} is empty. Write the date or the period of its value.")
        first.setdefault(text, cells.where("date", at))
    found = dated(first)
    return [found.of[text] for text in texts], found.remark


def _refuse_twice(names: Sequence[str], whens: Sequence[When], cells: Cells) -> None:
    seen: dict[tuple[str, date], int] = {}
    for at, (series, when) in enumerate(zip(names, whens, strict=True)):
        before = seen.setdefault((series, day_of(when)), at)
        if before != at:
            about = when.label if isinstance(when, Period) else Steps("", str).when(when)
            of = f" of {series}" if series else ""
            raise ImpactError(f"Rows {cells.lines[before]} and {cells.lines[at]} are both about {about}{of}. Keep one.")


def _kind(series: str, names: Sequence[str], whens: Sequence[When], cells: Cells, asked: Asked) -> str:
    ours = [at for at, name in enumerate(names) if name == series]
    kind = one_kind([(f"row {cells.lines[at]}", whens[at]) for at in ours], named(series))
    return EVERY[asked.every] if asked.every else kind or step_of(sorted(day_of(whens[at]) for at in ours))


def _targets(cells: Cells, frame: pl.DataFrame, asked: Asked) -> list[DatedTarget]:
    """A target holds from the row that states it until another is stated; 'none' ends it."""
    every = number_in(asked.target.removesuffix("%")) if asked.target else None
    if asked.target and every is None:
        raise ImpactError(f"'{asked.target}' was given for the target and is no number. Write digits, such as 85.")
    common = [] if every is None else [DatedTarget((one,), date.min, every) for one in frame["series"].unique()]
    return common + [
        DatedTarget((name,), day, cells.number("target", at, text))
        for at, (name, day, text) in enumerate(zip(frame["series"], frame["date"], cells.of("target"), strict=True))
        if text
    ]


def _rebases(cells: Cells, frame: pl.DataFrame, asked: Asked) -> list[Rebase]:
    """Where limits are to begin anew: marked rows, rows with a reason, dates in cells, and those asked for."""
    found: dict[tuple[str, date], str] = {}
    reasons, series = cells.of("reason"), frame.partition_by("series", as_dict=True)
    for at, (name, day, text) in enumerate(zip(frame["series"], frame["date"], cells.of("rebase"), strict=True)):
        if text.casefold() in YES:
            found[name, day] = reasons[at]
        elif text.casefold() not in NO and is_when(text):
            there = _point_of(meant(text, cells.where("rebase", at)), series[name,])
            found[name, there] = found.get((name, there), "") or reasons[at]
        elif text.casefold() not in NO:
            found[name, day] = text
    for one in asked.rebases:
        text, _, why = one.partition("=")
        when = meant(text.strip(), "--rebase")
        found |= {(str(name), _point_of(when, ours)): why.strip() for (name,), ours in series.items()}
    return [Rebase((name,), day, why) for (name, day), why in found.items()]


def _point_of(when: When, ours: pl.DataFrame) -> date:
    """The day of the point that a day or period means: itself, or the point of that period where one of both is one."""
    day, kind = day_of(when), str(ours["kind"][0])
    if kind not in KINDS or not (isinstance(when, Period) or ours["spelt"][0]):
        return day
    meant_one = containing(day, kind)
    return next((one for one in ours["date"] if containing(one, kind) == meant_one), day)


def _absent(frame: pl.DataFrame, lacking: Rebase) -> str:
    (name,), day = lacking.series, lacking.day
    ours = frame.filter(pl.col("series") == name)
    steps = Steps(str(ours["kind"][0]) if ours["spelt"][0] else "", str)
    near = min(ours["date"], key=lambda one: abs((one - day).days))
    return (
        f"{named(name)} has no value {steps.at(day)}, where limits were to begin anew. "
        f"The nearest is {steps.when(near)}."
    )


def _left_out(table: "TextTable") -> list[str]:
    """The rows above, between and below the data that were taken for titles, totals or notes."""
    rows = table.fixes.filter(pl.col("rule").str.ends_with("-row"))
    return [f"Row {line} ('{found}') is left out." for line, found in rows.select("line", "found").iter_rows()]
