"""What is remembered of which figures were not shown for others' sake, from when on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl

from impact.disclosure.relations import SLOT

EVENTS: dict[str, Any] = {
    **dict.fromkeys(("scope_kind", "scope_id", "indicator_id"), pl.String),
    "period_start": pl.Date,
    "period_kind": pl.String,
    "known_from": pl.Datetime("us", "UTC"),
    "state": pl.String,
    "neighbour": pl.String,
}
"""From when on a figure is in which STATE, and for the sake of which service."""

SHOWN, PARTNER, KEPT_BACK, WAITS = "shown", "partner", "kept back", "waits"
"""The states: shown; hidden for a neighbour's sake; hidden for now, in case a neighbour comes in that needs it; not
added up until the returns of its period are due."""

State = tuple[str, str]
"""A state, and the service for whose sake."""

NOTHING: State = (SHOWN, "")
"""The state of a figure of which nothing was ever decided."""

Slot = tuple[str, str, str, date, str]


def hidden_at(events: pl.DataFrame, as_at: datetime | None) -> pd.DataFrame:
    """The figures (SLOT) not shown for others' sake at a moment (None: now), with `state` and `neighbour`."""
    known = events if as_at is None else events.filter(pl.col("known_from") <= as_at)
    newest = known.sort("known_from").unique(list(SLOT), keep="last").filter(pl.col("state") != SHOWN)
    days = newest.with_columns(pl.col("period_start").cast(pl.Datetime("us")))
    return days.select(*SLOT, "state", "neighbour").to_pandas()


@dataclass
class Memory:
    """The events so far, by figure, and those that are new."""

    state: dict[Slot, list[tuple[datetime, State]]] = field(default_factory=dict)
    services: dict[str, list[Slot]] = field(default_factory=dict)
    fresh: list[tuple[Any, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, told: pl.DataFrame) -> "Memory":
        """What a record says."""
        memory = cls()
        for *slot, moment, state, neighbour in told.sort("known_from").select(list(EVENTS)).iter_rows():
            memory._add(tuple(slot), moment, (state, neighbour))
        return memory

    def at(self, slot: Slot, moment: datetime) -> State:
        """A figure's state at a moment."""
        found = NOTHING
        for since, state in self.state.get(slot, ()):
            if since <= moment:
                found = state
        return found

    def note(self, slot: Slot, moment: datetime, state: State) -> None:
        """A figure's state from a moment on, if it is another than before."""
        if self.at(slot, moment) != state:
            self._add(slot, moment, state)
            self.fresh.append((*slot, moment, *state))

    def before(self, indicator: str, start: date, moment: datetime) -> dict[str, str]:
        """The services taken as partners in the newest earlier period that had any, and for whose sake."""
        earlier = [
            (slot[3], slot[1], neighbour)
            for slot in self.services.get(indicator, ())
            for state, neighbour in [self.at(slot, moment)]
            if slot[3] < start and state == PARTNER
        ]
        newest = max((one[0] for one in earlier), default=None)
        return {service: neighbour for day, service, neighbour in earlier if day == newest}

    def _add(self, slot: Slot, moment: datetime, state: State) -> None:
        if slot not in self.state and slot[0] == "service":
            self.services.setdefault(slot[2], []).append(slot)
        self.state.setdefault(slot, []).append((moment, state))
