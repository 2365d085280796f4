"""Doubts and their explanations, followed from return to return for as long as the value stays the same."""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, and_, exists, func, select

from impact.store.engine import reading
from impact.store.placed import one_row_each
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

EXPLANATIONS = (*KEY, *FIGURES, "rule", "reason", "given_by", "until", "known_from")
"""The columns of `explanations`."""

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
"""The columns of `open_doubts`; the last four are an explanation that no longer holds, null where none was given.

Of a doubt about no row the KEY is null, but for its service where it is about all that one service sent.
"""


def explained_points(engine: Engine, framework_id: str, as_at: datetime | None, today: date) -> pl.DataFrame:
    """EXPLAINED: one row for each explained doubt whose value is still the one that counts.

    An explanation lapses when a row that counts later says other FIGURES, and after its last day, `until`.
    It holds on where a later return says the same again. `submission_id` is the return that was doubted,
    `known_from` when it was explained. Doubts about a whole return have no point and are not here.
    """
    with reading(engine) as connection:
        rows = _followed(connection, framework_id, as_at, explained_only=True)
    return _holding(rows, today).select(EXPLAINED)


def explanations(engine: Engine, framework_id: str, today: date) -> pl.DataFrame:
    """EXPLANATIONS: every explanation of a row that may still hold, with the rule and the figures it explains.

    It answers the same rule about the same KEY wherever the same FIGURES count. Its last day has not passed;
    whether its figures count now is not asked here.
    """
    with reading(engine) as connection:
        rows = _followed(connection, framework_id, None, explained_only=True)
    return rows.filter(_valid(today)).select(EXPLANATIONS)


def open_doubts(engine: Engine, framework_id: str, as_at: datetime | None, today: date) -> pl.DataFrame:
    """OPEN: the doubts about what counts at a moment that no valid explanation answers, oldest first.

    A doubt is about what counts while its row is the newest word on its key, or, where it is about a whole
    return, while any row of that return is: any row of its service, if it is about one. An earlier explanation
    of the same rule and key answers it too as long as the value is the same.
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
    return one_row_each(rows).join(_explanations(connection, framework_id, as_at), on="doubt_id", how="left")


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


def _about_whole_returns(connection: Connection, framework_id: str, as_at: datetime | None) -> pl.DataFrame:
    """The doubts about no row, of the returns of which any row counts, with their newest explanation."""
    query = _doubts(framework_id, as_at).where(doubt_table.c.line.is_(None))
    found = _frame(connection, query.add_columns(doubt_table.c.service_id), _DOUBTED | {"service_id": pl.String})
    whose = found.select("submission_id", "service_id").unique()
    counting = [_any_counts(connection, framework_id, one, of, as_at) for one, of in whose.iter_rows()]
    keys = [pl.lit(None, _PLACED[name]).alias(name) for name in KEY if name != "service_id"]
    kept = found.join(whose.filter(pl.Series(counting, dtype=pl.Boolean)), whose.columns, "semi", nulls_equal=True)
    return kept.with_columns(keys).join(_explanations(connection, framework_id, as_at), on="doubt_id", how="left")


def _any_counts(
    connection: Connection, framework_id: str, submission_id: int, service_id: str | None, as_at: datetime | None
) -> bool:
    """Whether a row of a return counts; of one service's rows where one is named."""
    own = observation_table.alias("own")
    query = select(own.c.id).where(own.c.submission_id == submission_id)
    if service_id is not None:
        query = query.where(own.c.service_id == service_id)
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
