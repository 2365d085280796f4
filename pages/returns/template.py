"""Templates: exactly what is to be sent for a period, ready to fill in."""

import streamlit as st

from impact.kit import expected_sentence, why_none
from impact.screen import kit_parts, shell
from impact.screen.cards import answer, quiet

key, framework = shell.shown()
st.title("Templates", anchor=False)
service, period = kit_parts.choose_return(key, framework)
if period is None:
    answer(why_none(framework, service))
    st.stop()

made = kit_parts.kit_of(key, service.id, period)
answer(expected_sentence(made))
kit_parts.say_where_it_stands(key, made)
kit_parts.downloads(made)
quiet(kit_parts.ABOUT_LAST_TIME)
kit_parts.rows_sheet(made)
