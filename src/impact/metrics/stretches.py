"""Which figures of a series count the same thing, so that no comparison reaches over a break.

A series breaks where its definition changed (`framework.breaks`) or where whoever sent or published a figure marked
it so ([b]). Figures between two breaks are one stretch; nothing is compared over its end.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Framework
from impact.metrics.spc import Rebase

SERIES = ["scope_kind", "scope_id", "indicator_id"]
MARK = "b"

MARKED = "whoever sent it marked a break in the series [b]"
"""Why limits begin anew where no version of the framework says so."""


def marked(figures: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """FIGURES with the mark b on the first figure of a changed definition, and with `stretch`: breaks so far.

    A period belongs to the definition in force on its last day, since a return is made when its period is over.
    Judgement. A figure that has no earlier one in its series carries no mark of ours.
    """
    sent = _has_mark(figures["marker"])
    concerned = {one.indicator_id for one in framework.breaks} | set(figures.loc[sent, "indicator_id"])
    if not concerned:
        return figures.assign(stretch=0)
    ours = figures["indicator_id"].isin(concerned)
    found = _of_series(figures[ours].assign(sent=sent[ours]), framework)
    stretch = found["stretch"].reindex(figures.index, fill_value=0)
    return figures.assign(marker=figures["marker"].mask(ours, found["marker"]), stretch=stretch)


def _of_series(rows: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """The same of rows that say in `sent` which of them came with the mark."""
    of_series = rows.groupby(SERIES, sort=False).ngroup().to_numpy()
    order = np.lexsort((rows["period_start"], rows["period_end"], of_series))
    number, series = _definitions(rows, framework)[order], of_series[order]
    follows = np.append(False, series[1:] == series[:-1])[: len(rows)]
    redefined = follows & np.append(False, number[1:] != number[:-1])[: len(rows)]
    begins = redefined | rows["sent"].to_numpy()[order]
    so_far, starts = np.cumsum(begins), np.flatnonzero(~follows)
    earlier = np.repeat(so_far[starts] - begins[starts], np.diff(np.append(starts, len(rows))))
    stretch = np.empty(len(rows), dtype=np.int64)
    stretch[order] = so_far - earlier
    marked_here = np.zeros(len(rows), dtype=bool)
    marked_here[order[redefined]] = True
    ours = marked_here & ~rows["sent"].to_numpy()
    text = rows["marker"].mask(ours, (rows.loc[ours, "marker"] + f" {MARK}").str.strip())
    return rows.assign(marker=text, stretch=stretch)


def newest(series: pd.DataFrame) -> pd.DataFrame:
    """Of one series' rows, in any order, those since its newest break."""
    if series.empty:
        return series
    at = stretch_of(series)
    latest: pd.DataFrame = series.loc[at == at.max()]
    return latest


def stretch_of(series: pd.DataFrame) -> "pd.Series[Any]":
    """How many breaks lie before each row of one series; from its marks where no column says so."""
    if "stretch" in series:
        return series["stretch"]
    if "marker" not in series:
        return pd.Series(0, index=series.index)
    return _has_mark(series.sort_values("period_end")["marker"]).astype(int).cumsum().reindex(series.index)


def apart(now: Mapping[Any, Any], before: Mapping[Any, Any]) -> bool:
    """Whether a break lies between two figures of one series."""
    both = (now.get("stretch"), before.get("stretch"))
    return None not in both and both[0] != both[1]


def rebases(rows: pd.DataFrame, by: Sequence[str], framework: Framework) -> tuple[Rebase, ...]:
    """Where limits begin anew, each with its reason: the first figure with a number after each break.

    rows   FIGURES with a value, of many series; the series' columns `by` are among SERIES and period_kind
    """
    found = []
    for key, series in rows.sort_values("period_end").groupby(list(by)):
        stretch = stretch_of(series).to_numpy()
        for at in np.flatnonzero(stretch[1:] != stretch[:-1]) + 1:
            earlier, row = series.iloc[at - 1], series.iloc[at]
            names = tuple(str(name) for name in key)
            found.append(Rebase(names, row["period_end"].date(), _reason(row, earlier["period_end"].date(), framework)))
    return tuple(found)


def _reason(row: "pd.Series[Any]", earlier: date, framework: Framework) -> str:
    told = [
        one.reason
        for one in framework.breaks
        if one.indicator_id == row["indicator_id"]
        and row["scope_kind"] in one.scope_kinds
        and earlier < one.since <= row["period_end"].date()
    ]
    return told[-1] if told else MARKED


def _definitions(rows: pd.DataFrame, framework: Framework) -> npt.NDArray[np.int64]:
    """The number of the definition in force on the last day of each row's period."""
    number = np.zeros(len(rows), dtype=np.int64)
    places = rows.groupby("indicator_id", sort=False).indices
    ends = rows["period_end"].to_numpy().astype("datetime64[D]")
    scopes = {kind: (rows["scope_kind"] == kind).to_numpy() for kind in rows["scope_kind"].unique()}
    for one in framework.breaks:
        at = places.get(one.indicator_id, np.zeros(0, dtype=np.int64))
        here = np.zeros(len(at), dtype=bool)
        for kind in set(one.scope_kinds) & set(scopes):
            here |= scopes[kind][at]
        number[at[here & (ends[at] >= np.datetime64(one.since))]] = one.definition
    return number


def _has_mark(marker: "pd.Series[str]") -> "pd.Series[bool]":
    codes, texts = pd.factorize(marker.fillna("").astype(str))
    return pd.Series(np.array([MARK in text.split() for text in texts], dtype=bool)[codes], index=marker.index)
