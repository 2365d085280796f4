"""A sheet of an OpenDocument workbook while it is read, with rows and cells written out that stand for several."""

import polars as pl

from impact.reading.workbook.markup import Attributes
from impact.reading.workbook.ods_cell import Cell
from impact.reading.workbook.refusal import damaged
from impact.reading.workbook.sheet import LAST_COLUMN, LAST_ROW, Area, Sheet, cell_name, laid_out, refuse_by_extent

_UNSEEN = ("collapse", "filter")


class Table:
    """A sheet: its rows with text, each a mapping of columns from 0 to text, and what is hidden or merged in it."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name = name
        self.hidden = hidden
        self.lines: list[int] = []
        self.rows: list[dict[int, str]] = []
        self._hidden_lines: list[int] = []
        self._hidden_columns: list[range] = []
        self._filtered = False
        self._merged: list[Area] = []
        self._uncalculated: list[str] = []
        self._row: dict[int, str] = {}
        self._told: Attributes = {}
        self._line, self._column, self._headed = 1, 0, 0

    def add_columns(self, attributes: Attributes) -> None:
        """Take in what is said of a column, or of several alike."""
        end = self._headed + _times(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _UNSEEN:
            self._hidden_columns.append(range(self._headed, end))
        self._headed = end

    def start_row(self, attributes: Attributes) -> None:
        """Begin a row, or several alike."""
        self._row, self._column, self._told = {}, 0, attributes

    def add(self, cell: Cell) -> None:
        """Take in the next cell of the row, or several alike."""
        told = cell.attributes
        count = _times(told, "table:number-columns-repeated")
        written = cell.written()
        if written.strip():
            _within(self._column + count <= LAST_COLUMN)
            self._row.update(dict.fromkeys(range(self._column, self._column + count), written))
            down, across = _times(told, "table:number-rows-spanned"), _times(told, "table:number-columns-spanned")
            if down > 1 or across > 1:
                last = self._line + down - 1, self._column, self._column + across - 1
                self._merged.append(Area(self._line, *last))
        elif cell.uncalculated:
            self._uncalculated.append(cell_name(self._line, self._column))
        self._column += count

    def size_of_row(self) -> tuple[int, int]:
        """How many cells with text, and how many letters, the row holds, counted as often as it stands."""
        count = _times(self._told, "table:number-rows-repeated")
        return len(self._row) * count, sum(map(len, self._row.values())) * count

    def end_row(self) -> None:
        """Put the row down as often as it stands."""
        count = _times(self._told, "table:number-rows-repeated")
        seen = self._told.get("table:visibility", "")
        if self._row:
            _within(self._line + count - 1 <= LAST_ROW)
            lines = range(self._line, self._line + count)
            self.lines += lines
            self.rows += [self._row] * count
            self._filtered = self._filtered or seen == "filter"
            self._hidden_lines += lines if seen in _UNSEEN else ()
        self._line += count

    def sheet(self) -> Sheet:
        """The sheet as a whole; raises Refusal where it spreads over too many rows and columns."""
        columns = sorted(set().union(*self.rows))
        refuse_by_extent(len(self.rows), len(columns))
        cells = {place: pl.Series([row.get(place, "") for row in self.rows], dtype=pl.String) for place in columns}
        return Sheet(
            laid_out(self.lines, cells),
            self._hidden_lines,
            [place for place in columns if any(place in hidden for hidden in self._hidden_columns)],
            self._filtered,
            self._merged,
            self._uncalculated,
        )


def _times(told: Attributes, name: str) -> int:
    """How often something stands in a row: once, unless it says otherwise."""
    if name not in told:
        return 1
    written = told[name]
    return max(1, int(written)) if written.isdecimal() and len(written) < 8 else 1


def _within(whether: bool) -> None:
    if not whether:
        raise damaged("a row or column beyond the last that a sheet can have")
