"""How does one service fare? Where it stands, what moved, what its next step waits for, what is due, whom to ask."""

import streamlit as st

from impact.screen import scopes, service_parts, shell
from impact.screen.cards import answer, quiet
from impact.words.results import standing_at

key, framework = shell.shown()
if not framework.services:
    st.title("Services", anchor=False)
    answer(f"{framework.title} has no services of its own: its figures are published ones.")
    st.stop()

first = st.container()
service = service_parts.choose_service(framework)
stage = service_parts.stage_of(key, service)
with first:
    st.title(service.name, anchor=False)
    answer(standing_at(stage, framework) if stage else service_parts.of_its_sector(service, framework))
if stage:
    quiet(framework.sector[service.sector].name)
left, right = st.columns(2, gap="large")
with left:
    service_parts.moved(key, service.id)
    service_parts.due(key, service.id)
with right:
    service_parts.next_step(stage, framework)
    service_parts.whom_to_ask(key, framework, service, stage)
if scopes.asked_of(framework, "", service.id):
    scopes.indicators_sheet(key, service)
