"""What the two added columns say in each row of a marked file, in codes and in words."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import polars as pl

from impact.reading import TextTable

MARKS: dict[str, Any] = {
    "rule": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "remedy": pl.String,
    "blocks": pl.Boolean,
}
"""MARKS: one row a fault or doubt. line is null where it is about the whole file or column; column is a letter, ""
for a whole row; blocks is False for a doubt. Further columns are passed over."""

DOUBT = "Worth a look: "
LONGEST = 32_000
"""Letters in one cell; a spreadsheet takes 32,767."""

IN_WORDS = 5
"""Rows of each code and column that have words where there is no room for all."""

SEVERAL = "; "
"""Between two codes."""

_LONGEST_HEADING = 60
_NOT_SHOWN = r"[\p{Cc}\x{2028}\x{2029}\x{fffe}\x{ffff}]+"
_FORMULA = r"^[=+\-@＝＋－＠]"
"""How a cell begins that a spreadsheet would take for a formula."""


Said = Mapping[int, tuple[str, str]]
"""What is written into the row that starts on a line: codes and words."""


def sayings(marks: pl.DataFrame, table: TextTable, room: int) -> Said:
    """What is written into each row that anything is said of.

    room    bytes that all of it may take. If it would take more, words stand only in the first rows of each code
            and column, and elsewhere the code alone

    What is about the whole file, a whole column or the headings is said in the first row of data, before what is
    about that row; doubts come after faults. Neither text can be taken for a formula.
    """
    said: dict[int, tuple[str, str]] = {}
    several: dict[int, list[str]] = {}
    found = worded(marks, table).sort(pl.col("line").eq_missing(pl.col("at")), maintain_order=True)
    if found.select(pl.col("words", "rule").str.len_bytes().sum()).sum_horizontal().item() > room:
        first = pl.int_range(pl.len()).over("rule", "column") < IN_WORDS
        found = found.with_columns(words=pl.when(first).then("words").otherwise(pl.lit("")))
    for line, code, words in found.select("at", "rule", "words").iter_rows():
        if line not in said:
            said[line] = code, words
            continue
        if code not in said[line][0].split(SEVERAL):
            said[line] = f"{said[line][0]}{SEVERAL}{code}", said[line][1]
        several.setdefault(line, [said[line][1]]).append(words)
    for line, sentences in several.items():
        said[line] = said[line][0], _joined([sentence for sentence in sentences if sentence])
    return said


def worded(marks: pl.DataFrame, table: TextTable) -> pl.DataFrame:
    """MARKS once each, faults before doubts and by column, with what is said of each.

    at      the line of the row in which it is said
    words   what is said there: where, unless it is about that row as a whole, and the remedy
    bare    what is said where it is plain to see which cell is meant
    """
    lines = marks["line"].drop_nulls()
    first = table.first_line or lines.filter(lines > table.header_line).min() or table.header_line + 1
    elsewhere = pl.col("line").is_null() | pl.col("line").is_in(table.header_lines)
    return (
        marks.select(*MARKS)
        .unique(maintain_order=True)
        .sort(~pl.col("blocks"), pl.col("column").str.len_bytes(), "column", maintain_order=True)
        .with_columns(
            at=pl.when(elsewhere).then(first).otherwise("line"),
            words=_harmless(pl.concat_str(_doubt(), _where(elsewhere, table), _on_one_line("remedy"))),
            bare=pl.concat_str(_doubt(), _on_one_line("remedy")),
            rule=_harmless(_on_one_line("rule")),
        )
    )


def _on_one_line(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(_NOT_SHOWN, " ").str.strip_chars()


def _doubt() -> pl.Expr:
    return pl.when("blocks").then(pl.lit("")).otherwise(pl.lit(DOUBT))


def _where(elsewhere: pl.Expr, table: TextTable) -> pl.Expr:
    named = {letter: _named(letter, heading) for letter, heading in zip(table.letters, table.columns, strict=True)}
    column = pl.col("column").replace(named)
    about_all, whole_row = pl.col("line").is_null(), pl.col("column") == ""
    return (
        pl.when(about_all & whole_row)
        .then(pl.lit("Whole file: "))
        .when(about_all)
        .then(pl.format("Whole column {}: ", column))
        .when(elsewhere & whole_row)
        .then(pl.format("Row {}: ", "line"))
        .when(elsewhere)
        .then(pl.format("Row {}, column {}: ", "line", column))
        .when(whole_row)
        .then(pl.lit(""))
        .otherwise(pl.format("Column {}: ", column))
    )


def _named(letter: str, heading: str) -> str:
    heading = " ".join(heading.split())
    if len(heading) > _LONGEST_HEADING:
        heading = f"{heading[: _LONGEST_HEADING - 1]}…"
    return f"{letter} ({heading})" if heading else letter


def _joined(sentences: Sequence[str]) -> str:
    """As many of the sentences as one cell holds, and how many more there are."""
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    shown = bisect_right(ends, LONGEST)
    more = [f"And {len(sentences) - shown:,} more."] if shown < len(sentences) else []
    return " ".join([*sentences[:shown], *more])


def _harmless(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(_FORMULA)).then(pl.format("'{}", text)).otherwise(text)
