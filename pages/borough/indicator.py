"""What does one number say, of whom, and where does it come from?"""

import streamlit as st

from impact.screen import cache, over_time_parts, pictures, shell
from impact.screen import indicator_choices as choices
from impact.screen.cards import answer
from impact.screen.choices import choose
from impact.screen.definition import definition
from impact.screen.lineage import come_from, figure_key_of
from impact.screen.series import CAME, series_columns, series_rows
from impact.words.beside import beside_sentence, from_to_sentence, neighbours_note

key, framework = shell.shown()
st.title("Indicators", anchor=False)
with st.container(key="chosen", horizontal=True):
    with st.container(width=560):
        id = choose("Indicator", choices.indicator_options(framework), "indicator", choices.first_indicator(framework))
    with st.container(width=360):
        scope = choose("Of", choices.scope_options(cache.figures(key), id, framework), "scope", choices.WHOLE)

indicator = framework.indicator[id]
told = pictures.story(key, id, *choices.read_scope(scope))
rows = told.series.frame
answer(told.sentence)
if told.coverage and indicator.fed_by != "published":
    st.text(told.coverage)

left, right = st.columns([2, 1], gap="large")
with right:
    st.subheader("What it is", anchor=False)
    definition(indicator, framework)
with left:
    if rows.empty:
        st.text("Nothing has been sent for it by this date. Choose another indicator, or a later day at the top.")
        st.stop()
    pictures.trend(key, id, told.scope_kind, told.scope_id, from_to_sentence(told.series, indicator))
    caption = f"{indicator.title}: {choices.scope_options(cache.figures(key), id, framework)[scope]}"
    table = series_rows(rows, indicator, framework, told.explained, indicator=id, scope=scope)
    columns = series_columns(rows, framework, told.explained)
    note = pictures.origin_note(framework, indicator)
    pictures.on_demand(table, [*columns, CAME], caption, f"{id}-{scope.replace(':', '-')}", note, "series")
    st.html(f'<p class="quiet">{told.series.policy_note}</p>')
    over_time_parts.below(key, framework, id, told.scope_kind, told.scope_id)
    shown = cache.figures(key)
    areas = shown.where((shown.frame.indicator_id == id) & (shown.frame.scope_kind == "area"))
    if len(areas.frame):
        pictures.peers(key, id, beside_sentence(areas, indicator, framework))
        st.html(f'<p class="quiet">{neighbours_note(framework)}</p>')

st.header("Where does this come from?", anchor=False)
with st.container(width=280):
    periods = choices.period_options(rows)
    period = choose("Period", periods, "period", next(iter(periods)))
come_from(key, framework, figure_key_of(choices.row_at(rows, period)))
