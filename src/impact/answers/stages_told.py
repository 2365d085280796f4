"""Stages as they may be shown: nothing is said of a criterion that would tell of a hidden figure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import nan

import pandas as pd

from impact.framework.models import Criterion, Framework
from impact.metrics.criteria import MET, NOT_MET, UNTOLD
from impact.metrics.stages import ServiceStage

_LONGEST_PERIOD = 125
"""Days from the end of a quarter or term to the end of the next, at most."""


def told(stages: Iterable[ServiceStage], rules: Framework, shown: pd.DataFrame) -> tuple[ServiceStage, ...]:
    """Stages whose criteria say neither met nor not met where the figure they rest on is hidden.

    shown   FIGURES after the gate
    With the totals around a hidden figure, either would tell how large it is, and so would that the next step
    waits for it. The stage itself stays: it rests on many criteria.
    """
    hidden = shown[(shown.hidden != "") & (shown.scope_kind == "service") & (shown.parts > 0)]
    unsaid: dict[tuple[str, str], list[date]] = {}
    for service, indicator, end in zip(hidden.scope_id, hidden.indicator_id, hidden.period_end.dt.date, strict=True):
        unsaid.setdefault((service, indicator), []).append(end)
    return tuple(_told(stage, rules, unsaid) for stage in stages)


def _told(stage: ServiceStage, rules: Framework, unsaid: Mapping[tuple[str, str], list[date]]) -> ServiceStage:
    results = {one.criterion_id: one for one in stage.criteria}
    untold = {
        one.id
        for one in rules.criteria
        if one.id in results and _rests_on(one, results[one.id].when, unsaid.get((stage.service_id, one.ref), ()))
    }
    if not untold:
        return stage
    criteria = tuple(
        replace(one, value=nan, result=UNTOLD if one.result in (MET, NOT_MET) else one.result)
        if one.criterion_id in untold
        else one
        for one in stage.criteria
    )
    return replace(stage, criteria=criteria, blocks=tuple(one for one in stage.blocks if one not in untold))


def _rests_on(criterion: Criterion, when: date | None, hidden: Collection[date]) -> bool:
    """Whether a criterion rests on a hidden figure: the newest, one it has to hold over, or the one a year before."""
    if when is None or not hidden:
        return False
    earlier = max(criterion.held_periods, criterion.held_terms) - 1
    if criterion.kind == "no_worsening":
        earlier = 3
    since = when - timedelta(days=_LONGEST_PERIOD * earlier)
    return any(since <= end <= when for end in hidden)
