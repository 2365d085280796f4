"""How what is wrong with a return looks: grouped by where it is, each with what was found and the way out."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from impact.problems import Problem
from impact.screen.cards import Column, download, sheet

MOST_SHOWN = 200
"""Problems shown on the screen; the CSV holds all of them."""

MOST_FOUND = 60
"""Characters of a faulty cell that are shown."""

PROBLEMS = (
    Column("row", "Row"),
    Column("column", "Column"),
    Column("found", "Found"),
    Column("remedy", "What to do"),
)
QUESTIONS = (Column("row", "Row"), Column("column", "Column"), Column("remedy", "Question"))


def notice(sentence: str, role: str = "status") -> None:
    """A sentence that a screen reader says at once; a ruled plate, since no colour here means good or bad."""
    st.html(f'<p class="notice" role="{role}">{escape(sentence)}</p>')


def show_problems(problems: Sequence[Problem], filename: str) -> None:
    """Everything to mend, a sheet for each column of the file, and all of it as a CSV to work through."""
    download(rows_of(problems), PROBLEMS, f"{filename}_to_mend", "", "problems_csv")
    left = MOST_SHOWN
    for heading, group in grouped(problems).items():
        shown = group[:left]
        if shown:
            sheet(rows_of(shown), PROBLEMS, f"{heading}: {len(group):,} to mend")
        left -= len(shown)
    if len(problems) > MOST_SHOWN:
        st.write(f"These are the first {MOST_SHOWN}; the CSV holds all {len(problems):,}.")


def show_doubts(doubts: Sequence[Problem]) -> None:
    """What is asked before sending; a question never stops a return."""
    sheet(rows_of(doubts[:MOST_SHOWN]), QUESTIONS, f"{len(doubts):,} to look at; none of them stops the return")
    if len(doubts) > MOST_SHOWN:
        st.write(f"These are the first {MOST_SHOWN} of {len(doubts):,}.")


def grouped(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Where ('Column E (numerator)', 'Whole rows', 'The file') -> its problems, as they come in the file."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(_where(problem), []).append(problem)
    return found


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


def _where(problem: Problem) -> str:
    if not problem.column:
        return "The file" if problem.line is None else "Whole rows"
    return f"Column {problem.column} ({problem.heading})" if problem.heading else f"Column {problem.column}"
