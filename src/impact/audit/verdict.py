"""Which hidden figures could be worked out, and how nearly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, inf

from impact.audit.bounding import Solver
from impact.audit.collecting import Collected, Hidden
from impact.audit.parts import Parts
from impact.audit.problem import ALMOST, MOST, Line, Terms
from impact.audit.reasons import CONFIDENTIAL, complement
from impact.framework import Policy

COUNTED, OTHER_SIDE, GROUP = "count", "other side", "group"


@dataclass(frozen=True)
class Finding:
    """One hidden figure of which too much could be worked out.

    what       "count", "other side" or "group": which of its numbers
    low, high  what it must lie between; the same where it is known exactly
    needed     how many whole numbers the policy wants to remain possible
    day        the first day looked at on which it was hidden
    sources    the published totals it stands in, and what else bears on it, in words
    publishers whether a publisher hid it, and its own totals give it away; that cannot be mended here
    """

    scope_kind: str
    scope_id: str
    indicator_id: str
    period_start: date
    period_kind: str
    what: str
    low: float
    high: float
    needed: int
    day: date
    sources: tuple[str, ...] = ()
    publishers: bool = False

    @property
    def exact(self) -> bool:
        """Whether only one number remains possible."""
        return floor(self.high + ALMOST) == ceil(self.low - ALMOST)


@dataclass(frozen=True)
class Verdict:
    """What came of an audit.

    asked          hidden figures that were asked about
    solved         of them, those that hang together with a published total
    contradictory  those for which nothing fits what was taken to be known: the audit misread something
    """

    findings: tuple[Finding, ...]
    asked: int
    solved: int
    contradictory: tuple[Hidden, ...] = ()


def needed(policy: Policy) -> int:
    """How many whole numbers must remain possible for a hidden number.

    A policy that hides counts from 1 to t makes t numbers look alike (conventions e.5 (8)): a reader who knows
    the policy starts from them, so nothing published may leave fewer. Where it only hides small groups
    (under b), those are the 1 to b - 1.
    """
    return policy.least_shown - 1 if policy.least_shown > 1 else max(ceil(policy.smallest_base) - 1, 1)


def judge(collected: Collected) -> Verdict:
    """Every hidden figure tried; those of which too little remains uncertain are named.

    A number is held to be given away where fewer than `needed` whole numbers remain possible and one of them is
    among those the policy hides. Knowing that a hidden number is exactly 40, or between 38 and 41, tells no more
    than the policy itself would show. Where the reason can be meant in two ways (few on this side, or few on the
    other), the figure is given away if in each way that is still possible too much is known.
    """
    collected.problem.tighten()
    parts = Parts(collected.problem)
    findings: list[Finding] = []
    contradictory, solved = [], 0
    for one in collected.hidden.values():
        if not parts.told(one):
            continue
        solved += 1
        found = _tried(one, parts)
        if found is None:
            contradictory.append(one)
        findings += found or []
    return Verdict(tuple(findings), len(collected.hidden), solved, tuple(contradictory))


def _tried(one: Hidden, parts: Parts) -> list[Finding] | None:
    """What is given away of one figure, in the way its reason can be meant in which the most remains open."""
    best: list[Finding] | None = None
    for way in one.ways.ways if one.ways else ((),):
        lines = [parts.reduced(line) for line in way]
        if all(line.terms or line.low - ALMOST <= 0 <= line.high + ALMOST for line in lines):
            found = _given_away(one, parts, [line for line in lines if line.terms])
            best = found if best is None or (found is not None and len(found) < len(best)) else best
        if best == []:
            return best
    return best


def _given_away(one: Hidden, parts: Parts, way: Sequence[Line]) -> list[Finding] | None:
    """The numbers of one figure of which too much is known if its reason is meant in one way; None if it cannot be."""
    solver = parts.solver(one)
    found = []
    smallest = 0.0
    for what, terms, hides in _numbers(one):
        line = parts.reduced(Line(terms, 0, 0))
        ends = _enough(one, solver, line, way, hides) or solver.reach(line.terms, way)
        if ends is None:
            return None
        ends = (ends[0] - line.low, ends[1] - line.low)
        smallest = ends[0] if what == GROUP else smallest
        least = 0 if smallest < one.policy.smallest_base else 1
        if _whole_numbers(*ends) < _asked(one, hides) and ends[0] <= hides + ALMOST and ends[1] >= least - ALMOST:
            found.append(_finding(one, what, ends, parts))
    return found


def _enough(one: Hidden, solver: Solver, line: Line, way: Sequence[Line], hides: int) -> tuple[float, float] | None:
    """The reach of a number as far as it was seen already, where that is enough; None where it must be looked for."""
    seen = solver.seen(line.terms, way)
    return seen if seen and _whole_numbers(*seen) >= _asked(one, hides) else None


def _asked(one: Hidden, hides: int) -> int:
    return min(needed(one.policy), max(hides, 1))


def _numbers(one: Hidden) -> list[tuple[str, Terms, int]]:
    """The numbers of a figure that its policy guards, each with the largest that is hidden; the group first."""
    policy, few = one.policy, one.policy.least_shown - 1
    small_group = max(ceil(policy.smallest_base) - 1, 0)
    numbers = []
    if one.base is not None and small_group:
        numbers.append((GROUP, one.base, small_group))
    group_itself = one.base is None and one.indicator.measure != "count"
    numbers.append((COUNTED, one.count, max(few, small_group) if group_itself else few))
    if one.base is not None and policy.complement:
        numbers.append((OTHER_SIDE, complement(one.count, one.base), few))
    return [number for number in numbers if number[2]]


def _whole_numbers(low: float, high: float) -> float:
    return inf if high >= MOST or low <= -MOST else floor(high + ALMOST) - ceil(low - ALMOST) + 1


def _finding(one: Hidden, what: str, ends: tuple[float, float], parts: Parts) -> Finding:
    row = one.row
    return Finding(
        row["scope_kind"],
        row["scope_id"],
        row["indicator_id"],
        row["period_start"].date(),
        row["period_kind"],
        what,
        *ends,
        needed(one.policy),
        row["day"],
        parts.beside(one),
        one.row["hidden"] == CONFIDENTIAL,
    )
