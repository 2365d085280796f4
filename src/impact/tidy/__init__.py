"""Brings a file as found into the form of a return: one row for each figure, plain numbers, known headings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from impact.columns import RETURN_COLUMNS
from impact.framework.models import Framework
from impact.ledger import Choices, Question, no_fixes
from impact.problems import Problem, nearest
from impact.reading import TextTable

__all__ = ["Place", "Tidied", "tidy"]

Place = tuple[str, str]
"""Where a part of a row stands in the file: (column letter, heading as found)."""


@dataclass(frozen=True)
class Tidied:
    """A file in the form of a return, with everything that was done to it on the way.

    table       the file as found
    rows        line Int64, block Int32, and every name of RETURN_COLUMNS as Utf8, trimmed, "" where blank;
                a cell that could not be understood stays as found, and the contract says so
    places      for each block, where each return column came from: a long file has one block; a wide file
                has one for each of its columns (or groups of columns) of figures
    fixes       LEDGER
    questions   what has to be answered before anything can be kept
    problems    faults of headings and shape, and the file's own
    mapping     heading as found -> what it was taken to be, to be remembered for the sender
    """

    table: TextTable
    rows: pl.DataFrame
    places: tuple[Mapping[str, Place], ...]
    fixes: pl.DataFrame = field(default_factory=no_fixes)
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


def tidy(table: TextTable, framework: Framework, choices: Choices = Choices()) -> Tidied:  # noqa: B008
    """A file in the form of a return, as far as it can be brought there without guessing."""
    cells = [
        pl.col(name).str.strip_chars().alias(name) if name in table.keys else pl.lit("").alias(name)
        for name in RETURN_COLUMNS
    ]
    places = {
        key: (letter, heading)
        for key, letter, heading in zip(table.keys, table.letters, table.columns, strict=True)
        if key in RETURN_COLUMNS
    }
    rows = table.rows.select("line", pl.lit(0, pl.Int32).alias("block"), *cells)
    return Tidied(table, rows, (places,), problems=(*_unknown_columns(table), *table.problems))


def _unknown_columns(table: TextTable) -> Iterator[Problem]:
    for key, heading, letter in zip(table.keys, table.columns, table.letters, strict=True):
        if key in RETURN_COLUMNS:
            continue
        missing = tuple(name for name in RETURN_COLUMNS if name not in table.keys)
        close = nearest(key, missing) or nearest(key, RETURN_COLUMNS)
        said = "This heading is not known" if heading else "This column has cells and no heading"
        meant = f" Did you mean '{close}'?" if close else ""
        yield Problem("unknown-column", f"{said}.{meant} Correct it, or delete the column.", None, letter, heading)
