"""Whether a return is believable beside the last one: it asks, and never blocks.

The comparisons are prepared here as columns; the suites in `expectations/` judge them, one suite
for each kind of return, and hold the question that a sender is asked. Great Expectations takes
seconds to import, so it is imported only when a return is doubted, or by `warm` beforehand.
"""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame

from impact import periods
from impact.framework.models import Framework
from impact.problems import Problem

SERVICE_RETURN, PUBLISHED_RETURN = "service_return", "published_return"

PREPARED = (
    "line",
    "cell",
    "heading",
    "service_id",
    "indicator_id",
    "sender",
    "title",
    "unit",
    "value",
    "query_low",
    "query_high",
    "base",
    "previous_base",
    "previous_start",
    "period_kind",
    "base_ratio",
    "rows_compared",
    "share_same",
    "rows_with_numbers",
    "share_nought",
)
"""The columns that a suite may judge and a question may name."""

SMALL_BASE = 20
"""Bases that were and are below this are not compared: a few people more are no surprise. Judgement."""

MANY = 5
"""A sender's rows are judged as a whole from this number on. Judgement."""

MOST_NAMED = 1000
"""Rows that one expectation names; a doubt without a row says how many more there are."""

_NUMBERS = ("numerator", "denominator", "value", "n")
_KEY = ("service_id", "indicator_id", "breakdown", "period_kind")


class SuiteFailed(RuntimeError):
    """An expectation that could not be run: a fault of the suite, never of the sender."""


def warm() -> None:
    """Imports Great Expectations, so that the first return need not wait for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own use of sre_constants
        import great_expectations  # noqa: F401


def doubts(rows: pl.DataFrame, previous: IntoDataFrame, framework: Framework, suite_folder: Path) -> list[Problem]:
    """What to ask the sender of a clean return; empty where nothing is unusual.

    rows          CLEAN ROWS of the contract
    previous      COUNTS columns (pandas or polars): the newest earlier counts of its senders, or no rows
    suite_folder  where service_return.json and published_return.json (for published indicators) lie
    returns       problems that do not block, in the order of the file
    """
    frame = prepared(rows, previous, framework)
    published = pl.col("indicator_id").is_in([one.id for one in framework.indicators if one.fed_by == "published"])
    found: list[Problem] = []
    for name, ours in ((SERVICE_RETURN, frame.filter(~published)), (PUBLISHED_RETURN, frame.filter(published))):
        if ours.height:
            found.extend(_judged(ours, suite_folder / f"{name}.json"))
    return sorted(found, key=lambda doubt: doubt.line or 0)


def prepared(rows: pl.DataFrame, previous: IntoDataFrame, framework: Framework) -> pl.DataFrame:
    """The PREPARED columns, one row per clean row: figures in the indicator's unit, bases in people or things.

    The period before is the newest earlier one of the same kind, whether kept or in this return.
    Levels and yes-or-no items have no figure here, for they rightly stay as they are.
    """
    compared = _beside_the_period_before(rows, previous).join(_indicators(framework), "indicator_id", "left")
    counts = pl.col("by_counts") & (pl.col("denominator") > 0)
    worked_out = pl.col("numerator") / pl.col("denominator") * pl.col("multiplier")
    was = pl.col("previous_base")
    large = pl.max_horizontal("base", was) >= SMALL_BASE
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"previous_{name}")) for name in _NUMBERS)
    before = pl.col("previous_start").is_not_null() & pl.col("multiplier").is_not_null()
    figures = compared.with_columns(
        value=pl.when(counts).then(worked_out).when(pl.col("multiplier").is_not_null()).then("value"),
        base_ratio=pl.when(large & (was > 0)).then(pl.col("base") / was),
        same=pl.when(before).then(same & pl.any_horizontal(pl.col(_NUMBERS).is_not_null())),
    )
    areas, services = framework.areas, framework.services
    senders = {area.id: area.name for area in areas} | {service.id: service.name for service in services}
    return (
        figures.with_columns(
            sender=pl.col("service_id").replace(senders),
            rows_compared=pl.col("same").count().over("service_id"),
            rows_with_numbers=pl.col("value").count().over("service_id"),
        )
        .with_columns(
            share_same=_share(pl.col("same"), "rows_compared"),
            share_nought=_share(pl.col("value") == 0, "rows_with_numbers"),
        )
        .sort("line")
        .select(PREPARED)
    )


def _share(holds: pl.Expr, of: str) -> pl.Expr:
    """The share of a sender's rows for which something holds, on its first row alone; null for few rows."""
    first = pl.col("line") == pl.col("line").min().over("service_id")
    return pl.when(first & (pl.col(of) >= MANY)).then(holds.cast(pl.Float64).mean().over("service_id"))


