"""Where does the borough stand? One sentence, what goes well, every measured outcome, what changed and what waits."""

import streamlit as st

from impact import words
from impact.screen import cache, first_run, overview_parts, shell
from impact.screen.cards import answer
from impact.screen.plates import outcome_plates

key, framework = shell.shown()
results = cache.nodes(key)

with st.container(key="overview"):
    st.title("Overview", anchor=False)
    answer(words.overview_sentence(results, framework))
    first_run.go_on(key, framework)
    overview_parts.bright_strip(key, framework)
    wide, side = st.columns([5, 1.15], gap="medium")
    with wide:
        outcome_plates(results, cache.since(key), framework)
    with side:
        overview_parts.beside(key, framework)
    overview_parts.foot(key, framework)
