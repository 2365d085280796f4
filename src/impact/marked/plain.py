"""A plain workbook of the rows of a file that is none, every cell as it was sent."""

import io
import re
from collections.abc import Sequence
from itertools import zip_longest

import xlsxwriter

from impact.marked.cells import rows_written, with_rows
from impact.marked.package import Package
from impact.problems import ImpactError

SHEET = "Return"

Row = tuple[int, Sequence[str]]
"""The number of a row from 1, and its cells from column A on."""

_LOOKED_AT = 200
_NARROWEST, _WIDEST = 9, 40
_LONGEST = 32_767
"""Letters that a cell of a workbook holds."""

_PART = "xl/worksheets/sheet1.xml"
_BOLD = ' s="1"'
_MOMENT = re.compile(rb"<dcterms:(\w+)[^>]*>.*?</dcterms:\1>", re.DOTALL)


def plain_workbook(rows: Sequence[Row], header_line: int) -> tuple[Package, str]:
    """The workbook and the part of it that is the sheet; its headings stay in sight while one scrolls."""
    for line, cells in rows:
        if len(max(cells, key=len, default="")) > _LONGEST:
            raise ImpactError(f"A cell in row {line} holds more letters than a workbook can. Take the marked CSV file.")
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        sheet.set_row(header_line - 1, None, workbook.add_format({"bold": True}))
        sheet.freeze_panes(header_line, 0)
        for place, width in enumerate(_widths(rows, header_line)):
            sheet.set_column(place, place, width)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows[-1][0]}"})
    package = Package(held.getvalue())
    written = rows_written(rows, {header_line: _BOLD})
    package.parts[_PART] = with_rows(package.parts[_PART].decode(), written).encode()
    package.parts["docProps/core.xml"] = _MOMENT.sub(b"", package.parts["docProps/core.xml"])
    return package, _PART


def _widths(rows: Sequence[Row], header_line: int) -> list[int]:
    """As wide as most cells from the headings on need, within bounds."""
    top = [cells for line, cells in rows if line >= header_line][:_LOOKED_AT]
    columns = zip_longest(*top, fillvalue="")
    return [min(max(_NARROWEST, *(len(cell) + 2 for cell in column)), _WIDEST) for column in columns]
