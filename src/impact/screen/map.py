"""The theory of change as a map: each plate leads on, the chosen node's ways stand out, the type grows on demand."""

from collections.abc import Sequence

import streamlit as st

from impact.charts import toc_map as drawn
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.stuck import Stuck, stuck
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import address
from impact.screen.choices import choose, remember

NONE_CHOSEN = ""
SIZES = ("70", "85", "100", "125", "150", "200")
"""How large the map is drawn: per cent of the size that fits the screen."""
FITS = "100"


def choose_node(framework: Framework) -> str:
    """The id of the node that is looked at, '' for none; the same whether it came by a plate or from the list."""
    titles = {node.id: node.title for node in framework.nodes}
    return choose("Look at one step or outcome", {NONE_CHOSEN: "All of them", **titles}, "node", NONE_CHOSEN)


def choose_size() -> float:
    """How large the map is drawn, 1 where it fits: three buttons, and the address keeps it."""
    picked = st.query_params.get("size", FITS)
    size = remember("size", picked if picked in SIZES else FITS, FITS)
    at = SIZES.index(size)
    for label, there in (("Smaller map", at - 1), ("Fit map", SIZES.index(FITS)), ("Larger map", at + 1)):
        off = there == at or not 0 <= there < len(SIZES)
        to = SIZES[min(max(there, 0), len(SIZES) - 1)]
        st.button(label, key=f"size_{label}", on_click=_resize, args=(to,), disabled=off)
    return int(size) / 100


def toc_map(key: Key, framework: Framework, lit: str, size: float) -> None:
    """The map with what its lines mean; a plate leads to its node beside the map."""
    st.html(drawn.chosen(framework, lit, size))
    _drawn(key, tuple(st.query_params.get(one, "") for one in ("framework", "as_at")))


@st.cache_resource(show_spinner=False, max_entries=16)
def where_stuck(key: Key) -> Stuck:
    """Where ways are held up, from the results that the screens have at hand."""
    return stuck(cache.nodes(key), cache.framework(key))


def result_of(results: Sequence[NodeResult], node_id: str) -> NodeResult:
    """The result of one node."""
    return next(one for one in results if one.node_id == node_id)


def _resize(size: str) -> None:
    remember("size", size, FITS)


@st.cache_data(show_spinner=False, max_entries=64)
def _drawn(key: Key, carried: tuple[str, ...]) -> None:
    """What was drawn is sent again as it is; `carried` is what the plates' addresses take along."""
    framework, results = cache.framework(key), {one.node_id: one for one in cache.nodes(key)}
    held_up = [one.node_id for one in where_stuck(key).halts]
    st.html(drawn.toc_map(framework, results, lambda id: address("theory_of_change", node=id), held_up))
    st.html(drawn.key(framework))
