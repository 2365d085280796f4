"""An analyst's own table: which of its columns is which, and the numbers in its cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from impact.cli.numbers import number_in
from impact.problems import ImpactError, nearest

if TYPE_CHECKING:
    from impact.reading import TextTable


def column_of(table: "TextTable", known: Sequence[str], what: str, asked: str | None = None) -> str:
    """The key of a column: the one asked for, or the first known heading there is; else an ImpactError.

    asked   the heading named on the command line, "" where none was; None where none can be
    """
    from impact.reading import key_of

    wanted = [key_of(asked)] if asked else list(known)
    found = next((key for key in wanted if key in table.keys), None)
    if found:
        return found
    there = ", ".join(f"'{one}'" for one in table.columns if one)
    if asked:
        close = nearest(asked, [one for one in table.columns if one])
        hint = f" Did you mean '{close}'?" if close else ""
        raise ImpactError(f"There is no column '{asked}'.{hint} There are: {there}.")
    own = "" if asked is None else f", or name yours with --{what}"
    raise ImpactError(
        f"There is no column for the {what}. Head it '{known[0]}' or '{known[1]}'{own}. There are: {there}."
    )


def cell_of(table: "TextTable", line: int, place: int, text: str) -> float:
    """The number in a cell; an ImpactError says where there is none."""
    found = number_in(text)
    where = f"Row {line}, column {table.letters[place]} ({table.columns[place]})"
    if found is None:
        said = f"'{text.strip()}' is no number" if text.strip() else "the cell is empty"
        raise ImpactError(f"{where}: {said}. Write digits, or take the row out.")
    return found
