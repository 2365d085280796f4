"""What a board meeting leaves in the record: that it began, what was decided, who does what by when, what is done.

Nothing is changed or deleted: what is said later stands beside what was said before. No text may point to a
person: an action is for a role.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from impact import store
from impact.acts import LONGEST_NAME, LONGEST_REASON, NotDone
from impact.answers.meetings import ACTION, BEGUN, DONE, MEETING, Written, written
from impact.contract import is_a_name, person_in
from impact.sources import Sources, View
from impact.words import uk_date


def begin(
    sources: Sources, view: View, items: Sequence[str], version: int, given_by: str, now: datetime, since: str = ""
) -> int:
    """Keep that a meeting began; answers its number. From here on its figures are those known at this moment.

    view     the figures it looks at: `view.as_at` None for all that is known now
    items    the ids of its agenda; version is the record's at this moment
    since    which earlier board it is compared with; "" for the newest one
    Raises NotDone.
    """
    _may(view)
    as_at = view.as_at.isoformat() if view.as_at else ""
    details = {"as_at": as_at, "version": version, "items": list(items), "since": since}
    return _entered(sources, view, BEGUN, details, given_by, now)


def write_down(
    sources: Sources,
    view: View,
    kind: Literal["decision", "action"],
    what: str,
    given_by: str,
    now: datetime,
    *,
    who: str = "",
    by: date | None = None,
    meeting: int | None = None,
) -> Written:
    """Keep a decision, or an action with the role it is for and its day; raises NotDone.

    given_by  who writes it down, as a role: 'clerk to the board'
    meeting   the number of the meeting in which it was said
    """
    _may(view)
    said = _worded(what, f"what the {kind} is", LONGEST_REASON)
    role = _worded(who, "who does it", LONGEST_NAME) if kind == ACTION or who.strip() else ""
    if kind == ACTION and by is None:
        raise NotDone("It is not said by when it is to be done. Write a day, such as 31/3/2027.")
    if by is not None and by < view.today:
        raise NotDone(f"{uk_date(by)} has passed. Write a day from today on.")
    details = {"what": said, "who": role, "by": by.isoformat() if by else ""}
    number = _entered(sources, view, kind, details, given_by, now, meeting)
    return _one(sources, view, number)


def note_done(sources: Sources, view: View, number: int, given_by: str, now: datetime) -> Written:
    """Keep that an action is done; raises NotDone."""
    _may(view)
    one = _one(sources, view, number)
    if not one.open:
        raise NotDone(f"Number {number} is not an open action. Look its number up in the list.")
    _entered(sources, view, DONE, {}, given_by, now, number)
    return _one(sources, view, number)


def _one(sources: Sources, view: View, number: int) -> Written:
    everything = View(view.framework_id, view.today, None, view.viewer)
    found = next((one for one in written(sources, everything) if one.number == number), None)
    if found is None:
        raise NotDone(f"There is no decision or action number {number}. Look its number up in the list.")
    return found


def _entered(
    sources: Sources,
    view: View,
    act: str,
    details: Mapping[str, Any],
    given_by: str,
    now: datetime,
    about: int | None = None,
) -> int:
    name = _worded(given_by, "who writes this down", LONGEST_NAME)
    return store.enter(sources.engine, view.framework_id, MEETING, act, "", details, name, now, about)


def _worded(text: str, what: str, longest: int) -> str:
    """A text that may be kept, without spaces around it; raises NotDone where it may not."""
    text = text.strip()
    if not text:
        raise NotDone(f"It is not said {what}. Write it in a few words.")
    if len(text) > longest:
        raise NotDone(f"Say {what} in at most {longest} characters.")
    looks = person_in(" ".join(text.split())) or ("a person's name" if is_a_name(text) else "")
    if looks:
        raise NotDone(
            f"This looks like {looks}. What a board writes down is shown to others, so nothing in it may point to "
            "a person. Name a role, such as head of housing."
        )
    return text


def _may(view: View) -> None:
    if view.viewer.role not in ("programme", "leader"):
        raise NotDone("What a board decides is written down by a leader or the programme team. Ask them.")
