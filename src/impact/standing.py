"""Where one return stands: it follows from the day, from what came in, from open questions and from decisions alone.

Lateness and locking are two things. A return is late by its own calendar, whatever is locked; a period is
locked by a decision, or by itself if the framework says so, whatever is late. What is decided about a return
holds until what is known of it changes: a new return with other figures puts it back among those received.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from impact.periods import Period

NOT_DUE, DUE, LATE = "not due", "due", "late"
RECEIVED, QUESTIONS = "received", "returned with questions"
ACCEPTED, SIGNED_OFF, LOCKED = "accepted", "signed off", "locked"
STANDINGS = (NOT_DUE, DUE, LATE, RECEIVED, QUESTIONS, ACCEPTED, SIGNED_OFF, LOCKED)

REOPENED, UNLOCKED = "reopened", "unlocked"

MAY_FOLLOW: dict[str, tuple[str, ...]] = {
    NOT_DUE: (),
    DUE: (LOCKED,),
    LATE: (LOCKED,),
    RECEIVED: (ACCEPTED, LOCKED),
    QUESTIONS: (ACCEPTED, LOCKED),
    ACCEPTED: (SIGNED_OFF, REOPENED, LOCKED),
    SIGNED_OFF: (REOPENED, LOCKED),
    LOCKED: (UNLOCKED,),
}
"""Where a return stands -> what may be decided about it next."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided about a return.

    day       the day in the United Kingdom on which it was decided
    given_by  whose decision it is; "" where a period was locked by itself
    """

    act: str
    day: date
    given_by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, at a moment, of one return.

    received   when it first came in; None if nothing of it counts
    questions  doubts about it that nobody has explained yet
    stale      what was decided before what is known of it last changed, oldest first
    fresh      what was decided since, oldest first
    locks_on   the first day on which its period is locked by itself; None: never
    """

    period: Period
    due: date
    received: datetime | None = None
    questions: int = 0
    stale: tuple[Decision, ...] = ()
    fresh: tuple[Decision, ...] = ()
    locks_on: date | None = None


def standing(known: Known, today: date) -> str:
    """One of STANDINGS: where a return stands on a day."""
    if lock(known, today):
        return LOCKED
    if known.received is None:
        if today < known.period.end:
            return NOT_DUE
        return DUE if today <= known.due else LATE
    settled = settlement(known)
    if settled:
        return settled.act
    return QUESTIONS if known.questions else RECEIVED


def lock(known: Known, today: date) -> Decision | None:
    """The lock that lies on a return: a decision, or one of the period's own; None if it is open.

    A period that was unlocked on or after the day it locked by itself stays open until somebody locks it.
    """
    said = _newest((*known.stale, *known.fresh), (LOCKED, UNLOCKED))
    if said and said.act == LOCKED:
        return said
    if known.locks_on and today >= known.locks_on and (said is None or said.day < known.locks_on):
        return Decision(LOCKED, known.locks_on, "")
    return None


def settlement(known: Known) -> Decision | None:
    """The acceptance or sign-off that holds; None if there is none, or if it was reopened or overtaken."""
    return settled(known.fresh) if known.received else None


def overtaken(known: Known) -> Decision | None:
    """The acceptance or sign-off that held until what is known of the return changed; None if there was none."""
    return None if any(one.act in _SETTLING for one in known.fresh) else settled(known.stale)


def reopened(known: Known) -> Decision | None:
    """Why a return that was accepted is open again; None once it is settled anew or what is known of it changes."""
    said = _newest(known.fresh, _SETTLING)
    return said if said and said.act == REOPENED else None


def settled(decisions: Sequence[Decision]) -> Decision | None:
    """The acceptance or sign-off among some decisions, oldest first; None if there is none or it was reopened."""
    said = _newest(decisions, _SETTLING)
    return said if said and said.act != REOPENED else None


def _newest(decisions: Sequence[Decision], acts: Sequence[str]) -> Decision | None:
    return next((one for one in reversed(decisions) if one.act in acts), None)


_SETTLING = (ACCEPTED, SIGNED_OFF, REOPENED)


@dataclass(frozen=True, slots=True)
class Expected:
    """One return that a service sends: its period, the day it is due, what came of it, and where it stands.

    state      how it came, by time alone: not due, due, late, received, received late
    standing   one of STANDINGS: where it stands for its service and the programme team
    received   when it first came in, by the return `submission_id`; `rows` are known of it now
    days_late  days from the day due to the day it came, or to the view's day where it has not come; 0 if in time
    asked      ids of the indicators asked for, in the framework's order; `lacking` are not in yet
    questions  doubts about it that nobody has explained yet
    decided    the decision that its standing rests on; None where it rests on none
    overtaken  what was accepted or signed off before a return changed its figures, on the day `changed`
    reopened   by whom and why it was opened again; None where it was not, or something came of it since
    """

    service_id: str
    period: Period
    due: date
    state: str
    received: datetime | None = None
    submission_id: int | None = None
    rows: int = 0
    days_late: int = 0
    standing: str = DUE
    asked: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    questions: int = 0
    decided: Decision | None = None
    overtaken: Decision | None = None
    changed: date | None = None
    reopened: Decision | None = None

    @property
    def came(self) -> int:
        """How many of the indicators asked for have come in."""
        return len(self.asked) - len(self.lacking)

    @property
    def awaited(self) -> bool:
        """Whether its service is waited for: it is due or late, or questions about it are open."""
        return self.standing in (DUE, LATE, QUESTIONS)


def after(one: Expected, decision: Decision) -> Expected:
    """A return as it stands once an acceptance, a sign-off or a reopening is kept, with nothing else changed."""
    settles = decision.act != REOPENED
    return replace(
        one,
        standing=decision.act if settles else QUESTIONS if one.questions else RECEIVED,
        decided=decision if settles else None,
        reopened=None if settles else decision,
        overtaken=None,
        changed=None,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the returns whose day due has passed: how many came in time, and how full they are.

    returns, in_time, came_late   returns; those that have not come are the rest
    asked, came                   indicators asked for in them, and those of them that are in
    """

    returns: int = 0
    in_time: int = 0
    came_late: int = 0
    asked: int = 0
    came: int = 0

    @property
    def not_in(self) -> int:
        """Returns whose day due has passed and that have not come in."""
        return self.returns - self.in_time - self.came_late


def tally(expected: Sequence[Expected], today: date) -> Tally:
    """Timeliness and completeness of some returns: both rest on those whose day due has passed, and on no other."""
    passed = [one for one in expected if today > one.due]
    came = [one for one in passed if one.received]
    return Tally(
        returns=len(passed),
        in_time=sum(one.days_late == 0 for one in came),
        came_late=sum(one.days_late > 0 for one in came),
        asked=sum(len(one.asked) for one in passed),
        came=sum(one.came for one in passed),
    )
