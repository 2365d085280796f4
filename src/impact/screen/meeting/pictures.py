"""The pictures of a meeting that are words and marks: results by horizon, what moved, where it is held up, who sent."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from impact.answers import BrightSpot, Expected
from impact.answers.agenda import measured_horizons
from impact.answers.last_board import Move, few
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.stuck import Halt
from impact.screen.cards import Column, Html, result, sheet
from impact.screen.scopes import by_name
from impact.words import look_of
from impact.words.meeting import dated
from impact.words.results import LOOKS

MOST, MOST_LINES = 3, 5
"""Cards and lines on one screen; of more it is told how many. Judgement: what a room can read at once."""


def result_table(results: Sequence[NodeResult], framework: Framework) -> None:
    """How many outcomes of each horizon have each result, a mark for each of them."""
    there = {look_of(one.word).word for one in results}
    looks = [look for look in LOOKS.values() if look.word in there]
    rows = []
    for id in measured_horizons(framework):
        ours = [look_of(one.word).word for one in results if framework.node[one.node_id].horizon == id]
        name = next(one.name for one in framework.horizons if one.id == id)
        rows.append({"horizon": name, **{look.word: _marks(look.word, ours.count(look.word)) for look in looks}})
    columns = [Column("horizon", "When"), *(Column(look.word, look.word) for look in looks)]
    sheet(rows, columns, "Outcomes by result: a mark for each")


def outcomes(results: Sequence[NodeResult], framework: Framework) -> None:
    """Some outcomes with their result, an outcome a line."""
    lines = [
        f"<li>{result(one.word).markup} {escape(framework.node[one.node_id].title)}</li>"
        for one in results[:MOST_LINES]
    ]
    _list(lines, len(results) - MOST_LINES)


def spots(found: Sequence[BrightSpot], framework: Framework) -> None:
    """Bright spots as cards, in no order of value: what was done and what changed for people."""
    features = {one.id: one.name for one in framework.features}
    cards = [
        f"<li><b>{escape(framework.service[one.service_id].name)}</b>"
        f"<span>{escape(features.get(one.feature_id, one.feature_id))}</span>"
        f"<p>{escape(one.done)}</p><p>{escape(one.changed)}</p></li>"
        for one in found[:MOST]
    ]
    st.html(f'<ul class="meeting-cards">{"".join(cards)}</ul>')
    _more(len(found) - MOST)


def told(found: Sequence[Move]) -> None:
    """What moved, a dated sentence each."""
    lines = [f"<li>{escape(dated(one.day, one.sentence))}</li>" for one in few(found)]
    _list(lines or ["<li>Nothing came in and nothing moved.</li>"], len(found) - 5)


def halts(found: Sequence[Halt], framework: Framework) -> None:
    """Where it is held up: what has moved before it, and the outcome that has not."""
    rows = [
        {
            "before": "; ".join(framework.node[one].title for one in halt.moved) or "nothing that can be judged yet",
            "here": framework.node[halt.node_id].title,
            "word": result(halt.word),
        }
        for halt in found[:MOST_LINES]
    ]
    if rows:
        columns = (Column("here", "Has not moved"), Column("word", "Result"), Column("before", "What leads to it has"))
        sheet(rows, columns, "The first outcomes on a way that have not moved")
    _more(len(found) - MOST_LINES)


def returned(due: Sequence[Expected], framework: Framework) -> None:
    """How many services of each sector have sent the newest return that was due."""
    states = {one.service_id: one.state for one in due}
    rows = []
    for sector in by_name(framework.sectors):
        ours = [states[one.id] for one in framework.services_of(sector.id) if one.id in states]
        if ours:
            sent = len(ours) - ours.count("late")
            rows.append({"sector": sector.name, "sent": f"{sent} of {len(ours)}", "bar": _bar(sent, len(ours))})
    if rows:
        columns = (
            Column("sector", framework.words.sector.capitalize()),
            Column("sent", "Have sent it", number=True),
            Column("bar", "A square each"),
        )
        sheet(rows, columns, f"The newest return that was due, by {framework.words.sector}")


def _marks(word: str, many: int) -> Html | str:
    """So many marks and their number; an empty cell says 0."""
    if not many:
        return "0"
    look = look_of(word)
    return Html(f'<span aria-hidden="true">{look.mark * many}</span> {many}', str(many))


def _bar(sent: int, many: int) -> Html:
    return Html(f'<span aria-hidden="true">{"■" * sent}{"□" * (many - sent)}</span>', f"{sent} of {many}")


def _list(lines: Sequence[str], rest: int) -> None:
    st.html(f'<ul class="meeting-list">{"".join(lines)}</ul>')
    _more(rest)


def _more(rest: int) -> None:
    if rest > 0:
        st.html(f'<p class="meeting-more">and {rest} more</p>')
