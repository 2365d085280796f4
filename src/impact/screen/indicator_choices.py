"""Which indicator, of whom, and when: the choices of the indicator screen, each an id in the address."""

from collections.abc import Mapping
from typing import cast, get_args

import streamlit as st

from impact.answers import FigureKey
from impact.metrics.slots import Scope
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.lineage import figure_key_of
from impact.words import period_of

WHOLE = "whole"


@st.cache_resource(show_spinner=False, max_entries=16)
def indicator_options(key: Key) -> Mapping[str, str]:
    """Every indicator by id, in the framework's order, named with the level it belongs to."""
    return {one.id: f"{one.level.capitalize()}: {one.title}" for one in cache.framework(key).indicators}


@st.cache_resource(show_spinner=False, max_entries=16)
def first_indicator(key: Key) -> str:
    """The indicator that is shown when none is asked for: the first core one that is scored."""
    every = cache.framework(key).indicators
    return next((one.id for one in every if one.core and one.scored), every[0].id)


@st.cache_resource(show_spinner=False, max_entries=512)
def scope_options(key: Key, indicator_id: str) -> Mapping[str, str]:
    """The whole, then every sector, service or other area that has a figure: 'sector:SEC6' -> its name."""
    framework, frame = cache.framework(key), cache.figures(key).frame
    at = frame[frame.indicator_id == indicator_id]
    there = set(zip(at.scope_kind, at.scope_id, strict=True))
    home = framework.home
    found = {WHOLE: home.name if home and ("area", home.id) in there else f"the whole {framework.words.whole}"}
    found |= {f"sector:{one.id}": one.name for one in framework.sectors if ("sector", one.id) in there}
    found |= {f"service:{one.id}": one.name for one in framework.services if ("service", one.id) in there}
    others = [one for one in framework.areas if ("area", one.id) in there and one != home]
    return found | {f"area:{one.id}": one.name for one in others}


def read_scope(text: str) -> tuple[Scope, str]:
    """The kind and the id that a scope in the address names; anything else is the whole."""
    kind, _, scope_id = text.partition(":")
    return (cast(Scope, kind), scope_id) if kind in get_args(Scope) and scope_id else ("whole", "")


@st.cache_resource(show_spinner=False, max_entries=512)
def periods(key: Key, indicator_id: str, scope_kind: Scope, scope_id: str) -> Mapping[str, tuple[str, FigureKey]]:
    """The periods of a series by code, newest first: what each is called, and the key of its figure."""
    series = pictures.story(key, indicator_id, scope_kind, scope_id).series.frame
    newest_first = [row for _, row in series.sort_values("period_end", ascending=False).iterrows()]
    return {period_of(row).code: (period_of(row).label, figure_key_of(row)) for row in newest_first}
