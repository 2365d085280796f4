"""What an intruder knows, as numbers between limits and sums of them; the unknown ones are asked about."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isinf

Key = Hashable
"""What one unknown number is called; whoever collects decides."""

Terms = Mapping[Key, float]
"""Unknown -> how often it is counted in."""

ALMOST = 1e-6
"""Numbers that differ by less are the same, but for rounding of the arithmetic. Judgement."""

MOST = 100_000.0
"""No hidden number is taken to be larger than this where nothing says how large it is. Judgement."""


@dataclass(frozen=True)
class Line:
    """A sum of unknown numbers lies between two limits, because something published says so."""

    terms: Terms
    low: float
    high: float
    said: str = ""


@dataclass(frozen=True)
class Choice:
    """At least one of several sets of lines holds, and nobody is told which."""

    ways: tuple[tuple[Line, ...], ...]

    def keys(self) -> set[Key]:
        """Every unknown that any of the ways speaks of."""
        return {key for way in self.ways for line in way for key in line.terms}


@dataclass
class Problem:
    """Everything known about some unknown numbers.

    limits   unknown -> lowest and highest it can be
    whole    the unknowns that can only be whole numbers
    """

    limits: dict[Key, tuple[float, float]] = field(default_factory=dict)
    whole: set[Key] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def know(self, key: Key, low: float, high: float, whole: bool = True) -> None:
        """That an unknown lies between two limits; what was known of it before still holds."""
        before = self.limits.get(key, (-inf, inf))
        self.limits[key] = (max(before[0], low), min(before[1], high))
        if whole:
            self.whole.add(key)

    def tighten(self, rounds: int = 20) -> None:
        """Limits drawn in as far as each line allows on its own, over and over until nothing moves."""
        lines_of: dict[Key, list[int]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            for key in line.terms:
                lines_of[key].append(at)
        waiting: Sequence[int] = range(len(self.lines))
        for _ in range(rounds):
            moved = {key for at in waiting for key in self._tightened(self.lines[at])}
            waiting = sorted({at for key in moved for at in lines_of[key]})

    def _tightened(self, line: Line) -> list[Key]:
        """The unknowns whose limits one line draws in by more than a rounding error."""
        ends = [_ends(factor, *self.limits[key]) for key, factor in line.terms.items()]
        least, most = _Sum(low for low, _ in ends), _Sum(high for _, high in ends)
        moved = []
        for (key, factor), (low, high) in zip(line.terms.items(), ends, strict=True):
            old_low, old_high = self.limits[key]
            if old_high - old_low < ALMOST:
                continue
            reach = sorted(((line.low - most.without(high)) / factor, (line.high - least.without(low)) / factor))
            new = (max(old_low, reach[0]), min(old_high, reach[1]))
            if new[0] > old_low + ALMOST or new[1] < old_high - ALMOST:
                self.limits[key] = new
                moved.append(key)
        return moved


class _Sum:
    """A sum of numbers, some of them perhaps without limit, from which one can be left out."""

    def __init__(self, numbers: Iterable[float]) -> None:
        self.finite, self.infinite, self.sign = 0.0, 0, 1.0
        for number in numbers:
            if isinf(number):
                self.infinite, self.sign = self.infinite + 1, number
            else:
                self.finite += number

    def without(self, number: float) -> float:
        infinite = self.infinite - isinf(number)
        return self.sign if infinite else self.finite - (0.0 if isinf(number) else number)


def _ends(factor: float, low: float, high: float) -> tuple[float, float]:
    return (factor * low, factor * high) if factor > 0 else (factor * high, factor * low)
