"""Takes the elements of an OpenDocument workbook as they come, and lays its sheets out of them."""

from collections.abc import Callable

from impact.reading.workbook.markup import Attributes
from impact.reading.workbook.ods_cell import Cell
from impact.reading.workbook.ods_table import Table
from impact.reading.workbook.refusal import SPLIT, Refusal
from impact.reading.workbook.sheet import refuse_by_text

MAX_FILLED = 5_000_000
"""Cells with text in all sheets together, repeated ones counted as often as they stand. Judgement."""
_CELLS = ("table:table-cell", "table:covered-table-cell")
_LINKS = ("table:table-source", "table:cell-range-source")
_ASIDE = (
    *("drawing:", "office:annotation", "table:shapes", "table:dde-links", "table:tracked-changes", "table:scenario"),
)
"""Elements whose text and tables are no cells: pictures, comments, what stood there before."""


class Reader:
    """Goes along with the elements; `tables` holds the sheets once all have come."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.linked = False
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._aside = 0
        self._table: Table | None = None
        self._cell: Cell | None = None
        self._filled = self._letters = 0
        self._starts: dict[str, Callable[[Attributes], None]] = {
            **dict.fromkeys(_CELLS, self._start_cell),
            "table:table-row": self._start_row,
            "table:table-column": self._columns,
            "table:table": self._start_table,
            "style:style": self._start_style,
            "style:table-properties": self._look_of_table,
            **dict.fromkeys(_LINKS, self._link),
        }
        self._ends: dict[str, Callable[[Table], None]] = {
            **dict.fromkeys(_CELLS, self._end_cell),
            "table:table-row": self._end_row,
            "table:table": self._end_table,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in the beginning of an element."""
        if self._aside or name.startswith(_ASIDE) or (name == "table:table" and self._table):
            self._aside += 1
        elif name in self._starts:
            self._starts[name](attributes)
        elif self._cell:
            self._cell.start(name, attributes)

    def text(self, text: str) -> None:
        """Take in what stands between the elements."""
        if self._cell and not self._aside:
            self._cell.text(text)

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        if self._aside:
            self._aside -= 1
        elif self._table and name in self._ends:
            self._ends[name](self._table)
        elif self._cell:
            self._cell.end(name)

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("style:name", "")

    def _look_of_table(self, attributes: Attributes) -> None:
        if attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _link(self, _: Attributes) -> None:
        self.linked = True

    def _start_table(self, attributes: Attributes) -> None:
        hidden = attributes.get("table:style-name") in self._hidden_styles
        self._table = Table(attributes.get("table:name", ""), hidden)

    def _columns(self, attributes: Attributes) -> None:
        if self._table:
            self._table.add_columns(attributes)

    def _start_row(self, attributes: Attributes) -> None:
        if self._table:
            self._table.start_row(attributes)

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell = Cell(attributes)

    def _end_cell(self, table: Table) -> None:
        if self._cell:
            table.add(self._cell)
        self._cell = None

    def _end_row(self, table: Table) -> None:
        filled, letters = table.size_of_row()
        self._filled += filled
        self._letters += letters
        if self._filled > MAX_FILLED:
            raise Refusal(f"has more than {MAX_FILLED:,} cells, which is more than can be read. {SPLIT}")
        refuse_by_text(self._letters)
        table.end_row()

    def _end_table(self, table: Table) -> None:
        self.tables.append(table)
        self._table = None
