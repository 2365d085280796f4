"""Where the theory of change is held up, and whether outcomes differ from a quarter before, as known at a moment."""

from dataclasses import replace
from math import nan

from impact.answers.figures import computed
from impact.answers.gate import protect
from impact.answers.results import nodes
from impact.metrics.outcomes import outcomes
from impact.metrics.since import Since, since_last_quarter
from impact.metrics.stuck import Stuck, stuck
from impact.sources import Sources, View, framework


def where_stuck(sources: Sources, view: View) -> Stuck:
    """On every way along the causal links, the earliest outcome that has not moved.

    It rests on the words of outcomes alone, which anyone may see.
    """
    return stuck(nodes(sources, view), framework(sources, view))


def since(sources: Sources, view: View) -> dict[str, Since]:
    """Each scored outcome beside itself a quarter before, by node id.

    Where the gate hides a figure of the whole that measures the outcome, in any period, only the words stay.
    """
    rules = framework(sources, view)
    figures = computed(sources, view, rules)
    shown = protect(sources, view, rules, figures).frame
    hidden = set(shown.indicator_id[(shown.scope_kind == "whole") & (shown.hidden != "")])
    results = outcomes(figures, rules, view.today)
    unsaid = {one.node_id for one in results if hidden & {part.indicator_id for part in one.parts if part.used}}
    return {
        one.node_id: replace(one, difference=nan, lower=nan, upper=nan) if one.node_id in unsaid else one
        for one in since_last_quarter(results, figures, rules, view.today)
    }
