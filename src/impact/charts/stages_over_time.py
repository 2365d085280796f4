"""How many services of each sector stood at each step of the roadmap at each review: small steps side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
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

Corners = list[tuple[float, float] | None]
"""The corners of one band, one after the other; None between two that do not touch."""


def stages_over_time(counts: Counted, framework: Framework, *, board: bool = False, dark: bool = False) -> go.Figure:
    """A band for each step in each sector, as high at a review as services stood there; sectors by the alphabet.

    Goes with `words.roadmap.moves_sentence`. Services are counted and never averaged; the numbers of the first and of
    the newest review stand in their bands, those between are in the table. A band is one shape, however many reviews
    and services there are.
    """
    colour, size = palette(dark), sizes(board)
    reviews = sorted({review for review, _ in counts})
    there = {scope for _, scope in counts}
    sectors = sorted((one for one in framework.sectors if one.id in there), key=lambda one: one.name.casefold())
    lines = -(-len(sectors) // COLUMNS) or 1
    titles = ["<br>".join(wrap(f"{one.name}", 44)) for one in sectors]
    gap = BETWEEN / (LINE * lines) if lines > 1 else 0.0
    fig = make_subplots(lines, COLUMNS, subplot_titles=titles, vertical_spacing=gap, horizontal_spacing=0.05)
    most = max((sum(found.values()) for (_, scope), found in counts.items() if scope), default=1) or 1
    high = (LINE * lines - BETWEEN * (lines - 1)) / lines / most
    _name_steps(fig, framework, colour)
    for place, sector in enumerate(sectors):
        where = {"row": place // COLUMNS + 1, "col": place % COLUMNS + 1}
        _draw_sector(fig, [counts.get((one, sector.id), {}) for one in reviews], framework, colour, size, high, where)
    ends = sorted({0, len(reviews) - 1}) if reviews else []
    named = [f"{reviews[one]:%b %Y}" for one in ends]
    fig.update_xaxes(tickvals=ends, ticktext=named, range=[-0.7, len(reviews) - 0.3])
    fig.update_layout(margin={"l": 8, "r": 8, "t": ABOVE, "b": 8})
    style(fig, board=board, dark=dark, height=ABOVE + LINE * lines)
    fig.update_yaxes(showgrid=False, showticklabels=False, range=[0, most * 1.02])
    return fig.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "traceorder": "normal"},
        legend_font={"size": size.small, "color": colour.ink},
    )


def bands(found: Sequence[Mapping[str, int]], steps: Sequence[str]) -> dict[str, Corners]:
    """The corners of each step's band, steps upon each other: at review i it goes from i - 1/2 to i + 1/2.

    found   services at each step, review by review; steps: ids from the lowest up. A step without services has none.
    """
    corners: dict[str, Corners] = {}
    below = [0] * len(found)
    for step in steps:
        above = [low + one.get(step, 0) for low, one in zip(below, found, strict=True)]
        corners[step] = _around(below, above)
        below = above
    return corners


def _around(below: Sequence[int], above: Sequence[int]) -> Corners:
    """Around every stretch of reviews in which a band has any height."""
    corners: Corners = []
    for has, group in groupby(range(len(below)), key=lambda at: above[at] > below[at]):
        stretch = list(group)
        if not has:
            continue
        around = [*_edge(above, stretch), *reversed(_edge(below, stretch))]
        corners += [*([None] if corners else []), *around, around[0]]
    return corners


def _edge(heights: Sequence[int], stretch: Sequence[int]) -> list[tuple[float, float]]:
    """An edge from left to right, with a corner only where its height changes."""
    corners: list[tuple[float, float]] = []
    for height, group in groupby(stretch, key=heights.__getitem__):
        level = list(group)
        corners += [(level[0] - 0.5, height), (level[-1] + 0.5, height)]
    return corners


def _name_steps(fig: go.Figure, framework: Framework, colour: Palette) -> None:
    """The legend: a square for each step, of a column that is drawn nowhere."""
    for stage in sorted(framework.stages, key=lambda one: one.rank):
        look = {"color": _look(framework, stage.id, colour)[0], "line": {"color": colour.link, "width": 1}}
        fig.add_bar(x=[None], y=[None], name=stage.name, marker=look, showlegend=True, hoverinfo="skip", row=1, col=1)


def _draw_sector(
    fig: go.Figure,
    found: Sequence[Mapping[str, int]],
    framework: Framework,
    colour: Palette,
    size: Sizes,
    high: float,
    where: Mapping[str, int],
) -> None:
    """One sector's bands with their numbers at either end; `high` pixels are one service."""
    steps = [one.id for one in sorted(framework.stages, key=lambda one: one.rank)]
    for step, corners in bands(found, steps).items():
        if corners:
            _band(fig, corners, framework, step, colour, where)
    numbers = [*_numbers(found[0], steps, 0), *_numbers(found[-1], steps, len(found) - 1)] if found else []
    told = [one for one in numbers if one[3] * high >= size.small]
    fig.add_scatter(
        x=[at for at, *_ in told], y=[middle for _, middle, *_ in told], text=[str(many) for *_, many in told],
        mode="text", showlegend=False, hoverinfo="skip", cliponaxis=False,
        textfont={"size": size.small, "color": [_look(framework, step, colour)[1] for _, _, step, _ in told]},
        **where,
    )  # fmt: skip


def _band(
    fig: go.Figure, corners: Corners, framework: Framework, step: str, colour: Palette, where: Mapping[str, int]
) -> None:
    x, y = zip(*(one or (None, None) for one in corners), strict=True)
    fig.add_scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=_look(framework, step, colour)[0],
        line={"color": colour.link, "width": 1}, showlegend=False, hoverinfo="skip", **where,
    )  # fmt: skip


def _look(framework: Framework, step: str, colour: Palette) -> tuple[str, str]:
    return tint(framework.stage[step].rank, len(framework.stages), colour)


def _numbers(found: Mapping[str, int], steps: Sequence[str], at: int) -> list[tuple[int, float, str, int]]:
    """Where the number of each step stands at one review: review, height, step, services; a nought says nothing."""
    said, below = [], 0
    for step in steps:
        many = found.get(step, 0)
        if many:
            said.append((at, below + many / 2, step, many))
        below += many
    return said
