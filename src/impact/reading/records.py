"""Takes a text apart into cells: all at once where its quotation marks are regular, else record by record."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import polars as pl

from impact.reading import lines
from impact.reading.grid import LINE, cell_column
from impact.reading.refusals import SAVE_AS_CSV, UnreadableReturn

WIDE = 500
"""Columns from which one frame column for each, mostly empty, costs more than it gains."""

_CELLS_AT_ONCE, _ROWS_AT_ONCE = 200_000, 500
"""How many cells are held as Python strings at one time, if they make up so many rows."""

_LONE_CR = re.compile(rb"\r(?!\n)")
_LOOKED_AT = 100_000

_BEYOND_THE_END = "\ue000 no row of this file \ue000"


@dataclass(frozen=True, slots=True)
class Records:
    """Cells as they fall apart at the separator.

    cells    `line` Int64 and text columns 'c0', 'c1', ...; rows and columns without text may be among them
    counts   how many cells each row has, where rows differ in that
    """

    cells: pl.DataFrame
    counts: pl.Series | None
    line_ends: str
    remarks: tuple[str, ...] = ()


def in_one_go(content: bytes, delimiter: str, width: int) -> Records | None:
    """The cells of a text whose quotation marks are regular; None where they are not, or where it is too wide.

    width is the number of cells seen in the top rows; a row below may have more. 1,000,000 even rows without
    quotation marks take 1.35 times what the parser alone takes, others 4 to 6 times.
    """
    if b'"' in content:
        return _placed(content, delimiter, True)
    crlf = b"\r" in content
    lone = crlf and _LONE_CR.search(content, 0, _LOOKED_AT)
    cells = None if lone else _parsed(content, delimiter, width, False)
    if cells is not None and _is_even(cells, content, crlf):
        return Records(cells.insert_column(0, _counted(cells.height)), None, lines.CRLF if crlf else lines.LF)
    ends = lines.unquoted_ends(content)
    if ends[lines.CR]:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found = _placed(content, delimiter, False)
    return replace(found, line_ends=lines.named(ends)) if found else None


def _is_even(cells: pl.DataFrame, content: bytes, crlf: bool) -> bool:
    """Whether all rows have the same number of cells and the same line end: then these make up the whole text.

    In a text without quotation marks; costs a third of counting the separators.
    """
    letters = sum(cells.select(pl.all().str.len_bytes().sum()).row(0))
    ended = cells.height - (0 if content.endswith((b"\n", b"\r")) else 1)
    made_up = letters + (cells.width - 1) * cells.height + ended * (2 if crlf else 1)
    return made_up == len(content) and (not crlf or content.count(b"\r") == ended)


def _placed(content: bytes, delimiter: str, quoted: bool) -> Records | None:
    """The cells of a text whose rows are told apart first, each with its line and its number of cells."""
    found = lines.layout(content, delimiter)
    if found is None:
        return None
    counts = pl.Series(found.cells_in_rows(content, delimiter), dtype=pl.Int64)
    width = int(counts.max() or 0)  # type: ignore[arg-type]
    cells = _parsed(content, delimiter, width, quoted) if width < WIDE else None
    if cells is None or cells.height != counts.len():
        return None
    cells.insert_column(0, pl.Series(LINE, found.starts_on, dtype=pl.Int64))
    return Records(cells, counts if counts.n_unique() > 1 else None, found.line_ends)


def _counted(height: int) -> pl.Series:
    return pl.int_range(1, height + 1, dtype=pl.Int64, eager=True).alias(LINE)


def _parsed(content: bytes, delimiter: str, width: int, quoted: bool) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            content,
            has_header=False,
            schema={cell_column(index): pl.String for index in range(width)},
            separator=delimiter,
            quote_char='"' if quoted else None,
            empty_string_is_null=False,
            missing_columns="insert",
            glob=False,
        )
    except pl.exceptions.PolarsError:
        return None


def by_record(content: bytes, delimiter: str, filename: str) -> Records:
    """The cells of any text, one record after the other; raises UnreadableReturn where a quotation is not closed.

    Text after a closing quotation mark is read as part of the cell, and a remark names the first row with it.
    """
    text = content.decode("utf-8")
    odd = _first_odd_line(text, delimiter) if '"' in text else None
    taken = _Taken()
    source = _Lines(text) if "\r" in text else None
    reader = csv.reader(chain(source or io.StringIO(text, newline=""), [_BEYOND_THE_END]), delimiter=delimiter)
    rows, starts = taken.rows, taken.starts
    start, held, widest, cells = 1, 0, 1, [""]
    try:
        for cells in reader:
            after = reader.line_num
            if cells and (cells[0].strip() or "".join(cells).strip()):
                if len(cells) > widest:
                    widest = len(cells)
                if odd and after > start and _swallows(cells, delimiter, widest):
                    raise UnreadableReturn(_unclosed(filename, start))
                if held > _CELLS_AT_ONCE and len(rows) > _ROWS_AT_ONCE:
                    taken.pack()
                    held = 0
                held += len(cells)
                rows.append(cells)
                starts.append(start)
            if source:
                source.row_ended()
            start = after + 1
    except csv.Error as error:  # a cell beyond any sense
        said = _unclosed(filename, start) if '"' in text else _boundless(filename, start)
        raise UnreadableReturn(said) from error
    if cells != [_BEYOND_THE_END]:
        raise UnreadableReturn(_unclosed(filename, starts[-1]))
    del rows[-1], starts[-1]
    ends = source.ends if source else Counter({lines.LF: 1})
    return taken.records(lines.named(ends), odd)


class _Lines:
    """The lines of a text one after the other, and how those that end a row end."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._last = ""
        self.ends: Counter[str] = Counter()

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._last = line
            yield line
        self._last = ""

    def row_ended(self) -> None:
        """Count the end of the line read last as the end of a row."""
        last = self._last[-2:]
        if last == "\r\n":
            self.ends[lines.CRLF] += 1
        elif last[-1:] in ("\n", "\r"):
            self.ends[lines.LF if last[-1] == "\n" else lines.CR] += 1


