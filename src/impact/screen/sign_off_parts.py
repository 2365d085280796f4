"""Accepting and signing off: which returns wait, what stands in one of them beside last time's, what is still asked."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from impact.answers.sign_off import WAIT_TO_BE_ACCEPTED, open_questions, waiting
from impact.framework import Framework, Indicator, Service
from impact.metrics.change import compare
from impact.periods import Period
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.calendar_cells import of, stands
from impact.screen.cards import Column, download, link, sheet
from impact.screen.choices import choose
from impact.screen.latest import filled
from impact.screen.receipt_parts import return_link
from impact.screen.scopes import by_name
from impact.standing import Expected
from impact.words import marked_text, period_of, value_text
from impact.words.sign_off import BESIDE, figures_sentence, waiting_sentence
from impact.words.standings import standing_sentence, standing_text


def first_line(expected: Sequence[Expected]) -> str:
    """How many returns wait for somebody's word."""
    ours = waiting(expected)
    accept = sum(one.standing in WAIT_TO_BE_ACCEPTED for one in ours)
    return waiting_sentence(accept, len(ours) - accept, sum(one.questions for one in ours))


def by_service(framework: Framework, expected: Sequence[Expected]) -> None:
    """Every service with a return that waits, by the alphabet: how many, for what, and the newest of them."""
    rows = [_of_service(one, of(waiting(expected), one)) for one in by_name(framework.services)]
    rows = [row for row in rows if row]
    columns = [
        Column("name", framework.words.service.capitalize()),
        Column("accept", "To be accepted", number=True),
        Column("sign", "To be signed off", number=True),
        Column("asked", "Open questions", number=True),
        Column("newest", "Newest that waits"),
        Column("stands", "Where it stands"),
    ]
    if rows:
        columns = filled(rows, columns)
        with st.container(key="sign_off_list"):
            sheet(rows, columns, f"Returns that wait, by {framework.words.service}: choose one to see and decide")
        download(rows, columns, "sign-off", pictures.origin_note(framework), "sign_off_csv")


def _of_service(service: Service, ours: Sequence[Expected]) -> dict[str, Any]:
    if not ours:
        return {}
    accept = sum(one.standing in WAIT_TO_BE_ACCEPTED for one in ours)
    newest = max(ours, key=lambda one: (one.period.end, one.period.start))
    return {
        "name": link(service.name, "sign_off", sector=service.sector, service=service.id),
        "accept": accept or "",
        "sign": len(ours) - accept or "",
        "asked": sum(one.questions for one in ours) or "",
        "newest": newest.period.label,
        "stands": stands(newest, standing_text(newest)),
    }


def choose_return(ours: Sequence[Expected]) -> Expected:
    """The return that is looked at and decided about, the newest first; its period's code stands in the address."""
    newest = sorted(ours, key=lambda one: (one.period.end, one.period.start), reverse=True)
    named = {one.period.code: one for one in newest}
    options = {code: f"{one.period.label}: {standing_text(one)}" for code, one in named.items()}
    with st.container(width=480):
        return named[choose("Return", options, "return_period")]


def figures(key: Key, framework: Framework, service: Service, one: Expected) -> None:
    """What stands in one return, figure by figure, beside what stood in the one before."""
    before = one.period.previous()
    rows = [_figure(key, framework, service, one, id, before) for id in one.asked]
    hidden = sum(bool(row["note"]) for row in rows)
    st.header(f"{service.name}, {one.period.label}", anchor=False)
    st.text(figures_sentence(one.came, len(one.asked), hidden, before.label))
    columns = (
        Column("name", "Indicator"),
        Column("now", one.period.label, number=True),
        Column("before", before.label, number=True),
        Column("change", "Change"),
        *([Column("note", "Note")] if hidden else []),
    )
    with st.container(key="sign_off_figures"):
        sheet(rows, columns, f"The figures of {one.period.label} beside those of {before.label}")
    name = f"{service.id}_{one.period.code.replace(' ', '_')}"
    download(rows, columns, name, pictures.origin_note(framework), "return_csv")


def questions(key: Key, one: Expected) -> None:
    """Where a return stands, what is still asked about it, and the way to where it can be explained."""
    st.header("Where it stands", anchor=False)
    asked = open_questions(cache.sources(), key.view, one)
    told = "".join(f"<li><b>{escape(doubt.asked.place)}.</b> {escape(doubt.asked.remedy)}</li>" for doubt in asked)
    if told:
        st.html(f'<p>{escape(standing_sentence(one))} Still asked about it:</p><ul class="told">{told}</ul>')
    else:
        st.text(f"{standing_sentence(one)} No question about it is open.")
    if one.submission_id is not None:
        to = return_link("The return itself: its file, how it was read, what was asked", one.submission_id)
        st.html(f'<p class="onward">{to.markup}</p>')


def _figure(
    key: Key, framework: Framework, service: Service, one: Expected, indicator_id: str, before: Period
) -> dict[str, Any]:
    indicator = framework.indicator[indicator_id]
    series = cache.figures(key).one(indicator_id, "service", service.id).frame
    found = {period_of(row): row for _, row in series.iterrows()}
    now, then = found.get(one.period), found.get(before)
    lacking = indicator_id in one.lacking
    return {
        "name": link(indicator.title, "indicator", indicator=indicator_id, scope=f"service:{service.id}"),
        "now": "not in" if lacking or now is None else marked_text(now, indicator),
        "before": marked_text(then, indicator) if then is not None else "none",
        "change": _change(now, then, indicator),
        "note": "" if now is None else str(now["hidden"]),
    }


def _change(now: "pd.Series[Any] | None", then: "pd.Series[Any] | None", indicator: Indicator) -> str:
    """Whether a figure clearly moved since last time; nothing where either is not shown."""
    if now is None or then is None or pd.isna(now["value"]) or pd.isna(then["value"]):
        return ""
    if value_text(now, indicator) == value_text(then, indicator):
        return "the same"
    return BESIDE.get(compare(now.to_dict(), then.to_dict(), indicator).word, "")
