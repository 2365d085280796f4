"""What is the board given to read? Choose what goes in, and have it as a page, as slides or to print."""

import streamlit as st

from impact.screen import pack_parts, shell
from impact.screen.cards import answer

key, framework = shell.shown()

st.title("Packs", anchor=False)
first = st.container()
left, right = st.columns([3, 2], gap="large")
with left:
    st.header("What goes in", anchor=False)
    chosen = pack_parts.choose_pack(key, framework)
with right:
    st.header("Have it as a file", anchor=False)
    pack_parts.downloads(key, chosen)
    st.header("Once the board has seen it", anchor=False)
    pack_parts.note_shown(key, chosen.title)
with first:
    answer(pack_parts.say_what_it_holds(key, framework, chosen))
