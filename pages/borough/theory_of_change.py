"""Where does it move, and where is it held up? The theory of change as a map and as a list."""

import streamlit as st

from impact.screen import cache, map, shell
from impact.screen.cards import answer
from impact.screen.node_panel import held_up_list, node_list, node_panel
from impact.words.outcome import held_up_sentence
from impact.words.stuck import stuck_sentence
from impact.words.theory import where_sentence

key, framework = shell.shown()
results = cache.nodes(key)
found = map.where_stuck(key)

with st.container(key="theory"):
    with st.container(key="toc_head", horizontal=True, vertical_alignment="bottom"):
        st.title("Theory of change", anchor=False)
        with st.container(width=400):
            node_id = map.choose_node(framework)
        with st.container(key="toc_size", horizontal=True, width="content", gap="xxsmall"):
            size = map.choose_size()
    answer(where_sentence(results, framework))
    st.html(f'<p class="held-up-at">{held_up_sentence(found, framework) or stuck_sentence(found, framework)}</p>')

with st.container(key="toc"):
    with st.container(key="toc_map"):
        map.toc_map(key, framework, node_id, size)
    if node_id:
        with st.container(key="toc_panel"):
            node_panel(key, framework, map.result_of(results, node_id), found)
held_up_list(found, framework)
node_list(framework, {one.node_id: one for one in results}, found)
