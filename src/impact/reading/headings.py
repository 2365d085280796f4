"""Finds the row or rows of headings in a sheet, and gives every column one heading.

Headings that are ours are looked for first. Otherwise the first row of figures is found, and the headings are
what stands above it: the first row that names nearly every column, or several rows joined where no single one
does. Headings over several columns (merged cells) hold for every column below them that has a heading of its
own; the parts are joined from the top with " / ": "2013 (5 terms) / Overall absence".
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median_high

from impact.columns import RETURN_COLUMNS
from impact.reading.cells import is_figure
from impact.reading.keys import key_of
from impact.reading.spans import Move, joined, moved

OBLIGATORY = RETURN_COLUMNS[:3]
"""Headings without which a row of the long form says nothing."""

_SEARCHED = 40
"""Rows with text from the top among which the headings are looked for."""

_NEARLY_ALL = 0.8
"""Share of the columns that one row must name to be the headings alone. Judgement: 65% is a row over another."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings are and what they say.

    rows      the places of the rows of headings among the rows given, in order; empty if there are no rows
    names     one heading for each column; "" where it has none
    certain   False where a row of figures had to be taken for the headings
    moved     headings of upper rows that hold from another column on than the one they stand above
    """

    rows: tuple[int, ...]
    names: tuple[str, ...]
    certain: bool = True
    moved: tuple[Move, ...] = ()


def find_headings(rows: Sequence[Row], known: Collection[str] = ()) -> Headings:
    """The headings among the top rows of a sheet: cells without surrounding spaces, rows all of one length.

    known holds further headings, as `key_of` names them, by which a row of headings is recognised.
    """
    if not rows:
        return Headings((), ())
    keys = [{key_of(cell) for cell in row if cell and not cell[0].isdigit()} for row in rows[:_SEARCHED]]
    ours = next((place for place, found in enumerate(keys) if found.issuperset(OBLIGATORY)), None)
    if ours is not None:
        return Headings((ours,), joined([rows[ours]]))
    by_name = _last_row_of_known(rows, [len(found & {*RETURN_COLUMNS, *known}) for found in keys])
    found = _by_form(rows) if by_name is None else _with_rows_above(rows, by_name)
    return replace(found, moved=tuple(moved([rows[place] for place in found.rows])))


def _last_row_of_known(rows: Sequence[Row], hits: Sequence[int]) -> int | None:
    """The last of the first rows that have at least two known headings, and those a third of their cells or more."""
    found = None
    for place, count in enumerate(hits):
        if count >= 2 and count * 3 >= _filled(rows[place]):
            found = place
        elif found is not None:
            break
    return found


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _is_title(row: Row) -> bool:
    return _filled(row) == 1 and bool(row[0]) and len(row) > 1


def _may_be_heading(row: Row) -> bool:
    return not any(is_figure(cell) for cell in row if cell)


def _by_form(rows: Sequence[Row]) -> Headings:
    usual = median_high([count for row in rows if (count := _filled(row)) > 1] or [1])
    skipped = _numbering(rows, usual)
    places = [place for place in range(len(rows)) if place not in skipped]
    data = next(
        (
            place
            for place in places
            if _filled(rows[place]) >= max(usual / 2, min(2, usual)) and not _may_be_heading(rows[place])
        ),
        None,
    )
    if data is None:
        first = next((place for place in places if _filled(rows[place]) >= _NEARLY_ALL * usual), places[0])
        return Headings((first,), joined([rows[first]]))
    block = _block_above(rows, [place for place in places if place < data])
    if not block:
        return Headings((data,), joined([rows[data]]), is_figure(rows[data][0]) is False)
    used = _columns_used(rows[data:])
    for place in block:
        named = {column for column, cell in enumerate(rows[place]) if cell}
        if len(named & used) >= _NEARLY_ALL * len(used) and len({rows[place][column] for column in named}) > 1:
            return _around(rows, place, block, used)
    return _joined_upwards(rows, block, used)


def _block_above(rows: Sequence[Row], places: Sequence[int]) -> list[int]:
    """The rows just above the figures that may be headings, down from the last title."""
    block: list[int] = []
    for place in reversed(places):
        if _is_title(rows[place]) or not _may_be_heading(rows[place]):
            break
        block.insert(0, place)
    return block


def _columns_used(rows: Sequence[Row]) -> set[int]:
    return {column for row in rows for column, cell in enumerate(row) if cell}


def _around(rows: Sequence[Row], place: int, block: Sequence[int], used: set[int]) -> Headings:
    """A row that names nearly all columns, with what is under its wider headings and over its narrower ones."""
    named = {column for column, cell in enumerate(rows[place]) if cell}
    chosen = [place]
    for below in (other for other in block if other > place):
        cells = {column for column, cell in enumerate(rows[below]) if cell}
        if 0 in cells or not cells & (used - named) or len(cells) > len(used) / 2:
            break
        chosen.append(below)
    above = [other for other in block if other < place]
    if above and not rows[above[-1]][0] and 1 < _filled(rows[above[-1]]) < len(named):
        chosen.insert(0, above[-1])
    return Headings(tuple(chosen), joined([rows[other] for other in chosen]))


def _with_rows_above(rows: Sequence[Row], last: int) -> Headings:
    block = [*_block_above(rows, range(last)), last]
    return _joined_upwards(rows, block, _columns_used(rows[last:]))


def _joined_upwards(rows: Sequence[Row], block: Sequence[int], used: set[int]) -> Headings:
    """The last row of a block, and as many above it as name more columns or tell like-named columns apart."""
    best = block[-1:]
    best_lack = _lack(joined([rows[place] for place in best]), used)
    for start in range(len(block) - 2, -1, -1):
        if not any(best_lack):
            break
        lack = _lack(joined([rows[place] for place in block[start:]]), used)
        if lack < best_lack:
            best, best_lack = block[start:], lack
    return Headings(tuple(best), joined([rows[place] for place in best]))


def _lack(names: Sequence[str], used: set[int]) -> tuple[int, int]:
    """How many used columns are without a heading, and how many share theirs with another."""
    counted = Counter(names[column] for column in used)
    nameless = counted.pop("", 0)
    return nameless, sum(count - 1 for count in counted.values())


def _numbering(rows: Sequence[Row], usual: int) -> set[int]:
    """Rows above the headings that only number the columns: '1, 2, 3, ...' or 'A, B, C, ...'."""
    found: set[int] = set()
    for place, row in enumerate(rows[:_SEARCHED]):
        if _is_title(row):
            continue
        if not _counts_up([cell for cell in row if cell]):
            headed = _may_be_heading(row) and _filled(row) >= _NEARLY_ALL * usual
            return found if headed else set()
        found.add(place)
    return set()


def _counts_up(cells: Sequence[str]) -> bool:
    if len(cells) < 3:
        return False
    steps = sum(
        (one.isdecimal() and other.isdecimal() and int(other[:9]) - int(one[:9]) == 1)
        or (len(one) == len(other) == 1 and ord(other) - ord(one) == 1)
        for one, other in pairwise(cells)
    )
    return steps >= len(cells) - 2 and all(cell.isdecimal() or len(cell) <= 2 for cell in cells)
