"""XmR charts: worked examples, edges, many series at once, and a slow twin in exact arithmetic."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from impact.metrics.spc import COMMON, CONCERN, IMPROVEMENT, MDC, NEITHER, NHSR, charted, icons, limits

WOBBLING = [50, 52, 49, 51, 53, 50, 48, 51, 52, 50, 49, 51, 50, 52]


def series(values: list, direction: str = "higher", name: str = "A", **more: object) -> pl.DataFrame:
    days = [date(2020 + at // 12, at % 12 + 1, 1) for at in range(len(values))]
    frame = pl.DataFrame({"name": [name] * len(values), "date": days, "value": values}, schema_overrides=NUMBER)
    return frame.with_columns(direction=pl.lit(direction), **{key: pl.lit(cell) for key, cell in more.items()})


NUMBER = {"value": pl.Float64}


def icon(frame: pl.DataFrame) -> dict:
    return icons(charted(frame, ["name"]), ["name"]).row(0, named=True)


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean():
    mean, lower, upper = limits([10, 12, 10, 12])

    assert [mean[0], lower[0], upper[0]] == pytest.approx([11, 11 - 2.66 * 2, 11 + 2.66 * 2])


def test_an_extraordinary_moving_range_does_not_widen_the_limits():
    steps = [10, 11] * 10 + [60]

    screened, plain = limits(steps), limits(steps, profile=MDC)

    assert screened[0] == plain[0]
    assert screened[2] - screened[0] == pytest.approx(2.66)
    assert plain[2] - plain[0] == pytest.approx(2.66 * (19 + 49) / 20)


def test_each_of_many_series_has_the_limits_it_has_alone():
    one, other, third = [10, 12, 11, 14], [3, 3, 9], [100.5]

    together = limits([*one, *other, *third], [0, 4, 7])

    for place, alone in enumerate((one, other, third)):
        expected = [float(found[0]) for found in limits(alone)]
        assert [float(found[place]) for found in together] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("values", [[7, 7, 7, 7], [7], [7, None, 8]])
def test_what_does_not_vary_or_has_no_neighbours_has_a_mean_and_no_limits(values):
    frame = charted(series(values), ["name"])

    assert frame["mean"].is_not_nan().all() and frame["upper"].is_nan().all()
    assert set(frame["shows"]) == {COMMON}


def test_a_missing_value_takes_two_moving_ranges_with_it_and_ends_a_trend():
    values = [1.0, 2, 3, None, 5, 6, 7, 8]

    frame = charted(series(values), ["name"])

    assert frame["moving_range"].is_nan().to_list() == [True, False, False, True, True, False, False, False]
    assert "trend" not in frame["rule"].to_list()


@pytest.mark.parametrize(("direction", "shows"), [("higher", IMPROVEMENT), ("lower", CONCERN), ("none", NEITHER)])
def test_a_point_above_the_limits_is_read_by_the_direction_that_is_better(direction, shows):
    found = icon(series([*WOBBLING, 70], direction))

    assert (found["variation"], found["towards"]) == (shows, "high")


def test_the_icon_is_that_of_the_last_point():
    assert icon(series([*WOBBLING, 70, 50]))["variation"] == COMMON


@pytest.mark.parametrize(
    ("target", "direction", "assurance"),
    [
        (40, "higher", "pass"),
        (50, "higher", "inconsistent"),
        (60, "higher", "fail"),
        (40, "lower", "fail"),
        (60, "lower", "pass"),
    ],
)
def test_assurance_compares_the_target_with_the_limits(target, direction, assurance):
    found = icon(series(WOBBLING, direction, target=target))

    assert (found["assurance"], found["why_none"]) == (assurance, "")


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (series(WOBBLING), "no target"),
        (series(WOBBLING, "none", target=50), "no direction"),
        (series([50] * 14, target=50), "no limits"),
    ],
)
def test_where_there_is_no_assurance_the_reason_is_told(frame, why):
    found = icon(frame)

    assert (found["assurance"], found["why_none"]) == ("", why)


@pytest.mark.parametrize(("points", "on_trial"), [(12, True), (13, False)])
def test_limits_of_fewer_than_thirteen_points_are_on_trial(points, on_trial):
    assert icon(series(WOBBLING[:points]))["on_trial"] is on_trial


def test_limits_begin_anew_where_they_are_rebased():
    frame = series([*WOBBLING, *(x + 20 for x in WOBBLING)]).with_columns(rebase=pl.col("date") == date(2021, 3, 1))

    found = charted(frame, ["name"])

    means = found.group_by("stretch", maintain_order=True).agg(pl.col("mean").first(), pl.len())
    assert means["mean"].to_list() == pytest.approx([708 / 14, 708 / 14 + 20])
    assert means["len"].to_list() == [14, 14]
    assert set(found["shows"]) == {COMMON}


def test_fixed_limits_judge_later_points_and_are_not_moved_by_them():
    found = charted(series([*WOBBLING, 70, 71, 72]), ["name"], fixed_after=14)

    assert found["mean"].unique().to_list() == pytest.approx([708 / 14])
    assert found["shows"].to_list()[-3:] == [IMPROVEMENT] * 3


@pytest.mark.parametrize(
    ("frame", "fixed_after", "said"),
    [(pl.concat([series([1, 2]), series([3])]), None, "same date"), (series(WOBBLING), 11, "12 points or more")],
)
def test_what_cannot_be_charted_is_refused(frame, fixed_after, said):
    with pytest.raises(ValueError, match=said):
        charted(frame, ["name"], fixed_after=fixed_after)


RISING_BELOW = [60, 61, 59, 60, 62, 61, 60, 59, 61, 60, 20, 22, 24, 26, 28, 30, 32, 60, 61, 59]


def test_where_rules_contradict_each_other_the_2023_profile_sees_improvement():
    strict, kind = (charted(series(RISING_BELOW), ["name"], profile)["shows"].to_list() for profile in (NHSR, MDC))

    assert (strict[10], kind[10]) == (CONCERN, IMPROVEMENT)


def test_under_the_2023_profile_a_point_outside_counts_as_one_of_two_of_three():
    values = [*WOBBLING, *WOBBLING, 55.5, 58.5, 52]

    strict, since = (charted(series(values), ["name"], profile)["rule"].to_list() for profile in (NHSR, MDC))

    assert strict[-3:] == ["", "outside limits", ""]
    assert since[-3:] == ["two of three", "outside limits", ""]


def test_pandas_and_polars_give_the_same_chart_each_in_its_own_kind():
    frame = pl.concat([series([*WOBBLING, 70]), series([3, 1, 2], "lower", "B")]).reverse()

    ours, theirs = charted(frame, ["name"]), charted(frame.to_pandas(), ["name"])

    assert isinstance(theirs, pd.DataFrame)
    brought_over = pl.from_pandas(theirs, nan_to_null=False).with_columns(pl.col("date").cast(pl.Date))
    assert_frame_equal(ours, brought_over, check_dtypes=False)
    assert icons(theirs, ["name"])["variation"].tolist() == icons(ours, ["name"])["variation"].to_list()


def test_no_series_is_no_chart():
    assert charted(series([]), ["name"]).height == icons(charted(series([]), ["name"]), ["name"]).height == 0


tenths = st.lists(st.integers(0, 200), min_size=1, max_size=30)


@settings(deadline=None, max_examples=60)
@given(st.lists(tenths, min_size=1, max_size=4))
def test_charts_of_decimals_agree_with_exact_arithmetic_in_plain_loops(many: list[list[int]]) -> None:
    frame = pl.concat([series([x / 10 for x in one], name=str(at)) for at, one in enumerate(many)])

    found = charted(frame, ["name"])

    for at, one in enumerate(many):
        ours = found.filter(pl.col("name") == str(at))
        side, outside, near, reach = slow_twin([Fraction(x, 10) for x in one])
        assert ours["side"].to_list() == side
        assert ours["outside"].to_list() == outside
        assert ours["near"].to_list() == near
        assert (ours["upper"] - ours["mean"]).to_list() == pytest.approx([reach] * len(one), rel=1e-9, nan_ok=True)


def slow_twin(values: list[Fraction]) -> tuple[list[int], list[bool], list[bool], float]:
    """Sides, points outside and near the limits, and the reach of the limits (NaN where there are none)."""
    mean = sum(values) / len(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    kept = [one for one in ranges if one < Fraction("3.267") * sum(ranges) / len(ranges)]
    side = [(one > mean) - (one < mean) for one in values]
    if not kept:
        return side, [False] * len(values), [False] * len(values), np.nan
    reach = Fraction("2.66") * sum(kept) / len(kept)
    outside = [abs(one - mean) > reach for one in values]
    near = [not out and abs(one - mean) > reach * 2 / 3 for one, out in zip(values, outside, strict=True)]
    return side, outside, near, float(reach)
