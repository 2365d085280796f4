"""What ran out by itself between two moments: evidence behind a stage, and measures too old for an outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from impact.answers.happened import Cause
from impact.answers.knowledge import Knowledge
from impact.framework import Framework
from impact.metrics.criteria import MET, OUT_OF_DATE
from impact.metrics.stages import ServiceStage
from impact.words.changed import LAPSED, evidence_lapsed_sentence, measure_lapsed_sentence

Stages = Mapping[str, ServiceStage]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A cause, and the id of the outcome or of the service that it is about."""

    about: str
    cause: Cause


def lapsed_measures(before: Knowledge, after: Knowledge) -> Iterator[Lapse]:
    """The indicators whose newest figure counted towards an outcome and has grown too old to, at the same figure."""
    for id, new in after.nodes.items():
        old = before.nodes.get(id)
        used = {part.indicator_id: part.period for part in old.parts if part.used} if old else {}
        for part in new.parts:
            same = part.indicator_id in used and part.period == used[part.indicator_id]
            if same and not part.used and "months old" in part.why_not:
                title, outcome = after.rules.indicator[part.indicator_id].title, after.rules.node[id].title
                said = measure_lapsed_sentence(title, outcome, part.why_not)
                yield Lapse(id, Cause(LAPSED, None, None, said))


def lapsed_criteria(olds: Stages, news: Stages, rules: Framework) -> Iterator[Lapse]:
    """The criteria that a service met and whose evidence is out of date.

    olds, news  the stages at either moment, by service
    rules       the later framework
    """
    met = {(id, one.criterion_id) for id, stage in olds.items() for one in stage.criteria if one.result == MET}
    texts = {one.id: one.text for one in rules.criteria}
    for id, stage in news.items():
        for one in stage.criteria:
            if one.result == OUT_OF_DATE and (id, one.criterion_id) in met:
                said = evidence_lapsed_sentence(rules.service[id].name, texts[one.criterion_id])
                yield Lapse(id, Cause(LAPSED, None, None, said))
