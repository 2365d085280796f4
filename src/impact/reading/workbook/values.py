"""The values of sheets, as calamine reads them from no more than their rows and their strings.

Calamine lays a sheet out in full and copies a string for every cell that has it; both are held to a limit before.
"""

import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import cast

import polars as pl
from python_calamine import CalamineError, CalamineSheet, load_workbook

from impact.reading.workbook.displayed import Shown, duration, moment, number
from impact.reading.workbook.refusal import damaged
from impact.reading.workbook.scan import largest
from impact.reading.workbook.sheet import MAX_TEXT, refuse_by_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS = f'<Relationships xmlns="{_PACKAGE}">{{}}</Relationships>'
_RELATED = f'<Relationship Id="{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
_INDEX = re.compile(rb' t="s"[^>]*>\s*<v>(\d{1,9})</v>')

Special = Mapping[int, tuple[Sequence[int], Sequence[int]]]
"""Column -> rows from 0, ascending, and styles of its cells whose numbers are displayed in a way of their own."""


def open_sheets(sheets: Sequence[bytes], strings: bytes) -> list[CalamineSheet]:
    """Sheets written in the usual way, with the list of strings that they share, opened."""
    _refuse_repeated_text(sheets, strings)
    try:
        book = load_workbook(_packed([_errors_as_text(sheet) for sheet in sheets], strings))
        return [book.get_sheet_by_index(place) for place in range(len(sheets))]
    except CalamineError as error:
        raise damaged("a cell of its sheets") from error


def texts(sheet: CalamineSheet, shown: Mapping[int, Shown], special: Special) -> tuple[range, dict[int, pl.Series]]:
    """The rows of a sheet from its first to its last with a value, and its columns of text, all from 0; "" is blank."""
    if sheet.start is None or sheet.end is None:
        return range(0), {}
    top, left = sheet.start
    found = {}
    for place, column in enumerate(zip(*sheet.to_python(), strict=True), left):
        written = _written(column)
        places, styles = special.get(place, ((), ()))
        within = slice(bisect_left(places, top), bisect_left(places, top + len(column)))
        for row, style in zip(places[within], styles[within], strict=True):
            value = column[row - top]
            if type(value) is float:
                written[row - top] = shown[style](value)
        found[place] = pl.Series(written, dtype=pl.String)
    return range(top, sheet.end[0] + 1), found


def _written(column: Sequence[object]) -> list[str]:
    """Values as text, each different number written once."""
    kinds = set(map(type, column))
    if kinds <= {str}:
        return list(cast(Sequence[str], column))
    if not kinds <= {str, float}:
        return list(map(_text, column))
    values = cast(Sequence[str | float], column)
    known = {value: number(value) if type(value) is float else value for value in set(values)}
    return cast(list[str], [known[value] for value in values])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, time):
        return duration(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second).total_seconds())
    return duration(value.total_seconds()) if isinstance(value, timedelta) else str(value)


def _refuse_repeated_text(sheets: Sequence[bytes], strings: bytes) -> None:
    used = sum(sheet.count(b't="s"') for sheet in sheets)
    if used * len(strings) <= MAX_TEXT:
        return
    sizes = pl.Series([strings]).cast(pl.String).str.split("</si>").explode().str.len_bytes().cast(pl.Int64)
    longest = largest(sizes)
    if used * longest <= MAX_TEXT:
        return
    places = pl.Series([place for sheet in sheets for place in _INDEX.findall(sheet)], dtype=pl.Binary)
    known = places.cast(pl.String).cast(pl.Int64)
    known = known.filter(known < sizes.len())
    refuse_by_text(int(sizes.gather(known).sum()) + (used - known.len()) * longest)


def _errors_as_text(sheet: bytes) -> bytes:
    """Formulas' errors as text, as calamine leaves the usual ones out and stops at the newer ones."""
    return sheet.replace(b' t="e"', b' t="str"') if b' t="e"' in sheet else sheet


def _packed(sheets: Sequence[bytes], strings: bytes) -> io.BytesIO:
    """A workbook of these sheets and strings and nothing else, so that nothing else can matter."""
    places = range(len(sheets))
    listed = "".join(f'<sheet name="{place}" sheetId="{place + 1}" r:id="r{place}"/>' for place in places)
    related = "".join(_RELATED.format(f"r{place}", "worksheet", f"worksheets/{place}.xml") for place in places)
    related += _RELATED.format("strings", "sharedStrings", "sharedStrings.xml") if strings else ""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("_rels/.rels", _LINKS.format(_RELATED.format("r", "officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _LINKS.format(related))
        for place, sheet in enumerate(sheets):
            archive.writestr(f"xl/worksheets/{place}.xml", sheet)
        if strings:
            archive.writestr("xl/sharedStrings.xml", strings)
    held.seek(0)
    return held
