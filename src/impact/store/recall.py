"""Reads the record back: frameworks, returns and observations, as known now or at a moment."""

import json
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Engine, func, select

from impact.store.engine import reading
from impact.store.tables import (
    CLEAN_COLUMNS,
    CLEAN_SCHEMA,
    doubt_table,
    explanation_table,
    framework_table,
    observation_table,
    submission_table,
)


def framework_as_at(engine: Engine, framework_id: str, as_at: datetime | None) -> tuple[str, str] | None:
    """(content, sha256) of the framework in use at a moment; before the first, the first. None if never kept."""
    versions = select(framework_table.c.content, framework_table.c.sha256).where(
        framework_table.c.framework_id == framework_id
    )
    with reading(engine) as connection:
        found = None
        if as_at is not None:
            in_use = (
                versions.where(framework_table.c.known_from <= as_at).order_by(framework_table.c.id.desc()).limit(1)
            )
            found = connection.execute(in_use).first()
            if found is None:
                found = connection.execute(versions.order_by(framework_table.c.id).limit(1)).first()
        else:
            found = connection.execute(versions.order_by(framework_table.c.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else None


def framework_ids(engine: Engine) -> list[str]:
    """The frameworks the record knows, in the order in which they first came."""
    with reading(engine) as connection:
        query = select(framework_table.c.framework_id).group_by(framework_table.c.framework_id)
        return list(connection.scalars(query.order_by(func.min(framework_table.c.id))))


def version(engine: Engine, framework_id: str) -> int:
    """A number that grows whenever a return or a framework version is kept; 0 for an empty record."""
    with reading(engine) as connection:
        returns = connection.scalar(
            select(func.max(submission_table.c.id)).where(submission_table.c.framework_id == framework_id)
        )
        frameworks = connection.scalar(
            select(func.max(framework_table.c.id)).where(framework_table.c.framework_id == framework_id)
        )
    return int(returns or 0) * 1_000 + int(frameworks or 0)


def chain_at(engine: Engine, framework_id: str, submission_id: int) -> str | None:
    """A submission's link in the audit chain; None if the framework has no such submission."""
    query = select(submission_table.c.chain).where(
        submission_table.c.framework_id == framework_id, submission_table.c.id == submission_id
    )
    with reading(engine) as connection:
        found: str | None = connection.scalar(query)
    return found


def rows_after(engine: Engine, framework_id: str, submission_id: int) -> pl.DataFrame:
    """Every observation of later submissions, with `submission_id` and `known_from`, for the projection."""
    columns = [observation_table.c.id.label("observation_id"), observation_table.c.submission_id]
    columns += [observation_table.c[name] for name in CLEAN_COLUMNS]
    query = (
        select(*columns, submission_table.c.received_at.label("known_from"))
        .join(submission_table, submission_table.c.id == observation_table.c.submission_id)
        .where(submission_table.c.framework_id == framework_id, submission_table.c.id > submission_id)
        .order_by(observation_table.c.id)
    )
    schema = {
        "observation_id": pl.Int64,
        "submission_id": pl.Int64,
        **CLEAN_SCHEMA,
        "known_from": pl.Datetime("us", "UTC"),
    }
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


_LISTED = (
    "id",
    "framework_sha256",
    "sender",
    "sent_by",
    "filename",
    "sha256",
    "repeat",
    "encoding",
    "columns",
    "source",
    "label",
    "row_count",
    "received_at",
    "chain",
)


def submissions(engine: Engine, framework_id: str, as_at: datetime | None = None) -> list[dict[str, Any]]:
    """Every return kept by a moment, oldest first, without its bytes; `columns` and `source` as dicts."""
    query = select(*[submission_table.c[name] for name in _LISTED]).where(
        submission_table.c.framework_id == framework_id
    )
    if as_at is not None:
        query = query.where(submission_table.c.received_at <= as_at)
    with reading(engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(query.order_by(submission_table.c.id))]
    for row in rows:
        row["columns"], row["source"] = json.loads(row["columns"]), json.loads(row["source"])
    return rows


def original(engine: Engine, submission_id: int) -> tuple[str, bytes] | None:
    """(file name, bytes) of a submission as it was sent; None if there is no such submission."""
    with reading(engine) as connection:
        query = select(submission_table.c.filename, submission_table.c.content).where(
            submission_table.c.id == submission_id
        )
        found = connection.execute(query).first()
    return (found[0], found[1]) if found else None


def doubts_of(engine: Engine, submission_id: int) -> list[dict[str, Any]]:
    """The doubts a kept return raised, each with its newest explanation (None if none was given)."""
    with reading(engine) as connection:
        doubts = connection.execute(select(doubt_table).where(doubt_table.c.submission_id == submission_id))
        found = [dict(row._mapping) for row in doubts]
        for doubt in found:
            answer = connection.execute(
                select(explanation_table)
                .where(explanation_table.c.doubt_id == doubt["id"])
                .order_by(explanation_table.c.id.desc())
                .limit(1)
            ).first()
            doubt["explanation"] = dict(answer._mapping) if answer else None
    return found
