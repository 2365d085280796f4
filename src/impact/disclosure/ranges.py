"""How narrowly a hidden number can be known from the sums that are shown, for whoever adds and subtracts.

Parts are numbered, each with its amounts (such as people counted, and the others of their group). Every figure is
a set of parts. What is shown of a set is its sum; a hidden set can lie anywhere that the sums leave room for, no
amount being less than nought. Source: conventions (e.5), rules 3, 4 and 8.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

Parts = frozenset[int]
Amounts = tuple[float, ...]

Numbers = npt.NDArray[np.float64]

TOLERANCE = 1e-6
"""Sums of counts that differ by less are equal. Judgement."""

MOST_PAIRED = 24
"""Up to how many ways of exchanging amounts are also tried two by two, before a linear program is. Judgement."""


@dataclass(frozen=True, eq=False)
class Knot:
    """Parts of which several sums are known that overlap, so that only a linear program tells their ranges.

    sums  each known sum: its hidden parts and their amounts together
    """

    parts: Parts
    sums: tuple[tuple[Parts, Amounts], ...]

    @cached_property
    def kinds(self) -> dict[tuple[bool, ...], Parts]:
        """The parts that stand in the same sums, and so cannot be told from each other."""
        found: dict[tuple[bool, ...], set[int]] = {}
        for part in self.parts:
            found.setdefault(tuple(part in one for one, _ in self.sums), set()).add(part)
        return {sign: frozenset(parts) for sign, parts in found.items()}

    @cached_property
    def ties(self) -> Numbers:
        """One row for each sum, one column for each kind: 1 where the kind stands in the sum."""
        return np.array(list(self.kinds), dtype=float).T

    @cached_property
    def ways(self) -> Numbers:
        """Ways to change the kinds that leave every sum as it is: a basis, and its vectors two by two."""
        base = _unchanging(self.ties)
        pairs = [one + sign * other for at, one in enumerate(base) for other in base[:at] for sign in (1, -1)]
        found = np.array([*base, *(pairs if len(base) <= MOST_PAIRED else [])])
        return found.reshape(-1, self.ties.shape[1])


class Known:
    """What is known from shown sets: blocks of hidden parts with their sum, knots, and what is free.

    amounts   of each part
    shown     the sets whose sums are shown
    """

    def __init__(self, amounts: Mapping[int, Amounts], shown: Iterable[Parts]) -> None:
        self._amounts = amounts
        self._many = len(next(iter(amounts.values()), ()))
        shown = list(shown)
        self.open_in = {part for one in shown if len(one) == 1 for part in one}
        sums = {one - self.open_in for one in shown if len(one) > 1} - {frozenset()}
        self.blocks, self.knots = self._untangled(sums)
        self.place = {part: at for at, block in enumerate(self.blocks) for part in block}
        self.knot = {part: knot for knot in self.knots for part in knot.parts}
        self._sums = [self.amount(block) for block in self.blocks]
        self._rooms: dict[Knot, Numbers] = {}

    def amount(self, parts: Iterable[int]) -> Amounts:
        """The amounts of some parts together."""
        total = [0.0] * self._many
        for part in parts:
            for at, amount in enumerate(self._amounts[part]):
                total[at] += amount
        return tuple(total)

    def around(self, hidden: Parts) -> Parts:
        """Every part that is tied by some known sum to a hidden set."""
        found: set[int] = set()
        for part in hidden - self.open_in:
            if part in self.place:
                found |= self.blocks[self.place[part]]
            elif part in self.knot:
                found |= self.knot[part].parts
            else:
                found.add(part)
        return frozenset(found)

    def is_free(self, hidden: Parts) -> bool:
        """Whether no sum at all is known of some part of it."""
        unknown = hidden - self.open_in
        return any(part not in self.place and part not in self.knot for part in unknown)

    def widths(self, hidden: Parts, enough: Amounts) -> Amounts:
        """How wide the range of each amount of a hidden set is; it need not be told exactly once it is `enough`."""
        if self.is_free(hidden):
            return (inf,) * self._many
        unknown = hidden - self.open_in
        width = [0.0] * self._many
        for at in {self.place[part] for part in unknown if part in self.place}:
            if not self.blocks[at] <= unknown:
                width = [one + more for one, more in zip(width, self._sums[at], strict=True)]
        for knot in {self.knot[part] for part in unknown if part in self.knot}:
            missing = tuple(max(0.0, one - had) for one, had in zip(enough, width, strict=True))
            more = self._knotted(knot, unknown, missing)
            width = [one + another for one, another in zip(width, more, strict=True)]
        return tuple(width)

    def _untangled(self, sums: Collection[Parts]) -> tuple[list[Parts], list[Knot]]:
        """Nested sums taken apart by subtraction; what overlaps otherwise is left as knots."""
        blocks: list[Parts] = []
        tangled: list[Parts] = []
        for one in sorted(sums, key=lambda parts: (len(parts), sorted(parts))):
            rest = one
            for block in blocks:
                if block <= rest:
                    rest -= block
            if any(block & rest for block in blocks):
                tangled.append(one)
            elif rest:
                blocks.append(rest)
        if not tangled:
            return blocks, []
        return self._knots(blocks, tangled)

    def _knots(self, blocks: list[Parts], tangled: list[Parts]) -> tuple[list[Parts], list[Knot]]:
        groups: list[tuple[set[int], list[Parts]]] = []
        for one in [*tangled, *blocks]:
            touching = [group for group in groups if group[0] & one]
            groups = [group for group in groups if not group[0] & one]
            parts = set(one).union(*(group[0] for group in touching))
            groups.append((parts, [one, *(each for group in touching for each in group[1])]))
        alone = [frozenset(parts) for parts, ones in groups if len(ones) == 1]
        knots = [
            Knot(frozenset(parts), tuple((one, self.amount(one)) for one in sorted(ones, key=sorted)))
            for parts, ones in groups
            if len(ones) > 1
        ]
        return alone, knots

    def _knotted(self, knot: Knot, hidden: Parts, enough: Amounts) -> Amounts:
        """The width within a knot: by moving along what leaves every sum as it is, else by linear programs."""
        kinds = list(knot.kinds.values())
        some = np.array([bool(parts & hidden) for parts in kinds])
        whole = np.array([parts <= hidden for parts in kinds])
        amounts = self._by_kind(knot)
        swapped = amounts[some & ~whole].sum(axis=0)
        turned = np.abs(knot.ways @ whole)
        moved = (turned[:, None] * self._room(knot)).max(axis=0, initial=0.0)
        sure = np.maximum(swapped, moved)
        if (sure >= np.array(enough)).all():
            return tuple(sure)
        if not turned.any() and not (some & ~whole).any():
            return (0.0,) * self._many
        said = np.array([sums for _, sums in knot.sums])
        found = []
        for at in range(self._many):
            if sure[at] < enough[at]:
                most = _most(some.astype(float), knot.ties, said[:, at])
                least = -_most(-whole.astype(float), knot.ties, said[:, at])
                found.append(max(most - least, sure[at]))
            else:
                found.append(sure[at])
        return tuple(found)

    def _by_kind(self, knot: Knot) -> Numbers:
        return np.array([self.amount(parts) for parts in knot.kinds.values()])

    def _room(self, knot: Knot) -> Numbers:
        """How far the amounts can be moved along each of a knot's ways, both ways together."""
        if knot not in self._rooms:
            amounts = self._by_kind(knot)
            room = np.zeros((len(knot.ways), self._many))
            for at, way in enumerate(knot.ways):
                for falls in (way < -TOLERANCE, way > TOLERANCE):
                    room[at] += (amounts[falls] / np.abs(way[falls])[:, None]).min(axis=0)
            self._rooms[knot] = room
        return self._rooms[knot]


