"""How services moved along the roadmap, at every review, counted and never averaged."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Framework
from impact.metrics.rollup import figures
from impact.metrics.stage_moves import Move, Reviewed, counted, moves, reviewed
from impact.metrics.stages import held_at_each, service_stages, steady
from impact.periods import Period, between, containing
from impact.words.roadmap import move_sentence, moves_sentence
from metrics_cases import borough, counts, default_framework, row

TODAY = date(2026, 10, 15)
QUARTERS = between(date(2025, 1, 1), date(2026, 9, 30), "quarter")
SERVICE = "SV09"


def changed(**parts: Any) -> Framework:
    whole = {name: getattr(default_framework(), name) for name in Framework.model_fields}
    return Framework.model_validate(whole | parts)


@cache
def one_service(joined: date | None = None, left: date | None = None) -> Framework:
    service = default_framework().service[SERVICE].model_copy(update={"joined": joined, "left": left})
    return changed(services=(service,), first_period=QUARTERS[0].start)


def aware(period: Period) -> list[dict[str, Any]]:
    yes = [row(SERVICE, one, period, value=1.0, note="seen") for one in ("E01", "E02", "E03")]
    return [*yes, row(SERVICE, "W01", period, numerator=30.0, denominator=100.0)]


def history(rows: list[dict[str, Any]], framework: Framework, today: date = TODAY) -> tuple[Reviewed, ...]:
    frame = counts(rows, "polars")
    return reviewed(frame, figures(frame, framework, ("service",)), framework, today)


def test_a_service_moves_up_at_the_first_review_that_shows_it():
    found = history(aware(QUARTERS[2]), one_service())

    assert [one.stage_id for one in found] == ["ST0", "ST0", "ST1", "ST1", "ST1", "ST1", "ST1"]
    assert moves(found, one_service()) == (Move(SERVICE, QUARTERS[2].end, "ST0", "ST1", True),)


def test_it_moves_down_only_after_failing_at_two_reviews_in_a_row():
    lost = row(SERVICE, "W01", QUARTERS[4], numerator=10.0, denominator=100.0)

    found = history([*aware(QUARTERS[2]), lost], one_service())

    assert [one.stage_id for one in found] == ["ST0", "ST0", "ST1", "ST1", "ST1", "ST0", "ST0"]
    assert [(one.review, one.up) for one in moves(found, one_service())] == [
        (QUARTERS[2].end, True),
        (QUARTERS[5].end, False),
    ]


def test_a_stage_has_to_be_kept_by_fresh_evidence():
    found = history(aware(QUARTERS[0]), one_service())

    assert (found[0].stage_id, found[-1].stage_id) == ("ST1", "ST0")


def test_a_service_is_told_of_only_while_it_takes_part():
    framework = one_service(joined=QUARTERS[1].start, left=QUARTERS[4].start)

    found = history(aware(QUARTERS[0]), framework)

    assert [one.review for one in found] == [one.end for one in QUARTERS[1:4]]


def test_the_last_review_agrees_with_the_stage_held_that_day():
    framework, frame = default_framework(), counts(borough(), "polars")
    rows = figures(frame, framework, ("service",))
    day = date(2026, 9, 30)

    now = {one.service_id: (one.stage_id, one.claimed_stage_id) for one in service_stages(frame, rows, framework, day)}
    last = {one.service_id: one for one in reviewed(frame, rows, framework, day) if one.review == day}

    assert {key: (one.stage_id, one.claimed_stage_id) for key, one in last.items()} == now


def test_services_are_counted_by_sector_at_each_review_and_add_up():
    framework, frame = default_framework(), counts(borough(), "polars")
    found = reviewed(frame, figures(frame, framework, ("service",)), framework, TODAY)

    table = counted(found, framework)

    for review in {review for review, _ in table}:
        sectors = [stages for (day, sector), stages in table.items() if day == review and sector]
        whole = table[(review, "")]
        assert {stage: sum(one[stage] for one in sectors) for stage in whole} == whole
        assert sum(whole.values()) == len(framework.services)


def test_the_way_is_told_in_sentences():
    found = history(aware(QUARTERS[2]), one_service())
    moved = moves(found, one_service())

    assert moves_sentence(moved, one_service(), found) == (
        "From 31 Mar 2025 to 30 Sep 2026, by what is known now: 1 move up and 0 moves down."
    )
    name = one_service().service[SERVICE].name
    assert move_sentence(moved[0], one_service()) == (
        f"{name}: from Starting out to Aware at the review of 30 Sep 2025."
    )


@pytest.mark.parametrize(
    ("framework", "today", "said"),
    [
        (changed(stages=(), criteria=()), TODAY, "This framework has no stages."),
        (
            one_service(),
            QUARTERS[0].start,
            "No review has come yet: the first is at the end of the first quarter.",
        ),
    ],
)
def test_where_there_is_no_way_to_tell_of_it_is_said(framework, today, said):
    found = history([], framework, today)

    assert found == ()
    assert moves_sentence(moves(found, framework), framework, found) == said


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), max_size=12), st.integers(1, 3))
def test_the_rank_held_after_each_review_is_what_walking_up_to_it_gives(ranks, before_going_down):
    held = held_at_each(ranks, before_going_down)

    slow = [steady(ranks[: at + 1], 0, before_going_down)[0] for at in range(len(ranks))]
    assert held == slow
    assert containing(TODAY, "quarter").start > QUARTERS[-1].end
