"""The newest figure of many indicators or scopes as the rows of one sheet, with its change and what it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from impact import answers
from impact.answers import Numbers, Publication, Story
from impact.framework import Framework, Indicator
from impact.marks import meanings
from impact.metrics.slots import Scope
from impact.periods import containing
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column
from impact.words import interval_text, marked_text, number, period_of, target_text
from impact.words.explained import cell_text

CHANGE = {
    "clear improvement": "clearly better than in {since}",
    "clear worsening": "a clear step back since {since}",
    "clear rise": "clearly more than in {since}",
    "clear fall": "clearly less than in {since}",
    "no clear change": "no clear change since {since}",
    "not enough data": "too little data to compare with {since}",
    "not compared: the definition changed": "not compared with {since}: the definition changed [b]",
}
"""The result of the test of change -> how a cell says it."""

FIGURE = Column("figure", "Latest figure", number=True)
INTERVAL = Column("interval", "95% interval", number=True)
PERIOD = Column("period", "Period")
CHANGED = Column("change", "Change")
TARGET = Column("target", "Target", number=True)
RESTS_ON = Column("rests_on", "Rests on")
NOTE = Column("note", "Note")


@st.cache_resource(show_spinner="Adding up the returns ...", max_entries=128)
def stories(key: Key, wanted: tuple[tuple[str, Scope, str], ...]) -> dict[tuple[str, Scope, str], Story]:
    """Many stories by (indicator id, scope kind, scope id); read them, never change them."""
    ready = _ready(key)
    if lacking := {one for one, _, _ in wanted} - ready.keys():
        ready |= answers.numbers(cache.sources(), key.view, lacking)
    return answers.stories_from(ready, cache.framework(key), key.view, wanted)


@st.cache_resource(show_spinner=False, max_entries=4)
def _ready(key: Key) -> dict[str, Numbers]:
    """The numbers of the indicators that were asked for so far: one service after another is told from the same."""
    return {}


@st.cache_resource(show_spinner=False, max_entries=16)
def publications(key: Key) -> dict[str, Publication]:
    """Indicator id -> the publication its figures were taken from."""
    return dict(answers.publications(cache.sources(), key.view))


def latest(told: Story) -> dict[str, Any]:
    """The cells of one story: the newest row, shown or hidden, with its reason; 'nothing sent' where there is none."""
    rows = told.series.frame
    if rows.empty:
        return {"figure": "not published" if told.indicator.fed_by == "published" else "nothing sent"}
    row, indicator = rows.iloc[-1], told.indicator
    return {
        "figure": _figure(row, indicator),
        "interval": interval_text(row, indicator),
        "period": period_of(row).label,
        "change": _change(told) if not row["hidden"] else "",
        "target": target_text(told.target, indicator) if told.target is not None else "",
        "rests_on": told.coverage or _base(row),
        "note": str(row["hidden"]) or meanings(str(row["marker"] or "")),
    }


def filled(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> list[Column]:
    """The columns in which at least one row says something; a sheet leaves the others out."""
    return [one for one in columns if any(row.get(one.key) for row in rows)]


def series_rows(frame: pd.DataFrame, told: Story, framework: Framework) -> list[dict[str, Any]]:
    """Every shown or hidden point of a series, oldest first, for the sheet behind a picture."""
    explained = {one.period: cell_text(one, framework) for one in told.explained}
    return [
        {
            "scope": scope_name(framework, str(row["scope_kind"]), str(row["scope_id"])),
            "period": period_of(row).label,
            "figure": marked_text(row, told.indicator),
            "interval": interval_text(row, told.indicator),
            "note": str(row["hidden"]) or meanings(str(row["marker"] or "")),
            "explained": explained.get(period_of(row), "") if row["scope_id"] == told.scope_id else "",
        }
        for _, row in frame.sort_values(["scope_kind", "scope_id", "period_end"]).iterrows()
    ]


SERIES_COLUMNS = (Column("scope", "Where"), PERIOD, FIGURE, INTERVAL, NOTE)
"""The columns of `series_rows`; EXPLAINED of series.py joins them where a point was explained."""


def scope_name(framework: Framework, kind: str, scope_id: str) -> str:
    """What a scope is called: the place, or a sector's, service's or area's own name."""
    if kind == "sector":
        return framework.sector[scope_id].name
    if kind == "service":
        return framework.service[scope_id].name
    return framework.area[scope_id].name if kind == "area" else f"The {framework.words.whole}"


def _figure(row: "pd.Series[Any]", indicator: Indicator) -> str:
    """The figure as text; where the question is a yes or no, one sender's answer is a word."""
    yes_or_no = indicator.measure == "maturity" and indicator.high == 1 and not row["levels"]
    if yes_or_no and pd.notna(row["value"]):
        return "yes" if row["value"] else "no"
    return marked_text(row, indicator)


def _change(told: Story) -> str:
    if not told.change or told.since is None:
        return ""
    kind = str(told.series.frame.iloc[-1]["period_kind"])
    return CHANGE[told.change].format(since=containing(told.since, kind).label)


def _base(row: "pd.Series[Any]") -> str:
    """How many people or answers stand behind a figure of one service or area."""
    base = row["denominator"] if pd.notna(row["denominator"]) else row["n"]
    if pd.isna(base):
        return ""
    asked = f" of {number(row['asked'], 0)} asked" if pd.notna(row["asked"]) else ""
    return f"{number(base, 0)}{asked}"
