"""The frame around every screen: whose figures these are, which day's knowledge, and how it looks."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from impact import answers, words
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import cache, first_run
from impact.screen.cache import Key
from impact.screen.choices import choose, kept
from impact.screen.moment import choose_day, kept_day
from impact.screen.places import HOME, PLACES, named, place_of, takes_the_whole_screen
from impact.sources import view_on

STYLES = sorted((Path(__file__).with_name("styles")).glob("*.css"))
"""What all screens share (`common`), and what some of them add."""


def dress() -> None:
    """Put the product's own look over Streamlit's."""
    st.html(f"<style>{_style()}</style>")


@st.cache_resource(show_spinner=False)
def _style() -> str:
    return "\n".join(one.read_text(encoding="utf-8") for one in STYLES)


def open_page(page: StreamlitPage, screens: Mapping[str, StreamlitPage]) -> None:
    """Draw the bar, then the screen; a screen asks `shown()` what to show. Some screens stand without the bar.

    screens   every screen by its address
    """
    url = page.url_path or HOME.url
    place = without_a_bar() if takes_the_whole_screen(url) else header(url, screens)
    title = f"{named(page.title, place[1].words)} – {place[1].title}" if place else page.title
    st.set_page_config(page_title=title)
    if place is None:
        return
    st.session_state["shown"] = place
    try:
        page.run()
    except ImpactError as error:
        st.error(str(error))


def shown() -> tuple[Key, Framework]:
    """What this run shows: the key of its answers and the framework of its moment."""
    place: tuple[Key, Framework] = st.session_state["shown"]
    return place


def header(url: str, screens: Mapping[str, StreamlitPage]) -> tuple[Key, Framework] | None:
    """The bar at the top; answers what is shown, or None (and says how to begin) for an empty record."""
    titles = answers.framework_titles(cache.sources())
    if not titles:
        first_run.begin()
        return None
    with st.container(key="shell", horizontal=True, vertical_alignment="center"):
        framework_id = _whose(titles)
        plate = st.container(key="plate", width="content")
        links = st.container(key="places", horizontal=True, width="stretch")
        with st.container(key="moment", width=290):
            newest = cache.framework(cache.key_of(view_on(framework_id, cache.today())))
            day = choose_day(cache.today(), newest.first_period)
    key = cache.key_of(view_on(framework_id, cache.today(), day))
    framework = cache.framework(key)
    if framework.demonstration:
        plate.html(f'<div class="plate"><span class="demonstration">{escape(framework.demonstration)}</span></div>')
    _links(url, screens, links, framework)
    if not framework.demonstration and framework.data_note:
        st.html(f'<p class="published">{escape(framework.data_note)}</p>')
    if day is not None:
        st.html(f'<div class="as-at" role="status">{words.as_at_sentence(day, cache.today())}</div>')
    return key, framework


def without_a_bar() -> tuple[Key, Framework] | None:
    """What a screen that stands alone shows: by the address, or as picked before; nothing of Streamlit's is seen."""
    titles = answers.framework_titles(cache.sources())
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


def _links(url: str, screens: Mapping[str, StreamlitPage], places: DeltaGenerator, framework: Framework) -> None:
    """The places in the bar and, below it, the screens of the place that is open; the open ones say so."""
    here = place_of(url)
    with places:
        for place in PLACES:
            _link("place", screens[place.screens[0].url], named(place.title, framework.words), place is here)
    listed = [one for one in here.screens if one.shown == "listed"]
    if len(listed) > 1:
        with st.container(key="pages", horizontal=True):
            for one in listed:
                _link("screen", screens[one.url], named(one.title, framework.words), one.url == url)


def _link(kind: str, page: StreamlitPage, label: str, is_open: bool) -> None:
    with st.container(key=f"{kind}_{'open' if is_open else 'closed'}_{page.url_path}", width="content"):
        st.page_link(page, label=label)
