"""Series in a frame: where each begins, and its days as days whatever library keeps them."""

from collections.abc import Sequence
from typing import Any, TypeVar

import narwhals as nw
import numpy as np
import numpy.typing as npt
from narwhals.typing import IntoDataFrame

from impact.metrics.spc.flat import Flags, Whole

Native = TypeVar("Native", bound=IntoDataFrame)
Days = npt.NDArray[np.datetime64]


def changes(frame: "nw.DataFrame[Any]", names: Sequence[str]) -> Flags:
    """Rows that differ in any of some columns from the row before; the first row does."""
    new = np.zeros(len(frame), dtype=bool)
    for name in names:
        column = frame[name]
        new |= (column != column.shift(1)).fill_null(value=True).to_numpy().astype(bool)
    new[:1] = True
    return new


def days(column: "nw.Series[Any]") -> Days:
    """Moments as the days they fall on where they were written: a time zone moves nothing to the day before."""
    if isinstance(column.dtype, nw.Datetime) and column.dtype.time_zone:
        column = column.dt.replace_time_zone(None)
    return column.to_numpy().astype("datetime64[D]")


def flags(frame: "nw.DataFrame[Any]", name: str) -> Flags:
    """A column of yes and no; a missing cell, or no such column, is no."""
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].fill_null(value=False).to_numpy().astype(bool)


def with_columns(frame: "nw.DataFrame[Native]", **columns: npt.NDArray[Any]) -> "nw.DataFrame[Native]":
    """The frame with arrays as further columns."""
    made = [nw.new_series(name, column, backend=frame.implementation) for name, column in columns.items()]
    return frame.with_columns(*made)


def better(frame: "nw.DataFrame[Any]") -> Whole:
    """Of each row 1 where higher is better, -1 where lower is, 0 where neither; a ValueError for any other word."""
    direction = frame["direction"]
    if not direction.is_in(("higher", "lower", "none")).all():
        raise ValueError("The better direction is higher, lower or none.")
    return (direction == "higher").to_numpy().astype(np.int64) - (direction == "lower").to_numpy()
