"""Cells of a sheet as they are written in a workbook."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from impact.reading import column_letter

_SHORT_NUMBER = 11
"""Letters of a number that a spreadsheet shows in full without being told."""

_KNOWN = 50_000
"""Different texts that are remembered as they are written: most cells of a return say what others say."""

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
_ROWS = re.compile(r"<sheetData(?:/>|>.*?</sheetData>)", re.DOTALL)
_LINE_END = re.compile(r"\r\n?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_letters = lru_cache(20_000)(column_letter)


def text_cell(row: int, column: int, text: str, attributes: str = "") -> str:
    """A cell that holds a text, whatever it looks like; row from 1, column from 0."""
    return f'<c r="{_letters(column)}{row}"{attributes}{_as_text(text)}</c>'


def rows_written(rows: Iterable[tuple[int, Sequence[str]]], attributes: Mapping[int, str]) -> str:
    """Rows of cells as they were sent, each with its number and its cells from column A on.

    A number is one where a spreadsheet shows it letter by letter as it was sent, and all else is text, so that
    nothing becomes a date and no leading zero is lost. attributes holds those of all cells of a row.
    """
    as_found = lru_cache(_KNOWN)(_as_found)
    found: list[str] = []
    for row, cells in rows:
        told = attributes.get(row, "")
        inside = "".join(
            f'<c r="{_letters(place)}{row}"{told}{as_found(cell)}</c>' for place, cell in enumerate(cells) if cell
        )
        if inside:
            found.append(f'<row r="{row}">{inside}</row>')
    return "".join(found)


def with_rows(sheet: str, rows: str) -> str:
    """A sheet as xlsxwriter wrote it, with these rows in place of its own."""
    before, after = _ROWS.split(sheet, maxsplit=1)
    return f"{before}<sheetData>{rows}</sheetData>{after}"


def _as_found(cell: str) -> str:
    return f"><v>{cell}</v>" if _is_number(cell) else _as_text(cell)


def _as_text(text: str) -> str:
    kept = escape(_NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _LINE_END.sub("\n", text)))
    space = ' xml:space="preserve"' if kept != kept.strip() or "\n" in kept else ""
    return f' t="inlineStr"><is><t{space}>{kept}</t></is>'


def _is_number(cell: str) -> bool:
    if len(cell) > _SHORT_NUMBER or not _NUMBER.fullmatch(cell) or cell == "-0":
        return False
    return "." not in cell or repr(float(cell)) == cell
