"""How far each of some outcomes has come from where it started to its target, one row an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from impact.charts.style import Palette, Sizes, palette, sizes, style
from impact.framework import Framework
from impact.words import ResultLook, look_of
from impact.words.theory import way_words

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult

SYMBOLS = {
    "moving well": "triangle-up",
    "moving": "triangle-up-open",
    "little change": "line-ew-open",
    "mixed": "diamond",
    "going back": "triangle-down-open",
}
"""Result -> its mark at the score, the same shape as in words; an outcome without a score has its word alone."""

EDGES = (-110.0, 110.0)

FEWEST = 5
"""Rows that the board's picture has room for at least, so that few outcomes do not stand far apart."""


def ways(results: Sequence[NodeResult], framework: Framework, *, board: bool = False, dark: bool = False) -> go.Figure:
    """A mark and its interval for each outcome on one way from -100 over the start (0) to the target (100).

    Goes with `words.overview_sentence` of the same outcomes. The word stands at the right end of each row with its
    mark, its per cent of the way and its interval; an outcome that cannot be judged has the word and nothing drawn.
    """
    colour, size = palette(dark), sizes(board)
    fig = go.Figure()
    for place, one in enumerate(results):
        look = look_of(one.word)
        paint = look.dark if dark else look.light
        if one.score == one.score:
            _draw(fig, place, one, paint, size)
        fig.add_annotation(
            x=1, xref="paper", y=place, text=_said(one, look), showarrow=False, xanchor="left", xshift=16,
            align="left", font_color=paint,
        )  # fmt: skip
    _ends(fig, colour)
    titles = ["<br>".join(wrap(framework.node[one.node_id].title, 44 if board else 38)) for one in results]
    rows = max(len(results), FEWEST) if board else len(results)
    fig.update_yaxes(tickvals=list(range(len(results))), ticktext=titles, range=[rows - 0.4, -0.6])
    said = ["further back", "where we<br>started", "target"] if not board else ["", "start", "target"]
    fig.update_xaxes(tickvals=[-100, 0, 100], ticktext=said, range=list(EDGES), side="top")
    fig.update_layout(margin={"l": 610 if board else 300, "r": 560 if board else 260, "t": 48, "b": 8})
    style(fig, board=board, dark=dark, height=80 + 56 * max(len(results), 1))
    return fig.update_yaxes(showgrid=False)


def _draw(fig: go.Figure, place: int, one: NodeResult, paint: str, size: Sizes) -> None:
    low, high = (one.lower, one.upper) if one.lower == one.lower and one.upper == one.upper else (one.score, one.score)
    line = {"color": paint, "width": size.line}
    fig.add_scatter(x=[low, high], y=[place, place], mode="lines", line=line, opacity=0.5, hoverinfo="skip")
    fig.add_scatter(
        x=[one.score],
        y=[place],
        mode="markers",
        marker={
            "size": size.marker * 2,
            "color": paint,
            "symbol": SYMBOLS.get(one.word, "circle-open"),
            "line_width": 3,
        },
        hoverinfo="skip",
    )


def _said(one: NodeResult, look: ResultLook) -> str:
    """'▲ moving well<br>67% (60 to 75)'; the word alone where there is no score."""
    way = way_words(one)
    return f"<b>{look.mark} {look.word}</b>" + (f"  {way}" if way else "")


def _ends(fig: go.Figure, colour: Palette) -> None:
    for at, dash, paint in ((0, "solid", colour.whole), (100, "dot", colour.target)):
        fig.add_vline(x=at, line={"color": paint, "width": 2, "dash": dash}, layer="below")
