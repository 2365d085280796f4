"""What changed since the last board, part by part: what moved, why, and the figures then and now."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from impact.answers.changed_results import Changed
from impact.answers.last_board import Board, Move, boards
from impact.answers.moved import MovedFigure
from impact.framework import Framework
from impact.marks import meanings
from impact.periods import containing
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, link, quiet, sheet
from impact.screen.choices import choose
from impact.screen.scopes import by_name
from impact.screen.since_board import STEADY, changes
from impact.words import period_of, value_text
from impact.words.changed import (
    DECISION,
    DEFINITION,
    EXPLAINED,
    LAPSED,
    POLICY,
    RETURN,
    REVISION,
    VERSION,
    WITHDRAWAL,
    why_text,
)
from impact.words.consequences import CHANGED, GONE, NEW
from impact.words.meeting import board_title, dated

GROUPS = {
    "Returns that came in": (RETURN,),
    "Returns that revised earlier ones": (REVISION,),
    "Returns that were taken back": (WITHDRAWAL,),
    "Definitions and the framework": (DEFINITION, POLICY, VERSION),
    "Decisions": (DECISION,),
    "Explanations": (EXPLAINED,),
    "What ran out": (LAPSED,),
}
"""Heading -> the kinds of cause told below it."""

SHOWN_AT_ONCE = 6
"""Causes of a kind that stand open; the rest opens when wanted. Judgement."""

COLUMNS = (
    Column("title", "Indicator"),
    Column("period", "Period"),
    Column("then", "Then", number=True),
    Column("now", "Now", number=True),
    Column("why", "Why"),
)
RESULTS = (Column("what", "What"), Column("then", "Then"), Column("now", "Now"), Column("why", "Why"))


def choose_since(key: Key) -> Board:
    """Which earlier moment is compared with, kept in the address as since: a board, a quarter ago, a month's end."""
    offered = {one.id: one for one in boards(cache.sources(), key.view)}
    options = {id: board_title(one.title, one.view.today) for id, one in offered.items()}
    with st.container(key="since", width=460):
        return offered[choose("Compare with", options, "since")]


def moved(heading: str, found: Sequence[Move], nothing: str) -> None:
    """Some of what moved, a dated sentence each."""
    st.header(heading, anchor=False)
    lines = "".join(f"<li>{escape(dated(one.day, one.sentence))}</li>" for one in found)
    st.html(f'<ul class="told">{lines}</ul>' if lines else f"<p>{escape(nothing)}</p>")


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={Board: str})
def causes(key: Key, board: Board) -> None:
    """Why: what came in, was decided or ran out, by kind and oldest first."""
    found = changes(key, board.view).causes
    st.header("Why: what came in, was decided or ran out", anchor=False)
    if not found:
        st.html("<p>Nothing came in, was decided or ran out in this time.</p>")
    for heading, kinds in GROUPS.items():
        ours = [one.sentence for one in found if one.kind in kinds]
        if ours:
            st.subheader(f"{heading}: {len(ours)}", anchor=False)
            _told(ours[:SHOWN_AT_ONCE])
            if len(ours) > SHOWN_AT_ONCE:
                with st.expander(f"The other {len(ours) - SHOWN_AT_ONCE}"):
                    _told(ours[SHOWN_AT_ONCE:])


def figures(key: Key, board: Board) -> None:
    """The figures that are shown otherwise, then and now, of one scope at a time; all of them as CSV."""
    st.header("Figures that moved", anchor=False)
    scopes = _scopes(key, board)
    if not scopes:
        st.html("<p>No figure is shown otherwise.</p>")
        return
    with st.container(key="since_scope", width=460):
        scope = choose("Whose figures", scopes, "scope")
    _figures_of(key, board, scope)
    download(*_every(key, board), "since_csv")


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={Board: str})
def _figures_of(key: Key, board: Board, scope: str) -> None:
    framework, earlier = cache.framework(key), _earlier(board)
    ours = [one for one in _seen(key, board) if _scope(one) == scope]
    rows = [_row(one, earlier, framework) for one in _newest(ours)]
    sheet(rows, COLUMNS, "Figures then and now")
    if any("[r]" in row["now"] for row in rows):
        quiet(f"[r] {meanings('r').removeprefix('[r] ')}: the figure of the same period was another when it was shown.")
    rest = len(ours) - len(rows)
    quiet(f"The newest period of each is shown; the download holds {rest} of earlier periods too." if rest else "")


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Board: str})
def _every(key: Key, board: Board) -> File:
    framework, earlier = cache.framework(key), _earlier(board)
    every = [{"scope": _scope(one), **_row(one, earlier, framework)} for one in _seen(key, board)]
    columns = (Column("scope", "Where"), *COLUMNS)
    return File(every, columns, "since_last_board", framework.demonstration or framework.data_note)


