"""Services beside each other on one indicator, like with like, with limits that allow for how many were asked."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics.alike import comparable
from impact.metrics.funnel import Kind
from impact.metrics.funnel_plot import Plot, plotted
from impact.periods import Period, containing

FEWEST = 3
"""Fewer services than this make no picture. Judgement."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Some services' figures of one period, each with where it lies among the others.

    services   their ids, in the order of the plot's units
    left_out   services that sent the figure but whose counts are not shown
    """

    indicator: Indicator
    period: Period
    services: tuple[str, ...]
    numerator: tuple[float, ...]
    denominator: tuple[float, ...]
    plot: Plot
    left_out: int


def funnel(shown: Protected, indicator: Indicator, framework: Framework, sector_id: str = "") -> Funnel | None:
    """The newest period in which enough services show counts; None where there is none, or nothing to compare by.

    sector_id   only the services of one sector; "" for all

    It is worked out from figures that are shown anyway, and the line is theirs alone: it tells of nothing hidden.
    """
    if not comparable(indicator):
        return None
    ours = {one.id for one in framework.services if sector_id in ("", one.sector)}
    at = shown.frame
    rows = at[(at.indicator_id == indicator.id) & (at.scope_kind == "service") & at.scope_id.isin(ours)]
    told = rows[(rows.denominator > 0) & rows.numerator.notna()]
    many = told.groupby(["period_end", "period_start", "period_kind"]).size()
    enough = many[many >= FEWEST]
    if enough.empty:
        return None
    end, start, kind = enough.index[-1]
    return _of(rows[_in(rows, end, kind)], told[_in(told, end, kind)], indicator, containing(start.date(), str(kind)))


def _in(rows: pd.DataFrame, end: object, kind: object) -> "pd.Series[bool]":
    return (rows.period_end == end) & (rows.period_kind == kind)


def _of(rows: pd.DataFrame, told: pd.DataFrame, indicator: Indicator, period: Period) -> Funnel:
    kind: Kind = "proportion" if indicator.measure == "proportion" else "rate"
    x, n = told.numerator.to_numpy(dtype=float), told.denominator.to_numpy(dtype=float)
    plot = plotted(x, n, kind, float(indicator.multiplier))
    if plot.spread is not None and plot.spread.widens:
        plot = plotted(x, n, kind, float(indicator.multiplier), widen=True)
    return Funnel(
        indicator,
        period,
        tuple(map(str, told.scope_id)),
        tuple(np.asarray(x)),
        tuple(np.asarray(n)),
        plot,
        len(rows) - len(told),
    )
