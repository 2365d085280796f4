"""What became of one return's rows: which of them count at a moment, and whose rows count in place of the others."""

from datetime import datetime
from pathlib import Path

import polars as pl

from impact.projection.intervals import KEY


def standing(path: Path, submission_id: int, as_at: datetime | None = None) -> pl.DataFrame:
    """STANDING: one row for each row of a kept return, in the order of the file.

    path      the projection's file, as `Projection.refresh` answers it; rows of one KEY stand together in it
    returns   observation_id, line, cell, the KEY, period_end, and
              counting: the return whose row counts for that key at the moment; null where none does
              before: the return whose row would count if this one did not; null where nothing is known of it
    """
    kept = pl.scan_parquet(path)
    ours = pl.col("submission_id") == submission_id
    about = kept.filter(ours).select("indicator_id", "service_id").unique().collect()
    alike = kept.filter(*(pl.col(name).is_in(about[name].unique().to_list()) for name in about.columns)).collect()
    changes = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in KEY).fill_null(value=False)
    alike = alike.with_columns(place=changes.cum_sum().set_sorted())
    of_others = _known(as_at) & (pl.col("submission_id") != submission_id)
    by_key = alike.group_by("place", maintain_order=True).agg(
        counting=pl.col("submission_id").filter(counts_at(as_at)).last(),
        before=pl.col("submission_id").filter(of_others).max(),
    )
    own = alike.filter(ours).unique("observation_id", keep="first", maintain_order=True)
    found = own.join(by_key, "place", "left", maintain_order="left")
    columns = found.select("observation_id", "line", "cell", *KEY, "period_end", "counting", "before")
    return columns.sort("line", "observation_id")


def counts_at(as_at: datetime | None) -> pl.Expr:
    """Whether a row is the newest word on its key at a moment."""
    if as_at is None:
        return pl.col("known_to").is_null()
    return (pl.col("known_from") <= as_at) & (pl.col("known_to").is_null() | (pl.col("known_to") > as_at))


def _known(as_at: datetime | None) -> pl.Expr:
    """Whether a row came in by a moment and was not withdrawn by then."""
    if as_at is None:
        return pl.col("withdrawn_at").is_null()
    kept = pl.col("withdrawn_at").is_null() | (pl.col("withdrawn_at") > as_at)
    return (pl.col("received_at") <= as_at) & kept
