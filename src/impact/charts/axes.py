"""What pictures of figures share: the periods along the foot, and an axis that only shown points stretch."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil, floor, log10

import pandas as pd
import plotly.graph_objects as go

from impact.framework import Indicator
from impact.marks import shown
from impact.periods import MONTH, QUARTER, TERM, Period, between
from impact.words import interval_text, marked_text, period_of


def periods_of(rows: pd.DataFrame) -> list[Period]:
    """Every period from the first row's to the last's, with those in between that no row speaks of."""
    known = sorted({period_of(row) for _, row in rows.iterrows()})
    if not known or len({period.kind for period in known}) > 1:
        return known
    return between(known[0].end, known[-1].end, known[0].kind)


def short_label(period: Period) -> str:
    """A period on two lines for the foot of a picture: 'Jul to Sep' over '2026'."""
    words, _, year = period.label.rpartition(" ")
    return f"{words.removesuffix(' term')}<br>{year}" if words else year


def end_label(period: Period) -> str:
    """The month or year a period ends in, for the foot of a small picture: 'Sep 2026', '2025/26'."""
    return f"{period.end:%b %Y}" if period.kind in (MONTH, QUARTER, TERM) else period.label


def tick_places(many: int, most: int) -> list[int]:
    """Which of many periods are labelled so that at most `most` are, the newest always among them."""
    step = max(1, ceil(many / most))
    return list(range((many - 1) % step, many, step))


def by_period(rows: pd.DataFrame, periods: Sequence[Period]) -> list[pd.Series | None]:
    """The row of each period, None where there is none: a gap stays a gap."""
    found = {period_of(row): row for _, row in rows.iterrows()}
    return [found.get(period) for period in periods]


def value_at(row: pd.Series | None) -> float | None:
    """The number to draw, None for a gap."""
    return None if row is None or pd.isna(row["value"]) else float(row["value"])


def with_breaks(
    at: Sequence[float], values: Sequence[float | None], said: Sequence[str], rows: Sequence[pd.Series | None]
) -> tuple[list[float], list[float | None], list[str]]:
    """Places, values and words of a line with nothing drawn over a break in its series."""
    x: list[float] = []
    y: list[float | None] = []
    text: list[str] = []
    before = None
    for place, value, words, row in zip(at, values, said, rows, strict=True):
        stretch = before if row is None else _stretch(row)
        if before is not None and stretch != before:
            x, y, text = [*x, place - 0.5], [*y, None], [*text, ""]
        x, y, text, before = [*x, place], [*y, value], [*text, words], stretch
    return x, y, text


def hover_text(row: pd.Series | None, period: Period, indicator: Indicator) -> str:
    """What a point says of itself, from the protected row alone."""
    if row is None:
        return period.label
    interval = interval_text(row, indicator)
    said = marked_text(row, indicator) if row["hidden"] == "" else f"{row['hidden']} {shown(row['marker'])}".strip()
    return f"{period.label}: {said}{' ' + interval if interval else ''}"


def value_range(
    rows: pd.DataFrame, indicator: Indicator, also: Iterable[float | None] = (), *, close: bool = False
) -> tuple[float, float]:
    """The value axis, from the numbers shown and from lines such as the target; hidden numbers cannot stretch it.

    Per cents run from 0 to 100 unless everything is under 20, or `close` asks for no more than is needed;
    scores run over their whole scale.
    """
    drawn = pd.concat([rows[name] for name in ("value", "lower", "upper")]).dropna().tolist()
    top = max([*drawn, *(one for one in also if one is not None)], default=0.0)
    if is_per_cent(rows, indicator) and (top == 0 or (top >= 20 and not close)):
        return 0.0, 100.0
    if indicator.measure == "mean" or (indicator.measure == "maturity" and not is_per_cent(rows, indicator)):
        return float(indicator.low), float(indicator.high)
    room = _round_up(top)
    return 0.0, min(room, 100.0) if is_per_cent(rows, indicator) else room


def is_per_cent(rows: pd.DataFrame, indicator: Indicator) -> bool:
    """Whether values are per cents; those of a maturity indicator are where several services are counted."""
    if indicator.measure == "maturity":
        return bool((rows["levels"].fillna("") != "").any())
    return indicator.measure == "proportion"


def _round_up(top: float) -> float:
    if top <= 0:
        return 1.0
    ten = 10.0 ** floor(log10(top))
    return next(step * ten for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15) if step * ten >= top)


def band(at: Sequence[float], rows: Sequence[pd.Series | None]) -> tuple[list[float | None], list[float | None]]:
    """The outline of the interval band, one closed piece for each run of two or more points with no gap or break."""
    x: list[float | None] = []
    y: list[float | None] = []
    ends = [(place, row) for place, row in zip(at, rows, strict=True)]
    for (whole, _), run in groupby(ends, key=lambda pair: (has_interval(pair[1]), _stretch(pair[1]))):
        points = [(place, row) for place, row in run if row is not None]
        if whole and len(points) > 1:
            x += [place for place, _ in points] + [place for place, _ in reversed(points)] + [None]
            y += (
                [float(row["upper"]) for _, row in points]
                + [float(row["lower"]) for _, row in reversed(points)]
                + [None]
            )
    return x, y


def _stretch(row: pd.Series | None) -> int:
    return 0 if row is None else int(row.get("stretch", 0))


def has_interval(row: pd.Series | None) -> bool:
    """Whether a point is drawn with an interval."""
    return row is not None and bool(pd.notna(row["value"]) and pd.notna(row["lower"]) and pd.notna(row["upper"]))


def gap_marks(at: Sequence[float], rows: Sequence[pd.Series | None]) -> list[tuple[float, str]]:
    """Where a number is not shown and why, as marks for the foot of the picture: (2, '[c]')."""
    return [
        (place, shown(row["marker"]))
        for place, row in zip(at, rows, strict=True)
        if row is not None and pd.isna(row["value"]) and row["marker"]
    ]


def mark_gaps(
    fig: go.Figure, at: Sequence[float], rows: Sequence[pd.Series | None], foot: float, colour: str, **where: object
) -> None:
    """Writes each gap's mark at the foot of the axis, the same height whatever was hidden."""
    for place, mark in gap_marks(at, rows):
        fig.add_annotation(x=place, y=foot, text=mark, showarrow=False, yanchor="bottom", font_color=colour, **where)
