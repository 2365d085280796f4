"""Where in a file the base of each row stands: the cell of the denominator, or of the number of people."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

Places = Sequence[Mapping[str, tuple[str, str]]]
"""For each block of a file's columns, the letter and the heading that each part of a row was read from."""

_LEADING = ("numerator", "value", "marker")
"""The parts of a row by whose cell it is found."""

_KINDS: dict[str, Any] = dict.fromkeys(("lead", "denominator", "n", "denominator_heading", "n_heading"), pl.String)


def with_base_cells(rows: pl.DataFrame, places: Places) -> pl.DataFrame:
    """The rows with base_letter and base_heading: the column of what they rest on; null where it has no cell.

    rows      CLEAN ROWS, with further columns or without
    returns   the rows in order of line and leading column

    It has none where the sheet has no such column, and where its cell would be taken for another row's: a row is
    found by the nearest leading cell at or to the left of the one that is pointed at.
    """
    lead = pl.col("cell").str.strip_chars_end("0123456789")
    beside = rows.with_columns(lead=lead).join(_columns(places), "lead", "left", suffix="_at", maintain_order="left")
    by_n = pl.col("denominator").is_null()
    beside = beside.with_columns(
        base_letter=pl.when(by_n).then("n_at").otherwise("denominator_at"),
        base_heading=pl.when(by_n).then("n_heading").otherwise("denominator_heading"),
    ).sort("line", _place("lead"))
    found = pl.when(_found_by_it())
    named = [found.then(pl.col(name)).alias(name) for name in ("base_letter", "base_heading")]
    return beside.select(*rows.columns, *named)


def _columns(places: Places) -> pl.DataFrame:
    """The letter of each leading column -> where the denominator and n of its block stand; null where nowhere."""
    found: dict[str, tuple[str | None, ...]] = {}
    for block in places:
        bases = [block.get(name, ("", "")) for name in ("denominator", "n")]
        said = (*(letter or None for letter, _ in bases), *(heading for _, heading in bases))
        for lead in (block[name][0] for name in _LEADING if name in block):
            found.setdefault(lead, (lead, *said))
    return pl.DataFrame(list(found.values()), schema=_KINDS, orient="row")


def _found_by_it() -> pl.Expr:
    """Whether the row's leading cell is the nearest to the left of its base, or the row is alone on its line."""
    line, lead, base = pl.col("line"), _place("lead"), _place("base_letter")
    goes_on = (line == line.shift(-1)).fill_null(value=False)
    alone = ~goes_on & (line != line.shift(1)).fill_null(value=True)
    return alone | ((lead <= base) & (~goes_on | (base < lead.shift(-1))))


def _place(name: str) -> pl.Expr:
    """A column's place among all columns: longer letters lie to the right of shorter ones."""
    return pl.col(name).str.pad_start(3)
