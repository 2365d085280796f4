"""Rates made comparable between places whose people differ in age.

Formulas: Dobson's limits for direct, exact or Byar limits for indirect standardisation, as OHID uses
them (PHEindicatormethods 2.1.0; `statistics`, section 2), written afresh.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from impact.metrics.intervals import EXACT_BELOW, byar, poisson_or_byar


@dataclass(frozen=True, slots=True)
class Standardised:
    """A standardised figure: what was observed and expected, the value and its limits.

    observed   events seen
    expected   events had the reference rates applied (indirect only, else NaN)
    reference  the reference rate that a ratio was multiplied by (NaN for direct)
    """

    observed: float
    expected: float
    reference: float
    value: float
    lower: float
    upper: float


def directly_standardised(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    standard: npt.ArrayLike,
    confidence: float = 0.95,
    multiplier: float = 100_000,
    frequency: npt.ArrayLike = 1,
) -> Standardised:
    """The rate this place would have with the standard population's ages; one item per age band.

    frequency   events per person, where people who had two or three events are sent on rows of
                their own (events then counts those people); the limits widen for it
    Fewer than 10 events in all: value and limits are NaN. A missing count is nought; a missing or
    empty population raises ValueError.
    """
    x = np.nan_to_num(np.asarray(events, dtype=float), nan=0.0)
    n, weight = np.asarray(population, dtype=float), np.asarray(standard, dtype=float)
    often = np.broadcast_to(np.asarray(frequency, dtype=float), x.shape)
    if bool(np.any(x < 0)):
        raise ValueError("The events must be nought or more.")
    if not bool(np.all(n > 0)) or not bool(np.all(weight >= 0)):
        raise ValueError("Every age band needs a population and a standard population above nought.")
    total = float((often * x).sum())
    if total < EXACT_BELOW:
        return Standardised(total, np.nan, np.nan, np.nan, np.nan, np.nan)
    whole = weight[often == often[0]].sum()
    value = float((weight * often * x / n).sum() / whole)
    variance = float((often**2 * x * (weight / n) ** 2).sum() / whole**2)
    lower, upper = (float(limit) for limit in byar(total, confidence))
    reach = np.sqrt(variance / total)
    return Standardised(
        total,
        np.nan,
        np.nan,
        multiplier * value,
        multiplier * (value + reach * (lower - total)),
        multiplier * (value + reach * (upper - total)),
    )


def indirectly_standardised(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    reference_events: npt.ArrayLike,
    reference_population: npt.ArrayLike,
    confidence: float = 0.95,
    multiplier: float | None = None,
    reference_value: float = 1,
) -> Standardised:
    """Events seen over events expected at the reference's rates; one item per age band.

    multiplier   None gives a ratio (times `reference_value`); a number gives a rate per that many
    A missing count or population of a band is nought, as its source counts it.
    """
    x, n, x_ref, n_ref = (
        np.nan_to_num(np.asarray(part, dtype=float), nan=0.0)
        for part in (events, population, reference_events, reference_population)
    )
    if bool(np.any(x < 0)) or bool(np.any(n < 0)) or not bool(np.all(n_ref > 0)):
        raise ValueError("Counts must be nought or more, and reference populations above nought.")
    observed, expected = float(x.sum()), float((x_ref / n_ref * n).sum())
    scale = reference_value if multiplier is None else multiplier * float(x_ref.sum() / n_ref.sum())
    lower, upper = (float(limit) for limit in poisson_or_byar(observed, confidence))
    times = scale / expected if expected > 0 else np.nan
    return Standardised(observed, expected, scale, observed * times, lower * times, upper * times)
