"""Opens a return as it was sent: every cell as text, with the line it stands on.

Nothing is guessed silently. UTF-8 is tried first, then the encoding of older Windows programs;
the separator is whichever shows the headings that every return must have. What cannot be opened
is refused in one sentence that says what to do.
"""

import csv
import io
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from impact.ledger import no_fixes
from impact.problems import ImpactError, Problem, nearest

MAX_BYTES = 25_000_000
"""Largest file accepted: some 400,000 rows, a hundred times an ordinary return. Judgement."""

OBLIGATORY = ("period", "service_id", "indicator_id")
"""Headings without which a row says nothing."""

UTF_8, UTF_8_BOM, WINDOWS = "utf-8", "utf-8 with BOM", "windows-1252"

_SEARCHED = 20
"""Records from the top in which the heading row is looked for."""

_DELIMITERS = (",", ";", "\t", "|")
_SAVE_AS_CSV = "Open it in a spreadsheet, choose 'Save as', then 'CSV UTF-8', and send that file."
_MAGIC = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an older Office file"),
    (b"\x1f\x8b", "a packed (gzip) file"),
    (b"Rar!", "a packed (RAR) file"),
    (b"7z\xbc\xaf", "a packed (7z) file"),
    (b"PAR1", "a Parquet file"),
)


class UnreadableReturn(ImpactError):
    """A file that could not be opened as a return; the message says what to send in its place."""


