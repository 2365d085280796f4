"""Where does it move, and where does it not? The theory of change as a map and as a list."""

import streamlit as st

from impact import words
from impact.screen import cache, map, shell
from impact.screen.cards import answer
from impact.screen.node_panel import node_list, node_panel
from impact.words.theory import where_sentence

key, framework = shell.shown()
results = cache.nodes(key)
sentence = where_sentence(results, framework)

with st.container(key="theory"):
    st.title("Theory of change", anchor=False)
    answer(sentence)
with st.container(key="toc_choice", horizontal=True, vertical_alignment="bottom"):
    with st.container(width=420):
        node_id = map.choose_node(framework)
    if node_id:
        st.text(words.node_sentence(map.result_of(results, node_id), framework))

with st.container(key="toc"):
    with st.container(key="toc_scroll"):
        map.toc_map(key, framework, node_id, sentence)
    with st.container(key="toc_words"):
        if node_id:
            node_panel(key, framework, map.result_of(results, node_id))
        node_list(framework, {one.node_id: one for one in results})
