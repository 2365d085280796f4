"""How many services stand at each level, where a level is an ordered word and not a number.

Source: `framework-method` (f.2): the share at each level; levels are never averaged.
"""

from datetime import datetime
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from impact.framework.models import Framework, Indicator
from impact.metrics.slots import KEYS, Rows, Scope, measured_by


def at_levels(rows: Rows, framework: Framework) -> Rows:
    """Services at each level: KEYS, level, services."""
    kept = rows.filter(nw.col("usable") & measured_by(framework, ("maturity",)))
    return kept.with_columns(level=nw.col("value")).group_by(*KEYS, "level").agg(services=nw.len())


def with_levels(table: pd.DataFrame, levels: pl.DataFrame, scope: Scope, framework: Framework) -> pd.DataFrame:
    """Figures of sectors and the whole with `levels`, and the share at or above the target level.

    levels       as `at_levels` gives them

    numerator    services at or above the level of the target in force when the period ended (at or
                 below it where lower is better); value is NaN where there was no target
    denominator  services that answered
    value        per cent of services, whatever the indicator's own unit, which is a level
    """
    if levels.is_empty():
        return table
    groups = levels.sort(*KEYS, "level").group_by(*KEYS, maintain_order=True).agg("level", "services")
    found = [_reached(key, list(zip(at, many, strict=True)), scope, framework) for *key, at, many in groups.iter_rows()]
    reached = pd.DataFrame(found, columns=[*KEYS, "reached", "answered", "text"])
    joined = table[list(KEYS)].merge(reached, on=list(KEYS), how="left")
    here = joined.text.notna().to_numpy()

    def laid(column: str, numbers: Any) -> Any:
        return np.where(here, numbers, table[column])

    return table.assign(
        numerator=laid("numerator", joined.reached),
        denominator=laid("denominator", joined.answered),
        value=laid("value", 100 * joined.reached / joined.answered),
        levels=table["levels"].where(~here, joined.text.to_numpy()),
    )


def _reached(key: list[Any], levels: list[tuple[float, int]], scope: Scope, framework: Framework) -> tuple[Any, ...]:
    scope_id, indicator_id, _, end, _ = key
    indicator = framework.indicator[indicator_id]
    aim = _aim(indicator, end, scope_id if scope == "sector" else "")
    reached = np.nan
    if aim is not None:
        lower = indicator.direction == "lower"
        reached = float(sum(count for level, count in levels if (level <= aim if lower else level >= aim)))
    text = "|".join(f"{level:g}:{count}" for level, count in levels)
    return (*key, reached, float(sum(count for _, count in levels)), text)


def _aim(indicator: Indicator, day: datetime, sector: str) -> float | None:
    target = indicator.target(day.date(), sector)
    return target.value if target else None
