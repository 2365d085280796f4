"""Where the outcomes and the services stand: node results and stages, as known at a moment."""

from dataclasses import replace
from math import nan

from impact.answers.figures import computed, known
from impact.disclosure import Protected, protect
from impact.metrics.outcomes import NodeResult, outcomes
from impact.metrics.parts import NodePart
from impact.metrics.stages import ServiceStage, service_stages
from impact.sources import Sources, View, framework


def nodes(sources: Sources, view: View) -> tuple[NodeResult, ...]:
    """The result of every node, in the framework's order.

    The number of a part whose figure the gate hides is left out; what may be concluded from the
    whole's counts stays.
    """
    rules = framework(sources, view)
    figures = computed(sources, view, rules, scopes=("whole", "area"))
    shown = protect(figures[figures.scope_kind == "whole"], rules)
    results = outcomes(figures, rules, view.today)
    return tuple(replace(one, parts=tuple(_protected(part, shown) for part in one.parts)) for one in results)


def stages(sources: Sources, view: View) -> tuple[ServiceStage, ...]:
    """The stage of every service, in the framework's order; the values behind criteria pass the gate."""
    rules = framework(sources, view)
    counts = known(sources, view, rules)
    figures = computed(sources, view, rules, scopes=("service",))
    shown = protect(figures, rules).frame
    hidden = shown[shown.hidden != ""]
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
        for stage in service_stages(counts, figures, rules, view.today)
    )


def _protected(part: NodePart, shown: Protected) -> NodePart:
    rows = shown.frame[shown.frame.indicator_id == part.indicator_id]
    newest = rows[rows.period_end.dt.date == part.period]
    if part.period is None or newest.empty or (newest.hidden == "").all():
        return part
    return replace(part, value=nan, lower=nan, upper=nan, progress=nan, progress_lower=nan, progress_upper=nan)
