"""The core published figures of the place, a sentence each that names its publisher and leads on."""

from html import escape

import streamlit as st

from impact.framework import Framework, Indicator
from impact.screen import pictures
from impact.screen.cache import Key
from impact.screen.cards import link


def published_sentences(key: Key, framework: Framework, most: int = 6) -> None:
    """What the publishers' newest figures say about the place as a whole."""
    core = [one for one in framework.indicators if one.fed_by == "published" and one.core]
    told = [f"<li>{_told(key, one)}</li>" for one in core[:most]]
    if not told:
        return
    st.subheader("In the published figures", anchor=False)
    st.html(f'<ul class="told">{"".join(told)}</ul>')


def _told(key: Key, indicator: Indicator) -> str:
    sentence = pictures.story(key, indicator.id).sentence
    rest = escape(sentence.removeprefix(indicator.title))
    publisher = f' <span class="quiet">Source: {escape(indicator.publisher)}.</span>' if indicator.publisher else ""
    return f"{link(indicator.title, 'indicator', indicator=indicator.id).markup}{rest}{publisher}"
