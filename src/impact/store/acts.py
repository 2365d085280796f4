"""What people decide, kept beside the returns: withdrawals, explanations, decisions, mappings, what was shown."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from impact.problems import ImpactError, nearest
from impact.store.engine import reading, writing
from impact.store.moments import following, newest_kept
from impact.store.parcel import as_json
from impact.store.tables import (
    ACTS,
    doubt_table,
    explanation_table,
    mapping_table,
    shown_table,
    standing_table,
    submission_table,
    withdrawal_table,
)


class ActRefused(ImpactError):
    """Something that cannot be decided about the record as it is."""


def withdraw(engine: Engine, submission_id: int, reason: str, given_by: str, now: datetime) -> datetime:
    """Take a return back; answers the moment from which its rows no longer count.

    Nothing is deleted. From that moment the rows known before it count again, and what was known
    earlier stays as it was. Raises ActRefused for an unknown number, a second time, or without a reason.
    """
    _needs_reason(reason, "why this return is withdrawn")
    with writing(engine) as connection:
        sent = connection.execute(
            select(submission_table.c.framework_id, submission_table.c.filename).where(
                submission_table.c.id == submission_id
            )
        ).first()
        if sent is None:
            raise ActRefused(f"There is no return number {submission_id}. Look its number up in the list of returns.")
        before = _withdrawal_of(connection, submission_id)
        if before is not None:
            day = f"{before.known_from.day} {before.known_from:%b %Y}"
            raise ActRefused(
                f"Return {submission_id} ({sent.filename}) was withdrawn on {day} by {before.given_by}. "
                "To make it count again, send the file again."
            )
        moment = following(now, newest_kept(connection, sent.framework_id))
        row = {"submission_id": submission_id, "reason": reason, "given_by": given_by, "known_from": moment}
        connection.execute(insert(withdrawal_table), row)
    return moment


def explain(engine: Engine, doubt_id: int, reason: str, given_by: str, now: datetime, until: date | None = None) -> int:
    """Keep a sender's answer to a doubt; answers its id. An earlier answer stays beside it.

    until  the last day on which it holds; None for as long as the value stays the same
    """
    _needs_reason(reason, "what explains this value")
    with writing(engine) as connection:
        framework_id = _framework_of_doubt(connection, doubt_id)
        if framework_id is None:
            raise ActRefused(f"There is no question number {doubt_id}. Look its number up beside the return.")
        moment = following(now, newest_kept(connection, framework_id))
        row = {"doubt_id": doubt_id, "reason": reason, "given_by": given_by, "known_from": moment, "until": until}
        return int(connection.execute(insert(explanation_table).returning(explanation_table.c.id), row).scalar_one())


def decide(
    engine: Engine,
    framework_id: str,
    service_id: str,
    period_start: date,
    period_kind: str,
    act: str,
    given_by: str,
    now: datetime,
    reason: str = "",
) -> datetime:
    """Keep a decision about a service's return of a period; answers the moment from which it is known.

    service_id  "" for the period of every service
    act         one of ACTS; whether it may follow the decision before is not judged here
    """
    _needs_act(act)
    place = {"framework_id": framework_id, "service_id": service_id}
    period = {"period_start": period_start, "period_kind": period_kind}
    row = {**place, **period, "act": act, "reason": reason, "given_by": given_by}
    return _added(engine, standing_table, row, now)


def decide_many(engine: Engine, framework_id: str, decided: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Keep decisions about many returns, all of them or none, each known just after the one before.

    decided  of each: service_id, period_start, period_kind, act, given_by and reason, as for `decide`
    """
    for one in decided:
        _needs_act(one["act"])
    with writing(engine) as connection:
        first = following(now, newest_kept(connection, framework_id))
        rows = [
            {**one, "framework_id": framework_id, "known_from": first + timedelta(microseconds=place)}
            for place, one in enumerate(decided)
        ]
        if rows:
            connection.execute(insert(standing_table), rows)


