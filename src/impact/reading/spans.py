"""Joins several rows of headings into one: a heading over several columns holds for each of them."""

from collections.abc import Iterator, Sequence

JOINT = " / "

Move = tuple[str, int, int]
"""A heading, the place of the column it stands above, and that of the column from which it holds."""


def joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One heading for each column, its parts from the top down joined by " / ", spaces made single.

    A cell of an upper row holds to its right as far as the next cell of its row, but only over columns that
    have a heading of their own below, and not past the start of a heading above it.
    """
    if len(rows) == 1:
        return tuple(" ".join(cell.split()) for cell in rows[0])
    levels, _ = _arranged(rows)
    starts: set[int] = set()
    held = []
    for level, row in enumerate(levels):
        held.append(_held(levels, level, starts))
        starts |= {column for column, cell in enumerate(row) if cell}
    return tuple(_one(parts) for parts in zip(*held, strict=True))


def moved(rows: Sequence[Sequence[str]]) -> list[Move]:
    """The headings of upper rows that hold from another column on than the one they stand above."""
    return _arranged(rows)[1] if len(rows) > 1 else []


def _arranged(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Move]]:
    levels = [list(row) for row in rows]
    moves: list[Move] = []
    for level in range(len(levels) - 2, -1, -1):
        moves += _begin_with_narrower(levels, level)
        moves += _begin_with_the_series(levels, level)
    return levels, moves


def _one(parts: Sequence[str]) -> str:
    said: list[str] = []
    for part in (" ".join(part.split()) for part in parts):
        if part and part not in said[-1:]:
            said.append(part)
    return JOINT.join(said)


def _held(levels: Sequence[Sequence[str]], level: int, ends: set[int]) -> list[str]:
    """One level's headings, each spread over the columns it holds for; `ends` are columns that stop it."""
    headed_below = {column for row in levels[level + 1 :] for column, cell in enumerate(row) if cell}
    current, found = "", []
    for column, cell in enumerate(levels[level]):
        if cell or column in ends:
            current = cell
        found.append(cell or (current if column in headed_below else ""))
    return found


def _begin_with_narrower(levels: Sequence[list[str]], level: int) -> Iterator[Move]:
    """Move a heading that begins inside a narrower one below it to where the next narrower one begins.

    So '2015' above the last column of a group of 2014, as merged cells of a published table come out.
    """
    inside: set[int] = set()
    for below in range(level + 1, len(levels) - 1):
        spread = _held(levels, below, set())
        inside |= {column for column, cell in enumerate(levels[below]) if spread[column] and not cell}
    row = levels[level]
    for column in sorted(inside, reverse=True):
        if not row[column]:
            continue
        later = column + 1
        while later < len(row) and later in inside and not row[later]:
            later += 1
        if later < len(row) and not row[later]:
            row[column], row[later] = "", row[column]
            yield row[later], column, later


def _begin_with_the_series(levels: Sequence[list[str]], level: int) -> Iterator[Move]:
    """Move a heading back to where the headings below it begin again, if it stands in the middle of its series.

    So a '2013 (6 terms)' that was centred over its group: nothing has two like headings under one.
    """
    row = levels[level]
    below = joined(levels[level + 1 :])
    starts = [column for column, cell in enumerate(row) if cell]
    for place in range(len(starts) - 1):
        later = starts[place + 1]
        again = _first_repeated(below, starts[place], later)
        end = starts[place + 2] if place + 2 < len(starts) else len(row)
        if again is None or _first_repeated(below, again, end) is not None:
            continue
        row[again], row[later], starts[place + 1] = row[later], "", again
        yield row[again], later, again


def _first_repeated(names: Sequence[str], start: int, end: int) -> int | None:
    seen = {""}
    for column in range(start, end):
        if names[column] and names[column] in seen:
            return column
        seen.add(names[column])
    return None
