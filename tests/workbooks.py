"""Workbooks made for the tests: by openpyxl and xlsxwriter as people's programs write them, and by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from impact.reading import UnreadableReturn, read_table
from impact.reading.grid import Grid
from impact.reading.workbook import open_workbook

HEAD = ("period", "service_id", "indicator_id", "numerator", "denominator", "note")
ROW = ("2025-26 Q1", "SV05", "W01", 9, 12, "all well")

PLAIN = '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
"""The rows of a sheet as most programs write them."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed file of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saved(book: Workbook) -> bytes:
    """A workbook of openpyxl as a file."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def book(rows: Iterable[Sequence[object]], change: Callable[[Worksheet], object] | None = None) -> bytes:
    """A workbook of one sheet, 'Return'; `change` may do more to it."""
    made = openpyxl.Workbook()
    made.active.title = "Return"
    for row in rows:
        made.active.append(row)
    if change:
        change(made.active)
    return saved(made)


def sheets(**named: Iterable[Sequence[object]]) -> Workbook:
    """A workbook of several sheets, to be changed and saved."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in named.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def xlsx(
    rows: str, around: tuple[str, str] = ("", ""), strings: str = "", root: str = "", **more: str | bytes
) -> bytes:
    """A workbook by hand: the XML within its rows, what stands around them, its strings, and further parts."""
    related = f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Return" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{around[0]}<sheetData>{rows}</sheetData>'
        f"{around[1]}</worksheet>",
    }
    if strings:
        related += f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if "xl/styles.xml" in more:
        related += f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="/xl/styles.xml"/>'
    if root:
        parts["xl/worksheets/sheet1.xml"] = root
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
    return packed({**parts, **more})


ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = {
    **{name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style")},
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def ods(tables: str, styles: str = "", **more: str | bytes) -> bytes:
    """An OpenDocument workbook by hand: the XML of its tables, and of its styles."""
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in _SPACES.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": ODS_KIND, "content.xml": content, **more})


def ods_table(*rows: str, name: str = "Return", attributes: str = "", columns: str = "") -> str:
    """The XML of one sheet of an OpenDocument workbook."""
    return f'<table:table table:name="{name}" {attributes}>{columns}{"".join(rows)}</table:table>'


def ods_row(*cells: object, attributes: str = "") -> str:
    """The XML of a row; a cell is text, a number, or XML."""
    return f"<table:table-row {attributes}>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    kind = "string" if isinstance(cell, str) else f'float" office:value="{cell}'
    return f'<table:table-cell office:value-type="{kind}"><text:p>{cell}</text:p></table:table-cell>'


def grid(content: bytes, sheet: str = "", **how) -> Grid:
    """The grid of a workbook's sheet."""
    return open_workbook(content, "q1.xlsx", sheet, **how)


def cells(content: bytes, sheet: str = "") -> list[tuple]:
    """The rows of a workbook's sheet, each its line and then its cells."""
    return grid(content, sheet).cells.rows()


def refusal(content: bytes, sheet: str = "") -> str:
    """The sentence with which a workbook is refused."""
    with pytest.raises(UnreadableReturn) as refused:
        read_table(content, "q1.xlsx", sheet)
    return str(refused.value)
