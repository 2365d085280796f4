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

from impact.metrics.spc import (
    COMMON,
    CONCERN,
    DAY,
    IMPROVEMENT,
    MDC,
    NEITHER,
    NHSR,
    PROFILES,
    WEEK,
    DatedTarget,
    Rebase,
    charted,
    gaps,
    icons,
    in_force,
    limits,
    rebased,
)
from impact.metrics.spc.gaps import ordinals
from impact.periods import KINDS, MONTH, QUARTER, containing
from plotthedots import charted_alone

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


@pytest.mark.parametrize("values", [[7], [7, None, 8], [7, None, 7], [None, 7, None]])
def test_what_has_no_neighbours_has_a_mean_and_no_limits(values):
    frame = charted(series(values), ["name"])

    assert frame["mean"].is_not_nan().all() and frame["upper"].is_nan().all()
    assert set(frame["shows"]) == {COMMON}


@pytest.mark.parametrize("profile", PROFILES.values())
@pytest.mark.parametrize("values", [[7.0] * 4, [0.7] * 13, [0.0] * 5, [-3.1] * 3, [0.1 + 0.2, 0.3, 0.3]])
def test_where_nothing_varies_the_limits_are_the_mean_and_nothing_is_seen(values, profile):
    frame = charted(series(values), ["name"], profile)

    for name in ("mean", "lower", "upper"):
        assert frame[name].to_list() == pytest.approx(values)
    assert set(frame["shows"]) == {COMMON}
    found = icons(frame, ["name"]).row(0, named=True)
    assert (found["variation"], found["why_no_variation"]) == (COMMON, "no variation")


def test_a_point_that_leaves_a_fixed_baseline_in_which_nothing_varied_is_outside():
    found = charted(series([5] * 12 + [6]), ["name"], fixed_after=12)

    assert found["rule"].to_list() == [""] * 12 + ["outside limits"]
    assert icons(found, ["name"]).row(0, named=True)["variation"] == IMPROVEMENT


def test_negative_values_are_charted_like_any():
    turned = charted(series([-value for value in [*WOBBLING, 70]]), ["name"])
    plain = charted(series([*WOBBLING, 70]), ["name"])

    assert turned["lower"].to_list() == pytest.approx([-value for value in plain["upper"]])
    assert turned["shows"].to_list() == [{IMPROVEMENT: CONCERN}.get(word, word) for word in plain["shows"]]


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
        (series([50], target=50), "no limits"),
    ],
)
def test_where_there_is_no_assurance_the_reason_is_told(frame, why):
    found = icon(frame)

    assert (found["assurance"], found["why_none"]) == ("", why)


@pytest.mark.parametrize(
    ("target", "direction", "assurance"),
    [
        (7, "higher", "pass"),
        (7, "lower", "pass"),
        (7.5, "higher", "fail"),
        (7.5, "lower", "pass"),
        (6, "lower", "fail"),
    ],
)
def test_where_nothing_varies_the_value_itself_is_compared_with_the_target(target, direction, assurance):
    assert icon(series([7] * 14, direction, target=target))["assurance"] == assurance


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([7], "too few points"),
        ([7, None, 8], "too few points"),
        ([7, 8, None], "missing"),
        ([None, None], "missing"),
        ([7, 7], "no variation"),
        ([7, 8, 7], ""),
    ],
)
def test_where_there_is_no_variation_icon_the_reason_is_told(values, why):
    found = icon(series(values))

    assert found["why_no_variation"] == why
    assert found["variation"] == (COMMON if why in ("", "no variation") else "")


@pytest.mark.parametrize(("points", "on_trial", "lacking"), [(8, True, 5), (12, True, 1), (13, False, 0)])
def test_limits_of_fewer_than_thirteen_points_are_on_trial(points, on_trial, lacking):
    found = icon(series(WOBBLING[:points]))

    assert (found["on_trial"], found["lacking"]) == (on_trial, lacking)


def test_a_missing_value_is_no_point_on_the_way_to_firm_limits():
    found = icon(series([*WOBBLING[:12], None, 50]))

    assert (found["points"], found["known"], found["on_trial"], found["lacking"]) == (14, 13, False, 0)


