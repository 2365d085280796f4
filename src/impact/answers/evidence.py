"""The rows behind something that is shown: where each stood, who kept it and when, what was asked and explained.

Access and disclosure both hold. A row is for whoever may open the return of its service, or for everyone where it
was published; of the others it is only told how many there are. A row whose own figure is hidden stays hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from impact import store
from impact.access import Viewer
from impact.disclosure import Protected
from impact.framework import Framework
from impact.sources import LOCAL_TIME, Sources, View
from impact.words.explained import Explanation


@dataclass(frozen=True, slots=True)
class Behind:
    """How many rows stand behind something, how many of them are hidden, and how many this viewer may not open."""

    rows: int = 0
    hidden: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about a row and still waits, as ids of plausibility rules, and the explanation that holds."""

    waiting: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    explanation: Explanation | None = None


def opened(rows: Protected, rules: Framework, viewer: Viewer) -> tuple[Protected, Behind]:
    """The rows that a viewer may open, and how many there are in all.

    rows   observations after the gate
    """
    frame = rows.frame
    mine = frame["service_id"].map(lambda one: one in rules.area or viewer.may_open_return_of(one)).astype(bool)
    hidden = int((frame["hidden"] != "").sum())
    return rows.where(mine), Behind(len(frame), hidden, int((~mine).sum()))


def asked_of(sources: Sources, view: View, rows: pd.DataFrame) -> dict[int, Asked]:
    """What was asked and explained about rows whose numbers are shown, by observation id; nothing of the others.

    rows   observations after the gate, which this viewer may open
    """
    given = (sources.engine, view.framework_id, view.as_at, view.today)
    waiting, told = store.open_doubts(*given), store.explained_points(*given)
    found = {}
    for row in rows[rows["hidden"] == ""].to_dict("records"):
        key = _key(row)
        asks = tuple(one["rule"] for one in waiting.iter_rows(named=True) if _key(one) == key)
        ours = [one for one in told.iter_rows(named=True) if _key(one) == key]
        if asks or ours:
            found[row["observation_id"]] = Asked(asks, tuple(one["rule"] for one in ours), _explanation(ours))
    return found


def _explanation(told: list[dict[str, Any]]) -> Explanation | None:
    if not told:
        return None
    one = max(told, key=lambda one: one["known_from"])
    return Explanation(one["reason"], one["given_by"], one["known_from"].astimezone(LOCAL_TIME).date(), one["until"])


def _key(row: Mapping[Any, Any]) -> tuple[object, ...]:
    start = row["period_start"]
    day = start.date() if isinstance(start, pd.Timestamp) else start
    return (row["service_id"], row["indicator_id"], day, row["period_kind"], row["breakdown"])
