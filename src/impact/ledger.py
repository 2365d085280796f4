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
    """

    id: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    column: str = ""
    heading: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a sender chose about a file: which sheet, answers to questions, fixes taken back.

    answers    Question.id -> the chosen answer
    declined   (rule, column letter) of every kind of fix that was taken back; those cells stay as found
    """

    sheet: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    declined: frozenset[tuple[str, str]] = frozenset()
