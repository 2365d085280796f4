"""The frame around every screen: whose figures these are, which day's knowledge, and how it looks."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from impact import answers, words
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.choices import choose
from impact.screen.moment import choose_day
from impact.sources import view_on

STYLE = Path(__file__).with_name("style.css")


def dress() -> None:
    """Put the product's own look over Streamlit's."""
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")


def open_page(page: StreamlitPage) -> None:
    """Draw the bar, then the screen; a screen asks `shown()` what to show."""
    place = header()
    title = f"{page.title} – {place[1].title}" if place else page.title
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


def header() -> tuple[Key, Framework] | None:
    """The bar at the top; answers what is shown, or None (and says how to begin) for an empty record."""
    titles = answers.framework_titles(cache.sources())
    if not titles:
        _first_steps()
        return None
    with st.container(key="shell", horizontal=True, vertical_alignment="bottom"):
        plate = st.container(key="plate")
        with st.container(key="place", width=280):
            framework_id = choose("Framework", titles, "framework")
        with st.container(key="moment", width=240):
            newest = cache.framework(cache.key_of(view_on(framework_id, cache.today())))
            day = choose_day(cache.today(), newest.first_period)
    key = cache.key_of(view_on(framework_id, cache.today(), day))
    framework = cache.framework(key)
    with plate:
        st.html(_plate(framework))
    if day is not None:
        st.html(f'<div class="as-at" role="status">{words.as_at_sentence(day, cache.today())}</div>')
    return key, framework


def _plate(framework: Framework) -> str:
    note = framework.demonstration or framework.data_note
    kind = "demonstration" if framework.demonstration else "published"
    return f'<div class="plate"><b>{framework.title}</b><span class="{kind}">{note}</span></div>'


def _first_steps() -> None:
    st.title("Nothing has been loaded yet", anchor=False)
    st.write("This record is empty. Load a framework and its returns at the command line, then open this page again:")
    st.code("impact load data/framework data/demo/returns data/published", language="bash")