def _unchanging(ties: Numbers) -> list[Numbers]:
    """A basis of what leaves every sum as it is, with many noughts: one vector for each kind that is free to move."""
    left, pivots = ties.copy(), list[int]()
    for column in range(left.shape[1]):
        row = len(pivots)
        if row == len(left):
            break
        best = row + int(np.abs(left[row:, column]).argmax())
        if abs(left[best, column]) < TOLERANCE:
            continue
        left[[row, best]] = left[[best, row]]
        left[row] /= left[row, column]
        others = np.arange(len(left)) != row
        left[others] -= left[others, column][:, None] * left[row]
        pivots.append(column)
    base = []
    for free in sorted(set(range(left.shape[1])) - set(pivots)):
        way = np.zeros(left.shape[1])
        way[free] = 1.0
        way[pivots] = -left[: len(pivots), free]
        base.append(way)
    return base


def _most(weights: Numbers, ties: Numbers, sums: Numbers) -> float:
    """The largest that a weighted sum of amounts can be; infinity where nothing bounds it."""
    if not weights.any():
        return 0.0
    solved = linprog(-weights, A_eq=ties, b_eq=sums, bounds=(0, None), method="highs")
    if solved.status == 3:
        return inf
    return -float(solved.fun or 0.0) if solved.status == 0 else 0.0
