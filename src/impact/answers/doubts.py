"""What was asked about kept returns, what was answered, and which questions still wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from impact import store
from impact.problems import Problem
from impact.projection import KEY
from impact.sources import LOCAL_TIME, Sources, View
from impact.words.explained import Explanation

OPEN, EXPLAINED, LAPSED, SETTLED = "open", "explained", "lapsed", "settled"
"""A doubt waits for an answer; has one that holds; had one whose last day has passed, and is asked again; or is
about something that no longer counts."""

WAITING = (OPEN, LAPSED)


@dataclass(frozen=True, slots=True)
class Doubted:
    """One question about a kept return, and where it stands.

    number       of the return that raised it
    asked        the question and its place in the file
    state        OPEN, EXPLAINED, LAPSED or SETTLED
    explanation  the one that holds, else the newest by the view's moment; None if none was given
    sender       the service or area it is about; of a whole return, whoever sent it
    indicator    the indicator on whose chart the figure stands; "" where there is none
    """

    id: int
    number: int
    asked: Problem
    state: str
    explanation: Explanation | None
    sender: str
    indicator: str


def doubts_in(sources: Sources, view: View, number: int, sender: str, rows: pl.DataFrame) -> tuple[Doubted, ...]:
    """Every question that a kept return raised, as it stands at the view's moment; who may read them is not asked here.

    rows  the STANDING of its rows
    """
    given = (sources.engine, view.framework_id, view.as_at, view.today)
    waiting = set(store.open_doubts(*given)["doubt_id"])
    points = store.explained_points(*given)
    found = []
    for doubt in store.doubts_of(sources.engine, number, view.as_at):
        here = _rows_of(doubt, rows)
        own = _explanation(doubt["explanation"]) if doubt["explanation"] else None
        holds = _holding(doubt, own, points, here, view.today)
        unanswered, answered = LAPSED if own else OPEN, EXPLAINED if holds else SETTLED
        state = unanswered if doubt["id"] in waiting else answered
        about = here.row(0, named=True) if doubt["line"] is not None and here.height else {}
        said = (_asked(doubt), state, holds or own)
        whose = doubt["service_id"] or sender
        found.append(Doubted(doubt["id"], number, *said, about.get("service_id", whose), _charted(about)))
    return tuple(found)


def waiting_doubts(sources: Sources, view: View) -> tuple[Doubted, ...]:
    """The questions that wait for an answer, of the senders whose returns this viewer may open, oldest first."""
    rows = store.open_doubts(sources.engine, view.framework_id, view.as_at, view.today).to_dicts()
    named = ((row, row["service_id"] or row["sender"]) for row in rows)
    return tuple(_waiting(row, sender) for row, sender in named if view.viewer.may_open_return_of(sender))


def _waiting(row: Mapping[str, Any], sender: str) -> Doubted:
    own = _explanation(row) if row["reason"] is not None else None
    state = LAPSED if own else OPEN
    return Doubted(row["doubt_id"], row["submission_id"], _asked(row), state, own, sender, _charted(row))


def _asked(row: Mapping[str, Any]) -> Problem:
    place = (row["line"], row["column_letter"], row["heading"])
    whose = "" if row["line"] is not None else row["service_id"] or ""
    return Problem(row["rule"], row["question"], *place, row["found"], blocks=False, service_id=whose)


def _charted(row: Mapping[str, Any]) -> str:
    """The indicator on whose chart a row stands: rows of a breakdown enter no figure."""
    return "" if row.get("breakdown") else str(row.get("indicator_id") or "")


def _explanation(row: Mapping[str, Any]) -> Explanation:
    day = row["known_from"].astimezone(LOCAL_TIME).date()
    return Explanation(row["reason"], row["given_by"], day, row["until"])


def _rows_of(doubt: Mapping[str, Any], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows a doubt is about: the one that a cell belongs to, those of a line, a service or the whole return."""
    if doubt["line"] is None:
        return rows.filter(pl.col("service_id") == doubt["service_id"]) if doubt["service_id"] else rows
    here = rows.filter(pl.col("line") == doubt["line"])
    if not doubt["column_letter"]:
        return here
    asked = here.with_columns(doubt_id=pl.lit(doubt["id"]), column_letter=pl.lit(doubt["column_letter"]))
    return store.one_row_each(asked).select(rows.columns)


def _holding(
    doubt: Mapping[str, Any], own: Explanation | None, points: pl.DataFrame, here: pl.DataFrame, today: date
) -> Explanation | None:
    """The explanation that answers a doubt: its own, or an earlier one of the same question and the same figure."""
    counting = here.filter(pl.col("counting") == doubt["submission_id"])
    if doubt["line"] is None:
        valid = own is not None and (own.until is None or own.until >= today)
        return own if valid and counting.height else None
    if own and doubt["id"] in points["doubt_id"]:
        return own
    alike = points.filter(pl.col("rule") == doubt["rule"]).join(counting.select(KEY), on=KEY, how="semi")
    return _explanation(alike.sort("known_from").row(-1, named=True)) if alike.height else None
