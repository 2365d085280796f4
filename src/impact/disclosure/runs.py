"""Every version of every figure, moment by moment: what is added up in it, and whether it is hidden by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl

from impact.columns import NUMBERS
from impact.disclosure.lateness import ends
from impact.disclosure.memory import Slot
from impact.disclosure.ranges import Parts
from impact.disclosure.relations import AMOUNTS, SLOT, SURE, TOTALS, WIDTHS, counted, linked
from impact.disclosure.rows import applied, sighted
from impact.framework import Framework
from impact.metrics.slots import KEYS, Scope, in_scope, known_rows

Era = tuple[datetime | None, Framework]
"""A framework, and the moment from which it is in use; None for the first."""

_SCOPES: tuple[Scope, ...] = ("service", *TOTALS)


@dataclass
class Sum:
    """One version of a figure: what is added up in it, and whether it is hidden because of itself."""

    parts: Parts
    itself: bool = False


@dataclass
class Run:
    """Figures that share parts, moment by moment: each figure's version, and under which framework."""

    moments: list[tuple[datetime, int, dict[Slot, Sum]]] = field(default_factory=list)

    @property
    def start(self) -> tuple[str, date]:
        """The indicator and the first period: the order in which runs look back at each other."""
        slots = [slot for _, _, figures in self.moments for slot in figures]
        return min((slot[2], slot[3]) for slot in slots)


