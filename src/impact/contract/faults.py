"""Everything that is wrong with a return, held as columns and put into words only where it is read.

A file of a million rows may have as many faults: each is known at once by its rule, its line and its cell, and
its sentence is written when somebody looks at it, marks the file with it, or saves the list.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import polars as pl

from impact.contract.causes import cause
from impact.problems import Problem

FAULT_SCHEMA: dict[str, Any] = {
    "rule": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "heading": pl.String,
    "found": pl.String,
}
"""FAULTS: one row a fault. line is null where it is about the whole file or column; column is its letter, "" for a
whole row; found is the cell as it was sent."""

MARKS_SCHEMA: dict[str, Any] = FAULT_SCHEMA | {"remedy": pl.String, "blocks": pl.Boolean}
"""MARKS: FAULTS in words, and whether each blocks (False: a doubt)."""

Said = Callable[[pl.DataFrame], pl.Series]
"""Puts some of the cells of `Faults` into words, in their order."""

_AT_ONCE = 20_000
_OF_GROUP = ("cause", "column", "heading")
FIRST_LINES = 5


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """All faults of one cause in one column.

    cause   the rule, with the form of the cells after a slash where that tells more
    count   how many
    lines   the first FIRST_LINES lines; empty where they are about the whole file or column
    first   the first of them, in words
    """

    cause: str
    column: str
    heading: str
    count: int
    lines: tuple[int, ...]
    first: Problem


class Faults(Sequence[Problem]):
    """The faults of a return in the order of the file; a Problem is made of each that is read."""

    def __init__(self, cells: pl.DataFrame, said: Said) -> None:
        """The faults of `cells`: the columns of FAULT_SCHEMA first, then whatever `said` needs to word them."""
        self.cells = cells.select(*FAULT_SCHEMA)
        self._cells = cells
        self._said = said

    def __len__(self) -> int:
        return self.cells.height

    @overload
    def __getitem__(self, place: int) -> Problem: ...
    @overload
    def __getitem__(self, place: slice) -> list[Problem]: ...
    def __getitem__(self, place: int | slice) -> Problem | list[Problem]:
        if isinstance(place, slice):
            return list(self._problems(self._cells[place]))
        return next(self._problems(self._cells[place, :]))

    def __iter__(self) -> Iterator[Problem]:
        for some in self._cells.iter_slices(_AT_ONCE):
            yield from self._problems(some)

    def groups(self) -> list[FaultGroup]:
        """By cause and column: what is about the whole file or column first, then as they come in the file."""
        places = self._cells.with_row_index("place").with_columns(cause())
        grouped = places.group_by(*_OF_GROUP, maintain_order=True).agg(
            pl.len().alias("count"),
            pl.col("line").drop_nulls().unique(maintain_order=True).head(FIRST_LINES).alias("lines"),
            pl.col("place").first(),
        )
        firsts = self._problems(self._cells[grouped["place"]])
        return [
            FaultGroup(row["cause"], row["column"], row["heading"], row["count"], tuple(row["lines"]), first)
            for row, first in zip(grouped.iter_rows(named=True), firsts, strict=True)
        ]

    def of(self, group: FaultGroup, first: int) -> list[Problem]:
        """The first faults of a group."""
        ours = pl.all_horizontal(pl.col(name) == getattr(group, name) for name in _OF_GROUP)
        return list(self._problems(self._cells.with_columns(cause()).filter(ours).head(first)))

    def where(self, holds: pl.Expr) -> "Faults":
        """Only those for which something holds, over FAULTS."""
        return Faults(self._cells.filter(holds), self._said)

    def marks(self) -> pl.DataFrame:
        """MARKS of all faults."""
        remedies = self._said(self._cells).alias("remedy")
        return self.cells.with_columns(remedies, pl.lit(True).alias("blocks")).select(*MARKS_SCHEMA)

    def _problems(self, cells: pl.DataFrame) -> Iterator[Problem]:
        plain = cells.select(*FAULT_SCHEMA)
        for (rule, line, column, heading, found), remedy in zip(plain.iter_rows(), self._said(cells), strict=True):
            yield Problem(rule, remedy, line, column, heading, found)


def marks_of(problems: Sequence[Problem]) -> pl.DataFrame:
    """MARKS of problems that are in words already."""
    rows = [(one.rule, one.line, one.column, one.heading, one.found, one.remedy, one.blocks) for one in problems]
    return pl.DataFrame(rows, schema=MARKS_SCHEMA, orient="row")


def as_faults(problems: Sequence[Problem]) -> Faults:
    """Problems that are in words already, as Faults in the same order."""
    return Faults(marks_of(problems), lambda cells: cells["remedy"])
