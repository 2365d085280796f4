"""One outcome: how does it stand, how sure are we, what does it rest on, and which steps lead to it?"""

from html import escape

import streamlit as st

from impact.screen import cache, map, outcome_measures, outcome_parts, shell
from impact.screen.node_panel import held_up, stand, told_us
from impact.words.outcome import rests_sentence

key, framework = shell.shown()
with st.container(key="outcome_head", horizontal=True, vertical_alignment="bottom"):
    title = st.container()
    with st.container(width=440):
        node_id = outcome_parts.choose_outcome(framework)
node, one = framework.node[node_id], cache.result(key, node_id)
with title:
    st.title(node.title, anchor=False)
outcome_parts.help_line(node_id, framework)
st.html(f'<div class="outcome-answer"><p class="answer">{stand(one, framework)}</p></div>')
horizon = next(horizon.name for horizon in framework.horizons if horizon.id == node.horizon)
said = [rests_sentence(one, framework), *held_up(one, map.where_stuck(key), framework)]
st.html(
    f'<div class="outcome-told">{"".join(f"<p>{escape(line)}</p>" for line in said if line)}'
    f'<p class="quiet">{escape(horizon)}. {escape(node.meaning)}</p></div>'
)

with st.container(key="outcome"):
    with st.container(key="outcome_way"):
        outcome_measures.way(key, framework, one)
        outcome_measures.over_time(key, framework, one)
    with st.container(key="outcome_side"):
        outcome_parts.how_sure(key, node_id)
        told_us()
        outcome_parts.bright_spots(key, framework, node_id)
with st.container(key="outcome_steps"):
    st.header("What leads here, and what it leads to", anchor=False)
    outcome_parts.steps(key, node_id)
