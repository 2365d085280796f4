"""The rows of a file as they were sent, whatever kind of file it is."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from impact.marked.text import rows_of
from impact.reading import Grid, TextTable
from impact.reading.decode import decoded
from impact.reading.workbook import open_workbook

Row = tuple[int, Sequence[str]]
"""The line from 1 on which a row starts, and its cells from column A on."""

_BREAK = re.compile(r"\r\n?|\n")


def sent_rows(content: bytes, filename: str, table: TextTable) -> list[Row]:
    """All rows with text, in their order."""
    if table.delimiter:
        text = decoded(content, filename).content
        return [(row.line, row.cells) for row in rows_of(text, filename, table.delimiter) if any(row.cells)]
    return list(_rows_of_grid(open_workbook(content, filename, table.sheet)))


def _rows_of_grid(grid: Grid) -> Iterator[Row]:
    places = [int(name[1:]) for name in grid.cells.columns[1:]]
    width = max(places, default=-1) + 1
    for line, *filled in grid.cells.iter_rows():
        cells = [""] * width
        for place, cell in zip(places, filled, strict=True):
            cells[place] = cell
        yield line, cells


def as_text(rows: Sequence[Row]) -> bytes:
    """Rows as a CSV file in UTF-8 in which each stands on the line of its number; a line break in a cell is a space."""
    held = io.StringIO()
    writer = csv.writer(held)
    done = 0
    for line, cells in rows:
        held.write("\r\n" * (line - done - 1))
        writer.writerow([_BREAK.sub(" ", cell) for cell in cells])
        done = line
    return held.getvalue().encode()
