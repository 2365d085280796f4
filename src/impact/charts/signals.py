"""How the points of a chart over time are marked: a shape and a letter each, told apart in grey by the shape alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from impact.metrics.spc import CONCERN, IMPROVEMENT, NEITHER

LETTERS = {"high": "H", "low": "L"}


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of mark: its shape in a picture, its colour on paper and in the dark. Source: `look`, colours."""

    symbol: str
    light: str
    dark: str

    def shade(self, dark: bool) -> str:
        """The colour of the theme asked for."""
        return self.dark if dark else self.light


SIGNALS = {
    IMPROVEMENT: Signal("circle", "#0072c6", "#6db9f7"),
    CONCERN: Signal("diamond", "#a8500a", "#f4a259"),
    NEITHER: Signal("square", "#4a4e8c", "#b5b9f2"),
}
"""What a point shows -> its mark; an ordinary point is a small dot in the grey of COMMON_DOT."""

COMMON_DOT = Signal("circle", "#6f7680", "#b4bcc7")


def signal_of(point: Mapping[str, Any]) -> Signal | None:
    """The mark of one row of `spc.charted`; None for an ordinary point or a gap."""
    return SIGNALS.get(point["shows"]) if point["rule"] and point["value"] is not None else None
