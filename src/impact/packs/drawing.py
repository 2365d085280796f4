"""A chart as one SVG picture: line, interval, target and comparison, told apart by shape and words without colour."""

from collections.abc import Mapping
from html import escape
from itertools import groupby

from impact.charts.axes import short_label, tick_places
from impact.packs.model import Chart, Point
from impact.words.explained import MARK
from impact.words.numbers import number

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, FOOT = 46, 150, 14, 44
"""The picture and the room around its axes, in its own units; type is 13 of them."""

TICKS = 4
MOST_LABELS = 8

Colours = Mapping[str, str]
"""ink, quiet, rule, accent, target and beside -> a colour as SVG takes it, or a variable of a page."""


def svg(chart: Chart, colours: Colours, *, id: str = "", font: str = "") -> str:
    """The picture of a chart: with an id to stand in a page, naming itself to those who listen; else as a file.

    The same chart and colours give the same bytes. Nothing in it asks for another file.
    """
    place = _Place(chart)
    drawn = [
        _grid(chart, place, colours),
        _feet(chart, place, colours),
        _interval(chart, place, colours),
        _target(chart, place, colours),
        _line(chart, place, colours, "beside"),
        _line(chart, place, colours, "value"),
        _points(chart, place, colours),
        _ends(chart, place, colours),
    ]
    told = f'<title id="{id}-t">{escape(chart.name)}</title><desc id="{id}-d">{escape(chart.alt)}</desc>'
    named = f'role="img" aria-labelledby="{id}-t" aria-describedby="{id}-d"'
    if not id:
        told, named = "", f'xmlns="http://www.w3.org/2000/svg" font-family="{escape(font)}"'
    return f'<svg {named} viewBox="0 0 {WIDTH} {HEIGHT}" font-size="13">{told}{"".join(drawn)}</svg>'


class _Place:
    """Where a period and a value stand in the picture."""

    def __init__(self, chart: Chart) -> None:
        self.low, self.high, self.many = chart.low, chart.high, len(chart.points)
        self.step = (WIDTH - LEFT - RIGHT) / self.many

    def x(self, at: float) -> float:
        return LEFT + (at + 0.5) * self.step

    def y(self, value: float) -> float:
        room = HEIGHT - TOP - FOOT
        return TOP + room * (1 - (min(max(value, self.low), self.high) - self.low) / (self.high - self.low))


def _grid(chart: Chart, place: _Place, colours: Colours) -> str:
    drawn = []
    for step in range(TICKS + 1):
        value = chart.low + (chart.high - chart.low) * step / TICKS
        y = place.y(value)
        said = number(value, 2) if value else "0"
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{colours["rule"]}"/>')
        drawn.append(_text(LEFT - 8, y + 4, f"{said}{chart.suffix}", colours["quiet"], "end"))
    return "".join(drawn)


def _feet(chart: Chart, place: _Place, colours: Colours) -> str:
    drawn = []
    for at in tick_places(place.many, MOST_LABELS):
        lines = short_label(chart.points[at].period).split("<br>")
        for down, line in enumerate(lines):
            y = HEIGHT - FOOT + 18 + 15 * down
            drawn.append(_text(place.x(at), y, line, colours["quiet"], "middle"))
    return "".join(drawn)


def _interval(chart: Chart, place: _Place, colours: Colours) -> str:
    """A band over unbroken runs, and a bar where a point stands alone."""
    drawn, numbered = [], list(enumerate(chart.points))
    for (whole, _), run in groupby(numbered, key=lambda pair: (_has_interval(pair[1]), pair[1].stretch)):
        points = list(run)
        if not whole:
            continue
        if len(points) == 1:
            at, one = points[0]
            drawn.append(
                f'<path d="M{place.x(at):.1f} {place.y(one.lower or 0):.1f}V{place.y(one.upper or 0):.1f}" '
                f'stroke="{colours["accent"]}" stroke-width="10" stroke-opacity="0.22"/>'
            )
            continue
        ends = [f"{place.x(at):.1f} {place.y(one.upper or 0):.1f}" for at, one in points]
        ends += [f"{place.x(at):.1f} {place.y(one.lower or 0):.1f}" for at, one in reversed(points)]
        drawn.append(f'<path d="M{"L".join(ends)}Z" fill="{colours["accent"]}" fill-opacity="0.16"/>')
    return "".join(drawn)


