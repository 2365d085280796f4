"""Which stage of the roadmap each service has reached, and what blocks its next step.

Source: `framework-method` (b.3). Stages are ordered words: they are counted and never averaged. A
service goes up at once, and down only after the rule has failed at two reviews in a row (the end of
each quarter), so that a late return does not knock it down.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import pandas as pd

from impact.framework.models import Criterion, Framework, Service
from impact.metrics.criteria import MET, NOT_APPLYING, OTHER_KIND, WAITING, CriterionResult, judged
from impact.metrics.register import Register, register
from impact.metrics.slots import Counts
from impact.periods import QUARTER, between

CLAIMED = frozenset({MET, WAITING})
"""What counts as met on a service's own word."""

Judged = Sequence[tuple[Criterion, CriterionResult]]


@dataclass(frozen=True, slots=True)
class ServiceStage:
    """Where one service stands.

    stage_id          the stage it holds
    claimed_stage_id  the stage it would hold on its own word, if no peer were needed; never below
    review_due        it no longer meets the rule of its stage, and a review may move it down
    features          feature id -> stage id, by the same rule on that feature's criteria
    criteria          every criterion of every stage, in the framework's order
    blocks            the must-criteria that are not met on the way to the next stage
    shoulds_lacking   how many more criteria it takes once those are met
    too_few_apply     so few criteria of the next stage apply that the service cannot be judged by it
    """

    service_id: str
    stage_id: str
    claimed_stage_id: str
    review_due: bool
    features: dict[str, str]
    criteria: tuple[CriterionResult, ...]
    blocks: tuple[str, ...]
    shoulds_lacking: int = 0
    too_few_apply: bool = False


def service_stages(
    counts: Counts, figures: pd.DataFrame, framework: Framework, today: date, services: Collection[str] | None = None
) -> tuple[ServiceStage, ...]:
    """The stage of every service on a day, in the framework's order; empty without stages.

    counts    COUNTS, for evidence
    figures   FIGURES with the scope "service"
    services  only these; None for all
    """
    if not framework.stages:
        return ()
    known = register(counts, figures, framework)
    ours = [one for one in framework.services if (services is None or one.id in services) and takes_part(one, today)]
    return tuple(_service_stage(service, known, reviews(framework, today), today) for service in ours)


def reviews(framework: Framework, today: date) -> list[date]:
    """The days on which every service was looked at: the ends of quarters since the framework's first period."""
    return [period.end for period in between(framework.first_period, today, QUARTER)]


def takes_part(service: Service, day: date) -> bool:
    """Whether a service had joined by a day and had not left before it."""
    return (service.joined is None or service.joined <= day) and (service.left is None or service.left >= day)


def stage_counts(stages: Iterable[ServiceStage], framework: Framework) -> dict[str, dict[str, int]]:
    """How many services are at each stage: sector id ("" for the whole) -> stage id -> services."""
    order = [stage.id for stage in sorted(framework.stages, key=lambda one: one.rank)]
    found = {scope: dict.fromkeys(order, 0) for scope in ("", *(sector.id for sector in framework.sectors))}
    for stage in stages:
        for scope in ("", framework.service[stage.service_id].sector):
            found[scope][stage.stage_id] += 1
    return found


def reached(results: Judged, framework: Framework, as_met: frozenset[str] = frozenset({MET})) -> int:
    """The rank of the highest stage whose rule is met.

    Over all stages up to it every must-criterion that applies is met, and at least two thirds of all
    criteria that apply; and of each stage's criteria at least 60% apply (`stage_rules`). Criteria
    that stand in for each other by kind of service (tags) are not counted against the kind they pass
    over, else a service that never meets the public could not go up at all.
    """
    rules, best = framework.stage_rules, 0
    counted: list[tuple[Criterion, CriterionResult]] = []
    for rank, of_stage in _by_rank(results, framework):
        applying = [one for one in of_stage if one[1].result != NOT_APPLYING]
        if _too_few_apply(of_stage, framework):
            break
        counted += applying
        if any(one.weight == "must" and found.result not in as_met for one, found in counted):
            break
        met = sum(found.result in as_met for _, found in counted)
        if counted and met >= rules.share_met * len(counted) - 1e-9:
            best = rank
    return best


