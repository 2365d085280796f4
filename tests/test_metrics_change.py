"""Whether a figure has really changed."""

from math import isnan, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.metrics.change import compare, limits, newcombe, rate_ratio, verdict, welch
from metrics_cases import default_framework


def proportion(x: float, n: float) -> dict[str, Any]:
    return {"numerator": x, "denominator": n, "value": 100 * x / n, "n": nan, "sd": nan}


def mean(value: float, n: float, sd: float) -> dict[str, Any]:
    return {"numerator": nan, "denominator": nan, "value": value, "n": n, "sd": sd}


@pytest.mark.parametrize(
    "now, before, difference, lower, upper, word",
    [
        ((97, 141), (74, 132), 12.7, 1.3, 23.8, "clear improvement"),
        ((9, 13), (7, 12), 10.9, -24.0, 42.9, "no clear change"),
    ],
)
def test_the_same_difference_is_clear_only_when_enough_people_answered(
    now: Any, before: Any, difference: float, lower: float, upper: float, word: str
) -> None:
    change = compare(proportion(*now), proportion(*before), default_framework().indicator["S01"])

    assert [round(number, 1) for number in (change.difference, change.lower, change.upper)] == [
        difference,
        lower,
        upper,
    ]
    assert change.word == word


def test_a_rise_is_a_worsening_where_lower_is_better() -> None:
    endings = default_framework().indicator["S15"]

    assert compare(proportion(60, 100), proportion(30, 100), endings).word == "clear worsening"


@pytest.mark.parametrize(
    "lower, upper, word", [(1, 2, "clear rise"), (-2, -1, "clear fall"), (-1, 1, "no clear change")]
)
def test_without_a_good_direction_a_change_is_neither_good_nor_bad(lower: float, upper: float, word: str) -> None:
    assert verdict(lower, upper, "none") == word
    assert verdict(nan, nan, "none") == "not enough data"


def test_a_figure_on_too_few_answers_gives_no_verdict() -> None:
    change = compare(proportion(9, 9), proportion(1, 100), default_framework().indicator["S01"])

    assert change.word == "not enough data"


def test_an_indicator_without_an_interval_gives_no_verdict() -> None:
    sickness = default_framework().indicator["W12"]

    assert compare(proportion(500, 1000), proportion(10, 1000), sickness).word == "not enough data"


def test_rates_are_compared_by_their_ratio() -> None:
    turnover = default_framework().indicator["W13"]

    change = compare(proportion(50, 1000), proportion(100, 1000), turnover)

    assert (change.scale, change.ratio, change.word) == ("ratio", pytest.approx(0.5), "clear improvement")
    assert change.lower < 0.5 < change.upper < 1


def test_a_rate_that_falls_to_nothing_has_an_upper_limit() -> None:
    ratio, lower, upper = rate_ratio(0, 1000, 50, 1000)

    assert (ratio, lower) == (0, 0)
    assert 0 < upper < 0.2


def test_a_rate_that_began_at_nothing_has_no_ratio() -> None:
    assert all(isnan(number) for number in rate_ratio(5, 1000, 0, 1000))


def test_means_are_compared_by_welch() -> None:
    lower, upper = welch(20.0, 10, 4.0, 15.0, 12, 3.0)

    assert (round(lower, 3), round(upper, 3)) == (
        1.758,
        8.242,
    )  # t of 16.46 degrees is 2.1152, root of 1.6 + 0.75 is 1.533
    assert compare(mean(20, 30, 4), mean(15, 30, 3), default_framework().indicator["W10"]).word == "clear worsening"


counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
@settings(deadline=None)
def test_turning_the_comparison_round_turns_the_limits_round(now: Any, before: Any) -> None:
    lower, upper = newcombe(*now, *before)
    back = newcombe(*before, *now)

    assert back == (pytest.approx(-upper), pytest.approx(-lower))
    assert lower <= now[0] / now[1] - before[0] / before[1] <= upper


@given(st.integers(1, 200), st.integers(1, 200))
@settings(deadline=None)
def test_turning_a_ratio_round_turns_its_limits_round(now: int, before: int) -> None:
    ratio, lower, upper = rate_ratio(now, 1000, before, 900)
    _, back_lower, back_upper = rate_ratio(before, 900, now, 1000)

    assert lower < ratio < upper
    assert (back_lower, back_upper) == (pytest.approx(1 / upper), pytest.approx(1 / lower))


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_every_interval_of_a_change_is_had_at_both_confidences(confidence: float) -> None:
    z = {0.95: 1.959963984540054, 0.998: 3.090232306167813}[confidence]

    lower, upper = newcombe(97, 141, 74, 132, confidence)
    _, low_ratio, high_ratio = rate_ratio(50, 1000, 100, 1000, confidence)
    low_mean, high_mean = welch(20.0, 2000, 4.0, 15.0, 2000, 3.0, confidence)

    wald = z * (0.6879 * 0.3121 / 141 + 0.5606 * 0.4394 / 132) ** 0.5  # Newcombe's is near it where both are large
    assert (upper - lower) / 2 == pytest.approx(wald, rel=0.03)
    assert (high_ratio / low_ratio) ** 0.5 == pytest.approx(2.718281828 ** (z * (1 / 50 + 1 / 100) ** 0.5), rel=0.03)
    assert (high_mean - low_mean) / 2 == pytest.approx(z * (25 / 2000) ** 0.5, rel=0.003)


def test_a_change_may_be_clear_at_the_usual_confidence_and_not_at_the_stricter_one() -> None:
    felt_heard = default_framework().indicator["S01"]

    usual, strict = (compare(proportion(97, 141), proportion(74, 132), felt_heard, one) for one in (0.95, 0.998))

    assert (usual.word, strict.word) == ("clear improvement", "no clear change")
    assert strict.lower < usual.lower < usual.difference < usual.upper < strict.upper


@pytest.mark.parametrize(
    "id, figure", [("S01", proportion(97, 141)), ("W13", proportion(50, 1000)), ("W10", mean(20, 30, 4))]
)
def test_limits_of_one_figure_are_wider_at_the_stricter_confidence(id: str, figure: dict[str, Any]) -> None:
    indicator = default_framework().indicator[id]

    usual, strict = limits(figure, indicator), limits(figure, indicator, 0.998)

    assert strict[0] < usual[0] < usual[1] < strict[1]
