"""What a return was held to before it was kept: the rules as they stood, and what became of its rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Text, insert, select
from sqlmodel import Field, SQLModel, UniqueConstraint

from impact.store.engine import reading
from impact.store.tables import doubt_table


class KeptRulebook(SQLModel, table=True):
    """Rules of one kind as they stood at some time; kept once for all returns that were held to them.

    sha256  of the rules as they are written
    rules   JSON: rule -> what is expected, in words; "" where its name alone says it
    """

    __tablename__ = "rulebook"
    __table_args__ = (UniqueConstraint("name", "version", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: str
    sha256: str
    rules: str = Field(sa_type=Text)


class KeptPassage(SQLModel, table=True):
    """A rulebook that a return was held to, and what came of it; only a return that is being kept takes one.

    outcomes  JSON: rule -> [rows that could be judged, rows that were asked about]; {} where each row kept every rule
    """

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("submission_id", "rulebook_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    rulebook_id: int = Field(foreign_key="rulebook.id")
    outcomes: str = Field(sa_type=Text)


_rulebook: Any = KeptRulebook.__table__  # type: ignore[attr-defined]
_passage: Any = KeptPassage.__table__  # type: ignore[attr-defined]

_AT_ONCE = 1_000
"""Returns asked for by one query; a statement may not grow without end."""


ASKED_THEN: Mapping[str, Any] = {
    **dict.fromkeys(("doubt_id", "submission_id", "line"), pl.Int64),
    **dict.fromkeys(("column_letter", "rule", "service_id"), pl.String),
}
"""A doubt as it was kept: `line` null where it is about no row, `service_id` null where it is about no one service."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules of one kind: what they are called, their version, the SHA-256 of how they are written, and the rules.

    rules   rule -> what is expected, in words; "" where its name alone says it
    """

    name: str
    version: str
    sha256: str
    rules: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A rulebook that a return was held to, and what came of it.

    outcomes   rule -> (rows that could be judged, rows that were asked about); empty where each row kept every rule
    """

    rulebook: Rulebook
    outcomes: Mapping[str, tuple[int, int]] = field(default_factory=dict, hash=False)


def keep_passages(connection: Connection, submission_id: int, passages: Iterable[Passage]) -> None:
    """Keep what a return was held to, inside the transaction that keeps the return."""
    for one in passages:
        row = {"submission_id": submission_id, "rulebook_id": _number(connection, one.rulebook)}
        connection.execute(insert(_passage), {**row, "outcomes": json.dumps(one.outcomes)})


def _number(connection: Connection, book: Rulebook) -> int:
    """The number of a rulebook, kept now where it was not."""
    row = {"name": book.name, "version": book.version, "sha256": book.sha256}
    same = [_rulebook.c[name] == said for name, said in row.items()]
    found = connection.scalar(select(_rulebook.c.id).where(*same))
    if found is None:
        rules = json.dumps(dict(book.rules), ensure_ascii=False)
        found = connection.scalar(insert(_rulebook).returning(_rulebook.c.id), {**row, "rules": rules})
    return int(found)


def passages(engine: Engine, submission_ids: Sequence[int]) -> dict[int, tuple[Passage, ...]]:
    """What some returns were held to, by number; those are missing that were kept before this was written down."""
    found: dict[int, list[Passage]] = {}
    with reading(engine) as connection:
        books = {row.id: _read(row) for row in connection.execute(select(_rulebook))}
        for start in range(0, len(submission_ids), _AT_ONCE):
            some = _passage.c.submission_id.in_([int(one) for one in submission_ids[start : start + _AT_ONCE]])
            for row in connection.execute(select(_passage).where(some).order_by(_passage.c.id)):
                outcomes = {rule: (judged, asked) for rule, (judged, asked) in json.loads(row.outcomes).items()}
                found.setdefault(row.submission_id, []).append(Passage(books[row.rulebook_id], outcomes))
    return {number: tuple(some) for number, some in found.items()}


def asked_then(engine: Engine, submission_ids: Sequence[int]) -> pl.DataFrame:
    """What was asked about some returns when they were kept: ASKED_THEN, whether it was answered since or not."""
    parts = [pl.DataFrame(schema=ASKED_THEN)]
    with reading(engine) as connection:
        for start in range(0, len(submission_ids), _AT_ONCE):
            some = doubt_table.c.submission_id.in_([int(one) for one in submission_ids[start : start + _AT_ONCE]])
            names = [doubt_table.c.id if name == "doubt_id" else doubt_table.c[name] for name in ASKED_THEN]
            rows = [tuple(row) for row in connection.execute(select(*names).where(some).order_by(doubt_table.c.id))]
            parts.append(pl.DataFrame(rows, schema=ASKED_THEN, orient="row"))
    return pl.concat(parts)


def _read(row: Any) -> Rulebook:
    return Rulebook(row.name, row.version, row.sha256, json.loads(row.rules))