def reached_in_feature(results: Judged, framework: Framework) -> int:
    """The same rule on one feature's criteria; a stage without any carries the stage below.

    That six in ten must apply is left out: a feature has one or two criteria a stage, and a service
    to which one of two does not apply could never move.
    """
    rules, best = framework.stage_rules, 0
    counted: list[CriterionResult] = []
    for rank, of_stage in _by_rank(results, framework):
        applying = [one for one in of_stage if one[1].result != NOT_APPLYING]
        if any(one.weight == "must" and found.result != MET for one, found in applying):
            break
        counted += [found for _, found in applying]
        met = sum(found.result == MET for found in counted)
        if applying and met >= rules.share_met * len(counted) - 1e-9:
            best = rank
    return best


def steady(ranks: Iterable[int], now: int, reviews_before_going_down: int) -> tuple[int, bool]:
    """The rank held after some reviews and today, and whether a review is due.

    ranks   what the rule gave at each review, oldest first; now: what it gives today
    Up at once; down to what the last of the failed reviews gave, after so many in a row.
    """
    held = ([0, *held_at_each(ranks, reviews_before_going_down)])[-1]
    return max(held, now), now < held


def held_at_each(ranks: Iterable[int], reviews_before_going_down: int) -> list[int]:
    """The rank held after each review; it begins at 0."""
    found, held, failed = [], 0, 0
    for rank in ranks:
        failed = failed + 1 if rank < held else 0
        if rank > held or failed >= reviews_before_going_down:
            held, failed = rank, 0
        found.append(held)
    return found


def _service_stage(service: Service, known: Register, past_reviews: Sequence[date], today: date) -> ServiceStage:
    framework = known.framework
    results = results_on(service, known, today)
    past = [reached(results_on(service, known, day), framework) for day in past_reviews]
    rank, review_due = steady(past, reached(results, framework), framework.stage_rules.reviews_before_going_down)
    claimed = max(rank, reached(results, framework, CLAIMED))
    named = {stage.rank: stage.id for stage in framework.stages}
    blocks, lacking = _blocks(results, framework, rank)
    next_stage = next((of_stage for at, of_stage in _by_rank(results, framework) if at > rank), [])
    return ServiceStage(
        service.id,
        named[rank],
        named[claimed],
        review_due,
        {
            feature.id: named[reached_in_feature([one for one in results if one[0].feature == feature.id], framework)]
            for feature in framework.features
        },
        tuple(found for _, found in results),
        blocks,
        lacking,
        _too_few_apply(next_stage, framework),
    )


def _too_few_apply(of_stage: Judged, framework: Framework) -> bool:
    meant = [found for _, found in of_stage if found.reason != OTHER_KIND]
    applying = sum(found.result != NOT_APPLYING for found in meant)
    return applying < framework.stage_rules.share_applying * len(meant) - 1e-9


def results_on(service: Service, known: Register, day: date) -> list[tuple[Criterion, CriterionResult]]:
    """Every criterion with its result for one service on a day."""
    return [(one, judged(one, service, day, known)) for one in known.framework.criteria]


def _by_rank(results: Judged, framework: Framework) -> list[tuple[int, list[tuple[Criterion, CriterionResult]]]]:
    stages = sorted((stage for stage in framework.stages if stage.rank > 0), key=lambda stage: stage.rank)
    return [(stage.rank, [one for one in results if one[0].stage == stage.id]) for stage in stages]


def _blocks(results: Judged, framework: Framework, rank: int) -> tuple[tuple[str, ...], int]:
    above = [stage.rank for stage in framework.stages if stage.rank > rank]
    if not above:
        return (), 0
    wanted = {stage.id for stage in framework.stages if stage.rank <= min(above)}
    applying = [one for one in results if one[0].stage in wanted and one[1].result != NOT_APPLYING]
    musts = tuple(one.id for one, found in applying if one.weight == "must" and found.result != MET)
    met = sum(found.result == MET for _, found in applying)
    needed = ceil(framework.stage_rules.share_met * len(applying) - 1e-9)
    return musts, max(0, needed - met - len(musts))
