"""The same services then and now, so that a change of who sent is not taken for a change of what was sent.

Source: `framework-method` (f.2, f.5): a drop in returns can look like progress. Services are those that are
added up in the whole's figure in both periods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from impact.framework.models import Framework, Indicator
from impact.metrics import rollup
from impact.metrics.change import compare
from impact.metrics.slots import Counts, in_scope, known_rows, published
from impact.metrics.sums import collected

FEWEST = 3
"""Fewer services in both periods than this say nothing of the whole; judgement."""

NOTHING, ONE_PERIOD = "nothing was sent that can be added up", "there is only one period yet"
NOT_ADDED, FROM_A_PUBLISHER = "its figures are not added up from services", "it is published for the place as a whole"
TOO_FEW = "fewer than three of those who sent are the same in both periods"

Figure = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """One indicator of the whole, then and now, from the services that sent in both periods.

    now, before    rows of FIGURES; empty where `reason` says why there are none
    change         the verdict on the difference, in words
    services       how many services sent in both
    only_now, only_before   service ids that sent in one of the two
    reason         why there is nothing to compare; "" where there is
    """

    indicator_id: str
    now: Figure = field(default_factory=dict)
    before: Figure = field(default_factory=dict)
    change: str = ""
    services: int = 0
    only_now: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    reason: str = ""


def like_for_like(counts: Counts, framework: Framework, indicator: Indicator, today: date) -> LikeForLike:
    """The newest period that has ended beside the one a year before; where there is none, the one before it.

    counts   COUNTS of the indicator
    """
    if published(indicator):
        return LikeForLike(indicator.id, reason=FROM_A_PUBLISHER)
    if indicator.measure in ("duration", "maturity"):
        return LikeForLike(indicator.id, reason=NOT_ADDED)
    senders = _senders(counts, framework, indicator, today)
    if len(senders) < 2:
        return LikeForLike(indicator.id, reason=ONE_PERIOD if senders else NOTHING)
    now = max(senders)
    before = _earlier(list(senders), now)
    both = senders[now] & senders[before]
    only_now, only_before = tuple(sorted(senders[now] - both)), tuple(sorted(senders[before] - both))
    if len(both) < FEWEST:
        return LikeForLike(indicator.id, {}, {}, "", len(both), only_now, only_before, TOO_FEW)
    ours = counts.lazy().filter(nw.col("service_id").is_in(sorted(both)) & (nw.col("indicator_id") == indicator.id))
    whole = rollup.figures(ours, framework, ("whole",))
    then, newest = _row(whole, before), _row(whole, now)
    change = compare(newest, then, indicator).word
    return LikeForLike(indicator.id, newest, then, change, len(both), only_now, only_before)


Slot = tuple[pd.Timestamp, pd.Timestamp, str]
"""Last day, first day and kind of a period of the whole."""


def _senders(counts: Counts, framework: Framework, indicator: Indicator, today: date) -> dict[Slot, frozenset[str]]:
    """Which services are added up in each period of the whole that has ended."""
    ours = counts.lazy().filter(nw.col("indicator_id") == indicator.id)
    placed = in_scope(known_rows(ours, framework), "whole", framework).filter(nw.col("usable"))
    names = ("period_end", "period_start", "period_kind", "service_id", "carried")
    rows = collected(placed.select(*names)).to_pandas()
    ended = rows[pd.to_datetime(rows.period_end) <= pd.Timestamp(today)]
    found: dict[Slot, frozenset[str]] = {}
    for _, group in ended.groupby(["period_end", "period_start", "period_kind"]):
        if (group.carried == 0).any():  # a period that only holds what is carried into it is none of its own
            first = group.iloc[0]
            slot = (pd.Timestamp(first.period_end), pd.Timestamp(first.period_start), str(first.period_kind))
            found[slot] = frozenset(group.service_id)
    return found


def _earlier(slots: list[Slot], now: Slot) -> Slot:
    """The same period a year before; where nobody sent for it, the newest before now of the same kind, or of any."""
    earlier = [one for one in slots if one < now]
    year_before = [one for one in earlier if one[0] == now[0] - pd.DateOffset(years=1) and one[2] == now[2]]
    alike = [one for one in earlier if one[2] == now[2]]
    return max(year_before or alike or earlier)


def _row(figures: pd.DataFrame, slot: Slot) -> dict[str, Any]:
    end, start, kind = slot
    at = (figures.period_end == end) & (figures.period_start == start) & (figures.period_kind == kind)
    return {str(name): value for name, value in figures[at].iloc[0].items()}
