"""Where the outcomes and the services stand: node results and stages, as known at a moment."""

from dataclasses import replace
from math import isnan, nan

from impact.answers.figures import computed, known
from impact.answers.gate import protect
from impact.answers.stages_told import told
from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult, outcomes
from impact.metrics.parts import NodePart
from impact.metrics.progress import RELATIVE
from impact.metrics.seen import seen_by_peers
from impact.metrics.stage_moves import Reviewed, reviewed
from impact.metrics.stages import ServiceStage, service_stages
from impact.sources import Sources, View, framework


def nodes(sources: Sources, view: View) -> tuple[NodeResult, ...]:
    """The result of every node, in the framework's order.

    The number of a part whose figure the gate hides is left out, and so is where it started if a figure of
    that time is hidden; with either goes the outcome's score, from which it could be worked out. The word,
    concluded from the whole's counts, stays.
    """
    rules = framework(sources, view)
    figures = computed(sources, view, rules)
    protected = protect(sources, view, rules, figures)
    shown = protected.where(protected.frame["scope_kind"] == "whole")
    evidence = known(sources, view, rules, [one.id for one in rules.evidence])
    results = outcomes(figures, rules, view.today, seen=seen_by_peers(evidence, figures, rules, view.today))
    return tuple(_guarded(one, shown, rules) for one in results)


def stages(sources: Sources, view: View) -> tuple[ServiceStage, ...]:
    """The stage of every service, in the framework's order; what criteria rest on passes the gate."""
    rules = framework(sources, view)
    counts = known(sources, view, rules)
    figures = computed(sources, view, rules)
    shown = protect(sources, view, rules, figures).frame
    found = service_stages(counts, figures[figures.scope_kind == "service"], rules, view.today)
    return told(found, rules, shown, view.today)


def stages_over_time(sources: Sources, view: View) -> tuple[Reviewed, ...]:
    """The stage that every service held at each past review, judged by what is known at the view's moment.

    Stages of services are shown to everyone: they are words about a service and no count of people.
    """
    rules = framework(sources, view)
    figures = computed(sources, view, rules)
    ours = figures[figures.scope_kind == "service"]
    return reviewed(known(sources, view, rules), ours, rules, view.today)


def _guarded(result: NodeResult, shown: Protected, rules: Framework) -> NodeResult:
    parts = tuple(_protected(part, shown, rules) for part in result.parts)
    guarded = replace(result, parts=parts)
    if any(part.used and (isnan(part.value) or isnan(part.progress)) for part in parts):
        guarded = replace(guarded, lowest="", by_lowest="")  # which measure is lowest is told by their numbers
        return replace(guarded, score=nan, lower=nan, upper=nan, least=nan, most=nan)
    return guarded


def _protected(part: NodePart, shown: Protected, rules: Framework) -> NodePart:
    """A part without the number of a hidden figure, be it the newest or one that its start is made of."""
    rows = shown.frame[(shown.frame.indicator_id == part.indicator_id) & (shown.frame.hidden != "")]
    hidden = set(rows.period_end.dt.date)
    if part.period in hidden:
        part = replace(_without_way(part), value=nan, lower=nan, upper=nan)
    if hidden.isdisjoint(part.began):
        return part
    styles = {one.style for one in rules.indicator[part.indicator_id].targets}
    target = part.target if styles.isdisjoint(RELATIVE) else nan
    return replace(_without_way(part), baseline=nan, target=target)


def _without_way(part: NodePart) -> NodePart:
    return replace(part, progress=nan, progress_lower=nan, progress_upper=nan)
