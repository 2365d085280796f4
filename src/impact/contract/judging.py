"""Holds a return to every rule at once, by pandera, and gathers what is broken as columns."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandera.polars as pa
import polars as pl

from impact.contract.facts import Facts
from impact.contract.faults import FAULT_SCHEMA, Faults, marks_of
from impact.contract.people import PERSON_ROWS, PERSON_RULES
from impact.contract.rule import About, Rule
from impact.contract.rules_number import number_rules
from impact.contract.rules_row import row_rules
from impact.contract.rules_what import what_rules
from impact.contract.wording import worded
from impact.ledger import Question
from impact.problems import Problem
from impact.tidy.commas import COMMA
from impact.tidy.points import POINTS
from impact.tidy.signs import BESIDE, IN_MARKER, INSTEAD_OF
from impact.tidy.symbols import SAME_SIGN

_BROKEN: dict[str, Any] = {"row": pl.UInt32, "nth": pl.UInt16}
"""One row a broken rule: the place of the row, and the place of the rule among all of them."""

_PLACE = "place"
"""The column that carries every check, for a rule may look at any others."""

_LACKING = ("missing", "part-missing", "nothing-sent")
"""The rules on what a row lacks."""

_FAULTS: dict[str, Any] = {**FAULT_SCHEMA, "remedy": pl.String, **_BROKEN}


def faults_of(
    known: Facts,
    said: Sequence[Problem],
    about: About,
    today: date,
    asked_columns: Collection[str] = (),
    questions: Sequence[Question] = (),
) -> Faults:
    """Every fault of a return in the order of the file: of the file and its headings, of people, of every rule.

    said            faults that are in words already
    asked_columns   parts of a row that a question may still fill: that they are missing is not said
    questions       what is asked about cells: that those cells cannot be understood is not said as well

    Of a cell that seems to be about a person nothing else is said, since that could repeat it; and where rows
    seem to be one for each person, not that they repeat each other.
    """
    one_each = any(problem.rule == PERSON_ROWS for problem in said)
    of_row = [*(rule for rule in row_rules() if not (one_each and rule.id == "repeated")), *number_rules()]
    of_what, of_row = (
        [rule for rule in some if not (rule.id in _LACKING and rule.column in asked_columns)]
        for some in (what_rules(about.framework, today), of_row)
    )
    rules = [*of_what, *of_row]
    broken = _broken_rows(known, of_what, of_row)
    ready = marks_of(said).drop("blocks")
    cells = _not_asked(_placed(known.rows, broken, rules, about), questions)
    every = pl.concat([ready, cells], how="diagonal").select(*_FAULTS)
    return Faults(_in_order(_without_persons(every)), worded(known, rules, about))


def _not_asked(cells: pl.DataFrame, questions: Sequence[Question]) -> pl.DataFrame:
    """Without the cells that a question is about: signs for numbers or beside them, commas and points."""
    asked = [one.id.partition(":") for one in questions]
    written = [letter for kind, _, letter in asked if kind in (COMMA, POINTS)]
    signs = [sign for kind, _, sign in asked if f"{kind}:" in (INSTEAD_OF, IN_MARKER)]
    signs += [sign for sign, same in SAME_SIGN.items() if same in signs]
    beside = [re.escape(sign) for kind, _, sign in asked if f"{kind}:" == BESIDE]
    found = pl.col("found").str.to_lowercase().str.strip_chars("[]()")
    rule, column = pl.col("rule"), pl.col("column")
    answered = rule.is_in(["not-a-number", "unknown-mark"]) & found.is_in(signs)
    answered |= (rule == "not-a-number") & column.is_in(written) & found.str.contains("[.,]")
    if beside:
        answered |= (rule == "not-a-number") & found.str.contains(rf"[0-9].*?(?:{'|'.join(beside)})$")
    return cells.filter(~answered) if questions else cells


def _without_persons(faults: pl.DataFrame) -> pl.DataFrame:
    """Without other faults of the cells and columns that seem to be about a person."""
    about_person = pl.col("rule").is_in(PERSON_RULES)
    if not (persons := faults.filter(about_person)).height:
        return faults
    whole = persons.filter(pl.col("line").is_null())["column"]
    others = faults.filter(~about_person & ~pl.col("column").is_in(whole.implode()))
    return pl.concat([persons, others.join(persons, ["line", "column"], "anti")])


def _broken_rows(known: Facts, of_what: Sequence[Rule], of_row: Sequence[Rule]) -> pl.DataFrame:
    whats = _broken(known.whats, of_what).rename({"row": "what"})
    found = [_broken(known.rows, of_row).with_columns(pl.col("nth") + len(of_what))]
    if whats.height:
        placed = known.rows.select("what").with_row_index("row")
        found.append(placed.join(whats, "what").select(*_BROKEN))
    return pl.concat(found)


def _broken(rows: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """_BROKEN of a frame; one question first whether any rule is broken at all, since most returns are clean."""
    if _keeps_every_rule(rows, rules):
        return pl.DataFrame(schema=_BROKEN)
    try:
        _schema(_some_broken(rows, rules)).validate(rows.with_row_index(_PLACE), lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        assert cases["index"].null_count() == 0, f"a rule could not be run: {cases}"
        nth = pl.col("check").replace_strict({str(at): at for at in range(len(rules))}, return_dtype=pl.UInt16)
        return cases.select(pl.col("index").cast(pl.UInt32).alias("row"), nth.alias("nth"))
    return pl.DataFrame(schema=_BROKEN)


def _keeps_every_rule(rows: pl.DataFrame, rules: Iterable[Rule]) -> bool:
    broken = pl.any_horizontal(rule.broken.fill_null(value=False) for rule in rules)
    clean = pa.Check(lambda data: data.lazyframe.select(~broken), name="clean", n_failure_cases=1)
    try:
        pa.DataFrameSchema(checks=clean).validate(rows)
    except pa.errors.SchemaError:
        return False
    return True


def _some_broken(rows: pl.DataFrame, rules: Sequence[Rule]) -> dict[int, Rule]:
    """The rules that any row breaks, by their place among all: to gather the rows of sixty takes its time."""
    broken = rows.select(rule.broken.any().alias(str(at)) for at, rule in enumerate(rules)).row(0)
    return {at: rule for at, (rule, some) in enumerate(zip(rules, broken, strict=True)) if some}


def _schema(rules: Mapping[int, Rule]) -> pa.DataFrameSchema:
    """The contract as pandera holds it: every cell still text, each rule a check named by its place."""
    checks = [_as_check(at, rule) for at, rule in rules.items()]
    return pa.DataFrameSchema({_PLACE: pa.Column(pl.UInt32, checks)})


def _as_check(at: int, rule: Rule) -> pa.Check:
    kept = ~rule.broken.fill_null(value=False)
    return pa.Check(lambda data: data.lazyframe.select(kept), name=str(at), error=str(at))


def _placed(rows: pl.DataFrame, broken: pl.DataFrame, rules: Sequence[Rule], about: About) -> pl.DataFrame:
    """Broken rules with their line, column letter, heading and the cell as sent."""
    parts: list[pl.DataFrame] = []
    for (nth,), group in broken.group_by("nth", maintain_order=True):
        rule = rules[int(str(nth))]
        at = rows.select("line", "block", *([rule.column] if rule.column else []))[group["row"]]
        letters, headings = zip(*(places.get(rule.column, ("", "")) for places in about.places), strict=True)
        parts.append(
            group.with_columns(
                pl.lit(rule.id).alias("rule"),
                at["line"],
                _of_block(at["block"], letters, "column"),
                _of_block(at["block"], headings, "heading"),
                at[rule.column].alias("found") if rule.column else pl.lit("").alias("found"),
            )
        )
    return pl.concat(parts) if parts else pl.DataFrame(schema=_FAULTS).drop("remedy")


def _of_block(block: pl.Series, words: Sequence[str], name: str) -> pl.Series | pl.Expr:
    if len(words) == 1:
        return pl.lit(words[0]).alias(name)
    return pl.Series(name, words, dtype=pl.String)[block]


def _in_order(faults: pl.DataFrame) -> pl.DataFrame:
    """In the order of the file; two of one cell in the order of the rules."""
    letters = pl.col("column").str.len_bytes()
    by = [pl.col("line").fill_null(0), letters, pl.col("column"), pl.col("nth").fill_null(0)]
    return faults.sort(by, maintain_order=True)
