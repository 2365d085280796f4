"""How many services stand at each level, where a level is an ordered word and not a number.

Source: `framework-method` (f.2): the share at each level; levels are never averaged.
"""

from datetime import datetime

import narwhals as nw
import numpy as np
import polars as pl

from impact.framework.models import Framework, Indicator
from impact.metrics.slots import KEYS, Rows, Scope, measured_by


def at_levels(rows: Rows, framework: Framework) -> Rows:
    """Services at each level: KEYS, level, services."""
    kept = rows.filter(nw.col("usable") & measured_by(framework, ("maturity",)))
    return kept.with_columns(level=nw.col("value")).group_by(*KEYS, "level").agg(services=nw.len())


def with_levels(table: pl.DataFrame, levels: pl.DataFrame, scope: Scope, framework: Framework) -> pl.DataFrame:
    """Figures of sectors and the whole with `levels`, and the share at or above the target level.

    levels       as `at_levels` gives them

    numerator    services at or above the level of the target in force when the period ended (at or
                 below it where lower is better); value is NaN where there was no target
    denominator  services that answered
    value        per cent of services, whatever the indicator's own unit, which is a level
    """
    if levels.is_empty():
        return table
    reached, answered = pl.col("reached").fill_null(np.nan), pl.col("answered")
    told = {"numerator": reached, "denominator": answered, "value": 100 * reached / answered, "levels": pl.col("text")}
    here = pl.col("text").is_not_null()
    return (
        table.join(_reached(levels, scope, framework), KEYS, "left", maintain_order="left")
        .with_columns(**{name: pl.when(here).then(of).otherwise(pl.col(name)) for name, of in told.items()})
        .select(table.columns)
    )


def _reached(levels: pl.DataFrame, scope: Scope, framework: Framework) -> pl.DataFrame:
    """Of each slot, how many services answered, how many reach the level aimed for, and the levels as text."""
    about = levels.select("scope_id", "indicator_id", "period_end").unique()
    aims = [
        _aim(framework.indicator[indicator], end, sector if scope == "sector" else "")
        for sector, indicator, end in about.iter_rows()
    ]
    lower = [one.id for one in framework.indicators if one.direction == "lower"]
    level, aim, many = pl.col("level"), pl.col("aim"), pl.col("services").cast(pl.Float64)
    there = pl.when(pl.col("indicator_id").is_in(lower)).then(level <= aim).otherwise(level >= aim)
    names = {one: f"{one:g}" for one in levels["level"].unique()}
    text = level.replace_strict(names, return_dtype=pl.String) + ":" + pl.col("services").cast(pl.String)
    aimed = levels.join(about.with_columns(aim=pl.Series(aims, dtype=pl.Float64)), about.columns, "left")
    return (
        aimed.sort(*KEYS, "level")
        .group_by(KEYS, maintain_order=True)
        .agg(
            reached=pl.when(aim.first().is_not_null()).then(many.filter(there).sum()),
            answered=many.sum(),
            text=text.str.join("|"),
        )
    )


def _aim(indicator: Indicator, day: datetime, sector: str) -> float | None:
    target = indicator.target(day.date(), sector)
    return target.value if target else None
