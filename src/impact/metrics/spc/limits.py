"""Within which limits a series wobbles when nothing changes: its mean and how far ordinary moves reach from it.

Two numbers that differ by less than TOLERANCE of the largest number of their series are equal, so that decimals
which lie exactly on a limit are not decided by rounding.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from impact.metrics.spc.flat import Flags, Flat, Numbers
from impact.metrics.spc.profiles import NHSR, Profile

Limits = tuple[Numbers, Numbers, Numbers]

REACH = 2.66
"""Mean moving ranges from the mean to a limit: three over 1.128, rounded as NHS England rounds it."""

SCREEN = 3.267
"""Moving ranges of this many mean moving ranges, or more, are left out of the limits (Nelson 1982)."""

FEWEST = 13
"""Limits of fewer points than this are on trial (NHSRplotthedots)."""

FEWEST_FIXED = 12
"""Limits may be fixed after this many points or more (NHSRplotthedots)."""

TOLERANCE = 1e-12
"""Differences below this share of a series' largest number are rounding. Judgement."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Of each stretch its mean, the reach of its limits and its slack; of each row its moving range and whether that
    was screened out.

    still   stretches in which nothing varies, so that every moving range is screened out and the mean stands for the
            limits; without screening they are the mean by the same arithmetic as any
    """

    mean: Numbers
    reach: Numbers
    slack: Numbers
    still: Flags
    moving_range: Numbers
    screened_out: Flags


def limits(values: npt.ArrayLike, starts: npt.ArrayLike = (0,), profile: Profile = NHSR) -> Limits:
    """Mean, lower and upper limit of each series, in the unit of the values; limits are NaN where nothing varies.

    values   the series one after another, each in order of time; NaN where a value is missing
    starts   where each series begins, ascending from 0; no series is empty
    """
    flat = np.asarray(values, dtype=np.float64)
    series = Flat.at(np.asarray(starts, dtype=np.int64), len(flat))
    found = limited(flat, series, series.first, np.ones(len(flat), dtype=bool), profile)
    reach = np.where(found.reach > 0, found.reach, np.nan)
    return found.mean, found.mean - reach, found.mean + reach


def limited(values: Numbers, stretches: Flat, first: Flags, counts: Flags, profile: Profile) -> Limited:
    """The limits of each stretch.

    first    rows that have no moving range: a stretch's first, and the first after a gap
    counts   rows that limits rest on
    """
    known = ~np.isnan(values)
    slack = TOLERANCE * stretches.most(np.where(known, np.abs(values), 0.0))
    ranges = np.where(first | ~counts, np.nan, np.abs(values - stretches.before(values)))
    kept = ~np.isnan(ranges)
    screened_out = np.zeros(len(values), dtype=bool)
    if profile.screened:
        most = (SCREEN * stretches.mean(ranges, kept))[stretches.of_row]
        screened_out = kept & ~(most - ranges > slack[stretches.of_row])
    middle = stretches.mean(values, known & counts)
    reach = REACH * stretches.mean(ranges, kept & ~screened_out)
    flat = _still(values, known & counts, middle, slack, stretches) & (stretches.total(kept) > 0)
    told = np.where(flat, 0.0, reach)
    return Limited(middle, told, slack, flat & profile.screened, ranges, screened_out)


def _still(values: Numbers, counted: Flags, middle: Numbers, slack: Numbers, stretches: Flat) -> Flags:
    """Stretches of which every value that counts is the mean."""
    away = np.where(counted, np.abs(values - middle[stretches.of_row]), 0.0)
    found: Flags = stretches.most(away) <= slack
    return found
