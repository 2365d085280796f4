"""A columnar copy of the record, rebuilt at will, that answers what was known at a moment.

One Parquet file a framework, sorted by indicator, service and period. Every row carries `known_from`
and `known_to`: the moments between which it was the newest word on its key (service, indicator,
period, breakdown). The file's name holds the newest submission in it and that submission's link in
the audit chain, so that a copy of another record is never read; a new file is written beside the
old one and moved into place, and the one before is left for whoever is still reading it.
"""

import os
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import narwhals as nw
import polars as pl

KEY = ("service_id", "indicator_id", "period_start", "period_kind", "breakdown")
COUNTS = (
    "observation_id",
    "submission_id",
    "line",
    "cell",
    "service_id",
    "sector_id",
    "indicator_id",
    "period_start",
    "period_end",
    "period_kind",
    "breakdown",
    "numerator",
    "denominator",
    "value",
    "n",
    "sd",
    "asked",
    "marker",
    "note",
)
"""The columns of COUNTS, what was known at a moment."""

RowsAfter = Callable[[str, int], pl.DataFrame]
"""(framework id, submission id) -> every observation of later submissions, with `known_from`."""

ChainAt = Callable[[str, int], str | None]
"""(framework id, submission id) -> that submission's link in the audit chain; None if there is none."""


class Projection:
    """The columnar copy in a folder, kept up with the record by `rows_after`."""

    def __init__(self, folder: Path, rows_after: RowsAfter, chain_at: ChainAt) -> None:
        self._folder = folder
        self._rows_after = rows_after
        self._chain_at = chain_at
        self._lock = threading.Lock()
        self._database = duckdb.connect(":memory:")
        self._database.execute("SET autoinstall_known_extensions = false")

    def refresh(self, framework_id: str) -> Path:
        """Bring a framework's copy up to date with the record; answers its file."""
        with self._lock:
            path, newest = self._whole_file(framework_id)
            added = self._rows_after(framework_id, newest)
            if path is not None and added.is_empty():
                return path
            known = pl.read_parquet(path).drop("known_to") if path is not None else added.clear()
            return self._write(framework_id, _with_known_to(pl.concat([known, added])))

    def counts(
        self,
        framework_id: str,
        sectors: Mapping[str, str],
        as_at: datetime | None = None,
        indicators: Collection[str] | None = None,
        services: Collection[str] | None = None,
    ) -> nw.LazyFrame[duckdb.DuckDBPyRelation]:
        """COUNTS: the newest row of every key, as known at a moment (None: now).

        sectors     service id -> sector id, as the framework of that moment has it
        indicators  only these; None for all
        services    only these services and areas; None for all
        """
        path = self.refresh(framework_id)
        cursor = self._database.cursor()
        where, values = _conditions(as_at, indicators, services)
        belongs = pl.DataFrame({"service_id": list(sectors), "sector_id": list(sectors.values())}, schema=_BELONGS)
        cursor.register("belongs", belongs)
        chosen = ", ".join(f"b.{name}" if name == "sector_id" else f"o.{name}" for name in COUNTS)
        relation = cursor.sql(
            f"SELECT {chosen} FROM read_parquet(?) o LEFT JOIN belongs b USING (service_id) WHERE {where}",
            params=[str(path), *values],
        )
        return nw.from_native(relation)

    def receipts(self, framework_id: str, as_at: datetime | None = None) -> pl.DataFrame:
        """When each service first sent each period: service_id, period_start, period_kind, submission_id, rows.

        submission_id  the first submission known by the moment that held a row of that service and period
        rows           how many keys are known of it by then
        """
        path = self.refresh(framework_id)
        query = (
            "SELECT service_id, period_start, period_kind, min(submission_id) AS submission_id, "
            "count(DISTINCT indicator_id || '|' || breakdown) AS rows FROM read_parquet(?) "
            "WHERE known_from <= coalesce(?, known_from) GROUP BY ALL ORDER BY ALL"
        )
        found = self._database.cursor().sql(query, params=[str(path), as_at]).to_arrow_table()
        return pl.DataFrame(pl.from_arrow(found))

    def rebuild(self, framework_id: str) -> Path:
        """Throw a framework's copy away and make it again from the record."""
        for path in self._files(framework_id):
            path.unlink()
        return self.refresh(framework_id)

    def _files(self, framework_id: str) -> list[Path]:
        return sorted(self._folder.glob(f"{framework_id}.*.parquet"), key=_newest_in)

    def _whole_file(self, framework_id: str) -> tuple[Path | None, int]:
        for path in reversed(self._files(framework_id)):
            newest, chain = _newest_in(path), path.name.split(".")[-2]
            if newest and (self._chain_at(framework_id, newest) or "").startswith(chain):
                return path, newest
        return None, 0

    def _write(self, framework_id: str, rows: pl.DataFrame) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        newest = int(rows["submission_id"].to_numpy().max()) if rows.height else 0
        chain = (self._chain_at(framework_id, newest) or "none")[:16]
        path = self._folder / f"{framework_id}.{newest}.{chain}.parquet"
        draft = path.with_suffix(f".{os.getpid()}.draft")
        rows.write_parquet(draft, compression="zstd")
        os.replace(draft, path)
        for older in self._files(framework_id)[:-2]:
            older.unlink(missing_ok=True)
        return path


def _newest_in(path: Path) -> int:
    return int(path.name.split(".")[-3])


_BELONGS = {"service_id": pl.Utf8, "sector_id": pl.Utf8}


def _with_known_to(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row's `known_to`: when the next word on its key was received; null for the newest."""
    ordered = rows.sort(*KEY, "submission_id")
    later = pl.col("known_from").shift(-1).over(KEY)
    return ordered.with_columns(known_to=later).sort("indicator_id", "service_id", "period_start", "submission_id")


def _conditions(
    as_at: datetime | None, indicators: Collection[str] | None, services: Collection[str] | None
) -> tuple[str, list[object]]:
    if as_at is None:
        parts, values = ["o.known_to IS NULL"], list[object]()
    else:
        parts = ["o.known_from <= ?", "(o.known_to IS NULL OR o.known_to > ?)"]
        values = [as_at, as_at]
    for column, wanted in (("indicator_id", indicators), ("service_id", services)):
        if wanted is not None:
            parts.append(f"list_contains(?, o.{column})")
            values.append(list(wanted))
    return " AND ".join(parts), values
