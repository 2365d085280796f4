"""Merged cells: a label that stands once for several rows is written into each of them, where that is certain.

Certain is a name, a quarter, a day or a range of years, in one column without numbers and below the headings. Of a
number it cannot be seen whether it holds for each of the rows or for all together, so that is said and left.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from impact.ledger import FIX_SCHEMA, no_fixes
from impact.marks import read_marks
from impact.reading.grid import LINE, cell_column
from impact.reading.headings import find_headings
from impact.reading.keys import column_letter
from impact.reading.workbook.sheet import Area

RULE = "merged-cell"
_TOP = 100
"""Rows with text from the top among which the headings are looked for."""
_TOP_CELLS = 400_000
"""Cells that these may have together."""
_LABEL = re.compile(
    r".*[^\W\d_]{2}.*|.*\b[Qq]\s?[1-4]\b.*|\d{4}-\d\d-\d\d|\d\d?/\d\d?/(?:\d\d){1,2}"
    r"|(?:19|20)\d\d\s?[-–/]\s?(?:\d\d|(?:19|20)\d\d)",
    re.DOTALL,
)
_NUMBER = r"^\s*[-+(]?[£$€]?[\d,.]+[)%]?\s*$"


@dataclass(frozen=True)
class Filled:
    """Cells with their labels written into merged areas, the LEDGER of that, and the areas left that matter."""

    cells: pl.DataFrame
    fixes: pl.DataFrame = field(default_factory=no_fixes)
    left: Sequence[Area] = ()


def filled(
    cells: pl.DataFrame,
    merged: Sequence[Area],
    known: Collection[str] = (),
    declined: frozenset[tuple[str, str]] = frozenset(),
) -> Filled:
    """Fill the merged areas of a sheet, each cell a fix of the rule 'merged-cell' unless its column declined that.

    known holds headings, as `key_of` names them, by which the row of headings is recognised.
    """
    headings = find_headings(_top(cells) if merged else [], known)
    if not headings.rows:
        return Filled(cells)
    held = _Held(cells, headings.rows[-1] + 1)
    fixes: list[tuple[str, int, str, str, str, str]] = []
    left: list[Area] = []
    for area in _apart(merged, held.lines[headings.rows[-1]]):
        letter, rows, value = column_letter(area.first_column), held.rows(area), held.value(area)
        if value and held.is_label(area, value) and (RULE, letter) not in declined:
            heading = headings.names[cells.columns.index(cell_column(area.first_column)) - 1]
            fixes += [(RULE, held.lines[row], letter, heading, "", value) for row in held.fill(area, rows[1:], value)]
        elif value and held.matters(area, rows):
            left.append(area)
    fixes.sort(key=lambda fix: (fix[1], len(fix[2]), fix[2]))
    return Filled(held.cells(), pl.DataFrame(fixes, schema=FIX_SCHEMA, orient="row"), left)


def _top(cells: pl.DataFrame) -> list[list[str]]:
    height = max(20, min(_TOP, _TOP_CELLS // cells.width))
    return [list(map(str.strip, row[1:])) for row in cells.head(height).rows()]


def _apart(merged: Sequence[Area], below: int) -> Iterator[Area]:
    """The areas below a row from the top down, without those that overlap one before in their first column."""
    last: dict[int, int] = {}
    for area in sorted(merged, key=lambda area: (area.first_line, area.first_column)):
        if area.first_line > max(below, last.get(area.first_column, 0)):
            last[area.first_column] = area.last_line
            yield area


class _Held:
    """The cells of a sheet by column, of which those are taken apart that have merged cells."""

    def __init__(self, cells: pl.DataFrame, first: int) -> None:
        self.frame = cells
        self.first = first
        self.lines: list[int] = cells[LINE].to_list()
        self.columns: dict[str, list[str]] = {}
        self.numbers: dict[str, bool] = {}

    def rows(self, area: Area) -> range:
        """The places of the rows with text within an area."""
        return range(bisect_left(self.lines, area.first_line), bisect_right(self.lines, area.last_line))

    def value(self, area: Area) -> str:
        """What an area holds, which stands in its first cell."""
        column = cell_column(area.first_column)
        rows = self.rows(area)
        if column not in self.frame.columns or not rows or self.lines[rows[0]] != area.first_line:
            return ""
        if column not in self.columns:
            self.columns[column] = self.frame[column].to_list()
        return self.columns[column][rows[0]].strip()

    def is_label(self, area: Area, value: str) -> bool:
        """Whether a value is sure to hold for each of the rows of its area."""
        column = cell_column(area.first_column)
        if area.first_column != area.last_column or not _LABEL.fullmatch(value) or read_marks(value) is not None:
            return False
        if column not in self.numbers:
            self.numbers[column] = bool(self.frame[column].slice(self.first).str.contains(_NUMBER).any())
        return not self.numbers[column]

    def fill(self, area: Area, rows: Sequence[int], value: str) -> list[int]:
        """Write a value into the blank cells of an area's rows, and say into which."""
        column = self.columns[cell_column(area.first_column)]
        blank = [row for row in rows if not column[row].strip()]
        for row in blank:
            column[row] = value
        return blank

    def matters(self, area: Area, rows: Sequence[int]) -> bool:
        """Whether anything could be amiss because an area holds its value only once."""
        inside = {cell_column(column) for column in range(area.first_column, area.last_column + 1)}
        if len(rows) > 1:
            return True
        others = [name for name in self.frame.columns if name != LINE and name not in inside]
        row = self.frame.row(rows[0], named=True)
        return len(inside & set(self.frame.columns)) > 1 and any(row[name].strip() for name in others)

    def cells(self) -> pl.DataFrame:
        """The cells as they are now."""
        return self.frame.with_columns(pl.Series(name, column) for name, column in self.columns.items())
