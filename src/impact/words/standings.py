"""Where returns stand, how complete they are and how many came in time, as services and the programme team say it."""

from collections.abc import Sequence
from datetime import date

from impact.framework import Framework
from impact.periods import Period
from impact.standing import (
    ACCEPTED,
    DUE,
    LATE,
    LOCKED,
    NOT_DUE,
    QUESTIONS,
    RECEIVED,
    SIGNED_OFF,
    Decision,
    Expected,
    Tally,
)
from impact.words.numbers import uk_date

MARKS = {
    NOT_DUE: "–",
    DUE: "○",
    LATE: "○",
    RECEIVED: "◐",
    QUESTIONS: "◑",
    ACCEPTED: "◕",
    SIGNED_OFF: "●",
    LOCKED: "■",
}
"""Where a return stands -> its mark, which never stands without its words."""


def standing_text(one: Expected) -> str:
    """Where a return stands, short enough for a cell: 'late by 23 days', 'accepted on 3 Nov 2026'."""
    stands = one.standing
    if stands == NOT_DUE:
        return f"not due until {uk_date(one.due)}"
    if stands == DUE:
        return f"due by {uk_date(one.due)}"
    if stands == LATE:
        return f"late by {days(one.days_late)}"
    if stands == QUESTIONS:
        return f"returned with {questions(one.questions)}"
    if one.decided:
        bare = ", nothing came in" if stands == LOCKED and one.received is None else ""
        return f"{stands} on {uk_date(one.decided.day)}{bare}"
    return f"{RECEIVED}, {days(one.days_late)} late" if one.days_late else RECEIVED


def standing_sentence(one: Expected) -> str:
    """The same with what lies behind it: who decided and why, what is open, what was overtaken or opened again."""
    said = standing_text(one)
    if one.decided and one.decided.given_by:
        said += f" by {one.decided.given_by}"
        said += f": {one.decided.reason.rstrip('.')}" if one.decided.reason else ""
    if one.decided and one.questions:
        said += f"; {questions(one.questions)} still open"
    if one.overtaken and one.changed:
        said += f". It was {overtaken_text(one)}; a return of {uk_date(one.changed)} changed it"
    if one.reopened:
        again = one.reopened
        said += f". Opened again on {uk_date(again.day)} by {again.given_by}: {again.reason.rstrip('.')}"
    return f"{said[0].upper()}{said[1:]}."


def overtaken_text(one: Expected) -> str:
    """What was decided before a return changed its figures: 'signed off on 3 Nov 2026 by Ann Lee'; "" for nothing."""
    before = one.overtaken
    return f"{before.act} on {uk_date(before.day)} by {before.given_by}" if before else ""


def taken_back_sentence(name: str, period: Period, decision: Decision) -> str:
    """What a return in hand does to an acceptance or a sign-off, and what has to be done again.

    'Jul to Sep 2026 of Family Hubs was signed off by Ann Lee on 3 Nov 2026. This return changes what is known of
    it and so takes the sign-off back: it has to be accepted and signed off again.'
    """
    what, again = _TAKEN_BACK[decision.act]
    return (
        f"{period.label} of {name} was {decision.act} by {decision.given_by} on {uk_date(decision.day)}. "
        f"This return changes what is known of it and so takes the {what} back: it has to be {again} again."
    )


_TAKEN_BACK = {ACCEPTED: ("acceptance", "accepted"), SIGNED_OFF: ("sign-off", "accepted and signed off")}


def calendar_sentence(expected: Sequence[Expected], told: Tally, today: date) -> str:
    """How many returns are late and due, how many came in time so far, and how full they are."""
    states = [one.standing for one in expected]
    late, due, open_ = states.count(LATE), states.count(DUE), states.count(QUESTIONS)
    said = [f"{returns(late)} late" if late else "Nothing is late", f"{returns(due)} due" if due else "nothing is due"]
    back = f" {returns(open_).capitalize()} back with questions." if open_ else ""
    return f"{' and '.join(said)} now.{back} {in_time_sentence(told, today)}"


def in_time_sentence(told: Tally, today: date) -> str:
    """Timeliness and completeness with their counts: 'Of 320 returns due before 22 Nov, 316 (98%) ...'."""
    if not told.returns:
        return f"No return was due before {uk_date(today)}."
    day = uk_date(today)
    if told.in_time == told.returns:
        came = f"All {told.returns:,} returns" if told.returns > 1 else "The 1 return"
        said = f"{came} due before {day} came in time"
    else:
        of = f"Of {told.returns:,} returns" if told.returns > 1 else "Of 1 return"
        said = f"{of} due before {day}, {told.in_time:,} ({share(told.in_time, told.returns)}) came in time"
    if told.came == told.asked:
        return f"{said}, and every figure asked for is in."
    return f"{said}; {told.came:,} of the {told.asked:,} figures asked for ({share(told.came, told.asked)}) are in."


def in_time_text(told: Tally) -> str:
    """How many came in time, for a cell: '13 of 14, 1 not in yet'."""
    if not told.returns:
        return "nothing was due yet"
    later = f", {told.came_late} later" if told.came_late else ""
    missing = f", {told.not_in} not in" if told.not_in else ""
    return f"{told.in_time:,} of {told.returns:,}{later}{missing}"


def complete_text(came: int, asked: int) -> str:
    """How complete something is, for a cell: '97% (315 of 325)'."""
    return f"{share(came, asked)} ({came:,} of {asked:,})" if asked else "nothing was due yet"


def share(part: int, whole: int) -> str:
    """A share in whole per cent that says 100% and 0% only where it is so."""
    if not whole:
        return "–"
    exact = 100 * part / whole
    if 0 < exact < 1:
        return "less than 1%"
    return f"{min(round(exact), 99) if part < whole else 100}%"


def days(many: int) -> str:
    """'1 day', '23 days'."""
    return f"{many} {'day' if many == 1 else 'days'}"


def questions(many: int) -> str:
    """'1 question', '3 questions'."""
    return f"{many} {'question' if many == 1 else 'questions'}"


def returns(many: int) -> str:
    """'1 return is', '3 returns are'."""
    return "1 return is" if many == 1 else f"{many:,} returns are"


def nothing_asked(framework: Framework) -> str:
    """Why a framework has no calendar of returns."""
    return (
        f"Every figure here is a published one, so no return is asked of any {framework.words.service}. "
        "New figures come when their publishers bring them out."
    )
