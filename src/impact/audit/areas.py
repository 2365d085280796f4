"""What a publisher's own totals tell about the numbers it hid: regions and the country beside their authorities.

This is not of our making and cannot be mended here, but whoever shows both together should know it. How the
totals were rounded is read off the groups in which nothing is hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from typing import Any

import pandas as pd

from impact.audit.collecting import COUNT, Collected, Hidden
from impact.audit.problem import Key, Line
from impact.audit.reasons import CONFIDENTIAL
from impact.audit.snapshots import Snapshot
from impact.framework import Framework, Indicator, Policy
from impact.metrics.stages import takes_part
from impact.periods import Period

Row = dict[str, Any]
Group = tuple[pd.Timestamp, str]
"""First day and kind of a period."""

PUBLISHERS_LEAST = 6
"""What the Department for Education shows: none of 54,906 counts of its authorities is 1 to 5 (conventions e.5)."""

MOST_ROUNDING = 5.0
"""Totals that differ from the sum of their parts by more are not sums of these parts."""

ENOUGH_GROUPS = 10
"""Groups without a hidden number from which the rounding of an indicator's totals may be read. Judgement."""


def collect_areas(one: Snapshot, found: Collected) -> None:
    """Add what published totals of regions and of the country tell about the numbers that were hidden below them."""
    frame = one.figures
    wanted = set(frame[(frame.hidden == CONFIDENTIAL) & (frame.scope_kind == "service")].indicator_id)
    own = frame[frame.indicator_id.isin(wanted) & (frame.scope_kind == "service")]
    for id in sorted(wanted):
        rows = own[own.indicator_id == id].to_dict("records")
        totals = one.areas[one.areas.indicator_id == id].to_dict("records")
        _collect_indicator(one, one.rules.indicator[id], _groups(one.rules, rows, totals), found)


def _collect_indicator(
    one: Snapshot, indicator: Indicator, every: Iterable[tuple[Row, list[Row]]], found: Collected
) -> None:
    groups = [(total, members) for total, members in every if not pd.isna(_count(total, indicator))]
    complete = [(total, members) for total, members in groups if not any(row["hidden"] for row in members)]
    apart = [abs(_count(total, indicator) - _sum(members, indicator)) for total, members in complete]
    whole = all(_count(row, indicator).is_integer() for _, members in groups for row in members if not row["hidden"])
    if not whole or len(apart) < ENOUGH_GROUPS or max(apart) > MOST_ROUNDING:
        return
    for total, members in groups:
        unknown = [row for row in members if row["hidden"]]
        if unknown and all(row["hidden"] == CONFIDENTIAL for row in unknown):
            shown = _sum((row for row in members if not row["hidden"]), indicator)
            terms = {_hide(one, indicator, row, found): 1.0 for row in unknown}
            left = _count(total, indicator) - shown
            found.shown += 1
            found.line(Line(terms, left - max(apart), left + max(apart), _about(total, one)))


def _groups(rules: Framework, rows: Iterable[Row], totals: Iterable[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each published total of a region or the country with every authority in it, where none is missing."""
    by_period: dict[Group, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        by_period[row["period_start"], row["period_kind"]][row["scope_id"]] = row
    for total in totals:
        there = by_period[total["period_start"], total["period_kind"]]
        area = total["service_id"]
        country = rules.benchmark is not None and area == rules.benchmark.id
        day = total["period_end"].date()
        names = [
            service.id for service in rules.services if (country or service.sector == area) and takes_part(service, day)
        ]
        if names and all(name in there for name in names):
            yield total, [there[name] for name in names]


def _hide(one: Snapshot, indicator: Indicator, row: Row, found: Collected) -> Key:
    key: Key = (row["scope_id"], indicator.id, row["period_start"], row["period_kind"], -1, COUNT)
    found.problem.know(key, 1, inf)
    about = {**row, "day": one.day}
    found.hidden.setdefault(key, Hidden(about, indicator, _publishers(one, indicator), {key: 1.0}, None, None))
    return key


def _publishers(one: Snapshot, indicator: Indicator) -> Policy:
    own = one.rules.policy[indicator.policy]
    least = max(own.least_shown, PUBLISHERS_LEAST)
    return own.model_copy(update={"smallest_shown": least, "smallest_base": 0, "complement": False})


def _count(row: Row, indicator: Indicator) -> float:
    return float(row["numerator"] if indicator.measure in ("proportion", "rate") else row["value"])


def _sum(rows: Iterable[Row], indicator: Indicator) -> float:
    return sum(_count(row, indicator) for row in rows)


def _about(total: Row, one: Snapshot) -> str:
    period = Period(total["period_start"].date(), total["period_end"].date(), total["period_kind"])
    return f"{one.rules.area[total['service_id']].name}, {period.label}, as published"
