"""Which step of the roadmap each service has reached, and what its next step waits for."""

import streamlit as st

from impact.screen import cache, roadmap_moves, roadmap_panel, roadmap_table, shell
from impact.screen.cards import answer, quiet

key, framework = shell.shown()
words = framework.words
st.title("Roadmap", anchor=False)
if not framework.stages:
    answer(f"{framework.title} has no roadmap: its framework names no steps for {words.services} to take.")
    st.stop()

stages = cache.stages(key)
if not stages:
    answer(f"No {words.service} was taking part by this day.")
    st.stop()
answer(roadmap_panel.counts_sentence(stages, framework))
quiet(
    "A step is a word and never a mark out of ten: it is counted, and not averaged. "
    f"Every {words.service} starts out; a cell in outline has nothing yet that it could be judged by."
)
roadmap_table.matrix(key)
roadmap_panel.counts_picture(key)
roadmap_moves.movement(key, framework)
roadmap_panel.panel(stages, framework)
