"""Puts cells right where it has been settled what each should be, and lists every one of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from impact.ledger import FIX_SCHEMA, Choices
from impact.tidy.tidied import Place

CHANGES: dict[str, Any] = {
    "row": pl.UInt32,
    "name": pl.String,
    "found": pl.String,
    "cell": pl.String,
    "made": pl.String,
    "rule": pl.String,
}
"""One row a cell: where it stands in the rows, its return column, what was found, what it becomes, how that is
listed where more was done than the cell shows, and by which rule."""

LETTERS_RULE = "plain-letters"
"""The rule by which letters that only look like plain ones are made plain."""

Places = Sequence[Mapping[str, Place]]


def placed(places: Places, names: Collection[str]) -> list[str]:
    """The return columns among some that a column of the file holds; the cells of others are blank or answered."""
    return [name for name in names if any(block.get(name, ("", ""))[0] for block in places)]


def where(places: Places, names: Collection[str]) -> pl.DataFrame:
    """block Int32, name, letter, heading: where the cells of each block come from; those answered have no place."""
    held = [
        (number, name, *block[name])
        for number, block in enumerate(places)
        for name in names
        if block.get(name, ("", ""))[0]
    ]
    kinds: dict[str, Any] = {"block": pl.Int32, "name": pl.String, "letter": pl.String, "heading": pl.String}
    return pl.DataFrame(held, kinds, orient="row")


def taken_back(cells: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Cells (rule, letter) without those whose sender took this rule back in this column."""
    if not choices.declined:
        return cells
    declined = pl.DataFrame(list(choices.declined), {"rule": pl.String, "letter": pl.String}, orient="row")
    return cells.join(declined, ["rule", "letter"], "anti", maintain_order="left")


def applied(rows: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The rows with each cell of CHANGES as it should be."""
    if not changes.height:
        return rows
    made = [
        rows[str(name)].clone().scatter(part["row"], part["cell"])
        for (name,), part in changes.group_by("name", maintain_order=True)
    ]
    return rows.with_columns(made)


def listed(rows: pl.DataFrame, places: Places, changes: pl.DataFrame) -> pl.DataFrame:
    """CHANGES as a LEDGER, in the order of the rows."""
    cells = changes.sort("row", maintain_order=True)
    at = rows.select("line", "block")[cells["row"]]
    cells = cells.with_columns(at.get_columns())
    cells = cells.join(
        where(places, changes["name"].unique().to_list()), ["block", "name"], "left", maintain_order="left"
    )
    return cells.rename({"letter": "column"}).select(list(FIX_SCHEMA))
