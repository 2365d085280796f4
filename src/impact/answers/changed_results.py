"""Which outcomes, stages and icons of charts are others than at an earlier moment, each with its reasons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from impact.answers.icons import SERIES, MovedIcon, chart_icons, otherwise_read
from impact.answers.knowledge import Knowledge
from impact.answers.lineage import FigureKey
from impact.answers.moved import MovedFigure
from impact.answers.moved_results import MovedNode, MovedStage, standing
from impact.answers.reasons import Reasons
from impact.metrics.stages import ServiceStage
from impact.words.changed import changed_icon_sentence, changed_node_sentence, changed_stage_sentence
from impact.words.consequences import chart_of

Moved = TypeVar("Moved", MovedFigure, MovedNode, MovedStage)
Stages = Mapping[str, ServiceStage]


@dataclass(frozen=True, slots=True)
class Changed(Generic[Moved]):
    """One thing that is shown otherwise, the kinds of cause, and the returns among them."""

    what: Moved
    why: tuple[str, ...]
    returns: tuple[int, ...]


def changed_nodes(
    before: Knowledge, after: Knowledge, reasons: Reasons, moved: Collection[FigureKey], lapsed: Collection[str]
) -> tuple[Changed[MovedNode], ...]:
    """The outcomes whose result is another word; words are shown at any moment, so nothing hidden is told.

    moved   the figures that are shown otherwise
    lapsed  the outcomes and services for which something ran out
    """
    found = []
    for id, new in after.nodes.items():
        old = before.nodes.get(id)
        if old is not None and old.word != new.word and old.word and new.word:
            said = changed_node_sentence(id, old.word, new.word, after.rules)
            what = MovedNode(id, old.word, new.word, said)
            found.append(Changed(what, *reasons.of_node(id, moved, id in lapsed)))
    return tuple(found)


def changed_stages(
    olds: Stages, news: Stages, reasons: Reasons, lapsed: Collection[str]
) -> tuple[Changed[MovedStage], ...]:
    """The services, there at both moments, whose stage, claim, review or next step is another."""
    found = []
    for id, new in news.items():
        old = olds.get(id)
        if old is not None and standing(old) != standing(new):
            said = changed_stage_sentence(old, new, reasons.now)
            what = MovedStage(new.service_id, old.stage_id, new.stage_id, new.blocks, new.review_due, said)
            found.append(Changed(what, *reasons.of_stage(new.service_id, new.service_id in lapsed)))
    return tuple(found)


def changed_icons(before: Knowledge, after: Knowledge, indicators: Collection[str]) -> tuple[MovedIcon, ...]:
    """The charts of some indicators whose icons are others, of scopes that the later framework names."""
    olds, news = (
        chart_icons(one.shown.where(one.shown.frame["indicator_id"].isin(list(indicators))), one.rules, one.today)
        for one in (before, after)
    )
    found = []
    for key, old, new in otherwise_read(olds, news, after.rules):
        chart = chart_of(dict(zip(SERIES, key, strict=True)), after.rules.indicator[key[2]], after.rules)
        found.append(MovedIcon(*key, old, new, changed_icon_sentence(chart, old, new)))
    return tuple(found)
