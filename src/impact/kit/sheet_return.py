"""The sheet that is filled in and sent: the rows expected, what applies to each, last time's figures beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.kit import choosing
from impact.kit.delimited import cells
from impact.kit.looks import Looks
from impact.kit.printing import set_up_print
from impact.kit.rows import Kit, Row
from impact.kit.told import COLUMNS, does_not_apply, optional

HEADINGS = (*RETURN_COLUMNS[:3], "what_is_asked", *RETURN_COLUMNS[3:])
"""The headings on the left, to fill in; the title of what is asked stands beside its id."""

LAST_TIME = ("last_time_period", "last_time", "last_time_note")
"""The headings on the right, set apart by an empty column."""

FIRST_OF_LAST_TIME = len(HEADINGS) + 1

WIDTHS: Mapping[str, float] = MappingProxyType(
    {
        "period": 12,
        "service_id": 10,
        "indicator_id": 12,
        "what_is_asked": 38,
        "breakdown": 15,
        **dict.fromkeys(NUMBERS, 12),
        "marker": 9,
        "note": 40,
        "last_time_period": 18,
        "last_time": 32,
        "last_time_note": 40,
    }
)
"""Widths in characters."""

_GIVEN = ("period", "service_id", "indicator_id", "breakdown")
_AS_TEXT = (*_GIVEN, "marker", "note")


def write_return(sheet: Worksheet, kit: Kit, look: Looks) -> None:
    """Headings in the first row with what belongs under each, then the rows expected; panes frozen after the title."""
    for at, name in _places().items():
        format = look.reference_heading if name in ("what_is_asked", *LAST_TIME) else look.heading
        sheet.write_string(0, at, name, format)
        sheet.write_comment(0, at, COLUMNS[name], {"x_scale": 2, "y_scale": 1.4, "author": ""})
        sheet.set_column(at, at, WIDTHS[name], look.text if name in _AS_TEXT else None)
    sheet.set_column(FIRST_OF_LAST_TIME - 1, FIRST_OF_LAST_TIME - 1, 3)
    for line, row in enumerate(kit.rows, start=1):
        _write_row(sheet, line, kit, row, look)
        choosing.numbers_of(sheet, line, HEADINGS, row)
    choosing.lists(sheet, HEADINGS, kit)
    sheet.freeze_panes(1, HEADINGS.index("what_is_asked") + 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(FIRST_OF_LAST_TIME + 2)}{len(kit.rows) + 100}"})
    set_up_print(sheet, kit, landscape=True)


def _places() -> dict[int, str]:
    left = dict(enumerate(HEADINGS))
    return {**left, **dict(enumerate(LAST_TIME, start=FIRST_OF_LAST_TIME))}


def _write_row(sheet: Worksheet, line: int, kit: Kit, row: Row, look: Looks) -> None:
    given = {**cells(kit, row), "what_is_asked": row.item.title}
    for at, name in enumerate(HEADINGS):
        text, format = given.get(name, ""), _look_of(name, row, look)
        if text:
            sheet.write_string(line, at, text, format)
        else:
            sheet.write_blank(line, at, None, format)
    if row.last is None:
        return
    for at, text in enumerate((row.last.period.label, row.last.said, row.last.note), start=FIRST_OF_LAST_TIME):
        sheet.write_string(line, at, text, look.reference)


def _look_of(name: str, row: Row, look: Looks) -> Format:
    if name == "what_is_asked":
        return look.reference
    if name not in NUMBERS:
        return look.given if name in _GIVEN else look.text
    if name in does_not_apply(row):
        return look.grey
    return look.optional if name in optional(row) else look.white


def _letters(at: int) -> str:
    return chr(ord("A") + at)
