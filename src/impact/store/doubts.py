"""What was asked about one kept return, and what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select, true

from impact.store.engine import reading
from impact.store.tables import doubt_table, explanation_table, submission_table


def return_of_doubt(engine: Engine, doubt_id: int) -> tuple[int, str] | None:
    """The number of the return that raised a doubt, and its framework's id; None if there is no such doubt."""
    query = (
        select(submission_table.c.id, submission_table.c.framework_id)
        .join(doubt_table, doubt_table.c.submission_id == submission_table.c.id)
        .where(doubt_table.c.id == doubt_id)
    )
    with reading(engine) as connection:
        found = connection.execute(query).first()
    return (found[0], found[1]) if found else None


def doubts_of(engine: Engine, submission_id: int, as_at: datetime | None = None) -> list[dict[str, Any]]:
    """The doubts a kept return raised, each with its newest explanation by a moment (None if none was given)."""
    answers = explanation_table.c
    known = true() if as_at is None else answers.known_from <= as_at
    with reading(engine) as connection:
        doubts = connection.execute(
            select(doubt_table).where(doubt_table.c.submission_id == submission_id).order_by(doubt_table.c.id)
        )
        found = [dict(row._mapping) for row in doubts]
        given = connection.execute(
            select(explanation_table)
            .join(doubt_table, doubt_table.c.id == answers.doubt_id)
            .where(doubt_table.c.submission_id == submission_id, known)
            .order_by(answers.id)
        )
        newest = {row.doubt_id: dict(row._mapping) for row in given}
    return [doubt | {"explanation": newest.get(doubt["id"])} for doubt in found]