def decisions(
    engine: Engine, framework_id: str, as_at: datetime | None = None, acts: Collection[str] = ACTS
) -> list[dict[str, Any]]:
    """Every decision known by a moment, newest last, as it was given to `decide`, with `id` and `known_from`.

    acts  only these of ACTS
    """
    return _known(engine, standing_table, framework_id, as_at, standing_table.c.act.in_(list(acts)))


def remember_mapping(
    engine: Engine,
    framework_id: str,
    service_id: str,
    signature: str,
    mapping: Mapping[str, Any],
    answers: Mapping[str, Any],
    given_by: str,
    now: datetime,
) -> datetime:
    """Keep what a service's headings mean, for the next file with this signature; answers the moment."""
    said = {"mapping": as_json(mapping), "answers": as_json(answers), "given_by": given_by}
    row = {"framework_id": framework_id, "service_id": service_id, "signature": signature, **said}
    return _added(engine, mapping_table, row, now)


def remembered(
    engine: Engine, framework_id: str, signature: str, services: Collection[str] | None = None
) -> dict[str, Any] | None:
    """The newest mapping for files with this signature; None if there is none.

    services  only what was remembered for one of these; None for any
    returns   service_id, signature, mapping and answers (as dicts), given_by, known_from, id, framework_id
    """
    query = select(mapping_table).where(
        mapping_table.c.framework_id == framework_id, mapping_table.c.signature == signature
    )
    if services is not None:
        query = query.where(mapping_table.c.service_id.in_(list(services)))
    with reading(engine) as connection:
        found = connection.execute(query.order_by(mapping_table.c.id.desc()).limit(1)).first()
    return _read(found) if found else None


def remember_shown(
    engine: Engine, framework_id: str, title: str, as_at: datetime | None, given_by: str, now: datetime
) -> datetime:
    """Keep that a pack or a page was shown to a board; answers the moment from which that is known.

    as_at  the moment whose knowledge it held; None for all that is known, whatever this machine's clock says
    """
    with writing(engine) as connection:
        newest = newest_kept(connection, framework_id)
        held = as_at or max(now.astimezone(UTC), newest or now)
        row = {"framework_id": framework_id, "title": title, "as_at": held, "given_by": given_by}
        moment = following(now, newest)
        connection.execute(insert(shown_table), {**row, "known_from": moment})
    return moment


def shown(engine: Engine, framework_id: str) -> list[dict[str, Any]]:
    """What was shown to a board, newest last: title, as_at, given_by, known_from, id, framework_id."""
    return _known(engine, shown_table, framework_id, None)


def _needs_act(act: str) -> None:
    if act not in ACTS:
        raise ActRefused(
            f"'{act}' is not something that can be decided about a return. "
            f"Write one of: {', '.join(ACTS)}." + (f" Did you mean '{close}'?" if (close := nearest(act, ACTS)) else "")
        )


def _needs_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise ActRefused(f"A reason is missing. Write in a few words {what}.")


def _withdrawal_of(connection: Connection, submission_id: int) -> Any:
    query = select(withdrawal_table).where(withdrawal_table.c.submission_id == submission_id)
    return connection.execute(query).first()


def _framework_of_doubt(connection: Connection, doubt_id: int) -> str | None:
    query = select(submission_table.c.framework_id).join(
        doubt_table, doubt_table.c.submission_id == submission_table.c.id
    )
    found: str | None = connection.scalar(query.where(doubt_table.c.id == doubt_id))
    return found


def _added(engine: Engine, table: Any, row: dict[str, Any], now: datetime) -> datetime:
    """Add a row of a framework's; answers the moment from which it is known."""
    with writing(engine) as connection:
        moment = following(now, newest_kept(connection, row["framework_id"]))
        connection.execute(insert(table), {**row, "known_from": moment})
    return moment


def _known(engine: Engine, table: Any, framework_id: str, as_at: datetime | None, *which: Any) -> list[dict[str, Any]]:
    query = select(table).where(table.c.framework_id == framework_id, *which)
    if as_at is not None:
        query = query.where(table.c.known_from <= as_at)
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(query.order_by(table.c.id))]


def _read(row: Any) -> dict[str, Any]:
    found = dict(row._mapping)
    return found | {name: json.loads(found[name]) for name in ("mapping", "answers")}
