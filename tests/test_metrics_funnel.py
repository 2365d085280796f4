"""Funnels: limits, places and widening, each against a slow twin in plain loops."""

from math import asin, exp, floor, inf, isnan, lgamma, log, nan, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.metrics.funnel import (
    ABOVE_INNER,
    ABOVE_OUTER,
    BELOW_INNER,
    INSIDE,
    TOO_FEW,
    bases,
    exact_limits,
    expected_at_limits,
    foot,
    placed,
    pooled,
    proportion_limits,
    ratio_limits,
    within,
)
from impact.metrics.funnel_plot import plotted
from impact.metrics.intervals import wilson
from impact.metrics.overdispersion import spread, widened


def halved(low: float, high: float, is_below) -> float:
    """Where a condition stops to hold between two numbers, by halving: the slow twin of every closed form here."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def poisson_at_most(events: int, expected: float) -> float:
    return sum(exp(k * log(expected) - expected - lgamma(k + 1)) for k in range(events + 1))


@given(st.integers(5, 2000), st.floats(0.05, 0.95), st.sampled_from([0.95, 0.998]))
@settings(deadline=None, max_examples=40)
def test_a_limit_is_where_wilsons_interval_just_touches_the_whole(n: int, whole: float, level: float) -> None:
    lower, upper = (float(limit) for limit in proportion_limits(n, whole, level))

    low = halved(0, whole, lambda share: float(wilson(share * n, n, level)[1]) < whole)
    high = halved(whole, 1, lambda share: float(wilson(share * n, n, level)[0]) < whole)
    assert lower == pytest.approx(low, abs=1e-9)
    assert upper == pytest.approx(high, abs=1e-9)


@given(st.integers(1, 60), st.sampled_from([0.95, 0.998]))
@settings(deadline=None, max_examples=40)
def test_ratio_limits_leave_the_same_share_of_chance_on_either_side(events: int, level: float) -> None:
    most, least = (float(one) for one in expected_at_limits(events, level))
    tail = (1 - level) / 2

    assert most == pytest.approx(halved(0.01, 300, lambda e: poisson_at_most(events, e) > tail), rel=1e-9)
    assert least == pytest.approx(halved(1e-6, 300, lambda e: 1 - poisson_at_most(events - 1, e) < tail), rel=1e-6)
    assert [float(one) for one in ratio_limits(events, level)] == [events / most, events / least]


@pytest.mark.parametrize("n, upper", [(30, 87.6), (70, 78.1), (200, 70.7)])
def test_at_60_per_cent_the_upper_limit_is_the_one_of_the_framework(n: int, upper: float) -> None:
    assert round(100 * float(proportion_limits(n, 0.6, 0.998)[1]), 1) == upper


def test_limits_never_leave_the_whole() -> None:
    lower, upper = proportion_limits([1, 5, 0, nan], 0.97, 0.998)

    assert (lower[0] >= 0, upper[0], upper[1]) == (True, 1.0, 1.0)
    assert np.isnan(lower[2:]).all()


def test_a_ratio_is_held_against_one_and_a_proportion_against_the_pooled_whole() -> None:
    assert placed([30, 150, 40], [60, 300, 50], "proportion").tolist() == [INSIDE, INSIDE, ABOVE_OUTER]
    assert placed([2, 30, 12], [9, 10, 12], "ratio").tolist() == [BELOW_INNER, ABOVE_OUTER, INSIDE]
    assert pooled([30, 150, nan], [60, 300, nan]) == 0.5
    assert isnan(pooled([], []))


def test_a_standardised_rate_of_fewer_than_ten_events_is_not_judged() -> None:
    populations = bases([9, 40, 0], [90.0, 400.0, 0.0], 1000, standardised=True)

    assert populations.tolist() == pytest.approx([100, 100, nan], nan_ok=True)
    assert placed([9, 40, 0], populations, "rate", standardised=True).tolist() == [TOO_FEW, ABOVE_INNER, TOO_FEW]


def test_a_rate_without_events_needs_its_population() -> None:
    assert bases([0, 5], [0, 50], 1000, [80, 90]).tolist() == [80, 100]
    with pytest.raises(ValueError, match="needs its population"):
        bases([0, 5], [0, 50], 1000)


@pytest.mark.parametrize("x, n", [([5], [4]), ([-1], [4]), ([1], [0])])
def test_counts_that_cannot_be_are_refused(x: list[float], n: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        placed(x, n, "proportion")


@given(st.lists(st.floats(1, 5000), min_size=1, max_size=20), st.sampled_from(["proportion", "ratio", "rate"]))
@settings(deadline=None, max_examples=60)
def test_the_foot_rises_in_whole_numbers(sizes: list[float], kind) -> None:
    places = foot(sizes, kind, 0.2)

    assert len(places) == 100
    assert (np.diff(places) >= 1).all()
    assert places[0] >= 1
    assert (places == np.round(places)).all()


def slow_spread(x: list[float], n: list[float], scale: str, trim: float) -> tuple[list[float], float, float]:
    """z kept, phi and tau2 of FunnelPlotR, unit by unit."""
    whole, z, weight = sum(x) / sum(n), [], []
    for one, base in zip(x, n, strict=True):
        error = 1 / sqrt(base) if scale == "log" else 1 / (2 * sqrt(base))
        away = log(one / base) if scale == "log" else asin(sqrt(one / base)) - asin(sqrt(whole))
        z.append(away / error)
        weight.append(error**-2)
    order = sorted(z)
    if scale == "log":
        group = [floor((order.index(one) + 1 + (order.count(one) - 1) / 2) / trim / (len(z) + 1)) for one in z]
        kept = [nan if at in (0, round(1 / trim) - 1) else one for one, at in zip(z, group, strict=True)]
    else:
        ends = []
        for share in (trim, 1 - trim):
            at = share * (len(z) - 1)
            below = order[floor(at)]
            ends.append(below + (at - floor(at)) * (order[min(floor(at) + 1, len(z) - 1)] - below))
        kept = [min(max(one, ends[0]), ends[1]) for one in z]
    pairs = [(one, w) for one, w in zip(kept, weight, strict=True) if not isnan(one)]
    phi = sum(one**2 for one, _ in pairs) / len(pairs)
    total, squares = sum(w for _, w in pairs), sum(w**2 for _, w in pairs)
    beyond = (len(pairs) * phi - (len(pairs) - 1)) / (total - squares / total)
    return kept, phi, max(0.0, beyond)


units = st.lists(st.tuples(st.integers(1, 80), st.integers(81, 300)), min_size=10, max_size=30)


@given(units, st.sampled_from(["log", "arcsine"]))
@settings(deadline=None, max_examples=60)
def test_spread_agrees_with_its_slow_twin(drawn: list[tuple[int, int]], scale) -> None:
    x, n = [float(one) for one, _ in drawn], [float(base) for _, base in drawn]

    found = spread(x, n, scale)

    kept, phi, tau2 = slow_spread(x, n, scale, 0.1)
    assert found.kept.tolist() == pytest.approx(kept, nan_ok=True)
    assert (found.phi, found.tau2) == (pytest.approx(phi), pytest.approx(tau2, abs=1e-12))


def test_widened_limits_hold_the_ordinary_differences() -> None:
    lower, upper = widened([100], "arcsine", 0.01, 0.5, 0.95)

    reach = 1.959964 * sqrt(1 / 400 + 0.01)
    assert (lower[0], upper[0]) == pytest.approx((sin(pi / 4 - reach) ** 2, sin(pi / 4 + reach) ** 2))
    assert widened([1], "arcsine", 0.5, 0.01)[0][0] == 0
    assert widened([1], "arcsine", 0.5, 0.99)[1][0] == 1


def test_the_same_numbers_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="Name two different columns"):
        spread([3, 4], [3, 4], "log")


def test_blameless_units_lie_outside_about_as_often_as_the_limits_say() -> None:
    draw = np.random.default_rng(1)
    x = draw.binomial(200, 0.5, 100_000)

    lower, upper = proportion_limits(200, 0.5, 0.95)

    outside = float(((x / 200 < lower) | (x / 200 > upper)).mean())
    assert 0.03 < outside < 0.07  # counts are whole, so it cannot be 5% exactly


def test_exact_limits_are_the_packages_continued_poisson() -> None:
    lower, upper = exact_limits([10, 0], 0.95)

    assert (round(float(lower[0]), 4), round(float(upper[0]), 4)) == (0.4795, 1.8390)
    assert np.isnan([lower[1], upper[1]]).all()


def test_a_value_on_a_limit_lies_inside() -> None:
    pair = (np.array([1.0, 1.0, nan]), np.array([2.0, 2.0, 2.0]))

    assert within([2.0, 1.0, 1.5], pair, (pair[0] - 1, pair[1] + 1)).tolist() == [INSIDE, INSIDE, ""]


def test_limits_are_widened_only_where_units_differ_more_than_chance() -> None:
    x, n = [50 + (-1) ** at * 25 for at in range(12)], [100] * 12
    calm = [50 + (-1) ** at for at in range(12)]

    narrow, wide = plotted(x, n, "proportion", 100), plotted(x, n, "proportion", 100, widen=True)
    same = plotted(calm, n, "proportion", 100, widen=True)

    assert set(narrow.place.tolist()) == {ABOVE_OUTER, "below 99.8%"}
    assert set(wide.place.tolist()) == {INSIDE}
    assert (wide.widened, same.widened) == (True, False)
    assert wide.inner[1][0] > narrow.inner[1][0]
    assert len(wide.foot) == len(wide.foot_inner[0]) == 100


@pytest.mark.parametrize(
    "x, n, said",
    [([5] * 9, [10] * 9, "10 units or more; here are 9"), ([0, 0, *[5] * 10], [6] * 12, "nothing observed")],
)
def test_where_limits_cannot_be_widened_the_reason_is_said(x: list[int], n: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plotted(x, n, "ratio", widen=True)


def test_an_infinite_spread_is_never_widened_for() -> None:
    assert not spread([0, 5, 9, 30], [10] * 4, "log").widens
    assert spread([0, 5, 9, 30], [10] * 4, "log").phi == inf
