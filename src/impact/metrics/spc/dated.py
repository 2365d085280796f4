"""What holds from a day on: limits that begin anew for a recorded reason, and the target in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np

from impact.metrics.spc.flat import Flags
from impact.metrics.spc.frames import Native, days, with_columns


@dataclass(frozen=True, slots=True)
class Rebase:
    """Limits of one series that begin anew at the point of a day, and why: what changed in the work or the counting.

    series  the series by its columns `by`, in their order
    """

    series: tuple[str, ...]
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class DatedTarget:
    """What one series aims for from a day on, until the next one starts; None: nothing any more."""

    series: tuple[str, ...]
    start: date
    target: float | None


def rebased(series: Native, by: Sequence[str], asked: Sequence[Rebase]) -> tuple[Native, tuple[Rebase, ...]]:
    """The frame with rebase (where limits begin anew) and rebase_reason; and those asked for that meet no point.

    The second is for whoever shows the chart to report; days are compared as days, whatever their time of day.
    """
    frame = nw.from_native(series, eager_only=True)
    marked, reasons = np.zeros(len(frame), dtype=bool), np.full(len(frame), "", dtype=object)
    on = days(frame["date"])
    absent = []
    for one in asked:
        here = _of(frame, by, one.series) & (on == np.datetime64(one.day))
        marked |= here
        reasons[here] = one.reason
        absent += [] if here.any() else [one]
    return with_columns(frame, rebase=marked, rebase_reason=reasons).to_native(), tuple(absent)


def in_force(series: Native, by: Sequence[str], targets: Sequence[DatedTarget]) -> Native:
    """The frame with target: the one in force on each point's date, missing where there is none."""
    frame = nw.from_native(series, eager_only=True)
    found, on = np.full(len(frame), np.nan), days(frame["date"])
    for one in sorted(targets, key=lambda target: target.start):
        here = _of(frame, by, one.series) & (on >= np.datetime64(one.start))
        found[here] = np.nan if one.target is None else one.target
    return with_columns(frame, target=found).to_native()


def _of(frame: "nw.DataFrame[Any]", by: Sequence[str], series: Sequence[str]) -> Flags:
    here = np.ones(len(frame), dtype=bool)
    for name, text in zip(by, series, strict=True):
        here &= (frame[name] == text).fill_null(value=False).to_numpy().astype(bool)
    return here