def _unclosed(filename: str, line: int) -> str:
    return (
        f"'{filename}' cannot be read from row {line} on: a quotation mark there is not closed, so that the rows "
        "below it run into one cell. Close it or take it out, or save the sheet again as 'CSV UTF-8'."
    )


def _boundless(filename: str, line: int) -> str:
    return (
        f"'{filename}' cannot be read from row {line} on: a cell there has more than {csv.field_size_limit():,} "
        f"letters, so it is no table. {SAVE_AS_CSV}"
    )


def _first_odd_line(text: str, delimiter: str) -> int | None:
    """The physical line of the first row in which text follows a closing quotation mark, or the last has none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error:
        return start
    return None


def _swallows(cells: list[str], delimiter: str, widest: int) -> bool:
    """Whether whole rows stand in one cell, as where a quotation mark was not closed."""
    inner = (line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines()[1:])
    return any(line.count(delimiter) >= max(widest - 1, 1) for line in inner)


class _Taken:
    """Rows gathered into frames, some at a time, so that a long file is never held as Python strings."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.starts: list[int] = []
        self._frames: list[pl.DataFrame] = []
        self._counts: list[pl.Series] = []

    def pack(self) -> None:
        """Turn the rows gathered so far into a frame of the columns that have any text."""
        columns = zip_longest(*self.rows, fillvalue="")
        cells = {cell_column(index): column for index, column in enumerate(columns) if any(column)}
        frame = pl.DataFrame({LINE: self.starts, **cells}, schema={LINE: pl.Int64, **dict.fromkeys(cells, pl.String)})
        self._frames.append(frame)
        self._counts.append(pl.Series(list(map(len, self.rows)), dtype=pl.Int64))
        self.rows.clear()
        self.starts.clear()

    def records(self, line_ends: str, odd: int | None) -> Records:
        """All rows gathered."""
        self.pack()
        cells = self._frames[0]
        if len(self._frames) > 1:
            cells = pl.concat(self._frames, how="diagonal").fill_null("")
            cells = cells.select(LINE, *sorted(cells.columns[1:], key=lambda name: int(name[1:])))
        counts = pl.concat(self._counts)
        said = f"Row {odd} has text after a closing quotation mark; the two were read as one cell."
        return Records(cells, counts if counts.n_unique() > 1 else None, line_ends, (said,) if odd else ())
