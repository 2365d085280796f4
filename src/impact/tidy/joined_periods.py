"""Puts a year in one column and the quarter, term or month in another together: only both say the period of a row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from impact import periods
from impact.ledger import Choices
from impact.reading import TextTable
from impact.tidy.bare_cells import bared
from impact.tidy.claims import Column
from impact.tidy.mapping import FixRow
from impact.tidy.period_readings import said_in
from impact.tidy.period_words import words_in
from impact.tidy.synonyms import SYNONYMS, plain

RULE = "period-joined"

_YEARS = ({"pair"}, {"year"})
_MOST = 2_000
"""Different pairs of cells up to which they are read. Judgement: a return has a dozen."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A file whose column of years, if it has one beside a column of quarters, is gone into these cells.

    years    that column; None where nothing was joined
    fixes    rows of the LEDGER
    """

    table: TextTable
    years: Column | None = None
    fixes: tuple[FixRow, ...] = ()


def with_years(table: TextTable, choices: Choices) -> Joined:
    """A file with its years put to its quarters, where two columns hold nothing else and never contradict each other.

    It is left to the questions about headings where an answer is about one of the two, or this was taken back.
    """
    columns = [Column(*one) for one in zip(table.keys, table.columns, table.letters, strict=True)]
    found = [column for column in columns if _names_a_period(column)]
    if len(found) != 2 or _is_settled(found, choices):
        return Joined(table)
    pairs = table.rows.select(pl.col(column.key).str.strip_chars() for column in found).unique(maintain_order=True)
    full = pairs.filter(pl.all_horizontal(pl.all() != ""))
    for years, parts in (found, found[::-1]):
        if 0 < full.height <= _MOST and all(map(_fit, full[years.key], full[parts.key])):
            return _joined(table, years, parts)
    return Joined(table)


def _names_a_period(column: Column) -> bool:
    return column.key == "period" or SYNONYMS.get(plain(column.heading)) == "period"


def _is_settled(columns: Sequence[Column], choices: Choices) -> bool:
    taken_back = any((RULE, column.letter) in choices.declined for column in columns)
    answered = any(f"heading:{column.letter}" in choices.answers for column in columns)
    return taken_back or answered or "which:period" in choices.answers


def _fit(year: str, part: str) -> bool:
    """Whether two cells are a year and a quarter, term or month of it, or what kind of year it is."""
    together = bared(f"{year} {part}").text
    one, both = words_in(bared(year).text), words_in(together)
    if one is None or both is None or one.names not in _YEARS:
        return False
    says_more = both.names > one.names or both.family != one.family
    return says_more and any(said_in(together, kind) for kind in (None, *periods.KINDS))


def _joined(table: TextTable, years: Column, parts: Column) -> Joined:
    year, part = (pl.col(column.key).str.strip_chars() for column in (years, parts))
    named = [text.strip() for text in table.different.of(parts.key)]
    dated = [text for text in named if (said := words_in(bared(text).text)) and said.names & {"pair", "year"}]
    made = pl.when(part.is_in(dated)).then(part).otherwise((year + pl.lit(" ") + part).str.strip_chars())
    rows = table.rows.with_columns(made.alias(parts.key)).drop(years.key)
    kept = [place for place, key in enumerate(table.keys) if key != years.key]
    keys, headings, letters = ([each[place] for place in kept] for each in (table.keys, table.columns, table.letters))
    first = table.rows[parts.key][0].strip()
    fix: FixRow = (RULE, None, parts.letter, parts.heading, first, rows[parts.key][0])
    out: FixRow = (RULE, None, years.letter, years.heading, years.heading, f"joined to column {parts.letter}")
    joined = replace(table, rows=rows, keys=tuple(keys), columns=tuple(headings), letters=tuple(letters))
    return Joined(joined, years, (out, fix))
