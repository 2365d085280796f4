"""The letters that stand in place of a number, or qualify one, and what each means.

Source: Analysis Function, "Symbols in tables" (letters in square brackets); DfE adds k, u.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One letter: what it says, and whether it stands in place of the number."""

    letter: str
    meaning: str
    replaces_number: bool


MARKS: dict[str, Mark] = {
    mark.letter: mark
    for mark in (
        Mark("c", "hidden because it could show a person", True),
        Mark("x", "not available", True),
        Mark("z", "does not apply", True),
        Mark("low", "rounds to zero but is not zero", True),
        Mark("u", "too few to be reliable", True),
        Mark("p", "provisional", False),
        Mark("r", "revised", False),
        Mark("e", "estimated", False),
        Mark("b", "break in the series", False),
        Mark("f", "forecast", False),
    )
}
_SHOWN = re.compile(r"\[([a-z]+)\]")

SAME_AS = {"k": "low"}
"""Other spellings of a mark that a sender may use."""


def read_marks(text: str) -> tuple[str, ...] | None:
    """The marks in a cell such as 'c', '[c]' or '[p][r]', in the order sent; None if any is unknown."""
    letters = re.findall(r"[^\[\]\s,|]+", text.strip().lower())
    marks = tuple(SAME_AS.get(letter, letter) for letter in letters)
    return marks if all(mark in MARKS for mark in marks) else None


def shown(marks: str) -> str:
    """Marks as screens and tables show them: 'p r' becomes '[p][r]'."""
    return "".join(f"[{mark}]" for mark in marks.split())


def with_marks(text: str, marks: str) -> str:
    """A number with its marks behind it, '52.5% [p][r]'; where there is no number, the marks in its place."""
    said = shown(marks)
    return text if text == said else f"{text} {said}".strip()


def marks_in(text: str) -> str:
    """The marks that a text shows, as they are kept: '52.5% [p][r]' becomes 'p r'."""
    return " ".join(letter for letter in _SHOWN.findall(text) if letter in MARKS)


def replaces_number(marks: str) -> bool:
    """Whether any of the marks stands in place of the number."""
    return any(MARKS[mark].replaces_number for mark in marks.split() if mark in MARKS)


def meanings(marks: str) -> str:
    """What some marks mean, in words: 'p r' becomes 'provisional, revised'."""
    return ", ".join(MARKS[mark].meaning for mark in marks.split() if mark in MARKS)


def legend(every: Iterable[str]) -> dict[str, str]:
    """The marks that are among some rows' marks, and what each means, in the order of MARKS."""
    there = {mark for marks in every for mark in marks.split()}
    return {letter: mark.meaning for letter, mark in MARKS.items() if letter in there}


def legend_sentence(every: Iterable[str]) -> str:
    """What the marks among some rows' marks mean: 'Marks: [c] hidden because it could show a person; [p] provisional.'

    "" where there are none.
    """
    told = "; ".join(f"[{letter}] {meaning}" for letter, meaning in legend(every).items())
    return f"Marks: {told}." if told else ""
