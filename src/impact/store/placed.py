"""Which row of a return a doubt about a cell is about: a line of a wide sheet gives several rows."""

import polars as pl


def one_row_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a doubt: where a line of a wide sheet gave several, the one whose cell is nearest to the left.

    rows  doubt_id, cell ("E14") and observation_id of every row on the doubt's line, in any order; column_letter,
          the column that the doubt points at, "" where it is about the whole line

    Where no cell lies to the left, and where the doubt names no column, the first row of the line is taken.
    """
    letters = pl.col("cell").str.strip_chars_end("0123456789")
    asked = pl.col("column_letter")
    before = (letters.str.len_chars() < asked.str.len_chars()) | (
        (letters.str.len_chars() == asked.str.len_chars()) & (letters <= asked)
    )
    nearest_last = [~before, letters.str.len_chars(), letters, pl.col("observation_id")]
    left = rows.filter(before).sort(*nearest_last).unique("doubt_id", keep="last", maintain_order=True)
    others = rows.join(left, on="doubt_id", how="anti").sort("observation_id").unique("doubt_id", keep="first")
    return pl.concat([left, others]).sort("doubt_id")
