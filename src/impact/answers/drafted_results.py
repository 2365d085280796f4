"""Which outcomes, stages and charts would be others under a draft, without telling what rests on a hidden figure."""

from collections.abc import Collection

from impact.answers.both import both
from impact.answers.drafted import Drafted
from impact.answers.icons import MovedIcon, chart_icons, moved_icon, otherwise_read
from impact.answers.knowledge import Knowledge
from impact.answers.moved import MovedFigure
from impact.answers.moved_results import MovedNode, MovedStage, standing
from impact.framework import Framework
from impact.metrics.parts import scores
from impact.metrics.stages import ServiceStage
from impact.words.consequences import moved_stage_sentence
from impact.words.versions import drafted_node_sentence, unsaid_stage_sentence


def drafted_nodes(
    before: Knowledge, after: Knowledge, found: Drafted, figures: Collection[MovedFigure]
) -> tuple[MovedNode, ...]:
    """The outcomes, in the draft's order, that would have another result.

    figures   those that would be shown otherwise

    Where one would rest on a figure that may not be told, and the draft changes anything about it, nothing is told:
    whoever tries cut-offs until its word turns could work the figure out.
    """
    unsaid, rules = found.unsaid(), both(before.rules, after.rules)
    touched = {one.key.indicator_id for one in figures if one.key.scope_kind == "whole"}
    moved = []
    for id, new in after.nodes.items():
        old = before.nodes.get(id)
        word = old.word if old else ""
        measures = [one.id for one in after.rules.indicators_of(id) if scores(one)]
        if not unsaid.isdisjoint(measures):
            if _rules_of(id, before.rules) != _rules_of(id, after.rules) or not touched.isdisjoint(measures):
                moved.append(MovedNode(id, word, "", drafted_node_sentence(id, word, None, rules)))
        elif word != new.word:
            moved.append(MovedNode(id, word, new.word or "-", drafted_node_sentence(id, word, new.word, rules)))
    return tuple(moved)


def drafted_stages(before: Knowledge, after: Knowledge) -> tuple[MovedStage, ...]:
    """The services of both versions whose stage, claim, review or next step would be other, in the draft's order.

    Where a criterion that the draft changes asks for an indicator of which a figure of the service is hidden, nothing
    is told: `after` is then "".
    """
    services = [one for one in after.rules.service if one in before.rules.service]
    rules, hidden = both(before.rules, after.rules), _hidden_of_services(before)
    asked = _asked_otherwise(before.rules, after.rules)
    olds = {one.service_id: one for one in before.stages_of(services)}
    found = []
    for new in after.stages_of(services):
        old = olds[new.service_id]
        if not hidden.get(old.service_id, set()).isdisjoint(asked):
            said = unsaid_stage_sentence(old.service_id, rules)
            found.append(MovedStage(old.service_id, old.stage_id, "", (), review_due=False, sentence=said))
        elif standing(old) != standing(new):
            found.append(_moved_stage(old, new, rules))
    return tuple(found)


def drafted_icons(before: Knowledge, after: Knowledge, found: Drafted) -> tuple[MovedIcon, ...]:
    """The charts of indicators and scopes of both versions whose icons would be others."""
    olds = chart_icons(found.was, before.rules, before.today)
    news = chart_icons(found.would, after.rules, after.today)
    return tuple(moved_icon(*one, after.rules) for one in otherwise_read(olds, news, after.rules))


def _rules_of(node: str, rules: Framework) -> tuple[object, ...]:
    return rules.indicators_of(node), rules.outcome_rules, rules.node.get(node), rules.areas


def _hidden_of_services(before: Knowledge) -> dict[str, set[str]]:
    """Service -> the indicators of which a figure of its own is hidden, though there is a number."""
    shown = before.shown.frame
    hidden = (shown["scope_kind"] == "service") & (shown["hidden"] != "") & before.figures["value"].notna()
    found: dict[str, set[str]] = {}
    for service, indicator in shown.loc[hidden, ["scope_id", "indicator_id"]].itertuples(index=False):
        found.setdefault(service, set()).add(indicator)
    return found


def _asked_otherwise(was: Framework, now: Framework) -> set[str]:
    """The indicators that a criterion asks for which the draft changes, or that the draft defines otherwise."""
    olds = {one.id: one for one in was.criteria}
    return {
        one.ref
        for one in now.criteria
        if olds.get(one.id) != one or was.indicator.get(one.ref) != now.indicator.get(one.ref)
    }


def _moved_stage(old: ServiceStage, new: ServiceStage, rules: Framework) -> MovedStage:
    said = moved_stage_sentence(old, new, rules)
    return MovedStage(new.service_id, old.stage_id, new.stage_id, new.blocks, new.review_due, said)
