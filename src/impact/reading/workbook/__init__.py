"""Opens the sheet of a workbook as a grid of text, with everything said aloud that the sheet would show or hide."""

from collections.abc import Collection

from impact.reading.grid import Grid
from impact.reading.other_formats import refuse_other_formats
from impact.reading.refusals import SAVE_AS_CSV, UnreadableReturn
from impact.reading.workbook import choice, merged, said
from impact.reading.workbook.ods import open_ods
from impact.reading.workbook.parts import Parts, open_parts
from impact.reading.workbook.refusal import SAVE_AGAIN, SAVE_AS_XLSX, Refusal, protected
from impact.reading.workbook.xlsx import open_xlsx

__all__ = ["is_workbook", "open_workbook"]

_OLE = b"\xd0\xcf\x11\xe0"
_INSIDE = (b"xl/workbook", b"xl/worksheets/", b"xl/_rels", b"application/vnd.oasis.opendocument.spreadsheet")
"""What the packed file of a workbook holds somewhere, even if half of it is lost."""


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a workbook, be it one that cannot be opened: protected, damaged, of an older kind."""
    if content.startswith(_OLE):
        return any(_utf16(name) in content for name in ("EncryptedPackage\0", "Workbook\0", "Book\0"))
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        parts = open_parts(content)
    except Refusal:
        return True
    return any(name in content for name in _INSIDE) if parts is None else parts.is_workbook


def open_workbook(
    content: bytes,
    filename: str,
    sheet: str = "",
    known: Collection[str] = (),
    declined: frozenset[tuple[str, str]] = frozenset(),
) -> Grid:
    """The grid of one sheet: `sheet` if it is named, else the likeliest.

    known     headings, as `key_of` names them, by which the sheet and its row of headings are recognised
    declined  ('merged-cell', column letter) of the columns whose merged cells are left as they are

    Raises UnreadableReturn, with the way out, where it cannot be opened.
    """
    try:
        _refuse_older(content)
        parts = open_parts(content)
        if parts is None:
            raise Refusal(f"is damaged, as a file is that was not sent or saved to its end. {SAVE_AGAIN}")
        if parts.is_workbook:
            return _opened(parts, sheet, known, declined)
    except Refusal as refusal:
        raise UnreadableReturn(f"'{filename}' {refusal}") from refusal
    refuse_other_formats(content, filename)
    raise UnreadableReturn(f"'{filename}' is no workbook. {SAVE_AS_CSV}")


def _opened(parts: Parts, named: str, known: Collection[str], declined: frozenset[tuple[str, str]]) -> Grid:
    book = open_ods(parts) if parts.is_ods else open_xlsx(parts)
    place = choice.chosen(book.sheets, named, known)
    read = book.read(place)
    name = book.sheets[place].name
    if not read.cells.height:
        raise Refusal(f"has nothing in the cells of its sheet '{name}'. Fill in one row for each indicator.")
    filled = merged.filled(read.cells, read.merged, known, declined)
    return Grid(
        cells=filled.cells,
        width=read.width,
        sheet=name,
        sheets=tuple(listed.name for listed in book.sheets if listed.filled and not listed.is_fault_list),
        remarks=(
            *choice.said_of_choice(book.sheets, place, named),
            *book.remarks,
            *said.said_of(read),
            *([said.said_of_merged(filled.left)] if filled.left else []),
        ),
        fixes=filled.fixes,
    )


def _refuse_older(content: bytes) -> None:
    if not content.startswith(_OLE):
        return
    if _utf16("EncryptedPackage\0") in content:
        raise protected()
    raise Refusal(
        f"is a workbook of an older Excel (.xls), and returns are CSV files or XLSX workbooks. {SAVE_AS_XLSX}"
    )


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
