"""Frames drawn as tables in the tests, so that a reader sees the data beside the promise."""

from datetime import date

import pandas as pd
import polars as pl


def table(drawn: str) -> pd.DataFrame:
    """A pandas frame from a drawing: names in the first line, cells between bars, an empty cell is missing.

    A column of numbers becomes numbers, one of dates (2026-04-01) becomes dates, any other stays text.
    """
    heads, *rows = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    assert all(len(row) == len(heads) for row in rows), "a row of the drawing has more or fewer cells than its head"
    columns = zip(*rows, strict=True) if rows else [()] * len(heads)
    return pd.DataFrame({head: _read(list(cells)) for head, cells in zip(heads, columns, strict=True)})


def polars_table(drawn: str) -> pl.DataFrame:
    """The same drawing as a polars frame; dates are days, missing cells are null."""
    frame = pl.from_pandas(table(drawn), nan_to_null=True)
    return frame.with_columns(pl.col(pl.Datetime).cast(pl.Date))


def _read(cells: list[str]) -> pd.Series:
    for kind in (int, float, _day):
        try:
            read = [kind(cell) if cell else None for cell in cells]
        except ValueError:
            continue
        if any(cells):
            return pd.Series(read)
    return pd.Series([cell or None for cell in cells], dtype=str)


def _day(cell: str) -> pd.Timestamp:
    return pd.Timestamp(date.fromisoformat(cell))
