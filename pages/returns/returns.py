"""Returns: send one, see what is late or due, and what has come in."""

import streamlit as st

from impact.screen import returns_parts, sending, shell
from impact.screen.cards import answer, link

key, framework = shell.shown()
st.title("Returns", anchor=False)
answer(returns_parts.standing_sentence(key))

st.header("Send a return", anchor=False)
if returns_parts.asks_for_returns(framework):
    st.html(f'<p class="onward">{link("Get the template for a service and period", "template").markup}</p>')
sending.in_hand(key, framework)

st.header("Late or due", anchor=False)
service = returns_parts.choose_service(framework)
returns_parts.due(key, service)

st.header("Came in", anchor=False)
returns_parts.done(key, service)
