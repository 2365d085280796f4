"""What a downloaded table is about: the framework and its version, the day whose knowledge it holds, what is hidden."""

import streamlit as st

from impact.framework import Framework, fingerprint
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.downloads import About
from impact.words import uk_date

_HIDDEN = (
    "Numbers that could show a person are hidden, and so is what could be had from their neighbours by adding and "
    "subtracting. {rules}"
)


def about_shown() -> About:
    """What this run shows, for the metadata of its tables."""
    made = cache.today()
    place = st.session_state.get("shown")
    return About(_told(*place) if place else {}, made)


@st.cache_resource(show_spinner=False, max_entries=32)
def _of_framework(key: Key) -> dict[str, str]:
    framework = cache.framework(key)
    followed = {one.policy for one in framework.indicators}
    rules = " ".join(f"{one.title}." for one in framework.policies if one.id in followed)
    return {
        "Whose": framework.title,
        "Data": framework.demonstration or framework.data_note,
        "Framework": f"{framework.id}, in force since {uk_date(framework.effective)}",
        "Version of the framework (SHA-256)": fingerprint(framework),
        "What is hidden": _HIDDEN.format(rules=rules),
    }


def _told(key: Key, _: Framework) -> dict[str, str]:
    view = key.view
    newest = "" if view.as_at else " (all that was known when it was made)"
    return {**_of_framework(key), "As known on": f"{uk_date(view.today)}{newest}"}
