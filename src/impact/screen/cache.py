"""Answers kept ready for the screens: once for each state of the record, never by the clock.

Every function here is keyed by the view and by the record's version; a new return changes the
version, so it shows at once, and nobody hunts a stale figure.
"""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from impact import answers
from impact.answers.knowledge import Knowledge
from impact.answers.knowledge import knowledge as work_out
from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.since import Since
from impact.metrics.stages import ServiceStage
from impact.sources import LOCAL_TIME, Sources, View, open_sources


class Key(str):
    """A view and the record's version: what every kept answer is keyed by.

    It is a text, since a text is told from another one in no time; an object is taken apart at each look.
    """

    __slots__ = ("version", "view")
    view: View
    version: int

    def __new__(cls, view: View, version: int) -> "Key":
        """The key of a view at one state of the record."""
        made = super().__new__(cls, f"{version} {view!r}")
        made.view, made.version = view, version
        return made


@st.cache_resource(show_spinner=False)
def sources() -> Sources:
    """The record in IMPACT_HOME (or at IMPACT_DATABASE_URL), opened once a process."""
    home = Path(os.environ.get("IMPACT_HOME") or "var")
    return open_sources(home, os.environ.get("IMPACT_DATABASE_URL") or None)


def now() -> datetime:
    """This moment in UTC; below the screens nothing reads the clock."""
    return datetime.now(UTC)


def today() -> date:
    """This day in the United Kingdom."""
    return now().astimezone(LOCAL_TIME).date()


def key_of(view: View) -> Key:
    """The key of everything that a view shows at this moment."""
    return Key(view, answers.version(sources(), view.framework_id))


def framework_titles() -> Mapping[str, str]:
    """Framework id -> title, for every framework that the record has used; read anew when another version came."""
    return _titles(answers.newest_framework(sources()))


@st.cache_resource(show_spinner=False, max_entries=2)
def _titles(newest: int) -> Mapping[str, str]:
    return answers.framework_titles(sources()) if newest else {}


@st.cache_resource(show_spinner=False, max_entries=32)
def framework(key: Key) -> Framework:
    """The framework in use at the view's moment."""
    return answers.framework(sources(), key.view)


@st.cache_resource(show_spinner="Adding up the returns ...", max_entries=16)
def figures(key: Key) -> Protected:
    """Every figure that may be shown; read it, never change it."""
    return answers.figures(sources(), key.view)


@st.cache_resource(show_spinner="Reading the theory of change ...", max_entries=16)
def nodes(key: Key) -> tuple[NodeResult, ...]:
    """Every node's result, in the framework's order."""
    return answers.nodes(sources(), key.view)


def result(key: Key, node_id: str) -> NodeResult:
    """The result of one node."""
    return next(one for one in nodes(key) if one.node_id == node_id)


@st.cache_resource(show_spinner="Reading the evidence for each stage ...", max_entries=16)
def stages(key: Key) -> tuple[ServiceStage, ...]:
    """Every service's stage; empty where the framework has no roadmap."""
    return answers.stages(sources(), key.view)


@st.cache_resource(show_spinner="Comparing with last quarter ...", max_entries=16)
def since(key: Key) -> dict[str, Since]:
    """Every measured outcome beside itself a quarter before, by node id."""
    return answers.since(sources(), key.view)


@st.cache_resource(show_spinner=False, max_entries=16)
def calendar(key: Key) -> list[answers.Expected]:
    """Every return that is expected, and where it stands."""
    return answers.calendar(sources(), key.view)


@st.cache_resource(show_spinner=False, max_entries=16)
def received(key: Key) -> pd.DataFrame:
    """Every return kept by the view's moment, newest first."""
    return answers.received(sources(), key.view)


def newest_entry() -> int:
    """A number that changes whenever a bright spot, a decision or a meeting was written down."""
    return answers.newest_entry(sources())


def bright_spots(key: Key) -> tuple[answers.BrightSpot, ...]:
    """Every bright spot as the register stands; a nomination shows at once."""
    return _bright_spots(key, newest_entry())


@st.cache_resource(show_spinner=False, max_entries=16)
def _bright_spots(key: Key, newest: int) -> tuple[answers.BrightSpot, ...]:
    return tuple(answers.bright_spots(sources(), key.view))


@st.cache_resource(show_spinner=False, max_entries=4)
def knowledge(key: Key) -> Knowledge:
    """What the consequences of a return are worked out from: the figures as they stand."""
    return work_out(sources(), key.view)
