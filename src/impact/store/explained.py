"""Doubts and their explanations, followed from return to return for as long as the value stays the same."""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, and_, exists, func, select, true

from impact.store.engine import reading
from impact.store.tables import (
    FIGURES,
    KEY,
    doubt_table,
    explanation_table,
    observation_table,
    submission_table,
    withdrawal_table,
)

EXPLAINED = (
    *KEY,
    "reason",
    "given_by",
    "until",
    "rule",
    "question",
    "submission_id",
    "doubt_id",
    "known_from",
)
"""The columns of `explained_points`."""

OPEN = (
    "doubt_id",
    "submission_id",
    "sender",
    "line",
    "column_letter",
    "heading",
    "rule",
    "found",
    "question",
    *KEY,
    "reason",
    "given_by",
    "until",
    "known_from",
)
"""The columns of `open_doubts`; the last four are an explanation that no longer holds, null where none was given."""


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


def explained_points(engine: Engine, framework_id: str, as_at: datetime | None, today: date) -> pl.DataFrame:
    """EXPLAINED: one row for each explained doubt whose value is still the one that counts.

    An explanation lapses when a row that counts later says other FIGURES, and after its last day, `until`.
    It holds on where a later return says the same again. `submission_id` is the return that was doubted,
    `known_from` when it was explained. Doubts about a whole return have no point and are not here.
    """
    with reading(engine) as connection:
        rows = _followed(connection, framework_id, as_at, explained_only=True)
    return _holding(rows, today).select(EXPLAINED)


def open_doubts(engine: Engine, framework_id: str, as_at: datetime | None, today: date) -> pl.DataFrame:
    """OPEN: the doubts about what counts at a moment that no valid explanation answers, oldest first.

    A doubt is about what counts while its row is the newest word on its key, or, where it is about a
    whole return, while any row of that return is. An earlier explanation of the same rule and key answers
    it too as long as the value is the same.
    """
    with reading(engine) as connection:
        rows = _followed(connection, framework_id, as_at, explained_only=False)
        whole = _about_whole_returns(connection, framework_id, as_at)
    here = rows.filter(pl.col("observation_id") == pl.col("current_id"))
    answered = _holding(rows, today).select(*KEY, "rule")
    asked = here.join(answered, on=[*KEY, "rule"], how="anti")
    unanswered = whole.filter(~_valid(today))
    return pl.concat([asked.select(OPEN), unanswered.select(OPEN)]).sort("doubt_id")


def _valid(today: date) -> pl.Expr:
    """Whether an explanation was given and its last day has not passed."""
    return pl.col("reason").is_not_null() & (pl.col("until").is_null() | (pl.col("until") >= today))


def _holding(rows: pl.DataFrame, today: date) -> pl.DataFrame:
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"current_{name}")) for name in FIGURES)
    return rows.filter(_valid(today) & pl.col("current_id").is_not_null() & same)


def _followed(
    connection: Connection, framework_id: str, as_at: datetime | None, *, explained_only: bool
) -> pl.DataFrame:
    """Each doubt about a row, with its key and figures, the row that counts now, and its newest explanation."""
    own, current = observation_table.alias("own"), observation_table.alias("current")
    placed = (
        _doubts(framework_id, as_at, own.c.id.label("observation_id"), own.c.cell, own.c.service_id.label("of"))
        .join(own, and_(own.c.submission_id == doubt_table.c.submission_id, own.c.line == doubt_table.c.line))
        .add_columns(*(own.c[name] for name in (*KEY, *FIGURES)), _current_id(own, framework_id, as_at))
    )
    if explained_only:
        placed = placed.where(doubt_table.c.id.in_(select(explanation_table.c.doubt_id)))
    inner = placed.subquery("placed")
    query = select(inner, *(current.c[name].label(f"current_{name}") for name in FIGURES)).outerjoin(
        current, current.c.id == inner.c.current_id
    )
    rows = _frame(connection, query, _PLACED)
    return _one_row_each(rows).join(_explanations(connection, framework_id, as_at), on="doubt_id", how="left")


def _doubts(framework_id: str, as_at: datetime | None, *columns: Any) -> Any:
    names = ("submission_id", "line", "column_letter", "heading", "rule", "found", "question")
    query = (
        select(
            doubt_table.c.id.label("doubt_id"),
            *(doubt_table.c[name] for name in names),
            submission_table.c.sender,
            *columns,
        )
        .select_from(doubt_table)
        .join(submission_table, submission_table.c.id == doubt_table.c.submission_id)
        .where(submission_table.c.framework_id == framework_id)
    )
    return query if as_at is None else query.where(submission_table.c.received_at <= as_at)


