"""The lines of the map: thicker where evidence is stronger, dashed where a step is an assumption only."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from impact.charts.style import FONT, Palette
from impact.charts.toc_grid import Grid
from impact.framework import Framework, Link
from impact.layout import Layout, Point

STRENGTHS = {
    "untested": (1.1, "4px,4px", "untested"),
    "weak": (1.2, "solid", "thin evidence"),
    "some": (2.2, "solid", "some evidence"),
    "moderate": (4.0, "solid", "moderate evidence"),
}
"""Evidence of a link -> width in pixels, dash, and the word in the key."""
BEND = 14
"""Steps in which a bend is drawn."""


def draw_links(
    fig: go.Figure,
    framework: Framework,
    layout: Layout,
    grid: Grid,
    colour: Palette,
    lit: frozenset[str] | None,
) -> None:
    """Every link as a line, one trace for each strength; the lit ones in the accent, the others then faint."""
    causal = [link for link in framework.links if link.kind == "causal"]
    for evidence, (width, dash, _) in STRENGTHS.items():
        for bright in (False, True):
            ours = [one for one in causal if _known(one) == evidence and _bright(one, lit) == bright]
            paint = colour.accent if bright else colour.link
            strength = 0.3 if lit is not None and not bright else 1.0
            _trace(fig, (_bends(layout.routes[one.id], grid) for one in ours), width, dash, paint, strength)
    feedback = [link for link in framework.links if link.kind == "feedback"]
    paths = [_around(layout.routes[link.id], grid, lane) for lane, link in enumerate(feedback)]
    _trace(fig, iter(paths), 1.1, "1px,3px", colour.link, 1.0 if lit is None else 0.3)
    _draw_heads(fig, paths, colour.link)


def _known(link: Link) -> str:
    return link.evidence if link.evidence in STRENGTHS else "untested"


def _bright(link: Link, lit: frozenset[str] | None) -> bool:
    return lit is not None and link.id in lit


def _bends(route: Sequence[Point], grid: Grid) -> list[Point]:
    """A line from the source's right edge to the target's left, level where it passes a column."""
    half = grid.plate_width / 2
    if route[0][0] == route[-1][0]:
        return _beside(grid.point(route[0]), grid.point(route[-1]), half, (grid.column - grid.plate_width) * 0.8)
    points: list[Point] = []
    for here, there in pairwise(grid.point(place) for place in route):
        start, end = (here[0] + half, here[1]), (there[0] - half, there[1])
        points += [_on_curve(start, end, step / BEND) for step in range(BEND + 1)]
    return points


def _beside(start: Point, end: Point, half: float, reach: float) -> list[Point]:
    """A link within one column: a bow at the plates' right side, ending in an arrow's head."""
    edge, far = start[0] + half, start[0] + half + reach
    shares = [step / BEND for step in range(BEND + 1)]
    bow = [(edge + (far - edge) * 3 * (1 - share) * share, start[1] + (end[1] - start[1]) * share) for share in shares]
    return [*bow, (edge + 6, end[1] - 4), bow[-1], (edge + 7, end[1] + 4)]


def _on_curve(start: Point, end: Point, share: float) -> Point:
    """A point of the cubic curve that leaves and arrives level."""
    middle = (start[0] + end[0]) / 2
    a, b, c, d = (1 - share) ** 3, 3 * (1 - share) ** 2 * share, 3 * (1 - share) * share**2, share**3
    return a * start[0] + (b + c) * middle + d * end[0], (a + b) * start[1] + (c + d) * end[1]


def _around(route: Sequence[Point], grid: Grid, lane: int) -> list[Point]:
    """A way back: down beside the source's column, along the foot, up beside the target's."""
    (from_x, from_y), (to_x, to_y) = grid.point(route[0]), grid.point(route[-1])
    half, gutter, foot = grid.plate_width / 2, (grid.column - grid.plate_width) / 2, grid.lane(lane)
    out = from_x + half + gutter * (0.25 + 0.15 * lane)
    back = to_x - half - gutter * (0.25 + 0.15 * lane)
    return [(from_x + half, from_y), (out, from_y), (out, foot), (back, foot), (back, to_y), (to_x - half, to_y)]


def _trace(fig: go.Figure, paths: Iterator[list[Point]], width: float, dash: str, colour: str, strength: float) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for path in paths:
        x += [*(point[0] for point in path), None]
        y += [*(point[1] for point in path), None]
    if x:
        line = {"width": width, "dash": dash, "color": colour}
        fig.add_scatter(x=x, y=y, mode="lines", line=line, opacity=strength, hoverinfo="skip", name="links")


def _draw_heads(fig: go.Figure, paths: Sequence[list[Point]], colour: str) -> None:
    ends = [path[-1] for path in paths]
    marker = {"symbol": "triangle-right", "size": 8, "color": colour}
    x, y = [end[0] - 3 for end in ends], [end[1] for end in ends]
    fig.add_scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", name="feeds back")


def key_of_links(
    framework: Framework, grid: Grid, colour: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the lines mean, along the foot: shapes and notes."""
    feedback = any(link.kind == "feedback" for link in framework.links)
    shown = list(STRENGTHS.values()) + ([(1.1, "1px,3px", "feeds back")] if feedback else [])
    left, height = (grid.column - grid.plate_width) / 2, grid.height - 14
    lines, notes = [], []
    for at, (width, dash, word) in enumerate(shown):
        x = left + at * 180
        line = {"width": width, "dash": dash, "color": colour.link}
        lines.append({"type": "line", "x0": x, "x1": x + 40, "y0": height, "y1": height, "line": line})
        notes.append(note_at((x + 48, height), word, 13, colour.quiet))
    return lines, notes


def note_at(at: Point, text: str, size: int, colour: str) -> dict[str, Any]:
    """Words that start at a place of the map."""
    font = {"size": size, "color": colour, "family": FONT}
    return {
        **{"x": at[0], "y": at[1], "text": text, "font": font},
        **{"showarrow": False, "xanchor": "left", "align": "left"},
    }
