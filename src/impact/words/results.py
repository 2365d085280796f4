"""Results of outcomes and of services in words, each word with its mark and its colours.

Words, marks and colours: `look`. The word always stands beside the mark, and the six can be told apart in grey.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.framework import Framework
from impact.words.numbers import number

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult
    from impact.metrics.parts import NodePart
    from impact.metrics.stages import ServiceStage


@dataclass(frozen=True, slots=True)
class ResultLook:
    """How one result is shown: its word, the mark beside it, its colour on paper and in the dark.

    one, many   the verb that counts outcomes with this result: '1 is moving', '3 are moving'
    """

    word: str
    mark: str
    light: str
    dark: str
    one: str
    many: str


NOT_YET = ResultLook("not enough evidence yet", "○", "#6b6f76", "#a7adb6", "cannot be judged", "cannot be judged")
LOOKS: dict[str, ResultLook] = {
    look.word: look
    for look in (
        ResultLook("moving well", "▲", "#0b5c58", "#5fd0c5", "is moving well", "are moving well"),
        ResultLook("moving", "△", "#297a75", "#8ddbd3", "is moving", "are moving"),
        ResultLook("little change", "▬", "#5b6470", "#b4bcc7", "shows little change", "show little change"),
        ResultLook("mixed", "⬖", "#4a4e8c", "#b5b9f2", "is mixed", "are mixed"),
        ResultLook("going back", "▽", "#7a3e6b", "#e0a3d0", "is going back", "are going back"),
        NOT_YET,
    )
}
"""Result word -> how it is shown, in the order in which results are told."""


def look_of(word: str) -> ResultLook:
    """How a result word is shown; a word that is no result is shown as not enough evidence yet."""
    return LOOKS.get(word, NOT_YET)


def overview_sentence(results: Iterable[NodeResult], framework: Framework) -> str:
    """The first line of the whole: how many measured outcomes have each result, and how many none yet."""
    words = [look_of(result.word).word for result in results if framework.node[result.node_id].scored]
    if not words:
        return "No outcome is measured yet."
    counts = {word: words.count(word) for word in LOOKS if word in words and word != NOT_YET.word}
    not_yet = words.count(NOT_YET.word)
    if not counts:
        return f"None of the {len(words)} outcomes that are measured can be judged yet."
    told = [f"{many} {LOOKS[word].one if many == 1 else LOOKS[word].many}" for word, many in counts.items()]
    rest = f"; {not_yet} cannot be judged yet" if not_yet else ""
    many = "1 outcome that is" if len(words) == 1 else f"{len(words)} outcomes that are"
    return f"Of {many} measured, {listed(told)}{rest}."


def node_sentence(result: NodeResult, framework: Framework) -> str:
    """What one outcome's result is, what it rests on, and how sure we are."""
    node = framework.node[result.node_id]
    look = look_of(result.word)
    if look is NOT_YET:
        return f"{node.title}: {NOT_YET.word}.{_sentence(reason_words(result, framework))}{_sentences(result.notes)}"
    way = _way(result)
    used = [part for part in result.parts if part.used]
    rests = f" It rests on {len(used)} of {len(result.parts)} measures." if result.parts else ""
    changes = _changes(used, framework)
    return f"{node.title}: {look.word}{way}.{rests}{changes}{confidence_sentence(result)}"


def confidence_sentence(result: NodeResult) -> str:
    """How sure we are of a result, and each caution, one sentence after the other; each begins with a space."""
    sure = f" Confidence is {result.confidence}." if result.confidence else ""
    return f"{sure}{_sentences(result.notes)}"


def reason_words(result: NodeResult, framework: Framework) -> str:
    """Why there is no result, with each measure called by its title."""
    said = result.reason
    for part in result.parts:
        said = said.replace(f"{part.indicator_id}:", f"{framework.indicator[part.indicator_id].title}:")
    return said


def seen_words(part: NodePart) -> str:
    """Whether a measure is services' own judgement, and how many a peer has looked at; "" where it is counted."""
    if not part.assessed:
        return ""
    said = "self-assessed" if part.self_assessed else "peer-seen"
    return f"{said}: a peer has looked at {part.seen} of {part.assessed}"


def standing_at(stage: ServiceStage, framework: Framework) -> str:
    """Which step of the roadmap a service has reached: 'Aware. We know trauma is common.'"""
    reached = framework.stage[stage.stage_id]
    return f"{reached.name}. {reached.meaning}.{' A review is due.' if stage.review_due else ''}"


def stage_sentence(stage: ServiceStage, framework: Framework) -> str:
    """Which step of the roadmap a service has reached, and what the next step waits for."""
    service = framework.service[stage.service_id]
    reached = framework.stage[stage.stage_id]
    said = f"{service.name}: {standing_at(stage, framework)}"
    following = next((one for one in framework.stages if one.rank == reached.rank + 1), None)
    if following is None:
        return f"{said} This is the furthest step; it is kept by keeping the evidence fresh."
    waits = [_criterion(one, framework) for one in stage.blocks]
    return f"{said} The next step, {following.name}, waits for: {'; '.join(waits)}." if waits else said


def _way(result: NodeResult) -> str:
    if result.score is None or result.score != result.score:
        return ""
    interval = ""
    if result.lower is not None and result.upper is not None and result.lower == result.lower:
        interval = f" ({number(result.lower, 0)} to {number(result.upper, 0)})"
    return f", {number(result.score, 0)}% of the way from where we started to the target{interval}"


def _changes(parts: Iterable[NodePart], framework: Framework) -> str:
    said = ""
    for change, words in (("clear improvement", "Clearly better"), ("clear worsening", "A clear step back")):
        titles = [framework.indicator[part.indicator_id].title for part in parts if part.change == change]
        said += f" {words}: {listed(titles)}." if titles else ""
    return said


def _criterion(one: object, framework: Framework) -> str:
    """A criterion's text, from the criterion, its result, its id, or its text."""
    id = getattr(one, "criterion_id", getattr(one, "id", one))
    text = next((criterion.text for criterion in framework.criteria if criterion.id == id), str(id))
    return text.rstrip(".")


def listed(parts: list[str]) -> str:
    """Some things in a sentence: 'a, b and c'."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _sentence(text: str) -> str:
    return f" {text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _sentences(texts: Iterable[str]) -> str:
    return "".join(_sentence(text) for text in texts)
