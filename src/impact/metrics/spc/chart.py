"""Every point of many series with its limits, what it shows, and since when."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from impact.metrics.spc.flat import Flags, Flat, Numbers, Whole
from impact.metrics.spc.frames import Native, better, changes, flags, with_columns
from impact.metrics.spc.limits import FEWEST_FIXED, Limited, limited
from impact.metrics.spc.profiles import NHSR, Profile
from impact.metrics.spc.rules import WORDS, Named, Placed, named


def charted(series: Native, by: Sequence[str], profile: Profile = NHSR, fixed_after: int | None = None) -> Native:
    """Every point with its limits and what it shows: the frame sorted by series and date, with these columns more.

    series        the columns `by`, date, value (missing: the point is skipped, and no run goes on over it),
                  direction ("higher", "lower", "none"), and if need be
                  rebase (true where limits begin anew, see `rebased`),
                  gap (true where a period is missing before the point, see `gaps`: no run and no moving range goes
                  over it; without this column dates are not looked at, as NHSRplotthedots does not), and
                  target (the one in force on the date, see `in_force`)
    fixed_after   limits rest on the first so many points of each stretch; None: on all of them
    returns       stretch (rebases so far), points (rows in the stretch), known (of them with a value), mean, lower,
                  upper, near_lower and near_upper (two thirds of the way), moving_range, screened_out, still (nothing
                  varies: the mean stands for the limits), side (-1, 0, 1 of the mean), outside, near,
                  rule ("" where none holds), towards ("high", "low", ""), shows (COMMON ...),
                  since and until (dates of the first and last point that the rule sees; the point's own where none
                  holds), lasting (points from one to the other), goes_on (until is the series' last date)
    ValueError    for two points of one date, or limits fixed after fewer than FEWEST_FIXED points
    """
    if fixed_after is not None and fixed_after < FEWEST_FIXED:
        raise ValueError(f"Limits can be fixed after {FEWEST_FIXED} points or more, not after {fixed_after}.")
    frame = nw.from_native(series, eager_only=True).sort(*by, "date")
    new = changes(frame, by)
    if bool((~new & ~changes(frame, ["date"])).any()):
        raise ValueError("Two points of one series have the same date. Keep one of them.")
    rebase = flags(frame, "rebase")
    stretches, runs = Flat.of(new | rebase), Flat.of(new | rebase | flags(frame, "gap"))
    values = frame["value"].cast(nw.Float64).to_numpy()
    counts = np.ones(len(values), dtype=bool) if fixed_after is None else stretches.place() < fixed_after
    found = limited(values, stretches, runs.first, counts, profile)
    at = _placed(values, found, stretches.of_row, profile)
    rules = named(values, at, better(frame), found.slack[stretches.of_row], runs, profile)
    so_far = np.cumsum(rebase)
    whole = Flat.of(new)
    told = {
        "stretch": so_far - whole.first_of(so_far - rebase),
        **_of_stretches(values, stretches, found),
        "side": at.side,
        "outside": at.outside,
        "near": at.near & ~at.outside,
        **_of_rules(rules, whole),
    }
    dates = frame["date"]
    spans = [dates[rules.begins].alias("since"), dates[rules.ends].alias("until")]
    return with_columns(frame.with_columns(*spans), **told).with_columns(*map(_in_words, WORDS)).to_native()


def _placed(values: Numbers, found: Limited, of_row: Whole, profile: Profile) -> Placed:
    reach, slack = found.reach[of_row], found.slack[of_row]
    away = values - found.mean[of_row]
    side = np.where(away > slack, 1, np.where(away < -slack, -1, 0))
    outside: Flags = np.abs(away) - reach > slack
    near = (np.abs(away) - reach * 2 / 3 > slack) & (profile.outside_counts | ~outside)
    return Placed(side, outside, near)


def _of_stretches(values: Numbers, stretches: Flat, found: Limited) -> dict[str, npt.NDArray[Any]]:
    row = stretches.of_row
    mean, reach = found.mean[row], found.reach[row]
    return {
        "points": stretches.total(np.ones(len(values))).astype(np.int64)[row],
        "known": stretches.total(~np.isnan(values)).astype(np.int64)[row],
        "mean": mean,
        "lower": mean - reach,
        "upper": mean + reach,
        "near_lower": mean - reach * 2 / 3,
        "near_upper": mean + reach * 2 / 3,
        "moving_range": found.moving_range,
        "screened_out": found.screened_out,
        "still": found.still[row],
    }


def _of_rules(rules: Named, whole: Flat) -> dict[str, npt.NDArray[Any]]:
    return {
        "rule": rules.rule,
        "towards": rules.towards,
        "shows": rules.shows,
        "lasting": rules.ends - rules.begins + 1,
        "goes_on": rules.ends == whole.last()[whole.of_row],
    }


def _in_words(name: str) -> nw.Expr:
    return nw.col(name).replace_strict(WORDS[name], return_dtype=nw.String)
