"""A chart over time as a small line in a table's row: a picture in a few hundred characters, without words."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from impact.charts.signals import COMMON_DOT, signal_of
from impact.charts.style import palette

WIDTH, HEIGHT, EDGE = 168, 36, 5
DOT = 2.2

Row = Mapping[str, Any]


def sparkline(points: Sequence[Row], *, limits: bool = True, dark: bool = False) -> str:
    """The rows of one series of `spc.charted` as the address of a picture, for the `src` of an <img>.

    A gap stays a gap and no line goes over a place where limits begin anew. With `limits` the mean and the band of
    ordinary ups and downs stand behind the line, and points that are more than that carry their shape.
    Goes with `words.over_time_grid.line_words` as its alt.
    """
    y = _heights(points, limits)
    parts = _limits(points, y, dark) if limits else []
    colour = COMMON_DOT.shade(dark)
    lines = [f"M{'L'.join(f'{_at(place, points)} {y(value)}' for place, value in run)}" for run in _runs(points)]
    parts.append(f"<path d='{''.join(lines)}' fill='none' stroke='{colour}' stroke-width='1.5'/>")
    last = max(place for place, one in enumerate(points) if one["value"] is not None)
    for place, one in enumerate(points):
        signal = signal_of(one) if limits else None
        if signal:
            parts.append(_shape(signal.symbol, _at(place, points), y(one["value"]), signal.shade(dark)))
        elif place == last or _alone(points, place):
            parts.append(_shape("dot", _at(place, points), y(one["value"]), palette(dark).ink))
    return _address("".join(parts))


def _address(inside: str) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'>"
    return f"data:image/svg+xml,{quote(f'{head}{inside}</svg>', safe=_PLAIN)}"


_PLAIN = " ='/:;,.-()"
"""What may stand in an address inside double quotes as it is, so that it stays short and packs well."""


def _heights(points: Sequence[Row], limits: bool) -> Any:
    """The height of a value in the picture, counted from its top."""
    names = ("value", "lower", "upper") if limits else ("value",)
    drawn = [one[name] for one in points for name in names if one[name] is not None and one[name] == one[name]]
    low, high = min(drawn), max(drawn)
    room = HEIGHT - 2 * EDGE

    def height(value: float) -> float:
        return round(EDGE + room * (high - value) / (high - low), 1) if high > low else HEIGHT / 2

    return height


def _at(place: int, points: Sequence[Row]) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * place / max(len(points) - 1, 1), 1)


def _runs(points: Sequence[Row]) -> list[list[tuple[int, float]]]:
    """Points that are joined: neighbours with a value, in one stretch."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, one in enumerate(points):
        if one["value"] is None or one["rebase"]:
            found.append([])
        if one["value"] is not None:
            found[-1].append((place, one["value"]))
    return [run for run in found if len(run) > 1]


def _alone(points: Sequence[Row], place: int) -> bool:
    """Whether a point has no neighbour to be joined with."""
    return points[place]["value"] is not None and not any(place in dict(run) for run in _runs(points))


def _limits(points: Sequence[Row], y: Any, dark: bool) -> list[str]:
    """Each stretch's band of ordinary ups and downs, and its mean."""
    colour, parts = palette(dark), []
    for stretch in sorted({one["stretch"] for one in points}):
        places = [place for place, one in enumerate(points) if one["stretch"] == stretch]
        first, start, end = points[places[0]], _at(places[0], points), _at(places[-1], points)
        if first["upper"] is None or first["upper"] != first["upper"]:
            continue
        top, mean, foot = y(first["upper"]), y(first["mean"]), y(first["lower"])
        band = f"x='{start}' y='{top}' width='{round(end - start, 1)}' height='{round(foot - top, 1)}'"
        parts.append(f"<rect {band} fill='{colour.rule}' fill-opacity='.5'/>")
        parts.append(f"<path d='M{start} {mean}H{end}' stroke='{colour.quiet}' stroke-dasharray='2 3'/>")
    return parts


def _shape(symbol: str, x: float, y: float, colour: str) -> str:
    if symbol == "diamond":
        return f"<path d='M{x} {round(y - 5, 1)}l5 5-5 5-5-5z' fill='{colour}'/>"
    if symbol == "square":
        return f"<path d='M{round(x - 3.5, 1)} {round(y - 3.5, 1)}h7v7h-7z' fill='{colour}'/>"
    return f"<circle cx='{x}' cy='{y}' r='{DOT if symbol == 'dot' else 4}' fill='{colour}'/>"
