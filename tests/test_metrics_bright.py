"""What the numbers point to as possible bright spots, and what speaks against it."""

from datetime import date
from typing import Any

import pytest

from impact.framework import Framework
from impact.metrics.bright import (
    BEYOND_INNER_TWICE,
    BEYOND_OUTER,
    IMPROVING,
    IMPROVING_SPC,
    Pointer,
    Pointers,
    pointers,
)
from impact.metrics.bright_checks import BESIDE_UNKNOWN
from impact.metrics.rollup import figures
from impact.periods import Period, between
from impact.words.bright import pointer_sentence
from metrics_cases import counts
from places import QUARTER, place, sent

TODAY = date(2026, 10, 15)
SIX = place(("SEC1", "universal", 6))
RUN = between(date(2026, 1, 1), QUARTER.end, "quarter")
FIVE = {f"A0{at}": (55.0, 100.0) for at in range(1, 6)}


def pointed(rows: list[dict[str, Any]], framework: Framework = SIX, asked: Any = frozenset()) -> Pointers:
    shown = figures(counts(rows, "polars"), framework, ("service", "whole"))
    return pointers(shown, framework, TODAY, asked)


def quarter(
    own: float, base: float = 100, period: Period = QUARTER, others: Any = None, **more: Any
) -> list[dict[str, Any]]:
    """One quarter in which A00 stands beside five that are alike."""
    return sent(SIX, {"A00": (own, base), **(FIVE if others is None else others)}, period, **more)


def rules(found: Pointers) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.service_id, one.rules) for one in found.candidates]


def test_a_service_beyond_the_outer_limit_now_is_a_candidate():
    assert rules(pointed(quarter(80))) == [("A00", (BEYOND_OUTER,))]


def test_one_quarter_beyond_the_inner_limit_is_not_enough():
    assert pointed(quarter(71)) == Pointers(
        beyond=pointed(quarter(71)).beyond, improving=pointed(quarter(71)).improving
    )


@pytest.mark.parametrize(("own", "is_one"), [((71, 55, 71), True), ((71, 71, 55), True), ((55, 55, 71), False)])
def test_two_of_the_last_three_periods_beyond_the_inner_limit_are_enough(own, is_one):
    rows = [row for share, period in zip(own, RUN, strict=True) for row in quarter(share, period=period)]

    assert rules(pointed(rows)) == ([("A00", (BEYOND_INNER_TWICE,))] if is_one else [])


def test_a_period_before_the_last_three_does_not_count():
    run = between(date(2025, 10, 1), QUARTER.end, "quarter")
    rows = [row for own, period in zip((71, 55, 55, 71), run, strict=True) for row in quarter(own, period=period)]

    assert rules(pointed(rows)) == []


def test_a_clear_improvement_on_its_own_history_is_a_candidate_of_ten_or_more():
    run = between(date(2025, 7, 1), QUARTER.end, "quarter")
    shares = (2, 2, 2, 2, 18)

    def alone(n: float) -> list[dict[str, Any]]:
        return [
            row
            for own, period in zip(shares, run, strict=True)
            for row in sent(SIX, {"A00": (own * n / 20, n)}, period, "W01")
        ]

    assert rules(pointed(alone(20))) == [("A00", (IMPROVING,))]
    assert [(one.rules, one.held_back) for one in pointed(alone(8)).held_back] == [
        ((IMPROVING,), "it rests on fewer than 10")
    ]


def test_improvement_on_its_own_chart_is_told_as_such():
    run = between(date(2023, 1, 1), QUARTER.end, "quarter")
    shares = [50, 51, 49, 50, 52, 49, 50, 51, 50, 49, 51, 50, 50, 51, 75]

    found = pointed([row for own, at in zip(shares, run, strict=True) for row in sent(SIX, {"A00": (own, 100)}, at)])

    assert rules(found) == [("A00", (IMPROVING, IMPROVING_SPC))]


def test_a_year_that_ends_with_a_quarter_stands_apart_from_its_chart():
    run, years = between(date(2023, 1, 1), QUARTER.end, "quarter"), between(date(2023, 4, 1), TODAY, "financial_year")
    quarters = [row for at in run for row in sent(SIX, {"A00": (50 + at.start.month % 2, 100)}, at)]

    found = pointed([*quarters, *(row for at in years for row in sent(SIX, {"A00": (99, 100)}, at))])

    assert rules(found) == []


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (quarter(25, 25), "it rests on fewer than 30"),
        (quarter(80, asked=400.0), "fewer than 30% of those asked answered"),
        (quarter(80, asked=300.0), None),
        ([*quarter(80), *quarter(55, indicator="S03", asked=200.0)], ""),
    ],
)
def test_few_people_or_few_answers_speak_against_it(rows, why):
    found = pointed(rows)

    assert [one.held_back for one in found.held_back if one.indicator_id == "S01" and BEYOND_OUTER in one.rules] == (
        [why] if why and "answered" in why else []
    )
    assert bool(rules(found)) == (why in (None, ""))


