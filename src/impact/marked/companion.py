"""What is added to a workbook beside the two columns: colours, notes on cells, and a sheet that lists all faults."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range

from impact.columns import FAULT_LIST
from impact.marked.cells import rows_written, with_rows
from impact.marked.sheet import OURS

AUTHOR = "Marked return"
"""Who the notes on cells are from."""

MOST_NOTES, MOST_LISTED = 1_000, 20_000
"""Notes and listed faults beyond which a workbook opens slowly; the two columns hold them all. Judgement."""

_RANGES = 200
"""Ranges of cells in one rule; a spreadsheet takes a few thousand."""

_WIDTHS = (10, 8, 8, 24, 24, 110)
"""Of the columns of the list, in letters."""

_FAULT = {"bg_color": "#f0dcea", "bold": True, "border": 1, "border_color": "#7a3e6b"}
_DOUBT = {"bg_color": "#e0e7f3", "italic": True, "border": 3, "border_color": "#12436d"}
"""Tints under dark ink, neither red nor green; in grey, bold in a line is told from italic in dashes."""

_LINK = {"underline": 1, "font_color": "#0b5394"}
_HEADING = {"bold": True, "bottom": 1}

_RULES = re.compile(r"<conditionalFormatting.*?</conditionalFormatting>", re.DOTALL)
_FORMAT = re.compile(r"<dxf>.*?</dxf>", re.DOTALL)

Spot = tuple[int, int]
"""Row and column of a cell, both from 0."""


class Listed(NamedTuple):
    """One fault in the list, all in words; cell is where it leads to, "" where it is about the whole file."""

    cell: str
    row: str
    column: str
    heading: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown of a marked sheet: `sheet` is the name on its tab.

    faults, doubts   cells that are coloured
    notes            cell -> its note
    head             sentences above the list of faults, and `listed` its lines
    """

    sheet: str
    faults: Sequence[Spot]
    doubts: Sequence[Spot]
    notes: Mapping[Spot, str]
    head: Sequence[str]
    listed: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Companion:
    """Parts of a workbook made beside it, to be put into it.

    colours   rules by which cells of the marked sheet are coloured
    formats   the formats that these rules name, in their order
    listing   the sheet that lists all faults
    notes     the notes on cells, and `shapes` what they are shown in; both empty where there are none
    """

    colours: str
    formats: tuple[str, ...]
    listing: bytes
    notes: bytes
    shapes: bytes


def companion(shown: Shown, formats: int, rules: int) -> Companion:
    """The parts to be added to a workbook that has so many formats, and a sheet that has so many rules, already."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("marked")
        _colour(sheet, shown.faults, workbook.add_format(_FAULT))
        _colour(sheet, shown.doubts, workbook.add_format(_DOUBT))
        for spot, note in shown.notes.items():
            sheet.write_comment(*spot, note, {"author": AUTHOR, "x_scale": 2.5, "y_scale": 1.5})
        _list(workbook, shown)
    with zipfile.ZipFile(held) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist() if not name.endswith("/")}
    return Companion(
        "".join(_RULES.findall(_renumbered(parts["xl/worksheets/sheet1.xml"], formats, rules))),
        tuple(_FORMAT.findall(parts["xl/styles.xml"])),
        with_rows(_renumbered(parts["xl/worksheets/sheet2.xml"], formats, 0), _rows(shown)).encode(),
        parts.get("xl/comments1.xml", "").encode(),
        parts.get("xl/drawings/vmlDrawing1.vml", "").encode(),
    )


def _renumbered(sheet: str, formats: int, rules: int) -> str:
    sheet = re.sub(r'dxfId="(\d+)"', lambda found: f'dxfId="{int(found[1]) + formats}"', sheet)
    return re.sub(r' priority="(\d+)"', lambda found: f' priority="{int(found[1]) + rules}"', sheet)


def _colour(sheet: Any, spots: Sequence[Spot], look: Any) -> None:
    named = list(ranges(spots))
    for start in range(0, len(named), _RANGES):
        cells = " ".join(named[start : start + _RANGES])
        rule = {"type": "formula", "criteria": f'=LEN("{OURS}")>0', "format": look, "multi_range": cells}
        sheet.conditional_format(0, 0, 0, 0, rule)


def ranges(spots: Sequence[Spot]) -> Iterator[str]:
    """Cells as a spreadsheet names them, those under one another taken together: 'F14', 'G20:G24'."""
    column, first, last = -1, 0, -2
    for row, place in sorted(set(spots), key=lambda spot: (spot[1], spot[0])):
        if place == column and row == last + 1:
            last = row
            continue
        if column >= 0:
            yield xl_range(first, column, last, column)
        column, first, last = place, row, row
    if column >= 0:
        yield xl_range(first, column, last, column)


def _list(workbook: Any, shown: Shown) -> None:
    """The sheet of the list but for its rows, with a link in the first cell of each that leads anywhere."""
    sheet = workbook.add_worksheet("list")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    top = len(shown.head) + 1
    sheet.freeze_panes(top + 1, 0)
    marked = shown.sheet.replace("'", "''")
    for row, one in enumerate(shown.listed, start=top + 1):
        if one.cell:
            sheet.write_url(row, 0, f"internal:'{marked}'!{one.cell}", string=one.cell)
    _look(sheet, (top, 0, top, len(_WIDTHS) - 1), workbook.add_format(_HEADING))
    if shown.listed:
        _look(sheet, (top + 1, 0, top + len(shown.listed), 0), workbook.add_format(_LINK))


def _rows(shown: Shown) -> str:
    said = [*([sentence] for sentence in shown.head), [], FAULT_LIST, *shown.listed]
    return rows_written(enumerate(said, start=1), {})


def _look(sheet: Any, area: tuple[int, int, int, int], look: Any) -> None:
    sheet.conditional_format(*area, {"type": "formula", "criteria": f'=LEN("{OURS}")>0', "format": look})
