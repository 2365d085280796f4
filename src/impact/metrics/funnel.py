"""Whether one of many differs from the whole by more than chance: limits that widen where little was counted.

Arrays in, arrays out. The line is the pooled whole: numerators added, divided by denominators added. Methods
as OHID uses them (PHEindicatormethods 2.1.0; `statistics`, section 3), written afresh, but for three faults
of the package that are not copied: proportions are held to 0 and 1 on every scale, limits of ratios and rates
are exact and not found by bisection, and a rate needs no denominator where it has events. Where spread is
wider than chance, `overdispersion` widens the limits.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from impact.metrics.intervals import EXACT_BELOW, Limits, Numbers, confidence_level, poisson_or_byar, refuse_impossible

Kind = Literal["proportion", "ratio", "rate"]
"""Of what a funnel is drawn: part of a whole, observed over expected, or events over a population."""

INNER, OUTER = 0.95, 0.998
"""The two pairs of limits of a funnel (OHID)."""

ABOVE_OUTER, ABOVE_INNER, INSIDE = "above 99.8%", "above 95%", "inside"
BELOW_INNER, BELOW_OUTER, TOO_FEW = "below 95%", "below 99.8%", "too few"
"""Where a unit lies. Too few: a standardised rate of fewer than 10 events is not judged (OHID)."""

POINTS = 100
"""Places along the foot of a chart at which limits are drawn (OHID)."""

WIDER, LOWER_END, UPPER_END = 2, 0.95, 1.05
"""The foot starts at nought where the largest is more than twice the smallest; it goes 5% further each way (OHID)."""


def pooled(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> float:
    """The line of a funnel: what was counted in all, over what it was counted among; NaN where that is nothing.

    A unit whose denominator is missing adds nothing to the denominators, as OHID counts it.
    """
    whole = float(np.nansum(np.asarray(denominator, dtype=float)))
    return float(np.nansum(np.asarray(numerator, dtype=float))) / whole if whole > 0 else np.nan


def bases(
    events: npt.ArrayLike,
    rate: npt.ArrayLike,
    multiplier: float,
    known: npt.ArrayLike | None = None,
    *,
    standardised: bool = False,
) -> Numbers:
    """The population that each rate stands on: its events over the rate, or where there are none the one known.

    standardised   a standardised rate without events stands on nothing: NaN
    ValueError     for a rate without events whose population is not given
    """
    x, rates = np.asarray(events, dtype=float), np.asarray(rate, dtype=float)
    nothing = x == 0
    if standardised:
        other = np.full(x.shape, np.nan)
    elif known is None and bool(nothing.any()):
        raise ValueError("A rate without events needs its population. Send the denominators too.")
    else:
        other = np.asarray(np.full(x.shape, np.nan) if known is None else known, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(nothing, other, multiplier * x / rates)


def proportion_limits(denominator: npt.ArrayLike, whole: float, confidence: float = INNER) -> Limits:
    """Proportions whose Wilson interval just touches the whole's, as shares of 1, for units of these sizes."""
    n = np.asarray(denominator, dtype=float)
    n = np.where(n > 0, n, np.nan)
    reach = float(special.ndtri(0.5 + confidence_level(confidence) / 2)) * np.sqrt(whole * (1 - whole) / n)
    return np.maximum(whole - reach, 0.0), np.minimum(whole + reach, 1.0)


def expected_at_limits(events: npt.ArrayLike, confidence: float = INNER) -> Limits:
    """How many must have been expected for so many events to lie on the lower limit, and on the upper one.

    The lower limit belongs to the larger number: many were expected and only so few came.
    """
    x = np.asarray(events, dtype=float)
    tail = (1 - confidence_level(confidence)) / 2
    most = np.asarray(special.gammainccinv(x + 1, tail), dtype=np.float64)
    return most, np.asarray(special.gammaincinv(np.where(x > 0, x, np.nan), tail), dtype=np.float64)