def asked(rules: Framework, indicator: str) -> tuple[object, ...]:
    """All of a framework that decides what adds up to what, and what is hidden, of an indicator.

    Two frameworks that agree in it hide the same.
    """
    of_services = [(one.id, one.sector, one.rhythm, one.tags) for one in rules.services]
    of_sectors = [(one.id, not one.indicators or indicator in one.indicators) for one in rules.sectors]
    due = rules.due_after_days, rules.due_after_days_by
    one = rules.indicator.get(indicator)
    if one is None:
        return of_services, of_sectors, due
    own = one.measure, one.aggregation, one.frequency, one.sectors, one.needs_tags, one.fed_by
    return of_services, of_sectors, due, own, rules.policy[one.policy]


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `part`: the same number for the same numbers of the same key, whenever they were sent."""
    key = ["indicator_id", "service_id", "period_start", "period_kind", "breakdown", *NUMBERS, "marker"]
    parts = rows.select(key).unique(maintain_order=True).with_row_index("part")
    numbered = rows.join(parts, on=key, how="left", nulls_equal=True, maintain_order="left")
    return numbered.with_row_index("row").with_columns(pl.col("part", "row").cast(pl.Int64))


def placed_by(parts: pl.DataFrame, rules: Framework) -> pl.DataFrame:
    """Which row is in which figure, under one framework: SLOT, part, service_id, carried, known_from, known_to."""
    belongs = {one.id: one.sector for one in rules.services}
    counts = parts.with_columns(
        observation_id=pl.col("row"),
        sector_id=pl.col("service_id").replace_strict(belongs, default=None, return_dtype=pl.String),
    )
    usable = known_rows(nw.from_native(counts), rules).filter(nw.col("usable"))
    usable = usable.collect("polars").lazy()
    found = []
    for kind in _SCOPES:
        rows = in_scope(usable, kind, rules).select(*KEYS, "observation_id", "carried")
        placed: pl.DataFrame = rows.collect("polars").to_native()
        found.append(placed.with_columns(scope_kind=pl.lit(kind)))
    about = parts.select("row", "part", "service_id", "known_from", "known_to")
    table = pl.concat(found).with_columns(pl.col("period_start").cast(pl.Date))
    return table.join(about, left_on="observation_id", right_on="row", how="left")


def runs_of(placed: Sequence[pl.DataFrame], eras: Sequence[Era], until: datetime | None, newest: datetime) -> list[Run]:
    """Every group of figures that share parts in any era and that has a moment after `until`, with all its moments."""
    sets: dict[int, Parts] = {}
    for table in placed:
        for inside in table.group_by(list(SLOT), maintain_order=True).agg("part")["part"].to_list():
            sets[len(sets)] = frozenset(inside)
    lead = linked(sets.values())
    tables: dict[int, list[list[tuple[Any, ...]]]] = {}
    for at, table in enumerate(placed):
        columns = (*SLOT, "part", "service_id", "carried", "known_from", "known_to")
        for *slot, part, service, carried, known_from, known_to in table.select(columns).iter_rows():
            group = tables.setdefault(lead[part], [[] for _ in placed])
            group[at].append((tuple(slot), part, service, carried > 0, known_from, known_to))
    starts = [moment for moment, _ in eras[1:] if moment is not None]
    rules = eras[-1][1]
    periods = {slot[3:]: slot for group in tables.values() for table in group for slot, *_ in table}
    due = {period: ends(slot, rules) for period, slot in periods.items()}
    moments = [_moments(group, starts, due, newest) for group in tables.values()]
    both = zip(tables.values(), moments, strict=True)
    return [_run(group, starts, found) for group, found in both if until is None or found[-1] > until]


def _moments(
    group: list[list[tuple[Any, ...]]],
    starts: list[datetime],
    due: Mapping[tuple[date, str], list[datetime]],
    newest: datetime,
) -> list[datetime]:
    """The moments, in order, at which something of some figures changed, or may be decided."""
    moments = {moment for table in group for row in table for moment in row[4:6] if moment is not None}
    first = min(moments)
    others = [*starts, *(one for period in {row[0][3:] for table in group for row in table} for one in due[period])]
    return sorted(moments | {one for one in others if first < one <= newest})


def _run(group: list[list[tuple[Any, ...]]], starts: list[datetime], moments: list[datetime]) -> Run:
    run = Run()
    for moment in moments:
        era = sum(one <= moment for one in starts)
        figures: dict[Slot, set[int]] = {}
        own: dict[Slot, set[str]] = {}
        alive = [row for row in group[era] if row[4] <= moment and (row[5] is None or row[5] > moment)]
        for slot, part, service, carried, *_ in alive:
            if not carried:
                figures.setdefault(slot, set()).add(part)
                own.setdefault(slot, set()).add(service)
        for slot, part, service, carried, *_ in alive:
            if carried and slot in own and service not in own[slot]:
                figures[slot].add(part)
        run.moments.append((moment, era, {slot: Sum(frozenset(inside)) for slot, inside in figures.items()}))
    return run


@dataclass
class Table:
    """What one framework says of parts: their amounts, how much room they need, and whose they are."""

    amounts: dict[int, tuple[float, float]]
    widths: dict[str, tuple[float, float]]
    sender: dict[int, str]


def judged(runs: Sequence[Run], parts: pl.DataFrame, rules: Framework, era: int) -> Table:
    """Says of every version of every figure under a framework whether it is hidden because of itself."""
    versions: dict[tuple[Slot, Parts], list[Sum]] = {}
    for run in runs:
        for _, at, figures in run.moments:
            if at == era:
                for slot, one in figures.items():
                    versions.setdefault((slot, one.parts), []).append(one)
    numbers = ("numerator", "denominator", "value", "n")
    of_part = {part: said for part, *said in parts.select("part", *numbers).unique("part").iter_rows()}
    table = pd.DataFrame(
        [
            (*slot, *(_added(of_part[part][at] for part in inside) for at in range(len(numbers))))
            for slot, inside in versions
        ],
        columns=[*SLOT, *numbers],
    ).assign(marker="", sd=float("nan"), asked=float("nan"), lower=float("nan"), upper=float("nan"))
    if table.empty:
        return Table({}, {}, {})
    sight, _ = applied(sighted(table, rules))
    for found, hidden in zip(versions.values(), sight.hidden != "", strict=True):
        for one in found:
            one.itself = bool(hidden)
    said = counted(sight).assign(first=lambda frame: frame["first"] - frame[SURE])
    amounts, widths, sender = {}, {}, {}
    singles = zip(versions, said[[*AMOUNTS, *WIDTHS]].itertuples(index=False, name=None), strict=True)
    for (slot, inside), (first, second, *width) in singles:
        if slot[0] == "service" and len(inside) == 1 and first == first:
            (part,) = inside
            amounts[part], sender[part] = (first, second), slot[1]
            widths[slot[2]] = (width[0], width[1])
    return Table(amounts, widths, sender)


def _added(numbers: Iterator[float | None]) -> float:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else float("nan")
