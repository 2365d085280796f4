"""Choices that stand in the address, so that a link shows the same view, and outlive a change of screen."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st


def choose(
    label: str, options: Mapping[str, str], key: str, default: str | None = None, *, hide_label: bool = False
) -> str:
    """The id picked from `options` (id -> words); the address keeps the id under `key`.

    hide_label   the label is only heard, where the options speak for themselves

    A link or the back button wins over what was picked before; a pick wins over both.
    """
    first = default if default is not None and default in options else next(iter(options))
    box = f"{key}_choice"
    st.session_state[box] = _current(key, box, options, first)
    hidden: Literal["visible", "collapsed"] = "collapsed" if hide_label else "visible"
    st.selectbox(label, list(options), format_func=lambda one: options[one], key=box, label_visibility=hidden)
    return remember(key, st.session_state[box], first)


def kept(key: str, options: Mapping[str, str], default: str | None = None) -> str:
    """The same choice, from the address or picked before, on a screen that draws nothing to choose it by."""
    first = default if default is not None and default in options else next(iter(options))
    return remember(key, _current(key, f"{key}_choice", options, first), first)


def remember(key: str, picked: str, default: str) -> str:
    """Keep a choice for this visitor and in the address; the default leaves the address clean."""
    st.session_state[f"{key}_picked"] = st.session_state[f"{key}_address"] = picked
    st.session_state[f"{key}_held"] = picked != default
    if picked != default:
        st.query_params[key] = picked
    elif key in st.query_params:
        del st.query_params[key]
    return picked


def arrived(screen: str) -> None:
    """Note which screen is open, and which was before: at the beginning of every run of the whole page."""
    st.session_state["screen_before"] = st.session_state.get("screen")
    st.session_state["screen"] = screen


def went_back(key: str) -> bool:
    """Whether the address of this very screen lost a choice that it held: its reader went back to before it."""
    same = st.session_state.get("screen_before") == st.session_state.get("screen")
    return same and key not in st.query_params and bool(st.session_state.get(f"{key}_held"))


def _current(key: str, box: str, options: Mapping[str, str], default: str) -> str:
    picked, chosen = st.session_state.get(f"{key}_picked"), st.session_state.get(box)
    sent = st.query_params.get(key)
    if chosen in options and chosen != picked and picked is not None:
        return str(chosen)
    if sent in options and sent != st.session_state.get(f"{key}_address"):
        return str(sent)
    if went_back(key):
        return default
    return str(picked) if picked in options else default
