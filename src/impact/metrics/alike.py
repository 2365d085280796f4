"""Where a service lies among services of like kind: within what chance does, or beyond it.

Source: `framework-method` (f.6). Services are compared within their sector; if that has too few that sent the
figure, within their reach; if that too, among all, and the comparison says which. Limits are those of
`funnel`; where ten or more services differ by more than chance, those of `overdispersion`. Case mix is not
adjusted for, so this is a place to start asking and no judgement.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Framework, Indicator, Service
from impact.metrics import funnel, overdispersion
from impact.metrics.slots import published
from impact.periods import QUARTER, TERM

SECTOR, REACH, ALL = "sector", "reach", "all"
"""Among which services one was compared."""

GOOD_OUTER, GOOD_INNER, WITHIN, OTHER_INNER, OTHER_OUTER = 2, 1, 0, -1, -2
"""Beyond which limit, on the side that is good for the indicator or on the other one."""

COLUMNS = (
    *("service_id", "indicator_id", "period_start", "period_end", "period_kind", "slot"),
    *("numerator", "denominator", "asked", "group", "compared", "widened", "side"),
)


def comparable(indicator: Indicator) -> bool:
    """Whether services can be compared by it: counts that chance moves, a good direction, sent by services."""
    counted = indicator.interval in ("wilson", "byar_or_exact") and indicator.measure in ("proportion", "rate")
    return counted and indicator.scored and indicator.direction != "none" and not published(indicator)


def compared(figures: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Every service's figures of comparable indicators, each with where it lies among its like.

    figures   FIGURES with the scope "service"; a hidden figure (no counts) is left out and moves no line
    returns   COLUMNS: `group` is SECTOR, REACH or ALL, `compared` how many services it holds, `side` is
              GOOD_OUTER to OTHER_OUTER. Terms stand in the quarter that holds their last day (`slot`).
    """
    ours = figures[(figures.scope_kind == "service") & (figures.denominator > 0) & figures.numerator.notna()]
    ours = ours[ours.scope_id.isin(framework.service)]
    ours = ours.assign(service_id=ours.scope_id, slot=slots_of(ours))
    return pd.DataFrame(
        [
            row
            for indicator in framework.indicators
            if comparable(indicator)
            for _, rows in ours[ours.indicator_id == indicator.id].groupby("slot")
            for row in _of_slot(rows, indicator, framework)
        ],
        columns=list(COLUMNS),
    )


def sides(numerator: npt.ArrayLike, denominator: npt.ArrayLike, indicator: Indicator) -> tuple[npt.NDArray[Any], bool]:
    """Where each of some units lies around their pooled line, and whether its limits were widened.

    The sides are GOOD_OUTER to OTHER_OUTER, in the order of the units.
    """
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    line = funnel.pooled(x, n)
    high = np.zeros(len(x), dtype=int)
    if not line > 0 or (indicator.measure == "proportion" and not line < 1):
        return high, False
    tau2 = _beyond_chance(x, n, line, indicator)
    for confidence in (funnel.INNER, funnel.OUTER):
        below, above = _outside(x, n, line, indicator, tau2, confidence)
        high = high + above.astype(int) - below.astype(int)
    return high if indicator.direction == "higher" else -high, tau2 > 0


def slots_of(figures: pd.DataFrame) -> pd.Series:
    """The last day of the quarter that a term ends in; of any other period its own kind and last day."""
    kind = figures.period_kind.where(figures.period_kind != TERM, QUARTER)
    end = figures.period_end.where(figures.period_kind != TERM, figures.period_end + pd.offsets.QuarterEnd(0))
    slots: pd.Series = kind + " " + end.dt.strftime("%Y-%m-%d")
    return slots


def _of_slot(rows: pd.DataFrame, indicator: Indicator, framework: Framework) -> Iterator[dict[str, Any]]:
    """One slot's services, each among its like; every group is worked out once."""
    services = [framework.service[one] for one in rows.service_id]
    groups = [_group(service, services, framework) for service in services]
    for group in dict.fromkeys(groups):
        within = np.array([_belongs(one, group) for one in services])
        side, widened = sides(rows.numerator[within], rows.denominator[within], indicator)
        about = {"group": group[0], "compared": int(within.sum()), "widened": widened}
        for own, placed, (_, row) in zip(
            (one for one, inside in zip(groups, within, strict=True) if inside),
            side,
            rows[within].iterrows(),
            strict=True,
        ):
            if own == group:
                yield {name: row[name] for name in COLUMNS if name in row} | about | {"side": int(placed)}


def _group(service: Service, services: list[Service], framework: Framework) -> tuple[str, str]:
    """The narrowest group of enough services that a service belongs to, and which one of its kind."""
    for kind, own in ((SECTOR, service.sector), (REACH, service.reach)):
        if own and sum(_belongs(one, (kind, own)) for one in services) >= framework.bright_rules.smallest_group:
            return kind, own
    return ALL, ""


def _belongs(service: Service, group: tuple[str, str]) -> bool:
    kind, which = group
    return kind == ALL or which == (service.sector if kind == SECTOR else service.reach)


def _beyond_chance(x: npt.NDArray[Any], n: npt.NDArray[Any], line: float, indicator: Indicator) -> float:
    """The variance between units beyond chance, on the scale of their kind; 0 with too few units to tell."""
    if len(x) < overdispersion.FEWEST:
        return 0.0
    if indicator.measure == "proportion":
        return overdispersion.spread(x, n, "arcsine").tau2
    seen = x > 0  # a unit without events has no place on the log scale
    if seen.sum() < overdispersion.FEWEST or np.array_equal(x[seen], n[seen] * line):
        return 0.0
    return overdispersion.spread(x[seen], n[seen] * line, "log").tau2


def _outside(
    x: npt.NDArray[Any], n: npt.NDArray[Any], line: float, indicator: Indicator, tau2: float, confidence: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which units lie below and which above a pair of limits."""
    if indicator.measure == "proportion":
        share = x / n
        wide = overdispersion.widened(n, "arcsine", tau2, line, confidence)
        low, high = wide if tau2 > 0 else funnel.proportion_limits(n, line, confidence)
        return share < low, share > high
    expected = n * line
    wide = overdispersion.widened(expected, "log", tau2, confidence=confidence)
    low, high = wide if tau2 > 0 else funnel.exact_limits(expected, confidence)
    return x / expected < low, x / expected > high