def test_limits_begin_anew_where_they_are_rebased():
    frame = series([*WOBBLING, *(x + 20 for x in WOBBLING)]).with_columns(rebase=pl.col("date") == date(2021, 3, 1))

    found = charted(frame, ["name"])

    means = found.group_by("stretch", maintain_order=True).agg(pl.col("mean").first(), pl.len())
    assert means["mean"].to_list() == pytest.approx([708 / 14, 708 / 14 + 20])
    assert means["len"].to_list() == [14, 14]
    assert set(found["shows"]) == {COMMON}


def test_rebases_are_found_by_day_and_those_that_meet_no_point_are_reported():
    june = Rebase(("A",), date(2020, 6, 1), "a new form")
    absent = Rebase(("A",), date(2020, 6, 15), "a date that is none of the data")
    of_nobody = Rebase(("B",), date(2020, 6, 1), "a series that is not there")

    frame, not_found = rebased(series(WOBBLING), ["name"], [june, absent, of_nobody])

    assert not_found == (absent, of_nobody)
    begun = frame.filter("rebase").select("date", "rebase_reason").rows()
    assert begun == [(june.day, "a new form")]
    assert charted(frame, ["name"])["stretch"].to_list() == [0] * 5 + [1] * 9


@pytest.mark.parametrize("zone", [None, "Europe/London", "UTC", "Pacific/Auckland"])
@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 6, 1)])
def test_a_rebase_is_found_in_winter_and_in_summer_time(zone, day):
    moments = series(WOBBLING).to_pandas()
    moments["date"] = pd.to_datetime(moments["date"]).dt.tz_localize(zone)

    frame, not_found = rebased(moments, ["name"], [Rebase(("A",), day, "")])

    assert not_found == () and frame["rebase"].sum() == 1


def test_each_point_has_the_target_in_force_then_and_the_newest_is_compared_with_the_newest_limits():
    targets = [
        DatedTarget(("A",), date(2020, 9, 15), 40.0),
        DatedTarget(("A",), date(2020, 3, 1), 60.0),
        DatedTarget(("B",), date(2020, 1, 1), 1.0),
    ]

    frame = in_force(series(WOBBLING), ["name"], targets)

    assert frame["target"].fill_nan(None).to_list() == [None] * 2 + [60.0] * 7 + [40.0] * 5
    assert icon(frame)["assurance"] == "pass"


def test_a_target_that_ends_is_none_any_more():
    ended = [DatedTarget(("A",), date(2020, 1, 1), 40.0), DatedTarget(("A",), date(2020, 5, 1), None)]

    frame = in_force(series(WOBBLING), ["name"], ended)

    assert icon(frame)["why_none"] == "no target"


def without(months: list[int], values: list, kind: str = MONTH) -> pl.DataFrame:
    """A series from which some months, counted from 0, are missing."""
    frame = series(values, kind=kind)
    return frame.filter(~pl.int_range(pl.len()).is_in(months))


def test_a_missing_month_splits_a_run_and_takes_no_moving_range():
    values = [60, 40, 62, 40, 61, 40, 55, 55, 55, 55, 55, 55, 55, 55, 40, 61, 39, 60, 41]

    whole, split = (charted(gaps(without(months, values), ["name"], "kind"), ["name"]) for months in ([], [10]))

    assert "one side" in whole["rule"].to_list()
    assert "one side" not in split["rule"].to_list()
    after = split.filter(pl.col("date") == date(2020, 12, 1)).row(0, named=True)
    assert after["gap"] and np.isnan(after["moving_range"])


def test_without_the_setting_dates_are_not_looked_at_as_the_package_does():
    far_apart = without([10], [55] * 20)

    assert charted(far_apart, ["name"])["moving_range"].is_nan().sum() == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=2, max_size=40), st.sampled_from([NHSR, MDC]))
def test_a_period_without_a_row_is_the_same_as_one_without_a_value(values, profile):
    empty = charted(series(values), ["name"], profile)
    known = empty.filter(pl.col("value").is_not_null())

    absent = charted(
        gaps(without([at for at, one in enumerate(values) if one is None], values), ["name"], "kind"), ["name"], profile
    )

    for name in ("mean", "upper", "moving_range", "rule", "towards", "shows", "since", "until", "lasting"):
        assert absent[name].to_list() == pytest.approx(known[name].to_list(), nan_ok=True) if name in (
            "mean", "upper", "moving_range"
        ) else absent[name].to_list() == known[name].to_list()  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_period_of_every_kind_has_the_next_number(kind):
    period, numbers = containing(date(2019, 2, 3), kind), []
    for _ in range(30):
        numbers.append(
            {int(ordinals(np.array([day], "datetime64[D]"), np.array([kind]))[0]) for day in (period.start, period.end)}
        )
        period = period.next()

    assert [len(one) for one in numbers] == [1] * 30
    assert np.diff([*map(min, numbers)]).tolist() == [1] * 29


