"""What the programme team and champions decide about returns: accept, sign off, reopen, lock, unlock.

Nothing is changed or deleted: a decision stands beside the return, with who gave it, when and why. It holds
until the next one, or until what is known of the return changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from impact import store
from impact.access import Viewer
from impact.acts import NotDone, worded
from impact.answers import returns_calendar
from impact.answers.locks import EVERY_SERVICE
from impact.framework import Framework
from impact.periods import Period
from impact.sources import Sources, View, day_of, framework
from impact.standing import (
    ACCEPTED,
    LOCKED,
    MAY_FOLLOW,
    NOT_DUE,
    QUESTIONS,
    REOPENED,
    SIGNED_OFF,
    UNLOCKED,
    Decision,
    Expected,
    after,
)

DOING = {ACCEPTED: "accept", SIGNED_OFF: "sign off", REOPENED: "reopen", LOCKED: "lock", UNLOCKED: "unlock"}
"""An act as the record keeps it -> as a person says it."""

FOR_ALL = (LOCKED, UNLOCKED)
"""What may be decided about the period of every service at once."""


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word on the return of one service and period: act, given_by and reason as for `decide`."""

    service_id: str
    period: Period
    act: str
    given_by: str
    reason: str = ""


def possible(one: Expected, viewer: Viewer, sector_id: str) -> tuple[str, ...]:
    """The acts that a viewer may decide about a return as it stands."""
    return tuple(act for act in MAY_FOLLOW[one.standing] if viewer.may_decide(act, sector_id))


def needs_reason(one: Expected, act: str) -> bool:
    """Whether an act must be given a reason: always, but for signing off and for accepting what raises no question."""
    return act in (REOPENED, LOCKED, UNLOCKED) or (act == ACCEPTED and one.standing == QUESTIONS)


def decide(
    sources: Sources,
    view: View,
    service_id: str,
    period: Period,
    act: str,
    given_by: str,
    now: datetime,
    reason: str = "",
) -> Decision:
    """Keep a decision about a service's return of a period; raises NotDone with what can be decided instead.

    service_id  EVERY_SERVICE for the period of all of them, which can be locked and unlocked
    act         one of DOING; given_by is a person's name, since there is no sign-in
    """
    _today(view)
    rules = framework(sources, view)
    ours = [one for one in returns_calendar(sources, view) if one.period == period]
    if service_id == EVERY_SERVICE:
        _for_all(ours, period, act, view.viewer)
    else:
        ours = [one for one in ours if one.service_id == service_id]
        _for_one(ours, service_id, period, act, view.viewer, rules)
    kept, given_by = _words(ours, act, given_by, reason)
    place = (sources.engine, view.framework_id, service_id, period.start, period.kind)
    moment = store.decide(*place, act, given_by, now, kept)
    return Decision(act, day_of(moment), given_by, kept)


def decide_many(
    sources: Sources, view: View, expected: Sequence[Expected], words: Sequence[Word], now: datetime
) -> list[Expected]:
    """Keep what is decided about many returns, all of it or nothing; answers the calendar as it stands afterwards.

    expected  the `returns_calendar` of the record as it is, read once for all of them
    words     judged one after the other as `decide` judges each; to lock and to unlock is not among them

    Raises NotDone with what can be decided instead.
    """
    _today(view)
    rules, rows = framework(sources, view), []
    stands = {(one.service_id, one.period): one for one in expected}
    for word in words:
        if word.act in FOR_ALL:
            raise NotDone(f"To {DOING[word.act]} is decided about one return, or about a period of all of them.")
        key = (word.service_id, word.period)
        ours = [stands[key]] if key in stands else []
        _for_one(ours, *key, word.act, view.viewer, rules)
        reason, given_by = _words(ours, word.act, word.given_by, word.reason)
        stands[key] = after(ours[0], Decision(word.act, day_of(now), given_by, reason))
        place = {"service_id": word.service_id, "period_start": word.period.start, "period_kind": word.period.kind}
        rows.append({**place, "act": word.act, "given_by": given_by, "reason": reason})
    store.decide_many(sources.engine, view.framework_id, rows, now)
    return list(stands.values())


def _today(view: View) -> None:
    if view.as_at is not None:
        raise NotDone("Decisions are made today. Choose today as the day that is shown.")


def _words(ours: Sequence[Expected], act: str, given_by: str, reason: str) -> tuple[str, str]:
    """The reason, "" where none is needed or given, and the name, as they are kept."""
    needed = any(needs_reason(one, act) for one in ours)
    said, given_by = worded(reason if needed or reason.strip() else DOING[act], given_by)
    return said if reason.strip() else "", given_by


def _for_one(
    ours: Sequence[Expected], service_id: str, period: Period, act: str, viewer: Viewer, rules: Framework
) -> None:
    name = rules.service[service_id].name
    if not ours:
        raise NotDone(f"No return is asked of {name} for {period.label}. Look its periods up in the calendar.")
    if not viewer.may_decide(act, rules.service[service_id].sector):
        who = "the programme team or the champion of its sector" if act == SIGNED_OFF else "the programme team"
        raise NotDone(f"To {DOING[act]} a return of {name} is for {who}. Ask {rules.contact}.")
    one = ours[0]
    if act not in MAY_FOLLOW[one.standing]:
        raise NotDone(f"{name}, {period.label}: this return is {one.standing}, and {_instead(one.standing)}")


def _for_all(ours: Sequence[Expected], period: Period, act: str, viewer: Viewer) -> None:
    if act not in FOR_ALL:
        raise NotDone(f"To {DOING[act]} is decided return by return. Name one service.")
    if not viewer.may_decide(act, ""):
        raise NotDone(f"To {DOING[act]} a period is for the programme team. Ask them.")
    if not any(act in MAY_FOLLOW[one.standing] for one in ours):
        why = "no return for it is locked" if act == UNLOCKED else "it has not ended, or nothing is asked for it"
        raise NotDone(f"{period.label} cannot be {act}: {why}.")


def _instead(standing: str) -> str:
    if standing == NOT_DUE:
        return "nothing is decided about it before its period ends."
    acts = [DOING[act] for act in MAY_FOLLOW[standing]]
    return f"what can be decided about it is: {either(acts)}."


def either(words: Iterable[str]) -> str:
    """Choices in a sentence: 'accept or lock', 'sign off, reopen or lock'."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
