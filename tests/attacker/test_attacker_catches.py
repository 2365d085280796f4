"""The intruder finds what can be found: each way in which a hidden number has been known to come out."""

from datetime import date, datetime
from itertools import product
from math import inf

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.audit.reaching import told_by_steps
from impact.metrics.criteria import UNTOLD, CriterionResult
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.stage_moves import Reviewed
from impact.metrics.stages import ServiceStage
from impact.periods import containing
from metrics_cases import default_framework, row
from publishing import ALIKE, day, ends, few_only, hiding, share, tried

Q1, Q2 = (containing(date(2026, month, 1), "quarter") for month in (5, 8))
SPRING, AUTUMN, SUMMER = (containing(date(2026, month, 20), "term") for month in (2, 10, 6))
OLD = date(2026, 10, 1)


def alike(figures, rules):
    return few_only(figures, rules, ALIKE)


def heard(service, people, **more):
    """One service's row of a plain count of people."""
    return row(service, "S07", Q2, value=float(people), **more)


def test_the_only_hidden_part_of_a_shown_total_is_known_exactly() -> None:
    found = tried(day([share("SV05", "W01", Q2, 3, 60), share("SV06", "W01", Q2, 40, 80)])).findings

    assert ends(found)["SV05", "count"] == (3, 3)


def test_a_hidden_sector_is_had_from_the_whole_and_the_other_sectors() -> None:
    rows = [share("SV05", "W01", Q2, 3, 60), share("SV09", "W01", Q2, 40, 80)]

    assert ends(tried(day(rows)).findings)["SEC2", "count"] == (3, 3)


def test_two_that_add_up_to_little_are_bounded_by_their_sum() -> None:
    rows = [heard("SV05", 2), heard("SV06", 2), heard("SV09", 9)]

    found = ends(tried(day(rows)).findings)

    assert found["SV05", "count"] == found["SV06", "count"] == (1, 3)


def test_two_that_are_both_told_to_be_small_pin_each_other_down() -> None:
    rows = [share("SV05", "W13", Q2, 5, 60), share("SV06", "W13", Q2, 4, 80)]

    assert ends(tried(day(rows)).findings)["SV06", "count"] == (4, 5)


def test_two_of_which_nobody_is_told_that_both_are_small_are_safe() -> None:
    rows = [share("SV05", "W13", Q2, 5, 60), share("SV06", "W13", Q2, 4, 80)]

    assert tried(day(rows, gate=alike)).findings == ()


def test_the_other_side_of_a_split_is_found_too() -> None:
    found = tried(day([share("SV05", "W01", Q2, 57, 60), share("SV06", "W01", Q2, 40, 80)])).findings

    assert ends(found)["SV05", "other side"] == (3, 3)


def test_a_row_that_came_in_between_two_days_is_their_difference() -> None:
    """Hidden well today, beside another; but a week ago the other stood alone in the total."""
    shown = [share("SV06", "W01", Q2, 40, 80, observation_id=1)]
    late = share("SV05", "W01", Q2, 3, 60, observation_id=2)

    def both(figures, rules):
        return hiding(figures, (figures.scope_kind == "service").tolist(), ALIKE)

    assert tried(day([*shown, late], gate=both)).findings == ()
    found = tried(day(shown, OLD), day([*shown, late], gate=both)).findings
    assert ends(found)["SV05", "count"] == (3, 3)


def test_two_versions_of_a_hidden_row_are_had_from_the_difference_of_two_totals() -> None:
    """From 1 to 5: only one such pair is four apart, so the totals of two days tell both."""
    others = [heard("SV06", 7, observation_id=1), heard("SV07", 4, observation_id=2)]
    before, after = heard("SV05", 1, observation_id=3), heard("SV05", 5, observation_id=4)

    def two(figures, rules):
        return hiding(figures, figures.scope_id.isin(["SV05", "SV07"]).tolist(), "Hidden: 1 to 5 people")

    found = ends(tried(day([*others, before], OLD, two), day([*others, after], gate=two)).findings)

    assert found["SV05", "count"] in ((1, 1), (5, 5))
    assert found["SV07", "count"] == (4, 4)


