"""The path of a file up to the point where it is kept: read, set right, checked, compared, doubted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from impact import answers, plausibility, store
from impact.access import Viewer
from impact.answers.taken_back import taken_back
from impact.compared import compare
from impact.contract import PERSON_RULES, Faults, as_faults, check, person_problems
from impact.framework import Framework
from impact.intake.answering import answered
from impact.intake.receipt import EXCERPT, Envelope, NotAllowed, Receipt, Step
from impact.intake.remembering import tidied_with_memory
from impact.problems import Problem
from impact.reading import TextTable, UnreadableReturn, read_table
from impact.sources import LOCAL_TIME, Sources, View, framework
from impact.tidy import Tidied, known_headings
from impact.tidy.understood import understood

SUITES = Path(__file__).resolve().parents[3] / "expectations"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as far as it came: its receipt, and what is needed to keep it."""

    receipt: Receipt
    rules: Framework
    table: TextTable
    tidied: Tidied | None = None


def examined(
    sources: Sources, framework_id: str, content: bytes, envelope: Envelope, now: datetime, step: Step
) -> Examined:
    """Everything that is wrong or doubtful in a file, and what it would change; `step` is told what is being done."""
    today = now.astimezone(LOCAL_TIME).date()
    rules = framework(sources, View(framework_id, today))
    step("Reading the file")
    table = read(content, envelope, rules)
    sha256 = hashlib.sha256(content).hexdigest()
    persons = person_problems(table)
    try:
        tidied = tidied_with_memory(sources, table, rules, envelope)
    except UnreadableReturn as refused:
        if not persons:
            raise
        made = understood(table, refused=str(refused))
        return Examined(Receipt(envelope.filename, sha256, made, as_faults(persons)), rules, table)
    step("Checking every cell")
    checked = check(tidied, rules, today, answers.locked(sources, View(framework_id, today)), persons)
    excerpt = _excerpt(table, checked.problems)
    receipt = Receipt(envelope.filename, sha256, understood(table, tidied), checked.problems, excerpt=excerpt)
    if checked.rows is None:
        return Examined(_to_answer(receipt, tidied, persons), rules, table, tidied)
    clean = replace(receipt, rows=checked.rows)
    return Examined(_judged(sources, rules, clean, tidied, envelope, today, step), rules, table, tidied)


def read(content: bytes, envelope: Envelope, rules: Framework) -> TextTable:
    """A file's cells as text, its headings recognised by a framework's words."""
    choices = envelope.choices
    return read_table(content, envelope.filename, choices.sheet, known_headings(rules), choices.declined)


def _excerpt(table: TextTable, faults: Faults) -> pl.DataFrame:
    """The first lines with a problem as they were sent."""
    lines = faults.cells["line"].drop_nulls().unique(maintain_order=True).head(EXCERPT)
    rows = table.rows.filter(pl.col("line").is_in(lines.implode()))
    rows = rows.select("line", *(pl.col(key).alias(at) for key, at in zip(table.keys, table.letters, strict=True)))
    persons = faults.cells.filter(pl.col("rule").is_in(PERSON_RULES))
    for line, letter in persons.select("line", "column").iter_rows():
        if letter in rows.columns:
            here = pl.lit(True) if line is None else pl.col("line") == line
            rows = rows.with_columns(pl.when(here).then(pl.lit("")).otherwise(pl.col(letter)).alias(letter))
    return rows


def _to_answer(receipt: Receipt, tidied: Tidied, persons: Sequence[Problem]) -> Receipt:
    """The receipt with its questions; nothing is asked about what must be taken out, for a person is in it.

    A heading that is asked about is not said to be unknown as well.
    """
    about_people = {problem.column for problem in persons}
    asked = tuple(question for question in tidied.questions if question.column not in about_people)
    headings = [question.column for question in asked if question.id.startswith("heading")]
    once = ~((pl.col("rule") == "unknown-column") & pl.col("column").is_in(headings))
    return replace(receipt, questions=asked, problems=receipt.problems.where(once))


def _judged(
    sources: Sources, rules: Framework, receipt: Receipt, tidied: Tidied, envelope: Envelope, today: date, step: Step
) -> Receipt:
    """The receipt of a clean return: its rows beside what was known, and what is asked about them."""
    rows = receipt.rows
    assert rows is not None
    services = tuple(rows["service_id"].unique().sort())
    _hold_to_access(envelope.viewer, services)
    receipt = replace(receipt, services=services, indicators=tuple(rows["indicator_id"].unique().sort()))
    if not envelope.ask:
        return receipt
    step("Comparing with what is known")
    before = _known_of(sources, rules, services)
    compared = compare(rows, before)
    lapsing = taken_back(sources, View(rules.id, today), rules, compared)
    step("Asking whether it is believable")
    judged = plausibility.judge(rows, before, rules, SUITES, _known_of_others(sources, rules, rows), tidied.places)
    given = store.explanations(sources.engine, rules.id, today) if judged.doubts else pl.DataFrame()
    told = answered(judged.doubts, rows, given)
    return replace(receipt, compared=compared, taken_back=lapsing, judged=judged, answered=told)


def _hold_to_access(viewer: Viewer, services: Sequence[str]) -> None:
    refused = [service for service in services if not viewer.may_send_for(service)]
    if refused:
        raise NotAllowed(
            f"You may not send a return for {', '.join(refused)}. "
            "Ask the programme team to add the service to your account, or send only your own rows."
        )


def _known_of(sources: Sources, rules: Framework, services: Sequence[str]) -> pl.DataFrame:
    """COUNTS of some services now: every indicator and period."""
    counts = sources.projection.counts(rules.id, _sectors(rules), services=services)
    return pl.DataFrame(pl.from_arrow(counts.collect().to_native()))


def _known_of_others(sources: Sources, rules: Framework, rows: pl.DataFrame) -> pl.DataFrame:
    """COUNTS of all other services now, for the indicators and periods of a return."""
    others = sorted({*rules.service, *rules.area} - set(rows["service_id"].unique()))
    indicators = rows["indicator_id"].unique().to_list()
    counts = sources.projection.counts(rules.id, _sectors(rules), indicators=indicators, services=others)
    known = pl.DataFrame(pl.from_arrow(counts.collect().to_native()))
    return known.join(rows.select("period_start", "period_kind").unique(), ["period_start", "period_kind"], "semi")


def _sectors(rules: Framework) -> dict[str, str]:
    return {service.id: service.sector for service in rules.services}
