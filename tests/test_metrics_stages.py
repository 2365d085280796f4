"""Stages of the roadmap: what is met, what blocks, and how steadily."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Framework
from impact.metrics.criteria import CriterionResult
from impact.metrics.register import before
from impact.metrics.rollup import figures
from impact.metrics.stages import ServiceStage, reached, reached_in_feature, service_stages, stage_counts, steady
from impact.periods import Period, between, containing
from metrics_cases import counts, default_framework, row

TODAY = date(2026, 10, 15)
QUARTERS = between(date(2025, 10, 1), date(2026, 9, 30), "quarter")
Q = QUARTERS[-1]
YEAR = containing(date(2026, 3, 1), "financial_year")
SERVICE = "SV09"


@cache
def one_service(service: str) -> Framework:
    framework = default_framework()
    return framework.model_copy(update={"services": (framework.service[service],)})


def stage(rows: list[dict[str, Any]], service: str = SERVICE, today: date = TODAY, **changes: Any) -> ServiceStage:
    framework = one_service(service).model_copy(update=changes)
    frame = counts(rows, "polars")
    (found,) = service_stages(frame, figures(frame, framework, ("service",)), framework, today)
    return found


def share(
    indicator: str, per_cent: float, period: Period = Q, n: float = 100.0, service: str = SERVICE
) -> dict[str, Any]:
    return row(service, indicator, period, numerator=per_cent * n / 100, denominator=n)


def yes(evidence: str, period: Period = Q, service: str = SERVICE, value: float = 1.0) -> dict[str, Any]:
    return row(service, evidence, period, value=value, note="seen")


def aware(period: Period = Q) -> list[dict[str, Any]]:
    return [yes("E01", period), share("W01", 30, period), yes("E02", period), yes("E03", period)]


def sensitive(period: Period = Q) -> list[dict[str, Any]]:
    first = [one for one in aware(period) if one["indicator_id"] != "W01"]
    more = [share("W01", 60, period), share("L04", 100, period, 1), share("W07", 30, period), yes("E05", period)]
    return [*first, *more, yes("E04", period), yes("E06", period), share("L06", 30, period)]


def responsive(period: Period = Q) -> list[dict[str, Any]]:
    rows = [one for one in sensitive(period) if one["indicator_id"] not in ("W01", "W07", "L06")]
    high = [share(ref, 90, period) for ref in ("W01", "W07", "L06", "S08", "S03", "S01", "L02", "S05", "S13")]
    return [*rows, *high, share("W04", 60, YEAR)]


def result(found: ServiceStage, criterion: str) -> str:
    return next(one.result for one in found.criteria if one.criterion_id == criterion)


def test_a_service_with_nothing_sent_is_starting_out_and_is_not_failed() -> None:
    found = stage([])

    assert found.stage_id == "ST0"
    assert {one.result for one in found.criteria} <= {"not enough evidence", "waiting for peer", "does not apply"}


@pytest.mark.parametrize("rows, expected", [(aware, "ST1"), (sensitive, "ST2")])
def test_a_stage_is_reached_by_its_musts_and_two_thirds_in_all(rows: Any, expected: str) -> None:
    assert stage(rows()).stage_id == expected


def test_two_thirds_in_all_are_needed_beside_the_musts() -> None:
    found = stage(aware()[:2])

    assert (found.stage_id, found.blocks, found.shoulds_lacking) == ("ST0", (), 2)


def test_an_unmet_must_blocks_the_next_step() -> None:
    rows = [one for one in sensitive() if one["indicator_id"] != "E05"]

    found = stage(rows)

    assert (found.stage_id, found.blocks) == ("ST1", ("C204",))


def test_without_a_peer_the_third_stage_is_claimed_and_not_held() -> None:
    alone, seen = stage(responsive()), stage([*responsive(), yes("E07")])

    assert (alone.stage_id, alone.claimed_stage_id) == ("ST2", "ST3")
    assert {result(alone, "C301"), result(alone, "C313")} == {"waiting for peer"}
    assert (seen.stage_id, seen.claimed_stage_id) == ("ST3", "ST3")


def test_a_peers_confirmation_runs_out() -> None:
    old = yes("E07", containing(date(2024, 5, 1), "quarter"))

    found = stage([*responsive(), old])

    assert (result(found, "C301"), result(found, "C313")) == ("waiting for peer", "out of date")


def test_the_six_results_of_a_criterion() -> None:
    old = containing(date(2024, 2, 1), "quarter")

    found = stage([share("W01", 30), yes("E01", old), share("W07", 60), row(SERVICE, "S10", Q, marker="z")])

    assert result(found, "C102") == "met"
    assert result(found, "C201") == "not met"
    assert result(found, "C101") == "out of date"
    assert result(found, "C104") == "not enough evidence"
    assert result(found, "C303") == "waiting for peer"
    assert result(found, "C205") == "does not apply"


def test_what_does_not_apply_has_its_reason() -> None:
    found = {one.criterion_id: one.reason for one in stage([]).criteria if one.result == "does not apply"}

    assert found == {"C314": "asked of services of another kind"}


def test_too_few_answers_are_not_evidence_and_an_earlier_figure_with_enough_is() -> None:
    few, earlier = share("S01", 90, Q, 9), share("S01", 90, QUARTERS[-2], 50)

    assert result(stage([few, yes("E07")]), "C307") == "not enough evidence"
    assert result(stage([few, earlier, yes("E07")]), "C307") == "met"


@pytest.mark.parametrize(
    "levels, expected",
    [((90, 90, 90, 90), "met"), ((70, 90, 90, 90), "not met"), ((None, 90, 90, 90), "not enough evidence")],
)
def test_a_level_must_be_held_for_four_quarters(levels: tuple[float | None, ...], expected: str) -> None:
    rows = [share("S01", level, at) for level, at in zip(levels, QUARTERS, strict=True) if level]

    assert result(stage([*rows, yes("E07")]), "C405") == expected


def test_a_school_holds_a_level_for_three_terms() -> None:
    terms = between(date(2025, 9, 1), date(2026, 8, 31), "term")
    rows = [share("S01", 90, term, service="SV02") for term in terms]

    assert result(stage([*rows, yes("E07", service="SV02")], "SV02"), "C405") == "met"


def test_a_gap_breaks_the_run() -> None:
    quarters = between(date(2025, 4, 1), date(2026, 9, 30), "quarter")
    rows = [share("S01", 90, at) for at in quarters if at != quarters[-2]]

    assert result(stage([*rows, yes("E07")]), "C405") == "not enough evidence"


def test_a_register_of_counts_adds_the_last_twelve_months() -> None:
    def shared(*at: tuple[date, float]) -> list[dict[str, Any]]:
        return [row(SERVICE, "L12", containing(day, "quarter"), value=value) for day, value in at]

    this_year = [*shared((date(2025, 11, 1), 1.0), (date(2026, 8, 1), 0.0)), yes("E07")]
    last_year = [*shared((date(2025, 5, 1), 1.0), (date(2026, 8, 1), 0.0)), yes("E07")]

    assert (result(stage(this_year), "C410"), result(stage(last_year), "C410")) == ("met", "not met")


@pytest.mark.parametrize("now, expected", [(10, "met"), (40, "not met"), (None, "not enough evidence")])
def test_turnover_must_not_have_clearly_worsened_in_a_year(now: float | None, expected: str) -> None:
    year_ago = containing(date(2025, 8, 1), "quarter")
    rows = [share("W13", now, Q, 500), share("W13", 12, year_ago, 500)] if now else [share("W13", 12, Q, 500)]

    assert result(stage([*rows, yes("E07")]), "C409") == expected


def test_a_late_return_does_not_knock_a_service_down_but_two_reviews_do() -> None:
    start = containing(date(2025, 8, 1), "quarter")
    rows = [one for one in sensitive(start) if one["indicator_id"] != "W07"] + [share("W07", 30, start)]

    days = (date(2026, 3, 31), date(2026, 4, 15), date(2026, 6, 30), date(2026, 9, 30))
    found = [stage(rows, today=day) for day in days]

    assert [(one.stage_id, one.review_due) for one in found] == [
        ("ST2", False),  # the reflective space figure is six months old, and still counts
        ("ST2", True),
        ("ST2", True),
        ("ST1", False),
    ]


def test_a_service_that_never_meets_the_public_can_become_responsive() -> None:
    rows = [one | {"service_id": "SV24", "sector_id": "SEC8"} for one in [*responsive(), yes("E07")]]
    kept = [one for one in rows if one["indicator_id"] not in ("S01", "S03", "S05", "S13")]

    without = stage(kept, "SV24")
    found = stage([*kept, share("W08", 80, YEAR, service="SV24")], "SV24")

    assert (without.stage_id, without.blocks) == ("ST2", ("C314",))
    assert found.stage_id == "ST3"


def test_too_few_criteria_that_apply_are_said() -> None:
    away = [row(SERVICE, ref, Q, marker="z") for ref in ("W01", "L04", "W07", "S10", "L06")]

    found = stage([*(one for one in aware() if one["indicator_id"] != "W01"), yes("E04"), *away])

    assert (found.stage_id, found.too_few_apply) == ("ST1", True)


def test_a_feature_without_criteria_at_a_stage_carries_the_stage_below() -> None:
    found = stage([share("S01", 90), share("S05", 90), yes("E07"), yes("E06")])

    assert (found.features["FP1"], found.features["FP4"], found.features["FP6"]) == ("ST3", "ST2", "ST0")


def test_a_framework_without_stages_gives_no_stages() -> None:
    framework = default_framework().model_copy(update={"stages": (), "criteria": ()})
    frame = counts(aware(), "polars")

    assert service_stages(frame, figures(frame, framework, ("service",)), framework, TODAY) == ()


def test_stages_are_counted_and_not_averaged() -> None:
    framework = default_framework()
    frame = counts(aware(), "polars")

    found = stage_counts(service_stages(frame, figures(frame, framework, ("service",)), framework, TODAY), framework)

    assert found[""] == {"ST0": 23, "ST1": 1, "ST2": 0, "ST3": 0, "ST4": 0}
    assert found["SEC3"] == {"ST0": 3, "ST1": 1, "ST2": 0, "ST3": 0, "ST4": 0}


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 14, date(2024, 11, 15)),
    ],
)
def test_months_before_a_day(day: date, months: int, expected: date) -> None:
    assert before(day, months) == expected


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 4))
@settings(deadline=None)
def test_steadiness_agrees_with_plain_loops(ranks: list[int], now: int) -> None:
    held, in_a_row = 0, []
    for rank in ranks:
        in_a_row = [*in_a_row, rank] if rank < held else []
        if rank > held:
            held = rank
        if len(in_a_row) == 2:
            held, in_a_row = in_a_row[-1], []

    assert steady(ranks, now, 2) == (max(held, now), now < held)


results = st.sampled_from(["met", "met", "met", "not met", "does not apply", "not enough evidence"])


@given(st.lists(results, min_size=60, max_size=60))
@settings(deadline=None, max_examples=150)
def test_the_rule_agrees_with_plain_loops(drawn: list[str]) -> None:
    framework = default_framework()
    judged = [(one, CriterionResult(one.id, found)) for one, found in zip(framework.criteria, drawn, strict=False)]

    expected = 0
    for top in (1, 2, 3, 4):
        upto = [(one, found.result) for one, found in judged if framework.stage[one.stage].rank <= top]
        applying = [(one, found) for one, found in upto if found != "does not apply"]
        musts = all(found == "met" for one, found in applying if one.weight == "must")
        share_met = sum(found == "met" for _, found in applying) >= 2 / 3 * len(applying) - 1e-9
        enough = all(applies(judged, f"ST{rank}") >= 0.6 - 1e-9 for rank in range(1, top + 1))
        if musts and share_met and enough and applying:
            expected = top
    assert reached(judged, framework) == expected
    assert 0 <= reached_in_feature(judged[:5], framework) <= 4


def applies(judged: Any, stage_id: str) -> float:
    of_stage = [found.result for one, found in judged if one.stage == stage_id]
    return sum(found != "does not apply" for found in of_stage) / len(of_stage)
