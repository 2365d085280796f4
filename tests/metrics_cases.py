"""Made-up counts and small frameworks for the tests of the metrics."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from impact.framework import Framework, load
from impact.periods import between, containing

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = {
    "observation_id": pl.Int64,
    "submission_id": pl.Int64,
    "line": pl.Int64,
    "cell": pl.String,
    "service_id": pl.String,
    "sector_id": pl.String,
    "indicator_id": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_kind": pl.String,
    "breakdown": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
    "n": pl.Float64,
    "sd": pl.Float64,
    "asked": pl.Float64,
    "marker": pl.String,
    "note": pl.String,
}


@cache
def default_framework() -> Framework:
    return load(ROOT / "data" / "framework")


def row(service: str, indicator: str, period: Any, **numbers: Any) -> dict[str, Any]:
    """One row of counts; the sector is looked up, the period is a Period."""
    framework = default_framework()
    sector = framework.service[service].sector if service in framework.service else None
    start = {"service_id": service, "sector_id": sector, "indicator_id": indicator}
    dates = {"period_start": period.start, "period_end": period.end, "period_kind": period.kind}
    return {"breakdown": "", "marker": "", "note": ""} | start | dates | numbers


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    full = [{name: one.get(name) for name in SCHEMA} for one in rows]
    return pl.DataFrame(full, schema=SCHEMA).with_columns(observation_id=pl.int_range(pl.len()))


def counts(rows: list[dict[str, Any]], engine: str = "duckdb") -> nw.LazyFrame[Any]:
    """Counts as a narwhals frame on one of the engines."""
    frame = table(rows)
    if engine == "polars":
        return nw.from_native(frame.lazy()).lazy()
    if engine == "pandas":
        pandas = frame.to_pandas()
        days = {day: pandas[day].astype("datetime64[us]") for day in ("period_start", "period_end")}
        return nw.from_native(pandas.assign(**days)).lazy()
    connection = duckdb.connect()
    connection.register("counts", frame)
    return nw.from_native(connection.table("counts")).lazy()


def borough(seed: int = 1, first: date = date(2023, 10, 1), last: date = date(2026, 9, 30)) -> list[dict[str, Any]]:
    """Three years of every indicator from every service and area, improving slowly."""
    framework, draw, rows = default_framework(), np.random.default_rng(seed), []
    for indicator in framework.indicators:
        if indicator.fed_by == "published":
            for area in framework.areas:
                for period in between(date(2018, 1, 1), last, indicator.frequency):
                    rows.append(row(area.id, indicator.id, period, **_numbers(indicator, draw, 0.5, 4000)))
            continue
        for service in framework.reporting_services(indicator):
            periods = between(first, last, framework.rhythm(service, indicator))
            for at, period in enumerate(periods):
                level = 0.5 + 0.3 * at / len(periods)
                rows.append(row(service.id, indicator.id, period, **_numbers(indicator, draw, level, 80)))
    for service in framework.services:
        for evidence in framework.evidence:
            period = containing(date(2025, 10, 1), "quarter")
            rows.append(row(service.id, evidence.id, period, value=1.0, note="seen"))
    return rows


def _numbers(indicator: Any, draw: np.random.Generator, level: float, size: int) -> dict[str, Any]:
    n = float(draw.integers(size // 2, size * 2))
    share = 1 - level if indicator.direction == "lower" else level
    if indicator.published_value_only:
        return {"value": float(draw.uniform(indicator.query_low, indicator.query_high))}
    if indicator.measure in ("proportion", "rate"):
        return {"numerator": float(draw.binomial(int(n), share)), "denominator": n}
    if indicator.measure == "mean":
        middle = indicator.low + share * (indicator.high - indicator.low)
        return {"value": middle, "n": n, "sd": (indicator.high - indicator.low) / 6}
    if indicator.measure == "maturity":
        return {"value": float(draw.integers(0, int(indicator.high) + 1))}
    return {"value": float(draw.integers(1, 30)), "n": n}


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(left, right, rtol=1e-9, atol=1e-9, check_dtype=False)
