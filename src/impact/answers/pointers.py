"""Which services the numbers point to as possible bright spots, for those who may see it."""

from dataclasses import dataclass

import polars as pl

from impact import store
from impact.access import Viewer
from impact.answers.figures import figures
from impact.metrics.bright import Pointer, Pointers, pointers
from impact.metrics.chance import Chance
from impact.sources import Sources, View, framework


@dataclass(frozen=True, slots=True)
class PointedTo:
    """What the numbers point to, as far as a viewer may see it, and how much of it chance alone would bring.

    beyond      what rules (i) and (ii) looked at
    improving   what was held against its own start
    """

    found: Pointers
    beyond: Chance
    improving: Chance


def pointed_to(sources: Sources, view: View) -> PointedTo:
    """The candidates by door 1, what is held back and why, and offers of help, from figures that may be shown.

    Candidates are for champions, who check, and the programme team; what is held back and offers of help only
    for those who send for the service and the programme team. Others see nothing.
    """
    rules = framework(sources, view)
    shown = figures(sources, view, None, ("service", "whole")).frame
    doubts = store.open_doubts(sources.engine, view.framework_id, view.as_at, view.today)
    about = doubts.filter(pl.col("indicator_id").is_not_null())
    asked = frozenset(about.select("service_id", "indicator_id", "period_start", "period_kind").iter_rows())
    found = pointers(shown, rules, view.today, asked)
    return PointedTo(seen_by(found, view.viewer), found.beyond, found.improving)


def seen_by(found: Pointers, viewer: Viewer) -> Pointers:
    """The part of what the numbers point to that a viewer may see."""
    if viewer.role == "programme":
        return found

    def own(some: tuple[Pointer, ...]) -> tuple[Pointer, ...]:
        return tuple(one for one in some if viewer.role == "analyst" and viewer.may_send_for(one.service_id))

    candidates = found.candidates if viewer.role == "champion" else own(found.candidates)
    return Pointers(candidates, own(found.held_back), own(found.offers), found.beyond, found.improving)
