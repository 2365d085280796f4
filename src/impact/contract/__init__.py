"""What one return must look like before anything of it is kept.

Cells are checked as text and converted only once all pass, so that every fault is said at once. Each rule stands
beside its remedy in `rules_what`, `rules_row` and `rules_number`; pandera holds the frames to them. What looks
like a person (`people`) is refused without being repeated.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial

import polars as pl

from impact.columns import NUMBERS
from impact.contract.facts import BLANK, Facts, Locked, facts
from impact.contract.faults import MARKS_SCHEMA, FaultGroup, Faults, as_faults, marks_of
from impact.contract.judging import faults_of
from impact.contract.names import is_a_name
from impact.contract.people import PERSON_RULES, one_row_each, person_in, person_problems
from impact.contract.rule import About
from impact.contract.waiting import without_waiting
from impact.framework.models import Framework
from impact.problems import Problem
from impact.tidy import Tidied

__all__ = [
    "MARKS_SCHEMA",
    "PERSON_RULES",
    "Checked",
    "FaultGroup",
    "Faults",
    "as_faults",
    "check",
    "is_a_name",
    "marks_of",
    "person_in",
    "person_problems",
]


class Checked:
    """A return's clean rows, or every reason why there are none.

    rows      CLEAN ROWS: line Int64, cell Utf8 ("E14"), service_id, indicator_id, period_start and
              period_end Date, period_kind, breakdown ("" is all people), numerator, denominator,
              value, n, sd, asked Float64 (null: not sent), marker ("" or "c" or "p r"), note; laid out
              when first asked for. None where anything is wrong, or a question is open.
    problems  every fault, in the order of the file; empty where `rows` is a frame
    """

    def __init__(self, problems: Faults, clean: Callable[[], pl.DataFrame] | None = None) -> None:
        self.problems = problems
        self._clean = clean

    @cached_property
    def rows(self) -> pl.DataFrame | None:
        """CLEAN ROWS, or None."""
        return self._clean() if self._clean else None


def check(
    tidied: Tidied,
    framework: Framework,
    today: date,
    locked: Locked = (),
    about_people: Sequence[Problem] | None = None,
) -> Checked:
    """Whether a file could be a return at all, on a day: its clean rows, or everything that is wrong.

    locked        periods that are closed for returns
    about_people  what `person_problems` found in the file, where that was asked already
    """
    persons = person_problems(tidied.table) if about_people is None else about_people
    known = facts(tidied, framework, locked)
    about = About(framework, tidied.places)
    said = [*persons, *one_row_each(known.rows), *tidied.problems]
    of_column = [question for question in tidied.questions if not question.cells]
    faults = faults_of(known, said, about, today, tidied.asked_columns, of_column)
    faults = without_waiting(faults, known, tidied.questions)
    if len(faults) or tidied.questions:
        return Checked(faults)
    return Checked(faults, partial(_clean, known, about))


def _clean(known: Facts, about: About) -> pl.DataFrame:
    """CLEAN ROWS of a return in which every rule is kept."""
    rows = known.rows
    period = known.whats.select("period_start", "period_end", "period_kind")[rows["what"]]
    return rows.with_columns(*period.get_columns()).select(
        "line",
        _cells(rows, about),
        *("service_id", "indicator_id", "period_start", "period_end", "period_kind", "breakdown"),
        *(pl.col(f"{name}_read").alias(name) for name in NUMBERS),
        pl.col("marks").alias("marker"),
        "note",
    )


def _cells(rows: pl.DataFrame, about: About) -> pl.Series:
    """The cell of each row, such as 'E14'; a million of them are written on all processors at once."""
    cell = pl.concat_str(_leading(rows, about), "line").alias("cell")
    return rows.lazy().select(cell).collect(engine="streaming").to_series()


def _leading(rows: pl.DataFrame, about: About) -> pl.Expr:
    """The letter of the column that a row is found by: its numerator, else its value, else its marker."""
    by_block = [[places.get(name, ("",))[0] for name in ("numerator", "value", "marker")] for places in about.places]
    if len(by_block) == 1:
        numerator, value, marker = map(pl.lit, by_block[0])
        if (rows["numerator_is"] != BLANK).all():
            return numerator
    else:
        numerator, value, marker = (
            pl.col("block").replace_strict(dict(enumerate(letters)), return_dtype=pl.String)
            for letters in zip(*by_block, strict=True)
        )
    sent = pl.when(pl.col("numerator") != "").then(numerator).when(pl.col("value") != "").then(value)
    return sent.otherwise(marker)
