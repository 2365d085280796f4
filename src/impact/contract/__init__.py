"""What one return must look like before anything of it is kept.

Cells are checked as text and converted only once all pass, so that every fault is said at once.
Each rule stands beside its remedy in `rules_row` and `rules_number`; pandera holds the frame to
them. Lists of people are refused before anything else (`people`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pandera.polars as pa
import polars as pl

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.contract.facts import with_facts
from impact.contract.people import person_problems
from impact.contract.rule import About, Rule
from impact.contract.rules_number import number_rules
from impact.contract.rules_row import row_rules
from impact.framework.models import Framework
from impact.problems import Problem
from impact.tidy import Tidied

__all__ = ["Checked", "check"]

_ROW = "line"
"""The frame's column that carries the rules about a row as a whole."""


@dataclass(frozen=True)
class Checked:
    """A return's clean rows, or every reason why there are none.

    rows      CLEAN ROWS: line Int64, cell Utf8 ("E14"), service_id, indicator_id, period_start and
              period_end Date, period_kind, breakdown ("" is all people), numerator, denominator,
              value, n, sd, asked Float64 (null: not sent), marker ("" or "c" or "p r"), note.
              None where anything is wrong.
    problems  every fault, in the order of the file; empty where `rows` is a frame
    """

    rows: pl.DataFrame | None
    problems: list[Problem]


def check(tidied: Tidied, framework: Framework, today: date) -> Checked:
    """Whether a file could be a return at all, on a day: its clean rows, or everything that is wrong."""
    table = tidied.table
    about_people = person_problems(table)
    if about_people:
        return Checked(None, about_people)
    rows = with_facts(tidied, framework)
    letters = dict(zip(table.keys, table.letters, strict=True))
    rules = [*row_rules(framework, today), *number_rules()]
    found = [*tidied.problems, *_broken(rows, rules, About(framework, letters))]
    if found:
        return Checked(None, sorted(found, key=_place))
    return Checked(_clean(rows, letters), [])


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, len(problem.column), problem.column


def _schema(rules: Iterable[Rule]) -> pa.DataFrameSchema:
    """The contract as pandera holds it: every cell still text, each rule a check on the column it points at."""
    checks: dict[str, list[pa.Check]] = {name: [] for name in (_ROW, *RETURN_COLUMNS)}
    for rule in rules:
        checks[rule.column or _ROW].append(_as_check(rule))
    text = {name: pa.Column(pl.String, checks[name]) for name in RETURN_COLUMNS}
    return pa.DataFrameSchema({_ROW: pa.Column(pl.Int64, checks[_ROW]), **text})


def _keeps_every_rule(rows: pl.DataFrame, rules: list[Rule]) -> bool:
    """Whether no row breaks any rule, asked as one question: most returns are clean, and sixty checks are slow."""
    broken = pl.any_horizontal(rule.broken.fill_null(value=False) for rule in rules)
    clean = pa.Check(lambda data: data.lazyframe.select(~broken), name="clean", n_failure_cases=1)
    try:
        pa.DataFrameSchema(checks=clean).validate(rows)
    except pa.errors.SchemaError:
        return False
    return True


def _as_check(rule: Rule) -> pa.Check:
    kept = ~rule.broken.fill_null(value=False)
    return pa.Check(lambda data: data.lazyframe.select(kept), name=rule.id, error=rule.id)


def _broken(rows: pl.DataFrame, rules: list[Rule], about: About) -> Iterator[Problem]:
    by_place = {(rule.column or _ROW, rule.id): rule for rule in rules}
    assert len(by_place) == len(rules), "two rules of one id on one column"
    if _keeps_every_rule(rows, rules):
        return
    try:
        _schema(rules).validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        assert cases["index"].null_count() == 0, f"a rule could not be run: {cases}"
        for (column, check_id), group in cases.group_by("column", "check", maintain_order=True):
            rule = by_place[str(column), str(check_id)]
            yield from _said(rule, rows[group["index"].to_list()], about)


def _said(rule: Rule, rows: pl.DataFrame, about: About) -> Iterator[Problem]:
    letter = about.letters.get(rule.column, "")
    heading = rule.column if letter else ""
    for row in rows.iter_rows(named=True):
        yield Problem(rule.id, rule.remedy(row, about), row["line"], letter, heading, row.get(rule.column, ""))


def _clean(rows: pl.DataFrame, letters: dict[str, str]) -> pl.DataFrame:
    """CLEAN ROWS of a return in which every rule is kept."""
    leading = (
        pl.when(pl.col("numerator") != "")
        .then(pl.lit(letters.get("numerator", "")))
        .when(pl.col("value") != "")
        .then(pl.lit(letters.get("value", "")))
        .otherwise(pl.lit(letters.get("marker", "")))
    )
    return rows.select(
        "line",
        (leading + pl.col("line").cast(pl.String)).alias("cell"),
        *("service_id", "indicator_id", "period_start", "period_end", "period_kind", "breakdown"),
        *(pl.col(f"{name}_read").alias(name) for name in NUMBERS),
        pl.col("marks").alias("marker"),
        "note",
    )
