"""Stages as they may be shown: nothing is said of a criterion that would tell of a hidden figure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import nan

import pandas as pd

from impact.framework.models import Criterion, Framework
from impact.metrics.criteria import NOT_APPLYING, UNTOLD, CriterionResult
from impact.metrics.stages import ServiceStage

_LONGEST_PERIOD = 125
"""Days from the end of a quarter or term to the end of the next, at most."""


def told(
    stages: Iterable[ServiceStage], rules: Framework, shown: pd.DataFrame, today: date
) -> tuple[ServiceStage, ...]:
    """Stages whose criteria say nothing of a figure that is hidden: no result, no number, not which period it was.

    shown   FIGURES after the gate
    With the totals around a hidden figure, met or not met would tell how large it is, and so would that a peer or the
    next step waits for it. That the period before it was judged would tell that its group is small. How many more
    criteria it takes is left out too. The stage itself stays: it rests on many criteria.
    """
    ended = shown.period_end <= pd.Timestamp(today)
    hidden = shown[ended & (shown.hidden != "") & (shown.scope_kind == "service") & (shown.parts > 0)]
    unsaid: dict[tuple[str, str], list[date]] = {}
    for service, indicator, end in zip(hidden.scope_id, hidden.indicator_id, hidden.period_end.dt.date, strict=True):
        unsaid.setdefault((service, indicator), []).append(end)
    return tuple(_told(stage, rules, unsaid) for stage in stages)


def _told(stage: ServiceStage, rules: Framework, unsaid: Mapping[tuple[str, str], list[date]]) -> ServiceStage:
    results = {one.criterion_id: one for one in stage.criteria}
    untold = {
        one.id: max(hidden)
        for one in rules.criteria
        if one.id in results and (hidden := unsaid.get((stage.service_id, one.ref), []))
        if _may_rest_on(one, results[one.id], hidden)
    }
    if not untold:
        return stage
    criteria = tuple(
        replace(one, value=nan, result=UNTOLD, when=max(untold[one.criterion_id], one.when or date.min))
        if one.criterion_id in untold
        else one
        for one in stage.criteria
    )
    blocks = tuple(one for one in stage.blocks if one not in untold)
    return replace(stage, criteria=criteria, blocks=blocks, shoulds_lacking=0)


def _may_rest_on(criterion: Criterion, result: CriterionResult, hidden: Collection[date]) -> bool:
    """Whether another number in a hidden figure could have given another result.

    So it is where it was judged by one: the newest, one it has to hold over, one of the year it is added up or
    compared over. And so it is where a hidden one is newer than what was judged: its group was then too small.
    """
    if result.result == NOT_APPLYING:
        return False
    if result.when is None:
        return True
    earlier = max(criterion.held_periods, criterion.held_terms) - 1
    if criterion.kind in ("no_worsening", "register"):
        earlier = 3
    return max(hidden) >= result.when - timedelta(days=_LONGEST_PERIOD * earlier)
