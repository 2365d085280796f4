"""Whose returns the data quality screen is about, what is known of them, and how a sheet of it is put."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from impact import answers
from impact.answers import data_quality
from impact.answers.data_quality import Checked
from impact.framework import Framework
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, download, sheet
from impact.screen.choices import choose
from impact.screen.scopes import ALL, by_name
from impact.standing import Expected

Group = tuple[str, Callable[[str], bool]]
"""A line of a sheet: its name, and which senders belong to it."""


@st.cache_resource(show_spinner="Looking through the returns ...", max_entries=16)
def checked(key: Key) -> tuple[Checked, ...]:
    """Every kept return and what came of its checks; read it, never change it."""
    return data_quality.checked(cache.sources(), key.view)


@st.cache_resource(show_spinner=False, max_entries=16)
def expected(key: Key) -> list[Expected]:
    """Every return asked of every service, and where it stands."""
    return answers.returns_calendar(cache.sources(), key.view)


def choose_sector(framework: Framework) -> str:
    """The sector that is shown, "" for all; the address keeps it."""
    words = framework.words
    names = {ALL: f"All {words.sectors}"} | {one.id: one.name for one in by_name(framework.sectors)}
    with st.container(key="quality_of", width=480):
        picked = choose(words.sector.capitalize(), names, "sector")
    return "" if picked == ALL else picked


def within(sender: str, sector: str, framework: Framework) -> bool:
    """Whether a sender's returns are shown under a sector; "" shows those of everybody."""
    service = framework.service.get(sender)
    return not sector or (service is not None and service.sector == sector)


def groups(framework: Framework, sector: str) -> list[Group]:
    """The lines of a sheet: each sector, or each service of the one that is shown; then whoever is no service."""
    if sector:
        return [(one.name, _is(one.id)) for one in by_name(framework.services_of(sector))]
    named = [(one.name, _of(one.id, framework)) for one in by_name(framework.sectors)]
    return [*named, ("Published files", lambda sender: sender not in framework.service)]


def first_column(framework: Framework, sector: str) -> Column:
    """The column that names the lines: sectors, or the services of one."""
    return Column("name", (framework.words.service if sector else framework.words.sector).capitalize())


def put(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], caption: str, name: str, framework: Framework
) -> None:
    """A sheet of the screen with its download."""
    sheet(rows, columns, caption)
    download(rows, columns, name, pictures.origin_note(framework), f"{name}_csv")


def _is(service_id: str) -> Callable[[str], bool]:
    return lambda sender: sender == service_id


def _of(sector_id: str, framework: Framework) -> Callable[[str], bool]:
    return lambda sender: within(sender, sector_id, framework)
