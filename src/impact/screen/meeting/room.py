"""The three things a board sees: how a meeting begins, one slide of it, and what it wrote down at the end."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from impact import minutes
from impact.answers.agenda import Item, agenda_of
from impact.answers.meetings import ACTION, Meeting, written
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.meeting import course, noting
from impact.screen.meeting.slides import Figure, slide_of
from impact.screen.problems import notice
from impact.sources import View
from impact.words import uk_date
from impact.words.meeting import item_title, noted_sentence


def begin(key: Key, framework: Framework) -> None:
    """Before a meeting: its agenda, and the button that fixes the moment whose figures it shows."""
    items = agenda_of(st.query_params.get("items", "").split(","), framework)
    note = framework.demonstration or framework.data_note
    kind = "demonstration" if framework.demonstration else "published"
    st.html(
        f'<div class="meeting-line"><b>{escape(framework.title)}</b><span class="{kind}">{escape(note)}</span></div>'
    )
    day = f"on {uk_date(key.view.today)}" if key.view.as_at else "at the moment it begins"
    _headline(f"Board meeting, {uk_date(cache.today())}")
    st.html(
        f'<p class="meeting-lead">Its figures are those known {day}. Whatever comes in while it lasts changes none.</p>'
    )
    titles = "".join(f"<li>{escape(item_title(one.kind, one.ref, framework))}</li>" for one in items)
    st.html(f'<ol class="meeting-agenda">{titles}</ol>')
    with st.container(key="meeting_controls", horizontal=True, vertical_alignment="center"):
        if st.button("Begin the meeting", key="meeting_begin", type="primary", shortcut="Enter"):
            _begin(key, items)
        st.html(course.FULL_SCREEN, width="content")
        if st.button("Leave", key="meeting_leave", shortcut="Esc"):
            course.leave()


def show(item: Item, key: Key, framework: Framework, since: str) -> Callable[[], None] | None:
    """One slide: its sentence, its plain figures, its picture; answers what draws the picture as a table."""
    slide = slide_of(item, key, framework, since)
    _headline(slide.sentence)
    _figures(slide.figures)
    with st.container(key="meeting_picture"):
        slide.draw()
    return slide.table


def decisions(view: View, meeting: Meeting) -> None:
    """The last slide: what this meeting wrote down, what is open from earlier ones, and the form."""
    here = noting.written_here(view, meeting)
    actions = [one for one in here if one.kind == ACTION]
    _headline(noted_sentence(len(here) - len(actions), len(actions)))
    every = written(cache.sources(), noting.open_view(view))
    earlier = [one for one in every if one.open and one.meeting != meeting.number]
    late = sum(one.past(cache.today()) for one in earlier)
    _figures(
        (
            (str(len(here) - len(actions)), "decided at this meeting"),
            (str(len(actions)), "agreed as actions"),
            (str(len(earlier)), f"open from before, {late} past the day"),
        )
    )
    with st.container(key="meeting_picture"):
        noting.written_list([*here, *earlier])
    with st.expander("Note that the board was shown these figures"):
        noting.shown_to_the_board(meeting.view, meeting)


def _begin(key: Key, items: Sequence[Item]) -> None:
    ids, since = [one.id for one in items], st.query_params.get("since", "")
    try:
        number = minutes.begin(cache.sources(), key.view, ids, key.version, noting.CLERK, cache.now(), since)
    except ImpactError as error:
        notice(str(error), "alert")
        return
    for one in ("items", "since"):
        st.query_params.pop(one, None)
    st.query_params["meeting"], st.query_params["slide"] = str(number), "1"
    st.rerun()


def _headline(sentence: str) -> None:
    st.html(f"<h1>{escape(sentence)}</h1>")


def _figures(figures: Sequence[Figure]) -> None:
    cells = "".join(f"<div><dt>{escape(what)}</dt><dd>{escape(number)}</dd></div>" for number, what in figures)
    if cells:
        st.html(f'<dl class="meeting-figures">{cells}</dl>')
