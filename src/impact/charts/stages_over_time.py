"""How many services of each sector stood at each step of the roadmap at each review: small steps side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from impact.charts.stage_counts import tint
from impact.charts.style import Palette, Sizes, palette, sizes, style
from impact.framework import Framework

COLUMNS = 3
LINE, BETWEEN, ABOVE = 190, 80, 76
"""Pixels of one line of pictures, of the room between two, and of what stands above the first."""

Counted = Mapping[tuple[date, str], Mapping[str, int]]
"""(review, sector id) -> stage id -> services."""


def stages_over_time(counts: Counted, framework: Framework, *, board: bool = False, dark: bool = False) -> go.Figure:
    """A column for each review in each sector, made of the services at each step; sectors by the alphabet.

    Goes with `words.roadmap.moves_sentence`. Services are counted and never averaged; the numbers of the first and of
    the newest review stand in their columns, those between are in the table.
    """
    colour, size = palette(dark), sizes(board)
    reviews = sorted({review for review, _ in counts})
    there = {scope for _, scope in counts}
    sectors = sorted((one for one in framework.sectors if one.id in there), key=lambda one: one.name.casefold())
    lines = -(-len(sectors) // COLUMNS) or 1
    titles = ["<br>".join(wrap(f"{one.name}", 44)) for one in sectors]
    gap = BETWEEN / (LINE * lines) if lines > 1 else 0.0
    fig = make_subplots(lines, COLUMNS, subplot_titles=titles, vertical_spacing=gap, horizontal_spacing=0.05)
    for place, sector in enumerate(sectors):
        where = {"row": place // COLUMNS + 1, "col": place % COLUMNS + 1}
        _draw_sector(fig, [counts.get((one, sector.id), {}) for one in reviews], framework, colour, size, where)
    ends = sorted({0, len(reviews) - 1}) if reviews else []
    named = [f"{reviews[one]:%b %Y}" for one in ends]
    fig.update_xaxes(tickvals=ends, ticktext=named, range=[-0.7, len(reviews) - 0.3])
    fig.update_layout(barmode="stack", bargap=0.12, margin={"l": 8, "r": 8, "t": ABOVE, "b": 8})
    style(fig, board=board, dark=dark, height=ABOVE + LINE * lines)
    most = max((sum(found.values()) for (_, scope), found in counts.items() if scope), default=1)
    fig.update_yaxes(showgrid=False, showticklabels=False, range=[0, most * 1.02])
    return fig.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "traceorder": "normal"},
        legend_font={"size": size.small, "color": colour.ink},
    )


def _draw_sector(
    fig: go.Figure,
    found: Sequence[Mapping[str, int]],
    framework: Framework,
    colour: Palette,
    size: Sizes,
    where: Mapping[str, int],
) -> None:
    """One sector's columns; the first sector's name the steps for all."""
    first = where["row"] == where["col"] == 1
    for stage in sorted(framework.stages, key=lambda one: one.rank):
        fill, ink = tint(stage.rank, len(framework.stages), colour)
        many = [one.get(stage.id, 0) for one in found]
        fig.add_bar(
            x=list(range(len(found))), y=many, name=stage.name, legendgroup=stage.id, showlegend=first,
            marker={"color": fill, "line": {"color": colour.link, "width": 1}},
            text=_numbers(many), textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"size": size.small, "color": ink}, hoverinfo="skip", **where,
        )  # fmt: skip


def _numbers(many: Sequence[int]) -> list[str]:
    """The first and the last of some counts in words; a nought says nothing."""
    ends = {0, len(many) - 1}
    return [str(one) if one and place in ends else "" for place, one in enumerate(many)]
