"""Which packs that were shown to a board held figures that would now be others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import narwhals as nw
import polars as pl

from impact import store
from impact.answers.gate import decided
from impact.answers.knowledge import counted
from impact.answers.lineage import FigureKey
from impact.answers.moved import MovedFigure, key_of, text_of
from impact.disclosure import Protected, protect
from impact.framework import Framework
from impact.metrics.rollup import figures
from impact.periods import containing
from impact.sources import LOCAL_TIME, Sources, View, framework
from impact.words.consequences import pack_sentence, revised_sentence


@dataclass(frozen=True, slots=True)
class Revised:
    """One figure as a pack showed it and as it would now be shown; `now` is "" where there would be none."""

    key: FigureKey
    then: str
    now: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack that was shown to a board, and its figures that would now be marked [r]."""

    title: str
    as_at: datetime
    known_from: datetime
    given_by: str
    figures: tuple[Revised, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class State:
    """The figures of some indicators that were shown while one framework and one set of observations counted."""

    rules: Framework
    indicators: frozenset[str]
    shown: Protected


def revised_packs(sources: Sources, view: View, moved: Sequence[MovedFigure]) -> tuple[Pack, ...]:
    """Every pack shown to a board in which a figure that moves was another than it would now be, oldest first.

    moved   what becomes of the figures that move

    A figure counts where the pack held a number for it; a pack from before the figure was there is passed over.
    """
    now = {one.key: one.after for one in moved}
    states: dict[tuple[object, ...], State] = {}
    found = []
    for entry in store.shown(sources.engine, view.framework_id) if now else ():
        then = _state(sources, replace(view, as_at=entry["as_at"]), list(now), states)
        revised = _revised(then, now)
        if revised:
            day = entry["as_at"].astimezone(LOCAL_TIME).date()
            about = (entry["title"], entry["as_at"], entry["known_from"], entry["given_by"])
            found.append(Pack(*about, revised, pack_sentence(entry["title"], day, len(revised))))
    return tuple(found)


def _state(sources: Sources, then: View, keys: Sequence[FigureKey], states: dict[tuple[object, ...], State]) -> State:
    """What was shown at a moment of the indicators that had a figure then; worked out once where the same was known."""
    rules = framework(sources, then)
    counts = _with_a_figure(counted(sources, then, rules, sorted({key.indicator_id for key in keys})), keys)
    beside = decided(sources, then)
    key = *_state_key(rules, counts), frozenset(beside.itertuples(index=False, name=None))
    if key not in states:
        made = figures(nw.from_native(counts), rules)
        states[key] = State(rules, frozenset(counts["indicator_id"]), protect(made, rules, decided=beside))
    return states[key]


def _with_a_figure(counts: pl.DataFrame, keys: Sequence[FigureKey]) -> pl.DataFrame:
    """The counts of the indicators that were sent for any of the periods asked about: others had no figure to show."""
    periods = sorted({(key.indicator_id, key.period_start, key.period_kind) for key in keys})
    asked = pl.DataFrame(periods, _ASKED, orient="row")
    ends = [containing(start, kind).end for start, kind in asked.select("asked_start", "asked_kind").iter_rows()]
    sent = counts.join(asked.with_columns(asked_end=pl.Series(ends, dtype=pl.Date)), on="indicator_id")
    held = sent.filter(pl.col("period_end").is_between("asked_start", "asked_end"))
    return counts.join(held, on="indicator_id", how="semi")


_ASKED = {"indicator_id": pl.String, "asked_start": pl.Date, "asked_kind": pl.String}


def _state_key(rules: Framework, counts: pl.DataFrame) -> tuple[int, bytes]:
    return id(rules), counts["observation_id"].sort().to_numpy().tobytes()


def _revised(then: State, now: dict[FigureKey, str]) -> tuple[Revised, ...]:
    """The figures of which another number was shown then, in the order of `now`."""
    asked = {key: text for key, text in now.items() if key.indicator_id in then.indicators}
    frame, periods = then.shown.frame, {key.period_start for key in asked}
    here = frame["indicator_id"].isin(then.indicators) & frame["period_start"].dt.date.isin(periods)
    numbers = frame[here & (frame["value"].notna() | (frame["levels"] != ""))]
    rows = {key_of(row): row for _, row in numbers.iterrows()}
    found = []
    for key, text in asked.items():
        row = rows.get(key)
        was = text_of(row, then.rules)
        if row is not None and was != text:
            said = revised_sentence(row, then.rules.indicator[key.indicator_id], then.rules, was, text)
            found.append(Revised(key, was, text, said))
    return tuple(found)
