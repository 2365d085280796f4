"""Where the theory of change is held up, and whether outcomes differ from a quarter before, as known at a moment."""

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
    """Each scored outcome beside itself a quarter before, by node id; both from figures that anyone may see."""
    rules = framework(sources, view)
    shown = protect(sources, view, rules, computed(sources, view, rules)).frame
    results = outcomes(shown, rules, view.today)
    return {one.node_id: one for one in since_last_quarter(results, shown, rules, view.today)}
