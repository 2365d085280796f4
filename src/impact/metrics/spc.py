"""Whether a series only wobbles or has changed: XmR charts, their limits, their rules and their two icons.

Many series at once: the arithmetic runs over one flat array in which each series follows the last.
Source: NHS England, Making Data Count, as NHSRplotthedots 0.2.2 works it out (`statistics`, section 1),
written afresh. Two numbers that differ by less than TOLERANCE of the largest number of their series are
equal, so that decimals which lie exactly on a limit are not decided by rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import narwhals as nw
import numpy as np
import numpy.typing as npt
from narwhals.typing import IntoDataFrame

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Limits = tuple[Numbers, Numbers, Numbers]
Native = TypeVar("Native", bound=IntoDataFrame)

REACH = 2.66
"""Mean moving ranges from the mean to a limit: three over 1.128, rounded as NHS England rounds it."""

SCREEN = 3.267
"""Moving ranges of this many mean moving ranges, or more, are left out of the limits (Nelson 1982)."""

RUN, TREND, WINDOW, NEAR = 7, 7, 3, 2
"""Points of a run on one side and of a trend; of three points in a row, two near a limit (Making Data Count)."""

FEWEST = 13
"""Limits of fewer points than this are on trial (NHSRplotthedots)."""

FEWEST_FIXED = 12
"""Limits may be fixed after this many points or more (NHSRplotthedots)."""

TOLERANCE = 1e-12
"""Differences below this share of a series' largest number are rounding. Judgement."""

COMMON, IMPROVEMENT, CONCERN, NEITHER = "common cause", "improvement", "concern", "neither"
"""What a point, or a series' last point, shows; "neither" where no direction is better."""

OUTSIDE, IN_TREND, TWO_OF_THREE, ONE_SIDE = "outside limits", "trend", "two of three", "one side"
"""The rules, the first that holds names the point."""

PASS, FAIL, INCONSISTENT = "pass", "fail", "inconsistent"
"""Whether common cause alone would always, never, or sometimes meet the target."""

