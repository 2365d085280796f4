"""What came in last, and how complete the newest returns are."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from impact import answers
from impact.answers import Expected
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.sources import LOCAL_TIME
from impact.words.arrivals import arrived_sentence, published_sentence, returned_sentence


@st.cache_resource(show_spinner=False, max_entries=16)
def received(key: Key) -> pd.DataFrame:
    """Every return kept by the view's moment, newest first."""
    return answers.received(cache.sources(), key[0])


def lately(key: Key, framework: Framework) -> None:
    """What came in last, in dated sentences, and how complete the newest returns are."""
    st.subheader("Lately", anchor=False)
    told = "".join(f"<li>{escape(one)}</li>" for one in arrivals(key, framework))
    st.html(f'<ul class="lately">{told or "<li>Nothing has come in yet.</li>"}</ul>')
    st.subheader("How complete", anchor=False)
    st.html(f'<ul class="lately"><li>{escape(coverage(key, framework))}</li></ul>')


def arrivals(key: Key, framework: Framework, most: int = 5) -> list[str]:
    """What came in last, a dated sentence each, newest first."""
    about = {one.submission_id: one.period.label for one in cache.calendar(key) if one.submission_id is not None}
    return [_sentence(row, about, framework) for _, row in received(key).head(most).iterrows()]


def coverage(key: Key, framework: Framework) -> str:
    """How many services have sent their newest return, and whose are awaited."""
    if all(one.fed_by == "published" for one in framework.indicators):
        return "Every figure here is a published one; no return is asked of anyone."
    calendar = cache.calendar(key)
    names = {one.id: one.name for one in framework.services}
    newest = _newest(one for one in calendar if one.state != "due")
    late = [names[one.service_id] for one in newest if one.state == "late"]
    still = [names[one.service_id] for one in _newest(calendar) if one.state == "due"]
    return returned_sentence(len(newest) - len(late), len(newest), late, still, framework)


def _newest(calendar: Iterable[Expected]) -> list[Expected]:
    """Each service's newest return among some, in the framework's order."""
    last: dict[str, Expected] = {}
    for one in calendar:
        if one.service_id not in last or one.period > last[one.service_id].period:
            last[one.service_id] = one
    return list(last.values())


def _sentence(row: "pd.Series[Any]", about: dict[int, str], framework: Framework) -> str:
    day = row["received_at"].astimezone(LOCAL_TIME).date()
    source = row["source"] or {}
    if source.get("publisher"):
        return published_sentence(day, source["publisher"], source.get("title") or row["filename"])
    sender = framework.service.get(row["sender"])
    return arrived_sentence(day, sender.name if sender else row["sender"], about.get(row["id"], row["filename"]))
