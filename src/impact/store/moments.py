"""When something counts as known: never earlier than what is known already, so that an as-at date keeps its word.

All that is kept of one framework stands in one order, whatever it is and whichever machine's clock it came by: a
decision that came after a return is known from later than the return, else it would be unclear which was first.
Protections alone stand apart: they are worked out afterwards, and say from which moment on they hold.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlmodel import SQLModel

from impact.store.tables import doubt_table, explanation_table, framework_table, submission_table, withdrawal_table


def following(now: datetime, *before: datetime | None) -> datetime:
    """`now`, or just after the newest of what came before, where clocks differ or two things share a moment."""
    known = [moment for moment in before if moment is not None]
    return max(now.astimezone(UTC), max(known) + timedelta(microseconds=1)) if known else now.astimezone(UTC)


def newest_kept(connection: Connection, framework_id: str) -> datetime | None:
    """When anything of a framework's was last kept: a return, a withdrawal, an explanation, a decision, a version ...

    Its first version is left out: it counts for what was known before it came as well.
    """
    asked = [_newest_return(framework_id), _newest_withdrawal(framework_id), _newest_explanation(framework_id)]
    asked += [_newest_row(table, framework_id) for table in _tables_of_frameworks()]
    found = connection.execute(select(*(one.scalar_subquery() for one in asked))).one()
    return max((moment for moment in found if moment is not None), default=None)


def _tables_of_frameworks() -> list[Table]:
    """Every table whose rows belong to a framework and are known from a moment on."""
    return [one for one in SQLModel.metadata.sorted_tables if {"framework_id", "known_from"} <= set(one.c.keys())]


def _newest_row(table: Table, framework_id: str) -> Any:
    ours = table.c.framework_id == framework_id
    newest = select(func.max(table.c.known_from)).where(ours)
    if table is not framework_table:
        return newest
    first = select(func.min(table.c.id)).where(ours).scalar_subquery()
    return newest.where(table.c.id != first)


def _newest_return(framework_id: str) -> Any:
    ours = submission_table.c.framework_id == framework_id
    return select(submission_table.c.received_at).where(ours).order_by(submission_table.c.id.desc()).limit(1)


def _newest_withdrawal(framework_id: str) -> Any:
    taken_back = withdrawal_table.join(submission_table, submission_table.c.id == withdrawal_table.c.submission_id)
    newest = select(func.max(withdrawal_table.c.known_from)).select_from(taken_back)
    return newest.where(submission_table.c.framework_id == framework_id)


def _newest_explanation(framework_id: str) -> Any:
    explained = explanation_table.join(doubt_table, doubt_table.c.id == explanation_table.c.doubt_id).join(
        submission_table, submission_table.c.id == doubt_table.c.submission_id
    )
    newest = select(func.max(explanation_table.c.known_from)).select_from(explained)
    return newest.where(submission_table.c.framework_id == framework_id)
