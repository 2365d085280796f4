"""Brings the periods of a return into a spelling that can be read: quarters, terms, years, months and dates.

A cell is set right where it can mean one period; where it can mean two, its column is asked about once.
"""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from impact import marks, periods
from impact.columns import NUMBERS
from impact.framework.models import Framework
from impact.ledger import FIX_SCHEMA, Choices, Question, no_fixes
from impact.reading import Different
from impact.tidy.period_cells import MARK, Settled, Source
from impact.tidy.period_columns import settled
from impact.tidy.period_questions import PERIOD_QUESTIONS
from impact.tidy.tidied import Place

__all__ = ["PERIOD_QUESTIONS", "tidy_periods"]

_TOO_MANY = 20_000
"""Different spellings up to which a column is read: all days since 2000 are half of them. Judgement."""

_NO_PLACE: Place = ("", "marker")


def tidy_periods(
    rows: pl.DataFrame,
    places: Sequence[Mapping[str, Place]],
    framework: Framework,
    choices: Choices,
    different: Different | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, list[Question]]:
    """Rows whose period cells are spelt as `periods.parse` reads them, where each means one period.

    A mark behind a period, such as (prov), moves into the marker. A cell that already is a period of the kind its
    row wants, or that cannot be understood, stays as found.
    """
    spelt = (different or Different(rows)).of("period")
    texts = spelt.to_list() if spelt.len() <= _TOO_MANY else []
    odd = [text for text in texts if _is_odd(text)]
    if not odd:
        return rows, no_fixes(), []
    sources = _sources(places)
    cells = _cells(rows, odd, sources, places, framework)
    beside = _years({*texts} - {*odd})
    found: list[tuple[int, Settled]] = []
    for number, source in enumerate(sources):
        seen = cells.filter(pl.col("source") == number).group_by("period", "wanted", maintain_order=True)
        found.append((number, settled(source, seen.agg(pl.col("line").min()).rows(), beside, choices)))
    changed = _changed(cells, found, choices.declined)
    columns = [fix for _, one in found for fix in one.fixes]
    fixes = pl.concat([pl.DataFrame(columns, FIX_SCHEMA, orient="row"), _ledger(changed)])
    return _with(rows, changed), fixes, [question for _, one in found for question in one.questions]


def _is_odd(text: str) -> bool:
    """Whether a cell may have to be set right: it names no period, or one that can stand for another kind."""
    period = periods.parse(text)
    return bool(text) and (period is None or period.kind in (periods.MONTH, periods.CALENDAR_YEAR))


def _years(texts: Collection[str]) -> list[str]:
    """The pairs of years among periods that are beyond doubt, the newest first."""
    read = [period for text in texts if (period := periods.parse(text))]
    return sorted({period.code[:7] for period in read}, reverse=True)


def _sources(places: Sequence[Mapping[str, Place]]) -> dict[Source, list[int]]:
    """Where the periods of the blocks stand: one column; the headings of a wide sheet together; or one answer."""
    headed = [block for block, place in enumerate(places) if _is_in_heading(place)]
    found: dict[Source, list[int]] = {}
    for block, place in enumerate(places):
        letter, heading = place.get("period", ("", ""))
        if block not in headed:
            found.setdefault(Source((letter,), (heading,), in_cells=bool(letter)), []).append(block)
    if headed:
        columns = dict.fromkeys(places[block]["period"] for block in headed)
        letters, headings = zip(*columns, strict=True)
        found[Source(letters, headings, in_cells=False)] = headed
    return found


def _is_in_heading(place: Mapping[str, Place]) -> bool:
    period = place.get("period", ("", ""))
    return bool(period[0]) and any(place.get(part, ("", ""))[0] == period[0] for part in (*NUMBERS, "marker", "note"))


def _cells(
    rows: pl.DataFrame,
    odd: Sequence[str],
    sources: Mapping[Source, Sequence[int]],
    places: Sequence[Mapping[str, Place]],
    framework: Framework,
) -> pl.DataFrame:
    """Each row with an odd period: its place in `rows`, where its cells stand, and the kind of period it wants."""
    names = ("at", "line", "block", "service_id", "indicator_id", "period", "marker")
    cells = rows.lazy().with_row_index("at").filter(pl.col("period").is_in(odd)).select(names).collect()
    pairs = cells.select("service_id", "indicator_id").unique()
    wanted = pl.Series("wanted", [_wanted(framework, *pair) for pair in pairs.rows()], pl.String)
    cells = cells.join(pairs.with_columns(wanted), ["service_id", "indicator_id"], "left", maintain_order="left")
    return cells.join(_placed(sources, places), "block", "left", maintain_order="left")