def test_a_survey_that_does_not_say_how_many_it_asked_is_held_back():
    rows = quarter(80)
    rows[1]["asked"] = 150.0

    assert [one.held_back for one in pointed(rows).held_back] == ["how many were asked was not sent"]


def test_an_open_question_about_the_figure_holds_it_back():
    asked = {("A00", "S01", QUARTER.start, QUARTER.kind)}

    assert [one.held_back for one in pointed(quarter(80), asked=asked).held_back] == [
        "a question about this figure is open"
    ]


def safe(shares: tuple[float, ...]) -> list[dict[str, Any]]:
    run = between(date(2025, 7, 1), QUARTER.end, "quarter")
    return [row for own, at in zip(shares, run, strict=True) for row in sent(SIX, {"A00": (own, 100)}, at, "S03")]


def test_a_clear_worsening_of_what_it_is_paired_with_holds_it_back():
    found = pointed([*quarter(80), *safe((80, 80, 80, 80, 40))])

    assert [one.held_back for one in found.held_back] == ["S03, looked at together with it, has clearly become worse"]


def test_a_worsening_within_a_year_counts_too():
    found = pointed([*quarter(80), *safe((60, 20, 20, 20, 30))])

    assert [one.held_back for one in found.held_back if one.indicator_id == "S01"] == [
        "S03, looked at together with it, has clearly become worse"
    ]


def test_what_it_is_paired_with_may_stay_as_it_is_and_if_it_is_unknown_that_is_said():
    steady = pointed([*quarter(80), *safe((60, 60, 60, 60, 60))])

    assert [(one.indicator_id, one.notes) for one in steady.candidates] == [("S01", ())]
    assert [one.notes for one in pointed(quarter(80)).candidates] == [(BESIDE_UNKNOWN,)]


def test_beyond_the_other_limit_is_an_offer_of_help_and_no_candidate():
    found = pointed(quarter(25))

    assert [(one.service_id, one.rules) for one in found.offers] == [("A00", ())]
    assert (found.candidates, found.held_back) == ((), ())


def test_a_stale_figure_points_to_nothing():
    old = between(date(2025, 1, 1), date(2025, 3, 31), "quarter")[0]

    assert pointed(quarter(80, period=old)).candidates == ()


def test_the_order_is_the_frameworks_and_not_that_of_values():
    many = {f"A{at:02}": (55.0, 100.0) for at in range(9)}
    framework = place(("SEC1", "universal", 9))
    rows = sent(framework, many | {"A07": (96, 100), "A02": (84, 100)})

    assert [one.service_id for one in pointed(rows, framework).candidates] == ["A02", "A07"]


def test_a_hidden_figure_is_no_candidate_and_moves_nothing():
    rows = quarter(80)
    rows[0] |= {"marker": "c", "numerator": None, "denominator": None}

    found = pointed(rows)

    assert (found.candidates, found.held_back, found.offers) == ((), (), ())


def test_published_figures_and_those_without_a_good_direction_are_left_alone():
    area = [one | {"sector_id": None, "service_id": "E08000005"} for one in quarter(80, indicator="P03")]

    assert pointed([*area, *quarter(80, indicator="W12")]).candidates == ()


@pytest.mark.parametrize("rows", [[], quarter(80, others={}), quarter(0, 100, others={}), quarter(80)[1:]])
def test_an_empty_store_or_one_service_points_to_nothing(rows):
    found = pointed(rows)

    assert (found.candidates, found.held_back, found.offers) == ((), (), ())


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (
            {"rules": (BEYOND_OUTER,), "group": "sector", "compared": 7},
            "Service 0, “People who felt heard, valued and understood”: beyond the 99.8% limit now (among 7 services "
            "of Schools and early years).",
        ),
        (
            {"rules": (BEYOND_OUTER, IMPROVING), "group": "reach", "compared": 12, "widened": True},
            "Service 0, “People who felt heard, valued and understood”: beyond the 99.8% limit now and clearly better "
            "than where it began (among 12 universal services, since its sector has too few; limits are widened, since "
            "these differ by more than chance).",
        ),
        (
            {"rules": (IMPROVING,), "notes": (BESIDE_UNKNOWN,)},
            "Service 0, “People who felt heard, valued and understood”: clearly better than where it began; what it is "
            "looked at together with cannot be judged.",
        ),
        (
            {"rules": (IMPROVING,), "held_back": "it rests on fewer than 10"},
            "Service 0, “People who felt heard, valued and understood”: clearly better than where it began; held back, "
            "since it rests on fewer than 10.",
        ),
        (
            {"group": "all", "compared": 4},
            "Service 0, “People who felt heard, valued and understood”: beyond the other limit (among 4 services of "
            "every kind, since too few are like it). An offer of help, and a question about the data.",
        ),
    ],
)
def test_a_pointer_is_told_without_a_value(about, said):
    one = Pointer("A00", "S01", QUARTER.start, QUARTER.end, QUARTER.kind, **about)

    assert pointer_sentence(one, SIX) == said
