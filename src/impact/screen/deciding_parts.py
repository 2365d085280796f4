"""What is asked of a service, to print or send, and what is decided about its returns, on a screen."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from impact import deciding
from impact.framework import Framework, Service
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.calendar_cells import of
from impact.screen.cards import quiet
from impact.screen.problems import notice
from impact.screen.scopes import by_name
from impact.standing import ACCEPTED, QUESTIONS, RECEIVED, SIGNED_OFF, Expected
from impact.words import uk_date
from impact.words.reminders import needs_reminder, reminder, reminders
from impact.words.standings import standing_text

_KEPT, _RETURN, _ACT, _NAME, _REASON = "decided", "decide_return", "decide_act", "decide_name", "decide_reason"


def one_reminder(key: Key, framework: Framework, service: Service, expected: Sequence[Expected]) -> None:
    """The reminder for one service: to read, to copy, to print, to download."""
    text = reminder(service, expected, framework, key.view.today, _address())
    with st.container(key="reminder"):
        st.header("Reminder", anchor=False)
        st.code(text, language=None, wrap_lines=True)
    _text("Download as text", text, f"{service.id}_reminder")


def every_reminder(key: Key, framework: Framework, expected: Sequence[Expected]) -> None:
    """The reminders of all services that something is awaited from, in one file to print or send."""
    words = framework.words
    services = [one for one in by_name(framework.services) if needs_reminder(of(expected, one))]
    if not services:
        return
    texts = [reminder(one, of(expected, one), framework, key.view.today, _address()) for one in services]
    quiet(f"Choose a {words.service} to read its reminder, and to decide about what it sent.")
    many = "the reminder" if len(texts) == 1 else f"all {len(texts)} reminders"
    _text(f"Download {many} as text", reminders(texts), "reminders")


def decide(key: Key, framework: Framework, service: Service, expected: Sequence[Expected]) -> None:
    """The place to decide about a return of one service: which, what, whose decision, and why.

    expected   the returns among which one is chosen here; of a single one the screen around it says which it is
    """
    st.header("Decide", anchor=False)
    if key.view.as_at is not None:
        st.write("Decisions are made today: choose today in the bar at the top.")
        return
    kept = st.session_state.pop(_KEPT, "")
    if kept:
        notice(kept)
    viewer = key.view.viewer
    open_ = {one.period.code: one for one in expected if deciding.possible(one, viewer, service.sector)}
    if not open_:
        st.write("Nothing can be decided about these returns as they stand.")
        return
    with st.container(key="decide"):
        one = _which(open_) if len(expected) > 1 else expected[0]
        act = _what(deciding.possible(one, viewer, service.sector))
        champion = " of the champion who signs off" if act == SIGNED_OFF else ""
        name = st.text_input(f"Name{champion or ' of the person who decides'}", key=_NAME, max_chars=80)
        needed = "needed" if deciding.needs_reason(one, act) else "if there is something to say"
        reason = st.text_input(f"Why ({needed})", key=f"{_REASON}_{one.period.code}_{act}", max_chars=500)
        if st.button("Keep this decision", key="decide_keep", type="primary"):
            _keep(key, service, one, act, name, reason)


def _which(open_: dict[str, Expected]) -> Expected:
    """The return that is decided about: first the newest that waits for a decision."""
    newest = sorted(open_.values(), key=lambda one: (one.period.end, one.period.start), reverse=True)
    waiting = sorted(newest, key=lambda one: one.standing not in (RECEIVED, QUESTIONS, ACCEPTED))
    codes = [one.period.code for one in waiting]
    code = st.selectbox(
        "Return", codes, format_func=lambda one: f"{open_[one].period.label}: {standing_text(open_[one])}", key=_RETURN
    )
    return open_[code]


def _what(acts: Sequence[str]) -> str:
    said = {act: deciding.DOING[act].capitalize() for act in acts}
    picked: str = st.radio("Decision", acts, format_func=lambda one: said[one], key=_ACT, horizontal=True)
    return picked


def _keep(key: Key, service: Service, one: Expected, act: str, name: str, reason: str) -> None:
    try:
        kept = deciding.decide(cache.sources(), key.view, service.id, one.period, act, name, cache.now(), reason)
    except ImpactError as error:
        notice(str(error), "alert")
        return
    st.session_state[_KEPT] = f"Kept: {one.period.label} {act} on {uk_date(kept.day)} by {kept.given_by}."
    st.rerun()


def _text(label: str, text: str, name: str) -> None:
    st.download_button(
        label,
        data=text.encode("utf-8-sig"),
        file_name=f"{name}.txt",
        mime="text/plain",
        key="reminder_txt",
        on_click="ignore",
    )


def _address() -> str:
    """Where this screen is served, for the links in a reminder; "" where that is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
