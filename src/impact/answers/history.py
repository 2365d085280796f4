"""What the record says, at a moment, of every return: when it came, what is in it, what is asked and decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from impact import store
from impact.answers.locks import Decided, Key, about, decided, key_of
from impact.framework import Framework
from impact.sources import Sources, View
from impact.standing import Decision


@dataclass(frozen=True, slots=True)
class Record:
    """When a return first came in and by which submission, what is known of it now, and what is asked about it."""

    received: datetime | None = None
    submission_id: int | None = None
    rows: int = 0
    changed: datetime | None = None
    questions: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """Everything the record says of the returns of a framework's services at a moment.

    came    ids of the indicators of which something is known in each return, of all people or of some
    """

    records: dict[Key, Record]
    came: dict[Key, frozenset[str]]
    decided: Decided

    def of(self, key: Key) -> Record:
        """What is said of one return; an empty record where nothing is."""
        return self.records.get(key, Record())

    def decisions(self, key: Key, changed: datetime | None) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
        """What was decided about a return before it last changed, and since; each oldest first."""
        return told_apart(self.decided, key, changed)


def told_apart(
    decisions: Decided, key: Key, changed: datetime | None
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """What was decided about a return before what is known of it last changed, and since; each oldest first."""
    both = about(decisions, key)
    stale = [one for moment, one in both if changed and moment < changed]
    return tuple(stale), tuple(one for _, one in both[len(stale) :])


def history(sources: Sources, view: View, rules: Framework) -> History:
    """What the record says of every return of every service, as known at the view's moment."""
    known = _known_rows(sources, view, rules)
    decisions = decided(sources, view)
    changed = changes(sources, view) if decisions else {}
    questions = _questions(sources, view, known)
    moments = {
        row["id"]: row["received_at"] for row in store.submissions(sources.engine, view.framework_id, view.as_at)
    }
    records = {key: Record(changed=moment) for key, moment in changed.items()}
    for row in sources.projection.receipts(view.framework_id, view.as_at).iter_rows(named=True):
        key = key_of(row)
        submission = row["submission_id"]
        moment = changed.get(key, moments[submission])
        records[key] = Record(moments[submission], submission, row["rows"], moment, questions.get(key, 0))
    return History(records, _indicators(known), decisions)


def _indicators(known: pl.DataFrame) -> dict[Key, frozenset[str]]:
    ids = known.group_by("service_id", "period_start", "period_kind").agg("indicator_id")
    return {(service, start, kind): frozenset(found) for service, start, kind, found in ids.iter_rows()}


def _known_rows(sources: Sources, view: View, rules: Framework) -> pl.DataFrame:
    """service_id, indicator_id, period_start, period_kind, submission_id of all that services are known to say."""
    sectors = {one.id: one.sector for one in rules.services}
    rows: pl.LazyFrame = sources.projection.scanned(view.framework_id, sectors, view.as_at).to_native()
    names = ("service_id", "indicator_id", "period_start", "period_kind", "submission_id")
    return rows.filter(pl.col("service_id").is_in(list(sectors))).select(names).unique().collect()


def changes(sources: Sources, view: View) -> dict[Key, datetime]:
    """When what is known of each return last changed."""
    rows = sources.projection.changes(view.framework_id, view.as_at)
    return {key_of(row): row["changed"] for row in rows.iter_rows(named=True)}


def _questions(sources: Sources, view: View, known: pl.DataFrame) -> dict[Key, int]:
    """How many open doubts there are about each return.

    One about a whole file is about all that counts of it; one about all that a service sent, about its part alone.
    """
    doubts = store.open_doubts(sources.engine, view.framework_id, view.as_at, view.today)
    if doubts.is_empty():
        return {}
    own = doubts.filter(pl.col("indicator_id").is_not_null())
    whole = doubts.filter(pl.col("indicator_id").is_null()).select("doubt_id", "submission_id", whose="service_id")
    about = whole.join(known.drop("indicator_id").unique(), on="submission_id")
    about = about.filter((pl.col("whose") == pl.col("service_id")).fill_null(value=True))
    names = ("doubt_id", "service_id", "period_start", "period_kind")
    return _counted(pl.concat([own.select(names), about.select(names)]).iter_rows(named=True))


def _counted(rows: Iterable[dict[str, Any]]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for row in rows:
        found[key_of(row)] = found.get(key_of(row), 0) + 1
    return found