@dataclass(frozen=True)
class TextTable:
    """A return as found: text only, nothing corrected.

    columns      headings as found, without surrounding spaces; a nameless column with cells is ""
    keys         the names of those columns in `rows`: lower case, spaces and hyphens as "_"
    letters      the letters of those columns as a spreadsheet shows them
    rows         one Utf8 column per key, blank cells "", and `line` (Int64): the physical line of
                 the file on which the row starts, 1-based. Rows without any text are left out.
    encoding     "utf-8", "utf-8 with BOM" or "windows-1252" (a guess whenever UTF-8 fails)
    header_line  physical line of the headings
    problems     rows with more cells than headings; these rows are not in `rows`
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


def column_letter(index: int) -> str:
    """The letters of a column by its place from 0: 0 is A, 25 is Z, 26 is AA, 16383 is XFD."""
    letters = ""
    place = index + 1
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def refuse_by_size(size: int, filename: str) -> None:
    """Raises UnreadableReturn if a file of `size` bytes is too large, so that it need not be read at all."""
    if size > MAX_BYTES:
        raise UnreadableReturn(
            f"'{filename}' has {size / 1_000_000:,.0f} MB; the most that can be read is "
            f"{MAX_BYTES / 1_000_000:.0f} MB. Send one file for each period, with one row for each indicator."
        )


def read_table(content: bytes, filename: str) -> TextTable:
    """The cells of a CSV file as text; raises UnreadableReturn with the way out if it cannot be opened."""
    refuse_by_size(len(content), filename)
    _refuse_what_is_no_text(content, filename)
    text, encoding = _decoded(content, filename)
    delimiter, header_line, named = _headings(text, filename)
    records, problems = _records(text, delimiter, header_line, len(named), filename)
    if not records and not problems:
        raise UnreadableReturn(
            f"'{filename}' has headings but no rows under them. Fill in one row for each indicator and send it again."
        )
    return _table(named, records, problems, encoding, delimiter, header_line)


def _refuse_what_is_no_text(content: bytes, filename: str) -> None:
    if not content.strip():
        raise UnreadableReturn(f"'{filename}' is empty. Save the sheet again as 'CSV UTF-8' and send that file.")
    if content[:4] == b"PK\x03\x04":
        sheet = b"xl/" in content or b"opendocument.spreadsheet" in content[:200]
        what = "a spreadsheet (XLSX or ODS)" if sheet else "a packed (ZIP) file"
        raise UnreadableReturn(f"'{filename}' is {what}, and returns are CSV files. {_SAVE_AS_CSV}")
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise UnreadableReturn(f"'{filename}' is {what}, and returns are CSV files. {_SAVE_AS_CSV}")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or _every_other_byte_is_zero(content[:2000]):
        raise UnreadableReturn(f"'{filename}' is written in UTF-16 ('Unicode text'). {_SAVE_AS_CSV}")
    if b"\x00" in content:
        raise UnreadableReturn(
            f"'{filename}' holds bytes that are not text, so it is damaged or not a CSV file. {_SAVE_AS_CSV}"
        )


def _every_other_byte_is_zero(start: bytes) -> bool:
    zeros = (start[0::2].count(0), start[1::2].count(0))
    return max(zeros) > len(start) * 0.4 and min(zeros) < len(start) * 0.1


def _decoded(content: bytes, filename: str) -> tuple[str, str]:
    if content.startswith(b"\xef\xbb\xbf"):
        content, encoding = content[3:], UTF_8_BOM
    else:
        encoding = UTF_8
    try:
        return content.decode("utf-8"), encoding
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), WINDOWS
    except UnicodeDecodeError as error:
        raise UnreadableReturn(f"'{filename}' is written in an encoding that is not known. {_SAVE_AS_CSV}") from error


def _key(heading: str) -> str:
    return heading.strip().lower().replace(" ", "_").replace("-", "_")


def _headings(text: str, filename: str) -> tuple[str, int, list[str]]:
    """The separator, the physical line of the heading row, and its headings."""
    told = text[:5].lower().startswith("sep=")
    delimiters = (text[4:5],) if told and text[4:5] in _DELIMITERS else _DELIMITERS
    rows: list[tuple[int, list[str]]] = []
    for delimiter in delimiters:
        for line, cells in _top(text, delimiter):
            if {_key(cell) for cell in cells}.issuperset(OBLIGATORY):
                headings = [cell.strip() for cell in cells]
                while not headings[-1]:
                    headings.pop()
                _refuse_duplicates(headings, line, filename)
                return delimiter, line, headings
            rows.append((line, [cell.strip() for cell in cells[:100] if len(cell) <= 60]))
    raise UnreadableReturn(_no_headings(rows, filename))


def _top(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    lines = list(islice(io.StringIO(text, newline=""), _SEARCHED))
    reader = csv.reader(lines, delimiter=delimiter)
    found, start = [], 1
    try:
        for cells in reader:
            found.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:  # a cell beyond any sense; the rows above it may still hold the headings
        pass
    return found


def _refuse_duplicates(headings: list[str], line: int, filename: str) -> None:
    places: dict[str, str] = {}
    for index, heading in enumerate(headings):
        letter = column_letter(index)
        if heading and (first := places.setdefault(_key(heading), letter)) != letter:
            raise UnreadableReturn(
                f"'{filename}' has the heading '{heading}' twice in row {line}, in columns {first} and {letter}. "
                "Rename or delete one of them."
            )


def _no_headings(rows: list[tuple[int, list[str]]], filename: str) -> str:
    """Which headings the likeliest heading row lacks; cells are named only where they resemble one of ours."""
    needed = f"The headings {', '.join(OBLIGATORY[:-1])} and {OBLIGATORY[-1]} are needed in one row"
    likeliest: tuple[int, list[str]] = (0, [])
    most = 0
    for line, cells in rows:
        alike = sum(nearest(wanted, [_key(cell) for cell in cells]) is not None for wanted in OBLIGATORY)
        if alike > most:
            likeliest, most = (line, cells), alike
    if not most:
        return (
            f"{needed}, and none of the first {_SEARCHED} rows of '{filename}' has them. "
            "Start from the template: a return holds counts, one row for each indicator."
        )
    line, cells = likeliest
    headings = {_key(cell): cell for cell in cells}
    lacks = [_lacking(wanted, headings) for wanted in OBLIGATORY if wanted not in headings]
    return f"{needed}; row {line} of '{filename}' lacks {', '.join(lacks)}. Write the headings as in the template."


def _lacking(wanted: str, headings: dict[str, str]) -> str:
    close = nearest(wanted, list(headings))
    return f"'{wanted}'" + (f" (the nearest is '{headings[close]}')" if close else "")


def _records(
    text: str, delimiter: str, header_line: int, width: int, filename: str
) -> tuple[list[list[str]], list[Problem]]:
    """The rows below the headings, each `width` cells and its line, and those that are too long."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if start <= header_line or not any(map(str.strip, cells)):
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                problems.append(_too_long(start, len(cells), width))
                continue
            records.append([*cells[:width], *[""] * (width - len(cells)), str(start)])
    except csv.Error as error:
        raise UnreadableReturn(
            f"'{filename}' cannot be read from row {line} on: a quotation mark there is not closed, or text "
            "follows a closing one. Mend that row, or save the sheet again as 'CSV UTF-8'."
        ) from error
    return records, problems


def _too_long(line: int, cells: int, width: int) -> Problem:
    remedy = (
        f"This row has {cells} cells under {width} headings. If a note or a number holds the separator, "
        "put that cell in quotation marks or take the separator out."
    )
    return Problem("too-many-cells", remedy, line)


def _table(
    named: list[str],
    records: list[list[str]],
    problems: list[Problem],
    encoding: str,
    delimiter: str,
    header_line: int,
) -> TextTable:
    columns = list(zip(*records, strict=True)) if records else [()] * (len(named) + 1)
    kept = [index for index, name in enumerate(named) if name or any(map(str.strip, columns[index]))]
    letters = tuple(column_letter(index) for index in kept)
    keys = tuple(_key(named[index]) or f"column {column_letter(index)}" for index in kept)
    cells = {key: pl.Series(columns[index], dtype=pl.String) for key, index in zip(keys, kept, strict=True)}
    lines = pl.Series(columns[-1], dtype=pl.String).cast(pl.Int64)
    return TextTable(
        columns=tuple(named[index] for index in kept),
        keys=keys,
        letters=letters,
        rows=pl.DataFrame({"line": lines, **{key: cell for key, cell in cells.items() if key != "line"}}),
        encoding=encoding,
        delimiter=delimiter,
        header_line=header_line,
        problems=tuple(problems),
    )
