"""What protection costs: the fewest figures that would have had to be hidden, beside those that were.

Found by trying sets of cells of a small table, the fewest first, as a mixed-integer program chooses them: each set
that leaves a hidden number too narrow is ruled out, and the next best is asked for, until one holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from impact.audit.bounding import Solver
from impact.audit.problem import Line, Problem

MOST_TRIES = 2_000
"""Sets that are tried before an answer is given up: seconds for a table of a dozen cells. Judgement."""


@dataclass(frozen=True)
class Table:
    """Cells of which some add up to others.

    cells    name -> its number
    sums     name of a total -> the names that add up to it
    hidden   the cells that are hidden because of themselves
    needed   how many whole numbers must remain possible for each of them
    """

    cells: Mapping[str, float]
    sums: Mapping[str, Sequence[str]]
    hidden: frozenset[str]
    needed: int = 5


def holds(table: Table, hidden: frozenset[str]) -> bool:
    """Whether each cell that needs hiding is left wide enough when some cells are hidden."""
    problem = Problem()
    for name, number in table.cells.items():
        problem.know(name, *((1, float("inf")) if name in hidden else (number, number)))
    for total, parts in table.sums.items():
        problem.lines.append(Line({total: -1.0, **dict.fromkeys(parts, 1.0)}, 0, 0, total))
    solver = Solver(problem)
    ends = [solver.reach({name: 1.0}) for name in sorted(table.hidden)]
    return all(end is not None and round(end[1]) - round(end[0]) + 1 >= table.needed for end in ends)


def fewest(table: Table) -> frozenset[str]:
    """The smallest set of cells, those that need hiding among them, with which a table holds; ValueError if none does.

    A set that does not hold rules out every set inside it: hiding fewer never widens a range. A nought is never
    hidden (conventions e.5 (3)), and so a reader knows that what is hidden is at least 1.
    """
    names = sorted(table.cells)
    ruled_out: list[frozenset[str]] = []
    for _ in range(MOST_TRIES):
        chosen = _next(table, names, ruled_out)
        if holds(table, chosen):
            return chosen
        ruled_out.append(chosen)
    raise ValueError(f"None of {MOST_TRIES} sets of cells holds; take a smaller table.")


def _next(table: Table, names: Sequence[str], ruled_out: Sequence[frozenset[str]]) -> frozenset[str]:
    """The smallest set that takes, for each set ruled out, at least one cell more from outside it."""
    low = np.array([float(name in table.hidden) for name in names])
    high = np.array([float(table.cells[name] > 0) for name in names])
    rules = []
    if ruled_out:
        outside = sparse.csr_array([[0.0 if name in one else 1.0 for name in names] for one in ruled_out])
        rules = [LinearConstraint(outside, 1, np.inf)]
    found = milp(
        np.ones(len(names)),
        integrality=np.ones(len(names), dtype=np.int64),
        bounds=Bounds(low, high),
        constraints=rules,
    )
    if found.x is None:
        raise ValueError("This table cannot be protected: even with every cell hidden too much is known.")
    return frozenset(name for name, taken in zip(names, found.x, strict=True) if taken > 0.5)
