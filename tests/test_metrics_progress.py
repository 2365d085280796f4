"""From baseline to target."""

from datetime import date
from math import isnan, nan
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from impact.framework import Indicator, Target
from impact.metrics.intervals import wilson
from impact.metrics.progress import Aim, baseline, percent_of_way, progress
from impact.periods import between
from metrics_cases import default_framework

DAY = date(2026, 10, 1)


def changed(indicator: str, style: str = "", baseline: str = "first_period", **target: Any) -> Indicator:
    aims = (Target(start=date(2020, 1, 1), style=style, **target),) if style else ()
    update = {"targets": aims, "baseline": baseline, "smallest_base": None}
    return default_framework().indicator[indicator].model_copy(update=update)


def history(pairs: list[tuple[float, float]], first: date = date(2023, 10, 1)) -> pd.DataFrame:
    """Quarterly proportions from (numerator, denominator)."""
    quarters = between(first, date(2030, 1, 1), "quarter")[: len(pairs)]
    x, n = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    lower, upper = wilson(x, n)
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime([quarter.start for quarter in quarters]),
            "period_end": pd.to_datetime([quarter.end for quarter in quarters]),
            "numerator": x,
            "denominator": n,
            "value": [100 * one / of for one, of in pairs],
            "n": nan,
            "sd": nan,
            "lower": 100 * lower,
            "upper": 100 * upper,
            "levels": "",
        }
    )


def values(numbers: list[float]) -> pd.DataFrame:
    """Quarterly values without counts or limits."""
    table = history([(1.0, 2.0)] * len(numbers))
    return table.assign(value=numbers, numerator=nan, denominator=nan, lower=nan, upper=nan)


def test_turnover_from_30_to_16_point_6_with_target_11_point_8_is_74_per_cent_of_the_way() -> None:
    found = progress(values([30.0, 16.6]), changed("W13", "level", value=11.8), DAY)

    assert found.state == "scored"
    assert round(found.percent, 1) == 73.6


def test_felt_heard_from_56_to_69_with_target_85_is_44_per_cent_of_the_way() -> None:
    found = progress(history([(74, 132), (97, 141)]), changed("S01", "level", value=85), DAY)

    assert [round(number) for number in (found.percent, found.lower, found.upper)] == [44, 16, 68]


@pytest.mark.parametrize("now, state", [(86, "keep: met"), (70, "keep: not met")])
def test_already_at_target_at_the_start_means_keep_and_has_no_percentage(now: float, state: str) -> None:
    found = progress(values([85, now]), changed("S01", "level", value=85), DAY)

    assert found.state == state
    assert isnan(found.percent)


def test_one_period_alone_is_a_baseline_year() -> None:
    assert progress(values([60]), changed("S01", "level", value=85), DAY).state == "baseline year"


def test_an_indicator_without_a_good_direction_is_not_scored() -> None:
    assert progress(values([60, 70]), default_framework().indicator["P01"], DAY).state == "not scored"


def test_no_target_in_force_is_said() -> None:
    assert progress(values([60, 70]), changed("S01"), DAY).state == "no target"


def test_no_figure_is_said() -> None:
    assert progress(values([]), changed("S01", "level", value=85), DAY).state == "no figure"


@pytest.mark.parametrize("now, percent", [(8.0, 100), (12.0, 100), (15.0, 50), (25.0, -50)])
def test_inside_a_band_is_all_the_way_and_outside_it_is_the_distance_gone(now: float, percent: float) -> None:
    found = progress(values([20.0, now]), changed("P03", "band", low=5, high=10 if now < 12 else 12), DAY)

    start, edge = 20.0, 10 if now < 12 else 12
    outside = max(now - edge, 5 - now, 0)
    assert found.percent == pytest.approx(100 * (1 - outside / (start - edge)))
    assert found.state == "scored"


def test_a_start_inside_the_band_is_keep() -> None:
    assert progress(values([8, 12]), changed("P03", "band", low=5, high=10), DAY).state == "keep: not met"


@pytest.mark.parametrize("style, value, aim", [("improve_by", -5, 15), ("improve_by_percent", -20, 16)])
def test_improvement_targets_start_from_the_baseline(style: str, value: float, aim: float) -> None:
    found = progress(values([20, 18]), changed("W13", style, value=value), DAY)

    assert found.aim == Aim(aim, aim)


def test_a_comparator_is_the_other_areas_newest_period_that_both_have() -> None:
    theirs = values([30, 25, 10])
    ours = values([40, 35])

    found = progress(ours, changed("P04", "comparator", area="E92000001"), DAY, theirs)

    assert found.aim == Aim(25, 25)
    assert round(found.percent, 1) == 33.3


def test_the_first_four_periods_are_pooled_and_not_averaged() -> None:
    periods = history([(18, 20), (150, 300), (1, 2), (1, 2), (60, 80)])

    start = baseline(periods, changed("S01", baseline="mean_first_4"))

    assert start is not None
    assert start["value"] == pytest.approx(100 * 170 / 324)


def test_four_periods_are_still_the_baseline_year() -> None:
    assert baseline(history([(1, 2)] * 4), changed("S01", baseline="mean_first_4")) is None


def test_a_fixed_year_starts_in_2018_however_far_the_series_goes_back() -> None:
    quarters = history([(at, 100) for at in range(1, 12)], first=date(2017, 1, 1))

    start = baseline(quarters, changed("P04", baseline="fixed_year"))

    assert start is not None
    assert start["period_start"] == pd.Timestamp(2018, 1, 1)


def test_a_period_that_has_not_ended_does_not_count() -> None:
    found = progress(values([20, 18, 5]), changed("W13", "level", value=10), date(2024, 4, 15))

    assert found.now == 18


def test_a_sectors_own_target_comes_before_the_common_one() -> None:
    common = Target(start=date(2020, 1, 1), style="level", value=85)
    own = Target(start=date(2020, 1, 1), style="level", value=70, sector="SEC1")
    indicator = changed("S01").model_copy(update={"targets": (common, own)})

    aims = [progress(values([50, 60]), indicator, DAY, sector=sector).aim for sector in ("SEC1", "SEC2")]

    assert aims == [Aim(70, 70), Aim(85, 85)]


def test_progress_is_held_only_for_rolling_up() -> None:
    found = progress(values([50, 20]), changed("S01", "level", value=55), DAY)

    assert (found.percent, found.held) == (-600, -100)


number = st.floats(0, 100)


@given(number, number, number)
@settings(deadline=None)
def test_progress_reads_the_same_upside_down(now: float, start: float, aim: float) -> None:
    assume(abs(aim - start) > 0.01)

    upright = percent_of_way(now, start, Aim(aim, aim))
    turned = percent_of_way(100 - now, 100 - start, Aim(100 - aim, 100 - aim))

    assert upright == pytest.approx(turned, abs=1e-6)
    assert start + upright / 100 * (aim - start) == pytest.approx(now, abs=1e-6)
