"""Registers: what people put on record beside the returns. An entry may be about an earlier one; none is changed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Index, Text, func, insert, select
from sqlmodel import Field, SQLModel

from impact.store.engine import reading, writing
from impact.store.moments import following, newest_kept
from impact.store.parcel import as_json
from impact.store.tables import FrameworkVersion  # noqa: F401  (its module sets the naming of keys)


class RegisterEntry(SQLModel, table=True):
    """One thing said in a register: what it is, about which entry, of which service, and what was said.

    kind        which register, such as "bright spot"
    act         what is done, such as "nominated" or "checked"
    about       the entry that it is about; None for one that begins something
    details     JSON: what was said, as whoever keeps the register words it
    """

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_framework_id_kind", "framework_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str
    kind: str
    act: str
    about: int | None = Field(default=None, foreign_key="register_entry.id")
    service_id: str
    details: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime


_table: Any = RegisterEntry.__table__  # type: ignore[attr-defined]


def enter(
    engine: Engine,
    framework_id: str,
    kind: str,
    act: str,
    service_id: str,
    details: Mapping[str, Any],
    given_by: str,
    now: datetime,
    about: int | None = None,
) -> int:
    """Keep an entry of a register; answers its number. Whether the act may follow is not judged here."""
    said = {"details": as_json(details), "given_by": given_by, "about": about}
    row = {"framework_id": framework_id, "kind": kind, "act": act, "service_id": service_id, **said}
    with writing(engine) as connection:
        moment = following(now, newest_kept(connection, framework_id))
        return int(
            connection.execute(insert(_table).returning(_table.c.id), {**row, "known_from": moment}).scalar_one()
        )


def newest_entry(engine: Engine) -> int:
    """The id of the newest entry of any register; 0 where there is none."""
    with reading(engine) as connection:
        return int(connection.scalar(select(func.max(_table.c.id))) or 0)


def entries(engine: Engine, framework_id: str, kind: str, as_at: datetime | None = None) -> list[dict[str, Any]]:
    """Every entry of a register known by a moment, oldest first, as given to `enter`, with `id` and `known_from`."""
    query = select(_table).where(_table.c.framework_id == framework_id, _table.c.kind == kind)
    if as_at is not None:
        query = query.where(_table.c.known_from <= as_at)
    with reading(engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(query.order_by(_table.c.id))]
    return [row | {"details": json.loads(row["details"])} for row in rows]
