"""A record in which other numbers stand wherever a number is hidden, and all that is shown of figures is the same.

The numbers are drawn among all whole numbers that fit what the intruder of `impact.audit` knows, and that are hidden
for the same reason. So what a screen or a command says of one record and not of the other, it says of hidden numbers.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from impact import answers
from impact.audit import Snapshot, collect, guarded, snapshot
from impact.audit.collecting import BASE, Collected, Hidden
from impact.audit.problem import Key, Line
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
    others = _drawn(collect(known), exact, kept, rules, seed)
    others |= _swapped(known, rules, exact, kept)
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


def _drawn(
    found: Collected,
    exact: dict[date, dict[tuple[Any, ...], str]],
    kept: Numbers,
    rules: Framework,
    seed: int,
) -> Numbers:
    """Whole numbers that fit all lines, as far from the true ones as a random direction goes."""
    sent = {key: kept[key[4]][_column(key, rules)] for key in found.problem.limits}
    truth = {key: number for key, number in sent.items() if number is not None}
    lines = [line for line in found.problem.lines if line.terms.keys() <= truth.keys()]
    for one in found.hidden.values():
        if not {*one.count, *(one.base or ())} <= truth.keys():
            continue
        lines += _stays_hidden(one, exact[one.row["day"]][tuple(one.row[name] for name in NAMES)], truth)
    fixed = {one.id for one in rules.indicators if rules.policy[one.policy].round_to or one.measure == "mean"}
    limits = {}
    for key, (low, high) in ((key, found.problem.limits[key]) for key in truth):
        free = high > low and key[1] not in fixed
        least = max(low, 1.0) if key[5] == BASE else low
        limits[key] = (least, min(high, 3 * truth[key] + 25)) if free else (truth[key], truth[key])
    drawn = _solved(limits, lines, seed)
    others: Numbers = defaultdict(dict)
    for key, number in drawn.items():
        if number != truth[key]:
            others[key[4]][_column(key, rules)] = number
    return others


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
) -> Numbers:
    """Means of two services of one sector that are hidden by themselves stand in each other's place."""
    means = [one.id for one in rules.indicators if one.measure == "mean"]
    places: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for (service, indicator, start, kind), newest in known[-1].versions.items():
        if indicator not in means or service not in rules.service:
            continue
        where = ("service", service, indicator, pd.Timestamp(start), kind)
        ids = tuple(one.versions.get(where[1:], 0) for one in known)
        told = [exact[one.day].get(where, "") for one, id in zip(known, ids, strict=True) if id]
        if set(ids) <= {0, newest} and all(told) and not any("neighbour" in reason for reason in told):
            same = (indicator, start, kind, rules.service[service].sector, tuple(told), tuple(id != 0 for id in ids))
            places[same].append(newest)
    others: Numbers = {}
    for ids in places.values():
        for one, other in zip(ids[::2], ids[1::2], strict=False):
            others[one] = {name: kept[other][name] for name in COLUMNS}
            others[other] = {name: kept[one][name] for name in COLUMNS}
    return others
