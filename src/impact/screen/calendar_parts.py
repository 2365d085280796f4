"""The returns calendar on a screen: what is due from whom, where each return stands, how full and how timely."""

from collections.abc import Sequence

import streamlit as st

from impact import answers
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.calendar_cells import (
    cells,
    day_text,
    file_of,
    fill,
    lacking,
    of,
    stands,
    to_service,
    told_cells,
)
from impact.screen.cards import Column, File, download, quiet, sheet
from impact.screen.choices import choose
from impact.screen.scopes import ALL, by_name
from impact.sources import LOCAL_TIME
from impact.standing import Expected
from impact.words import uk_date
from impact.words.standings import standing_sentence, standing_text

PERIODS_SHOWN = 5
"""Periods side by side: those that ended last and the one under way. The CSV holds all of them."""

MOST_NAMED = 5
"""So many indicators that are not in are named; the CSV holds all of them."""

KINDS = {
    "month": "Months",
    "quarter": "Quarters",
    "term": "School terms",
    "financial_year": "Financial years",
    "academic_year": "School years",
    "calendar_year": "Calendar years",
}
"""Kind of period -> what its returns are filed under."""

_IN_TIME, _COMPLETE = Column("in_time", "Came in time"), Column("complete", "Figures that are in")


@st.cache_resource(show_spinner=False, max_entries=16)
def calendar(key: Key) -> list[Expected]:
    """Every return asked of every service, and where it stands; read it, never change it."""
    return answers.returns_calendar(cache.sources(), key.view)


def choose_scope(framework: Framework) -> tuple[str, str]:
    """The sector and the service that are shown, "" for all; the address keeps both."""
    words = framework.words
    sectors = {ALL: f"All {words.sectors}"} | {one.id: one.name for one in by_name(framework.sectors)}
    with st.container(horizontal=True, key="filters"):
        sector = choose(words.sector.capitalize(), sectors, "sector")
        services = framework.services if sector == ALL else framework.services_of(sector)
        names = {ALL: f"All {words.services}"} | {one.id: one.name for one in by_name(services)}
        service = choose(words.service.capitalize(), names, "service")
    return ("" if sector == ALL else sector), ("" if service == ALL else service)


@st.cache_resource(show_spinner=False, max_entries=128)
def asked_of(key: Key, sector: str, service: str) -> list[Expected]:
    """The returns of what was chosen, "" for all; read it, never change it."""
    return within(calendar(key), sector, service, cache.framework(key))


def within(expected: Sequence[Expected], sector: str, service: str, framework: Framework) -> list[Expected]:
    """Those returns of some that are of a sector and a service, "" for all."""
    return [
        one
        for one in expected
        if service in ("", one.service_id) and sector in ("", framework.service[one.service_id].sector)
    ]


@st.cache_data(show_spinner=False, max_entries=128)
def awaited(key: Key, sector: str) -> None:
    """What is waited for now: services by the alphabet, each return with its day and where it stands."""
    framework, expected = cache.framework(key), asked_of(key, sector, "")
    words = framework.words
    rows = [
        {
            "name": to_service(service),
            "period": one.period.label,
            "due": day_text(one.due),
            "stands": stands(one, standing_text(one)),
            "asked": f"{len(one.asked)} asked for",
        }
        for service in by_name(framework.services)
        for one in of(expected, service)
        if one.awaited
    ]
    columns = (
        Column("name", words.service.capitalize()),
        Column("period", "Period"),
        Column("stands", "Where it stands"),
        Column("due", "Due by"),
        Column("asked", "Figures"),
    )
    if rows:
        with st.container(key="tall_awaited"):
            sheet(rows, columns, f"What is waited for now, by {words.service}")


def grid(key: Key, sector: str) -> None:
    """Services by the alphabet, the newest periods of one kind side by side, and how full and timely they are."""
    expected = asked_of(key, sector, "")
    kinds = {kind: KINDS[kind] for kind in KINDS if any(one.period.kind == kind for one in expected)}
    with st.container(key="by_kind", width=480):
        kind = choose("Show", kinds, "kind")
    _grid(key, sector, kind)
    download(*_file(key, sector, ""), "calendar_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _file(key: Key, sector: str, service: str) -> File:
    name = f"{service}_calendar" if service else "calendar"
    return file_of(asked_of(key, sector, service), cache.framework(key), name)


@st.cache_data(show_spinner=False, max_entries=128)
def _grid(key: Key, sector: str, kind: str) -> None:
    framework, expected, today = cache.framework(key), asked_of(key, sector, ""), key.view.today
    words = framework.words
    ours = [one for one in expected if one.period.kind == kind]
    periods = sorted({one.period for one in ours}, reverse=True)[:PERIODS_SHOWN]
    columns = [Column("name", words.service.capitalize()), *(Column(one.code, one.label) for one in periods)]
    rows = [
        {"name": to_service(service), **cells(of(ours, service), periods), **told_cells(of(ours, service), today)}
        for service in by_name(framework.services)
        if of(ours, service)
    ]
    with st.container(key="tall_grid"):
        sheet(rows, [*columns, _IN_TIME, _COMPLETE], f"Where each return stands: {KINDS[kind].lower()}, newest first")
    others = len({one.service_id for one in expected} - {one.service_id for one in ours})
    if others:
        quiet(
            f"{others} more {words.service if others == 1 else words.services} here: their returns follow "
            "another rhythm. Choose it above."
        )


@st.cache_data(show_spinner=False, max_entries=128)
def sectors(key: Key, sector: str) -> None:
    """How full and how timely each sector's returns are, by the alphabet."""
    framework, expected, today = cache.framework(key), asked_of(key, sector, ""), key.view.today
    words = framework.words
    rows = [
        {"name": one.name, **told_cells(within(expected, one.id, "", framework), today)}
        for one in by_name(framework.sectors)
        if within(expected, one.id, "", framework)
    ]
    columns = [Column("name", words.sector.capitalize()), _IN_TIME, _COMPLETE]
    sheet(rows, columns, f"Returns of each {words.sector} that were due before {uk_date(today)}")


def one_service(key: Key, sector: str, service: str) -> None:
    """Every return of one service, newest first: when it is due, where it stands, what is in it."""
    _of_service(key, sector, service)
    download(*_file(key, sector, service), "calendar_csv")


@st.cache_data(show_spinner=False, max_entries=256)
def _of_service(key: Key, sector: str, service: str) -> None:
    expected, name = asked_of(key, sector, service), cache.framework(key).service[service].name
    newest = sorted(expected, key=lambda one: (one.due, one.period.kind), reverse=True)
    columns = (
        Column("period", "Period"),
        Column("stands", "Where it stands"),
        Column("due", "Due by"),
        Column("received", "Came in first"),
        Column("complete", "Figures that are in"),
        *([Column("lacking", "Not in")] if any(map(lacking, expected)) else []),
    )
    rows = [
        {
            "period": one.period.long_label,
            "due": day_text(one.due),
            "stands": stands(one, standing_sentence(one)),
            "received": day_text(one.received.astimezone(LOCAL_TIME).date()) if one.received else "",
            "complete": fill(one.came, len(one.asked)) if one.received else f"{len(one.asked)} asked for",
            "lacking": lacking(one, MOST_NAMED),
        }
        for one in newest
    ]
    with st.container(key="tall_service"):
        sheet(rows, columns, f"Returns of {name}, newest first")
