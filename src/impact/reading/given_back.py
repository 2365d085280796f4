"""Takes off a file the columns that were added when it was given back marked, so that it reads as it was sent."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from impact.columns import MARK_COLUMNS
from impact.reading.fit import TOO_FEW
from impact.reading.grid import LINE, Grid

_SEARCHED = 60
"""Rows with text from the top among which the headings of our columns are looked for."""


def without_marks(grid: Grid) -> Grid:
    """The grid as if it had never been marked; rows in which only our words are left are gone with them.

    Marked rows were filled up with blank cells to reach our columns. Their number of cells is taken to be as
    usual again, but where our own code says that cells were lacking.
    """
    top = grid.cells.drop(LINE).head(_SEARCHED)
    ours = [column.name for column in top.iter_columns() if any(cell.strip() in MARK_COLUMNS for cell in column)]
    if not ours or len(ours) == top.width:
        return grid
    cells = grid.cells.drop(ours)
    filled = cells.select(pl.any_horizontal(pl.exclude(LINE).str.strip_chars() != "")).to_series()
    counts = _counts(grid, cells, ours).filter(filled)
    return replace(grid, cells=cells.filter(filled), counts=counts if counts.n_unique() > 1 else None)


def _counts(grid: Grid, cells: pl.DataFrame, ours: Sequence[str]) -> pl.Series:
    """How many cells each row was sent with before it was marked."""
    now = grid.counts if grid.counts is not None else pl.repeat(grid.width, cells.height, dtype=pl.Int64, eager=True)
    padded = now > min(map(_place, ours))
    lacking = grid.cells.select(pl.any_horizontal(pl.col(ours).str.contains(TOO_FEW, literal=True))).to_series()
    heading = grid.cells.select(pl.any_horizontal(pl.col(ours) != "")).to_series().arg_true()[0]
    named = [name for name in cells.columns[1:] if cells[name][heading].strip()]
    headed = max(map(_place, named), default=-1) + 1
    beyond = [name for name in cells.columns[1:] if _place(name) >= headed]
    sent = pl.when(padded).then(_last_filled(beyond, headed)).otherwise(now)
    if lacking.any():
        sent = pl.when(lacking & padded).then(_last_filled(cells.columns[1:], 0)).otherwise(sent)
    return cells.select(sent.cast(pl.Int64).alias("counts")).to_series()


def _last_filled(names: Sequence[str], least: int) -> pl.Expr:
    """How many cells a row has up to its last with text, of the columns with these names."""
    filled = [pl.when(pl.col(name).str.strip_chars() != "").then(_place(name) + 1).otherwise(0) for name in names]
    return pl.max_horizontal(pl.lit(least), *filled)


def _place(name: str) -> int:
    return int(name[1:])
