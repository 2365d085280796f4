"""When something counts as known: never earlier than what is known already, so that an as-at date keeps its word."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from impact.store.tables import submission_table, withdrawal_table


def following(now: datetime, *before: datetime | None) -> datetime:
    """`now`, or just after the newest of what came before, where clocks differ or two things share a moment."""
    known = [moment for moment in before if moment is not None]
    return max(now.astimezone(UTC), max(known) + timedelta(microseconds=1)) if known else now.astimezone(UTC)


def newest_change(connection: Connection, framework_id: str) -> datetime | None:
    """When a framework's rows last changed: a return was kept, or one was withdrawn."""
    ours = submission_table.c.framework_id == framework_id
    kept = select(submission_table.c.received_at).where(ours).order_by(submission_table.c.id.desc()).limit(1)
    withdrawn = (
        select(func.max(withdrawal_table.c.known_from))
        .join(submission_table, submission_table.c.id == withdrawal_table.c.submission_id)
        .where(ours)
    )
    found = [connection.scalar(kept), connection.scalar(withdrawn)]
    return max((moment for moment in found if moment is not None), default=None)


def newest_in(connection: Connection, table: Any, condition: Any) -> datetime | None:
    """The newest `known_from` among a table's rows that meet a condition."""
    found: datetime | None = connection.scalar(select(func.max(table.c.known_from)).where(condition))
    return found
