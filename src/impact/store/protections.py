"""Which figures were hidden for others' sake at which moments: what was shown then stays what was shown."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import Field, SQLModel, UniqueConstraint

from impact.store.engine import reading, writing


class Protection(SQLModel, table=True):
    """From when on a figure was hidden for another's sake, or no longer: what everybody was then shown.

    since      the moment of the record from which that holds, whenever it was worked out; so it is no `known_from`
    neighbour  the service for whose sake
    """

    __tablename__ = "protection"

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str = Field(index=True)
    scope_kind: str
    scope_id: str
    indicator_id: str
    period_start: date
    period_kind: str
    since: datetime
    state: str
    neighbour: str


class ProtectedUntil(SQLModel, table=True):
    """The moment up to which it was worked out and kept which figures are hidden for others' sake."""

    __tablename__ = "protected_until"
    __table_args__ = (UniqueConstraint("framework_id", "until"),)

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str
    until: datetime


_protection: Any = Protection.__table__  # type: ignore[attr-defined]
_until_table: Any = ProtectedUntil.__table__  # type: ignore[attr-defined]

_SCHEMA: Mapping[str, Any] = {
    **dict.fromkeys(("scope_kind", "scope_id", "indicator_id"), pl.String),
    "period_start": pl.Date,
    "period_kind": pl.String,
    "known_from": pl.Datetime("us", "UTC"),
    **dict.fromkeys(("state", "neighbour"), pl.String),
}


def protections(engine: Engine, framework_id: str) -> tuple[pl.DataFrame, datetime | None]:
    """Every change of what is hidden for others' sake, and the moment up to which all of them are kept.

    returns  scope_kind, scope_id, indicator_id, period_start, period_kind, known_from, state, neighbour;
             None where nothing was kept yet
    """
    table = _protection.c
    names = [table.since if name == "known_from" else table[name] for name in _SCHEMA]
    query = select(*names).where(table.framework_id == framework_id).order_by(table.id)
    with reading(engine) as connection:
        rows: list[tuple[date | str | datetime, ...]] = [tuple(row) for row in connection.execute(query)]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row"), _until(connection, framework_id)


def keep_protections(
    engine: Engine, framework_id: str, after: datetime | None, until: datetime, events: pl.DataFrame
) -> bool:
    """Keep what is hidden after one moment up to another; False where another writer went on from the first already.

    events   as `protections` gives them
    """
    rows = [
        {"framework_id": framework_id, "since": row.pop("known_from"), **row}
        for row in events.select(list(_SCHEMA)).to_dicts()
    ]
    with writing(engine) as connection:
        if _until(connection, framework_id) != after:
            return False
        if rows:
            connection.execute(insert(_protection), rows)
        connection.execute(insert(_until_table), {"framework_id": framework_id, "until": until})
    return True


def _until(connection: Connection, framework_id: str) -> datetime | None:
    table = _until_table.c
    found: datetime | None = connection.scalar(select(func.max(table.until)).where(table.framework_id == framework_id))
    return found
