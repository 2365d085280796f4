"""How far each measure of an outcome has come from where it started to its target."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.charts.style import palette, sizes, style
from impact.disclosure import Protected
from impact.framework import Framework
from impact.marks import shown
from impact.words import interval_text, marked_text, target_text

if TYPE_CHECKING:
    from impact.metrics.parts import NodePart

EDGES = (-50.0, 130.0)
"""The axis in per cent of the way; what lies beyond is drawn at the edge with an arrow."""


def dots(
    parts: Sequence[NodePart], newest: Protected, framework: Framework, *, board: bool = False, dark: bool = False
) -> go.Figure:
    """A dot and its interval for each indicator of an outcome, on one way from baseline (0) to target (100).

    Goes with `words.node_sentence`. `newest` holds the newest protected row of each part's indicator; a
    part whose row is hidden or absent has its mark in place of a dot. Parts without a baseline or a
    target have their value in words and no dot.
    """
    colour, size = palette(dark), sizes(board)
    fig = go.Figure()
    rows = {row["indicator_id"]: row for _, row in newest.frame.sort_values("period_end").iterrows()}
    for place, part in enumerate(parts):
        indicator = framework.indicator[part.indicator_id]
        row = rows.get(part.indicator_id)
        said = "no figure" if row is None else f"{marked_text(row, indicator)} {interval_text(row, indicator)}".strip()
        aim = f"target {target_text(part.target, indicator)}" if _known(part.target) else "no target"
        _note(fig, 1.0, place, f"<b>{said}</b><br>{aim}", "left", "paper")
        ends = _way(part, row)
        if ends is None:
            _note(fig, 0, place, _instead(part, row), "left", "x", colour.quiet)
            continue
        _draw(fig, place, ends, f"{indicator.title}: {said}, {aim}", colour.accent, size.line, size.marker)
    for end, dash in ((0, "solid"), (100, "dot")):
        line = {"color": colour.rule if end == 0 else colour.target, "width": 2, "dash": dash}
        fig.add_vline(x=end, line=line, layer="below")
    titles = ["<br>".join(wrap(framework.indicator[part.indicator_id].title, 34)) for part in parts]
    fig.update_yaxes(tickvals=list(range(len(parts))), ticktext=titles, range=[len(parts) - 0.4, -0.6])
    ends_said = ["where we<br>started", "half way", "target"]
    fig.update_xaxes(tickvals=[0, 50, 100], ticktext=ends_said, range=list(EDGES), side="top")
    fig.update_layout(margin={"l": 500 if board else 270, "r": 400 if board else 190, "t": 60, "b": 8})
    style(fig, board=board, dark=dark, height=90 + 64 * len(parts))
    return fig.update_yaxes(showgrid=False)


def _way(part: NodePart, row: pd.Series | None) -> tuple[float, float, float] | None:
    """Low end, middle and high end of the way come, in per cent; None where nothing may or can be drawn."""
    if row is None or pd.isna(row["value"]) or not (_known(part.baseline) and _known(part.target)):
        return None
    whole = part.target - part.baseline
    if whole == 0:
        return None
    value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    way = [100 * (one - part.baseline) / whole for one in (lower, value, upper)]
    middle = way[1]
    low, high = (middle, middle) if pd.isna(way[0]) or pd.isna(way[2]) else (min(way), max(way))
    return low, middle, high


def _instead(part: NodePart, row: pd.Series | None) -> str:
    """What stands in place of a dot: the mark of a hidden figure, or why there is no way to draw."""
    if row is None or pd.isna(row["value"]):
        return shown(row["marker"]) if row is not None else ""
    if part.began and not _known(part.baseline):
        return "where it started is hidden [c]"
    return "no baseline or no target yet"


def _draw(
    fig: go.Figure, place: int, ends: tuple[float, float, float], said: str, colour: str, width: float, marker: int
) -> None:
    low, middle, high = (min(max(end, EDGES[0] + 2), EDGES[1] - 2) for end in ends)
    fig.add_scatter(
        x=[low, high], y=[place, place], mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"
    )
    symbol = "triangle-left" if ends[1] < EDGES[0] else "triangle-right" if ends[1] > EDGES[1] else "circle"
    fig.add_scatter(
        x=[middle],
        y=[place],
        mode="markers",
        marker={"size": marker * 2, "color": colour, "symbol": symbol},
        cliponaxis=False,
        text=[said],
        hovertemplate="%{text}<extra></extra>",
    )


def _known(number: float | None) -> bool:
    return number is not None and bool(pd.notna(number))


def _note(fig: go.Figure, x: float, y: float, text: str, side: str, along: str, colour: str | None = None) -> None:
    beyond = 16 if along == "paper" else 4
    fig.add_annotation(
        x=x, xref=along, y=y, text=text, showarrow=False, xanchor=side, xshift=beyond, align=side, font_color=colour
    )
