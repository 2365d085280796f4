"""Why a figure is as it is, as the service that sent it explained it: beside the chart, in its table, to the ear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impact.framework import Framework
from impact.periods import Period
from impact.words.numbers import uk_date

MARK = "E"
"""The letter of an explained point; it stands in a diamond around the point."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sender's answer to what was asked about a figure, as long as it holds.

    until  the last day on which it holds; None for as long as the figure stays the same
    """

    reason: str
    given_by: str
    given_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ExplainedPoint:
    """A point of a series about which somebody explained something.

    own      the explanations in their senders' words; empty where these may not be shown
    senders  how many services (or areas) explained their own figure
    wider    whether the point is about more than one sender, so that none of them speaks for it
    """

    period: Period
    own: tuple[Explanation, ...] = ()
    senders: int = 1
    wider: bool = False


def explanation_text(one: Explanation, *, past: bool = False) -> str:
    """Who explained it, when, how, and how long it holds or held: 'Ann Lee on 3 Nov 2026: “New clinic.” Holds ...'."""
    until = f" {'Held' if past else 'Holds'} until {uk_date(one.until)}." if one.until else ""
    return f"{one.given_by} on {uk_date(one.given_on)}: “{one.reason.strip()}”{until}"


def answered_sentence(asked: str, one: Explanation) -> str:
    """A question that is not asked again: who answered it, when and how, how long that holds, and what was asked."""
    said = explanation_text(one)
    stop = "" if said.rstrip("”").endswith((".", "!", "?")) else "."
    return f"Answered. {said}{stop} What was asked: {asked}"


def cell_text(point: ExplainedPoint, framework: Framework) -> str:
    """What the table says of a point in its column 'Explained'."""
    if point.own:
        return " Also ".join(explanation_text(one) for one in point.own)
    words = framework.words
    if not point.wider:
        return "Explained; the words are not shown, because the figure is hidden"
    if point.senders == 1:
        return f"1 {words.service} explained its figure"
    return f"{point.senders} {words.services} explained theirs"


def explained_sentences(point: ExplainedPoint, framework: Framework) -> list[str]:
    """The lines of the list under a chart: 'Jul to Sep 2026: explained by Ann Lee on 3 Nov 2026: “...”'."""
    if point.own:
        return [f"{point.period.label}: explained by {explanation_text(one)}" for one in point.own]
    said = cell_text(point, framework)
    return [f"{point.period.label}: {said[0].lower()}{said[1:]}."]


def marked_sentence(points: Sequence[ExplainedPoint]) -> str:
    """Which points of a chart carry the mark, for its alternative text; '' where none does."""
    if not points:
        return ""
    named = [one.period.label for one in points]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"Explained, marked {MARK}: {listed}."
