"""What was accepted or signed off and would be so no longer once a return is kept, for it changes what is known."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from impact.answers.history import changes, told_apart
from impact.answers.locks import Decided, Key, about, decided, key_of
from impact.compared import Compared
from impact.framework import Framework
from impact.periods import Period
from impact.sources import Sources, View
from impact.standing import Decision, settled
from impact.store import FIGURES
from impact.words.standings import taken_back_sentence


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A service's return of a period whose acceptance or sign-off a return in hand overtakes.

    decision  what holds now: who decided it, and on which day
    sentence  the same for its sender, with what has to be done again
    """

    service_id: str
    period: Period
    decision: Decision
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """The same for another program."""
        return {
            "service_id": self.service_id,
            "period": self.period.code,
            "period_kind": self.period.kind,
            "act": self.decision.act,
            "given_by": self.decision.given_by,
            "given_on": self.decision.day,
            "sentence": self.sentence,
        }


def taken_back(sources: Sources, view: View, rules: Framework, compared: Compared) -> tuple[TakenBack, ...]:
    """The acceptances and sign-offs that keeping a return takes back, in order of service and period.

    compared   the return beside what is known: a new row and other FIGURES put a return back among those
               received, as `Projection.changes` tells it afterwards; another note alone does not
    """
    decisions = decided(sources, view)
    moved = [row for row in _moved(compared).iter_rows(named=True) if _ever_settled(decisions, key_of(row))]
    changed = changes(sources, view) if moved else {}
    found = []
    for row in moved:
        key = key_of(row)
        _, fresh = told_apart(decisions, key, changed.get(key))
        decision = settled(fresh)
        if decision and key[0] in rules.service:
            period = Period(row["period_start"], row["period_end"], row["period_kind"])
            sentence = taken_back_sentence(rules.service[key[0]].name, period, decision)
            found.append(TakenBack(key[0], period, decision, sentence))
    return tuple(found)


def _ever_settled(decisions: Decided, key: Key) -> bool:
    return settled([decision for _, decision in about(decisions, key)]) is not None


def _moved(compared: Compared) -> pl.DataFrame:
    """service_id, period_start, period_end, period_kind of every return of which a figure is new or another."""
    names = ("service_id", "period_start", "period_end", "period_kind")
    parts = [compared.new_rows.select(names)] if compared.new else []
    if compared.changed:
        other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in FIGURES)
        parts.append(compared.changed_rows.filter(other).select(names))
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).unique().sort("service_id", "period_kind", "period_start")
