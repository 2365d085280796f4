"""Asks what a point before three digits is in a file whose commas are decimal ones: then it can set thousands apart."""

from collections.abc import Mapping

import polars as pl

from impact.ledger import Choices, Question
from impact.tidy.cell_questions import cells_said, column_said
from impact.tidy.setting_right import CHANGES, Places, taken_back, where

RULE, POINTS = "thousands-answered", "thousands-point"
APART, DECIMAL = "thousands", "decimal"
_MAY_BE_APART = r"^[1-9][0-9]{0,2}(?:\.[0-9]{3})+$"


def settled(
    rows: pl.DataFrame, different: Mapping[str, pl.Series], places: Places, choices: Choices
) -> tuple[pl.DataFrame, list[Question]]:
    """CHANGES to the cells of columns in which every point stands before three digits, as answered; questions.

    rows        of a file in which a comma was read as a decimal one
    different   the different cells of each return column of numbers
    """
    changes, questions = [], []
    for name in (name for name, cells in different.items() if cells.str.contains(_MAY_BE_APART).any()):
        cells = rows.select("line", "block", pl.lit(name).alias("name"), pl.col(name).alias("found"))
        cells = cells.with_row_index("row").filter(pl.col("found").str.contains(".", literal=True))
        cells = cells.join(where(places, [name]), ["block", "name"], maintain_order="left")
        for _, column in cells.group_by("letter", maintain_order=True):
            if not column["found"].str.contains(_MAY_BE_APART).all():
                continue
            made = pl.col("found").str.replace_all(".", "", literal=True)
            column = column.with_columns(made.alias("made"), made.alias("cell"), pl.lit(RULE).alias("rule"))
            answer = choices.answers.get(_id(column), "")
            kept = taken_back(column, choices)
            if answer == APART:
                changes.append(kept.select(list(CHANGES)))
            elif answer != DECIMAL and kept.height:
                questions.append(_question(column))
    return pl.concat(changes) if changes else pl.DataFrame(schema=CHANGES), questions


def _question(column: pl.DataFrame) -> Question:
    first = column.row(0, named=True)
    text = (
        f"{column_said(first)} holds '{first['found']}' ({cells_said(column)}), and commas in this file are decimal "
        "ones. What does the point stand for?"
    )
    options = ((APART, f"It sets thousands apart: {first['made']}"), (DECIMAL, f"A decimal point: {first['found']}"))
    return Question(_id(column), text, options, first["letter"], first["heading"], first["line"])


def _id(column: pl.DataFrame) -> str:
    return f"{POINTS}:{column['letter'][0]}"
