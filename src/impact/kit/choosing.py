"""What a cell of the template offers and asks when it is chosen; it warns and never stops anyone."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from impact.columns import EVIDENCE, NUMBERS
from impact.framework import Indicator
from impact.kit.dictionary import dictionary
from impact.kit.rows import Kit, Row
from impact.kit.told import does_not_apply, meaning
from impact.marks import MARKS

MORE_ROWS = 50
"""So many rows under the last one offer the lists as well, for what is sent beside what is asked. Judgement."""

LARGEST = 999_999_999_999_999
"""The largest number that is read: fifteen digits."""

FIRST_LINE_OF_LISTS = 3
"""The row of the sheets Dictionary and Lists in which their first item stands."""

_WHOLE = ("n", "asked")
_LONGEST_MESSAGE = 255
_MARK_INSTEAD = "If there is no number, leave the cell blank and choose a mark in the column marker."

Validation = dict[str, object]


def numbers_of(sheet: Worksheet, line: int, headings: Sequence[str], row: Row) -> None:
    """What the number cells of a row hold, said when one is chosen, and a warning where it can hardly be right."""
    for name in NUMBERS:
        if name not in does_not_apply(row):
            at = headings.index(name)
            sheet.data_validation(line, at, line, at, _number(name, row))


def lists(sheet: Worksheet, headings: Sequence[str], kit: Kit) -> None:
    """The drop-downs of the columns that name something, down to some rows under the last one."""
    last = len(kit.rows) + MORE_ROWS
    items = len(dictionary(kit.framework, kit.service))
    sources = {
        "period": [kit.period.code],
        "service_id": [kit.service.id],
        "indicator_id": f"=Dictionary!$A${FIRST_LINE_OF_LISTS}:$A${FIRST_LINE_OF_LISTS + max(items, 1) - 1}",
        "marker": f"=Lists!$B${FIRST_LINE_OF_LISTS}:$B${FIRST_LINE_OF_LISTS + len(marks()) - 1}",
    }
    if groups(kit):
        sources["breakdown"] = f"=Lists!$A${FIRST_LINE_OF_LISTS}:$A${FIRST_LINE_OF_LISTS + len(groups(kit)) - 1}"
    for name, source in sources.items():
        at = headings.index(name)
        sheet.data_validation(1, at, last, at, _list(name, source))


def groups(kit: Kit) -> list[str]:
    """The groups that rows of the template are about."""
    return sorted({row.breakdown for row in kit.rows} - {""})


def marks() -> list[tuple[str, str, str]]:
    """Each mark: its letter, what it means, and whether it stands in place of a number."""
    place = {True: "in place of the number", False: "beside the number"}
    return [(one.letter, one.meaning, place[one.replaces_number]) for one in MARKS.values()]


def _number(name: str, row: Row) -> Validation:
    return {
        **_bounds(name, row),
        "input_title": name,
        "input_message": _short(meaning(row, name)),
        "error_type": "warning",
        "error_title": "Is this right?",
        "error_message": f"{_expects(name, row)} {_MARK_INSTEAD}",
    }


def _bounds(name: str, row: Row) -> Validation:
    item = row.item
    if row.measure == EVIDENCE:
        return {"validate": "list", "source": [1, 0]}
    if name == "value" and isinstance(item, Indicator):
        if item.measure == "maturity":
            return {"validate": "list", "source": list(range(int(item.low), int(item.high) + 1))}
        return {"validate": "decimal", "criteria": "between", "minimum": item.low, "maximum": item.high}
    kind = "integer" if name in _WHOLE else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": 0, "maximum": LARGEST}


def _expects(name: str, row: Row) -> str:
    item = row.item
    if row.measure == EVIDENCE:
        return "Write 1 for yes or 0 for not yet."
    if name == "value" and isinstance(item, Indicator):
        whole = "whole number" if item.measure == "maturity" else "number"
        return f"Write a {whole} from {item.low:g} to {item.high:g}."
    return "Write a whole number, 0 or more." if name in _WHOLE else "Write a number, 0 or more."


def _list(name: str, source: object) -> Validation:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": "Not in the list",
        "error_message": f"This {name} is not one of those in the list. Keep it only if you are sure.",
    }


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[: _LONGEST_MESSAGE - 1]}…"
