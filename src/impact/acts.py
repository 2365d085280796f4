"""What people say beside the record: explain what was asked, take a return back, note what a board was shown.

Explaining and taking back are for those who may send a return; what a board was shown the programme team notes.
"""

from datetime import date, datetime

from impact import store
from impact.answers import gate
from impact.answers.locks import locked_with
from impact.answers.submission import submission
from impact.contract import person_in
from impact.periods import containing
from impact.problems import ImpactError
from impact.sources import Sources, View
from impact.words import uk_date

LONGEST_REASON = 500
"""Characters of a reason: it stands below a chart. Judgement."""

LONGEST_NAME = 80
LONGEST_TITLE = 120


class NotDone(ImpactError):
    """Something that may not be done, or that lacks a word."""


def explain(
    sources: Sources, view: View, doubt_id: int, reason: str, given_by: str, now: datetime, until: date | None = None
) -> int:
    """Keep why a doubted figure is as it is; answers the number of its return.

    until  the last day on which it holds; None for as long as the figure stays the same

    The reason is shown on charts, so it is held to what a note in a return is held to: nothing about a person.
    Raises NotDone or store.ActRefused.
    """
    reason, given_by = worded(reason, given_by)
    if until is not None and until < view.today:
        raise NotDone(
            f"The last day, {uk_date(until)}, has passed. Choose a day from today on, or leave it empty: "
            "then the explanation holds for as long as the figure stays the same."
        )
    found = store.return_of_doubt(sources.engine, doubt_id)
    if found is None or found[1] != view.framework_id:
        raise NotDone(f"There is no question number {doubt_id}. Look its number up beside the return.")
    _may(sources, view, found[0], "explained")
    store.explain(sources.engine, doubt_id, reason, given_by, now, until)
    return found[0]


def withdraw(sources: Sources, view: View, number: int, reason: str, given_by: str, now: datetime) -> datetime:
    """Take a return back; answers the moment from which its rows no longer count. Nothing is deleted.

    What is locked stays as it was: while rows of it count in a locked period, it is not taken back.
    Raises NotDone, UnknownReturn or store.ActRefused.
    """
    reason, given_by = worded(reason, given_by)
    _may(sources, view, number, "withdrawn")
    _refuse_locked(sources, view, number)
    moment = store.withdraw(sources.engine, number, reason, given_by, now)
    gate.keep_up(sources, view.framework_id)
    return moment


def worded(reason: str, given_by: str) -> tuple[str, str]:
    """A reason and a name that may be kept, without spaces around them; raises NotDone where one may not."""
    reason, given_by = reason.strip(), given_by.strip()
    if not reason:
        raise NotDone("A reason is missing. Write it in a few words.")
    _needs_name(given_by)
    if len(reason) > LONGEST_REASON or len(given_by) > LONGEST_NAME:
        raise NotDone(
            f"A reason takes at most {LONGEST_REASON} characters and a name {LONGEST_NAME}. Say it more shortly."
        )
    _refuse_people(reason, "reason")
    return reason, given_by


def note_shown(sources: Sources, view: View, title: str, given_by: str, now: datetime) -> None:
    """Keep that a board was shown a pack with the figures of the view's moment; raises NotDone.

    From then on a return that would change a figure of that pack is told so before it is sent ([r], revised).
    """
    title, given_by = title.strip(), given_by.strip()
    if view.viewer.role != "programme":
        raise NotDone("What a board was shown is noted by the programme team. Ask them.")
    if not title:
        raise NotDone("A title is missing. Write what the board was shown, such as 'Board pack, autumn 2026'.")
    _needs_name(given_by)
    if len(title) > LONGEST_TITLE or len(given_by) > LONGEST_NAME:
        raise NotDone(
            f"A title takes at most {LONGEST_TITLE} characters and a name {LONGEST_NAME}. Say it more shortly."
        )
    _refuse_people(title, "title")
    store.remember_shown(sources.engine, view.framework_id, title, view.as_at, given_by, now)


def _needs_name(given_by: str) -> None:
    if not given_by:
        raise NotDone("A name is missing. Write your name, so that others know whom to ask.")


def _refuse_people(words: str, what: str) -> None:
    looks = person_in(" ".join(words.split()))
    if looks:
        raise NotDone(
            f"This looks like {looks}. A {what} is shown to others, so nothing in it may point to a person. "
            "Take it out."
        )


def _refuse_locked(sources: Sources, view: View, number: int) -> None:
    for service_id, start, kind in locked_with(sources, view, number)[:1]:
        raise NotDone(
            f"Return {number} cannot be withdrawn: {containing(start, kind).label} is locked for {service_id}, so "
            "that figures shown to the board stay as they were. Ask the programme team to unlock it first."
        )


def _may(sources: Sources, view: View, number: int, what: str) -> None:
    """Held to who may send: whoever may send every row of a return may explain it and take it back."""
    if view.as_at is not None:
        raise NotDone(f"A return is {what} today. Choose today as the day that is shown.")
    found = submission(sources, view, number)
    if not found.may_act:
        raise NotDone(
            f"Return {number} can be {what} only by those who send for {', '.join(found.services)}. "
            "Ask them, or the programme team."
        )
