"""What the suites judge: every comparison that a question rests on, as a column beside the rows of a return."""

from typing import Any

import polars as pl
from narwhals.typing import IntoDataFrame

from impact.framework.models import Framework
from impact.plausibility.bases import Places, with_base_cells
from impact.plausibility.history import SMALL_BASE, beside_history, earlier_rows
from impact.plausibility.patterns import copied, last_digits
from impact.plausibility.whole import MANY, missing, twins

PREPARED = (
    *("line", "cell", "heading", "service_id", "indicator_id", "sender", "title", "unit"),
    *("period_start", "period_kind", "numerator", "denominator", "value", "query_low", "query_high"),
    *("base_letter", "base_heading"),
    *("base", "previous_base", "previous_start", "previous_numerator", "previous_denominator", "base_ratio", "turned"),
    *("usual_low", "usual_high", "usual_points", "reaches_away"),
    *("rows_compared", "share_same", "rows_large", "rows_carried", "share_carried"),
    *("rows_with_numbers", "share_nought"),
    *("rows_asked", "rows_missing", "missing_named", "rows_alike"),
    *("digits_judged", "digits_round", "round_chance"),
    *("pairs_in_row", "pairs_until", "steps_in_row", "steps_until", "step", "steps_in"),
)
"""The columns that a suite may judge and a question may name."""

_OF_PERIOD = ["service_id", "period_start", "period_kind"]


def prepared(
    rows: pl.DataFrame,
    previous: IntoDataFrame,
    framework: Framework,
    others: IntoDataFrame | None = None,
    places: Places = (),
) -> pl.DataFrame:
    """The PREPARED columns, one row per clean row: figures in the indicator's unit, bases in people or things.

    What is said of a sender, or of its period, stands on the first of its rows alone; on the others it is null.
    rows_large have a base of SMALL_BASE or more and a period before; rows_carried of them hold its very numbers.
    Missing rows, equal returns and patterns are looked for in services' rows, not in published figures.
    """
    earlier = earlier_rows(previous, rows)
    frame = beside_history(rows, earlier, _indicators(framework), framework)
    areas, services = framework.areas, framework.services
    senders = {area.id: area.name for area in areas} | {service.id: service.name for service in services}
    frame = (
        with_base_cells(frame, places)
        .sort("line", "cell")
        .with_columns(
            sender=pl.col("service_id").replace(senders),
            rows_compared=pl.col("same").count().over("service_id"),
            rows_large=pl.col("same").filter(_large).count().over("service_id"),
            rows_carried=pl.col("same").filter(_large).sum().over("service_id"),
            rows_with_numbers=pl.col("value").count().over("service_id"),
            begins_sender=pl.col("service_id").is_first_distinct(),
            begins_period=pl.struct(_OF_PERIOD).is_first_distinct(),
        )
        .with_columns(
            share_same=_share(pl.col("same"), "rows_compared"),
            share_nought=_share(pl.col("value") == 0, "rows_with_numbers"),
        )
        .with_columns(share_carried=_share_carried())
    )
    known_to_others = earlier_rows(others, rows) if others is not None else rows.clear()
    return _with_services_rows(frame, rows, earlier, known_to_others, framework).select(PREPARED)


def _with_services_rows(
    frame: pl.DataFrame, rows: pl.DataFrame, earlier: pl.DataFrame, others: pl.DataFrame, framework: Framework
) -> pl.DataFrame:
    published = pl.col("indicator_id").is_in([one.id for one in framework.indicators if one.fed_by == "published"])
    own = rows.filter(~published)
    by_counts = pl.col("indicator_id").is_in(_indicators(framework)["indicator_id"].implode()) & ~published
    for found in (missing(own, earlier, framework), twins(own.filter(by_counts), others.filter(by_counts))):
        frame = _on_first_row(frame, found, _OF_PERIOD, "begins_period")
    frame = _on_first_row(frame, last_digits(own), ["service_id"], "begins_sender")
    frame = frame.join(copied(own), ["line", "cell"], "left", maintain_order="left")
    return frame.with_columns(_none_where_looked_for(name) for name in ("pairs_in_row", "steps_in_row"))


def _none_where_looked_for(name: str) -> pl.Expr:
    """A run's length; 0 on a sender's first row where none begins, for then every row was looked at."""
    return pl.when(pl.col("begins_sender")).then(pl.col(name).fill_null(0)).otherwise(name)


def _on_first_row(frame: pl.DataFrame, found: pl.DataFrame, by: list[str], first: str) -> pl.DataFrame:
    """What was found of a sender or its period, beside the first of its rows."""
    joined = frame.join(found, by, "left", maintain_order="left")
    names = [name for name in found.columns if name not in by]
    return joined.with_columns(pl.when(first).then(pl.col(name)).alias(name) for name in names)


def _share(holds: pl.Expr, of: str) -> pl.Expr:
    """The share of a sender's rows for which something holds, on its first row alone; null for few rows."""
    share = holds.cast(pl.Float64).mean().over("service_id")
    return pl.when(pl.col("begins_sender") & (pl.col(of) >= MANY)).then(share)


_large = pl.col("base") >= SMALL_BASE


def _share_carried() -> pl.Expr:
    """The share of a sender's large rows that hold the numbers of the period before; 0 where they are few.

    Null where all of its rows do, for that is asked already.
    """
    share = pl.when(pl.col("rows_carried") >= MANY).then(pl.col("rows_carried") / pl.col("rows_large")).otherwise(0.0)
    judged = pl.col("begins_sender") & (pl.col("rows_large") >= MANY) & (pl.col("share_same").fill_null(0.0) < 1)
    return pl.when(judged).then(share)


def _indicators(framework: Framework) -> pl.DataFrame:
    """What the framework says of each indicator that has a figure; levels have none."""
    rows = [
        (
            *(one.id, one.title, one.unit, one.multiplier, one.query_low, one.query_high, one.low, one.high),
            one.measure in ("proportion", "rate"),
        )
        for one in framework.indicators
        if one.measure != "maturity"
    ]
    schema: dict[str, Any] = dict.fromkeys(("indicator_id", "title", "unit"), pl.String)
    schema |= dict.fromkeys(("multiplier", "query_low", "query_high", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema | {"by_counts": pl.Boolean}, orient="row")
