"""A columnar copy of the record, rebuilt at will, that answers what was known at a moment.

One Parquet file a framework, sorted by indicator, service and period. Every row carries `known_from`
and `known_to`: the moments between which it was the newest word on its key (service, indicator,
period, breakdown) among the returns that were not withdrawn. A row that counts again, because what
replaced it was withdrawn, stands there once more. The file's name holds the newest submission in it,
that submission's link in the audit chain, and a mark of the withdrawals, so that a copy of another
record is never read; a new file is written beside the old one and moved into place, and the one
before is left for whoever is still reading it.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from impact.projection.files import File, files_of, mark_of, write
from impact.projection.intervals import KEY, with_intervals
from impact.projection.scanned import scanned

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

Withdrawn = Callable[[str], Mapping[int, datetime]]
"""framework id -> submission id -> the moment from which it no longer counts."""


def nothing_withdrawn(_: str) -> Mapping[int, datetime]:
    """For a record in which nothing is ever withdrawn."""
    return {}


class Projection:
    """The columnar copy in a folder, kept up with the record by `rows_after` and `withdrawn`."""

    def __init__(
        self, folder: Path, rows_after: RowsAfter, chain_at: ChainAt, withdrawn: Withdrawn = nothing_withdrawn
    ) -> None:
        self._folder = folder
        self._rows_after = rows_after
        self._chain_at = chain_at
        self._withdrawn = withdrawn
        self._lock = threading.Lock()
        self._database = duckdb.connect(":memory:")
        self._database.execute("SET autoinstall_known_extensions = false")

    def refresh(self, framework_id: str) -> Path:
        """Bring a framework's copy up to date with the record; answers its file."""
        with self._lock:
            withdrawn = self._withdrawn(framework_id)
            mark = mark_of(withdrawn)
            found = self._whole_file(framework_id, mark)
            added = self._rows_after(framework_id, found.newest if found else 0)
            if found and found.mark == mark and added.is_empty():
                return found.path
            rows = pl.concat([found.observations(), added]) if found else added
            return self._write(framework_id, with_intervals(rows, withdrawn), mark)

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

    def scanned(
        self,
        framework_id: str,
        sectors: Mapping[str, str],
        as_at: datetime | None = None,
        indicators: Collection[str] | None = None,
    ) -> nw.LazyFrame[Any]:
        """The same COUNTS read by polars, for whoever works on all of them: see `impact.projection.scanned`."""
        return scanned(self.refresh(framework_id), COUNTS, sectors, as_at, indicators)

    def versions(self, framework_id: str, indicators: Collection[str] | None = None) -> pl.DataFrame:
        """Every row that ever counted: COUNTS without sector_id, `known_from` and `known_to` (null while it counts)."""
        rows = pl.scan_parquet(self.refresh(framework_id))
        if indicators is not None:
            rows = rows.filter(pl.col("indicator_id").is_in(list(indicators)))
        return rows.select(*(name for name in COUNTS if name != "sector_id"), "known_from", "known_to").collect()

    def receipts(self, framework_id: str, as_at: datetime | None = None) -> pl.DataFrame:
        """When each service first sent each period: service_id, period_start, period_kind, submission_id, rows.

        submission_id  the first submission that counts at the moment and holds a row of that service and period
        rows           how many keys are known of it by then
        """
        path = self.refresh(framework_id)
        query = (
            "SELECT service_id, period_start, period_kind, min(submission_id) AS submission_id, "
            "count(DISTINCT indicator_id || '|' || breakdown) AS rows FROM read_parquet($path) "
            "WHERE received_at <= coalesce($as_at, received_at) "
            "AND (withdrawn_at IS NULL OR withdrawn_at > $as_at) GROUP BY ALL ORDER BY ALL"
        )
        found = self._database.cursor().sql(query, params={"path": str(path), "as_at": as_at}).to_arrow_table()
        return pl.DataFrame(pl.from_arrow(found))

    def changes(self, framework_id: str, as_at: datetime | None = None) -> pl.DataFrame:
        """When what is known of each service's period last changed: service_id, period_start, period_kind, changed.

        It changes when a row comes with other figures than the one before it on its key, and when a withdrawal
        takes such a row away; a return that says the same again changes nothing.
        """
        path = self.refresh(framework_id)
        query = _CHANGES.format(key=", ".join(KEY), said=", ".join(_SAID))
        found = self._database.cursor().sql(query, params={"path": str(path), "as_at": as_at}).to_arrow_table()
        return pl.DataFrame(pl.from_arrow(found))

    def rebuild(self, framework_id: str) -> Path:
        """Throw a framework's copy away and make it again from the record."""
        for file in files_of(self._folder, framework_id):
            file.path.unlink(missing_ok=True)
        return self.refresh(framework_id)

    def _whole_file(self, framework_id: str, mark: str) -> File | None:
        """The newest file of this very record; where there are several, the one with these withdrawals."""
        files = [file for file in files_of(self._folder, framework_id) if file.newest]
        for file in sorted(files, key=lambda file: (file.newest, file.mark == mark), reverse=True):
            if (self._chain_at(framework_id, file.newest) or "").startswith(file.chain):
                return file
        return None

    def _write(self, framework_id: str, rows: pl.DataFrame, mark: str) -> Path:
        newest = int(rows["submission_id"].to_numpy().max()) if rows.height else 0
        chain = self._chain_at(framework_id, newest) or "none"
        return write(self._folder, framework_id, rows, newest, chain, mark)


_SAID = ("numerator", "denominator", "value", "n", "sd", "asked", "coalesce(marker, '')")

_CHANGES = """
WITH told AS (SELECT {key}, known_from, known_to, row({said}) AS said FROM read_parquet($path)),
beside AS (
    SELECT *, lag(said) OVER on_key AS said_before, lag(known_to) OVER on_key AS ended,
        lead(known_from) OVER on_key AS goes_on
    FROM told WINDOW on_key AS (PARTITION BY {key} ORDER BY known_from)
),
moments AS (
    SELECT service_id, period_start, period_kind, known_from AS changed FROM beside
    WHERE ended IS DISTINCT FROM known_from OR said IS DISTINCT FROM said_before
    UNION ALL
    SELECT service_id, period_start, period_kind, known_to FROM beside
    WHERE known_to IS NOT NULL AND goes_on IS DISTINCT FROM known_to
)
SELECT service_id, period_start, period_kind, max(changed) AS changed FROM moments
WHERE changed <= coalesce($as_at, changed) GROUP BY ALL ORDER BY ALL
"""

_BELONGS = {"service_id": pl.Utf8, "sector_id": pl.Utf8}


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
