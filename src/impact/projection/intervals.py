"""Between which moments each observation was the newest word on its key, when returns may be withdrawn."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

KEY = ("service_id", "indicator_id", "period_start", "period_kind", "breakdown")
"""What a row is about: of the rows with one key, the newest counts."""

SORTED = ("indicator_id", "service_id", "period_start", "period_kind", "breakdown", "submission_id")


def with_intervals(rows: pl.DataFrame, withdrawn: Mapping[int, datetime]) -> pl.DataFrame:
    """The observations with the moments between which each was the newest word on its key.

    rows      observations of all returns, `known_from` when each was received
    returns   the same with `received_at`, `withdrawn_at` (null if it was not), `known_from` and `known_to`
              (null while it counts); an observation that counted, was replaced and counts again has a row
              for each of these times
    """
    gone = pl.DataFrame(
        {"submission_id": list(withdrawn), "withdrawn_at": list(withdrawn.values())},
        schema={"submission_id": pl.Int64, "withdrawn_at": pl.Datetime("us", "UTC")},
    )
    lives = (
        rows.rename({"known_from": "received_at"})
        .join(gone, on="submission_id", how="left", maintain_order="left")
        .sort(*SORTED)
    )
    touched = lives.filter(pl.col("withdrawn_at").is_not_null()).select(KEY).unique()
    if touched.is_empty():
        return _replaced_in_turn(lives)
    untouched = _replaced_in_turn(lives.join(touched, on=KEY, how="anti", maintain_order="left"))
    replayed = _replayed(lives.join(touched, on=KEY, how="semi", maintain_order="left"))
    return pl.concat([untouched, replayed.select(untouched.columns)]).sort(*SORTED, "known_from")


def _replaced_in_turn(lives: pl.DataFrame) -> pl.DataFrame:
    """Where nothing was withdrawn, each row counts until the next on its key is received."""
    replaced = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in KEY)
    return lives.with_columns(
        known_from=pl.col("received_at"), known_to=pl.when(replaced).then(pl.col("received_at").shift(-1))
    )


def _replayed(lives: pl.DataFrame) -> pl.DataFrame:
    """Each key moment by moment: of its rows received and not withdrawn by then, the newest counts."""
    changes = pl.concat([lives.select(*KEY, at=name) for name in ("received_at", "withdrawn_at")])
    spans = changes.drop_nulls("at").unique().sort(*KEY, "at").with_columns(until=pl.col("at").shift(-1).over(KEY))
    alive = (pl.col("received_at") <= pl.col("at")) & (
        pl.col("withdrawn_at").is_null() | (pl.col("withdrawn_at") > pl.col("at"))
    )
    counting = (
        spans.join(lives, on=KEY, how="inner")
        .filter(alive)
        .sort(*KEY, "at", "submission_id")
        .unique([*KEY, "at"], keep="last", maintain_order=True)
    )
    goes_on = (pl.col("observation_id") == pl.col("observation_id").shift(1)) & (
        pl.col("until").shift(1) == pl.col("at")
    )
    runs = counting.with_columns(run=(~goes_on.fill_null(False)).cum_sum())
    ends = runs.group_by("run").agg(known_from=pl.col("at").first(), known_to=pl.col("until").last())
    return runs.unique("run", keep="first").join(ends, on="run").drop("run", "at", "until")
