"""Opens a text file as a grid of cells, each row with the physical line on which it starts."""

from collections.abc import Collection

import polars as pl

from impact.reading.decode import Decoded
from impact.reading.grid import LINE, Grid
from impact.reading.records import WIDE, by_record, in_one_go
from impact.reading.separators import head_of, likeliest_separator, told_separator, top_records

_SMALL = 64_000
"""Bytes up to which reading record by record is as quick as anything."""


def open_text(text: Decoded, filename: str, known: Collection[str] = ()) -> Grid:
    """The grid of a text file; raises UnreadableReturn where a quotation mark is not closed.

    known holds headings as `key_of` names them: they break ties between separators.
    """
    told, skipped = told_separator(text.content)
    content = text.content[skipped:] if skipped else text.content
    head = head_of(content)
    delimiter = told or likeliest_separator(head, known)
    width = max(map(len, top_records(head, delimiter)), default=1)
    at_once = in_one_go(content, delimiter, width) if len(content) > _SMALL and width < WIDE else None
    found = at_once or by_record(content, delimiter, filename)
    cells = found.cells.with_columns(pl.col(LINE) + 1) if skipped else found.cells
    filled = _rows_with_text(cells, text.ascii_only)
    counts = found.counts.filter(filled) if found.counts is not None and filled is not None else found.counts
    return Grid(
        cells=_columns_with_text(cells.filter(filled) if filled is not None else cells),
        width=width,
        encoding=text.encoding,
        line_ends=found.line_ends,
        delimiter=delimiter,
        counts=counts,
        remarks=(*text.remarks, *found.remarks),
    )


def _rows_with_text(cells: pl.DataFrame, ascii_only: bool) -> pl.Series | None:
    """Which rows have text; None where all have, which the first cell of each shows for next to nothing."""
    if cells.width < 2 or not cells.height:
        return None
    first = cells.to_series(1)
    begins = first >= "!"
    if not ascii_only:
        begins &= first < "\x7f"
    if begins.all():
        return None
    return (
        begins | cells.select(pl.any_horizontal(pl.exclude(LINE).str.strip_chars() != "").alias("filled")).to_series()
    )


def _columns_with_text(cells: pl.DataFrame) -> pl.DataFrame:
    blank = [column.name for column in cells.iter_columns() if column.name != LINE and _is_blank(column)]
    return cells.drop(blank) if blank else cells


def _is_blank(column: pl.Series) -> bool:
    return not any(map(str.strip, column.head(50).to_list())) and not (column.str.strip_chars() != "").any()
