"""What was asked of one kept return, and the place to explain it."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from impact import acts
from impact.answers import Doubted, Submission
from impact.answers.doubts import EXPLAINED, SETTLED, WAITING
from impact.framework import Framework
from impact.periods import QUARTER, containing
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, link, sheet
from impact.screen.moment import read_day
from impact.screen.problems import notice
from impact.screen.receipt_said import ask_name, done, just_done, say_done
from impact.words import uk_date
from impact.words.receipt import standing_text, waiting_sentence

MOST_FORMS = 20
"""Questions that can be explained at once; the others follow when these are answered."""

SAME = "same"
"""An explanation without a last day."""

_SETTLED = (Column("place", "Where"), Column("question", "Question"), Column("stands", "Where it stands"))


def questions(key: Key, framework: Framework, one: Submission) -> None:
    """Everything that was asked about the return: what waits first, each with a place to explain it."""
    waiting = [doubt for doubt in one.doubts if doubt.state in WAITING]
    st.text(waiting_sentence(len(waiting), len(one.doubts)))
    can = one.may_act and key.view.as_at is None and one.withdrawn is None
    if waiting and not can:
        st.text(_why_not(key, one))
    first = [doubt for doubt in one.doubts if doubt in waiting or just_done(one.number, f"{doubt.id}")]
    asked = first + [doubt for doubt in one.doubts if doubt.state == EXPLAINED and doubt not in first]
    for doubt in asked[:MOST_FORMS]:
        _question(key, framework, doubt, can=can)
    if len(asked) > MOST_FORMS:
        st.text(f"These are the first {MOST_FORMS} of {len(asked)}; the others follow when these are answered.")
    settled = [doubt for doubt in one.doubts if doubt.state == SETTLED]
    if settled:
        with st.expander(f"No longer asked: {len(settled)}"):
            _sheet_of(settled)


def _question(key: Key, framework: Framework, doubt: Doubted, *, can: bool) -> None:
    with st.container(key=f"question_{doubt.id}", width=760):
        say_done(doubt.number, f"{doubt.id}")
        see = ""
        if doubt.indicator:
            scope = f"service:{doubt.sender}" if doubt.sender in framework.service else f"area:{doubt.sender}"
            see = link("See it on its chart", "indicator", indicator=doubt.indicator, scope=scope).markup
        st.html(
            f'<div class="asked"><p><b>{escape(doubt.asked.place)}.</b> {escape(doubt.asked.remedy)}</p>'
            f'<p class="stands">{escape(standing_text(doubt.state, doubt.explanation))} {see}</p></div>'
        )
        if can:
            with st.expander("Explain it" if doubt.state in WAITING else "Explain it otherwise"):
                _explain_form(key, doubt)


def _explain_form(key: Key, doubt: Doubted) -> None:
    id = doubt.id
    with st.form(f"explain_form_{id}", border=False):
        reason = st.text_area(
            "What explains it (shown below the chart; nothing about a person)",
            max_chars=acts.LONGEST_REASON,
            key=f"reason_{id}",
        )
        name = ask_name(f"name_{id}")
        until = _choose_until(key.view.today, f"until_{id}")
        if st.form_submit_button("Keep this explanation", key=f"explain_{id}"):
            _explain(key, doubt, reason, name, until)


def _choose_until(today: date, key: str) -> str:
    """The last day an explanation holds: none, the end of one of the next quarters, or any day that is typed."""
    ends = [containing(today, QUARTER)]
    while len(ends) < 4:
        ends.append(ends[-1].next())
    options = {SAME: "for as long as the figure stays the same"}
    options |= {one.end.isoformat(): f"until {uk_date(one.end)}" for one in ends}
    picked = st.selectbox(
        "It holds (choose, or type a day such as 31/3/2027)",
        list(options),
        format_func=lambda one: options.get(one, one),
        key=key,
        accept_new_options=True,
    )
    return picked or SAME


def _explain(key: Key, doubt: Doubted, reason: str, name: str, until: str) -> None:
    day = None if until == SAME else read_day(until.removeprefix("until "))
    if until != SAME and day is None:
        notice(f"'{until}' is not a day. Write it as 2027-03-31 or 31/3/2027.", "alert")
        return
    last = None if day is None else key.view.today if day == "today" else date.fromisoformat(day)
    try:
        acts.explain(cache.sources(), key.view, doubt.id, reason, name, cache.now(), last)
    except ImpactError as error:
        notice(str(error), "alert")
        return
    where = "it stands below the chart of its figure" if doubt.indicator else "it stays with this return"
    holds = f"until {uk_date(last)}" if last else "for as long as the figure stays the same"
    done(doubt.number, f"{doubt.id}", name, f"Kept: what explains {_place(doubt)}. From now on {where}, {holds}.")


def _place(doubt: Doubted) -> str:
    place = doubt.asked.place
    return "the file" if doubt.asked.line is None else f"{place[:1].lower()}{place[1:]}"


def _why_not(key: Key, one: Submission) -> str:
    if one.withdrawn:
        return "It was withdrawn, so nothing need be explained."
    if key.view.as_at is not None:
        return "Explaining is done today: choose today in the bar at the top, and the place for it is here."
    return "It can be explained by those who send its returns, and by the programme team."


def _sheet_of(doubts: Sequence[Doubted]) -> None:
    rows = [
        {
            "place": one.asked.place,
            "question": one.asked.remedy,
            "stands": standing_text(one.state, one.explanation),
        }
        for one in doubts
    ]
    sheet(rows, _SETTLED, "Questions that are no longer asked")
