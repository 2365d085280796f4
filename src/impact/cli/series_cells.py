"""The columns of a file of values over time, and what a cell of each can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from impact.cli.numbers import number_in
from impact.marks import read_marks
from impact.problems import ImpactError, nearest

if TYPE_CHECKING:
    from impact.reading import TextTable

HEADINGS = {
    "date": ("date", "period", "time_period", "month", "quarter", "week", "term", "year", "day"),
    "value": ("value", "values", "figure", "number", "count", "rate", "percentage", "y"),
    "series": ("series", "facet", "name", "measure", "indicator", "service", "area", "group"),
    "target": ("target", "aim"),
    "rebase": ("rebase", "rebased", "step_change"),
    "reason": ("reason", "rebase_reason", "why"),
    "direction": ("direction", "improvement_direction", "better", "polarity"),
}
"""Column -> the headings by which it is known, the first ones first; date and value are needed."""

WAYS = {
    "higher": ("higher", "increase", "up", "high", "higher is better", "high is good"),
    "lower": ("lower", "decrease", "down", "low", "lower is better", "low is good"),
    "none": ("none", "neutral", "neither", "no direction"),
}
"""Better direction -> how people write it."""

NOTHING = ("", "-", "–", "..", ":", "n/a", "na", "nan", "null", "none", "missing", "#n/a")
"""Cells that say that a value is not known, or that nothing is aimed for any more."""


@dataclass(frozen=True)
class Cells:
    """The cells of a file by column, with the place of each for a sentence about it.

    keys   column of HEADINGS -> its key in the table
    """

    table: "TextTable"
    keys: Mapping[str, str]

    @cached_property
    def lines(self) -> list[int]:
        """The physical line of each row."""
        return self.table.rows["line"].to_list()

    def of(self, name: str) -> list[str]:
        """The texts of a column; blanks where the file has no such column."""
        if name not in self.keys:
            return [""] * self.table.rows.height
        return [text.strip() for text in self.table.rows[self.keys[name]]]

    def where(self, name: str, at: int) -> str:
        """The place of a cell: 'Row 4, column B (value)'."""
        place = self.table.keys.index(self.keys[name])
        return f"Row {self.lines[at]}, column {self.table.letters[place]} ({self.table.columns[place]})"

    def number(self, name: str, at: int, text: str) -> float | None:
        """The number of a cell; None where it says that there is none. Raises ImpactError for any other text."""
        if text.casefold() in NOTHING or read_marks(text):
            return None
        found = number_in(text.removesuffix("%").removeprefix("£"))
        if found is None:
            raise ImpactError(
                f"{self.where(name, at)}: '{text}' is no number. Write digits, such as 1204 or 4.5, or leave it empty."
            )
        return found


def cells_of(table: "TextTable", filename: str) -> Cells:
    """The columns that a table has of ours; an ImpactError where there is none for the date or the value."""
    if table.problems:
        raise ImpactError(str(table.problems[0]))
    found = {name: next((one for one in known if one in table.keys), "") for name, known in HEADINGS.items()}
    lacking = [name for name in ("date", "value") if not found[name]]
    if lacking:
        there = [one for one in table.columns if one]
        close = nearest(lacking[0], there)
        hint = f" Is it '{close}'? Then rename that." if close else f" There are: {', '.join(map(repr, there))}."
        named = " and no column ".join(f"'{one}'" for one in lacking)
        raise ImpactError(f"'{filename}' has no column {named}.{hint}")
    return Cells(table, {name: key for name, key in found.items() if key})


def values_of(cells: Cells) -> tuple[list[float | None], str]:
    """The values, and "%" where all are written with it; an ImpactError where only some are."""
    texts = cells.of("value")
    read = [cells.number("value", at, text) for at, text in enumerate(texts)]
    per_cent = [text.endswith("%") for text, value in zip(texts, read, strict=True) if value is not None]
    if any(per_cent) and not all(per_cent):
        at = next(at for at, text in enumerate(texts) if read[at] is not None and not text.endswith("%"))
        raise ImpactError(f"{cells.where('value', at)}: '{texts[at]}' stands among percentages. Write all with %.")
    return read, "%" if any(per_cent) else ""


def directions_of(cells: Cells, names: list[str], otherwise: str) -> list[str]:
    """The better direction of each row's series: the one it states, else another; two are an ImpactError."""
    stated: dict[str, str] = {}
    for at, (name, text) in enumerate(zip(names, cells.of("direction"), strict=True)):
        if not text:
            continue
        way = next((way for way, words in WAYS.items() if text.casefold() in words), "")
        if not way:
            raise ImpactError(f"{cells.where('direction', at)}: '{text}' is no direction. Write higher, lower or none.")
        if stated.setdefault(name, way) != way:
            raise ImpactError(
                f"{cells.where('direction', at)}: '{text}' stands beside '{stated[name]}' further up. Write one."
            )
    return [stated.get(name, otherwise) for name in names]
