"""Everything published, over places and days, as one problem: what is known, and what is hidden in it.

A service's row is one unknown (its count, and the group it is counted among) for each version of it. Shown
rows are known; every total of a sector or of the whole is a sum of the rows it counts; a reason in place of a
number tells what it tells. The same row on two days is the same unknown, so days can be held against each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from impact.audit.belonging import Belonging
from impact.audit.problem import Choice, Key, Line, Problem, Terms
from impact.audit.reaching import told_by_steps
from impact.audit.reasons import SENDERS, told_by
from impact.audit.snapshots import Snapshot
from impact.audit.telling import told_beside
from impact.audit.unrounding import count_and_base
from impact.framework import Framework, Indicator, Policy
from impact.periods import Period

COUNT, BASE = "count", "base"
Row = dict[str, Any]

READ = (
    *("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"),
    *("numerator", "denominator", "value", "n", "lower", "upper", "parts", "expected", "share", "hidden"),
)
"""The columns of a protected figure that are looked at."""


@dataclass(frozen=True)
class Hidden:
    """One hidden figure that an intruder asks about.

    count, base  its two numbers as sums of unknowns and a constant; base None where it is no split
    ways         what the reason shown may mean
    """

    row: Row
    indicator: Indicator
    policy: Policy
    count: Terms
    base: Terms | None
    ways: Choice | None


@dataclass
class Collected:
    """The problem, the hidden figures in it, and the totals whose parts could not be made out (there should be none).

    shown   how many published numbers went in
    known   the counts of rows that some day shows
    totals  day and indicator -> the rows of the whole, oldest first, with what each adds up
    """

    problem: Problem = field(default_factory=Problem)
    hidden: dict[Key, Hidden] = field(default_factory=dict)
    unread: list[Row] = field(default_factory=list)
    shown: int = 0
    totals: dict[Key, list[tuple[Row, Terms, Terms | None]]] = field(default_factory=lambda: defaultdict(list))
    known: set[Key] = field(default_factory=set)
    _lines: set[Any] = field(default_factory=set)

    def line(self, line: Line) -> None:
        """Take in a line, once."""
        name = (frozenset(line.terms.items()), line.low, line.high)
        if name not in self._lines:
            self._lines.add(name)
            self.problem.lines.append(line)

    def choose(self, choice: Choice) -> None:
        """Take in a choice between unknowns that are asked about; one that leaves no choice is a line."""
        if not choice.keys() <= self.problem.limits.keys():
            return
        if len(choice.ways) > 1:
            self.problem.choices.append(choice)
        else:
            for line in choice.ways[0]:
                self.line(line)


def collect(snapshots: Sequence[Snapshot]) -> Collected:
    """The problem that some days' publications pose, for the indicators whose policy hides anything."""
    found = Collected()
    same: dict[Key, int] = {}
    for one in snapshots:
        versions = _canonical(one, same)
        _collect_day(one, versions, found)
        for line in told_beside(one, versions, found.totals):
            found.line(line)
        for choice in told_by_steps(one, versions):
            found.choose(choice)
    return found


def guarded(rules: Framework) -> list[str]:
    """The indicators whose policy hides anything."""
    return [one.id for one in rules.indicators if _guards(rules.policy[one.policy])]


def _guards(policy: Policy) -> bool:
    return policy.least_shown > 1 or policy.smallest_base > 0


def _canonical(one: Snapshot, same: dict[Key, int]) -> dict[Key, int]:
    """The version of each row; a row sent anew in a return of which nothing is known to have changed is the same."""
    found: dict[Key, int] = {}
    for place, version in one.versions.items():
        service, _, start, kind = place
        unchanged = (place, one.changed.get((service, start, kind)))
        found[place] = same.setdefault((place, version), same.setdefault(unchanged, version))
    return found


def _collect_day(one: Snapshot, versions: dict[Key, int], found: Collected) -> None:
    wanted = set(guarded(one.rules))
    frame = one.figures[one.figures.indicator_id.isin(wanted) & one.figures.scope_kind.ne("area")]
    by_indicator: dict[str, list[Row]] = defaultdict(list)
    columns = [frame[name].tolist() for name in READ]
    for values in zip(*columns, strict=True):
        row = dict(zip(READ, values, strict=True))
        by_indicator[row["indicator_id"]].append(row)
    for id, rows in by_indicator.items():
        _Day(one, versions, found, one.rules.indicator[id]).take(rows)


