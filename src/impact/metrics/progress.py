"""How far a figure has come from where it began to where it should be.

Source: `framework-method` (f.4): 100 x (now - baseline) / (target - baseline), the same for lower
is better. Status and progress are two things: a service far from its target may move fastest.
"""

from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from statistics import median
from typing import Any

import pandas as pd

from impact.framework.models import Indicator, Target
from impact.metrics.change import limits
from impact.metrics.stretches import newest

FIXED_YEAR = 2018
"""A fixed-year baseline is the earliest figure of a period that began in this year or later: the
last years before the pandemic are in it, and most published series reach back that far (judgement)."""

SCORED, KEPT, NOT_KEPT = "scored", "keep: met", "keep: not met"
BASELINE_YEAR, NOT_SCORED, NO_TARGET, NO_FIGURE = "baseline year", "not scored", "no target", "no figure"
BROKEN = "definition changed"
HIDDEN, START_HIDDEN = "figure hidden", "start hidden"


@dataclass(frozen=True, slots=True)
class Aim:
    """A target in the figure's own unit: one level, or a band from low to high."""

    low: float
    high: float

    @property
    def is_band(self) -> bool:
        """Whether anything between two levels is as good."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class Progress:
    """How far from baseline to target, and what that rests on; NaN where it cannot be said.

    state          "scored", "keep: met", "keep: not met", "baseline year", "not scored", "no target",
                   "no figure", or "definition changed" while a new baseline is being set after a break;
                   "figure hidden" or "start hidden" where the gate hides it, which `progress` does not say by
                   itself; only "scored" has a percentage
    percent        of the way from baseline to target; below nought is backwards; not held to limits
    lower, upper   the 95% limits of the figure now, put through the same sum
    start          the row the baseline was read from, as FIGURES columns; None without one
    aim            the target in the figure's unit; None without one
    """

    state: str
    now: float = nan
    baseline: float = nan
    percent: float = nan
    lower: float = nan
    upper: float = nan
    start: dict[str, Any] | None = None
    aim: Aim | None = None

    @property
    def held(self) -> float:
        """The percentage held between -100 and 100, for rolling up only."""
        return held(self.percent)


RELATIVE = ("improve_by", "improve_by_percent")
"""Targets set from where an indicator began."""


def held(percent: float) -> float:
    """A percentage between -100 and 100, so that going backwards is felt and one runaway is not."""
    return percent if isnan(percent) else min(100.0, max(-100.0, percent))


def progress(
    history: pd.DataFrame,
    indicator: Indicator,
    day: date,
    comparator: pd.DataFrame | None = None,
    sector: str = "",
) -> Progress:
    """The progress of one indicator in one scope, at its newest period that had ended by a day.

    history      FIGURES of one scope and indicator
    comparator   FIGURES of the area that a comparator target names (else the benchmark area)
    sector       whose own target counts before the common one
    """
    ever = history[history.value.notna() & (history.period_end <= pd.Timestamp(day))].sort_values("period_end")
    known = newest(ever)
    if known.empty:
        return Progress(NO_FIGURE)
    now = _row(known.iloc[-1])
    if not indicator.scored or indicator.direction == "none":
        return Progress(NOT_SCORED, now["value"])
    start = baseline(known, indicator)
    if start is None:
        return Progress(BROKEN if len(known) < len(ever) else BASELINE_YEAR, now["value"])
    target = indicator.target(day, sector)
    aim = aimed_at(target, start["value"], indicator, known, comparator) if target else None
    if aim is None:
        return Progress(NO_TARGET, now["value"], start["value"], start=start)
    return _measured(now, start, aim, indicator)


def baseline(history: pd.DataFrame, indicator: Indicator) -> dict[str, Any] | None:
    """Where an indicator began, as a row of FIGURES; None while its first periods are still coming in.

    first_period   the first figure; mean_first_4: the first four pooled (counts added, means joined
    by n, otherwise the middle one of the four), so that one odd quarter does not set the mark;
    fixed_year: see FIXED_YEAR. A baseline needs at least one later figure to be a baseline at all. Figures before
    a break are left out: a changed definition has a new baseline.
    """
    first = began_with(history, indicator)
    if first.empty:
        return None
    return _pooled(first, indicator) if len(first) > 1 else _row(first.iloc[0])


def began_with(history: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows of FIGURES that the baseline is made of, oldest first; none while there is none."""
    return first_of(history[history.value.notna()], indicator)


