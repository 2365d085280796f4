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
from impact.words import target_text

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
    periods = periods_of(at)
    low, high = value_range(at, indicator, [target])
    whole = by_period(at[at.scope_kind == "whole"], periods)
    for place, sector in enumerate(sectors):
        where = {"row": place // COLUMNS + 1, "col": place % COLUMNS + 1}
        rows = by_period(at[(at.scope_kind == "sector") & (at.scope_id == sector.id)], periods)
        _line(fig, whole, periods, indicator, framework.words.whole, colour.whole, size.line * 0.6, where)
        _line(fig, rows, periods, indicator, sector.name, colour.accent, size.line, where)
        mark_gaps(fig, list(range(len(periods))), rows, low, colour.quiet, **where)
        if target is not None:
            line = {"color": colour.target, "width": 1.2, "dash": "dot"}
            fig.add_hline(y=target, line=line, **where)
    percent = "%" if is_per_cent(at, indicator) else ""
    fig.update_yaxes(range=[low, high], ticksuffix=percent, nticks=4)
    room = max(0.6, 0.1 * len(periods))
    ends = sorted({len(periods) - 1 if board else 0, len(periods) - 1}) if periods else []
    labels = [end_label(periods[place]) for place in ends]
    fig.update_xaxes(tickvals=ends, ticktext=labels, range=[-room, max(len(periods) - 1, 0) + room])
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


def _line(
    fig: go.Figure,
    rows: list[pd.Series | None],
    periods: list[Period],
    indicator: Indicator,
    name: str,
    colour: str,
    width: float,
    where: dict[str, int],
) -> None:
    said = [f"{name}, {hover_text(row, period, indicator)}" for row, period in zip(rows, periods, strict=True)]
    fig.add_scatter(
        x=list(range(len(periods))),
        y=[value_at(row) for row in rows],
        mode="lines+markers",
        marker_size=width * 2,
        connectgaps=False,
        line={"color": colour, "width": width},
        text=said,
        hovertemplate="%{text}<extra></extra>",
        name=name,
        **where,
    )