class _Day:
    """One indicator's rows of one day."""

    def __init__(self, one: Snapshot, versions: dict[Key, int], found: Collected, indicator: Indicator) -> None:
        self.one, self.versions, self.found, self.indicator = one, versions, found, indicator
        self.policy = one.rules.policy[indicator.policy]
        self.split = indicator.measure in ("proportion", "rate")

    def take(self, rows: list[Row]) -> None:
        own = [row for row in rows if row["scope_kind"] == "service" and row["parts"]]
        for row in own:
            self._service(row)
        places = Belonging(self.one.rules, self.indicator, [row for row in rows if row["scope_kind"] == "service"])
        for row in rows:
            if row["scope_kind"] in ("sector", "whole") and row["parts"]:
                self._total(row, places.members(row["scope_id"], row["period_start"], row["period_kind"]))

    def _key(self, row: Row, what: str) -> Key:
        place = (row["scope_id"], row["indicator_id"], row["period_start"], row["period_kind"])
        return (*place, self.versions.get(place, -1), what)

    def _terms(self, rows: Iterable[Row], what: str) -> Terms:
        return {self._key(row, what): 1.0 for row in rows}

    def _service(self, row: Row) -> None:
        problem, count = self.found.problem, self._terms([row], COUNT)
        base = self._terms([row], BASE) if self.split else None
        if not row["hidden"] and self._key(row, COUNT) in self.found.known:
            self.found.shown += 1 + self.split
            return
        problem.know(self._key(row, COUNT), 0, float("inf"))
        if base is not None:
            problem.know(self._key(row, BASE), 0, float("inf"))
        if row["hidden"]:
            if base is not None and self.indicator.measure == "proportion":
                self.found.line(Line({self._key(row, BASE): 1, self._key(row, COUNT): -1}, 0, float("inf")))
            self._hide(row, count, base)
            return
        self._show(row, count, base)
        self.found.known.add(self._key(row, COUNT))

    def _total(self, row: Row, members: list[Row]) -> None:
        if len(members) != int(row["parts"]):
            self.found.unread.append(row)
            return
        count = self._terms(members, COUNT)
        base = self._terms(members, BASE) if self.split else None
        if row["scope_kind"] == "whole":
            self.found.totals[self.one.day, self.indicator.id].append((row, count, base))
        if row["hidden"]:
            self._hide(row, count, base)
        elif self.policy.round_to or any(member["hidden"] for member in members):
            self._show(row, count, base)
        else:
            self.found.shown += 1 + self.split  # it says no more than its parts do

    def _hide(self, row: Row, count: Terms, base: Terms | None) -> None:
        if SENDERS.search(row["hidden"]):
            return
        name = (row["scope_kind"], tuple(sorted(map(str, count))), row["hidden"])
        if name in self.found.hidden:
            return
        ways = told_by(row["hidden"], self.policy, count, base)
        if ways is not None:
            self.found.problem.choices.append(ways)
        self.found.hidden[name] = Hidden({**row, "day": self.one.day}, self.indicator, self.policy, count, base, ways)

    def _show(self, row: Row, count: Terms, base: Terms | None) -> None:
        if pd.isna(row["value"]) and pd.isna(row["numerator"]) and pd.isna(row["n"]):
            return
        counts, bases = count_and_base(row, self.indicator, self.policy)
        self._know(row, count, counts)
        if base is not None and bases is not None:
            self._know(row, base, bases)

    def _know(self, row: Row, terms: Terms, reach: tuple[float, float]) -> None:
        """A shown number: of one service's row its limits, of a total a line."""
        if pd.isna(reach[0]):
            return
        self.found.shown += 1
        problem = self.found.problem
        if not all(float(end).is_integer() for end in reach):
            problem.whole.difference_update(terms)
        if row["scope_kind"] == "service":
            (key,) = terms
            problem.know(key, *reach, whole=key in problem.whole)
        else:
            self.found.line(Line(terms, *reach, said=_about(row, self.one)))


def _about(row: Row, one: Snapshot) -> str:
    """Which published total says so, as words that a line of text can hold."""
    period = Period(row["period_start"].date(), row["period_end"].date(), row["period_kind"])
    place = one.rules.sector[row["scope_id"]].name if row["scope_kind"] == "sector" else one.rules.words.whole
    return f"{place}, {period.label}, as known on {one.day.day} {one.day:%B %Y}"
