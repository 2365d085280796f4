"""One kept return: who sent it and when, how it was read, what was set right, what was asked, what counts today.

Its cells, its file and what was asked about them are its sender's own words and counts before the gate, so
they are for those who send, check or sign off its services' returns. That it came in, and how much of it
counts, anybody may see; what others published is open to all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl

from impact import store
from impact.access import Viewer
from impact.answers.doubts import Doubted, doubts_in
from impact.framework import Framework
from impact.ledger import FixGroup, summary
from impact.periods import Period
from impact.problems import ImpactError
from impact.projection.standing import standing
from impact.sources import Sources, View, framework

NAMED = 200
"""Lines of the file that are named where rows were replaced; of more only the number is told."""


class UnknownReturn(ImpactError):
    """A return that was not kept, or not by that day, or may not be opened by this viewer."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Some of a return's rows, and the return whose rows count in their place; None where none does.

    lines  the first lines of the file that they stand in
    """

    number: int | None
    rows: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a kept file was read, and what its sender chose about it.

    columns  heading -> column letter
    choices  sheet, answers, declined, as they came with the file; empty if nothing was chosen
    """

    encoding: str = ""
    delimiter: str = ""
    line_ends: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """When, by whom and why a return was taken back."""

    when: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One kept return as known at a moment.

    sender      as people know it: a service's name, a publisher, 'several services'
    services    ids of the services or areas that its rows are about; periods: what they are about, oldest first
    counting    how many of its `rows` count; replaced: the others, by the return whose rows count in their place
    falls_back  those that count, by the return whose rows would count in their place were it withdrawn
    may_open    whether this viewer may see its cells: the reading, the fixes and the doubts; empty if not
    may_act     whether this viewer may explain what was asked, and withdraw it
    """

    number: int
    filename: str
    sender: str
    sent_by: str
    received_at: datetime
    rows: int
    label: str
    sha256: str
    services: tuple[str, ...]
    periods: tuple[Period, ...]
    counting: int
    replaced: tuple[Instead, ...]
    falls_back: tuple[Instead, ...]
    withdrawn: Withdrawn | None
    may_open: bool
    may_act: bool
    reading: Reading = Reading()
    fixes: tuple[FixGroup, ...] = ()
    doubts: tuple[Doubted, ...] = ()


def submission(sources: Sources, view: View, number: int) -> Submission:
    """One kept return, as it stands at the view's moment; raises UnknownReturn if there is none of that number."""
    kept = _kept(sources, view, number)
    rules = framework(sources, view)
    rows = standing(sources.projection.refresh(view.framework_id), number, view.as_at)
    found = _outside(kept, rows, rules, view.viewer)
    if not found.may_open:
        return found
    return replace(
        found,
        reading=_reading(kept, store.details_of(sources.engine, number)),
        fixes=tuple(summary(store.fixes_of(sources.engine, number))),
        doubts=doubts_in(sources, view, number, kept["sender"], rows),
    )


def original(sources: Sources, view: View, number: int) -> bytes:
    """The bytes of a kept return as they were sent; raises UnknownReturn where this viewer may not open it."""
    if not submission(sources, view, number).may_open:
        raise UnknownReturn(f"Return {number} can be opened only by those who send, check or sign off its returns.")
    found = store.original(sources.engine, number)
    assert found is not None, "a submission always has its bytes"
    return found[1]


def _kept(sources: Sources, view: View, number: int) -> dict[str, Any]:
    for row in store.submissions(sources.engine, view.framework_id, view.as_at):
        if row["id"] == number:
            return row
    by_then = " by this day" if view.as_at else ""
    raise UnknownReturn(f"There is no return number {number}{by_then}. Choose one in the list of returns.")


def _outside(kept: Mapping[str, Any], rows: pl.DataFrame, rules: Framework, viewer: Viewer) -> Submission:
    """What anybody may see of a return."""
    services = tuple(rows["service_id"].unique().sort())
    periods = {Period(*row) for row in rows.select("period_start", "period_end", "period_kind").unique().iter_rows()}
    mine = rows["counting"] == kept["id"]
    gone = kept["withdrawn_at"]
    may_open = bool(kept["source"]) or all(viewer.may_open_return_of(one) for one in services)
    withdrawn = Withdrawn(gone, kept["withdrawn_by"], kept["withdrawn_reason"] if may_open else "") if gone else None
    return Submission(
        kept["id"],
        kept["filename"],
        _name(kept, rules),
        kept["sent_by"],
        kept["received_at"],
        kept["row_count"],
        kept["label"],
        kept["sha256"],
        services,
        tuple(sorted(periods)),
        int(mine.sum()),
        _instead(rows.filter(~mine.fill_null(value=False)), "counting"),
        _instead(rows.filter(mine), "before"),
        withdrawn,
        may_open,
        all(viewer.may_send_for(one) for one in services),
    )


def _name(kept: Mapping[str, Any], rules: Framework) -> str:
    known = rules.service.get(kept["sender"]) or rules.area.get(kept["sender"])
    return kept["source"].get("publisher") or (known.name if known else str(kept["sender"]))


def _instead(rows: pl.DataFrame, column: str) -> tuple[Instead, ...]:
    """Rows by the return that a column names, the oldest first and none last."""
    grouped = rows.group_by(column).agg(pl.len(), pl.col("line").unique().sort().head(NAMED))
    return tuple(
        Instead(number, many, tuple(lines)) for number, many, lines in grouped.sort(column, nulls_last=True).iter_rows()
    )


def _reading(kept: Mapping[str, Any], details: Mapping[str, Any]) -> Reading:
    return Reading(
        kept["encoding"],
        kept["delimiter"],
        details.get("line_ends", ""),
        details.get("sheet", ""),
        kept["columns"],
        tuple(details.get("remarks", ())),
        details.get("choices", {}),
    )
