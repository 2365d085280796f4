"""Rows that stand around the data and are none: titles, notes, totals, footnotes, headings once more.

Each is left out by a rule with a name; every row left out is listed with its text, and its sender can have all
rows of a rule back.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from impact.ledger import FIX_SCHEMA
from impact.reading.cells import begins_a_note, is_prose, is_total, is_unit
from impact.reading.grid import LINE
from impact.reading.headings import Headings

TITLE, NOTE, UNITS, REPEATED = "title-row", "note-row", "units-row", "repeated-heading"
TOTAL, FOOTNOTE = "total-row", "footnote-row"

LEFT_OUT = "left out"
_SHOWN = 80
"""Letters of a row that are shown in the ledger."""

_TAIL = 500
"""Rows from the end among which totals and footnotes are looked for."""

Row = Sequence[str]


def around_headings(rows: Sequence[Row], headings: Headings) -> dict[int, str]:
    """Rows above, between and just under the headings that are no data: place among the rows -> rule."""
    first, last = headings.rows[0], headings.rows[-1]
    found = dict.fromkeys(range(first), TITLE)
    found.update((place, NOTE) for place in range(first, last) if place not in headings.rows)
    if len(rows) > last + 1:
        cells = [cell for cell in rows[last + 1] if cell]
        if cells and all(map(is_unit, cells)) and not any(map(str.isdigit, cells)):
            found[last + 1] = UNITS
    return found


def below_data(cells: pl.DataFrame, first: int, names: Sequence[str]) -> dict[int, str]:
    """Totals and footnotes at the end of a sheet: place of the row -> rule; rows before `first` are left alone."""
    found: dict[int, str] = {}
    if sum(map(bool, names)) < 2:
        return found
    start = max(first, cells.height - _TAIL)
    columns = cells.drop(LINE)
    place = cells.height - 1
    step = 4
    while place >= start:
        for row in reversed(columns.slice(max(start, place - step + 1), min(step, place - start + 1)).rows()):
            rule = _rule_at_end(columns, first, [cell.strip() for cell in row])
            if not rule:
                return found
            found[place] = rule
            place -= 1
        step = 64
    return found


def _rule_at_end(columns: pl.DataFrame, first: int, row: Row) -> str:
    filled = [(index, cell) for index, cell in enumerate(row) if cell]
    index, cell = filled[0]
    if is_total(cell) and not _is_a_usual_value(columns, first, index, cell):
        return TOTAL
    if len(filled) == 1 and columns.width > 2 and is_prose(cell):
        return FOOTNOTE
    if len(filled) <= 2 and columns.width > 2 and begins_a_note(cell) and not cell[:1].isdigit():
        return FOOTNOTE
    return ""


def _is_a_usual_value(columns: pl.DataFrame, first: int, index: int, cell: str) -> bool:
    """Whether a word such as 'Total' is one of the values that rows of this column have all the way down."""
    return int((columns.to_series(index).slice(first).str.strip_chars() == cell).sum()) > 1


def headings_once_more(cells: pl.DataFrame, rows: Sequence[Row], headings: Headings) -> dict[int, str]:
    """Rows among the data that repeat a row of headings, as where sheets were put under one another."""
    found: dict[int, str] = {}
    columns = cells.drop(LINE)
    for heading in headings.rows:
        row = rows[heading]
        named = [(index, cell) for index, cell in enumerate(row) if cell]
        if len(named) < 2:
            continue
        index = named[0][0]
        column = columns.to_series(index)
        alike = (column == column[heading]).arg_true().to_list()
        for place in alike:
            if place > headings.rows[-1] and [cell.strip() for cell in columns.row(place)] == list(row):
                found[place] = REPEATED
    return found


def ledger(cells: pl.DataFrame, left_out: Mapping[int, str]) -> pl.DataFrame:
    """LEDGER of the rows left out, in the order of the file, each with the first text it holds."""
    places = sorted(left_out)
    rows = cells[places].rows() if places else []
    return pl.DataFrame(
        [
            (left_out[place], row[0], "", "", next(cell.strip() for cell in row[1:] if cell.strip())[:_SHOWN], LEFT_OUT)
            for place, row in zip(places, rows, strict=True)
        ],
        schema=FIX_SCHEMA,
        orient="row",
    )
