"""What was set right by itself in a return, what is asked before anything is, and what its sender chose.

A fix is made only where there is one thing the cell can mean; every fix is listed with what was found,
and its sender can take it back. Where a cell can mean two things, a question is asked instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

FIX_SCHEMA: dict[str, Any] = {
    "rule": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "heading": pl.String,
    "found": pl.String,
    "made": pl.String,
}
"""LEDGER: one row a fix. line is null where a whole column or the whole file was set right; column is its letter."""


def no_fixes() -> pl.DataFrame:
    """An empty LEDGER."""
    return pl.DataFrame(schema=FIX_SCHEMA)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that would be guessing, asked of the sender.

    id        stable within a file and from one like it to the next: 'date-order:C', 'heading:D', 'service'
    text      the question, one sentence, with the cells that raise it
    options   (answer, its label), the likelier first; empty where any known id may be named
    column    letter of the column it is about; "" for the whole file
    heading   that column's heading
    line      a line that shows the doubt; None for the whole column or file
    cells     of a question about periods: the cells that an answer can make readable, each as its text and the kind
              of period wanted there (None where it is not known); () where it is about everything in its column
    """

    id: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    column: str = ""
    heading: str = ""
    line: int | None = None
    cells: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a sender chose about a file: which sheet, answers to questions, fixes taken back.

    answers    Question.id -> the chosen answer
    declined   (rule, column letter) of every kind of fix that was taken back; those cells stay as found
    """

    sheet: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    declined: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class FixGroup:
    """All fixes of one rule in one column, as they are shown and taken back together.

    heading      the column's heading; "" for the whole file
    count        how many cells, rows or headings were set right
    lines        the first five lines; empty where the whole column or file was set right
    found, made  an example: the first
    """

    rule: str
    column: str
    heading: str
    count: int
    lines: tuple[int, ...]
    found: str
    made: str

    @property
    def key(self) -> tuple[str, str]:
        """What stands in `Choices.declined` once its sender takes it back."""
        return self.rule, self.column


def summary(fixes: pl.DataFrame) -> list[FixGroup]:
    """A LEDGER by rule and column: first what is about the whole file, then column by column, A to Z to AA."""
    first = [pl.col(name).first() for name in ("heading", "found", "made")]
    lines = pl.col("line").drop_nulls().head(_FIRST_LINES).alias("lines")
    grouped = fixes.group_by("rule", "column", maintain_order=True).agg(*first, pl.len().alias("count"), lines)
    groups = [FixGroup(**{**row, "lines": tuple(row["lines"])}) for row in grouped.to_dicts()]
    return sorted(groups, key=lambda group: (len(group.column), group.column))


_FIRST_LINES = 5
