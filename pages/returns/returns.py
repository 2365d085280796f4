"""Returns: what is due, what is in hand, and what has come in."""

import streamlit as st

from impact.screen import cache, lately, returns_parts, sending, shell
from impact.screen.cards import answer

key, framework = shell.shown()
st.title("Returns", anchor=False)
answer(returns_parts.standing_sentence(cache.calendar(key), len(lately.received(key)), framework))
service = returns_parts.choose_service(framework)

st.header("Due", anchor=False)
returns_parts.due(key, framework, service)

st.header("In hand", anchor=False)
sending.in_hand(key, framework)

st.header("Done", anchor=False)
returns_parts.done(key, framework, service)
