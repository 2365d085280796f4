"""Whether a yearly figure has been rising or falling over its five newest years, by more than chance.

Method: the recent trend of OHID's Fingertips (conventions, e.2). A straight line is laid through the five
newest figures that have an interval, each weighing as much as its interval is narrow. The line must be steep
beyond chance (99.8%), and keep its direction whichever one year is left out. Years may be missing between.
"""

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Direction, Indicator
from impact.metrics.intervals import Numbers
from impact.metrics.stretches import newest
from impact.periods import ACADEMIC_YEAR, CALENDAR_YEAR, FINANCIAL_YEAR

POINTS = 5
"""Figures that a trend rests on (Fingertips)."""

STEEP = 9.5495
"""Chi-square of one degree of freedom that chance passes in 0.2% of cases (Fingertips)."""

WIDTH = 3.92
"""Standard errors between the two ends of a 95% interval (Fingertips)."""

LEVEL = 1e-12
"""Slopes below this share of a series' largest number are level: only rounding tilts them. Judgement."""

INCREASING, DECREASING, NO_CHANGE, NONE = "increasing", "decreasing", "no significant change", "cannot be calculated"

TOO_FEW = "fewer than five yearly figures with an interval"
NOT_YEARLY = "its figures are not yearly"
ONLY_COUNTED = "bare counts and levels have no trend"
ALL_OF_THEM = "a year in which everyone counts has no room to rise"
WHY_NONE = (TOO_FEW, NOT_YEARLY, ONLY_COUNTED, ALL_OF_THEM)
"""Why a trend cannot be calculated."""

_YEARLY = (FINANCIAL_YEAR, ACADEMIC_YEAR, CALENDAR_YEAR)
_MEASURES = ("proportion", "rate", "mean")


@dataclass(frozen=True, slots=True)
class Trend:
    """What the newest years of one figure show.

    word    INCREASING, DECREASING, NO_CHANGE or NONE
    way     "getting better" or "getting worse" where a direction is good and there is a trend, else ""
    slope   change in a year, in the indicator's unit; NaN where it cannot be calculated
    chi2    how steep, against STEEP
    years   the last day of each year that it rests on, oldest first
    why     one of WHY_NONE; "" where it can be calculated
    """

    word: str
    way: str = ""
    slope: float = nan
    chi2: float = nan
    years: tuple[pd.Timestamp, ...] = ()
    why: str = ""


def recent_trend(series: pd.DataFrame, indicator: Indicator) -> Trend:
    """The trend of one indicator in one scope.

    series   rows of FIGURES: period_end, period_kind, numerator, denominator, value, lower, upper (95%), marker.
             Figures before a break in the series ([b]) are left out, since they count something else.
    """
    if indicator.measure not in _MEASURES:
        return Trend(NONE, why=ONLY_COUNTED)
    if not len(series) or not set(series.period_kind) <= set(_YEARLY) or series.period_kind.nunique() != 1:
        return Trend(NONE, why=NOT_YEARLY if len(series) else TOO_FEW)
    rows = newest(series).sort_values("period_end")
    valid = rows[(rows.upper - rows.lower > 0) & rows.value.notna()].tail(POINTS)
    if len(valid) < POINTS:
        return Trend(NONE, why=TOO_FEW)
    if indicator.measure == "proportion" and bool((valid.numerator == valid.denominator).any()):
        return Trend(NONE, why=ALL_OF_THEM)
    return _of_points(valid, indicator.direction)


def steepness(
    values: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike, years: npt.ArrayLike
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """Slope in a year, chi-square, and whether the slope's sign holds whichever point is left out.

    One row a series, one column a point, all of the same number of points; lower and upper are 95% limits.
    Without width between the limits there is no weight: NaN.
    """
    y, low, high, x = (np.atleast_2d(np.asarray(one, dtype=float)) for one in (values, lower, upper, years))
    error = np.where(high > low, (high - low) / WIDTH, np.nan)
    weight = error**-2
    slope, chi2 = _line(x, y, weight)
    level = LEVEL * np.abs(y).max(axis=1)
    held = np.ones(len(slope), dtype=bool)
    for left_out in range(y.shape[1]):
        rest = np.arange(y.shape[1]) != left_out
        without, _ = _line(*(np.broadcast_to(one, y.shape)[:, rest] for one in (x, y, weight)))
        held &= (np.abs(without) > level) & (np.sign(without) == np.sign(slope))
    return slope, chi2, held


def _line(x: Numbers, y: Numbers, weight: Numbers) -> tuple[Numbers, Numbers]:
    """Slope of the weighted line, and its square over its variance."""
    total = weight.sum(axis=1, keepdims=True)
    from_middle = x - (weight * x).sum(axis=1, keepdims=True) / total
    room = (weight * from_middle**2).sum(axis=1)
    slope = (weight * from_middle * y).sum(axis=1) / room
    return slope, slope**2 * room


def _of_points(valid: pd.DataFrame, direction: Direction) -> Trend:
    years = tuple(pd.Timestamp(day) for day in valid.period_end)
    value, lower, upper = (valid[name].to_numpy(dtype=float) for name in ("value", "lower", "upper"))
    slopes, steep, held = steepness(value, lower, upper, [day.year for day in years])
    slope, chi2 = float(slopes[0]), float(steep[0])
    if isnan(chi2):
        return Trend(NONE, why=TOO_FEW)
    if chi2 <= STEEP or not held[0]:
        return Trend(NO_CHANGE, "", slope, chi2, years)
    rises = slope > 0
    good = "" if direction == "none" else "getting better" if rises == (direction == "higher") else "getting worse"
    return Trend(INCREASING if rises else DECREASING, good, slope, chi2, years)
