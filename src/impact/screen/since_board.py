"""What moved since the last board and what now waits for a decision, in a few sentences for any screen."""

from collections import Counter
from dataclasses import dataclass

import streamlit as st

from impact.answers.bright_spots import TO_CHECK
from impact.answers.changes import Changes
from impact.answers.changes import changes as compared
from impact.answers.last_board import Board, Move, board_of, few, moves
from impact.answers.meetings import written
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.sources import View
from impact.standing import ACCEPTED, QUESTIONS
from impact.words.meeting import (
    action_waits_sentence,
    dated,
    moved_sentence,
    returns_wait_sentence,
    spots_wait_sentence,
)

STEADY = 0
"""In place of a version: what was known at an earlier moment is the same whatever comes in later."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a decision, and the screen on which it is decided: its address's last part."""

    sentence: str
    page: str


def last_board(key: Key, since: str = "") -> Board:
    """The moment that is compared with: by its id, else the newest board that was noted, else a quarter ago."""
    return board_of(cache.sources(), key.view, since)


def moved_since(key: Key, board: Board) -> tuple[Move, ...]:
    """What moved since then, what goes better first; worked out once for each state of the record."""
    return _moved(key, board, cache.newest_entry())


def lately_since_board(key: Key, framework: Framework, since: str = "", most: int = 5) -> list[str]:
    """At most five dated sentences: what goes better, what goes back, what came in since the last board.

    Where nothing at all came, one sentence that says so.
    """
    board = last_board(key, since)
    told = [dated(one.day, one.sentence) for one in few(moved_since(key, board), most)]
    return told or [headline(key, framework, board)]


def headline(key: Key, framework: Framework, board: Board) -> str:
    """How many outcomes and steps moved since then, in one sentence."""
    many = Counter((one.kind, one.way) for one in moved_since(key, board))
    ways = {kind: (many[kind, 1], many[kind, -1]) for kind in ("outcome", "step")}
    return moved_sentence(board.view.today, ways, framework)


def decisions_waiting(key: Key, framework: Framework) -> tuple[Waiting, ...]:
    """What needs a decision now: returns, bright spots, actions past their day; empty where nothing does.

    It is read anew at each visit: what is written down shows at once.
    """
    many = Counter(one.standing for one in cache.calendar(key))
    asked = ((ACCEPTED, "for sign-off"), (QUESTIONS, "for an answer to a question"))
    found = [Waiting(returns_wait_sentence(many[one], what), "returns") for one, what in asked if many[one]]
    spots = cache.bright_spots(key)
    looks = sum(one.result == TO_CHECK for one in spots)
    consent = sum(one.checked and one.agreed is None and not one.expired for one in spots)
    kinds = ((looks, "to be looked at"), (consent, f"for the {framework.words.service} to say whether it may be named"))
    found += [Waiting(spots_wait_sentence(number, what), "bright_spots") for number, what in kinds if number]
    for one in written(cache.sources(), key.view):
        if one.by is not None and one.past(key.view.today):
            found.append(Waiting(action_waits_sentence(one.what, one.who, one.by), "agenda"))
    return tuple(found)


@st.cache_resource(
    show_spinner="Comparing two days, figure by figure. This takes some seconds ...",
    max_entries=8,
    hash_funcs={View: str},
)
def changes(key: Key, earlier: View) -> Changes:
    """Everything that is shown otherwise than at an earlier moment; read it, never change it."""
    return compared(cache.sources(), earlier, key.view)


@st.cache_resource(show_spinner="Looking back to the last board ...", max_entries=32, hash_funcs={Board: str})
def _moved(key: Key, board: Board, newest_entry: int) -> tuple[Move, ...]:
    """`newest_entry` is there so that a bright spot that was agreed to shows at once."""
    then = Key(board.view, STEADY)
    nodes = (cache.nodes(then), cache.nodes(key))
    stages = (cache.stages(then), cache.stages(key))
    return moves(cache.sources(), board.view, key.view, nodes, stages)
