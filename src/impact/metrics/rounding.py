"""Figures as a rounding policy shows them: counts to the nearest five or so, rates and limits from these counts.

A rate worked out from the exact counts, shown beside rounded ones, would tell the exact ones again. So all that is
shown or concluded of such an indicator rests on its rounded counts. Source: conventions (e.5); the step is data.
"""

from math import ceil, isnan

import pandas as pd

from impact.framework.models import Framework, Indicator, Policy
from impact.metrics.benchmark import limits

_COUNTS = {"numerator": "least_shown", "denominator": "smallest_base", "n": "smallest_base", "asked": "smallest_base"}
"""Each count, and which setting of the policy says from where on it is shown."""


def rounded(figures: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """FIGURES (or rows of counts) with those of indicators under a rounding policy rounded; the others as they are.

    No count that may be shown is rounded to one that would be hidden; nought stays nought.
    """
    stepped = [one for one in framework.indicators if framework.policy[one.policy].round_to]
    stepped = [one for one in stepped if (figures["indicator_id"] == one.id).any()]
    if not stepped:
        return figures
    found = figures.copy()
    for one in stepped:
        at = figures["indicator_id"] == one.id
        found[at] = _of_one(figures[at].copy(), one, framework.policy[one.policy])
    return found


def to_nearest(number: float, step: int, smallest: float) -> float:
    """A count to the nearest step; one from the smallest shown on, never to less than that."""
    if isnan(number) or number == 0:
        return number
    nearest = float(step * int(number / step + 0.5))
    return max(nearest, step * ceil(smallest / step)) if number >= smallest else nearest


def _of_one(rows: pd.DataFrame, indicator: Indicator, policy: Policy) -> pd.DataFrame:
    named = {name: least for name, least in _COUNTS.items() if name in rows}
    if indicator.measure == "count":
        named["value"] = "least_shown"
    for name, least in named.items():
        exact = rows[name].astype(float)
        rows[name] = [to_nearest(number, policy.round_to, getattr(policy, least)) for number in exact]
    if indicator.measure not in ("proportion", "rate"):
        return rows
    if indicator.measure == "proportion":
        rows["numerator"] = rows["numerator"].clip(upper=rows["denominator"])
    counted = rows["numerator"].notna() & (rows["denominator"] > 0)
    rate = indicator.multiplier * rows["numerator"] / rows["denominator"].where(counted)
    rows["value"] = rows["value"].mask(counted & rows["value"].notna(), rate)
    for name, limit in zip(("lower", "upper"), limits(rows, indicator, 0.95), strict=True):
        if name in rows:
            rows[name] = rows[name].mask(counted & rows[name].notna(), pd.Series(limit, index=rows.index))
    return rows
