"""A return as a whole: the rows that were asked for and are not in it, and returns that equal another service's."""

import polars as pl

from impact.framework.models import Framework

MANY = 5
"""A sender's rows are judged as a whole from this number on; fewer are a correction. Judgement."""

MOST_NAMED = 5
"""So many missing indicators are named."""

PERIOD = ["service_id", "period_start", "period_end", "period_kind"]
_WHEN = ["period_start", "period_kind"]
_CELL = ["service_id", "indicator_id", *_WHEN]
_SAME = ["indicator_id", "breakdown", *_WHEN]
_NUMBERS = ("numerator", "denominator", "value", "n")


def missing(rows: pl.DataFrame, earlier: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """What each service was asked for in the periods it sends, and did not send now or before.

    returns   service_id, period_start, period_kind, rows_asked, rows_missing, missing_named ("L01 (title), ...")

    Asked are the core indicators that the service reports by this kind of period, and any other that it
    ever sent, as completeness is counted. A period of which fewer than MANY rows are sent is a correction.
    """
    periods = rows.group_by(PERIOD).agg(sent=pl.len()).filter(pl.col("sent") >= MANY).drop("sent")
    ever = pl.concat([part.select("service_id", "indicator_id").unique() for part in (rows, earlier)]).unique()
    due = periods.join(_asked(rows, ever, framework), ["service_id", "period_kind"])
    due = due.filter(
        (pl.col("joined") <= pl.col("period_end")).fill_null(value=True)
        & (pl.col("left") >= pl.col("period_end")).fill_null(value=True)
    )
    known = pl.concat([part.select(_CELL).unique() for part in (rows, earlier)])
    here = due.join(known.with_columns(known=True).unique(), _CELL, "left").sort("order")
    lacks = pl.col("known").is_null()
    named = pl.col("named").filter(lacks).head(MOST_NAMED).str.join(", ")
    return here.group_by("service_id", *_WHEN).agg(
        rows_asked=pl.len().cast(pl.Int64),
        rows_missing=lacks.sum().cast(pl.Int64),
        missing_named=pl.when(lacks.sum() > MOST_NAMED).then(named + pl.lit(" and others")).otherwise(named),
    )


def _asked(rows: pl.DataFrame, ever: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Each service's indicators with the kind of period it sends them by: asked of it whatever the period."""
    sent = set(ever.iter_rows())
    services = [framework.service[one] for one in rows["service_id"].unique() if one in framework.service]
    asked = [
        (one.id, item.id, framework.rhythm(one, item), f"{item.id} ({item.title})", order, one.joined, one.left)
        for one in services
        for order, item in enumerate(framework.indicators)
        if framework.asks(one, item, (one.id, item.id) in sent)
    ]
    text = dict.fromkeys(("service_id", "indicator_id", "period_kind", "named"), pl.String)
    kinds = text | {"order": pl.Int64, "joined": pl.Date, "left": pl.Date}
    return pl.DataFrame(asked, schema=kinds, orient="row")


def twins(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """How many rows equal another service's where every one does: service_id, period_start, period_kind, rows_alike.

    rows, others   numbers that can be compared: CLEAN ROWS columns without levels and yes-or-no items

    At least MANY numbers that are not 0 must be alike, and none of those that both sent may differ; else
    rows_alike is 0. A period that no other service has sent is not there. Two services of one file are
    compared with each other as well.
    """
    ours = rows.select("service_id", *_SAME, *_NUMBERS)
    theirs = pl.concat([others.select(ours.columns), ours]).rename({"service_id": "other"})
    counted = pl.any_horizontal(pl.col(name) > 0 for name in _NUMBERS)
    alike = ours.filter(counted).join(theirs.filter(counted), [*_SAME, *_NUMBERS], nulls_equal=True)
    pair = ["service_id", "other", *_WHEN]
    likely = alike.filter(pl.col("service_id") != pl.col("other")).group_by(pair).agg(alike=pl.len())
    likely = likely.filter(pl.col("alike") >= MANY)
    both = likely.join(ours, ["service_id", *_WHEN])
    both = both.join(theirs, ["other", *_SAME], suffix="_theirs")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_theirs")) for name in _NUMBERS)
    whole = both.group_by(pair).agg(rows_alike=pl.len().cast(pl.Int64), differ=differs.sum())
    same = whole.filter(pl.col("differ") == 0)
    found = same.group_by("service_id", *_WHEN).agg(pl.col("rows_alike").max())
    compared = ours.select("service_id", *_WHEN).unique().join(theirs.select("other", *_WHEN).unique(), _WHEN)
    of_others = compared.filter(pl.col("service_id") != pl.col("other")).drop("other").unique()
    return of_others.join(found, ["service_id", *_WHEN], "left").with_columns(pl.col("rows_alike").fill_null(0))
