"""What does one number say, of whom, and where does it come from?"""

import streamlit as st

from impact.screen import indicator_choices as choices
from impact.screen import indicator_parts as parts
from impact.screen import over_time_parts, pictures, shell
from impact.screen.cards import answer, download
from impact.screen.choices import choose
from impact.screen.definition import definition
from impact.screen.lineage import CELLS, come_from

key, framework = shell.shown()
st.title("Indicators", anchor=False)
with st.container(key="chosen", horizontal=True):
    with st.container(width=560):
        id = choose("Indicator", choices.indicator_options(key), "indicator", choices.first_indicator(key))
    with st.container(width=360):
        scope = choose("Of", choices.scope_options(key, id), "scope", choices.WHOLE)

of = choices.read_scope(scope)
told = pictures.story(key, id, *of)
answer(told.sentence)
if told.coverage and told.indicator.fed_by != "published":
    st.text(told.coverage)

left, right = st.columns([2, 1], gap="large")
with right:
    st.header("What it is", anchor=False)
    definition(key, id)
with left:
    if told.series.frame.empty:
        st.text("Nothing has been sent for it by this date. Choose another indicator, or a later day at the top.")
        st.stop()
    pictures.trend(key, id, told.scope_kind, told.scope_id, course=True)
    with pictures.folded():
        download(*parts.series_sheet(key, id, scope, *of), "series")
    st.html(f'<p class="quiet">{told.series.policy_note}</p>')
    over_time_parts.below(key, id, *of)
    parts.beside_others(key, id)

with st.container(key=CELLS):
    st.header("Where does this come from?", anchor=False)
    with st.container(width=280):
        periods = choices.periods(key, id, *of)
        period = choose("Period", {code: label for code, (label, _) in periods.items()}, "period")
    come_from(key, periods[period][1])
