"""Funnels where services differ by more than chance: limits widened until ordinary differences fit inside.

Additive random effects (Spiegelhalter 2005) after the ends were cut off or drawn in: ratios to expectation
on the log scale, with the ends cut off as NHS Digital's SHMI does, and proportions on the arcsine scale, with
the ends drawn in. As FunnelPlotR 0.6.0 works it out (`statistics`, section 3), written afresh. Its limits for
the CQC's square root and for ratios of two counts lie wrong (12% of blameless units fall outside 99.8%); for
these only the spread is given and no limits.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from impact.metrics.intervals import Limits, Numbers, confidence_level

Scale = Literal["log", "arcsine", "square root", "ratio of counts"]
"""SHMI's and the proportions' scales, which give limits; the CQC's and that of two counts, which give none."""

TRIM = 0.1
"""Share of the units at each end that is cut off or drawn in (FunnelPlotR, `framework-method` f.6)."""

FEWEST = 10
"""Limits are widened with so many units or more (`framework-method` f.6)."""


Z = {0.95: 1.959964, 0.998: 3.090232}
"""Standard errors to the two pairs of limits, rounded as FunnelPlotR rounds them."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far units lie apart, measured by what chance alone would do.

    z            each unit's distance from the whole, in standard errors
    kept         the same with the ends drawn in; NaN where a unit was cut off
    phi          mean of the squares of `kept`: 1 where there is chance alone
    tau2         the variance between units beyond chance, on the scale's own terms; 0 where there is none

    phi and tau2 are infinite where a unit with nothing observed stands on the log scale and was not cut off.
    """

    z: Numbers
    kept: Numbers
    phi: float
    tau2: float

    @property
    def widens(self) -> bool:
        """Whether limits are widened for it at all: units lie further apart than chance, and one can say how far."""
        return 1 < self.phi < np.inf


def spread(numerator: npt.ArrayLike, denominator: npt.ArrayLike, scale: Scale, trim: float = TRIM) -> Spread:
    """How far one row a unit lies apart; numerator and denominator are observed and expected, or part and whole.

    ValueError   where both columns are the same numbers
    """
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    if np.array_equal(x, n):
        raise ValueError("The numerators and the denominators are the same numbers. Name two different columns.")
    away, error = _on_scale(x, n, scale)
    z = away / error
    kept = _cut_off(z, trim) if scale == "log" else _drawn_in(z, trim)
    counted = ~np.isnan(kept)
    many = int(counted.sum())
    phi = float(np.mean(kept[counted] ** 2)) if many else np.nan
    return Spread(z, kept, phi, _between(phi, many, error[counted] ** -2.0))


def widened(
    denominator: npt.ArrayLike, scale: Scale, tau2: float, whole: float = 1, confidence: float = 0.95
) -> Limits:
    """Limits at these denominators, on the scale of the ratio or the share, with the variance between units.

    tau2         0 gives the limits of chance alone on that scale
    whole        the pooled share of a proportion; a ratio's is 1
    ValueError   for the two scales whose limits are known to be wrong
    """
    n = np.asarray(denominator, dtype=float)
    level = confidence_level(confidence)
    z = Z.get(level, float(special.ndtri(0.5 + level / 2)))
    if scale == "log":
        reach = z * np.sqrt(1 / n + tau2)
        return np.exp(-reach), np.exp(reach)
    if scale == "arcsine":
        middle, reach = np.arcsin(np.sqrt(whole)), z * np.sqrt(1 / (4 * n) + tau2)
        return np.sin(np.maximum(middle - reach, 0)) ** 2, np.sin(np.minimum(middle + reach, np.pi / 2)) ** 2
    raise ValueError(f"Limits on the scale '{scale}' let far too many lie outside; use the log or the arcsine scale.")


def _on_scale(x: Numbers, n: Numbers, scale: Scale) -> tuple[Numbers, Numbers]:
    """Each unit's distance from the whole on a scale, and that distance's standard error."""
    whole = x.sum() / n.sum()
    with np.errstate(divide="ignore"):
        if scale == "log":
            return np.log(x / n), 1 / np.sqrt(n)
        if scale == "square root":
            return np.sqrt(x / n) - 1, 1 / (2 * np.sqrt(n))
        if scale == "arcsine":
            return np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(whole)), 1 / (2 * np.sqrt(n))
    away = np.log((x + 0.5) / (n + 0.5)) - np.log(whole)
    return away, np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)


def _cut_off(z: Numbers, trim: float) -> Numbers:
    """The units in so many equal groups by rank (equals share one), without the lowest and the highest group."""
    _, which, many = np.unique(z, return_inverse=True, return_counts=True)
    rank = (np.cumsum(many) - (many - 1) / 2)[which]
    groups = 1 / trim
    group = np.floor(rank * groups / (len(z) + 1))
    return np.where((group == 0) | (group == groups - 1), np.nan, z)


def _drawn_in(z: Numbers, trim: float) -> Numbers:
    low, high = np.quantile(z, [trim, 1 - trim])
    return np.clip(z, low, high)


def _between(phi: float, many: int, weight: Numbers) -> float:
    if not many * phi >= many - 1:
        return 0.0
    room = weight.sum() - (weight**2).sum() / weight.sum()
    return max(0.0, float((many * phi - (many - 1)) / room)) if room > 0 else 0.0
