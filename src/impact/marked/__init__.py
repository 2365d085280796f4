"""The file that was sent, given back with its faults marked in it, ready to be corrected and sent again."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PureWindowsPath
from xml.etree import ElementTree
from xml.parsers import expat

import polars as pl

from impact.columns import MARK_COLUMNS
from impact.marked.package import CANNOT_BE_MARKED, Package
from impact.marked.plain import SHEET, plain_workbook
from impact.marked.room import right_of_merged
from impact.marked.rows import as_text, sent_rows
from impact.marked.saying import MARKS, sayings
from impact.marked.showing import counted, shown
from impact.marked.text import columns_for, marked_text
from impact.marked.workbook import Target, write_marks
from impact.problems import ImpactError
from impact.reading import MAX_BYTES, TextTable
from impact.reading.decode import decoded

__all__ = ["MARKS", "MOST_CELLS", "MOST_ROWS", "marked_csv", "marked_name", "marked_xlsx"]

MOST_ROWS, MOST_CELLS = 200_000, 1_000_000
"""Rows, and cells with text, beyond which a workbook takes longer to make than anyone waits. Judgement."""

_MOST_BYTES = MAX_BYTES * 19 // 20
"""Bytes of a marked text, so that it can still be sent; what the separators take is not counted."""

_AGAIN = re.compile(r"_marked(?: ?\(\d+\))?$")


def marked_csv(content: bytes, filename: str, marks: pl.DataFrame, table: TextTable) -> bytes:
    """The file as sent, every row on its line, with the columns MARK_COLUMNS at the right.

    content    the file as it was sent, `filename` its name and `table` what was read from it
    marks      MARKS

    Text stays as it was, letter by letter: separator, line ends, quotation marks and spaces. Only a lone CR at
    the end of a row becomes CRLF, and the encoding UTF-8 with a byte-order mark, by which Excel knows it. Of a
    workbook the sheet that was read is given, with commas. Cells are given back untouched even where a
    spreadsheet would take one for a formula: it is the sender's own file. What we add never begins like one.
    """
    if table.delimiter:
        text = decoded(content, filename).content
    else:
        text, table = as_text(sent_rows(content, filename, table)), replace(table, delimiter=",")
    said = sayings(marks, table, _MOST_BYTES - len(text))
    return marked_text(text, filename, said, table)


def marked_xlsx(content: bytes, filename: str, marks: pl.DataFrame, table: TextTable, label: str = "") -> bytes:
    """The file as a workbook, its faulty cells coloured, with the columns MARK_COLUMNS and a list of all faults.

    label    said above the list: that the data are for demonstration, where they are

    An XLSX workbook stays as it came, other sheets, formats, formulas and all; of any other file the rows are
    written on a sheet 'Return', each in the row of its line. Colours, notes and list are taken out again, and
    the columns written over, where a marked workbook is marked once more.

    Raises ImpactError, with the way out, if the file is too large for it or the workbook cannot be added to.
    """
    _refuse_the_large(filename, table)
    rows = sent_rows(content, filename, table)
    added = columns_for(rows, table.header_line)
    try:
        package, part, sheet = _opened(content, table) or (*plain_workbook(rows, table.header_line), SHEET)
        added = right_of_merged(package.parts[part], table.header_line, added)
        seen = shown(marks, table, added, sheet, _head(filename, sheet, marks, label))
        write_marks(package, Target(part, table.header_line, added), sayings(marks, table, MAX_BYTES), seen)
    except (zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError) as error:
        raise ImpactError(CANNOT_BE_MARKED) from error
    return package.packed()


def marked_name(filename: str, ending: str) -> str:
    """The name of a marked file: 'q1_marked.csv' for 'q1.xlsx' and 'csv', and for 'q1_marked (1).csv' as well."""
    stem = PureWindowsPath(filename).stem or "return"
    return f"{_AGAIN.sub('', stem)}_marked.{ending.lstrip('.').lower()}"


def _refuse_the_large(filename: str, table: TextTable) -> None:
    rows = max([table.last_line or 0, *(problem.line or 0 for problem in table.problems)])
    cells = sum(table.rows.select((pl.col(pl.String) != "").sum()).row(0)) + len(table.problems) * len(table.keys)
    if rows > MOST_ROWS or cells > MOST_CELLS:
        much = f"{rows:,} rows" if rows > MOST_ROWS else f"{cells:,} cells"
        most = f"{MOST_ROWS:,}" if rows > MOST_ROWS else f"{MOST_CELLS:,}"
        raise ImpactError(
            f"'{filename}' has {much}, and a marked workbook is made up to {most}. Take the marked CSV file instead."
        )


def _opened(content: bytes, table: TextTable) -> tuple[Package, str, str] | None:
    """The workbook, the part that is the sheet, and its name; None of a file that is no XLSX workbook."""
    if table.delimiter or not zipfile.is_zipfile(io.BytesIO(content)):
        return None
    package = Package(content)
    if not package.workbook.endswith(".xml"):
        return None
    part = package.sheets().get(table.sheet)
    if part is None:
        raise ImpactError(CANNOT_BE_MARKED)
    return package, part, table.sheet


def _head(filename: str, sheet: str, marks: pl.DataFrame, label: str) -> Sequence[str]:
    codes, words = MARK_COLUMNS
    how = f"Correct the coloured cells on the sheet '{sheet}', save, and send this workbook again."
    ours = f"This sheet and the columns {codes} and {words} may stay: they are passed over when it comes in."
    return [*([label] if label else []), f"{filename}: {counted(marks)}.", how, ours]