def test_a_row_sent_again_with_nothing_changed_is_known_to_be_the_same() -> None:
    """Shown on one day and hidden on another: the list of returns says that nothing changed in between."""
    first = share("SV05", "W01", Q2, 3, 60, observation_id=1)
    again = share("SV05", "W01", Q2, 3, 60, observation_id=2)
    moment = {("SV05", pd.Timestamp(Q2.start), "quarter"): datetime(2026, 10, 1)}

    def open_(figures, rules):
        return hiding(figures, [False] * len(figures))

    found = tried(day([first], OLD, open_, moment), day([again], changed=moment)).findings

    assert ends(found)["SV05", "count"] == (3, 3)


def test_a_term_that_is_carried_into_a_quarter_is_followed_there() -> None:
    """Hidden with another in its own quarter, but carried into the next one alone."""
    rows = [share("SV01", "W01", SPRING, 3, 60), share("SV05", "W01", Q1, 40, 80), share("SV06", "W01", Q1, 50, 80)]

    found = ends(tried(day(rows)).findings)

    assert found["SV01", "count"] == (3, 3)


def test_rounded_counts_are_made_exact_from_the_rate_beside_them() -> None:
    """The total is rounded to the nearest five; its rate is not, and gives the hidden part away all the same."""

    def rounded(figures, rules):
        seen = few_only(figures, rules)
        return seen.assign(**{name: 5 * (seen[name] / 5).round() for name in ("numerator", "denominator")})

    rows = [share("SV02", "S17", SUMMER, 3, 1013), share("SV03", "S17", SUMMER, 38, 987)]

    found = ends(tried(day(rows, gate=rounded)).findings)

    assert found["SV02", "count"] == (3, 3)


def test_a_small_group_behind_a_mean_is_found() -> None:
    year = containing(date(2025, 6, 1), "financial_year")
    rows = [row("SV05", "W10", year, value=20.0, n=9.0, sd=4.0), row("SV06", "W10", year, value=22.0, n=40.0, sd=4.0)]

    def small(figures, rules):
        return hiding(figures, (figures.n < 15).tolist(), "Hidden: a group of fewer than 15")

    assert ends(tried(day(rows, gate=small)).findings)["SV05", "count"] == (9, 9)


def test_a_criterion_that_is_met_says_on_which_side_of_its_threshold_a_figure_lies() -> None:
    """Two share what is left of a total; that one of them trained 85 in 100 tells that hardly anybody was left out."""
    rows = [share("SV05", "W01", Q2, 10, 11), share("SV06", "W01", Q2, 0, 9), share("SV07", "W01", Q2, 40, 80)]
    criterion = next(one for one in default_framework().criteria if one.ref == "W01" and one.threshold == 85)

    def two(figures, rules):
        return hiding(figures, figures.scope_id.isin(["SV05", "SV06"]).tolist(), ALIKE)

    met = CriterionResult(criterion.id, "met", float("nan"), Q2.end)
    roadmap = (ServiceStage("SV05", "ST0", "ST0", False, {}, (met,), ()),)

    assert tried(day(rows, gate=two)).findings == ()
    (found,) = [one for one in tried(day(rows, gate=two, stages=roadmap)).findings if one.scope_id == "SV05"]
    assert (found.what, found.low, found.high) == ("other side", 0, 1)
    assert any("roadmap" in said for said in found.sources)


@pytest.mark.parametrize("told_by", ["its step", "the step of a feature", "a step at a past review"])
def test_a_step_that_was_reached_tells_that_its_criterion_was_met(told_by) -> None:
    """W01 must be at least 25% for the first step: a service that stands there has as many trained."""
    rules = default_framework()
    first = next(one for one in rules.criteria if one.id == "C102")
    others = [one for one in rules.criteria if one.stage == first.stage and one.id != first.id]
    results = (
        CriterionResult(first.id, UNTOLD, float("nan"), Q2.end),
        *(CriterionResult(one.id, "met", 1.0, Q2.end) for one in others),
    )
    start, step = (next(one.id for one in rules.stages if one.rank == rank) for rank in (0, 1))
    held = step if told_by == "its step" else start
    features = {first.feature: step} if told_by == "the step of a feature" else {}
    stage = ServiceStage("SV05", held, held, told_by != "its step", features, results, ())
    past = (Reviewed("SV05", Q2.end, step, step),) if told_by == "a step at a past review" else ()
    rows = [share("SV05", "W01", Q2, 30, 60), share("SV06", "W01", Q2, 40, 80), share("SV07", "W01", Q2, 40, 80)]

    def two(figures, rules):
        return hiding(figures, figures.scope_id.isin(["SV05", "SV06"]).tolist(), ALIKE)

    seen = day(rows, gate=two, stages=(stage,), history=past)
    (choice, *_) = told_by_steps(seen, seen.versions)

    passed, small = choice.ways
    assert sorted(passed[0].terms.values()) == [-first.threshold, 100.0]
    assert (passed[0].low, passed[0].high) == (0, inf)
    assert (small[0].low, small[0].high) == (0, first.smallest_base - 1)


