"""Returns for the tests of the record, and processes that keep them: many at once, or until they are killed."""

import io
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Engine

from impact import store
from impact.projection import Projection

JULY = datetime(2025, 7, 10, 9, tzinfo=UTC)

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", "impact.store", "impact.projection"])
"""Each process starts from one that has imported the slow modules already, and that holds no lock of ours."""


def rows(height: int, numerator: float = 60, service: str = "SV05", first: int = 0) -> pl.DataFrame:
    """CLEAN ROWS of one service's quarter: indicators I00000, I00001 ... with one numerator in all."""
    line = pl.int_range(first, first + height, dtype=pl.Int64, eager=True)
    blank = dict.fromkeys(("value", "n", "sd", "asked"), pl.lit(None, pl.Float64))
    return pl.DataFrame({"line": line + 2}).select(
        "line",
        pl.format("E{}", "line").alias("cell"),
        pl.lit(service).alias("service_id"),
        pl.format("I{}", (pl.col("line") - 2).cast(pl.String).str.zfill(5)).alias("indicator_id"),
        pl.lit(date(2025, 4, 1)).alias("period_start"),
        pl.lit(date(2025, 6, 30)).alias("period_end"),
        pl.lit("quarter").alias("period_kind"),
        pl.lit("").alias("breakdown"),
        pl.lit(numerator, pl.Float64).alias("numerator"),
        pl.lit(110.0).alias("denominator"),
        **blank,
        marker=pl.lit(""),
        note=pl.lit(""),
    )


def parcel(content: bytes, frame: pl.DataFrame, sender: str = "SV05", **more: Any) -> store.Parcel:
    """A return of these rows."""
    return store.Parcel("borough", "f" * 64, sender, "an analyst", "q1.csv", content, "utf-8", ",", frame, **more)


def projection_of(engine: Engine, folder: Path) -> Projection:
    """The projection of a record, as it is wired where the record is opened."""
    return Projection(
        folder,
        lambda framework_id, newest: store.rows_after(engine, framework_id, newest),
        lambda framework_id, submission: store.chain_at(engine, framework_id, submission),
        lambda framework_id: store.withdrawn(engine, framework_id),
    )


def write_many(url: str, writer: int, times: int, ready: Barrier) -> list[tuple[int, bool, float]]:
    """Open a record and keep `times` returns: (submission id, whether new, seconds it took) of each."""
    ready.wait()
    engine = store.open_engine(url)
    done = []
    for number in range(times):
        start = time.monotonic()
        sent = parcel(f"{writer} {number}".encode(), rows(20, number, f"SV{writer:02}"), f"SV{writer:02}")
        kept = store.keep(engine, sent, JULY + timedelta(seconds=number))
        done.append((kept.submission_id, kept.is_new, time.monotonic() - start))
    engine.dispose()
    return done


def write_same(url: str, times: int, ready: Barrier) -> list[tuple[int, bool]]:
    """Keep the same `times` files as whoever else waits at the barrier before each."""
    engine = store.open_engine(url)
    done = []
    for number in range(times):
        sent = parcel(f"the same {number}".encode(), rows(20, number, first=100 * number))
        ready.wait()
        kept = store.keep(engine, sent, JULY)
        done.append((kept.submission_id, kept.is_new))
    engine.dispose()
    return done


def keep_until_killed(url: str, folder: Path, content: str, height: int) -> None:
    """Keep return after return, each followed by the projection; note each one that was answered as kept."""
    engine = store.open_engine(url)
    projection = projection_of(engine, folder / "projection")
    answered = (folder / "answered").open("a")
    for number in range(10_000):
        kept = store.keep(engine, parcel(f"{content} {number}".encode(), rows(height, number)), JULY)
        answered.write(f"{kept.submission_id}\n")
        answered.flush()
        projection.refresh("borough")


def keep_and_die(url: str, content: str, height: int, step: int, steps: Path) -> None:
    """Keep one return and die at the database's so many thousandth step; with 0, write how many steps it takes."""
    engine = store.open_engine(url)
    passed = 0

    def stepped() -> int:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(stepped, 1_000)
    store.keep(engine, parcel(content.encode(), rows(height, step)), JULY)
    steps.write_text(str(passed))


def project_and_die(url: str, folder: Path, moment: str) -> None:
    """Bring the projection up to date and die while its file is written, before or after it is moved."""
    engine = store.open_engine(url)

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def half(frame: pl.DataFrame, file: Any, **more: Any) -> None:
        whole = io.BytesIO()
        written(frame, whole, **more)
        file.write(whole.getvalue()[: whole.tell() // 2])
        file.flush()
        die()

    def replaced(draft: Path, path: Path) -> None:
        moved(draft, path)
        die()

    written: Callable[..., Any] = pl.DataFrame.write_parquet
    moved = os.replace
    at: dict[str, Callable[[], None]] = {
        "half written": lambda: setattr(pl.DataFrame, "write_parquet", half),
        "before it is moved": lambda: setattr(os, "replace", die),
        "after it was moved": lambda: setattr(os, "replace", replaced),
    }
    at[moment]()
    projection_of(engine, folder).refresh("borough")
