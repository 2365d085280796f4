"""The audit chain: each return's link holds its bytes, sender, moment and rows, and the link before."""

import hashlib
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, Engine, select

from impact.store.engine import reading
from impact.store.tables import CLEAN_COLUMNS, CLEAN_SCHEMA, observation_table, submission_table


def link(chain: str, sender: str, sha256: str, received: datetime, rows: pl.DataFrame) -> str:
    """The SHA-256 that ties a return to all that came before it."""
    moment = received.astimezone(UTC).isoformat(timespec="microseconds")
    digest = hashlib.sha256(f"{chain}|{sender}|{sha256}|{moment}|".encode())
    digest.update(rows.select(CLEAN_COLUMNS).write_csv().encode())
    return digest.hexdigest()


def broken_links(engine: Engine, framework_id: str) -> list[int]:
    """The submissions whose bytes, rows or moment no longer fit the audit chain; empty when all is whole."""
    broken, chain = [], ""
    query = (
        select(submission_table).where(submission_table.c.framework_id == framework_id).order_by(submission_table.c.id)
    )
    with reading(engine) as connection:
        for row in connection.execute(query):
            kept = row._mapping
            rows = _kept_rows(connection, kept["id"])
            sha256 = hashlib.sha256(kept["content"]).hexdigest()
            expected = link(chain, kept["sender"], sha256, kept["received_at"], rows)
            if expected != kept["chain"]:
                broken.append(kept["id"])
            chain = kept["chain"]
    return broken


def _kept_rows(connection: Connection, submission_id: int) -> pl.DataFrame:
    query = select(*[observation_table.c[name] for name in CLEAN_COLUMNS]).where(
        observation_table.c.submission_id == submission_id
    )
    rows = connection.execute(query.order_by(observation_table.c.id)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=CLEAN_SCHEMA, orient="row")
