"""A small line of one indicator over time, to stand among others: its interval, its target, its last figure."""

import plotly.graph_objects as go

from impact.charts.axes import (
    band,
    by_period,
    end_label,
    hover_text,
    is_per_cent,
    mark_gaps,
    periods_of,
    value_at,
    value_range,
    with_breaks,
)
from impact.charts.style import palette, sizes, style
from impact.disclosure import Protected
from impact.framework import Indicator
from impact.words import value_text

HEIGHT = 190
LETTER = 9
"""Pixels of a letter of the newest figure, with a little to spare."""


def small_trend(
    series: Protected, indicator: Indicator, *, target: float | None = None, dark: bool = False
) -> go.Figure:
    """One indicator over time in little room; a gap stays a gap, and a hidden point is a mark at the foot.

    Goes with `words.figure_sentence` of the same series, which holds one scope. The first and the last period
    are named at the foot, the newest figure at its point; the target is dotted. A target that is a level has no
    place on an axis of services and is left to the words.
    """
    colour, size = palette(dark), sizes(board=False)
    periods = periods_of(series.frame)
    rows = by_period(series.frame, periods)
    at = [float(place) for place in range(len(periods))]
    per_cent = is_per_cent(series.frame, indicator)
    aim = None if per_cent and indicator.measure == "maturity" else target
    low, high = value_range(series.frame, indicator, [aim], close=True)
    fig = go.Figure()
    edge, sides = band(at, rows)
    fig.add_scatter(x=edge, y=sides, fill="toself", fillcolor=colour.band, mode="none", hoverinfo="skip")
    if aim is not None:
        fig.add_hline(y=aim, line={"color": colour.target, "width": 1.5, "dash": "dot"})
    said = [hover_text(row, period, indicator) for row, period in zip(rows, periods, strict=True)]
    x, y, text = with_breaks(at, [value_at(row) for row in rows], said, rows)
    fig.add_scatter(
        x=x, y=y, mode="lines+markers", connectgaps=False, line={"color": colour.accent, "width": 2},
        marker={"size": 5, "color": colour.accent}, text=text, hovertemplate="%{text}<extra></extra>", name="figures",
    )  # fmt: skip
    last = max((place for place, row in enumerate(rows) if value_at(row) is not None), default=None)
    newest = None if last is None else rows[last]
    named = "" if newest is None else value_text(newest, indicator)
    if newest is not None:
        fig.add_annotation(
            x=last, y=newest["value"], text=f"<b>{named}</b>", showarrow=False,
            xanchor="left", xshift=8, font={"color": colour.accent, "size": size.text}, bgcolor=colour.paper,
        )  # fmt: skip
    mark_gaps(fig, at, rows, low, colour.quiet)
    ends = sorted({0, len(periods) - 1}) if periods else []
    fig.update_xaxes(
        tickvals=ends, ticktext=[end_label(periods[one]) for one in ends], range=[-0.6, max(len(periods) - 0.4, 1)]
    )
    fig.update_yaxes(range=[low, high], ticksuffix="%" if per_cent else "", nticks=4)
    fig.update_layout(margin={"l": 8, "r": 20 + LETTER * len(named), "t": 12, "b": 8})
    return style(fig, dark=dark, height=HEIGHT)
