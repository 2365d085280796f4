"""The audit chain: each return's link holds its bytes, sender, moment and rows, and the link before."""

import hashlib
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, Engine, select

from impact.store.bulk import from_columns, read_rows
from impact.store.engine import reading
from impact.store.tables import CLEAN_COLUMNS, columnar_table, submission_table

_CHUNK = 100_000


def link(chain: str, sender: str, sha256: str, received: datetime, rows: pl.DataFrame) -> str:
    """The SHA-256 that ties a return to all that came before it."""
    moment = received.astimezone(UTC).isoformat(timespec="microseconds")
    digest = hashlib.sha256(f"{chain}|{sender}|{sha256}|{moment}|".encode())
    said = rows.select(CLEAN_COLUMNS)
    for start in range(0, max(said.height, 1), _CHUNK):
        digest.update(said.slice(start, _CHUNK).write_csv(include_header=start == 0).encode())
    return digest.hexdigest()


def broken_links(engine: Engine, framework_id: str) -> list[int]:
    """The submissions whose bytes, rows or moment no longer fit the audit chain; empty when all is whole.

    The columns that a large return is kept as once more are held against the chain as well.
    """
    broken, chain = [], ""
    query = (
        select(submission_table).where(submission_table.c.framework_id == framework_id).order_by(submission_table.c.id)
    )
    with reading(engine) as connection:
        for row in connection.execute(query):
            kept = row._mapping
            sha256 = hashlib.sha256(kept["content"]).hexdigest()
            told = (kept["sender"], sha256, kept["received_at"])
            if any(link(chain, *told, rows) != kept["chain"] for rows in _as_kept_twice(connection, kept["id"])):
                broken.append(kept["id"])
            chain = kept["chain"]
    return broken


def _as_kept_twice(connection: Connection, submission_id: int) -> list[pl.DataFrame]:
    """A submission's rows, and the same as columns where they are kept so."""
    rows = read_rows(connection, f"submission_id = {int(submission_id)}")
    columns = connection.scalar(select(columnar_table.c.content).where(columnar_table.c.submission_id == submission_id))
    return [rows, *([from_columns(columns)] if columns is not None else [])]
