"""What is measured, how, and whose definition is it? Every indicator of the framework."""

import streamlit as st

from impact.screen import definition_list, shell
from impact.screen.cards import answer
from impact.screen.choices import choose
from impact.screen.definition import definition

key, framework = shell.shown()
st.title("Definitions", anchor=False)
answer(definition_list.counts_sentence(framework))
with st.container(key="filters", horizontal=True):
    with st.container(width=280):
        level = choose("Level", definition_list.levels(framework), "level")
    with st.container(width=640):
        titles = definition_list.titles(framework, level)
        chosen = choose("Read one in full", titles, "indicator")
if chosen:
    st.header(framework.indicator[chosen].title, anchor=False)
    with st.container(width=900):
        definition(key, chosen)
    definition_list.onward(chosen)
definition_list.listed(framework, level)