def _indicators(framework: Framework) -> pl.DataFrame:
    rows = [
        (
            one.id,
            one.title,
            one.unit,
            one.multiplier,
            one.query_low,
            one.query_high,
            one.measure in ("proportion", "rate"),
        )
        for one in framework.indicators
        if one.measure != "maturity"
    ]
    schema: dict[str, Any] = {"indicator_id": pl.String, "title": pl.String, "unit": pl.String}
    schema |= dict.fromkeys(("multiplier", "query_low", "query_high"), pl.Float64) | {"by_counts": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _beside_the_period_before(rows: pl.DataFrame, previous: IntoDataFrame) -> pl.DataFrame:
    """The rows with base, heading, and the previous numbers, base and start (null where there were none)."""
    ours = rows.with_columns(
        base=pl.coalesce("denominator", "n"),
        heading=pl.when(pl.col("numerator").is_not_null())
        .then(pl.lit("numerator"))
        .when(pl.col("value").is_not_null())
        .then(pl.lit("value"))
        .otherwise(pl.lit("marker")),
    )
    columns = [*_KEY, "period_start", *_NUMBERS]
    history = pl.concat([_earlier(previous, rows), rows]).select(columns).unique([*_KEY, "period_start"], keep="last")
    was = history.rename({name: f"previous_{name}" for name in _NUMBERS}).with_columns(
        previous_start="period_start", previous_base=pl.coalesce("previous_denominator", "previous_n")
    )
    return ours.sort("period_start").join_asof(
        was.sort("period_start"),
        on="period_start",
        by=list(_KEY),
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )


def _earlier(previous: IntoDataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Earlier counts with the columns and types of `rows`."""
    frame = nw.from_native(previous, eager_only=True).to_polars()
    if not frame.height:
        return rows.clear()
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in rows.schema.items()
    )


def _judged(frame: pl.DataFrame, suite: Path) -> Iterator[Problem]:
    rows = frame.to_dicts()
    for outcome in _run(frame, json.loads(suite.read_text(encoding="utf-8"))):
        meta = outcome["expectation_config"]["meta"]
        if _raised(outcome["exception_info"]):
            raise SuiteFailed(f"{suite.name}: '{meta['rule']}' could not be run: {outcome['exception_info']}")
        if outcome["success"]:
            continue
        failed = outcome["result"]
        yield from (_doubt(meta, rows[index]) for index in failed["partial_unexpected_index_list"])
        unnamed = failed["unexpected_count"] - len(failed["partial_unexpected_index_list"])
        if unnamed:
            yield Problem(meta["rule"], f"The same is asked of {unnamed:,} more rows. {meta['remedy']}", blocks=False)


def _raised(info: dict[str, Any]) -> bool:
    """Great Expectations tells of an exception at the top, or one level down for each metric."""
    nested = (one for one in info.values() if isinstance(one, dict))
    return bool(info.get("raised_exception")) or any(one.get("raised_exception") for one in nested)


def _doubt(meta: dict[str, str], row: dict[str, Any]) -> Problem:
    """One row that an expectation did not hold for, as the question that its suite asks."""
    said = {name: f"{round(cell, 2):,.12g}" if isinstance(cell, float) else cell for name, cell in row.items()}
    if row["previous_start"]:
        said["previous_period"] = periods.containing(row["previous_start"], row["period_kind"]).label
    remedy = f"{meta['question'].format_map(said)} {meta['remedy']}"
    if meta["about"] == "sender":
        return Problem(meta["rule"], remedy, blocks=False)
    letter = row["cell"].rstrip("0123456789")
    return Problem(meta["rule"], remedy, row["line"], letter, row["heading"], blocks=False)


def _run(frame: pl.DataFrame, suite: dict[str, Any]) -> list[dict[str, Any]]:
    """What Great Expectations makes of a suite: offline, silent, in memory, nothing written."""
    warm()
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        config_version=4.0,
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("return").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame.to_pandas()})
    form = {"result_format": "SUMMARY", "partial_unexpected_count": MOST_NAMED}
    outcome = batch.validate(gx.ExpectationSuite(**suite), result_format=form)
    return [one.to_json_dict() for one in outcome.results]
