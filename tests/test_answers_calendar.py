"""Each return stands where the day, what came in, open questions and decisions put it, as known at the moment."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import QUARTERLY, SPRING, SUMMER, TERMLY, YEAR, doubt, on, record, send, with_framework
from doubting import row
from impact import answers, store
from impact.framework import load
from impact.framework.models import DueAfter
from impact.periods import Period, containing
from impact.projection import Projection
from impact.sources import Sources, View
from impact.standing import (
    MAY_FOLLOW,
    STANDINGS,
    Decision,
    Expected,
    Known,
    Tally,
    lock,
    overtaken,
    settlement,
    standing,
    tally,
)
from records import CHILDREN

DUE = date(2025, 7, 30)
"""The last day for the return of SPRING."""

JULY = datetime(2025, 7, 10, 9, tzinfo=UTC)
AUGUST = datetime(2025, 8, 20, 9, tzinfo=UTC)
SEPTEMBER = datetime(2025, 9, 20, 9, tzinfo=UTC)


def said(*acts: str, day: date = date(2025, 8, 1)) -> tuple[Decision, ...]:
    return tuple(Decision(act, day, "Ann Lee") for act in acts)


def known(came: bool = False, questions: int = 0, **more: object) -> Known:
    return Known(SPRING, DUE, JULY if came else None, questions, **more)


@pytest.mark.parametrize(
    ("day", "about", "stands"),
    [
        (date(2025, 6, 29), known(), "not due"),
        (date(2025, 6, 30), known(), "due"),
        (DUE, known(), "due"),
        (DUE + timedelta(days=1), known(), "late"),
        (DUE, known(came=True), "received"),
        (date(2026, 7, 30), known(came=True), "received"),
        (DUE, known(came=True, questions=2), "returned with questions"),
        (DUE, known(came=True, fresh=said("accepted")), "accepted"),
        (DUE, known(came=True, questions=2, fresh=said("accepted")), "accepted"),
        (DUE, known(came=True, fresh=said("accepted", "signed off")), "signed off"),
        (DUE, known(came=True, fresh=said("accepted", "reopened")), "received"),
        (
            DUE,
            known(came=True, questions=1, fresh=said("accepted", "signed off", "reopened")),
            "returned with questions",
        ),
        (DUE, known(came=True, fresh=said("accepted", "reopened", "accepted")), "accepted"),
        (DUE, known(came=True, stale=said("accepted")), "received"),
        (DUE, known(came=True, questions=1, stale=said("accepted", "signed off")), "returned with questions"),
        (DUE, known(came=True, stale=said("accepted"), fresh=said("accepted")), "accepted"),
        (DUE, known(came=True, fresh=said("accepted", "signed off", "locked")), "locked"),
        (DUE, known(came=True, fresh=said("accepted", "signed off", "locked", "unlocked")), "signed off"),
        (DUE, known(fresh=said("locked")), "locked"),
        (DUE, known(came=True, stale=said("locked")), "locked"),
        (date(2025, 12, 1), known(fresh=said("locked", "unlocked")), "late"),
        (date(2025, 8, 31), known(came=True, locks_on=date(2025, 9, 1)), "received"),
        (date(2025, 9, 1), known(came=True, locks_on=date(2025, 9, 1)), "locked"),
        (date(2025, 9, 1), known(locks_on=date(2025, 9, 1)), "locked"),
        (date(2025, 9, 5), known(came=True, locks_on=date(2025, 9, 1), fresh=said("unlocked")), "locked"),
        (
            date(2025, 9, 5),
            known(came=True, locks_on=date(2025, 9, 1), fresh=said("unlocked", day=date(2025, 9, 2))),
            "received",
        ),
    ],
)
def test_where_a_return_stands_follows_from_the_day_receipts_questions_and_decisions(day, about, stands):
    assert standing(about, day) == stands


def test_what_is_decided_leads_from_each_state_to_where_it_should():
    befores = {
        "due": known(),
        "late": known(),
        "received": known(came=True),
        "returned with questions": known(came=True, questions=1),
        "accepted": known(came=True, fresh=said("accepted")),
        "signed off": known(came=True, fresh=said("accepted", "signed off")),
        "locked": known(came=True, fresh=said("locked")),
    }
    leads = {"reopened": "received", "unlocked": "received"}
    days = {"late": DUE + timedelta(days=9)}

    for state, before in befores.items():
        for act in MAY_FOLLOW[state]:
            after = Known(SPRING, DUE, before.received, before.questions, (), (*before.fresh, *said(act)))
            assert standing(after, days.get(state, DUE)) == leads.get(act, act)
    assert set(MAY_FOLLOW) == set(STANDINGS)


def test_what_was_signed_off_before_a_return_changed_it_is_remembered():
    changed = known(came=True, stale=said("accepted", "signed off"))
    again = known(came=True, stale=said("accepted", "signed off"), fresh=said("accepted"))

    assert overtaken(changed) == Decision("signed off", date(2025, 8, 1), "Ann Lee")
    assert (settlement(changed), overtaken(again)) == (None, None)


EVENTS = ("came", "accepted", "signed off", "reopened", "locked", "unlocked")


def replayed(events: list[str]) -> str:
    """Where a return stands by the end, event by event."""
    came, settled, shut = False, "", False
    for event in events:
        if event == "came":
            came, settled = True, ""
        elif event in ("locked", "unlocked"):
            shut = event == "locked"
        elif came:
            settled = "" if event == "reopened" else event
    return "locked" if shut else settled or ("received" if came else "due")


@settings(deadline=None)
@given(events=st.lists(st.sampled_from(EVENTS), max_size=8))
def test_a_return_stands_where_its_history_replayed_leaves_it(events):
    last = max((at for at, event in enumerate(events) if event == "came"), default=None)
    before, after = (events[:last], events[last:]) if last is not None else ([], events)
    stale, fresh = (said(*(one for one in part if one != "came")) for part in (before, after))

    assert standing(known(last is not None, stale=stale, fresh=fresh), DUE) == replayed(events)


def expected(day: date, received: date | None, asked: int, came: int) -> Expected:
    late = max(0, ((received or day) - DUE).days)
    ids = tuple(f"W{one:02}" for one in range(asked))
    moment = datetime(received.year, received.month, received.day, 12, tzinfo=UTC) if received else None
    return Expected(QUARTERLY, SPRING, DUE, "", moment, days_late=late, asked=ids, lacking=ids[came:])


DAYS = st.dates(date(2025, 7, 1), date(2025, 8, 30))


@settings(deadline=None)
@given(day=DAYS, sent=st.lists(st.tuples(st.none() | DAYS, st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_timeliness_and_completeness_rest_on_the_returns_whose_day_has_passed(day, sent):
    returns = [expected(day, when, max(parts), min(parts) if when else 0) for when, *parts in sent]

    told = tally(returns, day)

    slow = Tally()
    if day > DUE:
        slow = Tally(
            len(sent),
            len([when for when, *_ in sent if when and when <= DUE]),
            len([when for when, *_ in sent if when and when > DUE]),
            sum(max(parts) for _, *parts in sent),
            sum(min(parts) for when, *parts in sent if when),
        )
    assert told == slow
    assert told.not_in == told.returns - told.in_time - told.came_late


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return record(tmp_path)


def of(sources: Sources, view: View, period: Period = SPRING, service: str = QUARTERLY) -> Expected:
    found = answers.returns_calendar(sources, view)
    return next(one for one in found if (one.service_id, one.period) == (service, period))


def decided(sources: Sources, act: str, now: datetime, service: str = QUARTERLY, period: Period = SPRING) -> None:
    store.decide(
        sources.engine, "trauma-informed-borough", service, period.start, period.kind, act, "Ann Lee", now, "Agreed"
    )


def test_each_service_is_asked_by_its_own_rhythm_and_for_its_years(sources):
    found = answers.returns_calendar(sources, on(date(2026, 5, 1)))

    assert [(one.period.code, one.standing) for one in found if one.service_id == QUARTERLY] == [
        ("2025-26 Q1", "late"),
        ("2025-26 Q2", "late"),
        ("2025-26 Q3", "late"),
        ("2025-26 Q4", "late"),
        ("2026-27 Q1", "not due"),
        ("2025-26", "due"),
        ("2026-27", "not due"),
    ]
    assert [one.period.code for one in found if one.service_id == TERMLY and one.period.kind == "term"] == [
        "2024-25 Summer",
        "2025-26 Autumn",
        "2025-26 Spring",
        "2025-26 Summer",
    ]


def test_the_calendar_of_returns_that_have_ended_leaves_years_and_the_running_period_out(sources):
    found = answers.calendar(sources, on(date(2025, 10, 1)))

    assert [(one.service_id, one.period.code) for one in found] == [
        (TERMLY, "2024-25 Summer"),
        (QUARTERLY, "2025-26 Q1"),
        (QUARTERLY, "2025-26 Q2"),
    ]


def test_each_kind_of_period_is_due_by_its_own_days(tmp_path):
    sources = record(tmp_path, due_after_days=20, due_after_days_by=DueAfter(term=10, financial_year=60))

    found = {one.period: one.due for one in answers.returns_calendar(sources, on(date(2026, 1, 1)))}

    assert found[SPRING] == date(2025, 7, 20)
    assert found[YEAR] == date(2026, 5, 30)
    assert found[containing(date(2025, 9, 1), "term")] == date(2026, 1, 10)


def test_lateness_counts_days_from_the_day_due_and_not_from_a_lock(tmp_path):
    sources = record(tmp_path, lock_after_days=40)

    before, after = (of(sources, on(day)) for day in (date(2025, 8, 9), date(2025, 8, 10)))

    assert (before.state, before.standing, before.days_late) == ("late", "late", 10)
    assert (after.state, after.standing, after.days_late) == ("late", "locked", 11)
    assert after.decided == Decision("locked", date(2025, 8, 10), "")


def test_asked_are_core_indicators_and_what_was_ever_sent(sources, framework):
    before = of(sources, on(date(2025, 9, 1)))
    send(sources, SPRING, JULY, "W01", "W03")
    after = of(sources, on(date(2025, 9, 1)))

    assert not framework.indicator["W03"].core
    assert set(after.asked) - set(before.asked) == {"W03"}
    assert (after.came, after.rows, set(after.asked) - set(after.lacking)) == (2, 2, {"W01", "W03"})


def test_nothing_published_by_others_is_asked_of_a_service(sources, framework):
    found = answers.returns_calendar(sources, on(date(2026, 9, 1)))

    assert {framework.indicator[id].fed_by for one in found for id in one.asked} <= {"return", "register", "survey"}
    assert all(one.asked for one in found)


def test_a_framework_of_published_figures_expects_nothing_of_anyone(tmp_path):
    sources = with_framework(tmp_path, load(CHILDREN))
    view = View("england-children", date(2026, 11, 22))

    assert (answers.returns_calendar(sources, view), answers.calendar(sources, view)) == ([], [])
    assert answers.locked(sources, view) == frozenset()


def test_a_service_is_asked_while_it_takes_part(tmp_path, framework):
    moved = framework.service[QUARTERLY].model_copy(update={"joined": date(2025, 8, 1), "left": date(2025, 12, 31)})
    sources = record(tmp_path, services=(moved,))

    found = answers.returns_calendar(sources, on(date(2026, 6, 1)))

    assert [one.period.code for one in found] == ["2025-26 Q2", "2025-26 Q3"]


def test_open_questions_come_back_with_a_return_until_they_are_answered(sources):
    number = send(sources, SPRING, JULY, doubts=(doubt(), doubt(None, "whole")))
    asked = of(sources, on(DUE))

    for one in store.doubts_of(sources.engine, number):
        store.explain(sources.engine, one["id"], "A new team began in May.", "Bo", AUGUST)

    assert (asked.standing, asked.questions) == ("returned with questions", 2)
    assert (of(sources, on(date(2025, 9, 1))).standing, of(sources, on(DUE, JULY)).standing) == (
        "received",
        "returned with questions",
    )


def test_questions_about_one_return_do_not_touch_another(sources):
    send(sources, SPRING, JULY, doubts=(doubt(),))
    send(sources, SUMMER, datetime(2025, 10, 3, tzinfo=UTC))

    found = [of(sources, on(date(2025, 10, 9)), period).standing for period in (SPRING, SUMMER)]

    assert found == ["returned with questions", "received"]


def test_a_decision_is_known_from_its_moment_on(sources):
    send(sources, SPRING, JULY)
    decided(sources, "accepted", AUGUST)
    decided(sources, "signed off", SEPTEMBER)

    stands = [of(sources, on(moment.date(), moment)).standing for moment in (JULY, AUGUST, SEPTEMBER)]

    assert stands == ["received", "accepted", "signed off"]
    assert of(sources, on(date(2025, 10, 1))).decided == Decision("signed off", SEPTEMBER.date(), "Ann Lee", "Agreed")


def test_a_return_with_other_figures_puts_back_what_was_signed_off_and_says_so(sources):
    send(sources, SPRING, JULY)
    decided(sources, "accepted", AUGUST)
    decided(sources, "signed off", AUGUST)
    send(sources, SPRING, SEPTEMBER, numerator=51, denominator=90)

    found = of(sources, on(date(2025, 10, 1)))

    assert (found.standing, found.decided, found.changed) == ("received", None, SEPTEMBER.date())
    assert found.overtaken == Decision("signed off", AUGUST.date(), "Ann Lee", "Agreed")
    assert found.received == JULY


def test_a_return_that_says_the_same_again_leaves_a_decision_standing(sources):
    send(sources, SPRING, JULY)
    decided(sources, "accepted", AUGUST)
    send(sources, SPRING, SEPTEMBER, note="the same once more", numerator=50, denominator=90)

    assert of(sources, on(date(2025, 10, 1))).standing == "accepted"


def test_a_return_of_another_period_leaves_a_decision_standing(sources):
    send(sources, SPRING, JULY)
    decided(sources, "accepted", AUGUST)
    send(sources, SUMMER, datetime(2025, 10, 3, tzinfo=UTC))

    assert of(sources, on(date(2025, 10, 9))).standing == "accepted"


def test_a_withdrawal_takes_back_what_was_decided_about_it(sources):
    number = send(sources, SPRING, JULY)
    decided(sources, "accepted", AUGUST)
    store.withdraw(sources.engine, number, "Wrong file.", "Bo", SEPTEMBER)

    found = of(sources, on(date(2025, 10, 1)))

    assert (found.standing, found.received, found.came) == ("late", None, 0)
    assert found.overtaken.act == "accepted"


def test_a_period_locked_for_everyone_can_be_opened_for_one(tmp_path, framework):
    both = tuple(framework.service[one] for one in ("SV05", "SV06"))
    sources = record(tmp_path, services=both)
    decided(sources, "locked", AUGUST, service="")
    decided(sources, "unlocked", SEPTEMBER, service="SV06")

    view = on(date(2025, 10, 1))

    assert [of(sources, view, service=one.id).standing for one in both] == ["locked", "late"]
    assert answers.locked(sources, view) == {("SV05", SPRING.start, "quarter")}
    assert answers.locked(sources, on(AUGUST.date(), JULY)) == frozenset()


def test_every_period_old_enough_is_locked_by_itself_whether_it_was_asked_for_or_not(tmp_path):
    sources = record(tmp_path, lock_after_days=90)
    decided(sources, "unlocked", datetime(2026, 1, 5, tzinfo=UTC), period=SUMMER)

    found = answers.locked(sources, on(date(2026, 1, 10)))

    assert {(service, start) for service, start, kind in found if kind == "quarter"} == {
        (QUARTERLY, SPRING.start),
        (TERMLY, SPRING.start),
        (TERMLY, SUMMER.start),
    }
    assert (TERMLY, date(2025, 4, 1), "term") in found
    assert not [one for one in found if one[2] == "financial_year" and one[1] == YEAR.start]


def test_nothing_is_locked_where_neither_the_framework_nor_a_decision_says_so(sources):
    assert answers.locked(sources, on(date(2040, 1, 1))) == frozenset()


def test_who_locked_a_return_is_told():
    held = lock(known(came=True, fresh=said("accepted", "locked")), DUE)

    assert held == Decision("locked", date(2025, 8, 1), "Ann Lee")


SENT = st.lists(st.dictionaries(st.sampled_from(["W01", "W07"]), st.integers(1, 2), min_size=1), min_size=1, max_size=5)


@settings(deadline=None, max_examples=12)
@given(sent=SENT, taken_back=st.lists(st.integers(1, 5), max_size=2, unique=True))
def test_what_is_known_changes_exactly_when_another_figure_counts(tmp_path_factory, sent, taken_back):
    days = [JULY + timedelta(days=one) for one in range(8)]
    gone = {number: days[5 + at] for at, number in enumerate(taken_back) if number <= len(sent)}
    copy = projected(tmp_path_factory.mktemp("changes"), dict(zip(days, sent, strict=False)), gone)

    told = [copy.changes("borough", day + timedelta(hours=1))["changed"].to_list() for day in days]

    assert told == [[last] for last in walked(copy, days)]


def projected(folder: Path, sent: dict[datetime, dict[str, int]], gone: dict[int, datetime]) -> Projection:
    """The projection of one service's returns of SPRING: when it came -> indicator -> numerator."""
    rows = pl.DataFrame(
        {
            "submission_id": number,
            "known_from": moment,
            **row(line, indicator, SPRING.start, numerator=many, denominator=9),
        }
        for number, (moment, counts) in enumerate(sent.items(), start=1)
        for line, (indicator, many) in enumerate(counts.items(), start=2)
    )
    kinds = {"known_from": pl.Datetime("us", "UTC"), **dict.fromkeys(("value", "n", "sd", "asked"), pl.Float64)}
    rows = rows.cast(kinds).with_row_index("observation_id").cast({"observation_id": pl.Int64})
    return Projection(
        folder,
        lambda _, newest: rows.filter(pl.col("submission_id") > newest),
        lambda _, number: f"{number:016d}",
        lambda _: gone,
    )


def walked(copy: Projection, moments: list[datetime]) -> list[datetime]:
    """At each of some moments, the last by then at which the counts were other than at the one before."""
    before, last, found = {}, moments[0], []
    for one in moments:
        frame = copy.counts("borough", {}, one).collect("polars").to_native()
        now = dict(frame.select("indicator_id", "numerator").iter_rows())
        last = one if now != before else last
        before = now
        found.append(last)
    return found
