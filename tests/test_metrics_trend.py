"""A trend over five yearly figures, and when there is none to tell."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frames import table
from impact.metrics.intervals import wilson
from impact.metrics.trend import (
    ALL_OF_THEM,
    DECREASING,
    INCREASING,
    NO_CHANGE,
    NONE,
    NOT_YEARLY,
    ONLY_COUNTED,
    STEEP,
    TOO_FEW,
    recent_trend,
    steepness,
)
from metrics_cases import default_framework

PLANS = default_framework().indicator["P03"]  # a proportion; lower is better
IN_CARE = default_framework().indicator["P01"]  # neither is better


def series(shares: list[float], n: float = 1000, first: int = 2018) -> pd.DataFrame:
    """Yearly proportions in per cent, with Wilson's limits."""
    x = np.array(shares, dtype=float) * n
    lower, upper = wilson(x, n)
    ends = [pd.Timestamp(first + at, 3, 31) for at in range(len(shares))]
    columns: dict[str, Any] = {"period_end": ends, "period_kind": "financial_year", "marker": ""}
    columns |= {"numerator": x, "denominator": n, "value": 100 * x / n, "lower": 100 * lower, "upper": 100 * upper}
    return pd.DataFrame(columns)


def slow_trend(
    values: list[float], lower: list[float], upper: list[float], years: list[int]
) -> tuple[float, float, bool]:
    """Weighted least squares in plain sums, once for all points and once without each."""

    def line(places: list[int]) -> tuple[float, float]:
        w = {at: (3.92 / (upper[at] - lower[at])) ** 2 for at in places}
        total = sum(w.values())
        middle = sum(w[at] * years[at] for at in places) / total
        level = sum(w[at] * values[at] for at in places) / total
        room = sum(w[at] * (years[at] - middle) ** 2 for at in places)
        slope = sum(w[at] * (years[at] - middle) * (values[at] - level) for at in places) / room
        return slope, (slope / (1 / room) ** 0.5) ** 2

    every = list(range(len(values)))
    slope, chi2 = line(every)
    without = [line([at for at in every if at != left_out])[0] for left_out in every]
    signs = {0 if abs(one) < 1e-10 else np.sign(one) for one in without}
    return slope, chi2, signs == {np.sign(slope)} != {0}


points = st.tuples(st.integers(0, 1000).map(lambda tenths: tenths / 10), st.floats(0.1, 20))


@given(st.lists(points, min_size=5, max_size=5), st.sampled_from([[1, 2, 3, 4, 5], [1, 2, 4, 7, 8]]))
@settings(deadline=None)
def test_steepness_agrees_with_its_slow_twin(drawn: list[tuple[float, float]], years: list[int]) -> None:
    values = [value for value, _ in drawn]
    lower, upper = [value - half for value, half in drawn], [value + half for value, half in drawn]

    slope, chi2, held = steepness(values, lower, upper, years)

    wanted = slow_trend(values, lower, upper, years)
    assert (slope[0], chi2[0]) == pytest.approx(wanted[:2], rel=1e-6, abs=1e-6)
    assert bool(held[0]) == wanted[2]


def test_many_series_are_worked_out_at_once() -> None:
    values = np.array([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]], dtype=float)

    slope, chi2, held = steepness(values, values - 1, values + 1, [1, 2, 3, 4, 5])

    assert slope.tolist() == pytest.approx([1, -1])
    assert chi2.tolist() == pytest.approx([10 * 1.96**2] * 2)
    assert held.all()


@pytest.mark.parametrize(
    "shares, indicator, word, way",
    [
        ([0.10, 0.13, 0.16, 0.19, 0.22], PLANS, INCREASING, "getting worse"),
        ([0.22, 0.19, 0.16, 0.13, 0.10], PLANS, DECREASING, "getting better"),
        ([0.22, 0.19, 0.16, 0.13, 0.10], PLANS.model_copy(update={"direction": "none"}), DECREASING, ""),
        ([0.15, 0.16, 0.15, 0.16, 0.15], PLANS, NO_CHANGE, ""),
    ],
)
def test_a_trend_is_told_by_its_way_and_whether_that_is_good(
    shares: list[float], indicator: Any, word: str, way: str
) -> None:
    trend = recent_trend(series(shares), indicator)

    assert (trend.word, trend.way, trend.why) == (word, way, "")
    assert (trend.chi2 > STEEP) == (word != NO_CHANGE)


def test_only_the_five_newest_figures_count_whatever_came_before() -> None:
    trend = recent_trend(series([0.9, 0.9, 0.15, 0.15, 0.16, 0.15, 0.15]), PLANS)

    assert trend.word == NO_CHANGE
    assert [day.year for day in trend.years] == [2020, 2021, 2022, 2023, 2024]


def test_years_may_be_missing_between_and_are_as_far_apart_as_they_are() -> None:
    full = series([0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16])
    gaps = full[~full.period_end.dt.year.isin([2020, 2022])]

    trend = recent_trend(gaps, PLANS)

    assert trend.word == INCREASING
    assert trend.slope == pytest.approx(1, abs=0.05)  # one percentage point a year, not one a figure


def test_one_odd_year_does_not_make_a_trend() -> None:
    shares = [0.16, 0.15, 0.155, 0.15, 0.30]

    trend = recent_trend(series(shares, 3000), PLANS)

    assert trend.chi2 > STEEP
    assert trend.word == NO_CHANGE


def test_figures_from_before_a_break_are_left_out() -> None:
    rows = series([0.1, 0.12, 0.14, 0.2, 0.21, 0.22, 0.23])

    broken = rows.assign(marker=["", "", "", "p b", "", "", ""])

    assert recent_trend(broken, PLANS).why == TOO_FEW


@pytest.mark.parametrize(
    "rows, indicator, why",
    [
        (series([0.1, 0.2, 0.3, 0.4]), PLANS, TOO_FEW),
        (series([0.1] * 5).iloc[:0], PLANS, TOO_FEW),
        (series([0.1, 0.2, 0.3, 0.4, 1.0]), PLANS, ALL_OF_THEM),
        (series([0.1] * 5).assign(period_kind="quarter"), PLANS, NOT_YEARLY),
        (series([0.1] * 5).assign(lower=np.nan, upper=np.nan), PLANS, TOO_FEW),
        (series([0.1] * 5), PLANS.model_copy(update={"measure": "count"}), ONLY_COUNTED),
    ],
)
def test_where_no_trend_can_be_calculated_the_reason_is_given(rows: pd.DataFrame, indicator: Any, why: str) -> None:
    trend = recent_trend(rows, indicator)

    assert (trend.word, trend.why, trend.years) == (NONE, why, ())


def test_a_hidden_year_is_passed_over() -> None:
    rows = series([0.10, 0.13, 0.5, 0.16, 0.19, 0.22])

    hidden = rows.assign(**{name: rows[name].where(rows.index != 2) for name in ("value", "lower", "upper")})

    assert recent_trend(hidden, PLANS).word == INCREASING


def test_years_of_two_kinds_have_no_trend() -> None:
    drawn = table("""
        period_end | period_kind    | numerator | denominator | value | lower | upper | marker
        2020-03-31 | financial_year |        10 |         100 |    10 |     5 |    18 |
        2020-08-31 | academic_year  |        12 |         100 |    12 |     7 |    20 |
    """)

    assert recent_trend(drawn, IN_CARE).why == NOT_YEARLY
