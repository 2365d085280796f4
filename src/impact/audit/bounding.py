"""How small and how large a hidden number can be, given everything else that is published.

Solved with HiGHS, which scipy brings. Numbers of people are whole and a reason may be meant in several
ways, so where a part is small it is solved as a whole-number program, which finds what a plain linear
program would miss; a large part is solved as a linear one, whose limits are never narrower than the truth.
"""

from collections.abc import Sequence
from math import inf

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from impact.audit.problem import ALMOST, MOST, Choice, Key, Line, Problem, Terms

EXACT_UP_TO = 60
"""Unknowns and choices up to which a part is solved in whole numbers: a few milliseconds each. Judgement."""

SECONDS = 2.0
"""The longest that one end of one range is looked for; what is reported then is the outer limit found."""

Floats = npt.NDArray[np.float64]


class Solver:
    """One part of a problem, asked about again and again.

    Every answer also is one way in which everything known could be true; these are kept, for often they show
    already that a number could be small as well as large, and nothing need be solved.
    """

    def __init__(self, part: Problem) -> None:
        self.keys = {key: at for at, key in enumerate(part.limits)}
        self.part = part
        ways = sum(len(choice.ways) for choice in part.choices)
        exact = len(self.keys) + ways <= EXACT_UP_TO
        self.columns = len(self.keys) + (ways if exact else 0)
        built = _Rows(self.keys, part)
        for line in part.lines:
            built.add(line.terms, line.low, line.high)
        if exact:
            built.add_choices(part.choices)
        self.known = built.rules(self.columns)
        switches = self.columns - len(self.keys)
        lows, highs = (np.array([part.limits[key][end] for key in self.keys]) for end in (0, 1))
        self.bounds = Bounds(
            np.concatenate([np.maximum(lows, -MOST), np.zeros(switches)]),
            np.concatenate([np.minimum(highs, MOST), np.ones(switches)]),
        )
        self.integrality = np.array([int(exact and key in part.whole) for key in self.keys] + [1] * switches)
        self.found: list[Floats] = []

    def seen(self, terms: Terms, way: Sequence[Line] = ()) -> tuple[float, float] | None:
        """The least and most that a sum came to in the answers so far in which some further lines hold."""
        fitting = [one for one in self.found if all(self._holds(line, one) for line in way)]
        sums = [float(self._weights(terms) @ one) for one in fitting]
        return (min(sums), max(sums)) if sums else None

    def reach(self, terms: Terms, way: Sequence[Line] = ()) -> tuple[float, float] | None:
        """The least and the most that a sum can be if some further lines hold; None if nothing fits what is known.

        A sum of nothing is asked whether anything fits at all.
        """
        if not self.columns:
            return (0.0, 0.0)
        weights = self._weights(terms)
        more = _Rows(self.keys, self.part)
        for line in way:
            more.add(line.terms, line.low, line.high)
        rules = [*self.known, *more.rules(self.columns)]
        low = self._least(weights, rules)
        high = self._least(-weights, rules) if low is not None else None
        return None if low is None or high is None else (low, -high)

    def _least(self, weights: Floats, rules: list[LinearConstraint]) -> float | None:
        found = milp(
            weights,
            integrality=self.integrality,
            bounds=self.bounds,
            constraints=rules,
            options={"time_limit": SECONDS},
        )
        if found.status == 2:
            return None
        if found.x is not None:
            self.found.append(found.x)
        if found.status == 0:
            return float(found.fun)
        bound = getattr(found, "mip_dual_bound", None)
        return float(bound) if bound is not None else -inf

    def _weights(self, terms: Terms) -> Floats:
        weights = np.zeros(self.columns)
        for key, factor in terms.items():
            weights[self.keys[key]] += factor
        return weights

    def _holds(self, line: Line, one: Floats) -> bool:
        return bool(line.low - ALMOST <= self._weights(line.terms) @ one <= line.high + ALMOST)


class _Rows:
    """The rows of a matrix as they are added; a row that hangs on a switch holds only where that is on."""

    def __init__(self, keys: dict[Key, int], part: Problem) -> None:
        self.keys, self.part = keys, part
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, terms: Terms, low: float, high: float) -> None:
        self._row(self._cells(terms), low, high)

    def add_choices(self, choices: Sequence[Choice]) -> None:
        """One switch for each way of each choice; a way's lines hold where it is on, and one of them is."""
        switch = len(self.keys)
        for choice in choices:
            switches = range(switch, switch + len(choice.ways))
            for at, way in zip(switches, choice.ways, strict=True):
                for line in way:
                    self._switched(line, at)
            self._row([(at, 1.0) for at in switches], 1, inf)
            switch = switches.stop

    def rules(self, columns: int) -> list[LinearConstraint]:
        """The rows as HiGHS wants them."""
        if not self.low:
            return []
        rows, cells, values = zip(*self.entries, strict=True)
        matrix = sparse.csr_array((values, (rows, cells)), shape=(len(self.low), columns))
        return [LinearConstraint(matrix, np.array(self.low), np.array(self.high))]

    def _switched(self, line: Line, switch: int) -> None:
        least, most = self._ends(line.terms)
        cells = self._cells(line.terms)
        if line.low > -inf:  # the sum is at least `low` where the switch is on, and at least `least` anyway
            self._row([*cells, (switch, least - line.low)], least, inf)
        if line.high < inf:
            self._row([*cells, (switch, most - line.high)], -inf, most)

    def _cells(self, terms: Terms) -> list[tuple[int, float]]:
        return [(self.keys[key], factor) for key, factor in terms.items()]

    def _row(self, cells: list[tuple[int, float]], low: float, high: float) -> None:
        at = len(self.low)
        self.entries += [(at, cell, value) for cell, value in cells]
        self.low.append(low)
        self.high.append(high)

    def _ends(self, terms: Terms) -> tuple[float, float]:
        least = most = 0.0
        for key, factor in terms.items():
            low, high = (min(max(end, -MOST), MOST) for end in self.part.limits[key])
            least += factor * (low if factor > 0 else high)
            most += factor * (high if factor > 0 else low)
        return least, most
