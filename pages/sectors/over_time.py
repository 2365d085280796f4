"""Which indicators have changed and which only wobble? One row an indicator, with both icons and a small line."""

import streamlit as st

from impact.screen import over_time_grid, shell
from impact.screen.cards import answer
from impact.screen.indicator_choices import read_scope

key, framework = shell.shown()
st.title("Charts over time", anchor=False)
first = st.container()
scope, level, shown = over_time_grid.choose_scope(key, framework)
found = over_time_grid.charts(key, *read_scope(scope), level)
with first:
    answer(over_time_grid.first_line(found))
    over_time_grid.beside_chance(key, scope, level)
if not found:
    st.text("No figure of it can be shown by this day. Choose another one, or a later day at the top.")
    st.stop()
over_time_grid.grid(key, scope, level, shown)
