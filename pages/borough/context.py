"""What is published about the place by others, beside England, its region and its neighbours."""

import streamlit as st

from impact.screen import cache, pictures, published_parts, shell
from impact.screen.cards import answer, quiet
from impact.screen.choices import choose

key, framework = shell.shown()
st.title("Context", anchor=False)
figures, titles = cache.figures(key), published_parts.known(key)
if not titles:
    answer("No published figure was known by this day.")
    st.stop()

with st.container(key="published_one", width=640):
    indicator = framework.indicator[choose("Indicator", titles, "indicator")]
kind, place = published_parts.place_of(framework, figures)
where = published_parts.place_name(framework, kind, place)
told = pictures.story(key, indicator.id, kind, place)
answer(f"{where}. {told.sentence}")
quiet(published_parts.whose_sentence(framework, where))

if (figures.frame[figures.frame.indicator_id == indicator.id].scope_kind == "area").any():
    pictures.peers(key, indicator.id, f"{indicator.title}: {where} beside other areas, in no order of value")
    quiet(published_parts.neighbours_sentence(framework))
else:
    pictures.trend(key, indicator.id, kind, place)
published_parts.published_sheet(key)
