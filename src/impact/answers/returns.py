"""What has come in, what is due, and where each return stands: service by service, period by period.

A return is a service's word on one period of one kind: its quarters or terms, and, where yearly items are
asked of it, its years. Each is due by its own calendar (`due_after_days` of the framework), and everything
here is as known at the view's moment.
"""

from datetime import date

import pandas as pd

from impact import store
from impact.answers.asked import asked
from impact.answers.history import History, history
from impact.answers.locks import Key
from impact.framework import Framework, Service
from impact.periods import Period, between, last_complete
from impact.sources import LOCAL_TIME, Sources, View, framework
from impact.standing import (
    DUE,
    LATE,
    NOT_DUE,
    RECEIVED,
    Expected,
    Known,
    lock,
    overtaken,
    reopened,
    settlement,
    standing,
)

__all__ = [
    "DUE",
    "LATE",
    "NOT_DUE",
    "RECEIVED",
    "RECEIVED_LATE",
    "Expected",
    "calendar",
    "periods_of",
    "received",
    "returns_calendar",
]

RECEIVED_LATE = "received late"
"""With DUE, LATE, NOT_DUE and RECEIVED: how a return came, by time alone."""


def calendar(sources: Sources, view: View) -> list[Expected]:
    """Each service's returns by its own rhythm whose period has ended, since the framework's first, oldest first."""
    rhythms = {one.id: one.rhythm for one in framework(sources, view).services}
    return [
        one
        for one in returns_calendar(sources, view)
        if one.period.kind == rhythms[one.service_id] and one.period.end <= view.today
    ]


def returns_calendar(sources: Sources, view: View) -> list[Expected]:
    """Every return asked of every service, with the one whose period is under way.

    In the framework's order of services; for each, its own rhythm first and then its years, oldest first.
    Empty where nothing is asked of services themselves.
    """
    rules = framework(sources, view)
    if all(one.fed_by == "published" for one in rules.indicators):
        return []
    told = history(sources, view, rules)
    wanted = asked(rules, {(service, one) for (service, *_), ids in told.came.items() for one in ids})
    return [
        _expected(service.id, period, ids, told, rules, view.today)
        for service in rules.services
        for kind, ids in wanted[service.id].items()
        for period in periods_of(service, kind, rules, view.today)
    ]


def periods_of(service: Service, kind: str, rules: Framework, today: date) -> list[Period]:
    """The periods of a kind that a service reports on while it takes part, up to the one under way on a day."""
    first = max(rules.first_period, service.joined or rules.first_period)
    under_way = last_complete(today, kind).next().end
    last = min(under_way, service.left or under_way)
    return [period for period in between(first, last, kind) if period.start >= rules.first_period]


def received(sources: Sources, view: View) -> pd.DataFrame:
    """Every return kept by the view's moment, newest first: one row a submission."""
    rows = store.submissions(sources.engine, view.framework_id, view.as_at)
    columns = ["id", "filename", "sender", "sent_by", "received_at", "row_count", "label", "sha256", "repeat", "source"]
    return pd.DataFrame([{name: row[name] for name in columns} for row in reversed(rows)], columns=columns)


def _expected(
    service_id: str, period: Period, ids: tuple[str, ...], told: History, rules: Framework, today: date
) -> Expected:
    key: Key = (service_id, period.start, period.kind)
    record, came = told.of(key), told.came.get(key, frozenset())
    known = Known(
        period,
        rules.due(period),
        record.received,
        record.questions,
        *told.decisions(key, record.changed),
        rules.locks_on(period),
    )
    state, days = _in_time(known, today)
    before = overtaken(known)
    return Expected(
        service_id,
        period,
        known.due,
        state,
        received=record.received,
        submission_id=record.submission_id,
        rows=record.rows,
        days_late=days,
        standing=standing(known, today),
        asked=ids,
        lacking=tuple(one for one in ids if one not in came),
        questions=record.questions,
        decided=lock(known, today) or settlement(known),
        overtaken=before,
        changed=record.changed.astimezone(LOCAL_TIME).date() if before and record.changed else None,
        reopened=reopened(known),
    )


def _in_time(known: Known, today: date) -> tuple[str, int]:
    """How a return came by time alone, and how many days after its day: `state` and `days_late` of Expected."""
    came = known.received.astimezone(LOCAL_TIME).date() if known.received else None
    days = max(0, ((came or today) - known.due).days)
    if came:
        return (RECEIVED_LATE if days else RECEIVED), days
    if today < known.period.end:
        return NOT_DUE, 0
    return (LATE if days else DUE), days
