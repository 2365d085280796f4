"""What has come in, what is due, and what is late: each service's returns, period by period.

A return is due by its own calendar: so many days after its period ends (`due_after_days`), and
late only after that day, whatever has been locked or not.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from impact import store
from impact.framework import Framework, Service
from impact.periods import Period, between
from impact.sources import LOCAL_TIME, Sources, View, framework

DUE, LATE, RECEIVED, RECEIVED_LATE = "due", "late", "received", "received late"


@dataclass(frozen=True, slots=True)
class Expected:
    """One return that a service sends: its period, the day it is due, and where it stands."""

    service_id: str
    period: Period
    due: date
    state: str
    received: datetime | None = None
    submission_id: int | None = None
    rows: int = 0

    @property
    def days_late(self) -> int:
        """Days from the day due to the day it came; 0 if it came in time or has not come."""
        return max(0, (self.received.astimezone(LOCAL_TIME).date() - self.due).days) if self.received else 0


def calendar(sources: Sources, view: View) -> list[Expected]:
    """Every return expected of every service since the framework's first period, oldest first."""
    rules = framework(sources, view)
    came = _first_receipts(sources, view)
    found = []
    for service in rules.services:
        for period in periods_of(service, rules, view.today):
            found.append(_expected(service, period, came.get((service.id, period.start, period.kind)), rules, view))
    return found


def periods_of(service: Service, rules: Framework, today: date) -> list[Period]:
    """The periods a service reports on: those that ended by a day, while it was taking part."""
    first = max(rules.first_period, service.joined or rules.first_period)
    last = min(today, service.left or today)
    return [period for period in between(first, last, service.rhythm) if period.start >= rules.first_period]


def received(sources: Sources, view: View) -> pd.DataFrame:
    """Every return kept by the view's moment, newest first: one row a submission."""
    rows = store.submissions(sources.engine, view.framework_id, view.as_at)
    columns = ["id", "filename", "sender", "sent_by", "received_at", "row_count", "label", "sha256", "repeat", "source"]
    return pd.DataFrame([{name: row[name] for name in columns} for row in reversed(rows)], columns=columns)


def _expected(service: Service, period: Period, came: dict[str, Any] | None, rules: Framework, view: View) -> Expected:
    due = period.end + timedelta(days=rules.due_after_days)
    if came is None:
        state = LATE if view.today > due else DUE
        return Expected(service.id, period, due, state)
    late = came["received"].astimezone(LOCAL_TIME).date() > due
    return Expected(
        service.id, period, due, RECEIVED_LATE if late else RECEIVED, came["received"], came["submission"], came["rows"]
    )


def _first_receipts(sources: Sources, view: View) -> dict[tuple[str, date, str], dict[str, Any]]:
    """(service, period start, kind) -> when it first came in, by which submission, with how many rows known now."""
    moments = {
        row["id"]: row["received_at"] for row in store.submissions(sources.engine, view.framework_id, view.as_at)
    }
    receipts = sources.projection.receipts(view.framework_id, view.as_at)
    return {
        (row["service_id"], row["period_start"], row["period_kind"]): {
            "received": moments[row["submission_id"]],
            "submission": row["submission_id"],
            "rows": row["rows"],
        }
        for row in receipts.iter_rows(named=True)
    }
