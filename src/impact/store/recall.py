"""Reads the record back: frameworks, returns and observations, as known now or at a moment."""

import json
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, bindparam, func, select

from impact.store import bulk
from impact.store.engine import reading
from impact.store.fixes import GROUPED, ungrouped
from impact.store.tables import (
    CLEAN_COLUMNS,
    columnar_table,
    detail_table,
    explanation_table,
    fix_table,
    framework_table,
    mapping_table,
    shown_table,
    standing_table,
    submission_table,
    withdrawal_table,
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


def framework_history(engine: Engine, framework_id: str, as_at: datetime | None = None) -> list[tuple[datetime, str]]:
    """(moment from which it counts, content) of every version known at a moment, oldest first; empty if never kept.

    The first version is always there: it counts for what was known before it came as well.
    """
    versions = select(framework_table.c.known_from, framework_table.c.content)
    ours = versions.where(framework_table.c.framework_id == framework_id).order_by(framework_table.c.id)
    with reading(engine) as connection:
        rows = [(row[0], row[1]) for row in connection.execute(ours)]
    return rows if as_at is None else [*rows[:1], *(row for row in rows[1:] if row[0] <= as_at)]


def framework_ids(engine: Engine) -> list[str]:
    """The frameworks the record knows, in the order in which they first came."""
    with reading(engine) as connection:
        query = select(framework_table.c.framework_id).group_by(framework_table.c.framework_id)
        return list(connection.scalars(query.order_by(func.min(framework_table.c.id))))


def newest_framework(engine: Engine) -> int:
    """The id of the newest version of any framework; 0 for an empty record."""
    with reading(engine) as connection:
        return int(connection.scalar(_NEWEST_FRAMEWORK) or 0)


_NEWEST_FRAMEWORK = select(func.max(framework_table.c.id))


def version(engine: Engine, framework_id: str) -> int:
    """A number that grows with all that is kept: returns, frameworks, withdrawals, decisions, explanations ...

    0 for an empty record. An explanation or a withdrawal in one framework moves the number of every
    framework: a figure worked out once too often does no harm.
    """
    with reading(engine) as connection:
        found = connection.execute(_NEWEST, {"framework_id": framework_id}).one()
    return sum(int(one or 0) for one in found)


_OWN = (submission_table, framework_table, standing_table, mapping_table, shown_table)
_SHARED = (withdrawal_table, explanation_table)
_NEWEST = select(
    *(
        select(func.max(table.c.id)).where(table.c.framework_id == bindparam("framework_id")).scalar_subquery()
        for table in _OWN
    ),
    *(select(func.max(table.c.id)).scalar_subquery() for table in _SHARED),
)
"""Made once: it is asked at every look at every screen."""


def chain_at(engine: Engine, framework_id: str, submission_id: int) -> str | None:
    """A submission's link in the audit chain; None if the framework has no such submission."""
    query = select(submission_table.c.chain).where(
        submission_table.c.framework_id == framework_id, submission_table.c.id == submission_id
    )
    with reading(engine) as connection:
        found: str | None = connection.scalar(query)
    return found


def withdrawn(engine: Engine, framework_id: str) -> dict[int, datetime]:
    """Submission id -> the moment from which it no longer counts, for every withdrawn return of a framework."""
    query = (
        select(withdrawal_table.c.submission_id, withdrawal_table.c.known_from)
        .join(submission_table, submission_table.c.id == withdrawal_table.c.submission_id)
        .where(submission_table.c.framework_id == framework_id)
        .order_by(withdrawal_table.c.id)
    )
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def rows_after(engine: Engine, framework_id: str, submission_id: int) -> pl.DataFrame:
    """Every observation of later submissions, with `submission_id` and `known_from`, for the projection.

    Withdrawn ones are among them: until they were withdrawn, they counted.
    """
    later = (
        select(submission_table.c.id, submission_table.c.received_at, columnar_table.c.first_observation_id)
        .outerjoin(columnar_table, columnar_table.c.submission_id == submission_table.c.id)
        .where(submission_table.c.framework_id == framework_id, submission_table.c.id > submission_id)
        .order_by(submission_table.c.id)
    )
    with reading(engine) as connection:
        found = connection.execute(later).all()
        moments = pl.DataFrame(
            [(row[0], row[1]) for row in found], schema={"submission_id": pl.Int64, "known_from": _MOMENT}, orient="row"
        )
        if not found:
            return pl.DataFrame(schema=bulk.READ_SCHEMA | {"known_from": _MOMENT})
        parts = [_columns_of(connection, row[0], row[2]) for row in found if row[2] is not None]
        parts += _rows_of(connection, [row[0] for row in found if row[2] is None])
    rows = pl.concat(parts) if len(parts) == 1 else pl.concat(parts).sort("observation_id")
    return rows.join(moments, on="submission_id", how="left", maintain_order="left")


_MOMENT = pl.Datetime("us", "UTC")
_AT_ONCE = 1_000
"""Returns read by one query; a statement may not grow without end."""


def _rows_of(connection: Connection, submissions: list[int]) -> list[pl.DataFrame]:
    some = [submissions[start : start + _AT_ONCE] for start in range(0, len(submissions), _AT_ONCE)]
    return [bulk.read_rows(connection, f"submission_id IN ({', '.join(map(str, ids))})") for ids in some]


def _columns_of(connection: Connection, submission_id: int, first: int) -> pl.DataFrame:
    query = select(columnar_table.c.content).where(columnar_table.c.submission_id == submission_id)
    rows = bulk.from_columns(connection.execute(query).scalar_one())
    ids = pl.int_range(first, first + rows.height, dtype=pl.Int64, eager=True)
    return rows.select(
        ids.alias("observation_id"), pl.lit(submission_id, pl.Int64).alias("submission_id"), *CLEAN_COLUMNS
    )


_LISTED = (
    "id",
    "framework_sha256",
    "sender",
    "sent_by",
    "filename",
    "sha256",
    "repeat",
    "encoding",
    "delimiter",
    "columns",
    "source",
    "label",
    "row_count",
    "received_at",
    "chain",
)


def submissions(engine: Engine, framework_id: str, as_at: datetime | None = None) -> list[dict[str, Any]]:
    """Every return kept by a moment, oldest first, without its bytes; `columns` and `source` as dicts.

    withdrawn_at, withdrawn_by, withdrawn_reason  None unless it was withdrawn by that moment
    """
    gone = withdrawal_table.c.submission_id == submission_table.c.id
    if as_at is not None:
        gone = gone & (withdrawal_table.c.known_from <= as_at)
    query = (
        select(
            *[submission_table.c[name] for name in _LISTED],
            withdrawal_table.c.known_from.label("withdrawn_at"),
            withdrawal_table.c.given_by.label("withdrawn_by"),
            withdrawal_table.c.reason.label("withdrawn_reason"),
        )
        .outerjoin(withdrawal_table, gone)
        .where(submission_table.c.framework_id == framework_id)
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


def fixes_of(engine: Engine, submission_id: int) -> pl.DataFrame:
    """LEDGER of a kept return: what was set right in it by itself; no rows where nothing was."""
    query = select(*[fix_table.c[name] for name in GROUPED]).where(fix_table.c.submission_id == submission_id)
    with reading(engine) as connection:
        groups = [tuple(row) for row in connection.execute(query.order_by(fix_table.c.id))]
    kinds = {name: pl.Int64 if name == "count" else pl.String for name in GROUPED}
    return ungrouped(pl.DataFrame(groups, schema=kinds, orient="row"))


def details_of(engine: Engine, submission_id: int) -> dict[str, Any]:
    """How a kept return was read and what its sender chose: choices (a dict), line_ends, sheet, remarks (a list).

    Empty for an unknown number.
    """
    names = ("choices", "line_ends", "sheet", "remarks")
    query = select(*[detail_table.c[name] for name in names]).where(detail_table.c.submission_id == submission_id)
    with reading(engine) as connection:
        found = connection.execute(query).first()
    if found is None:
        return {}
    row = dict(found._mapping)
    return row | {name: json.loads(row[name]) for name in ("choices", "remarks")}
