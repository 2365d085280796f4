"""The returns calendar: what is due from whom, how complete and how timely it is, and what is decided about it."""

import streamlit as st

from impact.screen import calendar_parts, deciding_parts, shell
from impact.screen.cards import answer
from impact.standing import tally
from impact.words.standings import calendar_sentence, nothing_asked

key, framework = shell.shown()
st.title("Returns calendar", anchor=False)
if all(one.fed_by == "published" for one in framework.indicators):
    answer(nothing_asked(framework))
    st.stop()

sector, service = calendar_parts.choose_scope(framework)
ours = calendar_parts.asked_of(key, sector, service)
if not ours:
    answer("No return is asked for by this day.")
    st.stop()
today = key.view.today
answer(calendar_sentence(ours, tally(ours, today), today))

if service:
    calendar_parts.one_service(key, sector, service)
    deciding_parts.one_reminder(key, framework, framework.service[service], ours)
    deciding_parts.decide(key, framework, framework.service[service], ours)
else:
    calendar_parts.awaited(key, sector)
    deciding_parts.every_reminder(key, framework, ours)
    calendar_parts.grid(key, sector)
    calendar_parts.sectors(key, sector)
