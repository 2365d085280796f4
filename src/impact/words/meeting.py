"""A board's meeting in words: its agenda, its progress, what it wrote down, what waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from impact.framework import Framework
from impact.words.numbers import uk_date, upper_first

TITLES = {
    "opening": "Where we stand",
    "bright": "Bright spots",
    "since": "What changed since the last board",
    "held_up": "Where it is held up",
    "roadmap": "Steps of the roadmap",
    "coverage": "How complete this is",
    "decisions": "Decisions and actions",
}
"""Item of an agenda -> what it is called; a horizon and an indicator have names of their own."""


def item_title(kind: str, ref: str, framework: Framework) -> str:
    """What one item of an agenda is called."""
    if kind == "horizon":
        return next(one.name for one in framework.horizons if one.id == ref)
    return framework.indicator[ref].title if kind == "indicator" else TITLES[kind]


def agenda_sentence(items: int, open_actions: int, late: int) -> str:
    """The first line of the agenda: 'The meeting has 12 items. 2 actions are open, 1 of them past its day.'"""
    said = f"The meeting has {_many(items, 'item')}."
    if not open_actions:
        return f"{said} No action is open."
    be = "is" if open_actions == 1 else "are"
    past = f", {late} of them past {'its' if late == 1 else 'their'} day" if late else ""
    return f"{said} {upper_first(_many(open_actions, 'action'))} {be} open{past}."


def board_title(title: str, day: date) -> str:
    """What an earlier moment is called among others: what the board was then shown, or the day."""
    return f"{title} ({uk_date(day)})" if title else f"A quarter ago ({uk_date(day)})"


def progress_mark(at: int, many: int) -> str:
    """Where the meeting is: '3 of 9'."""
    return f"{at} of {many}"


def frozen_sentence(moment: datetime) -> str:
    """Which moment's knowledge a meeting shows: 'As known on 22 Nov 2026 at 14:05'; the moment in local time."""
    return f"As known on {uk_date(moment.date())} at {moment:%H:%M}"


def written_sentence(kind: str, what: str, who: str, by: date | None, done: date | None, past: bool = False) -> str:
    """One decision or action: 'Decision: We ...', 'Action for the head of housing, by 31 Mar 2027: ... Open.'

    past   it is open and its day has passed
    """
    said = f"{upper_first(what).rstrip('.')}."
    role = f" for {who}" if who else ""
    until = f", by {uk_date(by)}" if by else ""
    if kind != "action":
        return f"Decision{role}{until}: {said}"
    stands = f"Done on {uk_date(done)}." if done else "Open, and its day has passed." if past else "Open."
    return f"Action{role}{until}: {said} {stands}"


def noted_sentence(decisions: int, actions: int) -> str:
    """How much this meeting wrote down."""
    if not decisions and not actions:
        return "Nothing has been written down at this meeting yet."
    told = [_many(decisions, "decision")] if decisions else []
    told += [_many(actions, "action")] if actions else []
    be = "was" if decisions + actions == 1 else "were"
    return f"{upper_first(' and '.join(told))} {be} written down at this meeting."


def came_sentence(returns: int, services: int, framework: Framework) -> str:
    """How many returns came in: '22 returns came in from 22 services.'"""
    words = framework.words
    whose = f" from {services} {words.service if services == 1 else words.services}" if services else ""
    return f"{upper_first(_many(returns, 'return'))} came in{whose}."


def spot_sentence(service: str, feature: str) -> str:
    """A bright spot that came on show."""
    return f"A bright spot is on show: {service}, {feature}."


def dated(day: date, sentence: str) -> str:
    """A sentence with its day before it: '23 Oct 2026: 22 returns came in.'"""
    return f"{uk_date(day)}: {sentence}"


def moved_sentence(since: date, ways: Mapping[str, tuple[int, int]], framework: Framework) -> str:
    """How many outcomes and steps went up and back since a day.

    ways   'outcome' and 'step' -> how many went up, how many went back
    """
    words = framework.words
    told = []
    for kind, one, many in (("outcome", "outcome", "outcomes"), ("step", words.service, words.services)):
        up, back = ways.get(kind, (0, 0))
        further = "moved to a better result" if kind == "outcome" else "went up a step"
        told += [f"{up} {one if up == 1 else many} {further}"] if up else []
        told += [f"{back} {one if back == 1 else many} went back"] if back else []
    day = f"Since {uk_date(since)}"
    if not told:
        return f"{day} no outcome and no {words.service} has moved from one result or step to another."
    *first, last = told
    return f"{day}: {', '.join(first)} and {last}." if first else f"{day}: {last}."


def returns_wait_sentence(many: int, what: str) -> str:
    """Returns that wait: `what` is 'for sign-off' or 'for an answer to a question'."""
    return f"{upper_first(_many(many, 'return'))} {'waits' if many == 1 else 'wait'} {what}."


def spots_wait_sentence(many: int, what: str) -> str:
    """Bright spots that wait: `what` is 'to be looked at', or 'for the service to say whether it may be named'."""
    return f"{upper_first(_many(many, 'bright spot'))} {'waits' if many == 1 else 'wait'} {what}."


def action_waits_sentence(what: str, who: str, by: date) -> str:
    """An open action whose day has passed."""
    return f"An action of {who} was to be done by {uk_date(by)}: {upper_first(what).rstrip('.')}."


def _many(number: int, what: str) -> str:
    if number == 0:
        return f"no {what}s"
    return f"{number:,} {what}{'' if number == 1 else 's'}"
