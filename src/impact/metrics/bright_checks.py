"""What speaks against calling a service a candidate for a bright spot, although the numbers point to it.

Source: `framework-method` (f.6): enough people, enough answers, no open question, and no clear worsening of what
it is looked at together with (`pairs` of the framework), so that one is not bought with the other.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from impact.framework.models import Framework, Indicator
from impact.metrics.change import NOT_COMPARED, NOT_ENOUGH, WORSENING, base, compare
from impact.metrics.progress import baseline

BESIDE_UNKNOWN = "what it is looked at together with cannot be judged"

Asked = Collection[tuple[str, str, date, str]]
"""Figures about which a question is open: service, indicator, first day and kind of the period."""


@dataclass(frozen=True)
class Known:
    """All that is looked at: every series that may be shown, by scope and indicator, and what is asked about it."""

    series: dict[tuple[str, str], pd.DataFrame]
    framework: Framework
    today: date
    asked: Asked
    surveys: frozenset[str]
    on_chart: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)


def against(
    service: str, indicator: Indicator, newest: dict[str, Any], stands_out: bool, known: Known
) -> tuple[str, tuple[str, ...]]:
    """The first thing that speaks against a candidate ("" for nothing), and what could not be looked at."""
    rules = known.framework.bright_rules
    least = rules.smallest_base if stands_out else rules.smallest_improving
    period = period_of(newest)
    if not enough(newest, indicator, least):
        return f"it rests on fewer than {least:g}", ()
    if (service, indicator.id, period["period_start"], period["period_kind"]) in known.asked:
        return "a question about this figure is open", ()
    if indicator.id in known.surveys:
        if not newest["asked"] > 0:
            return "how many were asked was not sent", ()
        if base(newest, indicator) < rules.least_response * newest["asked"]:
            return f"fewer than {100 * rules.least_response:.0f}% of those asked answered", ()
    beside = {one: _change_of(one, service, known) for one in known.framework.beside(indicator.id)}
    worse = [one for one, words in beside.items() if WORSENING in words]
    if worse:
        return f"{' and '.join(worse)}, looked at together with it, has clearly become worse", ()
    return "", (BESIDE_UNKNOWN,) if any(set(words) <= {NOT_ENOUGH, NOT_COMPARED} for words in beside.values()) else ()


def _change_of(indicator_id: str, service: str, known: Known) -> tuple[str, ...]:
    """How a paired measure changed from its start and in a year: the service's own, else the whole's."""
    indicator = known.framework.indicator[indicator_id]
    series = known.series.get((service, indicator_id), known.series.get(("", indicator_id)))
    if series is None:
        return ()
    newest = row_of(series.iloc[-1])
    year_before = series[series.period_end == newest["period_end"] - pd.DateOffset(years=1)]
    starts = [baseline(series, indicator), row_of(year_before.iloc[-1]) if len(year_before) else None]
    return tuple(compare(newest, start, indicator).word for start in starts if start is not None)


def enough(newest: dict[str, Any], indicator: Indicator, least: float) -> bool:
    """Whether a figure rests on at least so many people or answers; not where that is unknown."""
    rests_on = base(newest, indicator)
    return not isnan(rests_on) and rests_on >= least


def row_of(figure: pd.Series) -> dict[str, Any]:
    """A row of FIGURES as a dict."""
    return {str(name): value for name, value in figure.items()}


def period_of(row: dict[str, Any]) -> dict[str, Any]:
    """What a row of FIGURES says of its period, as days."""
    start, end = row["period_start"].date(), row["period_end"].date()
    return {"period_start": start, "period_end": end, "period_kind": row["period_kind"]}
