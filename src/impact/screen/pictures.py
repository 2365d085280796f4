"""Pictures that several screens share, each under its sentence; drawn once and then replayed.

A picture's sentence is both its heading and what a screen reader hears. What was drawn for the same
state of the record, the same choices and the same theme is sent again without being drawn again.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from impact import answers, charts
from impact.answers import Story
from impact.answers.targets_then import targets_then
from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics.parts import NodePart
from impact.metrics.slots import Scope
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, download, is_dark, sheet
from impact.words.beside import from_to_sentence
from impact.words.explained import MARK, explained_sentences, marked_sentence


@st.cache_resource(show_spinner=False, max_entries=512)
def story(key: Key, indicator_id: str, scope_kind: Scope = "whole", scope_id: str = "") -> Story:
    """What one indicator says in one scope; read it, never change it."""
    indicator = cache.framework(key).indicator[indicator_id]
    return answers.story(cache.sources(), key.view, indicator, scope_kind, scope_id)


def trend(key: Key, indicator_id: str, scope_kind: Scope = "whole", scope_id: str = "", course: bool = False) -> None:
    """An indicator over time with interval, target, benchmark and what was explained of its points, in words below.

    It stands under its own sentence, or (`course`) under one that says from where to where it went.
    """
    _trend(key, indicator_id, scope_kind, scope_id, course, is_dark())


def explained_points(told: Story, framework: Framework) -> None:
    """Under a picture: what was explained of its points, a line each, so that nothing hangs on a pointer."""
    if told.explained:
        said = [line for one in told.explained for line in explained_sentences(one, framework)]
        lines = "".join(f"<li>{escape(line)}</li>" for line in said)
        st.html(
            f'<p class="quiet">{MARK} marks a figure that was explained:</p><ul class="told explained">{lines}</ul>'
        )


def heard(sentence: str, told: Story) -> str:
    """What a screen reader hears of a picture: its sentence, and which points carry the mark."""
    marked = marked_sentence(told.explained)
    return f"{sentence.rstrip('.')}. {marked}" if marked else sentence


def peers(key: Key, indicator_id: str, heading: str) -> None:
    """A published figure of the place beside other areas."""
    _peers(key, indicator_id, heading, is_dark())


def dots(key: Key, node_id: str, heading: str) -> None:
    """How far each measure of an outcome has come from where it started to its target."""
    _dots(key, node_id, heading, is_dark())


def stage_counts(key: Key, heading: str) -> None:
    """How many services of each sector have reached each step of the roadmap."""
    _stage_counts(key, heading, is_dark())


def small_multiples(key: Key, indicator_id: str, heading: str) -> None:
    """One small line per sector beside the whole."""
    _small_multiples(key, indicator_id, heading, is_dark())


def on_demand(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], caption: str, name: str, note: str, key: str
) -> None:
    """What a picture shows as a sheet, opened when wanted, with its CSV; `note` is the CSV's last line."""
    with folded():
        sheet(rows, columns, caption)
        download(rows, columns, name, note, key)


def folded() -> DeltaGenerator:
    """Where a picture's figures stand as a sheet, opened when wanted."""
    return st.expander("Figures as a table")


def of_parts(key: Key, parts: Sequence[NodePart]) -> Protected:
    """The protected figure of the whole that each part of an outcome uses, or its newest one."""
    figures = cache.figures(key)
    at = figures.frame[figures.frame.scope_kind == "whole"]
    chosen: list[Any] = []
    for part in parts:
        rows = at[at.indicator_id == part.indicator_id].sort_values("period_end")
        used = rows[rows.period_end.dt.date == part.period] if part.period else rows
        chosen += list((used if len(used) else rows).tail(1).index)
    return Protected(at.loc[chosen], figures.policy_note)


def origin_note(framework: Framework, indicator: Indicator | None = None) -> str:
    """Whose figures these are, for the last line of a CSV: the demonstration label, or the publisher."""
    if indicator is not None and indicator.fed_by == "published" and indicator.publisher:
        return f"Source: {indicator.publisher}"
    return framework.demonstration or framework.data_note


@st.cache_data(show_spinner=False, max_entries=256)
def _trend(key: Key, indicator_id: str, scope_kind: Scope, scope_id: str, course: bool, dark: bool) -> None:
    told = story(key, indicator_id, scope_kind, scope_id)
    sentence = from_to_sentence(told.series, told.indicator) if course else told.sentence
    st.header(sentence, anchor=False)
    _draw(trend_figure(key, told, dark), heard(sentence, told))
    explained_points(told, cache.framework(key))


def trend_figure(key: Key, told: Story, dark: bool, board: bool = False) -> charts.Figure:
    """The picture of a story over time, for a screen or for the board room."""
    aim = told.indicator.target(key.view.today)
    # Where the target is another area's figure, that area's line is the target: one line, one label.
    both = aim is not None and aim.style == "comparator" and told.benchmark is not None
    name = _name_of(told.benchmark, cache.framework(key))
    return charts.trend(
        told.series,
        told.indicator,
        target=None if both else told.target,
        targets=targets_then(told, key.view.today),
        benchmark=told.benchmark,
        benchmark_name=f"{name} (target)" if both else name,
        explained=[one.period for one in told.explained],
        board=board,
        dark=dark,
    )


@st.cache_data(show_spinner=False, max_entries=256)
def _peers(key: Key, indicator_id: str, sentence: str, dark: bool) -> None:
    figures, rules = cache.figures(key), cache.framework(key)
    rows = figures.where((figures.frame.indicator_id == indicator_id) & (figures.frame.scope_kind == "area"))
    _put(charts.peers(rows, rules.indicator[indicator_id], rules, dark=dark), sentence)


@st.cache_data(show_spinner=False, max_entries=256)
def _dots(key: Key, node_id: str, sentence: str, dark: bool) -> None:
    result = next(one for one in cache.nodes(key) if one.node_id == node_id)
    st.subheader(sentence, anchor=False)
    _draw(charts.dots(result.parts, of_parts(key, result.parts), cache.framework(key), dark=dark), sentence)


@st.cache_data(show_spinner=False, max_entries=64)
def _stage_counts(key: Key, sentence: str, dark: bool) -> None:
    _put(charts.stage_counts(cache.stages(key), cache.framework(key), dark=dark), sentence)


@st.cache_data(show_spinner=False, max_entries=256)
def _small_multiples(key: Key, indicator_id: str, sentence: str, dark: bool) -> None:
    figures, rules = cache.figures(key), cache.framework(key)
    told = story(key, indicator_id)
    rows = figures.where(
        (figures.frame.indicator_id == indicator_id) & figures.frame.scope_kind.isin(["whole", "sector"])
    )
    _put(charts.small_multiples(rows, told.indicator, rules, target=told.target, dark=dark), sentence)


def _put(figure: charts.Figure, sentence: str) -> None:
    st.header(sentence, anchor=False)
    _draw(figure, sentence)


def _draw(figure: charts.Figure, sentence: str) -> None:
    st.plotly_chart(figure, theme=None, config=charts.PLAIN, alt=sentence)


def _name_of(benchmark: Protected | None, framework: Framework) -> str:
    """The name of the area whose figures a benchmark holds."""
    if benchmark is None or benchmark.frame.empty:
        return ""
    area = framework.area.get(str(benchmark.frame.iloc[0]["scope_id"]))
    return area.name if area else ""
