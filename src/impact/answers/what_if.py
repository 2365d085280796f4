"""What would move if a draft of the framework were in use: on the same counts, without keeping anything."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import narwhals as nw

from impact.answers.both import both
from impact.answers.drafted import Drafted, drafted
from impact.answers.drafted_results import drafted_icons, drafted_nodes, drafted_stages
from impact.answers.icons import MovedIcon
from impact.answers.knowledge import Knowledge, counted, knowledge
from impact.answers.moved import MovedFigure, moved_figures, otherwise
from impact.answers.moved_results import MovedNode, MovedStage
from impact.answers.unfit import Unfit, unfit
from impact.framework import Framework, fingerprint
from impact.framework.breaks import Version, breaks
from impact.framework.broken import Break
from impact.framework.stricter import is_looser
from impact.metrics import rollup
from impact.problems import ImpactError
from impact.sources import Sources, View, versions
from impact.words.consequences import HIDDEN, SLIGHT, UNSAID, UNSAID_NEW
from impact.words.versions import FIGURES, SAME, loosened_sentence, what_if_sentence


class AnotherFramework(ImpactError):
    """A draft that is no version of the framework it would take the place of."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Everything that would be other; nothing is told that does not follow from what is shown now.

    figures    also those of which nothing may be told (kind UNSAID, UNSAID_NEW)
    nodes      also those of which nothing may be told: see `MovedNode.told`
    stages     the same: `after` is "" there
    breaks     those that the draft adds
    loosened   policies that would hide less, each in a sentence
    sentence   how much would move
    """

    figures: tuple[MovedFigure, ...] = ()
    nodes: tuple[MovedNode, ...] = ()
    stages: tuple[MovedStage, ...] = ()
    icons: tuple[MovedIcon, ...] = ()
    breaks: tuple[Break, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    loosened: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def moves(self) -> bool:
        """Whether anything would be other at all."""
        lists = (self.figures, self.nodes, self.stages, self.icons, self.breaks, self.unfit, self.loosened)
        return any(lists)


def what_if(sources: Sources, view: View, draft: Framework, before: Knowledge | None = None) -> WhatIf:
    """What a draft would change in all that is shown now; raises AnotherFramework for one of another id.

    before   what `knowledge` told this day, if it is at hand; it holds until the record's version changes

    The view's moment is left aside: a draft would be in use from now on. Both sides pass the gate, the draft's side
    under the stricter policy of either version.
    """
    view = replace(view, as_at=None)
    before = before or knowledge(sources, view)
    if draft.id != before.rules.id:
        raise AnotherFramework(
            f"This folder holds the framework '{draft.id}', and '{before.rules.id}' is in use. Choose a changed copy "
            f"of that one, or name the other with --framework {draft.id}."
        )
    if fingerprint(draft) == fingerprint(before.rules):
        return WhatIf(sentence=SAME)
    kept = versions(sources, view.framework_id)
    rules = draft.with_breaks(breaks([*kept, Version(draft, view.today)]))
    counts = counted(sources, view, rules)
    after = replace(before, rules=rules, counts=counts, figures=rollup.figures(nw.from_native(counts), rules))
    found = drafted(before, after)
    figures = _figures(before, after, found)
    return _summed(
        WhatIf(
            figures,
            drafted_nodes(before, after, found, figures),
            drafted_stages(before, after),
            drafted_icons(before, after, found),
            tuple(one for one in rules.breaks if one not in before.rules.breaks),
            unfit(before.counts, before.rules, rules),
            tuple(_loosened(before, rules)),
        )
    )


def _figures(before: Knowledge, after: Knowledge, found: Drafted) -> tuple[MovedFigure, ...]:
    """The figures that would be shown otherwise, compared as they are shown, so that nothing hidden is measured."""
    names = both(before.rules, after.rules)
    then, now = (replace(before, rules=names, figures=one.frame) for one in (found.was, found.would))
    pairs = otherwise(then, now, found.was, found.would)
    moved = moved_figures(then, pairs, found.was, found.would, before.rules, FIGURES)
    return tuple(one for one in moved if one.kind != HIDDEN)


def _loosened(before: Knowledge, draft: Framework) -> Iterator[str]:
    """The policies that would hide less, with how many figures are hidden now that they would be asked about."""
    live, shown = before.rules, before.shown.frame
    numbered = before.figures["value"].notna() & (shown["hidden"] != "")
    hidden = shown.loc[numbered, "indicator_id"].value_counts()
    figures: dict[str, int] = {}
    for id, one in draft.indicator.items():
        was = live.policy.get(live.indicator[id].policy) if id in live.indicator else None
        now = draft.policy.get(one.policy)
        if was and now and is_looser(was, now):
            figures[now.id] = figures.get(now.id, 0) + int(hidden.get(id, 0))
    for policy, many in figures.items():
        yield loosened_sentence(draft.policy[policy].title or policy, many)


def _summed(found: WhatIf) -> WhatIf:
    unsaid = sum(one.kind in (UNSAID, UNSAID_NEW) for one in found.figures)
    slight = sum(one.kind == SLIGHT for one in found.figures)
    nodes, stages = sum(one.told for one in found.nodes), sum(one.moves and one.after != "" for one in found.stages)
    more = sum(not one.told for one in found.nodes) + sum(one.after == "" for one in found.stages)
    seen = len(found.figures) - unsaid - slight
    broken = len({one.indicator_id for one in found.breaks})
    said = what_if_sentence(seen, nodes, stages, len(found.icons), slight, unsaid + more, broken)
    return replace(found, sentence=said)
