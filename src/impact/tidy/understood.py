"""What was made of a file before anything of it is judged: its form, its headings, what was set right."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from impact.columns import NUMBERS
from impact.ledger import FixGroup, no_fixes, summary
from impact.problems import Problem
from impact.reading import TextTable
from impact.tidy.synonyms import IGNORE
from impact.tidy.tidied import Tidied


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file was read.

    header_lines, first_line, last_line   physical lines of the headings, and of the first and last row of data
    columns      (letter, heading as found, what it was taken to be: "ignore" if it is left out or has no cells, ""
                 where that is not settled)
    misfits      rows of the file that do not fit under its headings, which are none of the rows
    fixes        LEDGER: everything that was set right by itself, row by row
    refused      why the cells could not be brought into the form of a return; "" where they could
    """

    encoding: str
    line_ends: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    header_lines: tuple[int, ...]
    first_line: int | None
    last_line: int | None
    row_count: int
    columns: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]
    fixes: pl.DataFrame
    refused: str = ""
    misfits: tuple[Problem, ...] = ()

    @property
    def fix_groups(self) -> list[FixGroup]:
        """The fixes by rule and column."""
        return summary(self.fixes)


UNREAD = Understood("", "", "", "", (), (), None, None, 0, (), (), no_fixes())
"""Of a file that could not be read at all."""


def understood(table: TextTable, tidied: Tidied | None = None, refused: str = "") -> Understood:
    """What was made of a file; without `tidied`, as far as it was read."""
    meant = _meant(table, tidied) if tidied else {}
    named = zip(table.letters, table.columns, (meant.get(key, "") for key in table.keys), strict=True)
    return Understood(
        encoding=table.encoding,
        line_ends=table.line_ends,
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=table.sheets,
        header_lines=table.header_lines,
        first_line=table.first_line,
        last_line=table.last_line,
        row_count=table.rows.height,
        columns=tuple(named),
        remarks=table.remarks,
        fixes=tidied.fixes if tidied else table.fixes,
        refused=refused,
        misfits=table.problems,
    )


def _meant(table: TextTable, tidied: Tidied) -> Mapping[str, str]:
    """What each column was taken to be, by its key; what holds nothing, and is not asked about, is left out."""
    parts = {letter: part for places in tidied.places for part, (letter, _) in places.items() if part in NUMBERS}
    open_ones = {question.column for question in tidied.questions}
    keys = dict(zip(table.keys, table.letters, strict=True))
    return {
        key: tidied.mapping.get(key) or parts.get(letter) or ("" if letter in open_ones else IGNORE)
        for key, letter in keys.items()
    }


def as_json(made: Understood) -> dict[str, Any]:
    """The same for another program: names as in `impact inspect --json`."""
    return {
        "encoding": made.encoding,
        "line_ends": made.line_ends,
        "delimiter": made.delimiter,
        "sheet": made.sheet,
        "sheets": list(made.sheets),
        "header_rows": list(made.header_lines),
        "data_rows": {"first": made.first_line, "last": made.last_line, "count": made.row_count},
        "columns": [{"letter": letter, "heading": heading, "is": meant} for letter, heading, meant in made.columns],
        "remarks": list(made.remarks),
        "rows_that_do_not_fit": [asdict(problem) for problem in made.misfits],
        "fixes": [asdict(group) for group in made.fix_groups],
        "not_a_return": made.refused,
    }
