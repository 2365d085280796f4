"""A sheet before anything is known of its headings: cells as text, and the line each row stands on."""

from dataclasses import dataclass, field

import polars as pl

from impact.ledger import no_fixes

LINE = "line"


def cell_column(index: int) -> str:
    """The name in `Grid.cells` of the sheet's column by its place from 0: 'c0' is column A."""
    return f"c{index}"


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or text file, nothing corrected.

    cells     `line` Int64 (1-based physical line of the file, or row of the sheet) and one Utf8 column per
              column of the sheet that holds any text, named by `cell_column`; "" where blank; rows without
              any text are left out
    width     how many columns the file has, empty ones included
    encoding  "utf-8", "utf-8 with BOM", "utf-16 le", "utf-16 be", "windows-1252", "mac roman"; "" for a workbook
    line_ends "LF", "CRLF", "CR", "mixed"; "" for a workbook
    delimiter the separator; "" for a workbook
    counts    how many cells each row was sent with, blank ones included, where rows differ in that; else None
    sheet     the sheet that was read, and `sheets` all that could be; "" and () for a text file
    remarks   what has to be said aloud: sentences
    fixes     LEDGER of what was set right already (merged cells filled, for one)
    """

    cells: pl.DataFrame
    width: int
    encoding: str = ""
    line_ends: str = ""
    delimiter: str = ""
    counts: pl.Series | None = None
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    fixes: pl.DataFrame = field(default_factory=no_fixes)
