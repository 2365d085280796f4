"""A file in the form of a return, with everything that was done to it on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

import polars as pl

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.ledger import Question, no_fixes
from impact.problems import Problem
from impact.reading import Different, TextTable
from impact.tidy.synonyms import IGNORE

Place = tuple[str, str]
"""Where a part of a row stands in the file: (column letter, heading as found); ("", "") where it was answered."""


@dataclass(frozen=True)
class Tidied:
    """A file in the form of a return, with everything that was done to it on the way.

    table       the file as found
    rows        line Int64, block Int32, and every name of RETURN_COLUMNS as Utf8, trimmed, "" where blank;
                a cell that could not be understood stays as found, and the contract says so
    places      for each block, where each return column came from: a long file has one block; a wide file
                has one for each of its columns (or groups of columns) of figures
    fixes       LEDGER, the reader's rows left out among them
    questions   what has to be answered before anything can be kept
    problems    faults of headings and shape, and the file's own
    mapping     heading key -> what it was taken to be, to be remembered for the sender
    different   the different texts of the rows' columns, as far as they were looked for on the way
    """

    table: TextTable
    rows: pl.DataFrame
    places: tuple[Mapping[str, Place], ...]
    fixes: pl.DataFrame = field(default_factory=no_fixes)
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    different: Different | None = None

    @property
    def asked_columns(self) -> frozenset[str]:
        """Return columns that stay blank until a question is answered: nothing can be said of their cells yet."""
        placed = {name for places in self.places for name in places}
        return frozenset(name for question in self.questions for name in _may_fill(question) if name not in placed)


_FIGURES = (*RETURN_COLUMNS[:3], *NUMBERS)
"""What may come of a column of figures about what its heading says."""

_OF_THE_FILE = {"period": ("period",), "year": _FIGURES, "service": ("service_id",)}


def _may_fill(question: Question) -> Iterable[str]:
    """The return columns that the answer to a question may fill: of a heading, what it is likelier than nothing."""
    kind, _, about = question.id.partition(":")
    if kind == "which":
        return (about,) if about in RETURN_COLUMNS else _FIGURES
    if kind != "heading":
        return _OF_THE_FILE.get(question.id, ())
    likely = takewhile(lambda target: target != IGNORE, (target for target, _ in question.options))
    return [name for target in likely for name in ((target,) if target in RETURN_COLUMNS else _FIGURES)]


_SHOWN = 4
"""Answers that are written out for the command line; of more, the likeliest."""


def as_problems(questions: Iterable[Question]) -> list[Problem]:
    """Questions as faults that block (rule 'asked'), for whoever can only read: each says how to answer."""
    return [
        Problem("asked", f"{question.text} {_how(question)}", question.line, question.column, question.heading)
        for question in questions
    ]


def _how(question: Question) -> str:
    shown = [f"--answer {_quoted(f'{question.id}={answer}')} ({label})" for answer, label in question.options]
    if len(shown) > _SHOWN:
        shown = [shown[0], f"another answer after {question.id}="]
    chosen = " or ".join(shown) or f"--answer {question.id}=..."
    return f"Choose on the screen, or at the command line with {chosen}, or write it in the file."


def _quoted(answer: str) -> str:
    return f'"{answer}"' if " " in answer else answer
