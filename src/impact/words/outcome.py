"""One outcome in words: its result, what that rests on, how firm it is, and which steps lead to it and on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from impact.framework import Framework, Link
from impact.words.numbers import number, upper_first
from impact.words.results import NOT_YET, look_of, reason_words
from impact.words.stuck import STRENGTH

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult
    from impact.metrics.since import Since
    from impact.metrics.stuck import Stuck
    from impact.metrics.without import Without

NAMED = 3
"""How many outcomes are named before the rest is counted."""

TOLD_US = "What people told us"
NOBODY_YET = (
    "Here will stand what children, families and staff said about this, in their own words, each with their consent "
    "and a last day. Nothing has been written down in the record yet, so nothing is shown."
)

DOUBTS = {
    "a measure is missing": ("Every measure is there.", "A measure that should count is missing."),
    "one measure": ("More than one measure speaks.", "It rests on one measure."),
    "services missing": ("Nine in ten services or more sent it.", "A tenth or more of the services are missing."),
    "old figure": ("Its figures are recent.", "A figure is more than 9 months old (18 if published)."),
    "few answered": ("Enough of those asked answered.", "Fewer than 30% of those asked answered."),
    "wide limits": ("Chance leaves a narrow range.", "A measure has a wide range by chance, or none is known."),
    "judged by themselves": (
        "It is counted, or a peer has looked.",
        "Services judge this themselves, and no peer has seen most of it.",
    ),
    "parts disagree": (
        "Its measures agree.",
        "Its measures do not agree, or another way to join them gives another result.",
    ),
}
"""A doubt that confidence counts -> what is said where it does not hold, and where it does."""

CAUTIONS = {
    "rests on one measure": "It rests on one measure.",
    "the average hides a clear worsening": "The average hides a clear step back in one measure.",
    "depends on method": "Joined in another way, its measures would give another result.",
    "fewer than 30% of those asked answered": "Fewer than 30% of those asked answered.",
    "a measure that began at its target is there no longer": "A measure that began at its target is there no longer.",
    "self-assessed: no peer has seen most of it yet": "Services judge this themselves; no peer has seen most of it.",
}
"""A caution of a result -> a sentence."""

SINCE = {
    "further than last quarter": "Since last quarter: clearly further{by}.",
    "less far than last quarter": "Since last quarter: clearly less far{by}.",
    "cannot be told from last quarter": "Since last quarter: no clear difference; what there is could be chance{by}.",
    "no newer figures than last quarter": "Since last quarter no newer figures have come in.",
    "rests on other measures than last quarter": "It rests on other measures than last quarter, so it is not compared.",
    "no result to compare with last quarter": "There is no result of last quarter to compare it with.",
    "a newer figure has no limits, so it cannot be compared with last quarter": (
        "A newer figure came in, but chance has no known range for it, so it is not compared with last quarter."
    ),
}
"""What can be said of an outcome beside itself a quarter before -> a sentence."""


def result_sentence(result: NodeResult, framework: Framework) -> str:
    """The first line of one outcome: its result, how far it has come, and how sure we are."""
    node = framework.node[result.node_id]
    if not node.scored:
        return "This is part of how the change is thought to come about. It has no result of its own."
    look = look_of(result.word)
    if look is NOT_YET:
        return "We cannot judge this outcome yet."
    sure = f" Confidence is {result.confidence}." if result.confidence else ""
    return f"{upper_first(look.word)}{_way(result)}.{sure}"


def rests_sentence(result: NodeResult, framework: Framework) -> str:
    """How many of its measures count, and which of them are clearly better or worse; why it has no result."""
    used = [part for part in result.parts if part.used]
    if look_of(result.word) is NOT_YET or not used:
        said = reason_words(result, framework).rstrip(".")
        return f"{upper_first(said)}." if said and framework.node[result.node_id].scored else ""
    many = len(result.parts)
    said = "It rests on its one measure." if many == 1 else f"It rests on {len(used)} of {many} measures."
    for change, words in (("clear improvement", "Clearly better"), ("clear worsening", "A clear step back")):
        titles = [framework.indicator[part.indicator_id].title for part in used if part.change == change]
        said += f" {words}: {'; '.join(titles)}." if titles else ""
    return said


def doubt_sentences(doubts: Mapping[str, bool]) -> list[tuple[bool, str]]:
    """Each part of the confidence: whether it is a doubt, and what is said of it."""
    return [(holds, DOUBTS[one][holds]) for one, holds in doubts.items()]


def caution_sentences(result: NodeResult) -> list[str]:
    """Each caution of a result as a sentence of its own."""
    return [CAUTIONS.get(note, f"{upper_first(note)}.") for note in result.notes]


def without_sentence(each: Sequence[Without], result: NodeResult) -> str:
    """The range of the result with each measure left out; "" where it rests on one or a number is hidden."""
    if not each:
        return ""
    low, high = min(one.score for one in each), max(one.score for one in each)
    span = f"{number(low, 0)}% and {number(high, 0)}% of the way"
    others = sorted({look_of(one.word).word for one in each} - {look_of(result.word).word})
    if not others:
        return f"With any one measure left out it stays {_same(result.word)}, between {span}."
    return f"With one measure left out it lies between {span}, and could be called {' or '.join(others)}."


def since_sentence(since: Since | None) -> str:
    """An outcome beside itself a quarter before; "" where it is not scored."""
    if since is None:
        return ""
    by = ""
    if since.difference == since.difference and since.lower == since.lower:
        more = "+" if since.difference > 0 else ""
        points = f"{more}{number(since.difference, 0)} points of the way"
        by = f" ({points}, 95% interval {number(since.lower, 0)} to {number(since.upper, 0)})"
    return SINCE.get(since.said, f"{upper_first(since.said)}.").format(by=by)


def held_up_sentence(found: Stuck, framework: Framework) -> str:
    """Where ways are held up, each outcome by its name: the second line of the map."""
    titles = [framework.node[one.node_id].title for one in found.halts]
    if not titles:
        return ""
    more = len(titles) - NAMED
    listed = "; ".join(titles[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    if len(titles) == 1:
        return f"Held up at one outcome (ringed): {listed}. It is the first on its way that has not moved."
    many = f"{len(titles)} outcomes"
    return f"Held up at {many} (ringed): {listed}. Each is the first on a way that has not moved."


def strength_words(link: Link) -> str:
    """How strong the evidence for a step is, as a sentence."""
    return f"{upper_first(STRENGTH.get(link.evidence, f'the evidence for this step is {link.evidence}'))}."


def _way(result: NodeResult) -> str:
    if result.score != result.score:
        return ""
    lower, upper = number(result.lower, 0), number(result.upper, 0)
    # Measures that passed their target, or fell back all the way, are held there and leave no range to tell.
    limits = f" (95% interval {lower} to {upper})" if lower != upper else ""
    return f": {number(result.score, 0)}% of the way from where we started to the target{limits}"


def _same(word: str) -> str:
    return f"“{look_of(word).word}”"
