"""Before a meeting: which items it shows, in which order, and which earlier board it is compared with."""

from html import escape

import streamlit as st

from impact.answers.agenda import Item, agenda_of, default_agenda, offered
from impact.answers.last_board import boards
from impact.answers.meetings import Meeting, Written, meetings, written
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column as SheetColumn
from impact.screen.cards import address, download, link, quiet, sheet
from impact.screen.choices import choose
from impact.screen.meeting import course, noting
from impact.words import uk_date
from impact.words.meeting import agenda_sentence, board_title, item_title

_BOX = "items_choice"


def choose_items(framework: Framework) -> tuple[Item, ...]:
    """The items, kept in the address in the order in which they were picked; the default leaves it clean."""
    titles = {one.id: item_title(one.kind, one.ref, framework) for one in offered(framework) if one.kind != "decisions"}
    default = [one.id for one in default_agenda(framework) if one.id in titles]
    sent = st.query_params.get("items")
    if sent is not None and sent != st.session_state.get("items_address"):
        st.session_state[_BOX] = [one.id for one in agenda_of(sent.split(","), framework) if one.id in titles]
    elif _BOX not in st.session_state:
        st.session_state[_BOX] = st.session_state.get("items_kept", default)
    st.session_state[_BOX] = [one for one in st.session_state[_BOX] if one in titles] or default
    picked: list[str] = st.multiselect(
        "Items, in the order in which they are picked", list(titles), format_func=lambda one: titles[one], key=_BOX
    )
    picked = picked or default
    st.session_state["items_kept"] = picked
    _remember(picked, default)
    return agenda_of(picked, framework)


def choose_board(key: Key) -> str:
    """Which earlier board is compared with; "" for the newest one."""
    options = {one.id: board_title(one.title, one.view.today) for one in boards(cache.sources(), key.view)}
    first = next(iter(options))
    picked = choose("Compare with", options, "since")
    return "" if picked == first else picked


def agenda(items: tuple[Item, ...], framework: Framework, since: str) -> None:
    """The agenda as a numbered list, and the way into the meeting."""
    lines = "".join(f"<li>{escape(item_title(one.kind, one.ref, framework))}</li>" for one in items)
    st.html(f'<ol class="agenda">{lines}</ol>')
    ids = [one.id for one in items]
    chosen = ",".join(ids) if items != default_agenda(framework) else ""
    where = address("meeting", items=chosen, since=since)
    st.html(f'<p><a class="start" href="{escape(where)}" target="_self">Open the meeting on the whole screen</a></p>')


def first_line(key: Key, items: tuple[Item, ...], found: tuple[Written, ...]) -> str:
    """How many items the meeting has, and which actions are open."""
    open_ = [one for one in found if one.open]
    return agenda_sentence(len(items), len(open_), sum(one.past(key.view.today) for one in open_))


def read_written(key: Key) -> tuple[Written, ...]:
    """Every decision and action known at the moment shown; read anew at each visit."""
    return written(cache.sources(), key.view)


def decisions(key: Key, framework: Framework, found: tuple[Written, ...]) -> None:
    """What boards wrote down, with its download; and the places to add and to close, today only."""
    if found:
        noting.written_sheet(found, "Decisions and actions, newest first")
        rows = [noting.row_of(one) for one in reversed(found)]
        download(rows, noting.COLUMNS, "decisions", framework.demonstration, "decisions_csv")
    else:
        quiet("Nothing has been written down yet. What a board decides is kept here, and nothing is deleted.")
    if key.view.as_at is not None:
        quiet("Decisions are written down today: choose today in the bar at the top.")
        return
    with st.expander("Write down a decision or an action"):
        noting.write_down(key.view, None, "agenda")
    if any(one.open for one in found):
        with st.expander("Note that an action is done"):
            noting.done(key.view, found)


def held(key: Key) -> None:
    """The meetings that were held, newest first; each opens with its figures as they were."""
    found = meetings(cache.sources(), key.view)
    if not found:
        quiet("No meeting has been held on this screen yet.")
        return
    rows = [_held(one) for one in found]
    columns = (
        SheetColumn("begun", "Begun"),
        SheetColumn("figures", "Figures as known on"),
        SheetColumn("open", "Open"),
    )
    sheet(rows, columns, "Meetings, newest first")


def _held(one: Meeting) -> dict[str, object]:
    again = link("open it again", "meeting", meeting=str(one.number))
    return {"begun": course.begun_sentence(one), "figures": uk_date(one.view.today), "open": again}


def _remember(picked: list[str], default: list[str]) -> None:
    said = ",".join(picked)
    st.session_state["items_address"] = said
    if picked != default:
        st.query_params["items"] = said
    else:
        st.query_params.pop("items", None)
