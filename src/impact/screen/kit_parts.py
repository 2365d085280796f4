"""The templates of a service's returns as a screen offers them: choose, read what is expected, download."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from impact import kit
from impact.framework import Framework, Indicator, Service
from impact.kit import Kit
from impact.periods import Period
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.calendar_parts import calendar
from impact.screen.cards import Column, link, sheet
from impact.screen.choices import choose
from impact.screen.scopes import by_name
from impact.words.standings import standing_text

ABOUT_LAST_TIME = (
    "The workbook shows what the service sent last time, in its own numbers, small ones as well. Keep it within the "
    "service. The CSV holds only what is to be filled in."
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def choose_return(key: Key, framework: Framework) -> tuple[Service, Period | None]:
    """The service and the period whose template is shown, the address keeps both; None where it has no template."""
    today = key.view.today
    with st.container(horizontal=True, key="filters"):
        names = {one.id: one.name for one in by_name(framework.services)}
        service = framework.service[choose(framework.words.service.capitalize(), names, "service")]
        periods = kit.by_code(kit.offered(framework, service, _sent(key, service.id), today))
        newest = kit.newest_due(list(periods.values()), service, today)
        if newest is None:
            return service, None
        over = {True: "", False: ", not over yet"}
        labels = {code: f"{one.long_label}{over[one.end <= today]}" for code, one in periods.items()}
        first = next(code for code, one in periods.items() if one == newest)
        return service, periods[choose("Return for", labels, "return", first)]


@st.cache_resource(show_spinner=False, max_entries=64)
def kit_of(key: Key, service_id: str, period: Period) -> Kit:
    """What is expected of a service for a period; read it, never change it."""
    rules = cache.framework(key)
    return kit.kit(key.view, rules, rules.service[service_id], period, _sent(key, service_id))


def say_where_it_stands(key: Key, made: Kit) -> None:
    """Where this return stands today, whether its period still runs, and what the minutes rest on."""
    of = (made.service.id, made.period)
    stands = next((standing_text(one) for one in calendar(key) if (one.service_id, one.period) == of), "")
    said = (f"Where this return stands: {stands}." if stands else "", kit.over_sentence(made), kit.ABOUT_EFFORT)
    st.text(" ".join(filter(None, said)))


def downloads(made: Kit) -> None:
    """The template as a workbook and as CSV, and the dictionary; each is made when it is asked for."""
    rules, service = made.framework, made.service
    with st.container(horizontal=True, key="kit"):
        _download("Template as a workbook", lambda: kit.as_xlsx(made), kit.file_name(made, "xlsx"), _XLSX)
        _download("Template as CSV", lambda: kit.as_csv(made), kit.file_name(made, "csv"), "text/csv")
        name = kit.dictionary_name(rules, service)
        _download("Dictionary as CSV", lambda: kit.dictionary_csv(rules, service), name, "text/csv")


def rows_sheet(made: Kit) -> None:
    """The rows expected, each with what is filled in and the period it was sent for last; no figure is shown."""
    groups = [Column("group", "Group")] if any(row.breakdown for row in made.rows) else []
    columns = (
        Column("name", "What is asked"),
        Column("id", "Id"),
        *groups,
        Column("parts", "What is filled in"),
        Column("last", "Sent last for"),
    )
    caption = f"The rows expected of {made.service.name} for {made.period.label}"
    sheet([_row(row) for row in made.rows], columns, caption)


@st.cache_resource(show_spinner="Looking up what was sent last time ...", max_entries=64)
def _sent(key: Key, service_id: str) -> pl.DataFrame:
    return kit.sent_by(cache.sources(), key.view, cache.framework(key).service[service_id])


def _row(row: kit.Row) -> dict[str, Any]:
    item = row.item
    known = isinstance(item, Indicator)
    return {
        "name": link(item.title, "indicator", indicator=item.id) if known else item.title,
        "id": item.id,
        "group": row.breakdown or "all people",
        "parts": kit.parts_words(row.measure),
        "last": row.last.period.label if row.last else "never before",
    }


def _download(label: str, made: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(label, data=made, file_name=name, mime=mime, key=f"kit_{name}", on_click="ignore")
