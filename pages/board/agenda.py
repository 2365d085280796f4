"""What will the board look at, what did it decide, and what is still open?"""

import streamlit as st

from impact.screen import shell
from impact.screen.cards import answer
from impact.screen.meeting import choosing

key, framework = shell.shown()
found = choosing.read_written(key)

st.title("Agenda and decisions", anchor=False)
first = st.container()
agenda, decided = st.columns([2, 3], gap="large")
with agenda:
    st.header("The next meeting", anchor=False)
    items = choosing.choose_items(framework)
    since = choosing.choose_board(key)
    choosing.agenda(items, framework, since)
with decided:
    st.header("Decisions and actions", anchor=False)
    choosing.decisions(key, framework, found)
    st.header("Meetings held", anchor=False)
    choosing.held(key)
with first:
    answer(choosing.first_line(key, items, found))
