"""The lines of the map: thicker where evidence is stronger, dashed where a step is an assumption only.

Each line is a piece of the page cut out by a small drawing, so that it takes its colour from the page and can
light up by itself; the page's security policy lets no script of ours draw it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from impact.charts.toc_grid import Grid
from impact.framework import Framework, Link
from impact.layout import Point

STRENGTHS = {
    "untested": (1.3, "5 4", "untested"),
    "weak": (1.3, "", "thin evidence"),
    "some": (2.4, "", "some evidence"),
    "moderate": (4.5, "", "moderate evidence"),
}
"""Evidence of a link -> width in pixels, dash, and the word in the key."""
BACK = (1.3, "1 4", "feeds back")
PAD = 0.4
"""Room above and below a line, in em, so that no stroke is cut."""
_DRAWING = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 {tall}' preserveAspectRatio='none'%3E%3Cpath "
    "vector-effect='non-scaling-stroke' fill='none' stroke='red' stroke-width='{width}'{dash} d='{path}'/%3E%3C/svg%3E"
)


def ways(framework: Framework, grid: Grid) -> Iterator[str]:
    """Every link as markup, known by its place in the framework: the first is w0."""
    lane = 0
    for at, link in enumerate(framework.links):
        style = BACK if link.kind == "feedback" else STRENGTHS[known(link)]
        classes = f"way w{at}"
        route = grid.layout.routes[link.id]
        if link.kind == "feedback":
            points = _around(route, grid, lane)
            lane += 1
            yield _line(points, _straight(points), classes, style) + _head(points[-1], classes, "right")
        elif route[0][0] == route[-1][0]:
            points = _beside(route, grid)
            yield _line(points, _bow(points), classes, style) + _head(points[-1], classes, "left")
        else:
            points = [point for pair in pairwise(grid.point(place) for place in route) for point in _step(*pair, grid)]
            yield _line(points, _bends(points), classes, style)


def known(link: Link) -> str:
    """The evidence of a link as the map tells it; whatever it does not know counts as untested."""
    return link.evidence if link.evidence in STRENGTHS else "untested"


def sample(style: tuple[float, str, str]) -> str:
    """A short straight line for the key."""
    return f'<i class="way" style="{_mask("M0 5L100 5", 10, style)}"></i>'


def _step(here: Point, there: Point, grid: Grid) -> list[Point]:
    """From a place's right edge to the next one's left edge."""
    return [(here[0] + grid.half, here[1]), (there[0] - grid.half, there[1])]


def _beside(route: Sequence[Point], grid: Grid) -> list[Point]:
    """Within one column: out at the right edge, as far as the room allows, and back to the right edge."""
    (x, start), (_, end) = grid.point(route[0]), grid.point(route[-1])
    edge = x + grid.half
    return [(edge, start), (edge + 0.75 * grid.gutter, (start + end) / 2), (edge, end)]


def _around(route: Sequence[Point], grid: Grid, lane: int) -> list[Point]:
    """A way back: down beside the source's column, along the foot, up beside the target's."""
    (from_x, from_y), (to_x, to_y) = grid.point(route[0]), grid.point(route[-1])
    foot, aside = grid.lane(lane), grid.gutter * (0.1 + 0.08 * lane)
    out, back = from_x + grid.half + aside, max(to_x - grid.half - aside, 0.15)
    return [
        (from_x + grid.half, from_y),
        (out, from_y),
        (out, foot),
        (back, foot),
        (back, to_y),
        (to_x - grid.half, to_y),
    ]


def _line(points: Sequence[Point], path: Sequence[str | Point], classes: str, style: tuple[float, str, str]) -> str:
    """One link: the box around its points, and its path within that box."""
    (left, right), (top, low) = _ends(point[0] for point in points), _ends(point[1] for point in points)
    tall = 10 * (low - top + 2 * PAD)
    drawn = "".join(
        one
        if isinstance(one, str)
        else f"{100 * (one[0] - left) / (right - left):.4g} {10 * (one[1] - top + PAD):.4g} "
        for one in path
    )
    box = f"left:{left:.2f}%;top:{top - PAD:.2f}em;width:{right - left:.2f}%;height:{low - top + 2 * PAD:.2f}em"
    return f'<i class="{classes}" style="{box};{_mask(drawn.strip(), tall, style)}"></i>'


def _mask(path: str, tall: float, style: tuple[float, str, str]) -> str:
    width, dash, _ = style
    dashed = f" stroke-dasharray='{dash}'" if dash else ""
    drawing = _DRAWING.format(tall=f"{tall:.4g}", width=width, dash=dashed, path=path)
    return f"--drawn:url(&quot;data:image/svg+xml,{drawing}&quot;)"


def _bends(points: Sequence[Point]) -> list[str | Point]:
    """Level where it leaves, passes and arrives, and a curve between."""
    path: list[str | Point] = ["M", points[0]]
    for (start, end), after in zip(list(pairwise(points))[::2], [*list(pairwise(points))[1::2], None], strict=True):
        middle = (start[0] + end[0]) / 2
        path += ["C", (middle, start[1]), (middle, end[1]), end]
        path += ["L", after[1]] if after else []
    return path


def _bow(points: Sequence[Point]) -> list[str | Point]:
    start, far, end = points
    reach = start[0] + (far[0] - start[0]) * 4 / 3
    return ["M", start, "C", (reach, start[1]), (reach, end[1]), end]


def _straight(points: Sequence[Point]) -> list[str | Point]:
    path: list[str | Point] = ["M"]
    for point in points:
        path += [point, "L"]
    return path[:-1]


def _head(end: Point, classes: str, way: str) -> str:
    """The head of an arrow, where a line does not simply run on to the right."""
    return f'<b class="{classes.replace("way", "head", 1)} {way}" style="left:{end[0]:.2f}%;top:{end[1]:.2f}em"></b>'


def _ends(numbers: Iterator[float]) -> tuple[float, float]:
    every = list(numbers)
    return min(every), max(every)
