"""What may be decided about a return, by whom, and what is said where it may not."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendars import QUARTERLY, SPRING, SUMMER, TERMLY, YEAR, doubt, on, record, send
from impact import answers, deciding, store
from impact.access import Viewer
from impact.acts import NotDone
from impact.answers.locks import EVERY_SERVICE
from impact.framework import Framework
from impact.periods import Period, containing
from impact.sources import Sources
from impact.standing import Decision, Expected

JULY = datetime(2025, 7, 10, 9, tzinfo=UTC)
NOW = datetime(2025, 8, 20, 9, tzinfo=UTC)
TODAY = on(NOW.date())
NAME = "Health Visiting and School Nursing"


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """A record in which one return of a service has come in."""
    made = record(tmp_path)
    send(made, SPRING, JULY)
    return made


def decide(sources: Sources, act: str, reason: str = "Agreed by phone", **more: object) -> Decision:
    asked = {"service_id": QUARTERLY, "period": SPRING, "given_by": "Ann Lee", "now": NOW, **more}
    view = asked.pop("view", TODAY)
    return deciding.decide(sources, view, act=act, reason=reason, **asked)


def stands(sources: Sources, service: str = QUARTERLY) -> str:
    found = answers.returns_calendar(sources, TODAY)
    return next(one.standing for one in found if (one.service_id, one.period) == (service, SPRING))


def test_a_return_goes_from_received_to_locked_and_back_step_by_step(sources):
    seen = [stands(sources)]
    for act in ("accepted", "signed off", "locked", "unlocked", "reopened"):
        decide(sources, act)
        seen.append(stands(sources))

    assert seen == ["received", "accepted", "signed off", "locked", "signed off", "received"]


def test_a_decision_is_kept_with_its_name_day_and_reason(sources):
    kept = decide(sources, "accepted", "  ", given_by=" Ann Lee ")

    assert kept == Decision("accepted", NOW.date(), "Ann Lee", "")
    assert decide(sources, "locked", "Board pack is out") == Decision(
        "locked", NOW.date(), "Ann Lee", "Board pack is out"
    )


@pytest.mark.parametrize(
    ("act", "more", "sentence"),
    [
        (
            "signed off",
            {},
            f"{NAME}, Apr to Jun 2025: this return is received, and what can be decided about it is: accept or lock.",
        ),
        (
            "accepted",
            {"service_id": TERMLY},
            "No return is asked of Primary Schools Cluster for Apr to Jun 2025. Look its periods up in the calendar.",
        ),
        (
            "accepted",
            {"period": SUMMER},
            f"{NAME}, Jul to Sep 2025: this return is not due, and nothing is decided about it before its period ends.",
        ),
        (
            "locked",
            {"period": YEAR},
            f"{NAME}, 2025/26: this return is not due, and nothing is decided about it before its period ends.",
        ),
        ("locked", {"reason": " "}, "A reason is missing. Write it in a few words."),
        ("accepted", {"given_by": " "}, "A name is missing. Write your name, so that others know whom to ask."),
        (
            "accepted",
            {"view": on(NOW.date(), JULY)},
            "Decisions are made today. Choose today as the day that is shown.",
        ),
        (
            "accepted",
            {"view": on(NOW.date(), viewer=Viewer("analyst"))},
            f"To accept a return of {NAME} is for the programme team. Ask the programme team.",
        ),
        (
            "signed off",
            {"view": on(NOW.date(), viewer=Viewer("leader"))},
            f"To sign off a return of {NAME} is for the programme team or the champion of its sector. "
            "Ask the programme team.",
        ),
        (
            "accepted",
            {"service_id": EVERY_SERVICE},
            "To accept is decided return by return. Name one service.",
        ),
        (
            "unlocked",
            {"service_id": EVERY_SERVICE},
            "Apr to Jun 2025 cannot be unlocked: no return for it is locked.",
        ),
        (
            "locked",
            {"service_id": EVERY_SERVICE, "period": SUMMER},
            "Jul to Sep 2025 cannot be locked: it has not ended, or nothing is asked for it.",
        ),
        (
            "locked",
            {"service_id": EVERY_SERVICE, "view": on(NOW.date(), viewer=Viewer("champion"))},
            "To lock a period is for the programme team. Ask them.",
        ),
    ],
)
def test_what_cannot_be_decided_is_answered_with_what_can(sources, act, more, sentence):
    with pytest.raises(NotDone) as refused:
        decide(sources, act, **more)

    assert str(refused.value) == sentence
    assert store.decisions(sources.engine, "trauma-informed-borough") == []


def test_a_return_with_open_questions_is_accepted_only_with_a_reason(sources):
    send(sources, SPRING, JULY + timedelta(days=1), doubts=(doubt(),))

    with pytest.raises(NotDone, match="A reason is missing"):
        decide(sources, "accepted", "")

    assert decide(sources, "accepted", "Told us by phone").reason == "Told us by phone"
    assert stands(sources) == "accepted"


def test_a_period_is_locked_and_opened_for_everyone_at_once(sources):
    decide(sources, "locked", service_id=EVERY_SERVICE)
    shut = stands(sources)
    decide(sources, "unlocked", service_id=EVERY_SERVICE)

    assert (shut, stands(sources)) == ("locked", "received")


@pytest.mark.parametrize(
    ("viewer", "acts"),
    [
        (Viewer(), ("signed off", "reopened", "locked")),
        (Viewer("champion"), ("signed off",)),
        (Viewer("champion", sectors=("SEC2",)), ("signed off",)),
        (Viewer("champion", sectors=("SEC1",)), ()),
        (Viewer("analyst"), ()),
        (Viewer("leader"), ()),
    ],
)
def test_what_is_offered_is_what_this_viewer_may_decide(sources, framework: Framework, viewer, acts):
    decide(sources, "accepted")
    one = next(one for one in answers.returns_calendar(sources, TODAY) if one.standing == "accepted")

    assert deciding.possible(one, viewer, framework.service[QUARTERLY].sector) == acts


def test_a_champion_signs_off_what_the_programme_team_has_accepted(sources):
    decide(sources, "accepted")

    kept = decide(sources, "signed off", "", view=on(NOW.date(), viewer=Viewer("champion", sectors=("SEC2",))))

    assert (kept.act, stands(sources)) == ("signed off", "signed off")


def many(sources: Sources, *words: deciding.Word, **more: object) -> list[Expected]:
    view = more.get("view", TODAY)
    return deciding.decide_many(sources, view, answers.returns_calendar(sources, TODAY), words, NOW)


def word(act: str, service: str = QUARTERLY, period: Period = SPRING, reason: str = "") -> deciding.Word:
    return deciding.Word(service, period, act, "Ann Lee", reason)


@pytest.mark.parametrize(
    "acts",
    [("accepted",), ("accepted", "signed off"), ("accepted", "signed off", "reopened"), ("accepted", "reopened")],
)
def test_many_decisions_leave_the_calendar_as_it_is_read_again(sources, acts):
    send(sources, containing(date(2025, 4, 1), "term"), JULY, service=TERMLY)
    ours = [word(act, reason="Agreed") for act in acts]
    theirs = word("accepted", TERMLY, containing(date(2025, 4, 1), "term"))

    then = many(sources, *ours, theirs)

    assert then == answers.returns_calendar(sources, TODAY)
    assert stands(sources) == ("received" if acts[-1] == "reopened" else acts[-1])


def test_why_a_return_is_open_again_is_known_until_another_comes(sources):
    decide(sources, "accepted", now=JULY + timedelta(days=1))
    decide(sources, "reopened", "Counted anew", now=JULY + timedelta(days=2))

    def why() -> list[str]:
        found = answers.returns_calendar(sources, TODAY)
        return [one.reopened.reason for one in found if one.reopened]

    before = why()
    send(sources, SPRING, JULY + timedelta(days=3), numerator=51, denominator=90)

    assert (before, why()) == (["Counted anew"], [])


def test_a_sign_off_that_a_revision_took_back_is_given_again_among_many(sources):
    decide(sources, "accepted", now=JULY + timedelta(days=1))
    send(sources, SPRING, JULY + timedelta(days=2), numerator=51, denominator=90)

    then = many(sources, word("accepted"))

    assert then == answers.returns_calendar(sources, TODAY)
    assert [one.overtaken for one in then if one.period == SPRING] == [None]


@pytest.mark.parametrize(
    ("words", "more", "sentence"),
    [
        (
            [word("accepted"), word("accepted")],
            {},
            f"{NAME}, Apr to Jun 2025: this return is accepted, and what can be decided about it is: "
            "sign off, reopen or lock.",
        ),
        (
            [word("accepted"), word("accepted", period=SUMMER)],
            {},
            f"{NAME}, Jul to Sep 2025: this return is not due, and nothing is decided about it before its period ends.",
        ),
        ([word("accepted"), word("reopened")], {}, "A reason is missing. Write it in a few words."),
        (
            [word("accepted"), word("locked", reason="Out")],
            {},
            "To lock is decided about one return, or about a period of all of them.",
        ),
        (
            [word("accepted")],
            {"view": on(NOW.date(), viewer=Viewer("analyst"))},
            f"To accept a return of {NAME} is for the programme team. Ask the programme team.",
        ),
        (
            [word("accepted")],
            {"view": on(NOW.date(), JULY)},
            "Decisions are made today. Choose today as the day that is shown.",
        ),
    ],
)
def test_of_many_decisions_none_is_kept_where_one_cannot_be(sources, words, more, sentence):
    with pytest.raises(NotDone) as refused:
        many(sources, *words, **more)

    assert str(refused.value) == sentence
    assert store.decisions(sources.engine, "trauma-informed-borough") == []


def test_each_of_many_decisions_is_known_just_after_the_one_before(sources):
    many(sources, word("accepted"), word("signed off"))

    first, second = (one["known_from"] for one in store.decisions(sources.engine, "trauma-informed-borough"))
    assert first == NOW
    assert second - first == timedelta(microseconds=1)
