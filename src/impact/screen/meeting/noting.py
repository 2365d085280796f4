"""Writing down a decision or an action, and reading what was written: on any slide, on the last one, on the agenda."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any, Literal

import streamlit as st

from impact import minutes
from impact.acts import LONGEST_NAME, LONGEST_REASON, NotDone, note_shown
from impact.answers.meetings import ACTION, DECISION, Meeting, Written, written
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cards import Column, sheet
from impact.screen.moment import TODAY, read_day
from impact.screen.problems import notice
from impact.sources import View
from impact.words import uk_date
from impact.words.meeting import written_sentence

KINDS = {DECISION: "Decision", ACTION: "Action"}
COLUMNS = (
    Column("number", "Number"),
    Column("on", "Written down on"),
    Column("kind", "Kind"),
    Column("what", "What"),
    Column("who", "Who"),
    Column("by", "By when"),
    Column("stands", "Stands"),
)
CLERK = "clerk to the board"
_KEPT = "meeting_kept"


def open_view(view: View) -> View:
    """The view of now: what is written down belongs to today, whatever moment is shown."""
    return View(view.framework_id, cache.today(), None, view.viewer)


def write_down(view: View, meeting: Meeting | None, place: str) -> None:
    """The small form: what, who as a role, by when; kept at once, or said what is missing.

    place  which form it is, where two of them might stand on one screen
    """
    said = st.session_state.pop(_KEPT, "")
    if said:
        notice(said)
    empty = (
        f"{place}_{st.session_state.get(f'{place}_kept', 0)}"  # other fields after each that was kept: they begin empty
    )
    with st.form(f"note_{place}", border=False, enter_to_submit=False):
        what = st.text_area("What", key=f"{empty}_what", max_chars=LONGEST_REASON, height=120)
        who = st.text_input("Who does it, as a role; empty for a decision", key=f"{empty}_who", max_chars=LONGEST_NAME)
        by = st.text_input("By when, such as 31/3/2027; empty for a decision", key=f"{empty}_by", max_chars=20)
        given_by = st.text_input("Written down by, as a role", CLERK, key=f"{place}_given_by", max_chars=LONGEST_NAME)
        if st.form_submit_button("Write it down", type="primary", key=f"{place}_keep"):
            _keep(view, what, who, by, given_by, meeting, place)


def written_here(view: View, meeting: Meeting) -> list[Written]:
    """What this meeting wrote down, oldest first."""
    return [one for one in written(cache.sources(), open_view(view)) if one.meeting == meeting.number]


def written_sheet(found: Sequence[Written], caption: str) -> None:
    """Decisions and actions as a sheet, newest first."""
    sheet([row_of(one) for one in reversed(found)], COLUMNS, caption)


def written_list(found: Sequence[Written]) -> None:
    """Decisions and actions as lines to be read from far."""
    told = [written_sentence(one.kind, one.what, one.who, one.by, one.done, one.past(cache.today())) for one in found]
    lines = "".join(f"<li>{escape(one)}</li>" for one in told)
    st.html(f'<ul class="meeting-list">{lines}</ul>')


def done(view: View, found: Sequence[Written]) -> None:
    """The place to note that an open action is done."""
    open_ = {one.number: one for one in found if one.open}
    if not open_:
        return
    said = {number: f"{number}: {one.what} ({one.who})" for number, one in open_.items()}
    with st.form("done", border=False):
        number = st.selectbox("Open action", list(said), format_func=lambda one: said[one], key="done_number")
        given_by = st.text_input("Noted by, as a role", CLERK, key="done_by", max_chars=LONGEST_NAME)
        if st.form_submit_button("Note it as done", key="done_keep"):
            _attempt(lambda: f"Kept: number {_done(view, number, given_by)} is done.")


def shown_to_the_board(view: View, meeting: Meeting) -> None:
    """The place to note that the board was shown these figures, so that the next one compares with them."""
    with st.form("shown_note", border=False):
        title = st.text_input("What the board was shown", f"Board meeting, {uk_date(meeting.day)}", key="shown_title")
        if st.form_submit_button("Note that the board was shown these figures", key="shown_keep"):
            _attempt(lambda: _shown(view, title))


def _keep(view: View, what: str, who: str, by: str, given_by: str, meeting: Meeting | None, place: str) -> None:
    """What somebody is to do, or is to be done by a day, is an action; all else a decision."""
    kind: Literal["decision", "action"] = "action" if who.strip() or by.strip() else "decision"

    def keep() -> str:
        one = minutes.write_down(
            cache.sources(),
            open_view(view),
            kind,
            what,
            given_by,
            cache.now(),
            who=who,
            by=_day(by),
            meeting=meeting.number if meeting else None,
        )
        st.session_state[f"{place}_kept"] = st.session_state.get(f"{place}_kept", 0) + 1
        return f"Kept as number {one.number}. {written_sentence(one.kind, one.what, one.who, one.by, one.done)}"

    _attempt(keep)


def _attempt(keep: Any) -> None:
    """Do it and say so on the next run, or say why not."""
    try:
        st.session_state[_KEPT] = keep()
    except ImpactError as error:
        notice(str(error), "alert")
        return
    st.rerun()


def _done(view: View, number: int, given_by: str) -> int:
    return minutes.note_done(cache.sources(), open_view(view), number, given_by, cache.now()).number


def _shown(view: View, title: str) -> str:
    note_shown(cache.sources(), view, title, CLERK, cache.now())
    return f"Noted: the board was shown “{title.strip()}”. What changes in these figures is marked [r] from now on."


def _day(text: str) -> date | None:
    """The day that was written; None for nothing; raises NotDone for anything else."""
    if not text.strip():
        return None
    found = read_day(text)
    if found is None or found == TODAY:
        raise NotDone(f"'{text}' is not a day. Write it as 2027-03-31 or 31/3/2027.")
    return date.fromisoformat(found)


def row_of(one: Written) -> dict[str, Any]:
    """A decision or an action as a row of COLUMNS."""
    stands = (
        ""
        if one.kind == DECISION
        else f"done on {uk_date(one.done)}"
        if one.done
        else "open, past its day"
        if one.past(cache.today())
        else "open"
    )
    by = uk_date(one.by) if one.by else ""
    return {
        "number": one.number,
        "on": uk_date(one.on),
        "kind": KINDS[one.kind],
        "what": one.what,
        "who": one.who,
        "by": by,
        "stands": stands,
    }
