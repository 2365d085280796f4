"""What came into the record between two moments, and what was taken back: row by row, as it was sent."""

from datetime import datetime
from pathlib import Path

import polars as pl

from impact.columns import NUMBERS
from impact.projection.intervals import KEY

ARRIVED = ("submission_id", "received_at", "withdrawn_at", *KEY, "period_end", *NUMBERS, "marker")
"""The columns of `arrived`."""


def arrived(path: Path, after: datetime, until: datetime | None = None) -> pl.DataFrame:
    """ARRIVED: every row that was received or withdrawn after one moment and by another (None: to this day).

    path     the projection's file, as `Projection.refresh` answers it
    returns  each row once, in the order in which they came; `withdrawn_at` is null where it was not by then
    """
    kept = pl.scan_parquet(path)
    gone = pl.col("withdrawn_at")
    if until is not None:
        kept = kept.filter(pl.col("received_at") <= until)
        gone = pl.when(gone <= until).then(gone)
    here = kept.with_columns(withdrawn_at=gone).filter(
        (pl.col("received_at") > after) | (pl.col("withdrawn_at") > after)
    )
    rows = here.select("observation_id", *ARRIVED).collect().unique("observation_id", maintain_order=True)
    return rows.sort("submission_id", "observation_id").drop("observation_id")
