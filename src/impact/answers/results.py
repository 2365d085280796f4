"""Where the outcomes and the services stand: node results and stages, as known at a moment."""

from dataclasses import replace
from math import isnan, nan

from impact.answers.figures import computed, known
from impact.disclosure import Protected, protect
from impact.metrics.outcomes import NodeResult, outcomes
from impact.metrics.parts import NodePart
from impact.metrics.stages import ServiceStage, service_stages
from impact.sources import Sources, View, framework


def nodes(sources: Sources, view: View) -> tuple[NodeResult, ...]:
    """The result of every node, in the framework's order.

    The number of a part whose figure the gate hides is left out, and with it the outcome's score, from
    which it could be worked out; the word, concluded from the whole's counts, stays.
    """
    rules = framework(sources, view)
    figures = computed(sources, view, rules)
    protected = protect(figures, rules)
    shown = protected.where(protected.frame["scope_kind"] == "whole")
    results = outcomes(figures, rules, view.today)
    return tuple(_guarded(one, shown) for one in results)


def stages(sources: Sources, view: View) -> tuple[ServiceStage, ...]:
    """The stage of every service, in the framework's order; the values behind criteria pass the gate."""
    rules = framework(sources, view)
    counts = known(sources, view, rules)
    figures = computed(sources, view, rules)
    shown = protect(figures, rules).frame
    hidden = shown[(shown.hidden != "") & (shown.scope_kind == "service")]
    unsaid = set(zip(hidden.scope_id, hidden.indicator_id, strict=True))
    refs = {one.id: one.ref for one in rules.criteria}
    return tuple(
        replace(
            stage,
            criteria=tuple(
                replace(one, value=nan) if (stage.service_id, refs[one.criterion_id]) in unsaid else one
                for one in stage.criteria
            ),
        )
        for stage in service_stages(counts, figures[figures.scope_kind == "service"], rules, view.today)
    )


def _guarded(result: NodeResult, shown: Protected) -> NodeResult:
    parts = tuple(_protected(part, shown) for part in result.parts)
    guarded = replace(result, parts=parts)
    if any(part.used and isnan(part.value) for part in parts):
        return replace(guarded, score=nan, lower=nan, upper=nan, least=nan, most=nan)
    return guarded


def _protected(part: NodePart, shown: Protected) -> NodePart:
    rows = shown.frame[shown.frame.indicator_id == part.indicator_id]
    newest = rows[rows.period_end.dt.date == part.period]
    if part.period is None or newest.empty or (newest.hidden == "").all():
        return part
    return replace(part, value=nan, lower=nan, upper=nan, progress=nan, progress_lower=nan, progress_upper=nan)
