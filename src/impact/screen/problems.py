"""How what is wrong with a return looks: where, what was found, and the way out."""

from collections.abc import Iterable
from html import escape
from typing import Any

import streamlit as st

from impact.problems import Problem

MOST_FOUND = 60
"""Characters of a faulty cell that are shown."""


def notice(sentence: str, role: str = "status") -> None:
    """A sentence that a screen reader says at once; a ruled plate, since no colour here means good or bad."""
    st.html(f'<p class="notice" role="{role}">{escape(sentence)}</p>')


def rows_of(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as the rows of a sheet."""
    return [
        {
            "row": one.line if one.line is not None else "the file",
            "column": f"{one.column} ({one.heading})" if one.column and one.heading else one.column,
            "found": one.found if len(one.found) <= MOST_FOUND else f"{one.found[:MOST_FOUND]} …",
            "remedy": one.remedy,
        }
        for one in problems
    ]