def _seen(key: Key, board: Board) -> list[Changed[MovedFigure]]:
    return [one for one in changes(key, board.view).figures if one.what.seen]


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={Board: str})
def results(key: Key, board: Board) -> None:
    """The outcomes and the steps of the roadmap that are others, then and now."""
    found, framework = changes(key, board.view), cache.framework(key)
    names = {one.id: one.name for one in framework.stages}
    rows: list[dict[str, Any]] = [
        {
            "what": link(framework.node[one.what.node_id].title, "theory_of_change", node=one.what.node_id),
            "then": one.what.before,
            "now": one.what.after,
            "why": why_text(one.why, one.returns),
        }
        for one in found.nodes
    ]
    rows += [
        {
            "what": framework.service[one.what.service_id].name,
            "then": names.get(one.what.before, one.what.before),
            "now": names.get(one.what.after, one.what.after),
            "why": why_text(one.why, one.returns),
        }
        for one in found.stages
        if one.what.moves
    ]
    if rows:
        st.header("Outcomes and steps that moved", anchor=False)
        sheet(rows, RESULTS, "Outcomes and steps then and now")


def _told(sentences: Sequence[str]) -> None:
    st.html(f'<ul class="told">{"".join(f"<li>{escape(one)}</li>" for one in sentences)}</ul>')


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs={Board: str})
def _scopes(key: Key, board: Board) -> dict[str, str]:
    there, framework = {_scope(one) for one in _seen(key, board)}, cache.framework(key)
    words = framework.words
    options = {"whole": f"The {words.whole}"}
    options |= {f"sector:{one.id}": one.name for one in by_name(framework.sectors)}
    options |= {f"service:{one.id}": one.name for one in by_name(framework.services)}
    options |= {f"area:{one.id}": one.name for one in by_name(framework.areas)}
    return {id: name for id, name in options.items() if id in there}


def _scope(one: Changed[MovedFigure]) -> str:
    key = one.what.key
    return f"{key.scope_kind}:{key.scope_id}" if key.scope_id else key.scope_kind


def _newest(found: Sequence[Changed[MovedFigure]]) -> list[Changed[MovedFigure]]:
    """Of the figures of new periods the newest of each indicator; every one that was another before."""
    last = {one.what.key.indicator_id: one.what.key.period_start for one in found if one.what.kind == NEW}
    for one in found:
        id = one.what.key.indicator_id
        if id in last:
            last[id] = max(last[id], one.what.key.period_start)
    changed = (CHANGED, GONE)
    return [
        one
        for one in found
        if one.what.kind in changed or one.what.key.period_start == last.get(one.what.key.indicator_id)
        or one.what.key.indicator_id not in last
    ]  # fmt: skip


def _earlier(board: Board) -> Mapping[tuple[str, str, str], "pd.Series[Any]"]:
    """The newest shown figure of every indicator and scope at the earlier moment."""
    frame = cache.figures(Key(board.view, STEADY)).frame
    shown = frame[frame.value.notna() | (frame["levels"].fillna("") != "")]
    newest = shown.sort_values("period_end").groupby(["indicator_id", "scope_kind", "scope_id"]).tail(1)
    return {(row["indicator_id"], row["scope_kind"], row["scope_id"]): row for _, row in newest.iterrows()}


def _row(
    one: Changed[MovedFigure], earlier: Mapping[tuple[str, str, str], "pd.Series[Any]"], framework: Framework
) -> dict[str, Any]:
    what, key = one.what, one.what.key
    indicator = framework.indicator.get(key.indicator_id)
    then, now = what.before, what.after or "not shown"
    row = earlier.get((key.indicator_id, key.scope_kind, key.scope_id))
    if not then and indicator is not None and row is not None:
        then = f"{value_text(row, indicator)} ({period_of(row).label})"
    elif then and what.kind == CHANGED and not then.startswith("["):
        now = f"{now} [r]"
    title = indicator.title if indicator else key.indicator_id
    period = containing(key.period_start, key.period_kind).label
    return {"title": title, "period": period, "then": then or "none", "now": now, "why": why_text(one.why, one.returns)}
