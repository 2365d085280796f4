"""Which figures are sums of which others, so that a hidden one could be had by subtraction.

A service's figure is a part; a sector's and the whole's are the sets of parts that are added up in them, by the
very rules by which figures are made (`metrics.slots`): a term counts in the quarter it ends in, and the spring term
stands in once more in April to June. Over time (`replay`) a longer period is the set of the shorter ones it is the
sum of (`tiles`); figures looked at by themselves are of one kind of period each.
"""

from collections.abc import Iterable, Mapping

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from impact.disclosure.partners import Group
from impact.disclosure.ranges import Amounts, Parts
from impact.disclosure.rows import Sight, said_of
from impact.framework import Framework
from impact.metrics.slots import KEYS, Scope, in_scope

SLOT = ("scope_kind", "scope_id", "indicator_id", "period_start", "period_kind")
"""What tells one figure from another."""

AMOUNTS = ("first", "second")
"""The people counted and, of a split, the others of their group, or the whole group where the policy does not guard
the others; where there is no split, the second is nought."""

WIDTHS = ("first_width", "second_width")

PARTS = ("part", "service_id", "sector_id", "indicator_id", "period_start", "period_end", "period_kind")
"""A part, whose it is, and what it is about."""

SURE = "sure"
"""What is known of the first amount even where it is hidden."""

TOTALS: tuple[Scope, ...] = ("sector", "whole")


def counted(sight: Sight) -> pd.DataFrame:
    """AMOUNTS and WIDTHS of every row: what adds up in it, and how much room a hidden amount must be left.

    The room is the policy's smallest count shown, so that none of the counts it hides can be told from another
    (conventions e.5, rule 4); where a policy hides only small groups, it is the size of these. Rows whose policy
    hides nothing, and those that do not add up (durations, levels), have no amounts. SURE is what anyone knows of the
    first amount of a hidden row: a count that is nought is never hidden (rule 3), so it is at least 1.
    """
    least, base = sight.of_policy("least_shown").astype(float), sight.of_policy("smallest_base").astype(float)
    room = least.where(least > 1, pd.Series(np.ceil(base.to_numpy()), index=base.index))
    measure = said_of(sight.figures.indicator_id, {one.id: one.measure for one in sight.framework.indicators})
    split = measure.isin(("proportion", "rate"))
    both = sight.of_policy("complement").astype(bool)
    second = (sight.base - sight.count).where(both, sight.base).where(split, 0.0)
    guarded = (room > 0) & measure.isin(("proportion", "rate", "mean", "count"))
    first = sight.count.where(guarded & second.notna())
    guards = split & ((base > 0) | both)
    sure = ((measure == "count") & (first >= 1)).astype(float)
    return pd.DataFrame(
        {"first": first, "second": second, "first_width": room, "second_width": room.where(guards, 0.0), SURE: sure}
    )


def parts_of(sight: Sight, amounts: pd.DataFrame, rows: pd.Series) -> pl.DataFrame:
    """PARTS: the figures of services among some rows, numbered by their place."""
    figures = sight.figures
    ours = figures[rows & (figures.scope_kind == "service") & amounts["first"].notna()]
    sector = said_of(ours.scope_id, {one.id: one.sector for one in sight.framework.services})
    ours = ours.assign(part=ours.index, service_id=ours.scope_id, sector_id=sector)[list(PARTS)]
    return pl.from_pandas(ours[sector.notna()])


def totals_of(parts: pl.DataFrame, framework: Framework) -> pd.DataFrame:
    """Which parts each sector's and the whole's figure is the sum of: SLOT columns and `part`, one row each."""
    rows = nw.from_native(parts).lazy().with_columns(usable=nw.lit(True), carried=nw.lit(0.0))
    found = []
    for kind in TOTALS:
        placed: pd.DataFrame = in_scope(rows, kind, framework).select(*KEYS, "part", "carried").collect().to_pandas()
        own = placed.carried.eq(0).groupby([placed[name] for name in KEYS]).transform("any")
        found.append(placed[own].assign(scope_kind=kind))
    return pd.concat(found, ignore_index=True)[[*SLOT, "part"]]


