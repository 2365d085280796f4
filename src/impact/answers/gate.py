"""The gate as everything that was ever shown asks for: which figures are hidden for others' sake at a moment.

What is hidden is decided once for each moment, in the order of the moments, and kept in the record; a record from
before that was kept is gone through from its start. Of two who do so at once the second takes what the first kept.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from weakref import WeakKeyDictionary

import pandas as pd
import polars as pl

from impact import disclosure, store
from impact.disclosure import Protected
from impact.disclosure.memory import hidden_at
from impact.disclosure.reach import decided_after, newest_of
from impact.disclosure.runs import Era
from impact.framework import Framework, from_json
from impact.projection import KEY, Projection
from impact.sources import Sources, View, version

_KEPT: "WeakKeyDictionary[Projection, dict[str, tuple[int, pl.DataFrame]]]" = WeakKeyDictionary()


def protect(sources: Sources, view: View, rules: Framework, figures: pd.DataFrame) -> Protected:
    """Figures of every scope, computed from what was known at the view's moment, as they may be shown then."""
    return disclosure.protect(figures, rules, decided=decided(sources, view))


def decided(sources: Sources, view: View) -> pd.DataFrame:
    """The figures that are not shown for others' sake at the view's moment, as `disclosure.protect` takes them."""
    return hidden_at(_events(sources, view), view.as_at)


def keep_up(sources: Sources, framework_id: str) -> None:
    """Work out and keep what is hidden for others' sake as far as the record goes, so that no reader waits for it."""
    _caught_up(sources, framework_id)


def foreseen(sources: Sources, view: View, rows: pl.DataFrame) -> pd.DataFrame:
    """What would not be shown for others' sake had these CLEAN ROWS been kept: the figures of their indicators."""
    touched = rows["indicator_id"].unique().to_list()
    told = _events(sources, view).filter(pl.col("indicator_id").is_in(touched))
    every = _versions(sources, view.framework_id).filter(pl.col("indicator_id").is_in(touched))
    history = _history(sources, view.framework_id)
    known = max(one for one in (newest_of(every, history), _moment(view)) if one is not None)
    moment = known + timedelta(microseconds=1)
    said = rows.filter(pl.col("breakdown") == "").select(name for name in every.columns if name in rows.columns)
    sent = said.with_columns(known_from=pl.lit(moment), known_to=pl.lit(None, pl.Datetime("us", "UTC")))
    replaced = every.join(sent.select(KEY).with_columns(again=pl.lit(value=True)), on=list(KEY), how="left")
    ends = pl.when(pl.col("again") & pl.col("known_to").is_null()).then(pl.lit(moment)).otherwise(pl.col("known_to"))
    both = pl.concat([replaced.with_columns(known_to=ends).drop("again"), sent], how="diagonal_relaxed")
    return hidden_at(pl.concat([told, decided_after(both, history, told, known, moment)]), None)


def _events(sources: Sources, view: View) -> pl.DataFrame:
    """Every change of what is hidden for others' sake, up to the newest moment of the record and on to the view's."""
    kept = _KEPT.setdefault(sources.projection, {})
    newest, moment = version(sources, view.framework_id), _moment(view)
    key = f"{view.framework_id} {moment.date()}"
    if key not in kept or kept[key][0] != newest:
        told, until = _caught_up(sources, view.framework_id)
        kept[key] = newest, _ahead(sources, view, told, until, moment)
    return kept[key][1]


def _moment(view: View) -> datetime:
    return view.as_at or datetime.combine(view.today, time.min, UTC)


def _ahead(sources: Sources, view: View, told: pl.DataFrame, until: datetime | None, moment: datetime) -> pl.DataFrame:
    """With what changes by itself after the newest moment kept: periods whose returns are due by the view's day."""
    if until is None or moment <= until:
        return told
    every, history = _versions(sources, view.framework_id), _history(sources, view.framework_id)
    return pl.concat([told, decided_after(every, history, told, until, moment)])


def _caught_up(sources: Sources, framework_id: str) -> tuple[pl.DataFrame, datetime | None]:
    """What is kept of what is hidden for others' sake, worked out as far as the record goes, and up to which moment."""
    while True:
        told, until = store.protections(sources.engine, framework_id)
        every, history = _versions(sources, framework_id), _history(sources, framework_id)
        newest = newest_of(every, history)
        if newest is None or (until is not None and newest <= until):
            return told, until
        fresh = decided_after(every, history, told, until, newest)
        if store.keep_protections(sources.engine, framework_id, until, newest, fresh):
            return pl.concat([told, fresh]), newest


def _versions(sources: Sources, framework_id: str) -> pl.DataFrame:
    return sources.projection.versions(framework_id).filter(pl.col("breakdown") == "")


def _history(sources: Sources, framework_id: str) -> list[Era]:
    """Every version of the framework, each with the moment from which it counts."""
    kept = store.framework_history(sources.engine, framework_id, None)
    return [(moment, _parsed(content)) for moment, content in kept]


@lru_cache(maxsize=32)
def _parsed(content: str) -> Framework:
    return from_json(content)
