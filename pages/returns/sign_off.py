"""Sign-off: which returns wait to be accepted or signed off, what stands in each, and the place to decide."""

import streamlit as st

from impact.screen import calendar_parts, deciding_parts, shell, sign_off_parts
from impact.screen.cards import answer, quiet
from impact.words.standings import nothing_asked

key, framework = shell.shown()
st.title("Sign-off", anchor=False)
if all(one.fed_by == "published" for one in framework.indicators):
    answer(nothing_asked(framework))
    st.stop()

first = st.container()
sector, service = calendar_parts.choose_scope(framework)
ours = calendar_parts.within(calendar_parts.calendar(key), sector, service, framework)
with first:
    answer(sign_off_parts.first_line(ours))
if not service:
    sign_off_parts.by_service(framework, ours)
    st.stop()

waiting = sign_off_parts.waiting(ours)
if not waiting:
    quiet("What was decided before can still be reopened or locked below.")
    deciding_parts.decide(key, framework, framework.service[service], ours)
    st.stop()
one = sign_off_parts.choose_return(waiting)
left, right = st.columns([2, 1], gap="large")
with left:
    sign_off_parts.figures(key, framework, framework.service[service], one)
with right:
    sign_off_parts.questions(key, one)
    deciding_parts.decide(key, framework, framework.service[service], [one])
