"""What has been decided about returns, and which of them are locked: a locked one takes no new return."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from impact import store
from impact.framework import Framework
from impact.periods import KINDS, Period, between, containing
from impact.projection.standing import standing
from impact.sources import LOCAL_TIME, Sources, View, framework
from impact.standing import LOCKED, UNLOCKED, Decision, Known, lock

Key = tuple[str, date, str]
"""A return: its service, the first day of its period, the kind of period."""

Decided = dict[Key, list[tuple[datetime, Decision]]]
"""Each decision with the moment from which it is known, by the return it is about, oldest first."""

EVERY_SERVICE = ""
"""In place of a service: what is decided about the period of all of them."""


def decided(sources: Sources, view: View, acts: Collection[str] = store.ACTS) -> Decided:
    """Every decision known at the view's moment, or those alone of some acts."""
    found: Decided = {}
    for row in store.decisions(sources.engine, view.framework_id, view.as_at, acts):
        moment: datetime = row["known_from"]
        said = Decision(row["act"], moment.astimezone(LOCAL_TIME).date(), row["given_by"], row["reason"])
        found.setdefault(key_of(row), []).append((moment, said))
    return found


def about(decisions: Decided, key: Key) -> list[tuple[datetime, Decision]]:
    """What was decided about one return, by itself or with its period for every service, oldest first."""
    every: Key = (EVERY_SERVICE, key[1], key[2])
    return sorted((*decisions.get(key, ()), *decisions.get(every, ())), key=lambda one: one[0])


def key_of(row: dict[str, Any]) -> Key:
    """The return that a row of the record is about."""
    return row["service_id"], row["period_start"], row["period_kind"]


def locked(sources: Sources, view: View) -> frozenset[Key]:
    """Every return that is locked on the view's day, by a decision or by itself, whether anything came or not."""
    rules, decisions = framework(sources, view), decided(sources, view, (LOCKED, UNLOCKED))
    closing = {(one.start, one.kind): one for one in _periods(rules, decisions, view.today)}
    found = []
    for period in closing.values():
        for service in rules.services:
            key: Key = (service.id, period.start, period.kind)
            said = tuple(one for _, one in about(decisions, key))
            if lock(Known(period, rules.due(period), fresh=said, locks_on=rules.locks_on(period)), view.today):
                found.append(key)
    return frozenset(found)


def locked_with(sources: Sources, view: View, number: int) -> tuple[Key, ...]:
    """The locked returns in which rows of a kept file count today: without it their figures would be others."""
    rows = standing(sources.projection.refresh(view.framework_id), number).filter(pl.col("counting") == number)
    keys = rows.select("service_id", "period_start", "period_kind").unique().iter_rows(named=True)
    return tuple(sorted(locked(sources, view).intersection(map(key_of, keys))))


def _periods(rules: Framework, decisions: Decided, today: date) -> Iterator[Period]:
    """The periods that may be locked: those decided about, and those old enough to lock by themselves."""
    for _, start, kind in decisions:
        yield containing(start, kind)
    if rules.lock_after_days is not None:
        for kind in KINDS:
            yield from between(rules.first_period, today, kind)
