"""One indicator as a pack tells it: sentence, chart, the same numbers in a table, what they rest on, the way back."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from impact.answers import Publication, Story
from impact.answers.targets_then import targets_then
from impact.charts.axes import by_period, is_per_cent, periods_of, value_range
from impact.framework import Framework, Indicator
from impact.marks import meanings, shown
from impact.packs.model import Chart, Figure, Heading, Point, Table
from impact.periods import Period
from impact.words import interval_text, marked_text, period_of, target_text, value_text
from impact.words.definitions import HELP_LINE
from impact.words.explained import explained_sentences, marked_sentence
from impact.words.numbers import decimals_of
from impact.words.packs import gone_sentence, source_sentence, walk_back_sentence

MOST_PERIODS = 16
"""Periods in a chart and its table: four years of quarters. Judgement."""

Row = pd.Series


def figure(told: Story, rules: Framework, day: date, publication: Publication | None) -> Figure:
    """A story as a figure of a pack."""
    indicator = told.indicator
    every = periods_of(told.series.frame)
    periods = every[-MOST_PERIODS:]
    points = _points(told, periods, day)
    explained = [line for one in told.explained if one.period in periods for line in explained_sentences(one, rules)]
    help_line = HELP_LINE if indicator.hard_topic else ""
    notes = [told.coverage, *explained, gone_sentence(len(every) - len(periods)), indicator.caveat, help_line]
    return Figure(
        indicator.id,
        told.scope_kind,
        told.scope_id,
        indicator.title,
        told.sentence,
        tuple(one for one in notes if one),
        _chart(told, points, rules),
        _table(told, periods, points, rules) if periods else None,
        (_source(indicator, publication, rules), walk_back_sentence(indicator, rules, day)),
    )


def _source(indicator: Indicator, publication: Publication | None, rules: Framework) -> str:
    if publication is None:
        return source_sentence(indicator, "", None, rules)
    return source_sentence(indicator, publication.title, publication.published, rules)


def as_read(value: float, indicator: Indicator) -> float:
    """A number with the decimals with which it is read, so that a chart holds no more than its table says."""
    return float(round(value) if abs(value) >= 99.95 else round(value, decimals_of(indicator)))


def _points(told: Story, periods: list[Period], day: date) -> tuple[Point, ...]:
    rows = by_period(told.series.frame, periods)
    beside = by_period(told.benchmark.frame, periods) if told.benchmark is not None else [None] * len(periods)
    explained = {one.period for one in told.explained}
    then: Mapping[Period, float | None] = targets_then(told, day) or {}
    levels = told.indicator.measure == "maturity"
    aims = [None if levels or told.target is None else then.get(one, told.target) for one in periods]
    aims[-1:] = [None if levels else told.target for _ in aims[-1:]]  # the newest stands beside today's
    return tuple(
        _point(period, row, other, aim, told.indicator, period in explained)
        for period, row, other, aim in zip(periods, rows, beside, aims, strict=True)
    )


def _point(
    period: Period, row: Row | None, beside: Row | None, aim: float | None, indicator: Indicator, explained: bool
) -> Point:
    value = _number(row, "value", indicator)
    return Point(
        period,
        value,
        _number(row, "lower", indicator) if value is not None else None,
        _number(row, "upper", indicator) if value is not None else None,
        0 if row is None else int(row.get("stretch", 0)),
        shown(str(row["marker"] or "")) if row is not None else "",
        explained and value is not None,
        None if aim is None else as_read(aim, indicator),
        _number(beside, "value", indicator),
    )


def _number(row: Row | None, name: str, indicator: Indicator) -> float | None:
    return None if row is None or pd.isna(row[name]) else as_read(float(row[name]), indicator)


def _chart(told: Story, points: tuple[Point, ...], rules: Framework) -> Chart | None:
    """The chart of a series; None where fewer than two numbers can be drawn."""
    drawn = [one for one in points if one.value is not None]
    if len(drawn) < 2:
        return None
    frame, indicator = told.series.frame, told.indicator
    periods = [one.period for one in points]
    seen = frame[[period_of(row) in periods for _, row in frame.iterrows()]]
    low, high = value_range(seen, indicator, [n for one in points for n in (one.target, one.beside)])
    aim = points[-1].target
    beside, area = _named(told, points, rules)
    newest = next(row for row in reversed(by_period(frame, periods)) if _shows(row))
    marked = marked_sentence([one for one in told.explained if one.period in {each.period for each in drawn}])
    return Chart(
        indicator.title,
        f"{told.sentence} {marked}".strip(),
        points,
        low,
        high,
        "%" if is_per_cent(seen, indicator) else "",
        value_text(newest, indicator) if newest is not None else "",
        f"target {target_text(aim, indicator)}" if aim is not None else "",
        beside,
        area,
    )


def _shows(row: Row | None) -> bool:
    return row is not None and bool(pd.notna(row["value"]))


def _named(told: Story, points: tuple[Point, ...], rules: Framework) -> tuple[str, str]:
    """The name and id of the area that is compared with; '' where its line has no point."""
    if told.benchmark is None or all(one.beside is None for one in points):
        return "", ""
    area = rules.area[str(told.benchmark.frame.iloc[0]["scope_id"])]
    return area.name, area.id


def _table(told: Story, periods: list[Period], points: tuple[Point, ...], rules: Framework) -> Table:
    """Every period of the chart as text, the newest last; columns in which nothing stands are left out."""
    indicator, rows = told.indicator, by_period(told.series.frame, periods)
    beside, _ = _named(told, points, rules)
    others = by_period(told.benchmark.frame, periods) if told.benchmark is not None else [None] * len(periods)
    heads = (
        *(Heading("Period"), Heading("Figure", number=True), Heading("95% interval", number=True)),
        *(Heading("Target", number=True), Heading(beside or "Beside", number=True), Heading("Note")),
    )
    lines = [
        (
            point.period.label,
            marked_text(row, indicator) if row is not None else "no figure",
            interval_text(row, indicator) if row is not None else "",
            target_text(point.target, indicator) if point.target is not None else "",
            value_text(other, indicator) if beside and other is not None else "",
            (str(row["hidden"]) or meanings(str(row["marker"] or ""))) if row is not None else "",
        )
        for point, row, other in zip(points, rows, others, strict=True)
    ]
    kept = [at for at in range(len(heads)) if at < 2 or any(line[at] for line in lines)]
    cells = tuple(tuple(line[at] for at in kept) for line in lines)
    return Table(f"{indicator.title}: the figures of the chart", tuple(heads[at] for at in kept), cells)
