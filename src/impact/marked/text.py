"""A text file given back as it was sent, row by row and letter by letter, with two columns added at the right."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from impact.columns import MARK_COLUMNS
from impact.marked.saying import Said
from impact.problems import ImpactError
from impact.reading import TextTable

_BOM = "\ufeff"
_AT_ONCE = 20_000
"""Rows that are turned into bytes together."""

_NEEDS_QUOTES = frozenset('",;\t|')


class Sent(NamedTuple):
    """One row of a text file: the line on which it starts, its letters, how its last line ends, its cells."""

    line: int
    letters: str
    end: str
    cells: list[str]


class Added(NamedTuple):
    """Where the two columns go, by their places from 0, and whether the file has them there already."""

    codes: int
    words: int
    replaced: bool = False


def rows_of(text: bytes, filename: str, delimiter: str) -> Iterator[Sent]:
    """Every row of a text in UTF-8 in its order, blank ones included."""
    held: list[str] = []
    reader = csv.reader(_kept(text, held), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            whole = held[0] if len(held) == 1 else "".join(held)
            held.clear()
            letters = whole.rstrip("\r\n")
            yield Sent(line, letters, whole[len(letters) :], cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImpactError(
            f"'{filename}' cannot be given back marked: a cell in row {line} has more than "
            f"{csv.field_size_limit():,} letters. Shorten it and send the file again."
        ) from error


def _kept(text: bytes, held: list[str]) -> Iterator[str]:
    for line in io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""):
        held.append(line)
        yield line


def columns_for(rows: Iterable[tuple[int, Sequence[str]]], header_line: int) -> Added:
    """Where the two columns go: where they are, or right of the last column with text in any row.

    rows    the line and the cells of each
    """
    last = 0
    for line, cells in rows:
        if line == header_line and set(MARK_COLUMNS) <= {cell.strip() for cell in cells}:
            codes, words = ([cell.strip() for cell in cells].index(name) for name in MARK_COLUMNS)
            return Added(codes, words, True)
        if len(cells) > last:
            last = max(last, last_with_text(cells))
    return Added(last, last + 1)


def last_with_text(cells: Sequence[str]) -> int:
    """How many cells a row has up to the last with text."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return count


def marked_text(text: bytes, filename: str, said: Said, table: TextTable) -> bytes:
    """A text in UTF-8 with a byte-order mark before it, its cells untouched, with what is said of each row."""
    added = columns_for(((row.line, row.cells) for row in rows_of(text, filename, table.delimiter)), table.header_line)
    whole, some = io.BytesIO(), [_BOM]
    for row in rows_of(text, filename, table.delimiter):
        pair = MARK_COLUMNS if row.line == table.header_line else said.get(row.line)
        some.append(_written(row, added, pair, table.delimiter))
        some.append("\r\n" if row.end == "\r" else row.end)
        if len(some) > _AT_ONCE:
            whole.write("".join(some).encode())
            some.clear()
    whole.write("".join(some).encode())
    return whole.getvalue()


def _written(row: Sent, added: Added, pair: tuple[str, str] | None, delimiter: str) -> str:
    """The letters of a row with what is said of it; a row of which nothing is said, and that ends early, as it is."""
    count = max(len(row.cells), 1)
    if pair is None and added.replaced:
        old = any(row.cells[place] for place in added[:2] if place < count)
        return _replaced(row, added, ("", ""), delimiter) if old else row.letters
    if pair is None:
        return f"{row.letters}{delimiter}{delimiter}" if count == added.codes else row.letters
    codes, words = (_quoted(one, delimiter) for one in pair)
    if added.replaced or count > added.codes:
        return _replaced(row, added, (codes, words), delimiter)
    return f"{row.letters}{delimiter * (added.codes - count + 1)}{codes}{delimiter}{words}"


def _replaced(row: Sent, added: Added, pair: tuple[str, str], delimiter: str) -> str:
    cells = _pieces(row, delimiter)
    cells += [""] * (max(added[:2]) + 1 - len(cells))
    cells[added.codes], cells[added.words] = pair
    return delimiter.join(cells)


def _pieces(row: Sent, delimiter: str) -> list[str]:
    """The letters of each cell, quotation marks included; written anew where they stand out of place."""
    found: list[str] = []
    inside = False
    for part in row.letters.split(delimiter):
        if inside:
            found[-1] += delimiter + part
        else:
            found.append(part)
        inside ^= part.count('"') % 2 == 1
    if len(found) == max(len(row.cells), 1):
        return found
    return [_quoted(cell, delimiter) for cell in row.cells]


def _quoted(cell: str, delimiter: str) -> str:
    if delimiter not in cell and _NEEDS_QUOTES.isdisjoint(cell) and "\n" not in cell and "\r" not in cell:
        return cell
    return '"' + cell.replace('"', '""') + '"'
