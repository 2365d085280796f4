"""Which figures of a series count the same thing, so that no comparison reaches over a break.

A series breaks where its definition changed (`framework.breaks`) or where whoever sent or published a figure marked
it so ([b]). Figures between two breaks are one stretch; nothing is compared over its end.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Framework
from impact.metrics.slots import Rows, has_mark
from impact.metrics.spc import Rebase
from impact.metrics.sums import collected

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


def with_newest(rows: Rows, framework: Framework) -> Rows:
    """What services sent, and in `newest` whether each row counts what its indicator counts by now.

    rows   as `slots.known_rows` gives them

    A row counts something else up to the last one, whoever sent it, that another definition was in force for than for
    the indicator's newest row; and before the newest mark b of its own service.
    """
    other = nw.lit(value=False)
    for id, last in _last_otherwise(rows, framework).items():
        other = other | ((nw.col("indicator_id") == id) & (nw.col("period_end") <= last.to_pydatetime()))
    series = ("service_id", "indicator_id")
    sent = rows.filter(nw.col("marker") != "").filter(has_mark(MARK))
    begun = sent.group_by(*series).agg(begun=nw.col("period_end").max())
    if collected(begun).is_empty():
        return rows.with_columns(newest=~other)
    since = nw.col("begun").is_null() | (nw.col("period_end") >= nw.col("begun"))
    return rows.join(begun, on=list(series), how="left").with_columns(newest=~other & since).drop("begun")


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


def _last_otherwise(rows: Rows, framework: Framework) -> dict[str, pd.Timestamp]:
    """Indicator -> the last day of the newest period that services sent under another definition than by now."""
    breaks = [
        one for one in framework.breaks if "service" in one.scope_kinds and one.indicator_id in framework.indicator
    ]
    if not breaks:
        return {}
    ours = rows.filter(nw.col("indicator_id").is_in(sorted({one.indicator_id for one in breaks})))
    ends = collected(ours.select("indicator_id", "period_end").unique()).to_pandas()
    sent = ends.astype({"indicator_id": str}).assign(scope_kind="service").sort_values("period_end")
    number = pd.Series(_definitions(sent, framework), index=sent.index)
    now = number.groupby(sent["indicator_id"]).transform("last")
    found = sent[number != now].groupby("indicator_id")["period_end"].max()
    return {str(id): pd.Timestamp(last) for id, last in found.items()}


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
