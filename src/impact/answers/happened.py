"""What came into the record between two moments: returns, withdrawals, versions, explanations, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from impact import store
from impact.access import Viewer
from impact.answers.knowledge import Knowledge
from impact.framework import Framework
from impact.periods import containing
from impact.projection import KEY
from impact.projection.arrived import ARRIVED, arrived
from impact.sources import Sources, View, day_of
from impact.words.changed import (
    DECISION,
    DEFINITION,
    EXPLAINED,
    LAPSED,
    POLICY,
    RETURN,
    REVISION,
    VERSION,
    WITHDRAWAL,
    decision_sentence,
    explained_sentence,
    explanation_lapsed_sentence,
    return_sentence,
    version_sentence,
    withdrawn_sentence,
)

SAME = "the same again"
"""What a row says that says no other figures than the one before it on its key."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that happened, or that ran out.

    kind    one of `impact.words.changed.CAUSES`
    when    the moment from which it is known; None where something ran out by itself
    number  the return that it is, or is about; None for anything else
    """

    kind: str
    when: datetime | None
    number: int | None
    sentence: str


def rows_between(sources: Sources, before: Knowledge, earlier: View, later: View) -> pl.DataFrame:
    """ARRIVED rows of the time between two views, with `kind`: RETURN, REVISION, SAME or WITHDRAWAL.

    A row that came and was withdrawn in that time is there with its withdrawal alone.
    """
    assert earlier.as_at is not None
    path = sources.projection.refresh(earlier.framework_id)
    rows = arrived(path, earlier.as_at, later.as_at)
    known = before.counts.select(pl.col(name).cast(rows.schema[name]) for name in (*KEY, *store.FIGURES))
    known = known.with_columns(submission_id=pl.lit(0, rows.schema["submission_id"]))
    came = rows.filter(pl.col("received_at") > earlier.as_at)
    every = pl.concat([known, came], how="diagonal").sort("submission_id", maintain_order=True)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1).over(KEY)) for name in store.FIGURES)
    first = pl.int_range(pl.len()).over(KEY) == 0
    kind = pl.when(first).then(pl.lit(RETURN)).when(same).then(pl.lit(SAME)).otherwise(pl.lit(REVISION))
    told = every.with_columns(kind=kind).filter(pl.col("received_at").is_not_null()).select(*ARRIVED, "kind")
    gone = rows.filter(pl.col("withdrawn_at").is_not_null()).with_columns(kind=pl.lit(WITHDRAWAL))
    return pl.concat([told.filter(pl.col("withdrawn_at").is_null()), gone.select(told.columns)])


def returns_between(sources: Sources, rules: Framework, rows: pl.DataFrame, earlier: View, later: View) -> list[Cause]:
    """The returns that came in or were taken back, oldest first.

    rows  from `rows_between`
    """
    assert earlier.as_at is not None
    kinds = {(number, kind): many for number, kind, many in rows.group_by("submission_id", "kind").len().iter_rows()}
    about: dict[int, list[str]] = dict(rows.group_by("submission_id").agg("service_id").iter_rows())
    found = []
    for one in store.submissions(sources.engine, later.framework_id, later.as_at):
        number, sender = one["id"], _sender(one, rules)
        if one["received_at"] > earlier.as_at:
            new, revised = kinds.get((number, RETURN), 0), kinds.get((number, REVISION), 0)
            said = return_sentence(number, one["filename"], sender, day_of(one["received_at"]), new, revised)
            found.append(Cause(REVISION if revised else RETURN, one["received_at"], number, said))
        if one["withdrawn_at"] is not None and one["withdrawn_at"] > earlier.as_at:
            found.append(_withdrawal(one, sender, about.get(number, []), later.viewer))
    return found


def versions_between(sources: Sources, was: Framework, now: Framework, earlier: View, later: View) -> list[Cause]:
    """The newest version of the framework that came between, with what differs; none where it is the same one."""
    assert earlier.as_at is not None
    known = store.framework_history(sources.engine, later.framework_id, later.as_at)
    between = [moment for moment, _ in known[1:] if moment > earlier.as_at]
    if not between or was == now:
        return []
    indicators, policies = redefined(was, now), changed_policies(was, now)
    kind = DEFINITION if indicators else POLICY if policies else VERSION
    both = now if not set(indicators) - set(now.indicator) else was
    said = version_sentence(day_of(between[-1]), both, indicators, policies)
    return [Cause(kind, between[-1], None, said)]


def redefined(was: Framework, now: Framework) -> tuple[str, ...]:
    """The ids of indicators whose definition or target differs, or that are in one of the two alone."""
    ids = {**now.indicator, **was.indicator}
    return tuple(one for one in ids if was.indicator.get(one) != now.indicator.get(one))


def changed_policies(was: Framework, now: Framework) -> tuple[str, ...]:
    """The ids of policies that hide otherwise."""
    ids = {**now.policy, **was.policy}
    return tuple(one for one in ids if was.policy.get(one) != now.policy.get(one))


def explanations_between(
    sources: Sources, rules: Framework, shown: frozenset[tuple[str, str, date, str]], earlier: View, later: View
) -> list[Cause]:
    """The explanations that began and that ceased to hold, of figures that are shown.

    shown  service or area, indicator, first day and kind of period of each figure that is shown at both moments
    """
    held = [
        {tuple(row[name] for name in KEY): row["known_from"] for row in _points(sources, view)}
        for view in (earlier, later)
    ]
    found = []
    for key in {**held[0], **held[1]}:
        service, indicator, start, kind, breakdown = key
        if breakdown or (service, indicator, start, kind) not in shown or (key in held[0]) == (key in held[1]):
            continue
        name, title, period = _name(service, rules), rules.indicator[indicator].title, containing(start, kind)
        if key in held[1]:
            found.append(Cause(EXPLAINED, held[1][key], None, explained_sentence(name, title, period)))
        else:
            found.append(Cause(LAPSED, None, None, explanation_lapsed_sentence(name, title, period)))
    return found


def decisions_between(sources: Sources, rules: Framework, earlier: View, later: View) -> list[Cause]:
    """What was decided about returns, oldest first."""
    assert earlier.as_at is not None
    return [
        Cause(DECISION, row["known_from"], None, _decided(row, rules))
        for row in store.decisions(sources.engine, later.framework_id, later.as_at)
        if row["known_from"] > earlier.as_at
    ]


def _decided(row: Mapping[str, Any], rules: Framework) -> str:
    name = _name(row["service_id"], rules) if row["service_id"] else ""
    period = containing(row["period_start"], row["period_kind"])
    return decision_sentence(name, period, row["act"], row["given_by"], day_of(row["known_from"]))


def _points(sources: Sources, view: View) -> list[dict[str, Any]]:
    return store.explained_points(sources.engine, view.framework_id, view.as_at, view.today).to_dicts()


def _withdrawal(one: Mapping[str, Any], sender: str, services: list[str], viewer: Viewer) -> Cause:
    may_read = all(viewer.may_open_return_of(service) for service in services)
    reason = one["withdrawn_reason"] if may_read else ""
    about = (one["id"], one["filename"], sender, day_of(one["withdrawn_at"]), one["withdrawn_by"], reason)
    return Cause(WITHDRAWAL, one["withdrawn_at"], one["id"], withdrawn_sentence(*about))


def _sender(one: Mapping[str, Any], rules: Framework) -> str:
    return str(one["source"].get("publisher") or _name(one["sender"], rules))


def _name(id: str, rules: Framework) -> str:
    known = rules.service.get(id) or rules.area.get(id)
    return known.name if known else id
