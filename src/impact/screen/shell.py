"""The frame around every screen: whose figures these are, which day's knowledge, and how it looks."""

from collections.abc import Mapping
from copy import copy
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from impact import words
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import bar, cache, first_run
from impact.screen.cache import Key
from impact.screen.choices import arrived, choose, kept
from impact.screen.moment import choose_day, kept_day
from impact.screen.places import HOME, PLACES, named, takes_the_whole_screen
from impact.sources import View, view_on


def pages() -> list[StreamlitPage]:
    """Every screen as Streamlit is told of it: copies, since looking all files up takes longer than drawing the bar."""
    return [copy(one) for one in _pages()]


@st.cache_resource(show_spinner=False)
def _pages() -> list[StreamlitPage]:
    every = [one for place in PLACES for one in place.screens]
    return [st.Page(one.path, title=one.title, url_path=one.url, default=one is HOME) for one in every]


def open_page(page: StreamlitPage) -> None:
    """Draw the bar, then the screen; a screen asks `shown()` what to show. Some screens stand without the bar."""
    url = page.url_path or HOME.url
    arrived(url)
    place = without_a_bar() if takes_the_whole_screen(url) else header(url)
    title = f"{named(page.title, place[1].words)} – {place[1].title}" if place else page.title
    st.set_page_config(page_title=title)
    if place is None:
        return
    _screen(page, place[0].view)


@st.fragment
def _screen(page: StreamlitPage, view: View) -> None:
    """The screen alone: what is chosen in it draws it anew and leaves the bar as it is. What came in since shows."""
    key = cache.key_of(view)
    st.session_state["shown"] = key, cache.framework(key)
    try:
        copy(page).run()  # a page runs once
    except ImpactError as error:
        st.error(str(error))


def shown() -> tuple[Key, Framework]:
    """What this run shows: the key of its answers and the framework of its moment."""
    place: tuple[Key, Framework] = st.session_state["shown"]
    return place


def header(url: str) -> tuple[Key, Framework] | None:
    """The bar at the top; answers what is shown, or None (and says how to begin) for an empty record."""
    titles = cache.framework_titles()
    if not titles:
        first_run.begin()
        return None
    today = cache.today()
    with st.container(key="shell", horizontal=True, vertical_alignment="center"):
        framework_id = _whose(titles)
        plate = st.container(key="plate", width="content")
        places = st.container(key="places", width="stretch")
        with st.container(key="moment", width=290):
            newest = cache.key_of(view_on(framework_id, today))
            day = choose_day(today, cache.framework(newest).first_period)
    key = Key(view_on(framework_id, today, day), newest.version)
    framework = cache.framework(key)
    if framework.demonstration:
        plate.html(f'<div class="plate"><span class="demonstration">{escape(framework.demonstration)}</span></div>')
    places.html(bar.places(url, framework.words))
    if listed := bar.screens(url, framework.words):
        st.html(listed)
    if not framework.demonstration and framework.data_note:
        st.html(f'<p class="published">{escape(framework.data_note)}</p>')
    if day is not None:
        st.html(f'<div class="as-at" role="status">{words.as_at_sentence(day, today)}</div>')
    return key, framework


def without_a_bar() -> tuple[Key, Framework] | None:
    """What a screen that stands alone shows: by the address, or as picked before; nothing of Streamlit's is seen."""
    titles = cache.framework_titles()
    if not titles:
        first_run.begin()
        return None
    st.html('<div class="whole-screen"></div>')
    day = kept_day(cache.today())
    key = cache.key_of(view_on(kept("framework", titles), cache.today(), day))
    return key, cache.framework(key)


def _whose(titles: Mapping[str, str]) -> str:
    """Whose figures are shown: a choice where the record holds several frameworks, else its name."""
    if len(titles) == 1:
        st.html(f'<b class="whose">{escape(next(iter(titles.values())))}</b>', width="content")
        return next(iter(titles))
    with st.container(key="place", width=270):
        return choose("Framework", titles, "framework", hide_label=True)
