"""Data quality: how complete, timely, well formed and plausible is what came in, and what misleads in it."""

import streamlit as st

from impact.screen import quality_known, quality_parts, quality_scope, shell
from impact.screen.cards import answer
from impact.standing import tally
from impact.words.data_quality import open_sentence
from impact.words.standings import in_time_sentence, nothing_asked

key, framework = shell.shown()
st.title("Data quality", anchor=False)
first = st.container()
asks = any(one.fed_by != "published" for one in framework.indicators)
sector = quality_scope.choose_sector(framework) if asks else ""
ours = [one for one in quality_scope.checked(key) if quality_scope.within(one.sender, sector, framework)]
due = [one for one in quality_scope.expected(key) if quality_scope.within(one.service_id, sector, framework)]
with first:
    said = in_time_sentence(tally(due, key.view.today), key.view.today) if asks else nothing_asked(framework)
    answer(f"{said} {open_sentence(sum(one.waiting for one in ours))}")

if due:
    left, right = st.columns(2, gap="large")
    with left:
        quality_parts.complete(key, framework, sector, due)
    with right:
        quality_parts.timely(key, framework, sector, due)
left, right = st.columns(2, gap="large")
with left:
    quality_parts.well_formed(framework, ours)
with right:
    quality_parts.plausible(framework, sector, ours)
quality_known.suites(framework, quality_known.expectations(key))
if not sector:
    quality_known.known_traps(framework, quality_known.traps(key))
