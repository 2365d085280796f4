"""Takes returns, frameworks and answers to doubts into the record: whole, once, and for ever."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, insert, select

from impact.problems import Problem
from impact.store.chain import link
from impact.store.engine import writing
from impact.store.tables import (
    CLEAN_COLUMNS,
    doubt_table,
    explanation_table,
    framework_table,
    observation_table,
    submission_table,
)

_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """A checked return ready to be kept, with its original bytes.

    rows     CLEAN ROWS (polars)
    columns  heading -> column letter, as the file was read
    source   publisher, date, licence ... for published figures; empty for services' returns
    label    "Demonstration data: ..." where the data is invented; else empty
    """

    framework_id: str
    framework_sha256: str
    sender: str
    sent_by: str
    filename: str
    content: bytes
    encoding: str
    delimiter: str
    rows: pl.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    doubts: tuple[Problem, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes as sent."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a parcel: its submission, when it was received, and whether it was new."""

    submission_id: int
    received_at: datetime
    is_new: bool


def keep(engine: Engine, parcel: Parcel, now: datetime) -> Kept:
    """Keep a return whole, or not at all; a file that would add nothing is answered with the one kept before.

    The same file counts as new again when something else has since replaced any of its rows, for
    then it changes what is known. A moment earlier than the newest one kept (clocks differ) is
    moved just after it, so that what was known at a moment never changes afterwards.
    """
    with writing(engine) as connection:
        earlier = _same_file(connection, parcel)
        if earlier and not _replaced_since(connection, earlier[0]):
            return Kept(earlier[0], earlier[1], is_new=False)
        last_chain, last_received = _last(connection, parcel.framework_id)
        received = max(now.astimezone(UTC), last_received + timedelta(microseconds=1)) if last_received else now
        submission_id = _insert(connection, parcel, earlier[2] + 1 if earlier else 0, received, last_chain)
    return Kept(submission_id, received, is_new=True)


def keep_framework(
    engine: Engine, framework_id: str, sha256: str, effective: date, content: str, now: datetime
) -> bool:
    """Keep a framework's content if it differs from the newest kept; answers whether it did."""
    with writing(engine) as connection:
        newest = connection.execute(
            select(framework_table.c.sha256)
            .where(framework_table.c.framework_id == framework_id)
            .order_by(framework_table.c.id.desc())
            .limit(1)
        ).scalar()
        if newest == sha256:
            return False
        row = {"framework_id": framework_id, "sha256": sha256, "effective": effective, "content": content}
        connection.execute(insert(framework_table), {**row, "known_from": now})
        return True


def explain(engine: Engine, doubt_id: int, reason: str, given_by: str, now: datetime, until: date | None = None) -> int:
    """Keep a sender's answer to a doubt; answers its id. An earlier answer stays beside it."""
    row = {"doubt_id": doubt_id, "reason": reason, "given_by": given_by, "known_from": now, "until": until}
    with writing(engine) as connection:
        return int(connection.execute(insert(explanation_table).returning(explanation_table.c.id), row).scalar_one())


def _same_file(connection: Connection, parcel: Parcel) -> tuple[int, datetime, int] | None:
    query = (
        select(submission_table.c.id, submission_table.c.received_at, submission_table.c.repeat)
        .where(
            submission_table.c.framework_id == parcel.framework_id,
            submission_table.c.sender == parcel.sender,
            submission_table.c.sha256 == parcel.sha256,
        )
        .order_by(submission_table.c.repeat.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return (found[0], found[1], found[2]) if found else None


def _replaced_since(connection: Connection, submission_id: int) -> bool:
    ours, later = observation_table.alias("ours"), observation_table.alias("later")
    same = [
        later.c[name] == ours.c[name]
        for name in ("service_id", "indicator_id", "period_start", "period_kind", "breakdown")
    ]
    framework_of = (
        select(submission_table.c.framework_id).where(submission_table.c.id == submission_id).scalar_subquery()
    )
    query = (
        select(later.c.id)
        .join(ours, (ours.c.submission_id == submission_id) & same[0] & same[1] & same[2] & same[3] & same[4])
        .join(submission_table, submission_table.c.id == later.c.submission_id)
        .where(later.c.submission_id > submission_id, submission_table.c.framework_id == framework_of)
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _last(connection: Connection, framework_id: str) -> tuple[str, datetime | None]:
    query = select(submission_table.c.chain, submission_table.c.received_at).where(
        submission_table.c.framework_id == framework_id
    )
    found = connection.execute(query.order_by(submission_table.c.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else ("", None)


def _insert(connection: Connection, parcel: Parcel, repeat: int, received: datetime, last_chain: str) -> int:
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
        "columns": json.dumps(dict(parcel.columns)),
        "source": json.dumps(dict(parcel.source)),
        "label": parcel.label,
        "row_count": parcel.rows.height,
        "received_at": received,
        "chain": link(last_chain, parcel.sender, parcel.sha256, received, parcel.rows),
    }
    submission_id = int(connection.execute(insert(submission_table).returning(submission_table.c.id), row).scalar_one())
    for start in range(0, parcel.rows.height, _CHUNK):
        chunk = parcel.rows.slice(start, _CHUNK).select(CLEAN_COLUMNS)
        connection.execute(
            insert(observation_table),
            [{"submission_id": submission_id, **values} for values in chunk.iter_rows(named=True)],
        )
    if parcel.doubts:
        connection.execute(insert(doubt_table), [_doubt_row(submission_id, doubt) for doubt in parcel.doubts])
    return submission_id


def _doubt_row(submission_id: int, doubt: Problem) -> dict[str, Any]:
    return {
        "submission_id": submission_id,
        "line": doubt.line,
        "column_letter": doubt.column,
        "heading": doubt.heading,
        "rule": doubt.rule,
        "found": doubt.found,
        "question": doubt.remedy,
    }
