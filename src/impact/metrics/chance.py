"""How many of many would be flagged by chance alone, so that a list of alerts is read beside that number.

Limits: of figures that do not differ at all, 1 in 20 lies outside 95% limits and 1 in 500 outside 99.8% ones.
Charts over time: shares found by one simulation, 20,000 series of each length, independent and normally
spread, seed 1; the tests repeat it on a smaller scale. Real series that drift or are coarse flag more often.
Bright spots: the simulation of `framework-method` (f.6). Expectations add up whether or not the things flagged
have to do with each other; how far the number may stray from it does not, so none is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from impact.metrics.intervals import confidence_level

LENGTHS = (8, 10, 12, 13, 16, 20, 24, 36, 48, 60)
"""Points of the series that were simulated."""

LATEST: Mapping[str, tuple[float, ...]] = {
    "nhsr-0.2.2": (0.013, 0.014, 0.016, 0.015, 0.014, 0.015, 0.015, 0.017, 0.019, 0.017),
    "mdc-2023": (0.009, 0.010, 0.010, 0.011, 0.013, 0.013, 0.013, 0.015, 0.017, 0.017),
}
"""Profile of `spc` -> share of steady series of each length whose newest point is flagged: the icon shows it."""

ANYWHERE: Mapping[str, tuple[float, ...]] = {
    "nhsr-0.2.2": (0.033, 0.050, 0.076, 0.079, 0.107, 0.142, 0.187, 0.292, 0.388, 0.464),
    "mdc-2023": (0.021, 0.031, 0.048, 0.055, 0.081, 0.119, 0.156, 0.258, 0.354, 0.432),
}
"""Profile -> share of steady series in which any point is flagged: it grows with the length."""

BRIGHT_SPOTS = 1 / (24 * 30)
"""Candidates a quarter for each service and measure with no real differences: about 1 among 24 times 30 (f.6)."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How many were looked at, and how many of them chance alone would flag on average."""

    looked_at: int
    expected: float


def outside_limits(looked_at: int, confidence: float = 0.95, *, one_side: bool = False) -> Chance:
    """Figures outside limits of a confidence, on both sides or on one, where none really differs."""
    share = 1 - confidence_level(confidence)
    return Chance(looked_at, looked_at * (share / 2 if one_side else share))


def charts(points: Sequence[int], profile: str = "nhsr-0.2.2", *, anywhere: bool = False) -> Chance:
    """Charts over time that show special cause where nothing has changed.

    points     how many points each chart has; longer than 60 counts as 60 for its newest point
    anywhere   a flag on any point counts; otherwise that on the newest alone, which the icon shows
    """
    shares = (ANYWHERE if anywhere else LATEST)[profile]
    lengths = np.asarray(points, dtype=float)
    found = np.interp(lengths, LENGTHS, shares)
    if anywhere:
        longer = 1 - (1 - shares[-1]) ** (lengths / LENGTHS[-1])
        found = np.where(lengths > LENGTHS[-1], longer, found)
    return Chance(len(lengths), float(found.sum()))


def bright_spots(services: int, measures: int) -> Chance:
    """Candidates for a bright spot in one quarter where no service differs from another."""
    return Chance(services * measures, services * measures * BRIGHT_SPOTS)


def together(some: Iterable[Chance]) -> Chance:
    """Several kinds of flags beside each other."""
    listed = list(some)
    return Chance(sum(one.looked_at for one in listed), sum(one.expected for one in listed))
