"""The same counts on every engine, and everything that the metrics make of counts, so that engines can be compared."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
from pandas.testing import assert_frame_equal

from impact.framework import Framework
from impact.framework.broken import Break
from impact.metrics import coverage, maturity
from impact.metrics.equity import divisions
from impact.metrics.like_for_like import like_for_like
from impact.metrics.outcomes import outcomes
from impact.metrics.register import register
from impact.metrics.rollup import EVERY_SCOPE, figures, pooled
from impact.metrics.slots import Counts, in_scope, known_rows
from impact.metrics.spc import charted, icons
from impact.metrics.stages import service_stages
from impact.metrics.sums import collected
from impact.periods import containing
from metrics_cases import row

Made = Callable[[Counts, Framework], pd.DataFrame]
"""Something that is worked out from counts, as a table."""

HERE = ("duckdb", "polars", "pandas")
"""The engines that the default suite runs on."""

TOLERANCE = 1e-12
TODAY = date(2026, 11, 22)


def on(engine: str, table: pl.DataFrame) -> Counts:
    """COUNTS on one of the engines of this process."""
    if engine == "polars":
        return nw.from_native(table.lazy())
    if engine == "pandas":
        pandas = table.to_pandas()
        days = {day: pandas[day].astype("datetime64[us]") for day in ("period_start", "period_end")}
        return nw.from_native(pandas.assign(**days))
    connection = duckdb.connect()
    connection.register("counts", table)
    return nw.from_native(connection.table("counts"))


def of_known_rows(counts: Counts, framework: Framework) -> pd.DataFrame:
    return _table(known_rows(counts, framework))


def of_slots(counts: Counts, framework: Framework) -> pd.DataFrame:
    placed = [in_scope(known_rows(counts, framework), scope, framework) for scope in EVERY_SCOPE]
    return pd.concat([_table(rows).assign(scope_kind=scope) for rows, scope in zip(placed, EVERY_SCOPE, strict=True)])


def of_usual_bases(counts: Counts, framework: Framework) -> pd.DataFrame:
    return _table(coverage.usual_bases(known_rows(counts, framework), framework))


def of_usual_bases_since_a_break(counts: Counts, framework: Framework) -> pd.DataFrame:
    breaks = (Break("W01", date(2025, 1, 1), 1, ("service",), ""), Break("S02", date(2026, 4, 1), 1, ("service",), ""))
    broken = framework.with_breaks(breaks)
    return _table(coverage.usual_bases(known_rows(counts, broken), broken))


def of_levels(counts: Counts, framework: Framework) -> pd.DataFrame:
    return _table(maturity.at_levels(in_scope(known_rows(counts, framework), "whole", framework), framework))


def of_pooled(counts: Counts, framework: Framework) -> pd.DataFrame:
    return _table(pooled(known_rows(counts, framework), ["service_id", "period_kind"]))


def of_figures(counts: Counts, framework: Framework) -> pd.DataFrame:
    return figures(counts, framework)


def of_like_for_like(counts: Counts, framework: Framework) -> pd.DataFrame:
    found = [asdict(like_for_like(counts, framework, one, TODAY)) for one in framework.indicators[:3]]
    told = [one | {name: _as_text(one[name]) for name in ("only_now", "only_before")} for one in found]
    numbers = [
        {f"{side}_{name}": one[side].get(name) for side in ("now", "before") for name in ("value", "lower", "share")}
        for one in found
    ]
    plain = [{k: v for k, v in one.items() if k not in ("now", "before")} for one in told]
    return pd.DataFrame([one | more for one, more in zip(plain, numbers, strict=True)])


def of_equity(counts: Counts, framework: Framework) -> pd.DataFrame:
    found = [
        {"indicator": one.id, "division": told.name, "reason": told.reason, "services": _as_text(told.services)} | group
        for one in framework.indicators
        if one.measure == "proportion" and one.fed_by != "published"
        for told in divisions(counts, framework, one, TODAY)
        for group in [asdict(group) for group in told.groups] or [{}]
    ]
    return pd.DataFrame(found)


def of_evidence(counts: Counts, framework: Framework) -> pd.DataFrame:
    known = register(counts, figures(counts, framework, ("service",)), framework)
    return pd.DataFrame(
        [
            (*key, one.end, one.start, one.kind, one.value, one.marker)
            for key, sent in known.sent.items()
            for one in sent
        ]
    )


def of_stages(counts: Counts, framework: Framework) -> pd.DataFrame:
    found = service_stages(counts, figures(counts, framework, ("service",)), framework, TODAY)
    return pd.DataFrame([(one.service_id, one.stage_id, one.claimed_stage_id, _as_text(one.blocks)) for one in found])


def of_nodes(counts: Counts, framework: Framework) -> pd.DataFrame:
    found = outcomes(figures(counts, framework), framework, TODAY)
    return pd.DataFrame([(one.node_id, one.word, one.score, one.lower, one.upper, one.reason) for one in found])


def of_charts(counts: Counts, framework: Framework) -> pd.DataFrame:
    by = ["indicator_id", "period_kind"]
    whole = figures(counts, framework, ("whole",)).dropna(subset=["value"])
    points = whole.assign(date=whole.period_end, direction="higher")[[*by, "date", "value", "direction"]]
    if points.empty:
        return points
    found = charted(points, by)
    return found.merge(icons(found, by), on=by, suffixes=("", "_of_series"))


EVERY: tuple[Made, ...] = (
    of_known_rows,
    of_slots,
    of_usual_bases,
    of_usual_bases_since_a_break,
    of_levels,
    of_pooled,
    of_figures,
    of_like_for_like,
    of_equity,
    of_evidence,
    of_stages,
    of_nodes,
    of_charts,
)
"""Every way from COUNTS to a result."""


def of_groups() -> list[dict[str, Any]]:
    """Rows of four services that tell women and men apart, beside those of all their people."""
    quarter = containing(date(2026, 5, 1), "quarter")
    said = (("", 60.0, 100.0), ("sex: women", 35.0, 50.0), ("sex: men", 20.0, 45.0))
    return [
        row(service, "S01", quarter, breakdown=group, numerator=of, denominator=out_of)
        for service in ("SV05", "SV06", "SV07", "SV09")
        for group, of, out_of in said
    ]


def alike(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Whether two results are equal, in whatever order an engine gives its rows."""
    assert_frame_equal(
        _ordered(found), _ordered(expected), check_dtype=False, check_exact=False, rtol=TOLERANCE, atol=TOLERANCE
    )


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    table = table.rename(columns=str)
    words = [name for name in table if not pd.api.types.is_float_dtype(table[name])]
    return table.sort_values([*words, *(name for name in table if name not in words)], ignore_index=True)


def _table(rows: nw.LazyFrame[Any]) -> pd.DataFrame:
    table = pl.DataFrame(collected(rows).to_native())
    return table.with_columns(pl.col(pl.Datetime).dt.cast_time_unit("us")).to_pandas()


def _as_text(words: Any) -> str:
    return "|".join(words)
