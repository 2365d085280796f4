"""Whether a figure has really changed, or could have moved by chance.

Method: `framework-method` (f.3). Proportions: Newcombe's hybrid of two Wilson intervals (1998).
Rates: their ratio, the two exact or Byar intervals joined as Donner and Zou (2012) join limits of a
ratio. Means: Welch. Figures whose indicator gives no interval get no verdict: "not enough data".
Limits are those of 95% confidence unless another (such as 0.998) is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan, sqrt
from typing import Any, Literal

from scipy import special

from impact.framework.models import Direction, Indicator
from impact.metrics import benchmark
from impact.metrics.intervals import confidence_level, poisson_or_byar, wilson
from impact.metrics.stretches import apart

IMPROVEMENT, WORSENING = "clear improvement", "clear worsening"
RISE, FALL = "clear rise", "clear fall"
NO_CLEAR_CHANGE, NOT_ENOUGH = "no clear change", "not enough data"
NOT_COMPARED = "not compared: the definition changed"

Figure = Mapping[Any, Any]
"""One row of FIGURES: a pandas row or a dict with numerator, denominator, value, n and sd."""


@dataclass(frozen=True, slots=True)
class Change:
    """What moved between two figures, in the indicator's unit, and the verdict in words.

    difference     now less before, in the indicator's unit
    lower, upper   limits of the difference, or of `ratio` where scale is "ratio"
    ratio          now over before, for rates; NaN otherwise
    """

    difference: float
    lower: float
    upper: float
    word: str
    scale: Literal["difference", "ratio"] = "difference"
    ratio: float = nan


def compare(now: Figure, before: Figure, indicator: Indicator, confidence: float = 0.95) -> Change:
    """How one figure differs from an earlier one of the same indicator and scope; NOT_COMPARED over a break."""
    if apart(now, before):
        return Change(nan, nan, nan, NOT_COMPARED)
    difference = _number(now, "value") - _number(before, "value")
    if not (_rests_on_enough(now, indicator) and _rests_on_enough(before, indicator)):
        return Change(difference, nan, nan, NOT_ENOUGH)
    if indicator.interval == "wilson":
        pair = newcombe(*_counts(now), *_counts(before), confidence)
        lower, upper = (limit * indicator.multiplier for limit in pair)
    elif indicator.interval == "byar_or_exact":
        ratio, lower, upper = rate_ratio(*_counts(now), *_counts(before), confidence)
        return Change(difference, lower, upper, verdict(lower, upper, indicator.direction, 1), "ratio", ratio)
    elif indicator.interval == "t":
        lower, upper = welch(*_mean(now), *_mean(before), confidence)
    else:
        lower, upper = nan, nan
    return Change(difference, lower, upper, verdict(lower, upper, indicator.direction))


def verdict(lower: float, upper: float, direction: Direction, unchanged: float = 0) -> str:
    """The limits of a change in words; `unchanged` is 0 for a difference and 1 for a ratio."""
    if isnan(lower) or isnan(upper):
        return NOT_ENOUGH
    if lower <= unchanged <= upper:
        return NO_CLEAR_CHANGE
    rises = lower > unchanged
    if direction == "none":
        return RISE if rises else FALL
    return IMPROVEMENT if rises == (direction == "higher") else WORSENING


def newcombe(
    x_now: float, n_now: float, x_before: float, n_before: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Limits of the difference of two proportions, as shares of 1."""
    low_now, high_now = (float(limit) for limit in wilson(x_now, n_now, confidence))
    low_before, high_before = (float(limit) for limit in wilson(x_before, n_before, confidence))
    if isnan(low_now) or isnan(low_before):
        return nan, nan
    now, before = x_now / n_now, x_before / n_before
    down = sqrt((now - low_now) ** 2 + (high_before - before) ** 2)
    up = sqrt((high_now - now) ** 2 + (before - low_before) ** 2)
    return now - before - down, now - before + up


def rate_ratio(
    x_now: float, base_now: float, x_before: float, base_before: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """The ratio of two rates with its limits; NaN where no event came before."""
    if not (base_now > 0 and base_before > 0 and x_now >= 0 and x_before > 0):
        return nan, nan, nan
    now, before = x_now / base_now, x_before / base_before
    low_now, high_now = (limit / base_now for limit in _of_events(x_now, confidence))
    low_before, high_before = (limit / base_before for limit in _of_events(x_before, confidence))
    product = now * before
    least = low_now * (2 * now - low_now)
    most = high_before * (2 * before - high_before)
    lower = least / (product + sqrt(max(product**2 - least * most, 0))) if least else 0.0
    far = high_now * (2 * now - high_now)
    near = low_before * (2 * before - low_before)
    return now / before, lower, (product + sqrt(max(product**2 - far * near, 0))) / near


def welch(
    mean_now: float,
    n_now: float,
    sd_now: float,
    mean_before: float,
    n_before: float,
    sd_before: float,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Limits of the difference of two means whose spreads may differ."""
    if not (n_now >= 2 and n_before >= 2 and sd_now >= 0 and sd_before >= 0):
        return nan, nan
    now, before = sd_now**2 / n_now, sd_before**2 / n_before
    difference = mean_now - mean_before
    if now + before == 0:
        return difference, difference
    freedom = (now + before) ** 2 / (now**2 / (n_now - 1) + before**2 / (n_before - 1))
    reach = float(special.stdtrit(freedom, 0.5 + confidence_level(confidence) / 2)) * sqrt(now + before)
    return difference - reach, difference + reach


def limits(figure: Figure, indicator: Indicator, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of one figure in the indicator's unit; NaN where its indicator gives none."""
    lower, upper = benchmark.limits(figure, indicator, confidence)
    return float(lower), float(upper)


def base(figure: Figure, indicator: Indicator) -> float:
    """How many people or things a figure rests on: its denominator, or n; NaN unknown."""
    return _number(figure, "denominator" if indicator.measure in ("proportion", "rate") else "n")


def _rests_on_enough(figure: Figure, indicator: Indicator) -> bool:
    if isnan(_number(figure, "value")):
        return False
    rests_on = base(figure, indicator)
    return indicator.smallest_base is None or isnan(rests_on) or rests_on >= indicator.smallest_base


@lru_cache(maxsize=4096)
def _of_events(events: float, confidence: float) -> tuple[float, float]:
    """Limits of one count; kept, since the same small counts come again and again."""
    lower, upper = poisson_or_byar(events, confidence)
    return float(lower), float(upper)


def _counts(figure: Figure) -> tuple[float, float]:
    return _number(figure, "numerator"), _number(figure, "denominator")


def _mean(figure: Figure) -> tuple[float, float, float]:
    return _number(figure, "value"), _number(figure, "n"), _number(figure, "sd")


def _number(figure: Figure, name: str) -> float:
    found = figure[name]
    return nan if found is None else float(found)
