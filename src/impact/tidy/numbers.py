"""Reads numbers as they are written by hand and by spreadsheets: what can mean one thing is made plain, else asked."""

from collections.abc import Mapping

import polars as pl

from impact.columns import NUMBERS
from impact.framework.models import Framework
from impact.ledger import Choices, Question
from impact.reading import Different
from impact.tidy import commas, points, shares, signs
from impact.tidy.cell_context import strange_cells
from impact.tidy.markers import marker_changes, marks_that_fit
from impact.tidy.setting_right import CHANGES, Places, applied, listed, placed, taken_back


def tidy_numbers(
    rows: pl.DataFrame,
    places: Places,
    framework: Framework,
    choices: Choices,
    delimiter: str = "",
    different: Different | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, list[Question]]:
    """The rows with their numbers in plain digits and their marks in the column of marks; fixes; questions.

    rows        line, block and RETURN_COLUMNS as text, ids already plain
    places      for each block, where each return column came from
    delimiter   what separates the cells of a text file: in one with semicolons commas can be decimal ones
    different   the different texts of the rows' columns, if they are known

    A cell that can mean two things is asked about, and it stays as found until its question is answered, as does a
    cell that says nothing known or whose fix was taken back: the contract then says what to write. The fix of a mark
    that is moved is listed at the cell it came from.
    """
    texts = different or Different(rows)
    held = {name: texts.of(name) for name in (*placed(places, NUMBERS), "marker")}
    of_marker, questions = marker_changes(rows, held.pop("marker"), places, choices)
    marked = applied(rows, of_marker)
    strange = strange_cells(marked, held, places, framework)
    if not strange.height:
        return marked, listed(rows, places, of_marker), questions
    cells, asked = _settled(strange, held, framework, choices, delimiter)
    plain = cells.filter(pl.col("mark") == "")
    made = applied(marked, plain)
    with_mark = marks_that_fit(made, cells.filter(pl.col("mark") != ""))
    of_points, points_asked = _points(rows, cells, held, places, choices)
    every = [of_marker, *(some.select(list(CHANGES)) for some in (plain, with_mark)), of_points]
    fixes = listed(rows, places, pl.concat(every))
    return applied(_with_marks(made, with_mark), of_points), fixes, [*questions, *asked, *points_asked]


def _points(
    rows: pl.DataFrame, cells: pl.DataFrame, held: Mapping[str, pl.Series], places: Places, choices: Choices
) -> tuple[pl.DataFrame, list[Question]]:
    """Points that may set thousands apart, where a comma of the file was read as a decimal one."""
    if cells["rule"].is_in([commas.PROVEN_RULE, commas.ANSWERED_RULE]).any():
        return points.settled(rows, held, places, choices)
    return pl.DataFrame(schema=CHANGES), []


def _settled(
    cells: pl.DataFrame, held: Mapping[str, pl.Series], framework: Framework, choices: Choices, delimiter: str
) -> tuple[pl.DataFrame, list[Question]]:
    """CHANGES to number columns, with the `mark` that goes with each ("" if none); questions."""
    cells, of_commas = commas.settled(cells, held, choices, delimiter)
    cells, of_signs = signs.beside(cells, choices)
    cells, in_place = signs.instead(cells, choices)
    cells, of_shares = shares.settled(cells, framework, choices)
    number = pl.col("number")
    mark = pl.when(number.is_not_null()).then("beside").otherwise("mark").fill_null("")
    cells = cells.with_columns(number.fill_null("").alias("cell"), mark.alias("mark"))
    said = pl.when(number.is_null()).then(pl.lit("marker ")).otherwise(number + pl.lit(", marker "))
    cells = cells.with_columns(
        pl.when(pl.col("mark") == "").then("cell").otherwise(said + pl.col("mark")).alias("made")
    )
    meant = number.is_not_null() | (pl.col("mark") != "") | pl.col("empty") | pl.col("blank")
    changed = (pl.col("cell") != pl.col("found")) | (pl.col("mark") != "")
    return taken_back(cells.filter(meant & changed), choices), [*of_commas, *of_signs, *in_place, *of_shares]


def _with_marks(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows with the number of each cell, if it has one, and its mark in the column of marks where that is blank."""
    blank = rows["marker"][cells["row"]] == ""
    marks = (
        cells.filter(blank)
        .unique("row", keep="any")
        .select("row", pl.lit("marker").alias("name"), pl.col("mark").alias("cell"))
    )
    return applied(rows, pl.concat([cells.select("row", "name", "cell"), marks]))
