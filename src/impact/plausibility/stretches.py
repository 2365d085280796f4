"""Where a series begins anew among the rows that are compared, so that no comparison reaches over a break.

A series breaks where its definition changed (`framework.breaks`) or where its sender marked it so ([b]), the same as
in figures (`metrics.stretches`).
"""

from functools import reduce

import polars as pl

from impact.framework.broken import Break
from impact.framework.models import Framework

_MARKED = r"(?:^| )b(?: |$)"


def stretched(ordered: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Rows with another `key` from each break on: two rows have the same only within one stretch of one series.

    ordered   CLEAN ROWS with a `key` for each series, in the order of key and time
    """
    known = ordered.with_columns(definition=_definition(framework))
    follows = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in ("key", "definition"))
    marked = pl.col("marker").fill_null("").str.contains(_MARKED)
    return known.with_columns(key=(~follows | marked).fill_null(value=True).cum_sum().cast(pl.UInt64)).drop(
        "definition"
    )


def _definition(framework: Framework) -> pl.Expr:
    """The number of the definition in force on the last day of each row's period."""
    is_area = pl.col("service_id").is_in(list(framework.area))

    def later(number: pl.Expr, one: Break) -> pl.Expr:
        kinds = {"area": is_area, "service": ~is_area}
        ours = [rows for kind, rows in kinds.items() if kind in one.scope_kinds]
        if not ours:
            return number
        since = (pl.col("indicator_id") == one.indicator_id) & (pl.col("period_end") >= one.since)
        return pl.when(since & pl.any_horizontal(ours)).then(one.definition).otherwise(number)

    return reduce(later, framework.breaks, pl.lit(0))