def test_a_step_that_could_be_reached_without_a_criterion_tells_nothing_of_it() -> None:
    rules = default_framework()
    first = next(one for one in rules.criteria if one.id == "C102")
    untold = CriterionResult(first.id, UNTOLD, float("nan"), Q2.end)
    start = next(one.id for one in rules.stages if one.rank == 0)
    missed = CriterionResult("C101", "not met", 0.0, Q2.end)
    stage = ServiceStage("SV05", start, start, False, {}, (untold, missed), ())
    seen = day([share("SV05", "W01", Q2, 3, 60)], gate=alike, stages=(stage,))

    assert list(told_by_steps(seen, seen.versions)) == []


def test_where_an_outcome_started_is_taken_for_what_its_first_period_came_to() -> None:
    """The whole's first figure is hidden, but the theory of change says what it was."""
    periods = [containing(date(2025, month, 1), "quarter") for month in (2, 5)]
    rules = default_framework()
    services = [one.id for one in rules.services if one.rhythm == "quarter"]
    rows = [share(service, "W13", period, 12, 60) for service in services for period in periods]

    def first(figures, rules):
        early = figures.period_start == pd.Timestamp(periods[0].start)
        return hiding(
            figures, (early & ((figures.scope_kind != "service") | (figures.scope_id == "SV05"))).tolist(), ALIKE
        )

    start = NodePart("W13", baseline=20.0, period=periods[1].end)

    told = tried(day(rows, gate=first, nodes=(NodeResult("N", parts=(start,)),)))
    assert told.solved > tried(day(rows, gate=first)).solved


@pytest.mark.parametrize(
    "rows",
    [
        [share("SV05", "W01", Q2, 30, 60), share("SV06", "W01", Q2, 40, 80)],
        [share("SV05", "W01", Q2, 3, 60)],
        [share("SV05", "W13", Q2, 3, 60), share("SV06", "W13", Q2, 5, 80), share("SV07", "W13", Q2, 5, 70)],
    ],
    ids=["nothing is hidden", "its only total is hidden with it", "three that could be any"],
)
def test_what_cannot_be_worked_out_raises_no_alarm(rows) -> None:
    assert tried(day(rows, gate=alike)).findings == ()


PARTS = st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=2, max_size=4)


@given(PARTS)
@settings(deadline=None, max_examples=15)
def test_what_is_found_is_what_trying_every_number_finds(parts) -> None:
    """The slow twin: every way in which the hidden counts of one sector could be shared out is written down.

    A nought is never hidden, so each is at least 1.
    """
    services = [f"SV{5 + at:02}" for at in range(len(parts))]
    rows = [row(service, "S07", Q2, value=float(count)) for service, (count, _) in zip(services, parts, strict=True)]
    dark = {service for service, (_, hide) in zip(services, parts, strict=True) if hide}

    def some(figures, rules):
        return hiding(figures, figures.scope_id.isin(dark).tolist(), ALIKE)

    found = ends(tried(day(rows, gate=some)).findings)

    left = sum(count for count, hide in parts if hide)
    fitting = [one for one in product(range(1, left + 1), repeat=len(dark)) if sum(one) == left]
    for at, service in enumerate(sorted(dark)):
        reach = {one[at] for one in fitting}
        narrow = len(reach) < 5 and min(reach) <= 5
        assert found.get((service, "count")) == ((min(reach), max(reach)) if narrow else None)
