"""Where a meeting is: which one and which slide stand in the address; back, next, leave, and the line above."""

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from impact.answers.agenda import Item, agenda_of
from impact.answers.meetings import Meeting, meeting
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.sources import LOCAL_TIME
from impact.words import uk_date
from impact.words.meeting import frozen_sentence, item_title, progress_mark

FULL_SCREEN = (
    '<span class="full-screen-way"><button type="button" class="full-screen">Full screen</button>or F11</span>'
)
"""It is the document's own script that listens for it; without that, the browser's F11 does the same."""

SAYS_ITS_NAME = ("since", "horizon", "indicator")
"""The items whose sentence says what they are about: their title need not stand above it."""


def opened(key: Key) -> Meeting | None:
    """The meeting in the address; None where none has begun. Raises UnknownMeeting."""
    number = st.query_params.get("meeting", "")
    if not number:
        return None
    if not number.isdecimal():
        raise ImpactError("The address names no meeting. Open one from the agenda screen.")
    return meeting(cache.sources(), key.view, int(number))


def frozen(one: Meeting) -> Key:
    """The key of everything that a meeting shows: what comes in while it lasts changes nothing."""
    return Key(one.view, one.version)


def items(one: Meeting, framework: Framework) -> tuple[Item, ...]:
    """A meeting's agenda, as far as the framework of its moment offers it."""
    return agenda_of(one.items, framework)


def position(many: int) -> int:
    """The slide in the address, from 1 to `many`."""
    asked = st.query_params.get("slide", "1")
    return min(max(int(asked), 1), many) if asked.isdecimal() else 1


def line_above(one: Meeting, framework: Framework, item: Item, at: int, many: int) -> None:
    """What stands above every slide: whose figures, of which moment, what data, which item, how far."""
    moment: datetime = (one.view.as_at or one.begun).astimezone(LOCAL_TIME)
    note = framework.demonstration or framework.data_note
    mark = progress_mark(at, many)
    title = "" if item.kind in SAYS_ITS_NAME else f"{item_title(item.kind, item.ref, framework)}, "
    st.html(
        f'<div class="meeting-line"><b>{escape(framework.title)}</b>'
        f'<span class="{"demonstration" if framework.demonstration else "published"}">{escape(note)}</span>'
        f"<span>{escape(frozen_sentence(moment))}</span>"
        f'<span class="meeting-mark" role="status">{escape(title)}{mark}'
        f'<progress max="{many}" value="{at}" aria-label="Progress: {mark}"></progress></span></div>'
    )


def controls(at: int, many: int, write: Callable[[], None], table: Callable[[], None] | None = None) -> None:
    """Back, next and leave, each by a button and by a key.

    write, table   draw the form, and the picture as a table, that open between them
    """
    with st.container(key="meeting_controls", horizontal=True, vertical_alignment="center"):
        st.button("Back", key="meeting_back", shortcut="Left", disabled=at == 1, on_click=_go, args=(at - 1,))
        st.button(
            "Next",
            key="meeting_next",
            shortcut="Right",
            type="primary",
            disabled=at == many,
            on_click=_go,
            args=(at + 1,),
        )
        with st.popover("Write down", key="meeting_write"), st.container(key="meeting_note"):
            write()
        if table is not None:
            with st.popover("As a table", key="meeting_as_table"), st.container(key="meeting_table"):
                table()
        st.html(FULL_SCREEN, width="content")
        if st.button("Leave", key="meeting_leave", shortcut="Esc"):
            leave()


def leave() -> None:
    """Back to the agenda, with what was written down."""
    st.query_params.pop("meeting", None)
    st.query_params.pop("slide", None)
    st.switch_page("pages/board/agenda.py")


def begun_sentence(one: Meeting) -> str:
    """When a meeting began, and with how many items: for the list of meetings."""
    return f"{uk_date(one.day)} at {one.begun.astimezone(LOCAL_TIME):%H:%M}, {len(one.items)} items"


def _go(at: int) -> None:
    st.query_params["slide"] = str(at)
