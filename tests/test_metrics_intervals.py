"""Limits of figures: worked examples, edges, and what happens to impossible counts."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.metrics.intervals import confidence_levels, poisson_or_byar, rate, refuse_impossible, student_t, wilson

whole = st.integers(0, 500)


def test_97_of_141_is_between_61_and_76_per_cent() -> None:
    lower, upper = wilson(97, 141)

    assert (round(100 * float(lower), 1), round(100 * float(upper), 1)) == (60.7, 75.9)


def test_55_events_among_25000_children_are_166_to_286_per_100000() -> None:
    value, lower, upper = rate(55, 25_000, multiplier=100_000)

    assert [round(float(number)) for number in (value, lower, upper)] == [220, 166, 286]


def test_nobody_and_everybody_keep_a_limit_at_the_end_and_one_inside() -> None:
    lower, upper = wilson([0, 20], [20, 20])

    assert lower[0] == pytest.approx(0, abs=1e-12) and upper[0] == pytest.approx(0.1611, abs=1e-4)
    assert upper[1] == pytest.approx(1, abs=1e-12) and lower[1] == pytest.approx(1 - 0.1611, abs=1e-4)


def test_nine_events_are_exact_and_ten_are_byars() -> None:
    lower, upper = poisson_or_byar([9, 10])

    assert lower == pytest.approx([4.115373, 4.787450], rel=1e-6)
    assert upper == pytest.approx([17.084803, 18.391296], rel=1e-5)


@pytest.mark.parametrize("x, n", [(5, 0), (6, 5), (-1, 5), (np.nan, 5), (5, np.nan)])
def test_an_impossible_count_has_no_limits_and_stops_nothing_else(x: float, n: float) -> None:
    lower, upper = wilson([x, 2], [n, 4])

    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, False]


@pytest.mark.parametrize("x, n", [(5, 0), (6, 5), (-1, 5)])
def test_an_impossible_count_is_refused_where_a_refusal_is_asked_for(x: float, n: float) -> None:
    with pytest.raises(ValueError, match="must"):
        refuse_impossible(x, n)


def test_more_events_than_people_are_allowed_in_a_rate() -> None:
    refuse_impossible(6, 5, part_of_whole=False)

    assert float(rate(6, 5)[0]) == pytest.approx(1.2)


def test_one_answer_has_no_spread() -> None:
    lower, upper = student_t([4.0, 4.0], [1, 2], [np.nan, 1.0])

    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, False]


@pytest.mark.parametrize("confidence", [0.5, 89, 101, [0.95, 0.99], [0.95, 0.998, 0.99]])
def test_a_confidence_that_means_nothing_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        confidence_levels(confidence)


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=20))
@settings(deadline=None, max_examples=50)
def test_many_at_once_are_the_same_as_one_by_one(pairs: list[tuple[int, int]]) -> None:
    together = wilson([x for x, _ in pairs], [n for _, n in pairs])

    for at, (x, n) in enumerate(pairs):
        lower, upper = slow_wilson(x, n)
        assert together[0][at] == pytest.approx(lower, rel=1e-9, abs=1e-12, nan_ok=True)
        assert together[1][at] == pytest.approx(upper, rel=1e-9, abs=1e-12, nan_ok=True)


def slow_wilson(x: int, n: int) -> tuple[float, float]:
    if n <= 0 or x > n:
        return float("nan"), float("nan")
    z, share = 1.959963984540054, x / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return middle - reach, middle + reach


@given(st.integers(1, 400))
@settings(deadline=None, max_examples=50)
def test_limits_of_a_count_hold_the_count(events: int) -> None:
    lower, upper = poisson_or_byar(events)

    assert not isnan(float(lower)) and float(lower) < events < float(upper)
