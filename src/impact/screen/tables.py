"""What a sheet is made of: its columns, its cells as text, and texts that no spreadsheet runs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its key in a row, its heading, and whether it holds numbers (set to the right)."""

    key: str
    heading: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """A cell that is markup of our own making; everything else in a sheet is escaped."""

    markup: str
    text: str


class File(NamedTuple):
    """A sheet as it can be taken away: its rows and columns, the name of the file, and whose data it is."""

    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[Column]
    name: str
    note: str


def text_of(row: Mapping[str, Any], column: Column) -> str:
    """What a cell says, without any markup; "" where it is empty."""
    value = row.get(column.key)
    return value.text if isinstance(value, Html) else "" if value is None else str(value)


def safe(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before what would begin a formula; a number is left."""
    begins = text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA_BEGINS)
    return f"'{text}" if begins and not _NUMBER.fullmatch(text) else text