def first_of(figures: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Those of some rows of FIGURES, each with a number or a hidden one, that the baseline is made of."""
    known = newest(figures).sort_values("period_end")
    if indicator.baseline == "fixed_year":
        known = known[known.period_start >= pd.Timestamp(FIXED_YEAR, 1, 1)]
    first = {"mean_first_4": 4, "none": len(known)}.get(indicator.baseline, 1)
    return known.iloc[: first if len(known) > first else 0]


def aimed_at(
    target: Target, start: float, indicator: Indicator, known: pd.DataFrame, comparator: pd.DataFrame | None
) -> Aim | None:
    """The level a target means for a figure that began at `start`; None if it cannot be said yet.

    A level of maturity, above one service, is aimed at by every service: 100%. A comparator's is
    the other area's figure for the newest period that both have.
    """
    if _is_share_of_services(indicator, known):
        return Aim(100.0, 100.0)
    if target.style == "band":
        return Aim(target.low or 0.0, target.high or 0.0)
    if target.style == "comparator":
        return _same_as(known, comparator)
    value = target.value or 0.0
    by_style = {"level": value, "improve_by": start + value, "improve_by_percent": start * (1 + value / 100)}
    return Aim(by_style[target.style], by_style[target.style])


def percent_of_way(now: float, start: float, aim: Aim) -> float:
    """100 x (now - start) / (aim - start); for a band 100 inside, else what is gone of the distance."""
    if not aim.is_band:
        return 100 * (now - start) / (aim.low - start)
    return 100 * (1 - _distance(now, aim) / _distance(start, aim))


def _measured(now: dict[str, Any], start: dict[str, Any], aim: Aim, indicator: Indicator) -> Progress:
    value, began = now["value"], start["value"]
    if _there(began, aim, indicator):
        state = KEPT if _there(value, aim, indicator) else NOT_KEPT
        return Progress(state, value, began, start=start, aim=aim)
    ends = [percent_of_way(limit, began, aim) for limit in (now["lower"], now["upper"])]
    upper = max(ends)
    if aim.is_band and now["lower"] <= aim.high and now["upper"] >= aim.low:
        upper = 100.0
    percent = percent_of_way(value, began, aim)
    return Progress(SCORED, value, began, percent, min(ends), upper, start, aim)


def _there(value: float, aim: Aim, indicator: Indicator) -> bool:
    if aim.is_band:
        return aim.low <= value <= aim.high
    return value <= aim.high if indicator.direction == "lower" else value >= aim.low


def _distance(value: float, aim: Aim) -> float:
    return max(aim.low - value, value - aim.high, 0.0)


def _same_as(known: pd.DataFrame, comparator: pd.DataFrame | None) -> Aim | None:
    if comparator is None:
        return None
    both = comparator[comparator.value.notna() & comparator.period_end.isin(known.period_end)]
    if both.empty:
        return None
    level = float(both.sort_values("period_end").value.iloc[-1])
    return Aim(level, level)


def _is_share_of_services(indicator: Indicator, known: pd.DataFrame) -> bool:
    return indicator.measure == "maturity" and bool((known["levels"] != "").any())


def _pooled(first: pd.DataFrame, indicator: Indicator) -> dict[str, Any]:
    row = _row(first.iloc[-1]) | {"period_start": first.period_start.iloc[0]}
    if indicator.measure == "mean" and first.n.notna().all():
        row |= _joined(first)
    elif first.denominator.notna().all() and first.denominator.sum() > 0:
        x, n = float(first.numerator.sum()), float(first.denominator.sum())
        row |= {"numerator": x, "denominator": n, "value": indicator.multiplier * x / n}
    else:
        row |= {"value": median(first.value), "n": nan, "sd": nan}
    lower, upper = limits(row, indicator)
    return row | {"lower": lower, "upper": upper}


def _joined(first: pd.DataFrame) -> dict[str, float]:
    n = float(first.n.sum())
    middle = float((first.n * first.value).sum()) / n
    spread = float(((first.n - 1) * first.sd**2).sum(skipna=False) + (first.n * (first.value - middle) ** 2).sum())
    return {"n": n, "value": middle, "sd": (spread / (n - 1)) ** 0.5 if n > 1 else nan}


def _row(figure: pd.Series) -> dict[str, Any]:
    numbers = ("numerator", "denominator", "value", "n", "sd", "lower", "upper")
    return {str(name): value for name, value in figure.items()} | {name: float(figure[name]) for name in numbers}
