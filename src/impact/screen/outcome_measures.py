"""The measures of one outcome: on their way from where each started to its target, and small over time."""

from html import escape

import pandas as pd
import streamlit as st

from impact import charts
from impact.framework import Framework, Indicator
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.without import without_each
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, Html, download, is_dark, link, sheet
from impact.words import interval_text, look_of, marked_text, number, quantity, target_text

MOST_SERIES = 5
"""Small pictures over time on one screen, so that with the one above there are six at most."""
WAY = "Each measure on its way from where we started to its target"
MEASURES = (
    Column("measure", "Measure"),
    Column("value", "Newest figure", number=True),
    Column("interval", "95% interval", number=True),
    Column("baseline", "Started at", number=True),
    Column("target", "Target", number=True),
    Column("progress", "Of the way", number=True),
    Column("change", "Change since the start"),
    Column("without", "Without this measure", number=True),
    Column("why_not", "Why it does not count"),
)


def way(key: Key, framework: Framework, one: NodeResult) -> None:
    """Every measure on one axis from where it started to its target, and the same as a table."""
    if not one.parts:
        st.text("Nothing is measured here; it is part of how the change is thought to come about.")
        return
    st.header("How far it has come", anchor=False)
    pictures.dots(key, one.node_id, WAY)
    with pictures.folded():
        download(*_sheet(key, one.node_id), "measures")


@st.cache_resource(show_spinner=False, max_entries=128)
def _sheet(key: Key, node_id: str) -> File:
    framework = cache.framework(key)
    rows = _measures(key, framework, cache.result(key, node_id))
    sheet(rows, MEASURES, f"What “{framework.node[node_id].title}” is measured by")
    return File(rows, MEASURES, f"outcome-{node_id}", pictures.origin_note(framework))


def over_time(key: Key, framework: Framework, one: NodeResult) -> None:
    """Its measures over time, small; those that count towards it first."""
    parts = sorted(one.parts, key=lambda part: not part.used)
    if not parts:
        return
    st.header("Its measures over time", anchor=False)
    with st.container(key="small_series"):
        for part in parts[:MOST_SERIES]:
            with st.container(key=f"series_{part.indicator_id}"):
                _series(key, part.indicator_id, is_dark())
    if rest := [framework.indicator[part.indicator_id] for part in parts[MOST_SERIES:]]:
        names = "; ".join(link(more.title, "indicator", indicator=more.id).markup for more in rest)
        st.html(f'<p class="told">Also measured by: {names}.</p>')


@st.cache_data(show_spinner=False, max_entries=256)
def _series(key: Key, indicator_id: str, dark: bool) -> None:
    told = pictures.story(key, indicator_id)
    indicator = told.indicator
    name = link(indicator.title, "indicator", indicator=indicator.id).markup
    said = told.sentence.removeprefix(f"{indicator.title}: ")
    st.html(f'<div class="told"><h3>{name}</h3><p class="quiet">{escape(said[:1].upper() + said[1:])}</p></div>')
    if len(told.series.frame):
        figure = charts.small_trend(told.series, indicator, target=told.target, dark=dark)
        st.plotly_chart(figure, theme=None, config=charts.PLAIN, alt=told.sentence, key=f"small_{indicator_id}")


def _measures(key: Key, framework: Framework, one: NodeResult) -> list[dict[str, str | Html]]:
    figures = {row["indicator_id"]: row for _, row in pictures.of_parts(key, one.parts).frame.iterrows()}
    left_out = {each.indicator_id: each for each in without_each(one, framework)}
    rows = []
    for part in one.parts:
        row = _measure(part, figures.get(part.indicator_id), framework)
        each = left_out.get(part.indicator_id)
        rows.append({**row, "without": f"{number(each.score, 0)}%, {look_of(each.word).word}" if each else ""})
    return rows


def _measure(part: NodePart, row: "pd.Series | None", framework: Framework) -> dict[str, str | Html]:
    indicator = framework.indicator[part.indicator_id]
    known = row is not None and bool(pd.notna(row["value"]))
    return {
        "measure": link(indicator.title, "indicator", indicator=indicator.id),
        "value": marked_text(row, indicator) if row is not None else "no figure",
        "interval": interval_text(row, indicator).strip("()") if row is not None else "",
        "baseline": _began(part, indicator) if known else "",
        "target": target_text(part.target, indicator) if pd.notna(part.target) else "",
        "progress": f"{number(part.progress, 0)}%" if pd.notna(part.progress) else "",
        "change": part.change,
        "why_not": (row["hidden"] if row is not None else "") or part.why_not,
    }


def _began(part: NodePart, indicator: Indicator) -> str:
    """Where a measure started; [c] where a figure of that time is hidden."""
    if pd.notna(part.baseline):
        return quantity(part.baseline, indicator)
    return "[c]" if part.began else ""
