"""A return as found: its headings, its rows, and everything that was left out or does not fit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from impact.ledger import no_fixes
from impact.problems import Problem
from impact.reading import aside, fit
from impact.reading.different import Different
from impact.reading.grid import LINE, Grid
from impact.reading.headings import Headings, find_headings
from impact.reading.keys import column_letter, key_of
from impact.reading.refusals import UnreadableReturn

_TOP = 200
"""Rows with text from the top that are looked at to find the headings."""
_TOP_CELLS = 400_000
"""Cells that these may have together, so that a sheet of 16,384 columns does not hurt."""


@dataclass(frozen=True)
class TextTable:
    """A return as found: text only, nothing corrected.

    columns      headings as found, without surrounding spaces; a nameless column with cells is ""; the parts of
                 headings over several rows are joined by " / "
    keys         the names of those columns in `rows`: lower case, spaces and hyphens as "_". Of columns with the
                 same heading the later ones are named "<key>~<letter>", as is one headed "line"; one without a
                 heading is "column <letter>"
    letters      the letters of those columns as a spreadsheet shows them
    rows         one Utf8 column per key, blank cells "", and `line` (Int64): the physical line of
                 the file on which the row starts, 1-based. Rows without any text are left out.
    encoding     "utf-8", "utf-8 with BOM", "utf-16 le", "utf-16 be", "windows-1252" (a guess whenever UTF-8
                 fails) or "mac roman"; "" for a workbook
    header_line  physical line of the headings, the last one if they take several
    problems     rows with more cells than headings, or that lost a separator; these rows are not in `rows`
    line_ends    "LF", "CRLF", "CR" or "mixed", looked at outside quotation marks; "" for a workbook
    header_lines physical lines of all rows of headings
    sheet        the sheet that was read, and `sheets` all that could be; "" and () for a text file
    remarks      what has to be said aloud about the file as a whole: sentences
    fixes        LEDGER: every row with text that was left out (rules title-row, note-row, units-row, total-row,
                 footnote-row, repeated-heading; found is its first text) and what a workbook's reader set right
    """

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    letters: tuple[str, ...]
    rows: pl.DataFrame
    encoding: str
    delimiter: str
    header_line: int
    problems: tuple[Problem, ...] = ()
    line_ends: str = ""
    header_lines: tuple[int, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    fixes: pl.DataFrame = field(default_factory=no_fixes)

    @cached_property
    def different(self) -> Different:
        """The different texts of each column of `rows`."""
        return Different(self.rows)

    @property
    def first_line(self) -> int | None:
        """Physical line of the first row of data; None if no row could be read."""
        return self.rows[LINE][0] if self.rows.height else None

    @property
    def last_line(self) -> int | None:
        """Physical line on which the last row of data starts; None if no row could be read."""
        return self.rows[LINE][-1] if self.rows.height else None


def as_table(
    grid: Grid,
    filename: str,
    known_headings: Collection[str] = (),
    declined: frozenset[tuple[str, str]] = frozenset(),
) -> TextTable:
    """A grid with its headings found and the rows around its data set aside.

    known_headings are further headings by which the row of headings is recognised, as written or as keys.
    declined holds (rule, "") of rows that their sender wants kept as data.
    Raises UnreadableReturn if there are no rows under the headings.
    """
    top = _top(grid.cells)
    headings = find_headings(top, {key_of(heading) for heading in known_headings})
    if not headings.rows:
        raise UnreadableReturn(_no_rows(filename))
    left_out = _set_aside(grid.cells, top, headings, declined)
    rows, counts = _kept(grid, {*left_out, *headings.rows})
    columns = _columns(rows, headings.names)
    width = fit.columns_under_headings(rows, headings.names)
    problems = fit.too_long(rows, counts, columns, width)
    within = columns.first(width)
    problems |= fit.lost_separators(rows, counts, within)
    if not rows.height:
        raise UnreadableReturn(_no_rows(filename))
    if problems:
        rows = rows.filter(~pl.int_range(rows.height, eager=True).is_in(list(problems)))
    return _table(grid, headings, rows, within, [problems[place] for place in sorted(problems)], left_out)


def _no_rows(filename: str) -> str:
    return f"'{filename}' has headings but no rows under them. Fill in one row for each indicator and send it again."


def _top(cells: pl.DataFrame) -> list[list[str]]:
    height = max(20, min(_TOP, _TOP_CELLS // max(cells.width, 1)))
    return [list(map(str.strip, row[1:])) for row in cells.head(height).rows()] if cells.width > 1 else []


def _set_aside(
    cells: pl.DataFrame, top: Sequence[Sequence[str]], headings: Headings, declined: frozenset[tuple[str, str]]
) -> dict[int, str]:
    first = headings.rows[-1] + 1
    found = {
        **aside.around_headings(top, headings),
        **aside.headings_once_more(cells, top, headings),
        **aside.below_data(cells, first, headings.names),
    }
    refused = {rule for rule, column in declined if not column}
    return {place: rule for place, rule in found.items() if rule not in refused}


def _kept(grid: Grid, dropped: set[int]) -> tuple[pl.DataFrame, pl.Series | None]:
    """The rows of a grid without some, cut off at the ends where that is enough."""
    first, end = 0, grid.cells.height
    while first in dropped:
        first += 1
    while end - 1 in dropped and end > first:
        end -= 1
    rows = grid.cells.slice(first, end - first)
    counts = grid.counts.slice(first, end - first) if grid.counts is not None else None
    inside = [place - first for place in dropped if first < place < end]
    if not inside:
        return rows, counts
    mask = ~pl.int_range(rows.height, eager=True).is_in(inside)
    return rows.filter(mask), counts.filter(mask) if counts is not None else None


def _columns(rows: pl.DataFrame, headings: Sequence[str]) -> fit.Columns:
    names = rows.columns[1:]
    return fit.Columns(names, [column_letter(int(name[1:])) for name in names], list(headings))


def _table(
    grid: Grid,
    headings: Headings,
    rows: pl.DataFrame,
    columns: fit.Columns,
    problems: Sequence[Problem],
    left_out: dict[int, str],
) -> TextTable:
    kept = [
        place
        for place, (name, heading) in enumerate(zip(columns.names, columns.headings, strict=True))
        if heading or any(map(str.strip, rows[name]))
    ]
    letters = tuple(columns.letters[place] for place in kept)
    named = tuple(columns.headings[place] for place in kept)
    keys = _keys(named, letters)
    lines = tuple(grid.cells[LINE][place] for place in headings.rows)
    return TextTable(
        columns=named,
        keys=keys,
        letters=letters,
        rows=rows.select(LINE, *(columns.names[place] for place in kept)).rename(
            {columns.names[place]: key for place, key in zip(kept, keys, strict=True)}
        ),
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        header_line=lines[-1],
        problems=tuple(problems),
        line_ends=grid.line_ends,
        header_lines=lines,
        sheet=grid.sheet,
        sheets=grid.sheets,
        remarks=(*grid.remarks, *_said_of(headings, lines, grid.cells.columns[1:])),
        fixes=pl.concat([grid.fixes, aside.ledger(grid.cells, left_out)]),
    )


def _keys(headings: Sequence[str], letters: Sequence[str]) -> tuple[str, ...]:
    taken = {LINE}
    keys = []
    for heading, letter in zip(headings, letters, strict=True):
        key = key_of(heading) or f"column {letter}"
        key = f"{key}~{letter}" if key in taken else key
        taken.add(key)
        keys.append(key)
    return tuple(keys)


def _said_of(headings: Headings, lines: Sequence[int], names: Sequence[str]) -> list[str]:
    said = []
    if not headings.certain:
        said.append(
            f"No row of headings was found, so row {lines[-1]} was taken for it. If it is data, put a row of "
            "headings above it."
        )
    if len(lines) > 1:
        shown = f"{', '.join(map(str, lines[:-1]))} and {lines[-1]}"
        said.append(f"The headings take the rows {shown}; their parts were joined with ' / '.")
    letters = [column_letter(int(name[1:])) for name in names]
    said.extend(
        f"The heading '{' '.join(heading.split())}' stands above column {letters[above]}; it was taken to hold from "
        f"column {letters[holds]} on, where the headings below it begin."
        for heading, above, holds in headings.moved
    )
    return said
