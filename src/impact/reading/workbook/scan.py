"""Looks through the XML of a sheet for what its values alone do not tell: where cells stand, and how they are shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from impact.reading.workbook.listing import is_true
from impact.reading.workbook.markup import Attributes, walk
from impact.reading.workbook.plain import column_place
from impact.reading.workbook.sheet import LAST_COLUMN, LAST_ROW, Area

_SLICE = 32_000_000
"""Bytes looked through at a time, so that a large sheet is not held several times over."""
_CELL = r'^([A-Z]{1,3})([1-9][0-9]{0,6})"([^>]*)>'
_STYLE = ' s="([0-9]{1,6})"'
_FORMULA = re.compile(rb"<f[\s>/]")
_CALCULATED = r"<v>[^<]"
_ROW = re.compile(rb'<row r="(\d+)"([^>]*)>')
_UNSEEN_ROW = re.compile(rb' hidden="(?:1|true)"| ht="0(?:\.0)?"')
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Around:
    """What a sheet says beside its cells: hidden columns (first, end) from 0, merged areas, whether it is filtered."""

    hidden_columns: tuple[tuple[int, int], ...]
    merged: tuple[Area, ...]
    filtered: bool


def body_of(content: bytes) -> tuple[int, int]:
    """Where in a sheet its rows begin and end; the same place twice if there are none."""
    start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    begin = content.find(b">", start) + 1
    return (begin, end) if start >= 0 and end >= begin else (max(start, 0), max(start, 0))


def cells_of(content: bytes, body: tuple[int, int]) -> pl.DataFrame | None:
    """Every cell that is not empty: `line` and `column` (from 0), `style`, whether `uncalculated`.

    None where a cell is not written in the usual way.
    """
    found = [_cells(piece) for piece in _slices(content, *body)]
    if any(part["line"].null_count() for part in found):
        return None
    cells = pl.concat([*found, _cells(b"")])
    columns = {letters: column_place(letters) for letters in cells["column"].unique()}
    if max(columns.values(), default=0) >= LAST_COLUMN or largest(cells["line"]) > LAST_ROW:
        return None
    return cells.with_columns(pl.col("column").replace_strict(columns, return_dtype=pl.Int32))


def largest(numbers: pl.Series) -> int:
    """The largest of some whole numbers; 0 if there are none."""
    return int(numbers.to_frame().select(pl.all().max().fill_null(0)).item())


def hidden_lines(content: bytes, body: tuple[int, int]) -> list[int]:
    """The rows of a sheet that are hidden."""
    if not _UNSEEN_ROW.search(content, *body):
        return []
    return [int(row[1]) for row in _ROW.finditer(content, *body) if _UNSEEN_ROW.search(row[2])]


def around_of(content: bytes, body: tuple[int, int], part: str) -> Around:
    """What stands before and after the rows of a sheet."""
    columns: list[tuple[int, int]] = []
    merged: list[Area] = []
    filtered = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal filtered
        if name == "col" and (is_true(attributes.get("hidden", "")) or attributes.get("width") == "0"):
            columns.append((_whole(attributes.get("min")) - 1, _whole(attributes.get("max"))))
        elif name == "mergeCell" and (area := _AREA.fullmatch(attributes.get("ref", ""))):
            merged.append(Area(int(area[2]), int(area[4]), column_place(area[1]), column_place(area[3])))
        elif name == "filterColumn":
            filtered = True

    walk(content[: body[0]] + content[body[1] :], part, start)
    return Around(tuple(columns), tuple(merged), filtered)


def _slices(content: bytes, begin: int, end: int) -> Iterator[bytes]:
    while begin < end:
        cut = content.find(b'<row r="', begin + _SLICE, end)
        cut = cut if cut >= 0 else end
        yield content[begin:cut]
        begin = cut


def _cells(piece: bytes) -> pl.DataFrame:
    written = pl.Series([piece]).cast(pl.String).str.split('<c r="').explode().slice(1)
    found = written.str.extract_groups(_CELL).struct.unnest()
    column, line, said = found.iter_columns()
    styled = said.str.extract(_STYLE).cast(pl.Int32).fill_null(0) if b' s="' in piece else pl.lit(0, pl.Int32)
    uncalculated = pl.repeat(False, said.len(), dtype=pl.Boolean, eager=True)
    if _FORMULA.search(piece):
        lacking = written.str.contains("<f", literal=True) & ~written.str.contains(_CALCULATED)
        uncalculated = lacking & ~said.str.contains(' t="str"', literal=True)
    cells = pl.DataFrame({"line": line.cast(pl.Int32), "column": column})
    full = ~said.str.ends_with("/").fill_null(False)
    return cells.with_columns(style=styled, uncalculated=uncalculated).filter(full)


def _whole(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 8 else 1
