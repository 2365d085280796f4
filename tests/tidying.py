"""Rows of a long file for the steps that tidy cells, and what these steps made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from impact.columns import RETURN_COLUMNS
from impact.framework.load import load
from impact.framework.models import Framework
from impact.ledger import Choices, Question
from impact.reading import column_letter

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
LETTERS = {name: column_letter(index) for index, name in enumerate(RETURN_COLUMNS)}
PLACES = ({name: (letter, name) for name, letter in LETTERS.items()},)


@dataclass(frozen=True)
class Done:
    """What a step made: rows by return column, fixes (rule, cell, found, made), questions."""

    rows: pl.DataFrame
    fixes: list[tuple[str, str, str, str]]
    questions: list[Question]

    def cells(self, *names: str) -> tuple[str, ...]:
        """The cells of the first row."""
        return tuple(self.rows.row(0, named=True)[name] for name in names)

    @property
    def ids(self) -> list[str]:
        """The ids of all questions."""
        return [question.id for question in self.questions]


def long_rows(*rows: Mapping[str, str]) -> pl.DataFrame:
    """Rows from line 2 on, in one block."""
    kinds = {"line": pl.Int64, "block": pl.Int32, **dict.fromkeys(RETURN_COLUMNS, pl.String)}
    cells = [(line, 0, *(row.get(name, "") for name in RETURN_COLUMNS)) for line, row in enumerate(rows, start=2)]
    return pl.DataFrame(cells, kinds, orient="row")


def done(
    step: Callable,
    rows: pl.DataFrame,
    *,
    answers: Mapping[str, str] | None = None,
    declined: frozenset[tuple[str, str]] = frozenset(),
    places=PLACES,
    framework: Framework = FRAMEWORK,
    **more: str,
) -> Done:
    """A step applied to rows."""
    choices = Choices(answers=answers or {}, declined=declined)
    made, fixes, questions = step(rows, places, framework, choices, **more)
    assert made.schema == rows.schema
    listed = [(rule, f"{letter}{line}", found, now) for rule, line, letter, _, found, now in fixes.rows()]
    return Done(made, listed, questions)
