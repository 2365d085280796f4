"""The theory of change as a map: what leads to what, and how each outcome is moving."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from impact.charts.links import draw_links, key_of_links, note_at
from impact.charts.style import Palette, palette, style
from impact.charts.toc_grid import Grid
from impact.framework import Framework, Node
from impact.layout import Layout, Point, path_through
from impact.words import NOT_YET, ResultLook, look_of

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult

FADED = 0.35


def toc_map(
    framework: Framework,
    results: Mapping[str, NodeResult],
    layout: Layout,
    *,
    lit: str = "",
    width: int = 1800,
    dark: bool = False,
) -> go.Figure:
    """Every node as a plate in its column, with mark and word where it is scored, and every link as a line.

    Goes with `words.overview_sentence`. Lines are thicker where the evidence is stronger and dashed where
    it is untested; links that feed back run along the foot. `lit` is a node whose paths stand out. The
    picture has a set width in pixels, so that words fit their plates; a click gives the node's id as
    `customdata`.
    """
    colour = palette(dark)
    grid = Grid.of(layout, len(framework.horizons), width, sum(link.kind == "feedback" for link in framework.links))
    nodes, links = path_through(framework, lit) if lit else (None, None)
    fig = go.Figure()
    draw_links(fig, framework, layout, grid, colour, links)
    _draw_handles(fig, framework, results, grid, layout)
    shapes, notes = key_of_links(framework, grid, colour)
    for node in framework.nodes:
        look = look_of(results[node.id].word) if node.id in results and node.scored else None
        middle = grid.point(layout.places[node.id])
        strength = FADED if nodes is not None and node.id not in nodes else 1.0
        paint = colour.rule if look is None else look.dark if dark else look.light
        shapes += _plate(middle, grid, look, paint, colour.plate, strength, 2.5 if node.id == lit else 1.0)
        notes.append(_words(middle, grid, node, look, paint, colour, strength))
    lines, headings = _headings(framework, grid, colour)
    fig.update_layout(shapes=shapes + lines, annotations=notes + headings)
    fig.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, width=width, hoverdistance=int(grid.plate_width / 2))
    style(fig, dark=dark, height=int(grid.height))
    fig.update_xaxes(visible=False, range=[0, width], automargin=False)
    return fig.update_yaxes(visible=False, range=[grid.height, 0], automargin=False)


def _plate(
    middle: Point, grid: Grid, look: ResultLook | None, paint: str, plate: str, strength: float, edge: float
) -> list[dict[str, Any]]:
    """One plate: a box edged in the result's colour, and a bar of it where there is a result."""
    left, top = middle[0] - grid.plate_width / 2, middle[1] - grid.plate_height / 2
    box = {"type": "rect", "x0": left, "y0": top, "y1": top + grid.plate_height, "opacity": strength, "layer": "below"}
    line = {"color": paint, "width": edge, "dash": "dot" if look is NOT_YET else "solid"}
    shapes = [{**box, "x1": left + grid.plate_width, "fillcolor": plate, "line": line}]
    if look is not None and look is not NOT_YET:
        shapes.append({**box, "x1": left + 5, "fillcolor": paint, "line": {"width": 0}})
    return shapes


def _words(
    middle: Point, grid: Grid, node: Node, look: ResultLook | None, paint: str, colour: Palette, strength: float
) -> dict[str, Any]:
    """What stands on a plate: mark and word of the result, then the node's name."""
    said = "<br>".join(wrap(node.title, grid.letters))
    if look is not None:
        said = f'<span style="color:{paint};font-size:13px"><b>{look.mark} {look.word}</b></span><br>{said}'
    ink = colour.ink if look is not None else colour.quiet
    at = (middle[0] - grid.plate_width / 2 + 14, middle[1])
    return {**note_at(at, said, 13, ink), "opacity": strength}


def _draw_handles(
    fig: go.Figure, framework: Framework, results: Mapping[str, NodeResult], grid: Grid, layout: Layout
) -> None:
    """Unseen points over the plates, which a pointer or a click finds; each carries its node's id."""
    x, y, ids, said = [], [], [], []
    for node in framework.nodes:
        middle, height = grid.point(layout.places[node.id])
        result = results.get(node.id)
        word = f"<br>{look_of(result.word).word}" if result is not None and node.scored else ""
        for step in (-0.3, 0, 0.3):
            x.append(middle + step * grid.plate_width)
            y.append(height)
            ids.append(node.id)
            said.append(f"<b>{node.title}</b>{word}<br>{'<br>'.join(wrap(node.meaning, 60))}")
    fig.add_scatter(
        x=x, y=y, mode="markers", marker={"size": grid.plate_height * 0.6, "opacity": 0}, customdata=ids,
        text=said, hovertemplate="%{text}<extra></extra>", name="outcomes",
    )  # fmt: skip


def _headings(framework: Framework, grid: Grid, colour: Palette) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each horizon's name over its column, with a rule."""
    lines, notes = [], []
    for at, horizon in enumerate(sorted(framework.horizons, key=lambda one: one.order)):
        left = grid.point((at, 0))[0] - grid.plate_width / 2
        notes.append(note_at((left, 14), f"<b>{horizon.name}</b>", 14, colour.ink))
        ends = {"x0": left, "x1": left + grid.plate_width, "y0": 30, "y1": 30}
        lines.append({"type": "line", **ends, "line": {"color": colour.link, "width": 1}})
    return lines, notes
