"""Which column of a file is what: by its heading, by what was remembered or answered, and else by asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from impact.columns import PASSED_OVER, RETURN_COLUMNS
from impact.framework.models import Framework
from impact.ledger import Choices, Question
from impact.problems import Problem
from impact.reading import OBLIGATORY, TextTable, UnreadableReturn, refuse_without_headings
from impact.tidy import asking
from impact.tidy.asking import TOO_MANY, missing_of
from impact.tidy.claims import (
    ANSWERED_RULE,
    EXACT,
    REPEATED_RULE,
    Claim,
    Claims,
    Column,
    claim_of,
    doubted,
)
from impact.tidy.echoes import echoing
from impact.tidy.headings import Headings, Target, indicator_measures
from impact.tidy.hints import hints
from impact.tidy.synonyms import IGNORE

LEFT_OUT = "left out"

FixRow = tuple[str, int | None, str, str, str, str]
"""A row of the LEDGER."""


@dataclass(frozen=True)
class Mapped:
    """What the columns of a file are.

    columns    return column -> the column that holds it
    figures    columns of figures of a wide sheet, in their order, each with what it is about
    mapping    heading key -> target, for everything that is settled and holds for the next period as well
    proposed   return columns that an unanswered question may still turn up
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    figures: tuple[tuple[Column, Target], ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    fixes: tuple[FixRow, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    proposed: frozenset[str] = frozenset()

    def lacks(self, name: str) -> bool:
        """Whether some rows have nothing that says a return column, neither a column nor a heading."""
        if name in self.columns:
            return False
        return not self.figures or any(name not in target.dims for _, target in self.figures)


def map_columns(
    table: TextTable, framework: Framework, choices: Choices, remembered: Mapping[str, str], filename: str
) -> Mapped:
    """What each column of a file is; columns that we added to a file are PASSED_OVER.

    remembered   heading key -> target, from this sender's files of the same headings

    Raises UnreadableReturn if neither a column nor a heading can hold indicators.
    """
    every = [Column(*one) for one in zip(table.keys, table.columns, table.letters, strict=True)]
    columns = [column for column in every if column.key not in PASSED_OVER]
    exact = all(_is_as_in_the_template(column, choices, remembered) for column in columns)
    if exact and "indicator_id" in table.keys:
        return _finished({column: Claim(Target(column.key), EXACT) for column in columns})
    known = Headings(framework, choices.answers.get("year", ""))
    claims = {c: claim for c in columns if (claim := claim_of(c, known, choices, remembered)) is not None}
    doubts = doubted(claims, indicator_measures(framework), choices)
    held = _held(table, {column: claim for column, claim in claims.items() if column not in doubts}, choices, known)
    settled = {*held.claims, *held.aside, *doubts}
    unknown = [c for c in columns if c not in settled and asking.has_cells(table, c)]
    echoes = echoing(table, held.claims, unknown, known, choices)
    held = replace(held, left_out=(*held.left_out, *((column, REPEATED_RULE) for column in echoes)))
    unknown = [column for column in unknown if column not in echoes]
    if len(unknown) > TOO_MANY and _may_all_be_left_out(unknown[0], choices):
        held = replace(held, left_out=(*held.left_out, *((column, ANSWERED_RULE) for column in unknown)))
        unknown = []
    found = _asked(table, unknown, held, known, filename)
    found.questions[:0] = [asking.about_doubt(column, doubt, known) for column, doubt in doubts.items()]
    found.proposed.update(held.asked, *(_names(target) for doubt in doubts.values() for target in doubt.targets))
    mapped = _finished(held.claims, held, found)
    if mapped.lacks("indicator_id") and "indicator_id" not in mapped.proposed:
        return _without_indicators(mapped, table, columns, known, filename)
    return mapped


def _is_as_in_the_template(column: Column, choices: Choices, remembered: Mapping[str, str]) -> bool:
    said = remembered.get(column.key, column.key)
    return column.key in RETURN_COLUMNS and said == column.key and f"heading:{column.letter}" not in choices.answers


def _may_all_be_left_out(first: Column, choices: Choices) -> bool:
    taken_back = (ANSWERED_RULE, first.letter) in choices.declined
    return choices.answers.get(asking.MANY) == IGNORE and not taken_back


def _names(target: Target) -> set[str]:
    """The return columns that a column with this target would fill."""
    return {target.column, *target.dims}.intersection(RETURN_COLUMNS)


@dataclass
class _Found:
    """What is to be asked: questions, faults for whoever cannot answer, and the return columns they may turn up."""

    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    proposed: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Held:
    """Claims after each clash is settled or asked about.

    claims     the claims that hold
    left_out   columns left out for one that says the same, each with the rule
    aside      columns that are left out or asked about because others claim the same
    asked      return columns that the questions will turn up
    wide       whether any column of figures is about what its heading says
    """

    claims: Claims
    left_out: tuple[tuple[Column, str], ...]
    aside: frozenset[Column]
    questions: tuple[Question, ...]
    asked: frozenset[str]
    wide: bool


def _held(table: TextTable, claims: Claims, choices: Choices, known: Headings) -> _Held:
    by_target: dict[Target, list[Column]] = {}
    for column, claim in claims.items():
        by_target.setdefault(claim.target.full, []).append(column)
    won: Claims = {}
    left_out: list[tuple[Column, str]] = []
    questions: list[Question] = []
    aside: set[Column] = set()
    asked: set[str] = set()
    for target, columns in by_target.items():
        best = min(claims[column].rank for column in columns)
        equal = [column for column in columns if claims[column].rank == best]
        if target.column == IGNORE or len(equal) == 1:
            won |= {column: claims[column] for column in (columns if target.column == IGNORE else equal)}
            continue
        aside.update(equal)
        first, rule = _chosen(table, target, equal, choices)
        if first is None:
            questions.append(asking.about_clash(target, equal, known))
            asked |= _names(target)
        else:
            won[first] = claims[first]
            left_out += [(column, rule) for column in equal if column != first]
    wide = any(claim.target.dims for claim in claims.values())
    return _Held(won, tuple(left_out), frozenset(aside), tuple(questions), frozenset(asked), wide)


def _chosen(table: TextTable, target: Target, equal: list[Column], choices: Choices) -> tuple[Column | None, str]:
    """Which of several columns of equal claim is the target, and the rule by which the others are left out."""
    letters = {column.letter: column for column in equal}
    answered = letters.get(choices.answers.get(asking.which(target), "").strip().upper())
    if answered and not any((ANSWERED_RULE, letter) in choices.declined for letter in letters):
        return answered, ANSWERED_RULE
    filled = [column for column in equal if asking.has_cells(table, column)] or equal[:1]
    cells = [table.rows[column.key].str.strip_chars() for column in filled]
    alike = all(one.equals(cells[0]) for one in cells[1:])
    if alike and not any((REPEATED_RULE, letter) in choices.declined for letter in letters):
        return filled[0], REPEATED_RULE
    return None, ""


def _asked(table: TextTable, unknown: list[Column], held: _Held, known: Headings, filename: str) -> _Found:
    found = _Found()
    targets = [claim.target for claim in held.claims.values()]
    plainly = {target.column for target in targets if not target.dims} | held.asked
    free = [name for name in OBLIGATORY if name not in plainly]
    said = {name for target in targets for name in target.dims}
    missing = missing_of(plainly | said, wide=held.wide)
    yearless = [column for column in unknown if known.lacks_a_year(column.heading)] if "period" in free else []
    if yearless:
        found.questions.append(asking.about_year(yearless, hints(table, filename)))
        found.proposed.update({"period"}, *(known.without_a_year(column.heading).dims for column in yearless))
    unknown = [column for column in unknown if column not in yearless]
    if len(unknown) > TOO_MANY:
        question, problem = asking.about_many(unknown)
        return _Found([*found.questions, question], [problem], found.proposed)
    for column in unknown:
        alike = asking.resembled(table, column, known, missing, free)
        numbers = asking.may_be_numbers(table, column, missing)
        question, problem = asking.about_unknown(column, alike, numbers, missing, known)
        found.questions.append(question)
        found.problems.append(problem)
        found.proposed.update(*map(_names, alike))
    return found


def _finished(claims: Claims, held: _Held | None = None, found: _Found | None = None) -> Mapped:
    named = [(c.rule, None, col.letter, col.heading, col.heading, _made(c)) for col, c in claims.items() if c.rule]
    left_out = (
        [(rule, None, col.letter, col.heading, col.heading, LEFT_OUT) for col, rule in held.left_out] if held else []
    )
    mapping = {column.key: claim.target.text for column, claim in claims.items() if not claim.target.period}
    if held:
        mapping |= {column.key: IGNORE for column, rule in held.left_out if rule == ANSWERED_RULE}
    found = found or _Found()
    return Mapped(
        {claim.target.column: column for column, claim in claims.items() if _is_plain(claim.target)},
        tuple((column, claim.target) for column, claim in claims.items() if claim.target.dims),
        mapping,
        (*named, *left_out),
        (*(held.questions if held else ()), *found.questions),
        tuple(found.problems),
        frozenset(found.proposed),
    )


def _is_plain(target: Target) -> bool:
    return not target.dims and target.column != IGNORE


def _made(claim: Claim) -> str:
    return LEFT_OUT if claim.target.column == IGNORE else claim.target.text


def _without_indicators(
    mapped: Mapped, table: TextTable, columns: list[Column], known: Headings, filename: str
) -> Mapped:
    """A file whose column of indicators was left out is asked about it; one without any is refused."""
    meant = {column.key: name for name, column in mapped.columns.items()}
    refuse_without_headings(replace(table, keys=tuple(meant.get(key, key) for key in table.keys)), filename)
    exact = next((column for column in columns if column.key == "indicator_id"), None)
    if exact is None:
        raise UnreadableReturn(f"No heading of '{filename}' names an indicator. Start from the template.")
    question = asking.about_obligatory(exact, "indicator_id", known)
    return replace(mapped, questions=(*mapped.questions, question), proposed=mapped.proposed | {"indicator_id"})
