"""What changed since the last board, and why? What goes well first; nothing that is hidden is told."""

import streamlit as st

from impact.answers.last_board import OUTCOME, SPOT, STEP
from impact.screen import shell, since_parts
from impact.screen.cards import answer
from impact.screen.since_board import changes, moved_since

key, framework = shell.shown()

st.title("What changed since the last board", anchor=False)
first = st.container()
board = since_parts.choose_since(key)
moved = [one for one in moved_since(key, board) if one.kind in (OUTCOME, STEP, SPOT)]
with first:
    answer(changes(key, board.view).sentence)

well, back = st.columns(2, gap="large")
with well:
    since_parts.moved(
        "What went well",
        [one for one in moved if one.way == 1],
        f"No outcome and no {framework.words.service} moved to a better result in this time.",
    )
with back:
    since_parts.moved(
        "What went back, or cannot be judged now",
        [one for one in moved if one.way != 1],
        f"No outcome and no {framework.words.service} went back in this time.",
    )
why, figures = st.columns([2, 3], gap="large")
with why:
    since_parts.causes(key, board)
with figures:
    since_parts.figures(key, board)
    since_parts.results(key, board)
