"""Whether a series only wobbles or has changed: XmR charts, their limits, their rules and their two icons.

Many series at once: the arithmetic runs over one flat array in which each series follows the last.
Source: NHS England, Making Data Count, as NHSRplotthedots 0.2.2 works it out (`statistics`, section 1),
written afresh. Dates are not looked at unless the frame has a column `gap` (see `gaps`), so that charts without
it are the package's to the last digit.
"""

from impact.metrics.spc.chart import charted
from impact.metrics.spc.dated import DatedTarget, Rebase, in_force, rebased
from impact.metrics.spc.gaps import DAY, WEEK, gaps
from impact.metrics.spc.icons import (
    FAIL,
    INCONSISTENT,
    MISSING,
    NO_DIRECTION,
    NO_LIMITS,
    NO_TARGET,
    NO_VARIATION,
    PASS,
    TOO_FEW,
    icons,
)
from impact.metrics.spc.limits import FEWEST, FEWEST_FIXED, TOLERANCE, limits
from impact.metrics.spc.profiles import MDC, NHSR, PROFILES, Profile
from impact.metrics.spc.rules import (
    COMMON,
    CONCERN,
    IMPROVEMENT,
    IN_TREND,
    NEITHER,
    ONE_SIDE,
    OUTSIDE,
    TWO_OF_THREE,
    in_runs,
    two_of_three,
)

__all__ = [
    "COMMON",
    "CONCERN",
    "DAY",
    "FAIL",
    "FEWEST",
    "FEWEST_FIXED",
    "IMPROVEMENT",
    "INCONSISTENT",
    "IN_TREND",
    "MDC",
    "MISSING",
    "NEITHER",
    "NHSR",
    "NO_DIRECTION",
    "NO_LIMITS",
    "NO_TARGET",
    "NO_VARIATION",
    "ONE_SIDE",
    "OUTSIDE",
    "PASS",
    "PROFILES",
    "TOLERANCE",
    "TOO_FEW",
    "TWO_OF_THREE",
    "WEEK",
    "DatedTarget",
    "Profile",
    "Rebase",
    "charted",
    "gaps",
    "icons",
    "in_force",
    "in_runs",
    "limits",
    "rebased",
    "two_of_three",
]
