"""The register of board meetings: when each began, what it looked at, and what was decided there and since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from impact import store
from impact.problems import ImpactError
from impact.sources import Sources, View, day_of

MEETING = "meeting"
"""The register's name in the record."""

BEGUN, DECISION, ACTION, DONE = "begun", "decision", "action", "done"
"""The acts of the register."""


class UnknownMeeting(ImpactError):
    """A meeting that is not in the record."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the board.

    view     its figures, for as long as it lasts and whenever it is opened again: those known when it began, or at the
             end of the earlier day that was chosen then
    version  the record's version when it began, by which its answers are kept ready
    items    the ids of its agenda
    since    which earlier board it is compared with; "" for the newest one
    """

    number: int
    begun: datetime
    begun_by: str
    view: View
    version: int
    items: tuple[str, ...]
    since: str

    @property
    def day(self) -> date:
        """The day in the United Kingdom on which it began."""
        return day_of(self.begun)


@dataclass(frozen=True, slots=True)
class Written:
    """A decision or an action that was written down.

    meeting  the meeting's number; None where it was written down outside of one
    who      the role that an action is for
    by       the day by which it is to be done; None where none was named
    done     the day on which it was noted as done; None while it is open, and for a decision
    """

    number: int
    kind: Literal["decision", "action"]
    what: str
    who: str
    by: date | None
    on: date
    given_by: str
    meeting: int | None
    done: date | None

    @property
    def open(self) -> bool:
        """Whether it is an action that is not noted as done."""
        return self.kind == ACTION and self.done is None

    def past(self, today: date) -> bool:
        """Whether it is open and its day has passed."""
        return self.open and self.by is not None and self.by < today


def meetings(sources: Sources, view: View) -> tuple[Meeting, ...]:
    """Every meeting known at the view's moment, newest first."""
    return tuple(_meeting(row, view) for row in reversed(_entries(sources, view)) if row["act"] == BEGUN)


def meeting(sources: Sources, view: View, number: int) -> Meeting:
    """One meeting by its number; raises UnknownMeeting."""
    found = next((one for one in meetings(sources, view) if one.number == number), None)
    if found is None:
        raise UnknownMeeting(f"There is no meeting number {number}. Look it up on the agenda screen.")
    return found


def written(sources: Sources, view: View) -> tuple[Written, ...]:
    """Every decision and action known at the view's moment, oldest first."""
    rows = _entries(sources, view)
    done = {row["about"]: day_of(row["known_from"]) for row in reversed(rows) if row["act"] == DONE}
    return tuple(_written(row, done.get(row["id"])) for row in rows if row["act"] in (DECISION, ACTION))


def _entries(sources: Sources, view: View) -> list[dict[str, Any]]:
    return store.entries(sources.engine, view.framework_id, MEETING, view.as_at)


def _meeting(row: dict[str, Any], view: View) -> Meeting:
    said, begun = row["details"], row["known_from"]
    as_at = datetime.fromisoformat(said["as_at"]) if said["as_at"] else begun
    frozen = View(view.framework_id, day_of(as_at), as_at, view.viewer)
    return Meeting(row["id"], begun, row["given_by"], frozen, said["version"], tuple(said["items"]), said["since"])


def _written(row: dict[str, Any], done: date | None) -> Written:
    said = row["details"]
    by = date.fromisoformat(said["by"]) if said["by"] else None
    about = (said["what"], said["who"], by, day_of(row["known_from"]), row["given_by"])
    return Written(row["id"], row["act"], *about, row["about"], done)
