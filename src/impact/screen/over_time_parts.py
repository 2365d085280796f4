"""The chart over time under an indicator: whether it changes or only wobbles, in a sentence, a picture and a table."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from impact.answers.over_time import FEWEST_JUDGED, OverTime
from impact.answers.over_time import over_time as worked_out
from impact.charts import PLAIN
from impact.charts.over_time import bounds
from impact.charts.over_time import over_time as drawn
from impact.framework import Indicator
from impact.metrics.slots import Scope
from impact.metrics.spc import PROFILES
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, is_dark, quiet, sheet
from impact.words import number, quantity
from impact.words.numbers import upper_first
from impact.words.over_time import Steps, point_phrase, rebase_sentence, rules_sentence, series_sentence
from impact.words.over_time_grid import since_words, variation_plate

MOST_TOLD = 6
"""Runs that are told below the picture, the newest ones; the table has all."""

QUESTION = "Does it change or only wobble?"

_COLUMNS = (
    Column("period", "Period"),
    Column("figure", "Figure", number=True),
    Column("mean", "Mean", number=True),
    Column("lower", "Lower limit", number=True),
    Column("upper", "Upper limit", number=True),
    Column("seen", "What is seen"),
)


@st.cache_resource(show_spinner="Looking for changes ...", max_entries=64)
def charts_of(key: Key, scope_kind: Scope = "whole", scope_id: str = "") -> tuple[OverTime, ...]:
    """Every chart over time of one scope; read them, never change them."""
    return worked_out(cache.figures(key), cache.framework(key), key.view.today, scope_kind, scope_id)


def steps_of(one: OverTime, indicator: Indicator) -> Steps:
    """How a chart's periods are counted and its numbers written; services at a level are counted in per cent."""
    of_many = indicator.measure == "maturity" and one.icon["scope_kind"] in ("whole", "sector")
    return Steps(one.period_kind, lambda value: f"{number(value)}%" if of_many else quantity(value, indicator))


def below(key: Key, indicator_id: str, scope_kind: Scope, scope_id: str) -> None:
    """The second picture of an indicator: its chart over time, or how many more figures that takes."""
    ours = [one for one in charts_of(key, scope_kind, scope_id) if one.indicator_id == indicator_id]
    if not ours:
        return
    st.header(QUESTION, anchor=False)
    for one in ours:
        asked = (key, indicator_id, one.period_kind, scope_kind, scope_id)
        if one.judged:
            _chart(*asked, is_dark())
            with pictures.folded():
                download(*_limits(*asked), f"over_time_{one.period_kind}")
        else:
            _too_short(one, cache.framework(key).indicator[indicator_id])


def _too_short(one: OverTime, indicator: Indicator) -> None:
    steps = steps_of(one, indicator)
    known = since_words(one.icon, one.points[-1], steps, judged=False)
    st.text(f"{known} A chart is read from {FEWEST_JUDGED} {steps.named(FEWEST_JUDGED)} on, with limits on trial.")
    _listed(_rebases(one, steps))


@st.cache_data(show_spinner=False, max_entries=256)
def _chart(key: Key, indicator_id: str, kind: str, scope_kind: Scope, scope_id: str, dark: bool) -> None:
    one, framework = _one(key, indicator_id, kind, scope_kind, scope_id), cache.framework(key)
    indicator = framework.indicator[indicator_id]
    steps = steps_of(one, indicator)
    sentence = series_sentence("Newest figure", one.icon, one.points[-1], steps)
    st.subheader(sentence, anchor=False)
    series = cache.figures(key).one(indicator_id, scope_kind, scope_id)
    target = one.icon["target"] if _known(one.icon["target"]) else None
    figure = drawn(one.points, series, indicator, steps, target=target, dark=dark)
    st.plotly_chart(figure, theme=None, config=PLAIN, alt=f"{indicator.title}. {sentence}")
    _listed([*_signals(one, steps), *_rebases(one, steps)])
    quiet(" ".join([rules_sentence(PROFILES[framework.chart_rules]), *_notes(one, indicator)]))


@st.cache_resource(show_spinner=False, max_entries=256)
def _limits(key: Key, indicator_id: str, kind: str, scope_kind: Scope, scope_id: str) -> File:
    one, framework = _one(key, indicator_id, kind, scope_kind, scope_id), cache.framework(key)
    indicator = framework.indicator[indicator_id]
    rows = [_row(point, steps_of(one, indicator)) for point in reversed(one.points)]
    sheet(rows, _COLUMNS, f"{indicator.title}: mean and limits")
    return File(rows, _COLUMNS, f"{indicator_id}-over-time", pictures.origin_note(framework, indicator))


def _one(key: Key, indicator_id: str, kind: str, scope_kind: Scope, scope_id: str) -> OverTime:
    every = charts_of(key, scope_kind, scope_id)
    return next(one for one in every if (one.indicator_id, one.period_kind) == (indicator_id, kind))


def _listed(told: Sequence[str]) -> None:
    if told:
        st.html(f'<ul class="told">{"".join(f"<li>{escape(line)}</li>" for line in told)}</ul>')


def _signals(one: OverTime, steps: Steps) -> list[str]:
    """What the marked points show, each run once, the newest first: 'H, improvement: above the mean since ...'."""
    found: dict[str, None] = {}
    for point in reversed(one.points):
        phrase = point_phrase(point, steps) if point["value"] is not None else ""
        if phrase:
            plate = variation_plate({**one.icon, **_shown(point)})
            found[f"{plate.letter}, {plate.word.lower()}: {phrase}."] = None
    told = list(found)
    more = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([f"{more} earlier, which stand in the table."] if more > 0 else [])


def _shown(point: Mapping[str, Any]) -> dict[str, Any]:
    return {"variation": point["shows"], "towards": point["towards"], "why_no_variation": ""}


def _rebases(one: OverTime, steps: Steps) -> list[str]:
    return [
        rebase_sentence(point["date"], upper_first(point["rebase_reason"]), steps)
        for point in one.points
        if point["rebase"]
    ]


def _notes(one: OverTime, indicator: Indicator) -> list[str]:
    """What else has to be known to read the picture."""
    least, most = bounds(indicator)
    notes = []
    if any(point["value"] is None for point in one.points):
        notes.append("Where a figure is missing or hidden there is a gap, and no run goes on over it.")
    last = one.points[-1]
    if last["upper"] > most or last["lower"] < least:
        notes.append("A limit that lies beyond what the figure can be is not drawn.")
    return notes


def _row(point: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    levels = {name: steps.number(point[name]) if _known(point[name]) else "" for name in ("mean", "lower", "upper")}
    phrase = point_phrase(point, steps) if point["value"] is not None else ""
    return {
        "period": steps.when(point["date"]),
        "figure": steps.number(point["value"]) if point["value"] is not None else "not shown",
        "seen": f"{point['shows']}: {phrase}" if phrase else "",
        **levels,
    }


def _known(value: float | None) -> bool:
    return value is not None and value == value
