"""A record of any size for the benchmarks of the screens: the returns of `large`, taken in like any other return."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import large
import polars as pl
from large import Size

from impact import store
from impact.answers import gate
from impact.framework import fingerprint, to_json
from impact.intake import Envelope, receive
from impact.sources import Sources


def fill(sources: Sources, size: Size) -> Iterator[str]:
    """Take in every month's return of all services, and 60 days later what replaced some of it; tells each file."""
    rules = large.framework(size)
    returns = _returns(size)
    first = min(moment for moment, _, _ in returns)
    store.keep_framework(
        sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), first - timedelta(days=1)
    )
    for moment, name, rows in sorted(returns, key=lambda one: one[:2]):
        envelope = Envelope(name, sent_by="benchmark", sender="all services", ask=False)
        receipt = receive(sources, rules.id, rows.write_csv().encode(), envelope, moment, last=False)
        assert receipt.kept is not None, [str(one) for one in receipt.problems[:3]]
        yield name
    gate.keep_up(sources, rules.id)


def _returns(size: Size) -> list[tuple[datetime, str, pl.DataFrame]]:
    """When each file came, its name and its rows: for each month all that was first said, then what replaced it."""
    rules = large.framework(size)
    every = pl.concat([large.rows_of(one, size, rules) for one in rules.indicators])
    bare = [one.id for one in rules.indicators if one.measure in ("maturity", "count")]
    codes = {one.start: one.code for one in large.months(size)}
    told = every.with_columns(
        period=pl.col("period_start").replace_strict(codes, return_dtype=pl.String),
        n=pl.when(pl.col("indicator_id").is_in(bare)).then(None).otherwise(pl.col("n")),
    )
    return [
        (moment, f"{period} as known on {moment:%Y-%m-%d}.csv", rows.select(_SENT).sort(_SENT[:3]))
        for (period, moment), rows in told.group_by("period", "received_at")
    ]


_SENT = ("period", "service_id", "indicator_id", "breakdown", *large.NUMBERS)