def ratio_limits(events: npt.ArrayLike, confidence: float = INNER, whole: float = 1) -> Limits:
    """Ratios to expectation, or rates where `whole` is the pooled rate, that lie on the limits, by events seen."""
    x = np.asarray(events, dtype=float)
    most, least = expected_at_limits(x, confidence)
    return whole * x / most, whole * x / least


def exact_limits(expected: npt.ArrayLike, confidence: float = INNER) -> Limits:
    """Ratios to expectation within which units with this expectation fall by chance: exact Poisson, continued."""
    e = np.asarray(expected, dtype=float)
    e = np.where(e > 0, e, np.nan)
    tail = (1 - confidence_level(confidence)) / 2
    return special.gammaincinv(e, tail) / e, special.gammainccinv(e + 1, tail) / e


def placed(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    kind: Kind,
    whole: float | None = None,
    *,
    standardised: bool = False,
) -> npt.NDArray[np.str_]:
    """Where each unit lies: ABOVE_OUTER to BELOW_OUTER, or TOO_FEW; "" where a number is missing.

    whole          the line; None pools the units (1 for ratios)
    standardised   the rates are directly standardised: below 10 events nothing is said
    ValueError     for counts that cannot be, as `refuse_impossible` says
    """
    refuse_impossible(numerator, denominator, part_of_whole=kind == "proportion")
    x, n = np.broadcast_arrays(np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float))
    line = whole if whole is not None else 1.0 if kind == "ratio" else pooled(x, n)
    sides = [_beyond(x, n, kind, line, confidence) for confidence in (OUTER, INNER)]
    words = np.select(
        [sides[0][1], sides[1][1], sides[0][0], sides[1][0], ~np.isnan(x / n)],
        [ABOVE_OUTER, ABOVE_INNER, BELOW_OUTER, BELOW_INNER, INSIDE],
        "",
    )
    return np.where(x < EXACT_BELOW, TOO_FEW, words) if standardised else words


def within(values: npt.ArrayLike, inner: Limits, outer: Limits) -> npt.NDArray[np.str_]:
    """Where values lie between two pairs of limits of their own, such as widened ones; "" where one is missing."""
    at = np.asarray(values, dtype=float)
    known = ~np.isnan(at + inner[0] + inner[1] + outer[0] + outer[1])
    words = np.select(
        [at > outer[1], at > inner[1], at < outer[0], at < inner[0]],
        [ABOVE_OUTER, ABOVE_INNER, BELOW_OUTER, BELOW_INNER],
        INSIDE,
    )
    return np.where(known, words, "")


def _beyond(
    x: Numbers, n: Numbers, kind: Kind, line: float, confidence: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which units lie below and which above a pair of limits."""
    if kind == "proportion":
        low, high = proportion_limits(n, line, confidence)
        return x / n < low, x / n > high
    lower, upper = poisson_or_byar(x, confidence)
    return upper / n < line, lower / n > line


def foot(denominator: npt.ArrayLike, kind: Kind, whole: float = 1, years: float = 1) -> Numbers:
    """Where along a chart's foot its limits are drawn: whole numbers, closer where they are small.

    whole, years   of a rate: the foot is events, so populations are turned into events
    returns        POINTS numbers: persons of a proportion, events of a ratio or rate
    """
    n = np.asarray(denominator, dtype=float) / years
    smallest, largest = float(np.nanmin(n)), float(np.nanmax(n))
    first = 0.0 if largest > WIDER * smallest else _rounded(smallest * LOWER_END, 1, np.floor)
    last = _rounded(largest * UPPER_END, 2, np.ceil)
    if kind == "rate":
        first, last = float(np.floor(first * years * whole)), float(np.ceil(last * years * whole))
    places = [max(1.0, first)]
    ahead = POINTS if kind == "ratio" else POINTS - 1
    for steps in range(ahead, ahead - POINTS + 1, -1):
        here = places[-1]
        places.append(max(float(round((last / here) ** (1 / steps) * here)), here + 1))
    return np.array(places)


def _rounded(number: float, digits: int, way: np.ufunc) -> float:
    """A number rounded up or down to so many digits."""
    step = 10.0 ** (len(str(int(way(number)))) - digits)
    return float(way(number / step) * step)
