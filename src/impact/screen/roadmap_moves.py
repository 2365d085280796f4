"""The roadmap over time: how many services stood at each step at each review, and who moved when."""

from html import escape
from typing import Any

import streamlit as st

from impact import answers
from impact.charts import PLAIN
from impact.charts.stages_over_time import stages_over_time as drawn
from impact.framework import Framework
from impact.metrics.stage_moves import Move, Reviewed, counted, moves
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, is_dark
from impact.screen.scopes import by_name
from impact.words import uk_date
from impact.words.roadmap import move_sentence, moves_sentence


@st.cache_resource(show_spinner="Reading the reviews so far ...", max_entries=16)
def history(key: Key) -> tuple[Reviewed, ...]:
    """The step that every service held at each past review; read it, never change it."""
    return answers.stages_over_time(cache.sources(), key.view)


def movement(key: Key, framework: Framework) -> None:
    """How the services of each sector moved: a sentence, a picture, the counts as a sheet, and every move by name."""
    reviewed = history(key)
    found = moves(reviewed, framework)
    st.header("How it has moved", anchor=False)
    sentence = moves_sentence(found, framework, reviewed)
    st.subheader(sentence, anchor=False)
    if not reviewed:
        return
    _drawn(key, sentence, is_dark())
    rows = _rows(reviewed, framework)
    ordered = sorted(framework.stages, key=lambda one: one.rank)
    columns = [
        Column("review", "Review"),
        Column("name", framework.words.sector.capitalize()),
        *(Column(one.id, one.name, number=True) for one in ordered),
    ]
    caption = f"{framework.words.services.capitalize()} at each step at each review, the newest first"
    pictures.on_demand(rows, columns, caption, "stages-over-time", pictures.origin_note(framework), "moves_csv")
    if found:
        _who(found, framework)


def _who(found: tuple[Move, ...], framework: Framework) -> None:
    """Every move in a sentence, the newest review first."""
    newest = sorted(found, key=lambda one: one.review, reverse=True)
    with st.expander("Who moved when"):
        listed = "".join(f"<li>{escape(move_sentence(one, framework))}</li>" for one in newest)
        st.html(f'<ul class="told">{listed}</ul>')


def _rows(reviewed: tuple[Reviewed, ...], framework: Framework) -> list[dict[str, Any]]:
    counts = counted(reviewed, framework)
    scopes = [*((one.id, one.name) for one in by_name(framework.sectors)), ("", f"The {framework.words.whole}")]
    days = sorted({review for review, _ in counts}, reverse=True)
    return [
        {"review": uk_date(day), "name": name, **counts[day, scope]}
        for day in days
        for scope, name in scopes
        if (day, scope) in counts
    ]


@st.cache_data(show_spinner=False, max_entries=64)
def _drawn(key: Key, sentence: str, dark: bool) -> None:
    framework = cache.framework(key)
    figure = drawn(counted(history(key), framework), framework, dark=dark)
    said = f"{framework.words.services.capitalize()} at each step, {framework.words.sector} by {framework.words.sector}"
    st.plotly_chart(figure, theme=None, config=PLAIN, alt=f"{said}. {sentence}")
