"""Takes returns and frameworks into the record: whole, once, and for ever."""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, and_, exists, func, insert, select

from impact.problems import Problem
from impact.store import bulk
from impact.store.chain import link
from impact.store.engine import writing
from impact.store.fixes import grouped
from impact.store.moments import following, newest_kept
from impact.store.parcel import Kept, Parcel, as_json
from impact.store.rulebooks import keep_passages
from impact.store.tables import (
    KEY,
    columnar_table,
    detail_table,
    doubt_table,
    framework_table,
    observation_table,
    submission_table,
    withdrawal_table,
)


def keep(engine: Engine, parcel: Parcel, now: datetime) -> Kept:
    """Keep a return whole, or not at all; a file that would add nothing is answered with the one kept before.

    The same file counts as new again when it was withdrawn, or when something else that was not withdrawn
    has since replaced any of its rows, for then it changes what is known. A moment earlier than the
    newest one kept (clocks differ) is moved just after it, so that what was known at a moment never
    changes afterwards.
    """
    rows, fixes = bulk.as_kept(parcel.rows), grouped(parcel.fixes)
    columns = bulk.to_columns(rows) if rows.height >= bulk.LARGE else None
    with writing(engine) as connection:
        sent = _sent_before(connection, parcel)
        counting = _counting(connection, parcel)
        if counting and not _replaced_since(connection, parcel.framework_id, counting.submission_id):
            return counting
        received = following(now, newest_kept(connection, parcel.framework_id))
        submission_id = _insert(connection, parcel, sent, received, rows)
        bulk.add_rows(connection, "observation", _numbered(rows, submission_id))
        bulk.add_rows(connection, "fix", _numbered(fixes, submission_id))
        if parcel.doubts:
            connection.execute(insert(doubt_table), [_doubt_row(submission_id, doubt) for doubt in parcel.doubts])
        keep_passages(connection, submission_id, parcel.passed)
        if columns is not None:
            _keep_columns(connection, submission_id, rows.height, columns)
        _close(connection, submission_id, parcel)
    return Kept(submission_id, received, is_new=True)


def keep_framework(
    engine: Engine, framework_id: str, sha256: str, effective: date, content: str, now: datetime
) -> bool:
    """Keep a framework's content if it differs from the newest kept; answers whether it did.

    The first version counts from `now` on and before it. A later one counts from `now` too, or from just after all
    that is kept already, where clocks differ: else it would change what was shown at an earlier moment.
    """
    with writing(engine) as connection:
        newest = connection.execute(
            select(framework_table.c.sha256)
            .where(framework_table.c.framework_id == framework_id)
            .order_by(framework_table.c.id.desc())
            .limit(1)
        ).scalar()
        if newest == sha256:
            return False
        moment = now if newest is None else following(now, newest_kept(connection, framework_id))
        row = {"framework_id": framework_id, "sha256": sha256, "effective": effective, "content": content}
        connection.execute(insert(framework_table), {**row, "known_from": moment})
        return True


def _same_file(parcel: Parcel) -> Any:
    return and_(
        submission_table.c.framework_id == parcel.framework_id,
        submission_table.c.sender == parcel.sender,
        submission_table.c.sha256 == parcel.sha256,
    )


def _withdrawn() -> Any:
    return exists().where(withdrawal_table.c.submission_id == submission_table.c.id)


def _sent_before(connection: Connection, parcel: Parcel) -> int:
    """How many times this sender's file is in the record."""
    newest = connection.scalar(select(func.max(submission_table.c.repeat)).where(_same_file(parcel)))
    return 0 if newest is None else int(newest) + 1


def _counting(connection: Connection, parcel: Parcel) -> Kept | None:
    """The newest submission of this sender's file that was not withdrawn."""
    query = (
        select(submission_table.c.id, submission_table.c.received_at)
        .where(_same_file(parcel), ~_withdrawn())
        .order_by(submission_table.c.repeat.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return Kept(found[0], found[1], is_new=False) if found else None


def _replaced_since(connection: Connection, framework_id: str, submission_id: int) -> bool:
    """Whether a later return that counts holds any of this submission's keys."""
    ours, later = observation_table.alias("ours"), observation_table.alias("later")
    query = (
        select(submission_table.c.id)
        .join(later, later.c.submission_id == submission_table.c.id)
        .join(ours, and_(*(ours.c[name] == later.c[name] for name in KEY), ours.c.submission_id == submission_id))
        .where(submission_table.c.framework_id == framework_id, submission_table.c.id > submission_id, ~_withdrawn())
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _last_chain(connection: Connection, framework_id: str) -> str:
    query = select(submission_table.c.chain).where(submission_table.c.framework_id == framework_id)
    return connection.scalar(query.order_by(submission_table.c.id.desc()).limit(1)) or ""


def _insert(connection: Connection, parcel: Parcel, repeat: int, received: datetime, rows: pl.DataFrame) -> int:
    row = {
        "framework_id": parcel.framework_id,
        "framework_sha256": parcel.framework_sha256,
        "sender": parcel.sender,
        "sent_by": parcel.sent_by,
        "filename": parcel.filename,
        "sha256": parcel.sha256,
        "repeat": repeat,
        "content": parcel.content,
        "encoding": parcel.encoding,
        "delimiter": parcel.delimiter,
        "columns": as_json(parcel.columns),
        "source": as_json(parcel.source),
        "label": parcel.label,
        "row_count": rows.height,
        "received_at": received,
        "chain": link(_last_chain(connection, parcel.framework_id), parcel.sender, parcel.sha256, received, rows),
    }
    return int(connection.execute(insert(submission_table).returning(submission_table.c.id), row).scalar_one())


def _numbered(rows: pl.DataFrame, submission_id: int) -> pl.DataFrame:
    return rows.select(pl.lit(submission_id, pl.Int64).alias("submission_id"), pl.all())


def _doubt_row(submission_id: int, doubt: Problem) -> dict[str, Any]:
    return {
        "submission_id": submission_id,
        "line": doubt.line,
        "column_letter": doubt.column,
        "heading": doubt.heading,
        "rule": doubt.rule,
        "found": doubt.found,
        "question": doubt.remedy,
        "service_id": doubt.service_id or None,
    }


def _keep_columns(connection: Connection, submission_id: int, height: int, columns: bytes) -> None:
    """Keep a large return's columns, unless its rows were not numbered one after the other."""
    ids = select(func.min(observation_table.c.id), func.max(observation_table.c.id))
    first, last = connection.execute(ids.where(observation_table.c.submission_id == submission_id)).one()
    if last - first + 1 == height:
        row = {"submission_id": submission_id, "first_observation_id": first, "content": columns}
        connection.execute(insert(columnar_table), row)


def _close(connection: Connection, submission_id: int, parcel: Parcel) -> None:
    row = {
        "submission_id": submission_id,
        "choices": as_json(parcel.choices),
        "line_ends": parcel.line_ends,
        "sheet": parcel.sheet,
        "remarks": as_json(parcel.remarks),
    }
    connection.execute(insert(detail_table), row)
