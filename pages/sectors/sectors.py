"""How each sector and service fares on one indicator, beside the whole."""

import streamlit as st

from impact.screen import funnel_parts, pictures, scopes, shell
from impact.screen.cards import answer, quiet
from impact.screen.latest import scope_name

key, framework = shell.shown()
words = framework.words
st.title(f"{words.sectors.capitalize()} and {words.services}", anchor=False)
chosen = scopes.choose_scope(framework)
if chosen is None:
    answer(f"This {words.service} is not asked for any figure.")
    st.stop()

kind, scope = chosen.scope
told = pictures.story(key, chosen.indicator.id, kind, scope)
answer(f"{scope_name(framework, kind, scope)}. {told.sentence}" if scope else told.sentence)
if told.coverage:
    quiet(told.coverage)

if told.series.frame.empty:
    st.write(f"Nothing has come in for this by the day shown. Choose another day, {words.service} or indicator.")
elif kind == "whole":
    scopes.sectors_side_by_side(key, framework, chosen.indicator)
else:
    where = scope_name(framework, kind, scope)
    scopes.beside_the_whole(key, chosen, f"{where} beside the {words.whole}: {chosen.indicator.title}")
if not told.series.frame.empty:
    funnel_parts.beside_each_other(key, framework, chosen.indicator, chosen.sector, chosen.service)
if chosen.service:
    scopes.indicators_sheet(key, framework.service[chosen.service])
elif chosen.sector:
    scopes.services_sheet(key, chosen)
