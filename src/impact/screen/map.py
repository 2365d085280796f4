"""The theory of change as a map to click on; what was clicked stands in the address and in the list of nodes."""

from collections.abc import Sequence

import streamlit as st

from impact import charts
from impact.framework import Framework
from impact.layout import Layout, lay_out
from impact.metrics.outcomes import NodeResult
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import is_dark
from impact.screen.choices import choose

NONE_CHOSEN = ""
WIDTH = 1480
"""Pixels: the map fills a wide screen and scrolls sideways on a narrow one."""
_MAP, _BOX = "toc_map", "node_choice"


def choose_node(framework: Framework) -> str:
    """The id of the node that is looked at, '' for none; the same whether it was clicked or picked from the list."""
    titles = {node.id: node.title for node in framework.nodes}
    return choose("Look at one outcome", {NONE_CHOSEN: "All of them", **titles}, "node", NONE_CHOSEN)


def toc_map(key: Key, framework: Framework, lit: str, sentence: str) -> None:
    """The map, with one node's paths standing out; a click on a plate chooses its node."""
    results = {one.node_id: one for one in cache.nodes(key)}
    figure = charts.toc_map(framework, results, layout(key), lit=lit, width=WIDTH, dark=is_dark())
    # The clicked plate is read in the callback, before the map is drawn anew with its paths lit.
    st.plotly_chart(
        figure,
        theme=None,
        config={**charts.PLAIN, "responsive": False},
        alt=sentence,
        key=_MAP,
        on_select=_clicked,
        selection_mode="points",
        width="content",
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def layout(key: Key) -> Layout:
    """Where every node stands, once for each version of the framework."""
    return lay_out(cache.framework(key))


def result_of(results: Sequence[NodeResult], node_id: str) -> NodeResult:
    """The result of one node."""
    return next(one for one in results if one.node_id == node_id)


def _clicked() -> None:
    points = st.session_state[_MAP]["selection"]["points"]
    if points:
        found = points[0]["customdata"]
        st.session_state[_BOX] = found if isinstance(found, str) else found[0]
