"""Brings the column of marks into letters that the contract reads, and settles which marks can join it."""

import polars as pl

from impact.ledger import Choices, Question
from impact.marks import read_marks, replaces_number
from impact.tidy.letters import plain_letters
from impact.tidy.setting_right import CHANGES, LETTERS_RULE, Places, taken_back, where
from impact.tidy.signs import SIGN_RULE, in_markers
from impact.tidy.symbols import ASKED, BESIDE, FEW, INSTEAD, SAME_SIGN

SPELT_RULE = "mark-spelling"


def marker_changes(
    rows: pl.DataFrame, different: pl.Series, places: Places, choices: Choices
) -> tuple[pl.DataFrame, list[Question]]:
    """CHANGES to cells of the column of marks, and questions about its signs that differ among publishers."""
    unread = different.filter(pl.Series([read_marks(cell) is None for cell in different], dtype=pl.Boolean))
    if not unread.len():
        return pl.DataFrame(schema=CHANGES), []
    meant = _meant(unread)
    with_number = ((pl.col("numerator") != "") | (pl.col("value") != "")).alias("with_number")
    cells = rows.select("line", "block", pl.col("marker").alias("found"), with_number, pl.lit("marker").alias("name"))
    cells = cells.with_row_index("row").join(meant, "found", maintain_order="left")
    cells = cells.join(where(places, ["marker"]), ["block", "name"], maintain_order="left")
    answers, questions = in_markers(cells.filter(pl.col("sign").is_not_null()), choices)
    answered = pl.col("sign").replace_strict(answers, default=None, return_dtype=pl.String)
    cells = cells.with_columns(pl.coalesce("mark", answered).alias("cell"))
    changes = taken_back(cells.filter(pl.col("cell").is_not_null()), choices)
    return changes.with_columns(pl.col("cell").alias("made")).select(list(CHANGES)), questions


def _meant(cells: pl.Series) -> pl.DataFrame:
    """found, mark (what it means) or sign (what is asked about), rule; cells that mean neither are left out."""
    signs = {**{sign: sign for sign in ASKED}, **SAME_SIGN}
    read = pl.DataFrame({"found": cells}).with_columns(plain_letters(pl.col("found")).alias("text"))
    bare = pl.col("text").str.to_lowercase()
    bare = bare.str.replace(r"^\[([^\[\]]*)\]$|^\(([^()]*)\)$", "$1$2").str.strip_chars(" ")
    known = pl.col("text").is_in([text for text in read["text"] if read_marks(text) is not None])
    word = bare.replace_strict({**INSTEAD, **BESIDE}, default=None, return_dtype=pl.String)
    few = pl.when(bare.str.contains(f"^{FEW}$")).then(pl.lit("c"))
    read = read.with_columns(
        pl.when(known).then("text").otherwise(pl.coalesce(few, word)).alias("mark"),
        bare.replace_strict(signs, default=None, return_dtype=pl.String).alias("sign"),
        pl.when(known).then(pl.lit(LETTERS_RULE)).otherwise(pl.lit(SPELT_RULE)).alias("rule"),
    )
    rule = pl.when(pl.col("sign").is_null()).then("rule").otherwise(pl.lit(SIGN_RULE))
    return read.filter(pl.col("mark").is_not_null() | pl.col("sign").is_not_null()).with_columns(rule.alias("rule"))


def marks_that_fit(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The cells (row, name, number, mark) whose mark can be written in the column of marks of their row.

    All cells of a row must say the same mark, that column must be blank or say it already, and no numerator or
    value may stay beside a mark that takes the place of a number.
    """
    if not cells.height:
        return cells
    row = pl.col("row")
    only_mark = pl.col("number").is_null()
    by_row = cells.group_by("row").agg(
        (pl.col("mark").n_unique() == 1).alias("agree"),
        pl.col("mark").first().alias("said"),
        *((only_mark & (pl.col("name") == name)).any().alias(f"no_{name}") for name in ("numerator", "value")),
    )
    held = rows.select("numerator", "value", "marker")[by_row["row"]]
    by_row = by_row.with_columns(held.get_columns())
    spelt = {cell: " ".join(read_marks(cell) or ("?",)) if cell else "" for cell in by_row["marker"].unique()}
    replacing = {mark: replaces_number(mark) for mark in by_row["said"].unique()}
    number = pl.any_horizontal((pl.col(name) != "") & ~pl.col(f"no_{name}") for name in ("numerator", "value"))
    marker = pl.col("marker").replace_strict(spelt, return_dtype=pl.String)
    fits = (
        pl.col("agree")
        & ((marker == "") | (marker == pl.col("said")))
        & ~(pl.col("said").replace_strict(replacing, return_dtype=pl.Boolean) & number)
    )
    return cells.join(by_row.filter(fits).select(row), "row", "semi", maintain_order="left")
