"""The parts of one service's page: what moved, what its next step waits for, what is due, whom to ask."""

from html import escape

import streamlit as st

from impact.framework import Framework, Service
from impact.metrics.change import IMPROVEMENT, WORSENING
from impact.metrics.slots import Scope
from impact.metrics.stages import ServiceStage
from impact.screen import cache, latest
from impact.screen.cache import Key
from impact.screen.cards import link
from impact.screen.choices import choose
from impact.screen.roadmap_table import next_stage, waits_for
from impact.screen.scopes import asked_of, by_name
from impact.standing import ACCEPTED, LOCKED, NOT_DUE, SIGNED_OFF
from impact.words.standings import standing_text

DONE = frozenset({ACCEPTED, SIGNED_OFF, LOCKED, NOT_DUE})
NAMED = 6
"""Sentences of a kind that are named before the rest is counted."""

SHOWN = 3
"""Returns that are named, the newest ones."""


def choose_service(framework: Framework) -> Service:
    """The service to look at, by the alphabet; kept in the address as `service`."""
    names = {one.id: one.name for one in by_name(framework.services)}
    with st.container(key="filters", horizontal=True), st.container(width=480):
        return framework.service[choose(framework.words.service.capitalize(), names, "service")]


def of_its_sector(service: Service, framework: Framework) -> str:
    """Where a service belongs: 'One of 33 authorities of London.'"""
    many = len(framework.services_of(service.sector))
    sector, words = framework.sector[service.sector].name, framework.words
    return f"One of {many} {words.services} of {sector}." if many > 1 else f"The one {words.service} of {sector}."


def stage_of(key: Key, service: Service) -> ServiceStage | None:
    """Where a service stands on the roadmap; None where it takes no part, or there is none."""
    return next((one for one in cache.stages(key) if one.service_id == service.id), None)


@st.cache_data(show_spinner=False, max_entries=256)
def moved(key: Key, service_id: str) -> None:
    """What clearly moved, what goes well first, each with a link to its indicator."""
    framework = cache.framework(key)
    service = framework.service[service_id]
    asked = asked_of(framework, "", service.id)
    kind: Scope = "service"
    found = latest.stories(key, tuple((one.id, kind, service.id) for one in asked))
    st.header("What moved", anchor=False)
    for change in (IMPROVEMENT, WORSENING):
        told = [one for one in found.values() if one.change == change and not one.series.frame.iloc[-1]["hidden"]]
        for one in told[:NAMED]:
            to = link(one.indicator.title, "indicator", indicator=one.indicator.id, scope=f"service:{service.id}")
            rest = escape(one.sentence.removeprefix(one.indicator.title))
            st.html(f'<p class="onward">{to.markup}{rest}</p>')
        if len(told) > NAMED:
            st.text(f"And {len(told) - NAMED} more that way.")
    if not any(one.change in (IMPROVEMENT, WORSENING) for one in found.values()):
        st.text("No figure that is shown has clearly moved against the year before; small ones could be chance.")


def next_step(stage: ServiceStage | None, framework: Framework) -> None:
    """What the next step of the roadmap waits for."""
    if stage is None:
        return
    st.header("What the next step waits for", anchor=False)
    step = next_stage(stage, framework)
    if not step:
        st.text("It has reached the last step.")
        return
    listed = "".join(f"<li>{escape(one)}</li>" for one in waits_for(stage, framework))
    to = link("See every criterion with its evidence and date", "roadmap", service=stage.service_id)
    st.html(f'<p>{escape(step)} waits for:</p><ul class="told">{listed}</ul><p class="onward">{to.markup}</p>')


@st.cache_data(show_spinner=False, max_entries=256)
def due(key: Key, service_id: str) -> None:
    """Which of its returns are awaited or wait for a decision."""
    framework = cache.framework(key)
    service = framework.service[service_id]
    ours = [one for one in cache.calendar(key) if one.service_id == service.id]
    waiting = [one for one in ours if one.standing not in DONE]
    st.header("Returns", anchor=False)
    if not ours:
        st.text(f"No return is asked of this {framework.words.service}.")
        return
    listed = "".join(f"<li>{escape(one.period.label)}: {escape(standing_text(one))}</li>" for one in waiting[-SHOWN:])
    if len(waiting) > SHOWN:
        listed = f"<li>{len(waiting) - SHOWN} earlier ones</li>{listed}"
    to = link("Its calendar", "calendar", service=service.id)
    st.html(
        (
            f'<ul class="told">{listed}</ul>'
            if listed
            else "<p>Everything that was due has come in and was looked at.</p>"
        )
        + f'<p class="onward">{to.markup}</p>'
    )


def whom_to_ask(key: Key, framework: Framework, service: Service, stage: ServiceStage | None) -> None:
    """Its own bright spots, and those of others in the features that its next step waits for."""
    if not framework.features:
        return
    blocked = {one.feature for one in framework.criteria if stage is not None and one.id in stage.blocks}
    on_show = [one for one in cache.bright_spots(key) if one.on_show]
    own = [one for one in on_show if one.service_id == service.id]
    others = [one for one in on_show if one.feature_id in blocked and one.service_id != service.id]
    st.header("Bright spots, and whom to ask", anchor=False)
    for heading, spots in (("Here", own), ("In what the next step waits for", others)):
        listed = "".join(
            f"<li><b>{escape(framework.service[one.service_id].name)}</b>: {escape(one.done)}</li>" for one in spots
        )
        if listed:
            st.html(f'<p class="quiet">{heading}</p><ul class="told">{listed}</ul>')
    if not own and not others:
        st.text("None is on show here or in what the next step waits for.")
    st.html(f'<p class="onward">{link("All bright spots, and how to nominate one", "bright_spots").markup}</p>')
