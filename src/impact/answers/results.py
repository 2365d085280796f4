"""Where the outcomes and the services stand: node results and stages, as known at a moment."""

from impact.answers.figures import computed, known
from impact.answers.gate import protect
from impact.answers.stages_told import told
from impact.metrics.outcomes import NodeResult, outcomes
from impact.metrics.seen import seen_by_peers
from impact.metrics.stage_moves import Reviewed, reviewed
from impact.metrics.stages import ServiceStage, service_stages
from impact.sources import Sources, View, framework


def nodes(sources: Sources, view: View) -> tuple[NodeResult, ...]:
    """The result of every node, in the framework's order.

    They are concluded from figures that have passed the gate: a part whose figure is hidden, or whose start is, does
    not count, so that no word tells of it.
    """
    rules = framework(sources, view)
    shown = protect(sources, view, rules, computed(sources, view, rules)).frame
    evidence = known(sources, view, rules, [one.id for one in rules.evidence])
    return outcomes(shown, rules, view.today, seen=seen_by_peers(evidence, shown, rules, view.today))


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
