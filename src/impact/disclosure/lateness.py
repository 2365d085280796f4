"""Until when the whole's total waits: a late return of a small sector would be told by the total before and after it.

In a sector of very few services nobody is shown alone, so a return that comes after the whole was shown could be had
by subtraction, and the newer total would be lost for good. So the whole waits a while longer for such a service, if
it sent the same lately.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from impact.disclosure.memory import Slot
from impact.framework import Framework
from impact.periods import containing

GRACE = timedelta(days=30)
"""How long after they were due returns of small sectors are waited for. Judgement: most late returns are in by then."""

LATELY = timedelta(days=200)
"""Whoever sent for a period that ended so shortly before is expected to send again: two quarters. Judgement."""


def closes(slot: Slot, rules: Framework) -> datetime:
    """The moment from which a period's returns are no longer waited for: the day after they were due."""
    day = rules.due(containing(slot[3], slot[4])) + timedelta(days=1)
    return datetime.combine(day, time.min, UTC)


def ends(slot: Slot, rules: Framework) -> list[datetime]:
    """The moments at which what waits for a period's returns may be decided by itself."""
    due = closes(slot, rules)
    return [due, due + GRACE]


class Senders:
    """Who sent an indicator, for periods that ended when, and since when that is known."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._sent: dict[str, list[tuple[str, date, datetime]]] = {}
        key = ["indicator_id", "service_id", "period_end"]
        first = rows.group_by(key, maintain_order=True).agg(pl.col("known_from").min())
        for indicator, service, end, since in first.with_columns(pl.col("period_end").cast(pl.Date)).iter_rows():
            self._sent.setdefault(indicator, []).append((service, end, since))

    def open_still(self, slot: Slot, moment: datetime, rules: Framework) -> bool:
        """Whether more is waited for before a figure is held to be whole."""
        due = closes(slot, rules)
        if moment < due or slot[0] != "whole":
            return moment < due
        return moment < due + GRACE and bool(self._missing(slot, moment, rules))

    def _missing(self, slot: Slot, moment: datetime, rules: Framework) -> set[str]:
        """The services of small sectors that sent lately, but not for this period."""
        period = containing(slot[3], slot[4])
        few = _in_small_sectors(slot[2], rules)
        known = [(one, end) for one, end, since in self._sent.get(slot[2], ()) if since <= moment and one in few]
        lately = {one for one, end in known if period.start - LATELY <= end < period.start}
        return lately - {one for one, end in known if period.start <= end <= period.end}


def _in_small_sectors(indicator: str, rules: Framework) -> set[str]:
    """The services of which people are not counted alone."""
    if indicator not in rules.indicator:
        return set()
    policy = rules.policy[rules.indicator[indicator].policy]
    if policy.least_shown <= 1:
        return set()
    many: Mapping[str, int] = {one.id: len(rules.services_of(one.id)) for one in rules.sectors}
    return {one.id for one in rules.services if many[one.sector] < policy.fewest_services}
