"""Which figures are decided about again after something changed: those near it, and no others.

A figure whose rows and whose rules are as they were stays as it was decided; going through everything from its start
gives the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import polars as pl

from impact.disclosure.lateness import Senders, ends
from impact.disclosure.memory import EVENTS
from impact.disclosure.replay import replay
from impact.disclosure.runs import Era, asked

APART = timedelta(days=400)
"""Periods further apart share no part: a term is carried into the quarter after it, and a year holds its months."""


def decided_after(
    every: pl.DataFrame, history: Sequence[Era], told: pl.DataFrame, until: datetime | None, newest: datetime
) -> pl.DataFrame:
    """The EVENTS after one moment up to another, given those up to the first; only what changed is gone through.

    every    every observation that ever counted, as `replay` takes them
    history  every version of the framework, the oldest first
    told, until, newest  as `replay` takes them
    """
    found = [told.clear()]
    for eras, indicators in _by_eras(every["indicator_id"].unique().sort().to_list(), history):
        rows = every.filter(pl.col("indicator_id").is_in(indicators))
        senders = Senders(rows)
        if until is not None and not any(since is not None and since > until for since, _ in eras):
            rows = _moved(rows, eras, until, newest)
        if rows.height:
            before = told.filter(pl.col("indicator_id").is_in(rows["indicator_id"].unique().to_list()))
            found.append(replay(rows, eras, before, senders, until, newest))
    return pl.concat(found).sort("known_from", *list(EVENTS)[:5])


def newest_of(every: pl.DataFrame, history: Sequence[Era]) -> datetime | None:
    """The newest moment at which anything changed; None where nothing was ever known."""
    if every.is_empty():
        return None
    moments = [every["known_from"].max(), every["known_to"].max(), *(since for since, _ in history[1:])]
    return max(one for one in moments if isinstance(one, datetime))


def _by_eras(indicators: Sequence[str], history: Sequence[Era]) -> Iterator[tuple[list[Era], list[str]]]:
    """The versions that differ in what the gate asks of an indicator, and the indicators for which these are so."""
    together: dict[tuple[int, ...], list[str]] = {}
    for indicator in indicators:
        said = [asked(rules, indicator) for _, rules in history]
        together.setdefault(tuple(at for at, one in enumerate(said) if not at or one != said[at - 1]), []).append(
            indicator
        )
    for places, ours in together.items():
        yield [(history[at][0] if at else None, history[at][1]) for at in places], ours


def _moved(every: pl.DataFrame, eras: Sequence[Era], until: datetime, newest: datetime) -> pl.DataFrame:
    """The rows near those that changed after a moment, and those whose returns were due since."""
    rules = eras[-1][1]
    periods = every.select("period_start", "period_kind").unique()
    due = [
        any(until < one <= newest for one in ends(("", "", "", start, kind), rules))
        for start, kind in periods.iter_rows()
    ]
    changed = every.filter((pl.col("known_from") > until) | (pl.col("known_to") > until))
    ended = every.join(periods.filter(pl.Series(due, dtype=pl.Boolean)), on=periods.columns, how="semi")
    return _near(every, pl.concat([changed, ended]))


def _near(every: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """The rows of the same indicators and of periods near those of some rows."""
    spans = changed.group_by("indicator_id").agg(
        first=pl.col("period_start").min() - APART, last=pl.col("period_end").max() + APART
    )
    beside = every.join(spans, on="indicator_id", how="inner")
    inside = beside.filter((pl.col("period_end") >= pl.col("first")) & (pl.col("period_start") <= pl.col("last")))
    return inside.drop("first", "last")
