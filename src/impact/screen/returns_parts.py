"""What is due and what has come in, as a screen of returns tells it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from impact.answers import Expected
from impact.answers.returns import DUE, LATE
from impact.framework import Framework, Service
from impact.periods import Period
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, link, sheet
from impact.screen.choices import choose
from impact.screen.receipt_parts import return_link
from impact.screen.scopes import ALL, by_name
from impact.sources import LOCAL_TIME
from impact.words import uk_date

MOST_LISTED = 50
"""Received returns on the screen; the CSV holds all of them."""

_CAME_IN = (
    Column("file", "File"),
    Column("sender", "From"),
    Column("when", "Received"),
    Column("rows", "Rows", number=True),
    Column("label", "What it is"),
    Column("number", "Return number", number=True),
    Column("sha", "SHA-256 begins"),
)


@st.cache_resource(show_spinner=False, max_entries=16)
def standing_sentence(key: Key) -> str:
    """How many returns are late, due and in, in one line."""
    framework, expected, came_in = cache.framework(key), cache.calendar(key), len(cache.received(key))
    files = "1 file has" if came_in == 1 else f"{came_in:,} files have"
    if not asks_for_returns(framework):
        return f"Every figure here is a published one, so no return is asked of anyone. So far {files} come in."
    states = [one.state for one in expected]
    late, due = states.count(LATE), states.count(DUE)
    said = [
        f"{_returns(late)} late" if late else "Nothing is late",
        f"{_returns(due)} due" if due else "nothing is due",
    ]
    return f"{', '.join(said)}. So far {files} come in."


def asks_for_returns(framework: Framework) -> bool:
    """Whether anything is sent by services themselves, and not only taken from what others publish."""
    return any(one.fed_by != "published" for one in framework.indicators)


def choose_service(framework: Framework) -> str:
    """The service whose returns are shown, "" for all; the address keeps it."""
    words = framework.words
    names = {ALL: f"All {words.services}"} | {one.id: one.name for one in by_name(framework.services)}
    with st.container(key="returns_of", width=480):
        picked = choose(words.service.capitalize(), names, "service")
    return "" if picked == ALL else picked


@st.cache_data(show_spinner=False, max_entries=128)
def due(key: Key, service: str) -> None:
    """Each service by the alphabet: what is late or due now, what comes next, what came last."""
    framework, expected = cache.framework(key), cache.calendar(key)
    words = framework.words
    if not asks_for_returns(framework):
        st.write(f"Nothing is due from any {words.service}: new figures come when their publishers bring them out.")
        return
    services = [one for one in by_name(framework.services) if service in ("", one.id)]
    rows = [
        _of_service(one, [e for e in expected if e.service_id == one.id], framework, key.view.today) for one in services
    ]
    waiting = [row for row in rows if row["now"]]
    listed = rows if service else waiting
    if not listed:
        st.write("Nothing is due: everything that could be here has come in.")
    columns = (
        Column("name", words.service.capitalize()),
        Column("now", "Late or due now"),
        Column("next", "Next"),
        Column("last", "Came in last"),
    )
    if listed:
        with st.container(key="tall_due"):
            sheet(listed, columns, f"Returns that are late or due, by {words.service}")
    if not service:
        whole = link(f"The calendar of every {words.service}, and how complete the returns are", "calendar")
        st.html(f'<p class="onward">{whole.markup}</p>')


def done(key: Key, service: str) -> None:
    """The returns that came in, newest first."""
    kept = _done(key, service)
    if kept is not None:
        download(*kept, "received_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _done(key: Key, service: str) -> File | None:
    came, framework = cache.received(key), cache.framework(key)
    ours = came[came.sender == service] if service else came
    rows = [_came_in(row, framework) for row in ours.to_dict("records")]
    if not rows:
        st.write("Nothing has come in by this day.")
        return None
    newest = f"the newest {MOST_LISTED} of {len(rows):,}" if len(rows) > MOST_LISTED else f"all {len(rows):,}"
    with st.container(key="tall_done"):
        sheet(rows[:MOST_LISTED], _CAME_IN, f"Returns received, newest first: {newest}")
    return File(rows, _CAME_IN, "returns_received", pictures.origin_note(framework))


def _of_service(service: Service, expected: Sequence[Expected], framework: Framework, today: date) -> dict[str, Any]:
    open_now = [one for one in expected if one.state in (LATE, DUE)]
    came = [one for one in expected if one.received is not None]
    last = max(came, key=lambda one: one.period, default=None)
    return {
        "name": service.name,
        "now": "; ".join(_waiting(one, today) for one in open_now),
        "next": _next(expected, framework) if expected else "",
        "last": _last(last) if last else "nothing yet",
    }


def _waiting(one: Expected, today: date) -> str:
    if one.state == DUE:
        return f"{one.period.label}: due by {uk_date(one.due)}"
    days = (today - one.due).days
    return f"{one.period.label}: late by {days} {'day' if days == 1 else 'days'} (was due by {uk_date(one.due)})"


def _next(expected: Sequence[Expected], framework: Framework) -> str:
    following: Period = expected[-1].period.next()
    return f"{following.label}: not due until {uk_date(framework.due(following))}"


def _last(one: Expected) -> str:
    day = uk_date(one.received.astimezone(LOCAL_TIME).date()) if one.received else ""
    days = f", {one.days_late} {'day' if one.days_late == 1 else 'days'} late" if one.days_late else ""
    return f"{one.period.label}, on {day}{days}"


def _came_in(row: dict[Any, Any], framework: Framework) -> dict[str, Any]:
    source, moment = row["source"] or {}, row["received_at"].astimezone(LOCAL_TIME)
    sender = framework.service[row["sender"]].name if row["sender"] in framework.service else row["sender"]
    return {
        "file": row["filename"],
        "sender": source.get("publisher") or sender,
        "when": f"{uk_date(moment.date())}, {moment:%H:%M}",
        "rows": f"{row['row_count']:,}",
        "label": row["label"] or ("Published figures" if source else ""),
        "number": return_link(str(row["id"]), row["id"]),
        "sha": row["sha256"][:12],
    }


def _returns(many: int) -> str:
    return "1 return is" if many == 1 else f"{many:,} returns are"
