"""Rows that do not fit under the headings: more cells than headings, or a separator lost between two cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from impact.problems import Problem
from impact.reading.grid import LINE
from impact.reading.headings import OBLIGATORY
from impact.reading.keys import key_of

TOO_MANY, TOO_FEW = "too-many-cells", "too-few-cells"

_CLEAR = 0.5
"""Share of the rows that must have the same number of cells before a shorter row is looked at. Judgement."""
_NUMERIC = 0.9
"""Share of a column's cells that must be numbers before words in it are out of place. Judgement."""
_NAMELESS_ROWS, _NAMELESS = 2, 0.5
"""How many rows, and more than what share, must fill a column at the right before it is one. Judgement."""

_GLUED_DATE = r"^\s*\d{1,2}/\d{1,2}/(?:19|20)\d\d\s*[-£]?\d"
_NUMBER = r"^\s*[-+<>£(]*\d[\d,.]*[%)]?\s*$"
_WORDS = r"[A-Za-z]{3}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet: names in the grid, letters as a spreadsheet shows them, headings ("" if none)."""

    names: Sequence[str]
    letters: Sequence[str]
    headings: Sequence[str]

    def first(self, width: int) -> "Columns":
        """The first so many of them."""
        return Columns(self.names[:width], self.letters[:width], self.headings[:width])


def columns_under_headings(rows: pl.DataFrame, headings: Sequence[str]) -> int:
    """How many columns belong to the table: up to the last heading, and nameless ones that most rows fill.

    In our own form nothing to the right of the headings is a column.
    """
    last = max((place for place, heading in enumerate(headings) if heading), default=-1) + 1
    if set(OBLIGATORY).issubset(map(key_of, headings)):
        return last
    columns = rows.drop(LINE).columns
    while last < len(columns):
        filled = int((rows[columns[last]].str.strip_chars() != "").sum())
        if filled < _NAMELESS_ROWS or filled <= _NAMELESS * rows.height:
            break
        last += 1
    return last


def too_long(rows: pl.DataFrame, counts: pl.Series | None, columns: Columns, width: int) -> dict[int, Problem]:
    """Rows with text to the right of the headings: place of the row -> problem."""
    beyond = rows.columns[1 + width :]
    if not beyond:
        return {}
    filled = rows.select(
        pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in beyond).alias("beyond")
    ).to_series()
    headed = int(columns.names[width - 1][1:]) + 1 if width else 0
    places = filled.arg_true()
    long = rows[places]
    cells = counts[places].to_list() if counts is not None else _last_filled(long, beyond)
    return {
        place: Problem(TOO_MANY, _has_too_many(count, headed), line)
        for place, line, count in zip(places.to_list(), long[LINE].to_list(), cells, strict=True)
    }


def _last_filled(rows: pl.DataFrame, names: Sequence[str]) -> list[int]:
    """How many cells each row has up to its last with text, from the names of the columns that may hold it."""
    filled = [
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.lit(int(name[1:]) + 1)).otherwise(0) for name in names
    ]
    return rows.select(pl.max_horizontal(filled).alias("cells")).to_series().to_list()


def _has_too_many(cells: int, headed: int) -> str:
    return (
        f"This row has {cells} cells under {headed} headings. If a note or a number holds the separator, "
        "put that cell in quotation marks or take the separator out."
    )


def lost_separators(rows: pl.DataFrame, counts: pl.Series | None, columns: Columns) -> dict[int, Problem]:
    """Rows with fewer cells than most, and whose cells do not fit their columns: place of the row -> problem.

    A row that merely ends early, its last cells blank, fits and is left alone. One in which a date runs into a
    number, or words stand under numbers, has lost a separator; which, its sender must say.
    """
    if counts is None or not rows.height:
        return {}
    usual = counts.value_counts(sort=True).row(0)
    if usual[1] < _CLEAR * rows.height:
        return {}
    whole = rows.filter(counts == usual[0]).head(1000)
    numeric = [name for name in columns.names if _is_numeric(whole[name])]
    suspects = rows.with_row_index("place").filter(counts < usual[0])
    found = suspects.select(
        "place",
        LINE,
        *(pl.col(name).str.contains(_GLUED_DATE).alias(f"glued {name}") for name in columns.names),
        *(pl.col(name).str.contains(_WORDS).alias(f"words {name}") for name in numeric),
    )
    doubtful = found.filter(pl.any_horizontal(pl.exclude("place", LINE))) if columns.names else found.clear()
    return dict(_problems(doubtful, suspects, counts, columns, usual[0]))


def _is_numeric(column: pl.Series) -> bool:
    filled = column.filter(column.str.strip_chars() != "")
    if filled.len() < max(3, column.len() / 2):
        return False
    return int(filled.str.contains(_NUMBER).sum()) >= _NUMERIC * filled.len()


def _problems(
    doubtful: pl.DataFrame, suspects: pl.DataFrame, counts: pl.Series, columns: Columns, usual: int
) -> Iterator[tuple[int, Problem]]:
    kept = suspects.join(doubtful.select("place"), on="place", how="semi", maintain_order="left")
    for flags, row in zip(doubtful.iter_rows(named=True), kept.iter_rows(named=True), strict=True):
        place = flags["place"]
        glued = next((name for name in columns.names if flags[f"glued {name}"]), None)
        odd = glued or next(name for name in columns.names if flags.get(f"words {name}"))
        at = columns.names.index(odd)
        why = (
            "a date and a number run into each other here"
            if glued
            else "there are words here under a heading for numbers"
        )
        yield (
            place,
            Problem(
                TOO_FEW,
                f"This row has {counts[place]} cells where other rows have {usual}, and {why}: a separator was lost. "
                "Put it back where it belongs.",
                row[LINE],
                columns.letters[at],
                columns.headings[at],
                row[odd].strip(),
            ),
        )
