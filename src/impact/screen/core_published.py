"""The core published figures of the place, a sentence each that names its publisher and leads on."""

from html import escape

import streamlit as st

from impact.answers import Story
from impact.framework import Framework
from impact.metrics.slots import Scope
from impact.screen import latest
from impact.screen.cache import Key
from impact.screen.cards import link


def published_sentences(key: Key, framework: Framework, most: int = 6) -> None:
    """What the publishers' newest figures say about the place as a whole."""
    core = [one for one in framework.indicators if one.fed_by == "published" and one.core]
    asked: tuple[tuple[str, Scope, str], ...] = tuple((one.id, "whole", "") for one in core[:most])
    if not asked:
        return
    told = [f"<li>{_told(one)}</li>" for one in latest.stories(key, asked).values()]
    st.subheader("In the published figures", anchor=False)
    st.html(f'<ul class="told">{"".join(told)}</ul>')


def _told(story: Story) -> str:
    indicator = story.indicator
    rest = escape(story.sentence.removeprefix(indicator.title))
    publisher = f' <span class="quiet">Source: {escape(indicator.publisher)}.</span>' if indicator.publisher else ""
    return f"{link(indicator.title, 'indicator', indicator=indicator.id).markup}{rest}{publisher}"
