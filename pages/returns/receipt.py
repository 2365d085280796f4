"""What became of one return: what counts of it, what was asked, what was set right, how it was read."""

import streamlit as st

from impact.answers import UnknownReturn
from impact.screen import receipt_parts, receipt_questions, receipt_withdrawing, shell
from impact.screen.cards import answer, link

key, framework = shell.shown()
st.title("One return", anchor=False)
number = receipt_parts.asked_for()
try:
    one = receipt_parts.read(key, number) if number is not None else None
except UnknownReturn as unknown:
    answer(str(unknown))
    one = None
else:
    answer(receipt_parts.first_line(one, key) if one else "Choose a return in the list of returns.")
if one is None:
    st.html(f'<p class="onward">{link("Go to the list of returns", "returns").markup}</p>')
    st.stop()

receipt_parts.standing(one)
receipt_parts.onward(one, framework)
if not one.may_open:
    st.text("The file, its cells and what was asked about it are for those who send, check or sign off its returns.")
    st.stop()

st.header("Questions", anchor=False)
receipt_questions.questions(key, framework, one)

st.header("Set right by itself", anchor=False)
receipt_parts.ledger(one.fixes)

st.header("How it was read", anchor=False)
receipt_parts.how_it_was_read(one)
receipt_parts.original(key, one)

receipt_withdrawing.withdrawing(key, one)
