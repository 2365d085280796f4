"""Which points of a series somebody explained, in whose words, as long as the explanation holds.

An explanation is its sender's free text about one figure of its own. It is shown where that figure stands by
itself, a service's or an area's, and only while the gate shows the figure: words such as "three of nine were
ill" would tell what is hidden. Where services are added up, however few, it is only said how many of them
explained theirs.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd
import polars as pl

from impact import store
from impact.answers.figures import known
from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics.rollup import fetched
from impact.metrics.slots import Rows, Scope, in_scope, known_rows
from impact.projection import KEY
from impact.sources import LOCAL_TIME, Sources, View
from impact.words import period_of
from impact.words.explained import ExplainedPoint, Explanation

_SLOT = ("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind")
_TOLD = ("service_id", "reason", "given_by", "until", "known_from")
HELD = (*_SLOT, "alone", *_TOLD)
"""The columns of `held`: which figure an explanation is about, whether the figure is its sender's own, what it says."""


def held(sources: Sources, view: View, rules: Framework, indicators: Collection[str]) -> pd.DataFrame:
    """HELD: every explanation that holds at the view's moment, once for each figure its row enters, oldest first.

    Of several about the same row and rule the newest is taken. Rows of a breakdown enter no figure.
    """
    points = store.explained_points(sources.engine, view.framework_id, view.as_at, view.today)
    points = points.filter(pl.col("indicator_id").is_in(list(indicators)) & (pl.col("breakdown") == ""))
    if points.is_empty():
        return pd.DataFrame(columns=list(HELD))
    newest = points.sort("known_from").unique([*KEY, "rule"], keep="last", maintain_order=True)
    counts = known(sources, view, rules, newest["indicator_id"].unique().to_list())
    ids = _polars(counts.lazy().select("observation_id", *KEY))
    told = newest.join(ids, on=KEY, how="inner").select("observation_id", *(name for name in _TOLD if name not in KEY))
    rows = fetched(known_rows(counts, rules))
    scopes: tuple[Scope, ...] = ("service", "area", "sector", "whole")
    placed = [_placed(rows, told, scope, rules) for scope in scopes]
    home = placed[1].filter(pl.col("scope_id") == (rules.home.id if rules.home else ""))
    as_whole = home.with_columns(scope_kind=pl.lit("whole"), scope_id=pl.lit(""))
    return pl.concat([*placed, as_whole]).sort("known_from", maintain_order=True).to_pandas()


def points_of(explained: pd.DataFrame, series: Protected) -> tuple[ExplainedPoint, ...]:
    """The explained points of one protected series of one scope, oldest first.

    explained   HELD
    """
    if explained.empty or series.frame.empty:
        return ()
    told = series.frame[[*_SLOT, "hidden"]].merge(explained, on=list(_SLOT))
    return tuple(_point(rows) for _, rows in told.groupby(["period_end", "period_start"], sort=True))


def _point(rows: pd.DataFrame) -> ExplainedPoint:
    """What is said of one figure; `rows` hold its explanations, one each."""
    first = rows.iloc[0]
    own = [_said(row) for _, row in rows.iterrows()] if first["alone"] and not first["hidden"] else []
    senders = int(rows["service_id"].nunique())
    return ExplainedPoint(period_of(first), tuple(dict.fromkeys(own)), senders, wider=not first["alone"])


def _said(row: "pd.Series[Any]") -> Explanation:
    until = None if pd.isna(row["until"]) else pd.Timestamp(row["until"]).date()
    day = row["known_from"].to_pydatetime().astimezone(LOCAL_TIME).date()
    return Explanation(str(row["reason"]), str(row["given_by"]), day, until)


def _placed(rows: Rows, told: pl.DataFrame, scope: Scope, rules: Framework) -> pl.DataFrame:
    """The explanations of rows, each in its slot of one kind of scope."""
    slots = _polars(in_scope(rows, scope, rules).select(*_SLOT[1:], "service_id", "observation_id"))
    return slots.join(told, on="observation_id", how="inner").select(
        pl.lit(scope).alias("scope_kind"), *_SLOT[1:], pl.lit(scope in ("service", "area")).alias("alone"), *_TOLD
    )


def _polars(rows: Rows) -> pl.DataFrame:
    found: pl.DataFrame = rows.collect("polars").to_native()
    return found
