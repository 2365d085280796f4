"""The charts of a meeting: large type, drawn once for each moment and theme, and then replayed."""

import streamlit as st

from impact import charts
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import is_dark

HEIGHT = 600
"""Pixels of a picture at 1080p, so that nothing is left to scroll; `styles/board.css` counts on it as well."""


def ways(key: Key, horizon: str, sentence: str) -> None:
    """How far the outcomes of one horizon have come."""
    _ways(key, horizon, sentence, is_dark())


def steps(key: Key, sentence: str) -> None:
    """How many services of each sector have reached each step of the roadmap."""
    _steps(key, sentence, is_dark())


def trend(key: Key, indicator_id: str, sentence: str) -> None:
    """One indicator over time, wide; what was explained of its points stands below, as on its own screen."""
    _trend(key, indicator_id, sentence, is_dark())
    pictures.explained_points(pictures.story(key, indicator_id), cache.framework(key))


@st.cache_data(show_spinner=False, max_entries=64)
def _ways(key: Key, horizon: str, sentence: str, dark: bool) -> None:
    rules = cache.framework(key)
    nodes = [(one, rules.node[one.node_id]) for one in cache.nodes(key)]
    ours = [one for one, node in nodes if node.scored and node.horizon == horizon]
    _put(charts.ways(ours, rules, board=True, dark=dark), sentence)


@st.cache_data(show_spinner=False, max_entries=16)
def _steps(key: Key, sentence: str, dark: bool) -> None:
    _put(charts.stage_counts(cache.stages(key), cache.framework(key), board=True, dark=dark), sentence)


@st.cache_data(show_spinner=False, max_entries=64)
def _trend(key: Key, indicator_id: str, sentence: str, dark: bool) -> None:
    told = pictures.story(key, indicator_id)
    _put(pictures.trend_figure(key, told, dark, board=True), pictures.heard(sentence, told))


def _put(figure: charts.Figure, sentence: str) -> None:
    figure.update_layout(height=HEIGHT)
    st.plotly_chart(figure, theme=None, config=charts.PLAIN, alt=sentence)
