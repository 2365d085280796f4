"""One small line per sector beside the whole, in the order of the alphabet and on one axis."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from impact.charts.axes import (
    by_period,
    end_label,
    hover_text,
    is_per_cent,
    mark_gaps,
    periods_of,
    value_at,
    value_range,
)
from impact.charts.style import palette, sizes, style
from impact.disclosure import Protected
from impact.framework import Framework, Indicator, Sector
from impact.periods import Period
from impact.words import period_of, target_text

COLUMNS = 4


def small_multiples(
    figures: Protected,
    indicator: Indicator,
    framework: Framework,
    *,
    target: float | None = None,
    board: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Each sector's line with the whole's behind it in grey; alphabetical, never by value.

    Goes with `words.figure_sentence` of the whole. `figures` holds the rows of one indicator for the
    whole and for sectors; a sector without a row has no picture.
    """
    colour, size = palette(dark), sizes(board)
    at = figures.frame
    reporting = set(at[at.scope_kind == "sector"].scope_id)
    sectors = sorted((one for one in framework.sectors if one.id in reporting), key=lambda one: one.name)
    lines = -(-len(sectors) // COLUMNS) or 1
    titles = [f"<b>{_short(sector, board)}</b>" for sector in sectors]
    fig = make_subplots(lines, COLUMNS, shared_yaxes=True, subplot_titles=titles, **_spaces(lines, board))
    low, high = value_range(at, indicator, [target])
    whole = at[at.scope_kind == "whole"]
    for place, sector in enumerate(sectors):
        where = {"row": place // COLUMNS + 1, "col": place % COLUMNS + 1}
        ours = at[(at.scope_kind == "sector") & (at.scope_id == sector.id)]
        _line(fig, whole, indicator, framework.words.whole, colour.whole, size.line * 0.6, where)
        _line(fig, ours, indicator, sector.name, colour.accent, size.line, where)
        own = periods_of(ours)
        mark_gaps(fig, [_month(period) for period in own], by_period(ours, own), low, colour.quiet, **where)
        if target is not None:
            line = {"color": colour.target, "width": 1.2, "dash": "dot"}
            fig.add_hline(y=target, line=line, **where)
    percent = "%" if is_per_cent(at, indicator) else ""
    fig.update_yaxes(range=[low, high], ticksuffix=percent, nticks=4)
    ends = sorted({period_of(row) for _, row in at.iterrows()}, key=lambda period: period.end)
    named = {_month(period): end_label(period) for period in (ends[-1:] if board else ends[:1] + ends[-1:])}
    room = 0.06 * max((_month(ends[-1]) - _month(ends[0])) if ends else 0, 12)
    reach = [_month(ends[0]) - room, _month(ends[-1]) + room] if ends else None
    fig.update_xaxes(tickvals=list(named), ticktext=list(named.values()), range=reach)
    fig.update_layout(margin={"l": 8, "r": 16, "t": 84 if board else 48, "b": 110 if board else 56})
    aim = f"; dotted: target {target_text(target, indicator)}" if target is not None else ""
    fig.add_annotation(
        x=0, y=0, xref="paper", yref="paper", yshift=-84 if board else -52, xanchor="left", showarrow=False,
        text=f"Grey: {framework.words.whole}{aim}", font_color=colour.quiet,
    )  # fmt: skip
    return style(fig, board=board, dark=dark, height=60 + 240 * lines)


def _short(sector: Sector, board: bool) -> str:
    """A sector's name on at most two lines, broken near the middle."""
    name, most = sector.name, 22 if board else 30
    if len(name) <= most:
        return name
    breaks = [place for place, letter in enumerate(name) if letter == " "]
    middle = min(breaks, key=lambda place: abs(place - len(name) / 2), default=len(name))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def _spaces(lines: int, board: bool) -> dict[str, float]:
    return {"horizontal_spacing": 0.04, "vertical_spacing": (0.3 if board else 0.24) if lines > 1 else 0.0}


def _month(period: Period) -> int:
    """Where a period stands on the axis: the month in which it ends, so that quarters and terms share it."""
    return period.end.year * 12 + period.end.month


def _line(
    fig: go.Figure,
    rows: pd.DataFrame,
    indicator: Indicator,
    name: str,
    colour: str,
    width: float,
    where: dict[str, int],
) -> None:
    own = periods_of(rows)
    points = list(zip(by_period(rows, own), own, strict=True))
    fig.add_scatter(
        x=[_month(period) for period in own],
        y=[value_at(row) for row, _ in points],
        mode="lines+markers",
        marker_size=width * 2,
        connectgaps=False,
        line={"color": colour, "width": width},
        text=[f"{name}, {hover_text(row, period, indicator)}" for row, period in points],
        hovertemplate="%{text}<extra></extra>",
        name=name,
        **where,
    )
