"""One sheet of a workbook as it stands, whatever kind of workbook it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from impact.columns import FAULT_LIST
from impact.reading.grid import LINE, cell_column
from impact.reading.keys import column_letter
from impact.reading.workbook.refusal import SPLIT, Refusal

MAX_CELLS = 10_000_000
"""Rows times columns that a sheet may take. Judgement."""
MAX_TEXT = 400_000_000
"""Bytes of text that the cells of a sheet may hold together. Judgement."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet before it is read: its name, whether it is hidden, about how many cells hold anything, its top rows."""

    name: str
    hidden: bool
    filled: int
    top: Sequence[Sequence[str]] = ()

    @property
    def is_fault_list(self) -> bool:
        """Whether it is the list of faults that was added when the workbook was given back marked."""
        return any(tuple(row) == FAULT_LIST for row in self.top)


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells: rows as a spreadsheet numbers them, columns by their place from 0, the last ones included."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int

    @property
    def name(self) -> str:
        """The area as a spreadsheet names it: 'A5:A8'."""
        return f"{self.first}:{cell_name(self.last_line, self.last_column)}"

    @property
    def first(self) -> str:
        """The cell at the top left, which alone holds anything: 'A5'."""
        return cell_name(self.first_line, self.first_column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet, and what has to be said of them.

    cells           as in Grid: `line` and a column for each that holds text, rows without any left out
    hidden_lines    rows that are hidden, and `hidden_columns` columns, by their place from 0
    filtered        whether rows are hidden by a filter
    merged          areas of merged cells
    uncalculated    cells whose formula has no result saved: 'B2'
    """

    cells: pl.DataFrame
    hidden_lines: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    filtered: bool = False
    merged: Sequence[Area] = ()
    uncalculated: Sequence[str] = ()

    @property
    def width(self) -> int:
        """How many columns the sheet takes, empty ones among them included."""
        return 1 + int(self.cells.columns[-1][1:]) if self.cells.width > 1 else 0


def cell_name(line: int, column: int) -> str:
    """A cell as a spreadsheet names it: row 5 of the first column is 'A5'."""
    return f"{column_letter(column)}{line}"


def refuse_by_extent(rows: int, columns: int) -> None:
    """Raises Refusal where the cells of a sheet lie too far apart to be laid out."""
    if rows * columns > MAX_CELLS:
        raise Refusal(f"has a sheet of {rows:,} rows and {columns:,} columns, which is more than can be read. {SPLIT}")


def refuse_by_text(size: int) -> None:
    """Raises Refusal where the same few texts stand in so many cells that the sheet is far larger than its file."""
    if size > MAX_TEXT:
        raise Refusal(f"holds more text than can be read. {SPLIT}")


def laid_out(lines: Sequence[int], columns: Mapping[int, pl.Series]) -> pl.DataFrame:
    """`Grid.cells` of columns of text by their place from 0, all as long as `lines`."""
    filled = {place: _has_text(columns[place]) for place in sorted(columns)}
    kept = {place: mask for place, mask in filled.items() if mask.any()}
    frame = pl.DataFrame(
        [pl.Series(LINE, lines, pl.Int64), *(columns[place].alias(cell_column(place)) for place in kept)]
    )
    rows = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    for mask in kept.values():
        rows |= mask
        if rows.all():
            return frame
    return frame.filter(rows)


def _has_text(column: pl.Series) -> pl.Series:
    return column.str.strip_chars() != ""
