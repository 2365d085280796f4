"""How far a figure could lie from the truth by chance alone: 95% limits and their like.

Arrays in, arrays out (single numbers become arrays without axes). Where there is nothing to say
(a missing number, a denominator of nought, more people in the numerator than in the denominator)
the limits are NaN, so that one odd row never stops a whole screen. Whoever wants a refusal instead
asks `refuse_impossible` first. Formulas: Wilson, Byar, exact Poisson and Student's t as OHID uses
them (PHEindicatormethods 2.1.0; `statistics`, section 2), written afresh.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

Numbers = npt.NDArray[np.float64]
Limits = tuple[Numbers, Numbers]

EXACT_BELOW = 10
"""Fewer events than this: exact Poisson; from this on: Byar (OHID)."""


def confidence_level(confidence: float) -> float:
    """A confidence as a share: 0.95 and 95 both mean 0.95; ValueError outside 0.9 to 1 and 90 to 100."""
    if 0.9 <= confidence <= 1:
        return float(confidence)
    if 90 <= confidence <= 100:
        return float(confidence) / 100
    raise ValueError("The confidence must be between 0.9 and 1, or between 90 and 100.")


def confidence_levels(confidence: float | Sequence[float]) -> tuple[float, ...]:
    """One level, or the two that are shown together (0.95 and 0.998); ValueError otherwise."""
    if isinstance(confidence, (int, float)):
        return (confidence_level(confidence),)
    levels = tuple(confidence_level(one) for one in confidence)
    if len(levels) == 1 or levels == (0.95, 0.998):
        return levels
    raise ValueError("Give one confidence, or the two 0.95 and 0.998.")


def refuse_impossible(numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, part_of_whole: bool = True) -> None:
    """Raises ValueError where counts cannot be counts; missing numbers are let through.

    part_of_whole   the numerator's people are among the denominator's, so they cannot be more
    """
    x, n = _numbers(numerator, denominator)
    if bool(np.any(x < 0)):
        raise ValueError("The numerator must be nought or more.")
    if bool(np.any(n <= 0)):
        raise ValueError("The denominator must be more than nought.")
    if part_of_whole and bool(np.any(x > n)):
        raise ValueError("The numerator must not be more than the denominator.")


def wilson(numerator: npt.ArrayLike, denominator: npt.ArrayLike, confidence: float = 0.95) -> Limits:
    """Wilson's limits of a proportion, as shares of 1."""
    x, n = _numbers(numerator, denominator)
    possible = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(possible, x, np.nan), np.where(possible, n, np.nan)
    z = _z(confidence)
    if np.isinf(z):
        return np.where(possible, 0.0, np.nan), np.where(possible, 1.0, np.nan)
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    return (2 * x + z**2 - spread) / (2 * (n + z**2)), (2 * x + z**2 + spread) / (2 * (n + z**2))


def byar(events: npt.ArrayLike, confidence: float = 0.95) -> Limits:
    """Byar's limits of a count; the lower one is NaN where the formula falls to nought or below."""
    (x,) = _numbers(events)
    x = np.where(x >= 0, x, np.nan)
    z = _z(confidence)
    more = x + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(lower > 0, lower, np.nan), upper


def poisson_or_byar(events: npt.ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits of a count of events: exact Poisson below 10, Byar from 10; parts of events are allowed."""
    (x,) = _numbers(events)
    x = np.where(x >= 0, x, np.nan)
    tail = (1 - confidence_level(confidence)) / 2
    few = np.where(x < EXACT_BELOW, x, np.nan)
    exact_lower = np.where(few == 0, 0.0, special.gammaincinv(np.where(few > 0, few, np.nan), tail))
    exact_upper = special.gammainccinv(few + 1, tail)
    byar_lower, byar_upper = byar(np.where(x >= EXACT_BELOW, x, np.nan), confidence)
    return (
        np.where(x < EXACT_BELOW, exact_lower, byar_lower),
        np.where(x < EXACT_BELOW, exact_upper, byar_upper),
    )


def rate(
    events: npt.ArrayLike, base: npt.ArrayLike, confidence: float = 0.95, multiplier: float = 1
) -> tuple[Numbers, Numbers, Numbers]:
    """Events per `multiplier` of the base, with limits; more events than people are allowed."""
    x, n = _numbers(events, base)
    n = np.where(n > 0, n, np.nan)
    lower, upper = poisson_or_byar(x, confidence)
    return multiplier * np.where(x >= 0, x, np.nan) / n, multiplier * lower / n, multiplier * upper / n


def student_t(mean: npt.ArrayLike, n: npt.ArrayLike, sd: npt.ArrayLike, confidence: float = 0.95) -> Limits:
    """Student's limits of a mean from its n and standard deviation; NaN for n below 2."""
    m, count, spread = _numbers(mean, n, sd)
    count = np.where((count >= 2) & (spread >= 0), count, np.nan)
    reach = special.stdtrit(count - 1, 0.5 + confidence_level(confidence) / 2) * spread / np.sqrt(count)
    return m - reach, m + reach


def compared(lower: npt.ArrayLike, upper: npt.ArrayLike, benchmark: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Whether limits lie wholly above ("higher") or below ("lower") a benchmark, or hold it ("similar")."""
    low, high, mark = _numbers(lower, upper, benchmark)
    return np.where(low > mark, "higher", np.where(high < mark, "lower", "similar"))


def _z(confidence: float) -> float:
    return float(special.ndtri(0.5 + confidence_level(confidence) / 2))


def _numbers(*values: npt.ArrayLike) -> tuple[Numbers, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))
