"""What the record says of many returns at once: what was set right in each, and which questions were answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import Engine, func, select, true

from impact.store.engine import reading
from impact.store.tables import doubt_table, explanation_table, fix_table

_AT_ONCE = 1_000
"""Returns asked for by one query; a statement may not grow without end."""

SET_RIGHT = {"submission_id": pl.Int64, "rule": pl.String, "cells": pl.Int64}
"""How many cells a rule set right by itself in a return."""


def set_right(engine: Engine, submission_ids: Sequence[int]) -> pl.DataFrame:
    """SET_RIGHT of some returns; no rows of one in which nothing was."""
    fixes = fix_table.c
    found: list[tuple[int, str, int]] = []
    with reading(engine) as connection:
        for some in _parts(submission_ids):
            query = (
                select(fixes.submission_id, fixes.rule, func.sum(fixes.count))
                .where(fixes.submission_id.in_(some))
                .group_by(fixes.submission_id, fixes.rule)
            )
            found += [(row[0], row[1], int(row[2])) for row in connection.execute(query)]
    return pl.DataFrame(found, schema=SET_RIGHT, orient="row").sort("submission_id", "rule")


def answered(engine: Engine, submission_ids: Sequence[int], as_at: datetime | None = None) -> set[int]:
    """The ids of the doubts about some returns that were given an answer by a moment, whether it still holds or not."""
    known = true() if as_at is None else explanation_table.c.known_from <= as_at
    found: set[int] = set()
    with reading(engine) as connection:
        for some in _parts(submission_ids):
            query = (
                select(explanation_table.c.doubt_id)
                .join(doubt_table, doubt_table.c.id == explanation_table.c.doubt_id)
                .where(doubt_table.c.submission_id.in_(some), known)
            )
            found |= set(connection.scalars(query))
    return found


def _parts(submission_ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(submission_ids), _AT_ONCE):
        yield [int(one) for one in submission_ids[start : start + _AT_ONCE]]
