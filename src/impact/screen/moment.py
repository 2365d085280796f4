"""The as-at date in the shell: which day's knowledge every screen shows."""

import re
from calendar import monthrange
from datetime import date, datetime

import streamlit as st

from impact.screen.choices import remember, went_back
from impact.words import uk_date

TODAY = "today"
_BOX = "as_at_choice"
_SPELLINGS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d %B %Y")


def choose_day(today: date, first: date) -> date | None:
    """The earlier day whose knowledge is shown, None for today; the address keeps it as `as_at`.

    Month ends are offered; any other day may be typed (2026-03-31 or 31/3/2026).
    """
    offered = {one.isoformat(): f"As known on {uk_date(one)}" for one in month_ends(first, today)}
    current = _current()
    if current != TODAY:
        offered.setdefault(current, f"As known on {uk_date(date.fromisoformat(current))}")
    options = {TODAY: f"As known today, {uk_date(today)}", **offered}
    st.session_state[_BOX] = current
    st.selectbox(
        "As known on",
        list(options),
        format_func=lambda one: options.get(one, one),
        key=_BOX,
        accept_new_options=True,
        label_visibility="collapsed",
    )
    return _kept(st.session_state[_BOX] or TODAY, today)


def kept_day(today: date) -> date | None:
    """The same day, from the address or picked before, on a screen that draws nothing to choose it by."""
    return _kept(_current(), today)


def _kept(picked: str, today: date) -> date | None:
    if picked != TODAY and date.fromisoformat(picked) >= today:
        picked = TODAY
    remember("as_at", picked, TODAY)
    return None if picked == TODAY else date.fromisoformat(picked)


def read_day(text: str) -> str | None:
    """A day as ISO text from any of the usual spellings, or 'today'; None if it is neither."""
    words = re.sub(r"\s+", " ", text.strip())
    if words.lower().startswith(TODAY):
        return TODAY
    for spelling in _SPELLINGS:
        try:
            return datetime.strptime(words, spelling).date().isoformat()
        except ValueError:
            continue
    return None


def month_ends(first: date, today: date) -> list[date]:
    """The last day of every whole month between two days, newest first."""
    found, year, month = [], today.year, today.month
    while (year, month) >= (first.year, first.month):
        last = date(year, month, monthrange(year, month)[1])
        if first <= last < today:
            found.append(last)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def _current() -> str:
    picked, chosen = st.session_state.get("as_at_picked"), st.session_state.get(_BOX)
    sent = st.query_params.get("as_at")
    if chosen and picked is not None and chosen != picked:
        return read_day(chosen) or _not_a_day(chosen)
    if sent and sent != st.session_state.get("as_at_address"):
        return read_day(sent) or TODAY
    return TODAY if went_back("as_at") else picked or TODAY


def _not_a_day(text: str) -> str:
    st.warning(f"'{text}' is not a day. Write it as 2026-03-31 or 31/3/2026. Showing today.")
    return TODAY
