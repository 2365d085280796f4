"""Which outcomes and which services' steps of the roadmap would be other than they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from impact.answers.knowledge import Knowledge
from impact.framework import Framework
from impact.metrics.parts import NodePart
from impact.metrics.stages import ServiceStage
from impact.words.consequences import moved_node_sentence, moved_stage_sentence


@dataclass(frozen=True, slots=True)
class MovedNode:
    """One outcome whose result would be another word; `after` is "" where a hidden figure keeps it from being told."""

    node_id: str
    before: str
    after: str
    sentence: str

    @property
    def told(self) -> bool:
        """Whether it is known here what would become of it."""
        return self.after != ""


@dataclass(frozen=True, slots=True)
class MovedStage:
    """One service whose stage, or what it waits for, would be other.

    before, after  stage ids
    blocks         the must-criteria that would stand before the next stage
    """

    service_id: str
    before: str
    after: str
    blocks: tuple[str, ...]
    review_due: bool
    sentence: str

    @property
    def moves(self) -> bool:
        """Whether its stage would be another, and not only what it waits for."""
        return self.before != self.after


def moved_nodes(before: Knowledge, after: Knowledge, touched: Collection[str]) -> tuple[MovedNode, ...]:
    """The scored nodes that would have another result, in the framework's order.

    touched   the indicators in which anything is said otherwise

    Of a node that rests on a hidden figure nothing is told: whoever tries returns until its word turns could
    work the figure out.
    """
    rules = before.rules
    nodes = {rules.indicator[one].node for one in touched}
    results, hidden_ends = after.nodes_of(nodes), _hidden_ends(before)
    found = []
    for id, new in results.items():
        old = before.nodes[id]
        hidden = old.word != "" and any(_rests_on(part, hidden_ends) for part in (*old.parts, *new.parts))
        if hidden or old.word != new.word:
            word = "" if hidden else new.word
            found.append(MovedNode(id, old.word, word, moved_node_sentence(id, old.word, word, rules)))
    return tuple(found)


def moved_stages(
    before: Knowledge, after: Knowledge, senders: Collection[str], touched: Collection[str]
) -> tuple[MovedStage, ...]:
    """The senders whose stage, claim, review or next step would be other, in the framework's order.

    touched   the indicators and pieces of evidence in which anything is said otherwise
    """
    refs = {one.ref for one in before.rules.criteria} | {one.id for one in before.rules.evidence if one.confirms_peer}
    if refs.isdisjoint(touched):
        return ()
    pairs = zip(before.stages_of(senders), after.stages_of(senders), strict=True)
    return tuple(_moved(old, new, before.rules) for old, new in pairs if standing(old) != standing(new))


def _hidden_ends(before: Knowledge) -> dict[str, set[date]]:
    """The last days of the periods for which a figure of the whole is hidden, though there is a number."""
    shown = before.shown.frame
    hidden = shown[(shown["scope_kind"] == "whole") & (shown["hidden"] != "") & before.figures["value"].notna()]
    return {str(id): set(ends.dt.date) for id, ends in hidden.groupby("indicator_id")["period_end"]}


def _rests_on(part: NodePart, hidden: Mapping[str, Collection[date]]) -> bool:
    """Whether the newest figure of a part is hidden, or one that its start is made of."""
    ends = set(hidden.get(part.indicator_id, ()))
    return part.period in ends or not ends.isdisjoint(part.began)


def standing(stage: ServiceStage) -> tuple[object, ...]:
    """All that is told of where a service stands: two stages that agree on it say the same."""
    return stage.stage_id, stage.claimed_stage_id, stage.review_due, stage.blocks


def _moved(old: ServiceStage, new: ServiceStage, rules: Framework) -> MovedStage:
    said = moved_stage_sentence(old, new, rules)
    return MovedStage(new.service_id, old.stage_id, new.stage_id, new.blocks, new.review_due, said)
