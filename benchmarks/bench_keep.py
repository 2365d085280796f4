"""How long keeping a large return takes beside the drivers' own fastest way, and how soon the projection follows.

    python benchmarks/bench_keep.py [ROWS]

Prints ratios from one run, for SQLite and (where its server is installed) PostgreSQL. The floor is the
driver's executemany (SQLite) or COPY (PostgreSQL) of rows that lie ready, into the same table of an
equal, empty record with the same indexes and triggers, committed. Keeping is all of `store.keep`.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from measuring import seconds
from sqlalchemy import Connection, Engine, create_engine, insert, text
from sqlalchemy.engine import make_url

from impact import store
from impact.projection import Projection
from impact.store.tables import submission_table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
import postgres

ROWS = 1_000_000
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MOST_RATIO = 2.0
MOST_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one database: the driver's own way, the whole of `keep`, and the projection after it."""

    database: str
    floor: float
    keep: float
    refresh: float

    @property
    def ratio(self) -> float:
        """Keeping over the driver's own way."""
        return self.keep / self.floor

    def __str__(self) -> str:
        return (
            f"{self.database}: driver {self.floor:.2f} s, keep {self.keep:.2f} s, ratio {self.ratio:.2f} "
            f"(at most {MOST_RATIO:g}); projection after it {self.refresh:.2f} s (at most {MOST_SECONDS:g} s)"
        )


def clean_rows(height: int) -> pl.DataFrame:
    """CLEAN ROWS of many services, fifty indicators and a hundred quarters, with notes and unrounded values."""
    chance = np.random.default_rng(1)
    place = np.arange(height)
    starts = [date(2000 + one // 4, 1 + 3 * (one % 4), 1) for one in range(100)]
    ends = [date(2000 + one // 4, 3 + 3 * (one % 4), 30) for one in range(100)]
    quarter = (place // 50) % 100
    bases = chance.integers(10, 2_000, height)
    return (
        pl.DataFrame({"line": place + 2, "service": place // 5_000, "indicator": place % 50})
        .with_columns(
            cell=pl.format("F{}", "line"),
            service_id=pl.format("SV{}", pl.col("service").cast(pl.String).str.zfill(4)),
            indicator_id=pl.format("I{}", pl.col("indicator").cast(pl.String).str.zfill(2)),
            period_start=pl.Series(starts).gather(quarter),
            period_end=pl.Series(ends).gather(quarter),
            period_kind=pl.lit("quarter"),
            breakdown=pl.lit(""),
            numerator=pl.Series((bases * chance.random(height)).astype(int).astype(float)),
            denominator=pl.Series(bases.astype(float)),
            value=pl.when(pl.col("line") % 7 == 0).then(pl.Series(chance.random(height))),
            **{name: pl.lit(None, pl.Float64) for name in ("n", "sd", "asked")},
            marker=pl.lit(""),
            note=pl.when(pl.col("line") % 50 == 0).then(pl.lit('counted "by hand", twice')).otherwise(pl.lit("")),
        )
        .select(store.CLEAN_COLUMNS)
        .cast(store.CLEAN_SCHEMA)
    )


def parcel(rows: pl.DataFrame, content: bytes) -> store.Parcel:
    """A return of these rows."""
    return store.Parcel("borough", "f" * 64, "SV01", "an analyst", "large.csv", content, "utf-8", ",", rows)


def projection_of(engine: Engine, folder: Path) -> Projection:
    """The projection of a record."""
    return Projection(
        folder,
        lambda framework_id, newest: store.rows_after(engine, framework_id, newest),
        lambda framework_id, submission: store.chain_at(engine, framework_id, submission),
        lambda framework_id: store.withdrawn(engine, framework_id),
    )


def driver_seconds(engine: Engine, rows: pl.DataFrame) -> float:
    """The driver's own way for rows that lie ready, in one transaction."""
    submission = pl.lit(1, pl.Int64).alias("submission_id")
    ready = rows.select(submission, pl.all()).with_columns(pl.col("period_start", "period_end").dt.strftime("%Y-%m-%d"))
    names, marks = ", ".join(ready.columns), ", ".join("?" * ready.width)
    by_copy = engine.dialect.name == "postgresql"
    sent: Any = ready.write_csv(include_header=False).encode() if by_copy else ready.rows()

    def added() -> None:
        with engine.connect() as connection, connection.begin():
            connection.execute(insert(submission_table), _bare_submission(rows.height))
            raw: Any = connection.connection.driver_connection
            if engine.dialect.name == "postgresql":
                with raw.cursor() as cursor, cursor.copy(f"COPY observation ({names}) FROM STDIN (FORMAT csv)") as copy:
                    copy.write(sent)
            else:
                raw.executemany(f"INSERT INTO observation ({names}) VALUES ({marks})", sent)

    return seconds(added, 1)


def _bare_submission(height: int) -> dict[str, Any]:
    words = ("framework_id", "framework_sha256", "sender", "sent_by", "filename", "sha256", "encoding", "delimiter")
    row: dict[str, Any] = dict.fromkeys((*words, "columns", "source", "label", "chain"), "")
    return row | {"id": 1, "repeat": 0, "content": b"", "row_count": height, "received_at": NOW}


def measured(floor_url: str, url: str, folder: Path, rows: pl.DataFrame) -> Measured:
    """One database's seconds; both addresses are of empty databases."""
    floor_engine, engine = store.open_engine(floor_url), store.open_engine(url)
    sent = parcel(rows, rows.head(1_000).write_csv().encode())
    floor = driver_seconds(floor_engine, rows)
    floor_engine.dispose()
    keeping = seconds(lambda: store.keep(engine, sent, NOW), 1)
    projection = projection_of(engine, folder)
    refreshing = seconds(lambda: projection.refresh("borough"), 1)
    name = engine.dialect.name
    engine.dispose()
    return Measured({"sqlite": "SQLite", "postgresql": "PostgreSQL"}[name], floor, keeping, refreshing)


def measured_on_sqlite(rows: pl.DataFrame) -> Measured:
    """SQLite in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return measured(f"sqlite:///{home / 'floor.sqlite'}", f"sqlite:///{home / 'record.sqlite'}", home / "p", rows)


def measured_on_postgresql(rows: pl.DataFrame) -> Measured | None:
    """A PostgreSQL server of its own; None where none is installed."""
    programs = postgres.programs()
    if programs is None:
        return None
    with postgres.server(programs) as url, tempfile.TemporaryDirectory() as folder:
        with _server_connection(url) as server:
            server.execute(text("CREATE DATABASE floor"))
            server.execute(text("CREATE DATABASE record"))
        addresses = [make_url(url).set(database=name).render_as_string(False) for name in ("floor", "record")]
        return measured(addresses[0], addresses[1], Path(folder) / "p", rows)


@contextmanager
def _server_connection(url: str) -> Iterator[Connection]:
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        yield connection
    server.dispose()


def main(height: int = ROWS) -> None:
    """Print the ratios of one run."""
    rows = clean_rows(height)
    print(f"Keeping a return of {height:,} rows")
    print(measured_on_sqlite(rows))
    print(measured_on_postgresql(rows) or f"PostgreSQL: not measured. {postgres.MISSING}")


if __name__ == "__main__":
    main(*(int(one.replace("_", "").replace(",", "")) for one in sys.argv[1:2]))
