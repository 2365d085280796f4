"""Which points are more than a wobble, by which rule, and from when to when that has been so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from impact.metrics.spc.flat import Flags, Flat, Numbers, Whole
from impact.metrics.spc.profiles import Profile

WINDOW, NEAR = 3, 2
"""Of three points in a row, two near a limit (Making Data Count)."""

COMMON, IMPROVEMENT, CONCERN, NEITHER = "common cause", "improvement", "concern", "neither"
"""What a point, or a series' last point, shows; "neither" where no direction is better."""

OUTSIDE, IN_TREND, TWO_OF_THREE, ONE_SIDE = "outside limits", "trend", "two of three", "one side"
"""The rules, the first that holds names the point."""

WORDS: dict[str, dict[int, str]] = {
    "rule": {0: "", 1: OUTSIDE, 2: IN_TREND, 3: TWO_OF_THREE, 4: ONE_SIDE},
    "towards": {-1: "low", 0: "", 1: "high"},
    "shows": {-1: CONCERN, 0: NEITHER, 1: IMPROVEMENT, 2: COMMON},
}
"""Column -> what its numbers stand for."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where each point lies: its side of the mean (-1, 0, 1), whether it is outside, and near or beyond near."""

    side: Whole
    outside: Flags
    near: Flags


Spans = Callable[[Whole], tuple[Whole, Whole]]
"""For some rows the first and the last row of what a rule sees there."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One rule: the points it holds for, its way (-1, 0, 1), and what it sees."""

    holds: Flags
    way: Whole
    spans: Spans


@dataclass(frozen=True, slots=True)
class _Alike:
    """Runs of equal signs: where each starts and ends."""

    starts: Whole
    ends: Whole

    @classmethod
    def of(cls, signs: npt.NDArray[Any], runs: Flat) -> "_Alike":
        new = runs.first.copy()
        new[1:] |= signs[1:] != signs[:-1]
        starts = np.flatnonzero(new)
        return cls(starts, np.append(starts[1:], len(signs))[: len(starts)] - 1)

    def at_least(self, many: int) -> Flags:
        """Of each row whether its run has so many."""
        sizes = self.ends - self.starts + 1
        return np.repeat(sizes >= many, sizes)

    def spans(self, rows: Whole) -> tuple[Whole, Whole]:
        """Of some rows the first and the last row of their run."""
        run = np.searchsorted(self.starts, rows, side="right") - 1
        return self.starts[run], self.ends[run]


@dataclass(frozen=True, slots=True)
class Named:
    """The rule that names each point, its way, what that shows (coded as in WORDS), and its first and last row."""

    rule: Whole
    towards: Whole
    shows: Whole
    begins: Whole
    ends: Whole


def named(values: Numbers, at: Placed, better: Whole, slack: Numbers, runs: Flat, profile: Profile) -> Named:
    """What names each point.

    better   1 where higher is better, -1 where lower is, 0 where neither is
    slack    of each row: differences up to it are rounding
    runs     stretches that no run goes over the ends of
    """
    rules = [
        _outside(at, runs),
        _trend(values, slack, runs, profile.trend),
        _two_of_three(at.near, at.side, runs),
        _one_side(at.side, runs, profile.run),
    ]
    holds = [one.holds for one in rules]
    if profile.improvement_first:
        holds = [*(one.holds & (one.way * better > 0) for one in rules), *holds]
    rule = np.select(holds, [place % len(rules) + 1 for place in range(len(holds))], 0)
    towards, begins, ends = np.zeros_like(rule), np.arange(len(values)), np.arange(len(values))
    for code, one in enumerate(rules, start=1):
        rows = np.flatnonzero(rule == code)
        towards[rows] = one.way[rows]
        begins[rows], ends[rows] = one.spans(rows)
    return Named(rule, towards, np.where(rule == 0, 2, towards * better), begins, ends)


def in_runs(signs: Whole, first: Flags, least: int) -> Flags:
    """Rows that stand in a run of at least so many equal signs; noughts make no run."""
    return _one_side(signs, Flat.of(first), least).holds


def two_of_three(near: Flags, side: Whole, first: Flags) -> Flags:
    """Points near a limit that are two of three in a row on one side of the mean."""
    return _two_of_three(near, side, Flat.of(first)).holds


def _outside(at: Placed, runs: Flat) -> _Held:
    return _Held(at.outside, at.side, _Alike.of(np.where(at.outside, at.side, 0), runs).spans)


def _one_side(side: Whole, runs: Flat, least: int) -> _Held:
    alike = _Alike.of(side, runs)
    return _Held((side != 0) & alike.at_least(least), side, alike.spans)


def _two_of_three(near: Flags, side: Whole, runs: Flat) -> _Held:
    """The points near a limit, from the first row of the first such window to the last row of the last."""
    one_side = (side != 0) & (side == runs.before(side)) & (side == runs.before(side, 2))
    enough = near.astype(int) + runs.before(near) + runs.before(near, 2) >= NEAR
    closing = np.append(one_side & enough & (runs.place() >= WINDOW - 1), [False, False])

    def spans(rows: Whole) -> tuple[Whole, Whole]:
        here, after, last = closing[rows], closing[rows + 1], closing[rows + 2]
        return rows - np.select([here, after], [2, 1], 0), rows + np.select([last, after], [2, 1], 0)

    return _Held(near & (closing[:-2] | closing[1:-1] | closing[2:]), side, spans)


def _trend(values: Numbers, slack: Numbers, runs: Flat, points: int) -> _Held:
    """Points that rise or fall all the way; a point of two trends goes the way of the step that leaves it."""
    rise = np.where(runs.first, np.nan, values - runs.before(values))
    step = (rise > slack).astype(np.int64) - (rise < -slack)
    alike = _Alike.of(step, runs)
    reached = (step != 0) & alike.at_least(points - 1)
    left = _next(reached)
    holds = reached | left
    goes_on = _next(holds & ~runs.first) & holds

    def spans(rows: Whole) -> tuple[Whole, Whole]:
        leaving = left[rows] & (goes_on[rows] | ~reached[rows])
        begins, ends = alike.spans(rows + leaving)
        return begins - 1, ends

    return _Held(holds, np.where(goes_on, _next(step), step), spans)


def _next(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The entry of the next row; nought after the last."""
    return np.append(numbers[1:], np.zeros(1, numbers.dtype))[: len(numbers)]
