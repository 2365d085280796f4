"""The outcomes of a pack: one table for each horizon, the result of each in a word, how far and how sure."""

from collections.abc import Collection, Sequence

from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.packs.choosing import OUTCOMES, PARTS
from impact.packs.model import Heading, Section, Table
from impact.words import NOT_YET, look_of
from impact.words.numbers import upper_first
from impact.words.results import reason_words
from impact.words.theory import way_words, where_sentence

WAY = "Per cent of the way from where we started to the target, with its 95% interval in brackets."

_HEADINGS = (
    *(Heading("Outcome"), Heading("Result"), Heading("Of the way", number=True)),
    *(Heading("How sure"), Heading("What it rests on")),
)


def outcomes(results: Sequence[NodeResult], rules: Framework, wanted: Collection[str] | None) -> Section:
    """Every measured outcome (or those wanted) with its result, by horizon.

    wanted   ids of outcomes; None: all that are measured
    """
    ours = [one for one in results if _is_ours(one.node_id, rules, wanted)]
    tables = []
    for horizon in sorted(rules.horizons, key=lambda one: one.order):
        rows = [_row(one, rules) for one in ours if rules.node[one.node_id].horizon == horizon.id]
        if rows:
            tables.append(Table(horizon.name, _HEADINGS, tuple(rows), result=1))
    sentences = (where_sentence(ours, rules), WAY) if tables else ("No outcome is measured yet.",)
    return Section(OUTCOMES, PARTS[OUTCOMES], sentences, tables=tuple(tables))


def _is_ours(id: str, rules: Framework, wanted: Collection[str] | None) -> bool:
    return rules.node[id].scored if wanted is None else id in wanted


def _row(one: NodeResult, rules: Framework) -> tuple[str, ...]:
    look = look_of(one.word)
    used = sum(part.used for part in one.parts)
    rests = f"{used} of {len(one.parts)} measures" if one.parts else ""
    why = upper_first(reason_words(one, rules)) if look is NOT_YET else rests
    return rules.node[one.node_id].title, look.word, way_words(one), one.confidence, why
