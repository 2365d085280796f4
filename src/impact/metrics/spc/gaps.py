"""Where a period is missing between two points of a series, so that no run is taken to go on over it."""

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import numpy.typing as npt

from impact.metrics.spc.flat import Whole
from impact.metrics.spc.frames import Days, Native, changes, days, with_columns
from impact.periods import ACADEMIC_YEAR, CALENDAR_YEAR, FINANCIAL_YEAR, MONTH, QUARTER, TERM

WEEK, DAY = "week", "day"
"""Steps of time that returns do not have and other series do."""

_IN_TERMS = np.array([0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2])
"""The term of each month from January, counted within a calendar year."""


def gaps(series: Native, by: Sequence[str], kind: str = "period_kind") -> Native:
    """The frame sorted by series and date, with gap: whether at least one period is missing before the point.

    series      the columns `by`, date (any day of its period), and kind
    kind        the column with the kind of period (`periods.KINDS`, WEEK, DAY, or "" where none can be missing)
    ValueError  where a series holds periods of several kinds
    """
    frame = nw.from_native(series, eager_only=True).sort(*by, "date")
    new = changes(frame, by)
    if bool((~new & changes(frame, [kind])).any()):
        raise ValueError("A series holds periods of several kinds. Keep those of one kind.")
    numbers = ordinals(days(frame["date"]), frame[kind].to_numpy().astype(str))
    steps = np.diff(numbers, prepend=numbers[:1])
    return with_columns(frame, gap=~new & (steps > 1)).to_native()


def ordinals(on: Days, kinds: npt.NDArray[np.str_]) -> Whole:
    """Which period of its kind each day falls in, counted on: the period after has the next number."""
    months = on.astype("datetime64[M]").astype(np.int64)
    numbers = on.astype(np.int64)
    by_kind = {
        MONTH: months,
        QUARTER: months // 3,
        TERM: months // 12 * 3 + _IN_TERMS[months % 12],
        CALENDAR_YEAR: months // 12,
        FINANCIAL_YEAR: (months - 3) // 12,
        ACADEMIC_YEAR: (months - 8) // 12,
        WEEK: numbers // 7,
        DAY: numbers,
    }
    return np.select([kinds == kind for kind in by_kind], list(by_kind.values()), 0)
