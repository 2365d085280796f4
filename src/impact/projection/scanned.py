"""COUNTS for whoever works on all of them: read by polars, in which figures are then worked out.

DuckDB answers questions about some rows; to hand over millions of them, it first has to turn them into another form.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from impact.projection.standing import counts_at


def scanned(
    path: Path,
    columns: Collection[str],
    sectors: Mapping[str, str],
    as_at: datetime | None = None,
    indicators: Collection[str] | None = None,
) -> nw.LazyFrame[Any]:
    """The newest row of every key, as known at a moment (None: now), in the order of the file.

    path        the projection's file, as `Projection.refresh` answers it
    sectors     service id -> sector id, as the framework of that moment has it
    indicators  only these; None for all
    """
    rows = pl.scan_parquet(path).filter(counts_at(as_at))
    if indicators is not None:
        rows = rows.filter(pl.col("indicator_id").is_in(sorted(indicators)))
    belongs = pl.LazyFrame(
        {"service_id": list(sectors), "sector_id": list(sectors.values())},
        schema={"service_id": pl.String, "sector_id": pl.String},
    )
    found: nw.LazyFrame[Any] = nw.from_native(
        rows.join(belongs, "service_id", "left", maintain_order="left").select(columns)
    )
    return found
