"""Lays the cells of a sheet close together where they lie far apart, so that empty room costs nothing."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from impact.reading.keys import column_letter
from impact.reading.workbook import scan
from impact.reading.workbook.plain import rewritten
from impact.reading.workbook.refusal import damaged
from impact.reading.workbook.sheet import refuse_by_extent
from impact.reading.workbook.values import Special

_ROOMY = 1_000_000
"""Rows times columns up to which it does not matter how few of the cells are filled."""
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"')


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet whose cells lie close enough together to be laid out in full.

    content   the sheet, in the usual way, and `body` where its rows begin and end
    cells     as `scan.cells_of` finds them
    close     the same sheet, or one whose cells were moved together
    lines     the row of the sheet that each row of `close` stands for, and `columns` the column, from 0
    """

    content: bytes
    body: tuple[int, int]
    cells: pl.DataFrame
    close: bytes
    lines: Sequence[int]
    columns: Sequence[int]

    def special(self, styles: Collection[int]) -> Special:
        """The cells of `close` in some styles: column -> rows, ascending, and their styles, all from 0."""
        chosen = self.cells.filter(pl.col("style").is_in(list(styles))).sort("line")
        rows = {line: row for row, line in enumerate(self.lines)} if self.close is not self.content else None
        found: dict[int, tuple[list[int], list[int]]] = {}
        for part in chosen.partition_by("column"):
            lines = part["line"]
            places = [rows[line] for line in lines] if rows is not None else (lines - 1).to_list()
            found[bisect_left(self.columns, part["column"][0])] = places, part["style"].to_list()
        return found


def laid(content: bytes, part: str) -> Laid:
    """A sheet ready to be read; raises Refusal where it is spoiled, or spreads over too many rows and columns."""
    body = scan.body_of(content)
    cells = scan.cells_of(content, body)
    if cells is None:
        content = rewritten(content, part)
        body = scan.body_of(content)
        cells = scan.cells_of(content, body)
    if cells is None:
        raise damaged(f"the part '{part}'")
    height, width = (scan.largest(cells[name]) for name in ("line", "column"))
    if height * (width + 1) <= max(_ROOMY, 4 * cells.height):
        return Laid(content, body, cells, content, range(1, height + 1), range(width + 1))
    lines, columns = (cells[name].unique().sort().to_list() for name in ("line", "column"))
    refuse_by_extent(len(lines), len(columns))
    return Laid(content, body, cells, _moved_together(content, lines, columns), lines, columns)


def _moved_together(content: bytes, lines: Sequence[int], columns: Sequence[int]) -> bytes:
    """A sheet without the rows and columns that hold nothing; cells without a value stay where they are."""
    rows = {b"%d" % line: b"%d" % row for row, line in enumerate(lines, 1)}
    places = {column_letter(column).encode(): column_letter(place).encode() for place, column in enumerate(columns)}

    def moved(cell: re.Match[bytes]) -> bytes:
        return b'<c r="%s%s"' % (places.get(cell[1], cell[1]), rows.get(cell[2], cell[2]))

    return _CELL.sub(moved, content)