@pytest.mark.parametrize(
    ("kind", "after", "gap"), [(WEEK, 7, False), (WEEK, 14, True), (DAY, 1, False), (DAY, 2, True)]
)
def test_weeks_and_days_can_be_missing_too(kind, after, gap):
    first = date(2024, 6, 3).toordinal()
    frame = pl.DataFrame({"date": [date.fromordinal(first), date.fromordinal(first + after)], "value": [1, 2]})

    assert gaps(frame.with_columns(kind=pl.lit(kind)), [], "kind")["gap"].to_list() == [False, gap]


def test_a_series_of_mixed_periods_is_refused():
    mixed = pl.concat([series([1, 2], kind=MONTH), series([1, 2, 3], kind=QUARTER)[2:]])

    with pytest.raises(ValueError, match="several kinds"):
        gaps(mixed, ["name"], "kind")


def test_since_when_a_run_goes_on_is_told_of_each_of_its_points():
    values = [60, 40, 61, 39, 60, 40, 52, 52, 52, 52, 52, 52, 52, 30]

    found = charted(series(values), ["name"]).filter(pl.col("rule") == "one side")

    assert set(found.select("since", "until", "lasting", "goes_on").rows()) == {
        (date(2020, 7, 1), date(2021, 1, 1), 7, False)
    }


def test_a_trend_begins_with_the_point_before_its_first_step():
    values = [50, 51, 50, 49, 50, 43, 45, 47, 49, 51, 53, 55]

    found = charted(series(values), ["name"]).filter(pl.col("rule") == "trend")

    assert set(found.select("since", "until", "lasting", "goes_on").rows()) == {
        (date(2020, 6, 1), date(2020, 12, 1), 7, True)
    }


def test_two_of_three_begin_with_the_first_of_the_three():
    found = charted(series([*WOBBLING, *WOBBLING, 56, 51.5, 56]), ["name"]).filter(pl.col("rule") == "two of three")

    assert (
        found.select("since", "until", "lasting", "goes_on").rows()
        == [(date(2022, 5, 1), date(2022, 7, 1), 3, True)] * 2
    )


def test_random_series_agree_with_a_frame_for_each_series_read_window_by_window():
    noise = np.random.default_rng(4).normal(50, 5, (40, 60))
    noise[::2, 30:] += 6
    noise[1::4, 20:30] += np.arange(10) * 4
    days = [date(2020 + at // 12, at % 12 + 1, 1) for at in range(60)]
    many = pl.concat(
        pl.DataFrame({"name": f"{at:02}", "date": days, "value": one, "direction": ["higher", "lower", "none"][at % 3]})
        for at, one in enumerate(noise)
    )

    ours = charted(many, ["name"]).to_pandas()

    alone = pd.concat([charted_alone(one) for _, one in many.to_pandas().groupby("name")])
    assert {"", "outside limits", "trend", "two of three", "one side"} == set(alone["rule"])
    for name in ("outside", "near", "side", "rule", "towards", "shows"):
        assert ours[name].tolist() == alone[name].tolist()
    for name in ("mean", "lower", "upper"):
        assert ours[name].tolist() == pytest.approx(alone[name].tolist(), rel=1e-9)


def test_a_direction_that_is_none_of_ours_is_refused():
    with pytest.raises(ValueError, match="higher, lower or none"):
        charted(series([1, 2], "up"), ["name"])


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
        return side, [False] * len(values), [False] * len(values), 0.0 if ranges else np.nan
    reach = Fraction("2.66") * sum(kept) / len(kept)
    outside = [abs(one - mean) > reach for one in values]
    near = [not out and abs(one - mean) > reach * 2 / 3 for one, out in zip(values, outside, strict=True)]
    return side, outside, near, float(reach)