def _target(chart: Chart, place: _Place, colours: Colours) -> str:
    """The level in force in each period, as steps half way between them."""
    half = place.step / 2
    steps = []
    for at, one in enumerate(chart.points):
        if one.target is not None:
            x, y = place.x(at), place.y(one.target)
            before = chart.points[at - 1].target if at else None
            steps.append(f"{'M' if before is None else 'L'}{x - half:.1f} {y:.1f}L{x + half:.1f} {y:.1f}")
    dots = 'stroke-width="2" stroke-dasharray="2 4" fill="none"'
    return f'<path d="{"".join(steps)}" stroke="{colours["target"]}" {dots}/>' if steps else ""


def _line(chart: Chart, place: _Place, colours: Colours, what: str) -> str:
    """A line that a gap or a break in the series interrupts."""
    steps, before = [], None
    for at, one in enumerate(chart.points):
        value = getattr(one, what)
        if value is not None:
            joined = before is not None and (what == "beside" or before.stretch == one.stretch)
            steps.append(f"{'L' if joined else 'M'}{place.x(at):.1f} {place.y(value):.1f}")
        before = one if value is not None else None
    if not steps:
        return ""
    look = 'stroke-width="2.5"' if what == "value" else 'stroke-width="2" stroke-dasharray="9 4 2 4"'
    shade = colours["accent" if what == "value" else "beside"]
    return f'<path d="{"".join(steps)}" stroke="{shade}" fill="none" {look}/>'


def _points(chart: Chart, place: _Place, colours: Colours) -> str:
    drawn = []
    for at, one in enumerate(chart.points):
        x = place.x(at)
        if one.value is None:
            drawn.append(_text(x, place.y(chart.low) - 5, one.mark, colours["quiet"], "middle") if one.mark else "")
            continue
        y = place.y(one.value)
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colours["accent"]}"/>')
        if one.explained:
            drawn.append(
                f'<path d="M{x - 10:.1f} {y:.1f}l10 -10l10 10l-10 10Z" stroke="{colours["ink"]}" fill="none"/>'
            )
            above = y - 15 if y > TOP + 30 else y + 25
            drawn.append(_text(x, above, MARK, colours["ink"], "middle", bold=True))
    return "".join(drawn)


def _ends(chart: Chart, place: _Place, colours: Colours) -> str:
    """What each line is, written at its right end; those that would lie on each other are moved apart."""
    ends = [*_end(chart, "value", chart.newest, "accent"), *_end(chart, "target", chart.target, "target")]
    ends += _end(chart, "beside", chart.beside, "beside")
    drawn, height = [], float("-inf")
    ordered = sorted(ends, key=lambda one: place.y(one[0]))
    for value, said, shade in ordered:
        height = max(place.y(value), height + 17)
        x = WIDTH - RIGHT + 10
        drawn.append(_text(x, height + 4, said, colours[shade], "start", bold=shade == "accent"))
    return "".join(drawn)


def _end(chart: Chart, what: str, said: str, shade: str) -> list[tuple[float, str, str]]:
    last = next((getattr(one, what) for one in reversed(chart.points) if getattr(one, what) is not None), None)
    return [(last, said, shade)] if said and last is not None else []


def _has_interval(one: Point) -> bool:
    return one.value is not None and one.lower is not None and one.upper is not None


def _text(x: float, y: float, said: str, shade: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{shade}"{weight}>{escape(said)}</text>'
