"""Where does the borough stand? One sentence, every measured outcome, what came in lately."""

import streamlit as st

from impact import words
from impact.screen import cache, pictures, shell
from impact.screen.cards import answer
from impact.screen.core_published import published_sentences
from impact.screen.lately import lately
from impact.screen.plates import outcome_plates
from impact.words.steps import steps_sentence

key, framework = shell.shown()
results = cache.nodes(key)
stages = cache.stages(key)

with st.container(key="overview"):
    st.title("Overview", anchor=False)
    answer(words.overview_sentence(results, framework))

wide, side = st.columns([5, 1], gap="medium")
with side:
    lately(key, framework)
with wide:
    outcome_plates(results, framework)
    places = st.columns(2 if stages else 1, gap="large")
    if stages:
        with places[0]:
            pictures.stage_counts(key, steps_sentence(stages, framework))
    with places[-1]:
        published_sentences(key, framework)