def _placed(sources: Mapping[Source, Sequence[int]], places: Sequence[Mapping[str, Place]]) -> pl.DataFrame:
    """Of each block the number of its source, and where its periods and its markers stand."""
    of_block = [
        (block, number, source.in_cells, *place.get("period", ("", "")), *place.get("marker", _NO_PLACE))
        for number, (source, blocks) in enumerate(sources.items())
        for block, place in ((block, places[block]) for block in blocks)
    ]
    kinds = {"block": pl.Int32, "source": pl.Int32, "in_cells": pl.Boolean}
    texts = dict.fromkeys(("letter", "heading", "marker_letter", "marker_heading"), pl.String)
    return pl.DataFrame(of_block, {**kinds, **texts}, orient="row")


def _wanted(framework: Framework, sender: str, item: str) -> str | None:
    """The kind of period by which a sender sends an indicator or evidence item; None if one of them is not known."""
    indicator, service = framework.indicator.get(item), framework.service.get(sender)
    if indicator and sender in framework.area:
        return indicator.frequency if indicator.fed_by == "published" else None
    if service is None:
        return None
    if indicator is None:
        return service.rhythm if any(one.id == item for one in framework.evidence) else None
    return framework.rhythm(service, indicator) if framework.reports(service, indicator) else None


def _changed(
    cells: pl.DataFrame, found: Sequence[tuple[int, Settled]], declined: frozenset[tuple[str, str]]
) -> pl.DataFrame:
    """The cells that are set right: with `made`, by which `rule`, and what their marker becomes, `marked`."""
    made = [
        (number, one.cell.text, one.cell.wanted, one.period.code, one.rule, one.cell.mark)
        for number, settled in found
        for one in settled.made
    ]
    names = ("period", "wanted", "made", "rule", "mark")
    frame = pl.DataFrame(made, {"source": pl.Int32, **dict.fromkeys(names, pl.String)}, orient="row")
    on = ["source", "period", "wanted"]
    changed = cells.join(frame, on, "inner", nulls_equal=True, maintain_order="left")
    for rule, letter in declined:
        changed = changed.filter(~_taken_back(rule, letter))
    pairs = changed.select("marker", "mark").unique()
    marked = pl.Series("marked", [_marked(*pair) for pair in pairs.rows()], pl.String)
    changed = changed.join(pairs.with_columns(marked), ["marker", "mark"], "left", maintain_order="left")
    return changed.drop_nulls("marked")


def _taken_back(rule: str, letter: str) -> pl.Expr:
    """Cells of one rule in one column; of marks also those that one of their two columns is to keep as found."""
    here = pl.col("letter") == letter
    if rule != MARK:
        return (pl.col("rule") == rule) & here
    return (pl.col("mark") != "") & (here | (pl.col("marker_letter") == letter))


def _marked(marker: str, mark: str) -> str | None:
    """A marker with one more mark; None if it is not understood: then its period stays as found, mark and all."""
    known = marks.read_marks(marker)
    if not mark or known is None:
        return None if mark else marker
    return marker if mark in known else f"{marker} {mark}".strip()


def _ledger(changed: pl.DataFrame) -> pl.DataFrame:
    """A row for each cell that is set right, its marker behind it; one for all rows whose period is in a heading."""
    line = pl.when("in_cells").then("line").alias("line")
    cells = changed.select("at", "rule", line, column="letter", heading="heading", found="period", made="made")
    markers = changed.filter(pl.col("marked") != pl.col("marker")).select(
        "at", pl.lit(MARK).alias("rule"), "line", column="marker_letter", heading="marker_heading",
        found="marker", made="marked",
    )  # fmt: skip
    both = pl.concat([cells, markers]).sort("at", maintain_order=True).drop("at")
    return both if changed["block"].n_unique() < 2 and changed["in_cells"].all() else both.unique(maintain_order=True)


def _with(rows: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    if not changed.height:
        return rows
    period = rows["period"].clone().scatter(changed["at"], changed["made"])
    marker = rows["marker"].clone().scatter(changed["at"], changed["marked"])
    return rows.with_columns(period, marker)
