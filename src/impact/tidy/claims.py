"""Which column claims to be what, and what is doubtful once all headings are seen together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from impact.columns import RETURN_COLUMNS
from impact.ledger import Choices
from impact.tidy.headings import Headings, Target
from impact.tidy.synonyms import COUNTED, IGNORE, plain

REMEMBERED_RULE, ANSWERED_RULE, REPEATED_RULE, WIDE_RULE = (
    "heading-remembered",
    "heading-answered",
    "repeated-column",
    "wide-to-long",
)

ANSWERED, EXACT, REMEMBERED, MATCHED, NAMED = range(5)
"""How strong a claim is, the strongest first: of two claims on one target the stronger holds."""

_DIMENSIONS = RETURN_COLUMNS[:3]
_FIGURES = ("numerator", "denominator", "value")
_PLAIN_NUMBERS = (*_FIGURES, "n", "sd", "asked")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its key in the rows, its heading as found, its letter."""

    key: str
    heading: str
    letter: str

    def __str__(self) -> str:
        return f"column {self.letter} ('{self.heading}')" if self.heading else f"column {self.letter}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a column is taken for, how strongly, and by which rule of the ledger if any."""

    target: Target
    rank: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a column whose heading was understood is asked about all the same, and what it may be."""

    why: str
    targets: tuple[Target, ...]


Claims = dict[Column, Claim]
Doubts = dict[Column, Doubt]


def claim_of(column: Column, known: Headings, choices: Choices, remembered: Mapping[str, str]) -> Claim | None:
    """What a column's answer, memory or heading makes it, the first of these that says something."""
    taken_back = {rule for rule, letter in choices.declined if letter == column.letter}
    answer = choices.answers.get(f"heading:{column.letter}", "")
    target = known.target(answer) if answer and ANSWERED_RULE not in taken_back else None
    if target is not None:
        return Claim(target, ANSWERED, ANSWERED_RULE)
    target = known.target(remembered.get(column.key, "")) if REMEMBERED_RULE not in taken_back else None
    read = known.read(column.heading)
    if target is not None and (read is None or read.rule or read.target != target):
        return Claim(target, REMEMBERED, REMEMBERED_RULE)
    if read is None or read.rule in taken_back:
        return None
    return Claim(read.target, NAMED if read.by_name else MATCHED if read.rule else EXACT, read.rule)


def doubted(claims: Claims, measures: Mapping[str, str], choices: Choices) -> Doubts:
    """The claims that do not hold beside the others: the sheet is long or wide, and each number has one meaning."""
    doubts = _long_or_wide(claims, choices)
    holding = {column: claim for column, claim in claims.items() if column not in doubts}
    return {**doubts, **_lonely_counts(holding), **_unclear_parts(holding, measures)}


def _long_or_wide(claims: Claims, choices: Choices) -> Doubts:
    """Figures about what their heading says cannot stand beside columns that say the same of each row."""
    figures = {column: claim.target for column, claim in claims.items() if claim.target.dims}
    if not figures:
        return {}
    plain_ones = {column: claim for column, claim in claims.items() if column not in figures}
    if (WIDE_RULE, "") in choices.declined:
        return _as_doubts({c: t for c, t in figures.items() if claims[c].rank != ANSWERED}, "was to stay as found")
    numbers = {column for column, claim in plain_ones.items() if claim.target.column in _PLAIN_NUMBERS}
    certain = any(claims[column].rank < MATCHED and claims[column].target.column in _FIGURES for column in numbers)
    has_items = any(claim.target.column == "indicator_id" for claim in plain_ones.values())
    if certain and has_items:
        return _not_here(figures, "stands beside columns that hold the figures of each row")
    found: Doubts = {}
    for dim in _DIMENSIONS:
        holders = {column: claim for column, claim in plain_ones.items() if claim.target.column == dim}
        carriers = {column: target for column, target in figures.items() if dim in target.dims and column not in found}
        if not holders or not carriers:
            continue
        if len(carriers) > 1 and not numbers and min(claim.rank for claim in holders.values()) >= MATCHED:
            holding = {column: claim.target for column, claim in holders.items()}
            found |= _as_doubts(holding, "stands beside headings that say the same")
        else:
            found |= _not_here(carriers, "stands beside a column that says the same of each row")
    if figures.keys() - found.keys():
        found |= _not_here(numbers, "stands beside columns of figures, each with a heading of its own")
    return found


def _as_doubts(targets: Mapping[Column, Target], why: str) -> Doubts:
    return {column: Doubt(why, (Target(IGNORE), target)) for column, target in targets.items()}


def _not_here(columns: Iterable[Column], why: str) -> Doubts:
    return {column: Doubt(why, (Target(IGNORE),)) for column in columns}


def _lonely_counts(claims: Claims) -> Doubts:
    """A 'count' is the numerator beside a denominator; without one it can also be the one number that is sent."""
    if any(claim.target.column == "denominator" for claim in claims.values()):
        return {}
    why = "can be a numerator or one count alone, and no column says out of how many"
    return {
        column: Doubt(why, (Target("value"), Target("numerator"), Target(IGNORE)))
        for column, claim in claims.items()
        if claim.rank > REMEMBERED and claim.target == Target("numerator") and plain(column.heading) in COUNTED
    }


def _unclear_parts(claims: Claims, measures: Mapping[str, str]) -> Doubts:
    """A column of figures that can be either part of a proportion."""
    found: Doubts = {}
    about = {claim.target for claim in claims.values()}
    for column, claim in claims.items():
        target = claim.target
        if not target.dims or claim.rank in (ANSWERED, REMEMBERED):
            continue
        counts, total = replace(target, column="numerator"), replace(target, column="denominator")
        if target.column == "n" and measures.get(target.indicator) in ("proportion", "rate"):
            found[column] = Doubt("can be the numerator or the denominator", (total, counts, Target(IGNORE)))
        if not target.column and total in about and counts not in about:
            share = replace(target, column="value")
            found[column] = Doubt("stands beside a denominator and can be a count or a share", (counts, share))
    return found