def _counts(submission: Any, framework_id: str, as_at: datetime | None) -> Any:
    """Whether a submission of a framework counts at a moment: kept by then, and not withdrawn."""
    gone = exists().where(withdrawal_table.c.submission_id == submission.c.id)
    ours = submission.c.framework_id == framework_id
    if as_at is None:
        return and_(ours, ~gone)
    return and_(ours, submission.c.received_at <= as_at, ~gone.where(withdrawal_table.c.known_from <= as_at))


def _current_id(own: Any, framework_id: str, as_at: datetime | None) -> Any:
    """The id of the row that counts for the key of `own`; NULL where none does."""
    later, kept = observation_table.alias("later"), submission_table.alias("kept")
    return (
        select(func.max(later.c.id))
        .select_from(kept)
        .join(later, and_(later.c.submission_id == kept.c.id, *(later.c[name] == own.c[name] for name in KEY)))
        .where(_counts(kept, framework_id, as_at))
        .correlate(own)
        .scalar_subquery()
        .label("current_id")
    )


def _one_row_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a doubt: where a line of a wide sheet gave several, the one whose cell is nearest to the left."""
    letters = pl.col("cell").str.strip_chars_end("0123456789")
    asked = pl.col("column_letter")
    before = (letters.str.len_chars() < asked.str.len_chars()) | (
        (letters.str.len_chars() == asked.str.len_chars()) & (letters <= asked)
    )
    nearest_last = [~before, letters.str.len_chars(), letters, pl.col("observation_id")]
    left = rows.filter(before).sort(*nearest_last).unique("doubt_id", keep="last", maintain_order=True)
    others = rows.join(left, on="doubt_id", how="anti").sort("observation_id").unique("doubt_id", keep="first")
    return pl.concat([left, others]).sort("doubt_id")


def _about_whole_returns(connection: Connection, framework_id: str, as_at: datetime | None) -> pl.DataFrame:
    """The doubts about no row, of the returns of which any row counts, with their newest explanation."""
    query = _doubts(framework_id, as_at).where(doubt_table.c.line.is_(None))
    found = _frame(connection, query, _DOUBTED)
    counting = [one for one in found["submission_id"].unique() if _any_counts(connection, framework_id, one, as_at)]
    keys = [pl.lit(None, _PLACED[name]).alias(name) for name in KEY]
    kept = found.filter(pl.col("submission_id").is_in(counting)).with_columns(keys)
    return kept.join(_explanations(connection, framework_id, as_at), on="doubt_id", how="left")


def _any_counts(connection: Connection, framework_id: str, submission_id: int, as_at: datetime | None) -> bool:
    own = observation_table.alias("own")
    query = select(own.c.id).where(own.c.submission_id == submission_id)
    query = query.where(own.c.id == _current_id(own, framework_id, as_at).element).limit(1)
    return connection.execute(query).first() is not None


def _explanations(connection: Connection, framework_id: str, as_at: datetime | None) -> pl.DataFrame:
    """The newest explanation of each doubt: doubt_id, reason, given_by, until, known_from."""
    names = ("reason", "given_by", "until", "known_from")
    query = (
        select(explanation_table.c.doubt_id, *(explanation_table.c[name] for name in names))
        .join(doubt_table, doubt_table.c.id == explanation_table.c.doubt_id)
        .join(submission_table, submission_table.c.id == doubt_table.c.submission_id)
        .where(submission_table.c.framework_id == framework_id)
        .order_by(explanation_table.c.id)
    )
    if as_at is not None:
        query = query.where(explanation_table.c.known_from <= as_at)
    given = _frame(connection, query, _GIVEN)
    return given.unique("doubt_id", keep="last", maintain_order=True)


def _frame(connection: Connection, query: Any, schema: dict[str, Any]) -> pl.DataFrame:
    rows = [tuple(row._mapping[name] for name in schema) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


_DOUBTED: dict[str, Any] = {
    "doubt_id": pl.Int64,
    "submission_id": pl.Int64,
    "line": pl.Int64,
    **dict.fromkeys(("column_letter", "heading", "rule", "found", "question", "sender"), pl.String),
}
_SAID: dict[str, Any] = dict.fromkeys(FIGURES, pl.Float64) | {"marker": pl.String}
_PLACED: dict[str, Any] = {
    **_DOUBTED,
    "observation_id": pl.Int64,
    "cell": pl.String,
    **dict.fromkeys(KEY, pl.String),
    "period_start": pl.Date,
    **_SAID,
    "current_id": pl.Int64,
    **{f"current_{name}": kind for name, kind in _SAID.items()},
}
_GIVEN: dict[str, Any] = {
    "doubt_id": pl.Int64,
    "reason": pl.String,
    "given_by": pl.String,
    "until": pl.Date,
    "known_from": pl.Datetime("us", "UTC"),
}
