"""What was hidden for a neighbour's sake at every moment, so that no two moments beside each other undo it.

Every earlier moment can be looked at, so everything that was ever shown stays known: each version of a number is a
part of its own, each total at each moment a sum of parts. The moments are gone through in order, and each decides
only about what is new in it. What was decided stays; it never looks ahead.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from impact.disclosure.lateness import Senders, closes
from impact.disclosure.memory import EVENTS, KEPT_BACK, NOTHING, PARTNER, SHOWN, WAITS, Memory, Slot, State
from impact.disclosure.partners import Group
from impact.disclosure.ranges import Parts
from impact.disclosure.relations import SLOT, TOTALS
from impact.disclosure.runs import Era, Run, Sum, Table, judged, numbered, placed_by, runs_of
from impact.disclosure.tiles import placed_in_tiles, tiled
from impact.framework import Framework


def replay(
    rows: pl.DataFrame,
    eras: Sequence[Era],
    told: pl.DataFrame,
    senders: Senders,
    until: datetime | None,
    newest: datetime,
) -> pl.DataFrame:
    """The EVENTS after one moment up to another, given those up to the first.

    rows     every observation of some indicators that ever counted: COUNTS columns without sector_id, `known_from`
             and `known_to` (null while it counts)
    eras     the frameworks, the oldest first
    told     EVENTS up to `until`: they stand as they are
    senders  who sent these indicators for any period
    until    the moment up to which everything was decided; None for nothing
    newest   the newest moment of the record: a period whose returns were due by then waits no longer
    """
    parts = numbered(rows)
    tiles = tiled(parts)
    placed = [placed_in_tiles(placed_by(parts, rules), tiles) for _, rules in eras]
    runs = runs_of(placed, eras, until, newest)
    tables = [judged(runs, parts, rules, at) for at, (_, rules) in enumerate(eras)]
    memory = Memory.of(told)
    for run in sorted(runs, key=lambda one: one.start):
        _decide(run, tables, eras, memory, senders, until)
    return pl.DataFrame(memory.fresh, schema=EVENTS, orient="row").sort("known_from", *SLOT)


def _decide(
    run: Run,
    tables: Sequence[Table],
    eras: Sequence[Era],
    memory: Memory,
    senders: Senders,
    until: datetime | None,
) -> None:
    """Go through a run's moments: what was told stays, what is new is settled and noted."""
    if not (
        run.start[0] in memory.services or any(one.itself for _, _, every in run.moments for one in every.values())
    ):
        return
    group, last = Group({}, {}, (0.0, 0.0)), 0
    for moment, era, every in run.moments:
        table, rules = tables[era], eras[era][1]
        figures = {slot: one for slot, one in every.items() if one.parts <= table.amounts.keys()}
        if not figures:
            continue
        inside = frozenset().union(*(one.parts for one in figures.values()))
        group.amounts |= {part: table.amounts[part] for part in inside}
        group.sender |= {part: table.sender[part] for part in inside}
        group.width = next((table.widths[slot[2]] for slot in figures), group.width)
        if era != last:
            group.reconsider([one.parts for one in figures.values()])
        last = era
        if until is not None and moment <= until:
            _as_told(group, figures, memory, moment)
            continue
        kept_back, waits = _settled(group, figures, rules, memory, senders, moment)
        for slot, one in figures.items():
            memory.note(slot, moment, _state(group, one, kept_back, waits))


def _state(group: Group, one: Sum, kept_back: Mapping[Parts, str], waits: set[Parts]) -> State:
    if one.itself or one.parts in group.shown:
        return NOTHING
    if one.parts in group.partners:
        return PARTNER, group.partners[one.parts]
    if one.parts in kept_back:
        return KEPT_BACK, kept_back[one.parts]
    return (WAITS, "") if one.parts in waits else (PARTNER, "")


def _as_told(group: Group, figures: Mapping[Slot, Sum], memory: Memory, moment: datetime) -> None:
    itself = {one.parts for one in figures.values() if one.itself}
    for slot, one in figures.items():
        if one.parts in itself and one.parts not in group.shown:
            group.hidden.add(one.parts)
            continue
        state, neighbour = memory.at(slot, moment)
        if state == SHOWN and not one.itself:
            group.shown.add(one.parts)
        elif state == PARTNER:
            group.hidden.add(one.parts)
            group.partners[one.parts] = neighbour
    group.hidden -= group.shown


def _settled(
    group: Group, figures: Mapping[Slot, Sum], rules: Framework, memory: Memory, senders: Senders, moment: datetime
) -> tuple[dict[Parts, str], set[Parts]]:
    """Settle a moment: what is kept back, and for whom, and which totals wait.

    A partner of the period before is kept back for the one it protected, until the return is due.
    """
    open_still = {slot: one.parts for slot, one in figures.items() if senders.open_still(slot, moment, rules)}
    newest = max(figures, key=lambda slot: slot[3])
    before = memory.before(newest[2], newest[3], moment)
    here = {slot[1] for slot in figures if slot[0] == "service" and slot[3] == newest[3]}
    sectors = {one.id: one.sector for one in rules.services}
    kept_back = {
        parts: before[slot[1]]
        for slot, parts in open_still.items()
        if slot[0] == "service" and slot[3] == newest[3] and slot[1] in before and before[slot[1]] not in here
        if sectors.get(before[slot[1]]) == sectors.get(slot[1])
    }
    mine = {group.sender[part] for one in group.partners if len(one) == 1 for part in one if part in group.sender}
    together: dict[Parts, bool] = {}
    for one in figures.values():
        together[one.parts] = together.get(one.parts, False) or one.itself
    totals = {
        kind: {parts for slot, parts in open_still.items() if slot[0] == kind and len(parts) > 1} for kind in TOTALS
    }
    awaited = any(moment < closes(slot, rules) for slot in figures)
    waits = group.settle(together, {*before, *mine}, awaited, kept_back, totals["sector"], totals["whole"])
    return kept_back, waits
