"""Opens a published file: every cell as text, with the publisher's own line number."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from impact.problems import ImpactError, nearest
from impact.recipes.models import Recipe

_OTHER_KINDS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "an Excel workbook or packed folder"),
    (b"\xd0\xcf\x11\xe0", "an older Excel workbook"),
)
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Uneven:
    """A row with more or fewer cells than the heading: its line, its cells, the heading's."""

    line: int
    cells: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Source:
    """A published file as opened.

    frame    `line` (Int64) and the recipe's columns (text without surrounding spaces)
    letters  each column as the publisher's file shows it: "M" in a CSV, its name in a Parquet file
    counted  what `line` counts: "line" (physical, 1-based, the heading is line 1) or "row"
    uneven   rows that could not be read
    """

    frame: pl.DataFrame
    letters: dict[str, str]
    counted: str
    uneven: tuple[Uneven, ...] = ()


def read_source(recipe: Recipe, content: bytes) -> Source:
    """The recipe's columns of a published file; an ImpactError says why it is not such a file."""
    if content.startswith(_PARQUET):
        if "parquet" not in recipe.formats:
            raise _wrong(recipe, "This is a Parquet file; the recipe reads CSV.")
        return _parquet(recipe, content)
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            raise _wrong(recipe, f"This is {kind}, whatever its name says.")
    return _csv(recipe, content)


def _csv(recipe: Recipe, content: bytes) -> Source:
    try:
        text = content.decode(recipe.encoding)
    except UnicodeDecodeError as error:
        raise _wrong(recipe, f"Its letters are not {recipe.encoding.removesuffix('-sig').upper()}.") from error
    if "\x00" in text or not text.strip():
        raise _wrong(recipe, "It holds no text." if not text.strip() else "This is not a text file.")
    records = _records(recipe, text)
    headings = [heading.strip() for heading in next(records)[1]]
    place = _found(recipe, headings)
    lines, cells, uneven = _columns(records, len(headings), list(place.values()))
    data = {name: pl.Series(column, dtype=pl.String) for name, column in zip(place, cells, strict=True)}
    frame = pl.DataFrame({"line": pl.Series(lines, dtype=pl.Int64), **data})
    return Source(frame, {name: _letter(at) for name, at in place.items()}, "line", tuple(uneven))


def _records(recipe: Recipe, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line on which it begins; a quoted cell may run over several."""
    reader = csv.reader(io.StringIO(text, newline=""))
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _wrong(recipe, f"It breaks off at line {reader.line_num}: {error}.") from error


def _columns(
    records: Iterator[tuple[int, list[str]]], width: int, places: Sequence[int]
) -> tuple[list[int], list[list[str]], list[Uneven]]:
    lines: list[int] = []
    cells: list[list[str]] = [[] for _ in places]
    uneven: list[Uneven] = []
    for line, row in records:
        if len(row) == width:
            lines.append(line)
            for column, at in zip(cells, places, strict=True):
                column.append(row[at].strip())
        elif any(row):
            uneven.append(Uneven(line, len(row), width))
    return lines, cells, uneven


def _parquet(recipe: Recipe, content: bytes) -> Source:
    try:
        held = list(pl.read_parquet_schema(io.BytesIO(content)))
        _found(recipe, held)
        frame = pl.read_parquet(io.BytesIO(content), columns=list(recipe.columns))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _wrong(recipe, "It is damaged.") from error
    cells = frame.with_columns(_as_text(name, kind) for name, kind in frame.schema.items())
    numbered = cells.with_row_index("line", offset=1).with_columns(pl.col("line").cast(pl.Int64))
    return Source(numbered, {name: name for name in recipe.columns}, "row")


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_float():  # codes such as 354.0; figures are text in every file read so far
        column = pl.when(column == column.round()).then(column.cast(pl.Int64).cast(pl.String)).otherwise(column)
    return column.cast(pl.String).str.strip_chars().fill_null("").alias(name)


def _found(recipe: Recipe, headings: Sequence[str]) -> dict[str, int]:
    """Where each of the recipe's columns stands; the first of two of one name counts for nothing."""
    missing = [name for name in recipe.columns if name not in headings]
    if missing:
        raise _wrong(recipe, _missing(missing, headings))
    twice = [name for name in recipe.columns if headings.count(name) > 1]
    if twice:
        raise _wrong(recipe, f"The column '{twice[0]}' stands in it twice.")
    return {name: headings.index(name) for name in recipe.columns}


def _missing(missing: Sequence[str], headings: Sequence[str]) -> str:
    said = []
    for name in missing[:5]:
        near = nearest(name, [heading for heading in headings if heading][:500])
        said.append(f"'{name}' (nearest found: '{near}')" if near else f"'{name}'")
    more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
    return f"These columns are missing: {', '.join(said)}{more}."


def _wrong(recipe: Recipe, why: str) -> ImpactError:
    return ImpactError(
        f"This file cannot be read as '{recipe.title}' (recipe '{recipe.name}'). {why} "
        f"Fetch the file again from {recipe.publisher} ({recipe.repository}), or choose the recipe that fits it."
    )


def _letter(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