def partners_of(sight: Sight) -> np.ndarray:
    """The rows that are hidden for a neighbour's sake, by what these figures alone give away."""
    beside: list[int] = []
    amounts = counted(sight)
    touched = set(sight.figures.indicator_id[(sight.hidden != "") & amounts["first"].notna()])
    rows = sight.figures.indicator_id.isin(touched)
    parts = parts_of(sight, amounts, rows) if touched else pl.DataFrame()
    if parts.is_empty():
        return sight.hidden.index.isin(beside)
    sets = _sets(sight, amounts, totals_of(parts, sight.framework))
    hides = (sight.hidden != "").to_numpy()
    for group, members in groups(sets, amounts, sight.figures.scope_id):
        if not any(hides[at] for at in members):
            continue
        figures: dict[Parts, bool] = {}
        for at, one in members.items():
            figures[one] = figures.get(one, False) or bool(hides[at])
        group.settle(figures)
        beside += [at for at, one in members.items() if not hides[at] and one in group.hidden]
    return sight.hidden.index.isin(beside)


def groups(
    sets: Mapping[int, Parts], amounts: pd.DataFrame, sender: pd.Series
) -> Iterable[tuple[Group, dict[int, Parts]]]:
    """Figures that share parts, each group by itself: the group, and its figures' places and parts."""
    lead = linked(sets.values())
    together: dict[int, dict[int, Parts]] = {}
    for at, one in sets.items():
        together.setdefault(lead[next(iter(one))], {})[at] = one
    columns = {name: amounts[name].to_numpy() for name in (*AMOUNTS, *WIDTHS, SURE)}
    senders = sender.to_numpy()
    for members in together.values():
        inside = sorted(set().union(*members.values()))
        unsure = columns["first"] - columns[SURE]
        own: dict[int, Amounts] = {at: (float(unsure[at]), float(columns["second"][at])) for at in inside}
        width = (float(columns["first_width"][inside[0]]), float(columns["second_width"][inside[0]]))
        yield Group(own, {at: str(senders[at]) for at in inside}, width), members


def linked(sets: Iterable[Parts]) -> dict[int, int]:
    """The leader of each part: the same for all parts that sets tie together."""
    lead: dict[int, int] = {}

    def first(part: int) -> int:
        while lead.setdefault(part, part) != part:
            lead[part] = lead[lead[part]]
            part = lead[part]
        return part

    for one in sets:
        start, *others = one
        for part in others:
            lead[first(part)] = first(start)
        first(start)
    return {part: first(part) for part in list(lead)}


def _sets(sight: Sight, amounts: pd.DataFrame, totals: pd.DataFrame) -> dict[int, Parts]:
    """The parts of every figure by its place: of a service its own, of a total all that is added up in it.

    A total whose number is not the sum of these parts (something else is in it) tells nothing of them.
    """
    found = {int(part): frozenset((int(part),)) for part in totals["part"].unique()}
    inside = totals.assign(**{name: amounts[name].to_numpy()[totals["part"]] for name in AMOUNTS})
    slots = inside.groupby(list(SLOT), sort=False).agg(
        part=("part", list), first=("first", "sum"), second=("second", "sum")
    )
    wide = sight.figures[list(SLOT)].join(amounts[list(AMOUNTS)])[sight.figures.scope_kind.isin(TOTALS)]
    beside = wide.reset_index().merge(slots.reset_index(), on=list(SLOT), suffixes=("", "_inside"))
    same = [np.isclose(beside[name], beside[f"{name}_inside"]) for name in AMOUNTS]
    for at, parts in beside.loc[np.logical_and(*same), ["index", "part"]].itertuples(index=False):
        found[at] = frozenset(parts)
    return found
