"""Each row of a return beside what the same service sent before: the period before, and its usual range.

All of it is one sorting of what was known and what is sent, so that every comparison is with a neighbour.
"""

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl
from narwhals.typing import IntoDataFrame

from impact.framework.models import Framework
from impact.metrics.spc import FEWEST_FIXED, TOLERANCE, limits
from impact.plausibility.stretches import stretched

KEY = ("service_id", "indicator_id", "breakdown", "period_kind")

SMALL_BASE = 20
"""Bases that were and are below this are not compared: a few people more are no surprise. Judgement."""

MOST_POINTS = 24
"""Only so many of the newest earlier figures make the usual range: six years ago is another service. Judgement."""

TURNED = 2.0
"""Shares that changed by at least this factor squared and are each other's inverse were turned round. Judgement."""

ALIKE = 0.25
"""How far, as a share, a count may be from the other count of the period before to be taken for it. Judgement."""

Numbers = npt.NDArray[np.float64]


def earlier_rows(previous: IntoDataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Counts (pandas or polars) with the columns and types of CLEAN ROWS; what they lack is null."""
    frame = nw.from_native(previous, eager_only=True).to_polars()
    if not frame.height:
        return rows.clear()
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in rows.schema.items()
    )


def beside_history(
    rows: pl.DataFrame, earlier: pl.DataFrame, indicators: pl.DataFrame, framework: Framework
) -> pl.DataFrame:
    """The rows with their figure and base, what was before them, and their usual range; in no promised order.

    rows        CLEAN ROWS; earlier: the same columns, the newest known rows of their services
    indicators  indicator_id, title, unit, multiplier, query_low, query_high, low, high, by_counts
    framework   whose breaks no comparison reaches over
    returns     the columns of both, and value (in the indicator's unit; null where it has no figure), base
                (people or things), heading, previous_start, previous_base, previous_numerator,
                previous_denominator, base_ratio, same (as the period before), turned (1 or 0),
                usual_low, usual_high, usual_points, reaches_away (how far out: 1 is on the limit)

    The period before is the newest earlier one of the same kind, whether kept or in this return; none lies before
    a break in the series.
    Levels and yes-or-no items have no figure here, for they rightly stay as they are.
    """
    known = stretched(_in_order(rows, earlier), framework).join(
        indicators, "indicator_id", "left", maintain_order="left"
    )
    counts = pl.col("by_counts") & (pl.col("denominator") > 0)
    worked_out = pl.col("numerator") / pl.col("denominator") * pl.col("multiplier")
    known = known.with_columns(
        sent="value",
        value=pl.when(counts).then(worked_out).when(pl.col("multiplier").is_not_null()).then("value"),
        base=pl.coalesce("denominator", "n"),
        heading=pl.when(pl.col("numerator").is_not_null())
        .then(pl.lit("numerator"))
        .when(pl.col("value").is_not_null())
        .then(pl.lit("value"))
        .otherwise(pl.lit("marker")),
    )
    return _with_usual_range(_with_the_period_before(known)).filter("ours")


def _in_order(rows: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """What was known and what is sent, in order of key and time; a row sent stands for the one known before."""
    both = pl.concat([earlier.with_columns(ours=False), rows.with_columns(ours=True)])
    key = pl.lit(0, pl.UInt64)
    for name in KEY:
        code = pl.col(name).cast(pl.Categorical(pl.Categories.random())).to_physical().cast(pl.UInt64)
        key = key * (code.max() + 1) + code
    ordered = both.with_columns(key=key).sort("key", "period_start", "ours", maintain_order=True)
    replaced = (pl.col("key") == pl.col("key").shift(-1)) & (pl.col("period_start") == pl.col("period_start").shift(-1))
    return ordered.filter(~replaced.fill_null(value=False))


def _with_the_period_before(known: pl.DataFrame) -> pl.DataFrame:
    follows = (pl.col("key") == pl.col("key").shift(1)).fill_null(value=False)

    def before(name: str) -> pl.Expr:
        return pl.when(follows).then(pl.col(name).shift(1))

    names = {"numerator": "numerator", "denominator": "denominator", "value": "sent", "n": "n"}
    has_figure = pl.col("multiplier").is_not_null()
    some_number = pl.any_horizontal(pl.col(name).is_not_null() for name in names.values())
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"previous_{name}")) for name in names.values())
    was = pl.col("previous_base")
    large = pl.max_horizontal("base", was) >= SMALL_BASE
    return known.with_columns(
        before("period_start").alias("previous_start"),
        before("base").alias("previous_base"),
        *(before(name).alias(f"previous_{name}") for name in names.values()),
    ).with_columns(
        base_ratio=pl.when(large & (was > 0)).then(pl.col("base") / was),
        same=pl.when(pl.col("previous_start").is_not_null() & has_figure).then(same & some_number),
        turned=pl.when(large & (was > 0) & pl.col("by_counts") & (pl.col("base") > 0)).then(_turned()),
    )


def _turned() -> pl.Expr:
    """1 where each count is near the other count of the period before, and the two are far apart; else 0."""
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    was_numerator, was_denominator = pl.col("previous_numerator"), pl.col("previous_denominator")
    crossed = _near(numerator, was_denominator) & _near(denominator, was_numerator)
    apart = pl.max_horizontal(numerator, denominator) >= TURNED * pl.min_horizontal(numerator, denominator)
    return (crossed & apart).cast(pl.Float64)


def _near(count: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (count > 0) & ((count - other).abs() <= ALIKE * other)


def _with_usual_range(known: pl.DataFrame) -> pl.DataFrame:
    """Limits of the figures before each row sent, where there are enough of them and they wobble; within bounds."""
    known = known.with_columns(row=pl.int_range(pl.len()))
    joined = known.join(_usual_ranges(known), "row", "left", maintain_order="left")
    told = pl.col("usual_points").is_not_null()
    return joined.with_columns(
        usual_low=pl.max_horizontal("usual_low", pl.when(told).then("low")),
        usual_high=pl.min_horizontal("usual_high", pl.when(told).then("high")),
    )


def _usual_ranges(known: pl.DataFrame) -> pl.DataFrame:
    """row, usual_points, usual_low, usual_high, reaches_away of the rows sent that have a usual range.

    A series that only took a step now and then has limits of no width, since steps are screened out of them:
    it has no usual range. Where the figure before lay beyond a limit already, that was asked about then, so
    what goes on beyond the same limit is measured from that figure.
    """
    figured = known.select("row", "key", "value", "ours").filter(pl.col("value").is_not_null())
    keys, values = figured["key"].to_numpy(), figured["value"].to_numpy()
    new = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    place = np.arange(len(keys))
    starts = np.maximum.accumulate(np.where(new, place, 0))
    at = np.flatnonzero(figured["ours"].to_numpy() & (place - starts >= FEWEST_FIXED))
    first = np.maximum(starts[at], at - MOST_POINTS)
    sizes = at - first
    ends = np.cumsum(sizes)
    window = np.arange(sizes.sum()) + np.repeat(first - (ends - sizes), sizes)
    mean, _, upper = limits(values[window], ends - sizes)
    wobbles = upper - mean > TOLERANCE * np.abs(mean)
    at, mean, reach = at[wobbles], mean[wobbles], (upper - mean)[wobbles]
    found = {
        "row": figured["row"].to_numpy()[at],
        "usual_points": sizes[wobbles],
        "usual_low": mean - reach,
        "usual_high": mean + reach,
        "reaches_away": _reaches_away(values[at], values[at - 1], mean, reach),
    }
    return pl.DataFrame(found, schema_overrides={"row": pl.Int64, "usual_points": pl.Int64})


def _reaches_away(sent: Numbers, before: Numbers, mean: Numbers, reach: Numbers) -> Numbers:
    """How many reaches (from the mean to a limit) each figure lies off the mean, or off the figure before it."""
    off, was_off = sent - mean, before - mean
    beyond_already = (off * was_off > 0) & (np.abs(was_off) > reach)
    away: Numbers = np.where(beyond_already, np.minimum(np.abs(off), np.abs(sent - before)), np.abs(off)) / reach
    return away
