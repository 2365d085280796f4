"""A record in which other numbers stand wherever a number is hidden, and all that is shown of figures is the same.

The numbers are drawn among all whole numbers that fit what the intruder of `impact.audit` knows, and that are hidden
for the same reason. Two things stay as well: the middle of all that a service ever sent, for coverage is told from it,
and what the whole place comes to where that is hidden, for the words of outcomes are told from it. So what a screen or
a command says of one record and not of the other, it says of hidden numbers.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil, floor, inf
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from impact import answers
from impact.audit import Snapshot, collect, guarded, snapshot
from impact.audit.collecting import BASE, Collected, Hidden
from impact.audit.problem import Key, Line, Terms
from impact.audit.reasons import complement
from impact.framework import Framework
from impact.sources import Sources, View, end_of, framework

COLUMNS = ("numerator", "denominator", "value", "n", "sd", "asked")
NAMES = ["scope_kind", "scope_id", "indicator_id", "period_start", "period_kind"]
Numbers = dict[int, dict[str, float]]
"""Observation -> the columns in which another number stands, and which."""


def with_other_numbers(sources: Sources, view: View, days: Sequence[date], home: Path, into: Path, seed: int) -> int:
    """The record of a home written anew, as it might be as well; tells how many of its numbers are others.

    days   those on which what is shown of figures must stay the same
    """
    rules = framework(sources, view)
    kept = _kept(home)
    exact = {day: _exact(sources, view, day) for day in days}
    known = [snapshot(sources, view, day, guarded(rules)) for day in days]
    middles = [_middles(one, kept) for one in known]
    others = _drawn(collect(known), exact, kept, rules, middles, seed)
    others |= _swapped(known, rules, exact, kept, middles)
    into.mkdir(parents=True)
    with sqlite3.connect(home / "record.sqlite") as old, sqlite3.connect(into / "record.sqlite") as new:
        old.backup(new)
        new.execute("DROP TRIGGER observation_no_update")
        for id, numbers in others.items():
            said = ", ".join(f"{name} = ?" for name in numbers)
            new.execute(f"UPDATE observation SET {said} WHERE id = ?", (*numbers.values(), id))
    return sum(len(numbers) for numbers in others.values())


def _kept(home: Path) -> Numbers:
    with sqlite3.connect(home / "record.sqlite") as record:
        rows = record.execute(f"SELECT id, {', '.join(COLUMNS)} FROM observation").fetchall()
    return {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in rows}


def _then(view: View, day: date) -> View:
    return View(view.framework_id, day, end_of(day) if day < view.today else None, view.viewer)


def _exact(sources: Sources, view: View, day: date) -> dict[tuple[Any, ...], str]:
    """The exact reason of each hidden figure of a day."""
    found = answers.figures(sources, _then(view, day))
    hidden = found.frame[found.frame.hidden != ""]
    keys = hidden[NAMES].itertuples(index=False, name=None)
    return dict(zip(keys, found.detail.reindex(hidden.index).fillna(""), strict=True))


def _middles(one: Snapshot, kept: Numbers) -> dict[tuple[str, str], float]:
    """The middle group of all that each service is known on a day to have sent for each indicator."""
    sent = defaultdict(list)
    for (service, indicator, _, _), id in one.versions.items():
        base = kept[id]["denominator"] or kept[id]["n"]
        if base:
            sent[service, indicator].append(base)
    return {about: median(bases) for about, bases in sent.items()}


def _drawn(
    found: Collected,
    exact: dict[date, dict[tuple[Any, ...], str]],
    kept: Numbers,
    rules: Framework,
    middles: Sequence[dict[tuple[str, str], float]],
    seed: int,
) -> Numbers:
    """Whole numbers that fit all lines, as far from the true ones as a random direction goes."""
    sent = {key: kept[key[4]][_column(key, rules)] for key in found.problem.limits}
    truth = {key: number for key, number in sent.items() if number is not None}
    lines = [line for line in found.problem.lines if line.terms.keys() <= truth.keys()]
    for one in found.hidden.values():
        if not {*one.count, *(one.base or ())} <= truth.keys():
            continue
        if one.row["scope_kind"] == "whole":
            lines += [_as_it_is(terms, truth) for terms in (one.count, one.base) if terms is not None]
        lines += _stays_hidden(one, exact[one.row["day"]][tuple(one.row[name] for name in NAMES)], truth)
    fixed = {one.id for one in rules.indicators if rules.policy[one.policy].round_to or one.measure == "mean"}
    limits = {}
    for key, (low, high) in ((key, found.problem.limits[key]) for key in truth):
        free = high > low and key[1] not in fixed
        ends = _same_side(truth[key], [one.get(key[:2]) for one in middles]) if key[5] == BASE else (0.0, inf)
        limits[key] = (max(low, ends[0]), min(high, ends[1], 3 * truth[key] + 25)) if free else (truth[key], truth[key])
    drawn = _solved(limits, lines, seed)
    others: Numbers = defaultdict(dict)
    for key, number in drawn.items():
        if number != truth[key]:
            others[key[4]][_column(key, rules)] = number
    return others


def _as_it_is(terms: Terms, truth: dict[Key, float]) -> Line:
    number = sum(factor * truth[key] for key, factor in terms.items())
    return Line(terms, number, number)


def _same_side(number: float, middles: Sequence[float | None]) -> tuple[float, float]:
    """The reach of a group on the same side of some numbers."""
    below = [one for one in middles if one is not None and one <= number]
    above = [one for one in middles if one is not None and one >= number]
    return max([1.0, *map(ceil, below)]), min([inf, *map(floor, above)])


def _solved(limits: dict[Key, tuple[float, float]], lines: Sequence[Line], seed: int) -> dict[Key, float]:
    at = {key: place for place, key in enumerate(limits)}
    cells = [(row, at[key], factor) for row, line in enumerate(lines) for key, factor in line.terms.items()]
    rows, columns, factors = zip(*cells, strict=True)
    matrix = sparse.csr_array((factors, (rows, columns)), shape=(len(lines), len(at)))
    done = milp(
        np.random.default_rng(seed).standard_normal(len(at)),
        integrality=np.ones(len(at)),
        bounds=Bounds(*(np.array(ends) for ends in zip(*limits.values(), strict=True))),
        constraints=[LinearConstraint(matrix, [line.low for line in lines], [line.high for line in lines])],
        options={"mip_rel_gap": 0.01},
    )
    assert done.x is not None, done.message
    return {key: float(round(number)) for key, number in zip(at, done.x, strict=True)}


def _column(key: Any, rules: Framework) -> str:
    return "denominator" if key[5] == BASE else "value" if rules.indicator[key[1]].measure == "count" else "numerator"


def _stays_hidden(one: Hidden, reason: str, truth: dict[Key, float]) -> Iterator[Line]:
    """What must be so for a figure to be hidden for the same reason, and for none that is another by itself."""
    least, whole = one.policy.least_shown, one.base
    sides = [one.count] if whole is None else [one.count, complement(one.count, whole)]
    sums = [sum(factor * truth[key] for key, factor in side.items()) for side in sides]
    if reason.startswith("Hidden: 1 to"):
        few = next(side for side, number in zip(sides, sums, strict=True) if 0 < number < least)
        yield Line(few, 1, least - 1)
    elif "fewer than 3" not in reason:
        for side, number in zip(sides, sums, strict=True):
            yield Line(side, 0, 0) if number == 0 else Line(side, least, inf)
        base = one.count if whole is None else whole
        small = reason.startswith("Hidden: a group of")
        uniform = sum(sums) if 0 in sums and not small else 0.0  # none or all of a group is hidden up to a larger size
        ends = (1.0, one.policy.smallest_base - 1) if small else (max(one.policy.smallest_base, uniform), inf)
        yield Line(base, *ends)


def _swapped(
    known: Sequence[Snapshot],
    rules: Framework,
    exact: dict[date, dict[tuple[Any, ...], str]],
    kept: Numbers,
    middles: Sequence[dict[tuple[str, str], float]],
) -> Numbers:
    """Means of two services of one sector that are hidden by themselves stand in each other's place."""
    means = [one.id for one in rules.indicators if one.measure == "mean"]
    places: dict[tuple[Any, ...], list[tuple[int, str]]] = defaultdict(list)
    for (service, indicator, start, kind), newest in known[-1].versions.items():
        if indicator not in means or service not in rules.service:
            continue
        where = ("service", service, indicator, pd.Timestamp(start), kind)
        ids = tuple(one.versions.get(where[1:], 0) for one in known)
        told = [exact[one.day].get(where, "") for one, id in zip(known, ids, strict=True) if id]
        if set(ids) <= {0, newest} and all(told) and not any("neighbour" in reason for reason in told):
            same = (indicator, start, kind, rules.service[service].sector, tuple(told), tuple(id != 0 for id in ids))
            places[same].append((newest, service))
    others: Numbers = {}
    for same, ids in places.items():
        for (one, its), (other, theirs) in zip(ids[::2], ids[1::2], strict=False):
            pairs = ((one, other, its), (other, one, theirs))
            if not all(_keeps_its_middle(kept, *pair, same[0], middles) for pair in pairs):
                continue
            others[one] = {name: kept[other][name] for name in COLUMNS}
            others[other] = {name: kept[one][name] for name in COLUMNS}
    return others


def _keeps_its_middle(
    kept: Numbers, one: int, other: int, service: str, indicator: str, middles: Sequence[dict[tuple[str, str], float]]
) -> bool:
    low, high = _same_side(kept[one]["n"], [each.get((service, indicator)) for each in middles])
    return low <= kept[other]["n"] <= high
