"""Long returns of any size for the benchmarks: clean ones, and ones with a known share of bad rows."""

import random
from dataclasses import dataclass
from datetime import date

import polars as pl

from impact.framework import Framework
from impact.periods import between

HEADINGS = ("period", "service_id", "indicator_id", "breakdown", "numerator", "denominator", "value", "marker", "note")
TODAY = date(2026, 11, 1)

FAULTS = ("not-a-number", "negative", "over-the-total", "unknown-service", "unknown-indicator", "period-unreadable")
"""The kinds of fault planted, in turn; each bad row has one."""


@dataclass(frozen=True, slots=True)
class Return:
    """The bytes of a return, and how many of its rows are bad."""

    content: bytes
    bad: int


def long_return(framework: Framework, rows: int, bad_share: float = 0.0, seed: int = 1) -> Return:
    """A return of two-count rows, some 55 bytes each, every key once; `bad_share` of the rows break one rule."""
    keys = [
        (period.code, service.id, one.id)
        for service in framework.services
        for one in framework.indicators
        if one.measure == "proportion" and framework.reports(service, one)
        for period in between(framework.first_period, TODAY, framework.rhythm(service, one))
        if period.start >= framework.first_period
    ]
    random.Random(seed).shuffle(keys)
    times = -(-rows // len(keys))
    base = pl.DataFrame(keys, schema=["period", "service_id", "indicator_id"], orient="row")
    groups = pl.DataFrame({"breakdown": [f"group {number:04d}" for number in range(times)]})
    frame = groups.join(base, how="cross").head(rows).with_row_index("row")
    spread = (pl.col("row") * 7919) % 997
    frame = frame.select(
        "row",
        "period",
        "service_id",
        "indicator_id",
        "breakdown",
        (spread % 40 + 3).cast(pl.String).alias("numerator"),
        (spread % 40 + 5 + spread % 61).cast(pl.String).alias("denominator"),
        value=pl.lit(""),
        marker=pl.lit(""),
        note=pl.when(pl.col("row") % 3 == 0)
        .then(pl.lit("counted from the case register each Friday"))
        .otherwise(pl.lit("")),
    )
    bad = round(rows * bad_share)
    if bad:
        every = rows / bad
        nth = (pl.col("row") / every).floor()
        is_bad = (pl.col("row") == 0) | (nth != ((pl.col("row") - 1) / every).floor())
        frame = _planted(frame.with_columns(is_bad.alias("bad"), (nth.cast(pl.Int64) % len(FAULTS)).alias("kind")))
        bad = int(frame["bad"].sum())
    return Return(frame.select(HEADINGS).write_csv(line_terminator="\n", quote_style="never").encode(), bad)


def _planted(frame: pl.DataFrame) -> pl.DataFrame:
    def spoilt(column: str, fault: str, text: str | pl.Expr) -> pl.Expr:
        wrong = pl.col("bad") & (pl.col("kind") == FAULTS.index(fault))
        return pl.when(wrong).then(text if isinstance(text, pl.Expr) else pl.lit(text)).otherwise(pl.col(column))

    frame = frame.with_columns(
        spoilt("numerator", "not-a-number", "twelve").alias("numerator"),
        spoilt("service_id", "unknown-service", "SV99x").alias("service_id"),
        spoilt("indicator_id", "unknown-indicator", "ZZ99").alias("indicator_id"),
        spoilt("period", "period-unreadable", "last spring").alias("period"),
    )
    return frame.with_columns(
        spoilt("numerator", "negative", "-3").alias("numerator"),
    ).with_columns(spoilt("numerator", "over-the-total", pl.lit("9999")).alias("numerator"))
