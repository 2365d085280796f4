"""The ledger of fixes as the record keeps it: alike fixes together, their lines as ranges."""

import polars as pl

from impact.ledger import FIX_SCHEMA

_ALIKE = ("rule", "column", "heading", "found", "made")
GROUPED = ("rule", "column_letter", "heading", "found", "made", "count", "lines")
"""The columns of a grouped ledger, as the table `fix` has them."""


def grouped(ledger: pl.DataFrame) -> pl.DataFrame:
    """GROUPED: one row for all lines of a column that read and became the same; lines as "5-7,9".

    Fixes of a whole column or file (line null) stand by themselves, with count 1 and no lines.
    """
    fixes = ledger.select(*FIX_SCHEMA).with_columns(pl.col(pl.String).fill_null("")).unique()
    fixes = fixes.with_columns(whole=pl.col("line").is_null())
    alike = [*_ALIKE, "whole"]
    ordered = fixes.sort(*alike, "line")
    follows = (pl.col("line") - pl.col("line").shift(1).over(alike)) == 1
    runs = ordered.with_columns(run=(~follows.fill_null(False)).cum_sum())
    ranges = runs.group_by(*alike, "run", maintain_order=True).agg(
        first=pl.col("line").first(), last=pl.col("line").last(), many=pl.len()
    )
    text = (
        pl.when(pl.col("first") == pl.col("last"))
        .then(pl.col("first").cast(pl.String))
        .otherwise(pl.format("{}-{}", "first", "last"))
    )
    return (
        ranges.with_columns(text=text)
        .group_by(*alike, maintain_order=True)
        .agg(count=pl.col("many").sum().cast(pl.Int64), lines=pl.col("text").str.join(","))
        .with_columns(lines=pl.when("whole").then(pl.lit("")).otherwise("lines"))
        .rename({"column": "column_letter"})
        .select(GROUPED)
    )


def ungrouped(groups: pl.DataFrame) -> pl.DataFrame:
    """LEDGER from GROUPED: one row a fix, whole columns and files first, then by line and column."""
    ranges = (
        groups.rename({"column_letter": "column"})
        .with_columns(text=pl.col("lines").replace("", None).str.split(","))
        .explode("text")
        .with_columns(ends=pl.col("text").str.split("-").cast(pl.List(pl.Int64)))
    )
    lines = ranges.with_columns(
        line=pl.int_ranges(pl.col("ends").list.first(), pl.col("ends").list.last() + 1, dtype=pl.Int64)
    ).explode("line")
    place = [pl.col("line"), pl.col("column").str.len_chars(), pl.col("column")]
    return lines.select(*FIX_SCHEMA).sort(*place, "rule", nulls_last=False)
