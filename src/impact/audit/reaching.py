"""What the steps of the roadmap tell about figures that are hidden: a step that was reached had its criteria met.

Nothing is said of a criterion that rests on a hidden figure, but the step is. Where it could not have been reached
without the criterion, or would have been passed with it, the figure lies on one side of the criterion's threshold,
unless its group was too small to be judged by.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import inf
from typing import Any

from impact.audit.problem import Choice, Key, Line
from impact.audit.snapshots import Snapshot
from impact.framework import Criterion, Indicator
from impact.metrics.criteria import MET, NOT_APPLYING, NOT_MET, UNTOLD, CriterionResult
from impact.metrics.stages import CLAIMED, ServiceStage, reached, reached_in_feature

Row = dict[str, Any]
Judged = Sequence[tuple[Criterion, CriterionResult]]

READ = ("scope_id", "indicator_id", "period_start", "period_end", "period_kind", "hidden")

JUST_UNDER = 1e-3
"""How far under a threshold a figure must be, in the criterion's unit times the group: less than any whole number."""


def told_by_steps(one: Snapshot, versions: Mapping[Key, int]) -> Iterator[Choice]:
    """What the steps that services stand at, stood at and reached in each feature tell of one day's hidden figures."""
    sent = _of_services(one)
    criteria = {criterion.id: criterion for criterion in one.rules.criteria}
    for stage in one.stages:
        judged = [(criteria[result.criterion_id], result) for result in stage.criteria]
        for criterion, passes in dict.fromkeys(_forced(stage, judged, one)):
            result = next(found for other, found in judged if other is criterion)
            rows = _ending(sent[stage.service_id, criterion.ref], result.when)
            yield from (way for row in rows for way in _ways(one, versions, criterion, row, passes))
    for service_id, criterion, day in _reached_before(one, criteria):
        rows = _newest(sent[service_id, criterion.ref], day)
        yield from (way for row in rows for way in _ways(one, versions, criterion, row, True))


def _forced(stage: ServiceStage, judged: Judged, one: Snapshot) -> Iterator[tuple[Criterion, bool]]:
    """The untold criteria that must have passed (True) or must not, each time a step tells it."""
    rank = {each.id: each.rank for each in one.rules.stages}
    held, claimed = rank[stage.stage_id], rank[stage.claimed_stage_id]
    if not stage.review_due:
        yield from _sides(judged, held, lambda some: reached(some, one.rules))
    if claimed > held:
        yield from _sides(judged, claimed, lambda some: reached(some, one.rules, CLAIMED))
    for feature, stage_id in stage.features.items():
        ours = [each for each in judged if each[0].feature == feature]
        yield from _sides(ours, rank[stage_id], lambda some: reached_in_feature(some, one.rules))


def _sides(judged: Judged, rank: int, step: Callable[[Judged], int]) -> Iterator[tuple[Criterion, bool]]:
    """The untold criteria of which a step tells something; the more are met the further is the step."""
    seen_by_peer = any(one.review == "peer" and found.result == MET for one, found in judged)
    for criterion, found in judged:
        if found.result != UNTOLD:
            continue
        if step(_supposed(judged, MET, criterion, NOT_MET)) < rank:
            yield criterion, True
        elif step(_supposed(judged, NOT_MET, criterion, MET)) > rank and (criterion.review != "peer" or seen_by_peer):
            yield criterion, False


def _supposed(judged: Judged, others: str, criterion: Criterion, result: str) -> Judged:
    """Criteria as they would be were one untold one this and all other untold ones that."""
    return [
        (one, replace(found, result=result if one is criterion else others)) if found.result == UNTOLD else (one, found)
        for one, found in judged
    ]


def _reached_before(one: Snapshot, criteria: Mapping[str, Criterion]) -> Iterator[tuple[str, Criterion, date]]:
    """Every must-criterion that a service had to meet when it went up at a past review."""
    rank = {each.id: each.rank for each in one.rules.stages}
    asked = {
        stage.service_id: [criteria[each.criterion_id] for each in stage.criteria if each.result != NOT_APPLYING]
        for stage in one.stages
    }
    before: dict[str, int] = {}
    for review in one.history:
        now = rank[review.stage_id]
        if now > before.get(review.service_id, 0):
            for criterion in asked.get(review.service_id, []):
                if criterion.weight == "must" and rank[criterion.stage] <= now:
                    yield review.service_id, criterion, review.review
        before[review.service_id] = now


def _ways(one: Snapshot, versions: Mapping[Key, int], criterion: Criterion, row: Row, passes: bool) -> Iterator[Choice]:
    """That a hidden figure is on one side of a threshold, or its group too small to be judged by."""
    indicator = one.rules.indicator.get(criterion.ref)
    if criterion.kind != "indicator" or indicator is None or indicator.measure not in ("proportion", "rate"):
        return
    held_once = criterion.held_periods == criterion.held_terms == 1
    if not passes and not held_once:
        return
    place = (row["scope_id"], row["indicator_id"], row["period_start"], row["period_kind"])
    count, base = ((*place, versions.get(place, -1), what) for what in ("count", "base"))
    side = _side(criterion, indicator, passes, count, base)
    least = criterion.smallest_base or 0
    small = [(Line({base: 1.0}, 0, least - 1, side.said),)] if least > 1 else []
    yield Choice(((side,), *small))


def _side(criterion: Criterion, indicator: Indicator, passes: bool, count: Key, base: Key) -> Line:
    terms = {count: indicator.multiplier, base: -criterion.threshold}
    said = f"the roadmap ({criterion.text})"
    above = (criterion.operator == ">=") == passes
    edge = 0.0 if passes else JUST_UNDER
    return Line(terms, edge, inf, said) if above else Line(terms, -inf, -edge, said)


def _of_services(one: Snapshot) -> dict[tuple[str, str], list[Row]]:
    """What each service sent for each indicator, oldest first."""
    frame = one.figures[(one.figures.scope_kind == "service") & (one.figures.parts > 0)].sort_values("period_end")
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for values in zip(*(frame[name].tolist() for name in READ), strict=True):
        row = dict(zip(READ, values, strict=True))
        found[row["scope_id"], row["indicator_id"]].append(row)
    return found


def _ending(rows: Sequence[Row], day: date | None) -> list[Row]:
    """Those of some rows whose period ends on a day, and that are hidden."""
    return [row for row in rows if row["hidden"] and row["period_end"].date() == day]


def _newest(rows: Sequence[Row], day: date) -> list[Row]:
    """The newest of some rows by a day, where it is hidden."""
    known = [row for row in rows if row["period_end"].date() <= day]
    return [row for row in known[-1:] if row["hidden"]]