_WORDS: dict[str, dict[int, str]] = {
    "rule": {0: "", 1: OUTSIDE, 2: IN_TREND, 3: TWO_OF_THREE, 4: ONE_SIDE},
    "towards": {-1: "low", 0: "", 1: "high"},
    "shows": {-1: CONCERN, 0: NEITHER, 1: IMPROVEMENT, 2: COMMON},
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of reading a chart.

    screened            moving ranges that are out of the ordinary do not widen the limits
    outside_counts      a point outside the limits is one of the two of three
    improvement_first   where rules contradict each other, the one that shows improvement names the point
    """

    name: str
    screened: bool = True
    outside_counts: bool = False
    improvement_first: bool = False


NHSR = Profile("nhsr-0.2.2")
MDC = Profile("mdc-2023", screened=False, outside_counts=True, improvement_first=True)


def limits(values: npt.ArrayLike, starts: npt.ArrayLike = (0,), profile: Profile = NHSR) -> Limits:
    """Mean, lower and upper limit of each series, in the unit of the values; NaN where nothing varies.

    values   the series one after another, each in order of time; NaN where a value is missing
    starts   where each series begins, ascending from 0; no series is empty
    """
    flat = np.asarray(values, dtype=np.float64)
    series = _Series.at(np.asarray(starts, dtype=np.int64), len(flat))
    found = _limited(flat, series, np.ones(len(flat), dtype=bool), profile)
    return found.mean, found.mean - found.reach, found.mean + found.reach


def charted(series: Native, by: Sequence[str], profile: Profile = NHSR, fixed_after: int | None = None) -> Native:
    """Every point with its limits and what it shows: the frame sorted by series and date, with these columns more.

    series        the columns `by`, date, value (missing: the point is skipped), direction ("higher", "lower",
                  "none"), and if need be rebase (true where limits begin anew) and target
    fixed_after   limits rest on the first so many points of each stretch; None: on all of them
    returns       stretch (rebases so far), points (in the stretch), mean, lower, upper, near_lower and
                  near_upper (two thirds of the way), moving_range, screened_out, side (-1, 0, 1 of the mean),
                  outside, near, rule ("" where none holds), towards ("high", "low", ""), shows (COMMON ...)
    ValueError    for two points of one date, or limits fixed after fewer than FEWEST_FIXED points
    """
    if fixed_after is not None and fixed_after < FEWEST_FIXED:
        raise ValueError(f"Limits can be fixed after {FEWEST_FIXED} points or more, not after {fixed_after}.")
    frame = nw.from_native(series, eager_only=True).sort(*by, "date")
    new = _changes(frame, by)
    if bool((~new & ~_changes(frame, ["date"])).any()):
        raise ValueError("Two points of one series have the same date. Keep one of them.")
    rebased = (
        frame["rebase"].fill_null(value=False).to_numpy().astype(bool)
        if "rebase" in frame.columns
        else np.zeros(len(new), dtype=bool)
    )
    stretches = _Series.of(new | rebased)
    values = frame["value"].cast(nw.Float64).to_numpy()
    better = frame["direction"].replace_strict({"higher": 1, "lower": -1, "none": 0}, return_dtype=nw.Int64).to_numpy()
    columns = _points(values, better, stretches, profile, fixed_after)
    so_far = np.cumsum(rebased)
    columns["stretch"] = so_far - _Series.of(new).first_of(so_far - rebased)
    made = [nw.new_series(name, column, backend=frame.implementation) for name, column in columns.items()]
    return frame.with_columns(*made).with_columns(*(_in_words(name) for name in _WORDS)).to_native()


def icons(points: Native, by: Sequence[str]) -> Native:
    """Each series' two icons, from its last point: one row per series.

    points    from `charted`
    returns   by, date (of the last point), points, on_trial (fewer than FEWEST), variation (COMMON ...), towards,
              assurance (PASS ..., "" where it cannot be told), why_none: the reason why there is no assurance
    """
    frame = nw.from_native(points, eager_only=True).sort(*by, "date")
    new = _changes(frame, by)
    last = frame.filter(nw.new_series("last", np.append(new[1:], True)[: len(new)], backend=frame.implementation))
    reached = _assured(last)
    kept = last.select(*by, "date", "points", "towards", on_trial=nw.col("points") < FEWEST, variation=nw.col("shows"))
    made = [nw.new_series(name, column, backend=last.implementation) for name, column in reached.items()]
    return kept.with_columns(*made).to_native()


@dataclass(frozen=True, slots=True)
class _Series:
    """Where in a flat array each series lies: `first` marks first points, `of_row` numbers the series."""

    first: Flags
    starts: Whole
    of_row: Whole

    @classmethod
    def of(cls, first: Flags) -> "_Series":
        return cls(first, np.flatnonzero(first), np.cumsum(first) - 1)

    @classmethod
    def at(cls, starts: Whole, length: int) -> "_Series":
        first = np.zeros(length, dtype=bool)
        first[starts] = True
        return cls.of(first)

    def first_of(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return numbers[self.starts][self.of_row]

    def place(self) -> Whole:
        return np.arange(len(self.first)) - self.starts[self.of_row]

    def total(self, numbers: npt.NDArray[Any]) -> Numbers:
        return np.add.reduceat(numbers.astype(np.float64), self.starts) if len(self.starts) else np.zeros(0)

    def mean(self, numbers: Numbers, where: Flags) -> Numbers:
        counted = self.total(where)
        return self.total(np.where(where, numbers, 0.0)) / np.where(counted > 0, counted, np.nan)

    def before(self, numbers: npt.NDArray[Any], steps: int = 1) -> npt.NDArray[Any]:
        """The entry so many rows before; of the other series at a series' first rows, which whoever asks excludes."""
        return np.concatenate([numbers[:steps], numbers[:-steps]])[: len(numbers)]


@dataclass(frozen=True, slots=True)
class _Limited:
    """Limits of each series (mean, reach, slack) and of each row (moving range, whether it was screened out)."""

    mean: Numbers
    reach: Numbers
    slack: Numbers
    moving_range: Numbers
    screened_out: Flags


def _limited(values: Numbers, series: _Series, counts: Flags, profile: Profile) -> _Limited:
    known = ~np.isnan(values)
    size = np.where(known, np.abs(values), 0.0)
    slack = TOLERANCE * (np.maximum.reduceat(size, series.starts) if len(series.starts) else np.zeros(0))
    ranges = np.where(series.first | ~counts, np.nan, np.abs(values - series.before(values)))
    kept = ~np.isnan(ranges)
    screened_out = np.zeros(len(values), dtype=bool)
    if profile.screened:
        most = (SCREEN * series.mean(ranges, kept))[series.of_row]
        screened_out = kept & ~(most - ranges > slack[series.of_row])
    middle = series.mean(values, known & counts)
    return _Limited(middle, REACH * series.mean(ranges, kept & ~screened_out), slack, ranges, screened_out)


def _points(
    values: Numbers, better: Whole, series: _Series, profile: Profile, fixed_after: int | None
) -> dict[str, npt.NDArray[Any]]:
    row = series.of_row
    counts = np.ones(len(values), dtype=bool) if fixed_after is None else series.place() < fixed_after
    found = _limited(values, series, counts, profile)
    mean, reach, slack = found.mean[row], found.reach[row], found.slack[row]
    away = values - mean
    side = np.where(away > slack, 1, np.where(away < -slack, -1, 0))
    outside = np.abs(away) - reach > slack
    near = (np.abs(away) - reach * 2 / 3 > slack) & (profile.outside_counts | ~outside)
    rule, towards, shows = _named(values, side, outside, near, better, slack, series, profile)
    return {
        "points": series.total(np.ones(len(values))).astype(np.int64)[row],
        "mean": mean,
        "lower": mean - reach,
        "upper": mean + reach,
        "near_lower": mean - reach * 2 / 3,
        "near_upper": mean + reach * 2 / 3,
        "moving_range": found.moving_range,
        "screened_out": found.screened_out,
        "side": side,
        "outside": outside,
        "near": near & ~outside,
        "rule": rule,
        "towards": towards,
        "shows": shows,
    }


def _named(
    values: Numbers,
    side: Whole,
    outside: Flags,
    near: Flags,
    better: Whole,
    slack: Numbers,
    series: _Series,
    profile: Profile,
) -> tuple[Whole, Whole, Whole]:
    """The rule that names each point, its way (-1, 0, 1), and what that shows; coded as in _WORDS."""
    trend, way = _trends(values, slack, series)
    holds = [outside, trend, two_of_three(near, side, series.first), in_runs(side, series.first, RUN)]
    ways, names = [side, way, side, side], [1, 2, 3, 4]
    if profile.improvement_first:
        good = [rule & (one * better > 0) for rule, one in zip(holds, ways, strict=True)]
        holds, ways, names = [*good, *holds], ways * 2, names * 2
    rule, towards = np.select(holds, names, 0), np.select(holds, ways, 0)
    return rule, towards, np.where(rule == 0, 2, towards * better)


def two_of_three(near: Flags, side: Whole, first: Flags) -> Flags:
    """Points near a limit that are two of three in a row on one side of the mean."""
    series = _Series.of(first)
    one_side = (side != 0) & (side == series.before(side)) & (side == series.before(side, 2))
    enough = near.astype(int) + series.before(near) + series.before(near, 2) >= NEAR
    ends = np.append(one_side & enough & (series.place() >= WINDOW - 1), [False, False])
    found: Flags = near & (ends[:-2] | ends[1:-1] | ends[2:])
    return found


def _trends(values: Numbers, slack: Numbers, series: _Series) -> tuple[Flags, Whole]:
    """Points of a trend and its way; a point of two trends goes the way of the step that leaves it."""
    rise = np.where(series.first, np.nan, values - series.before(values))
    step = np.where(rise > slack, 1, np.where(rise < -slack, -1, 0))
    reached = in_runs(step, series.first, TREND - 1)
    left = np.append(reached[1:] & ~series.first[1:], False)[: len(values)]
    trend = reached | left
    goes_on = np.append(trend[1:] & ~series.first[1:], False)[: len(values)]
    return trend, np.where(goes_on, np.append(step[1:], 0)[: len(values)], step)


def in_runs(signs: Whole, first: Flags, least: int) -> Flags:
    """Rows that stand in a run of at least so many equal signs; noughts make no run."""
    runs = np.cumsum(first | (signs != _Series.of(first).before(signs)))
    found: Flags = (signs != 0) & (np.bincount(runs, minlength=1)[runs] >= least)
    return found


def _assured(last: "nw.DataFrame[Any]") -> dict[str, npt.NDArray[np.str_]]:
    better = last["direction"].replace_strict({"higher": 1, "lower": -1, "none": 0}, return_dtype=nw.Int64).to_numpy()
    lower, upper = last["lower"].to_numpy(), last["upper"].to_numpy()
    has_target = "target" in last.columns
    target = last["target"].cast(nw.Float64).to_numpy() if has_target else np.full(len(lower), np.nan)
    slack = TOLERANCE * np.maximum(np.abs(target), np.maximum(np.abs(lower), np.abs(upper)))
    way = np.where(target - upper > slack, -1, np.where(lower - target > slack, 1, 0)) * better
    why = np.select([np.isnan(target), better == 0, np.isnan(upper)], ["no target", "no direction", "no limits"], "")
    word = np.where(way > 0, PASS, np.where(way < 0, FAIL, INCONSISTENT))
    return {"assurance": np.where(why == "", word, ""), "why_none": why}


def _in_words(name: str) -> nw.Expr:
    return nw.col(name).replace_strict(_WORDS[name], return_dtype=nw.String)


def _changes(frame: "nw.DataFrame[Any]", names: Sequence[str]) -> Flags:
    """Rows that differ in any of some columns from the row before; the first row does."""
    new = np.zeros(len(frame), dtype=bool)
    for name in names:
        column = frame[name]
        new |= (column != column.shift(1)).fill_null(value=True).to_numpy().astype(bool)
    new[:1] = True
    return new
