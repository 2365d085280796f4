"""When each value of a file at the desk was measured: days and periods as people write them, and their step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from impact import periods
from impact.metrics.spc import DAY, WEEK
from impact.periods import Period
from impact.problems import ImpactError
from impact.tidy.bare_cells import bared
from impact.tidy.days import CERTAIN, DAY_FIRST, MONTH_FIRST, days_in
from impact.tidy.month_spans import exactly
from impact.tidy.period_readings import said_in

EVERY = {"month": periods.MONTH, "quarter": periods.QUARTER, "term": periods.TERM, "week": WEEK, "day": DAY, "none": ""}
EVERY |= {kind.replace("_", "-"): kind for kind in (periods.FINANCIAL_YEAR, periods.ACADEMIC_YEAR)}
EVERY["year"] = periods.CALENDAR_YEAR
"""How a step is written at the desk -> the kind of period."""

_DATED = (
    periods.FINANCIAL_YEAR,
    periods.CALENDAR_YEAR,
    periods.ACADEMIC_YEAR,
    periods.QUARTER,
    periods.TERM,
    periods.MONTH,
)
"""Kinds of which days can all be the first, or all the last; the longest that fits is meant."""

When = Period | date


@dataclass(frozen=True, slots=True)
class Dated:
    """What a column of dates says: cell -> when; and what has to be told of how it was read."""

    of: Mapping[str, When]
    remark: str = ""


def dated(cells: Mapping[str, str]) -> Dated:
    """What the cells of one column mean, read alike.

    cells   text -> where it stands first, for the sentence about it

    Raises ImpactError at the first that is no day and no period, or that can be two and nothing decides which.
    """
    read = {text: _meanings(text, where) for text, where in cells.items()}
    in_digits = {text: ways for text, ways in read.items() if CERTAIN not in ways}
    order = next((one for one in (DAY_FIRST, MONTH_FIRST) if all(one in ways for ways in in_digits.values())), "")
    if not order:
        odd = next(text for text, ways in in_digits.items() if DAY_FIRST not in ways)
        raise ImpactError(f"{cells[odd]}: '{odd}' has the month first and other dates the day. Write 2024-04-30.")
    found = {text: ways.get(CERTAIN, ways.get(order)) for text, ways in read.items()}
    doubtful = [text for text, ways in in_digits.items() if len(set(ways.values())) == 2]
    proven = any(len(ways) == 1 for ways in in_digits.values())
    first = "day" if order == DAY_FIRST else "month"
    remark = f"Dates such as {doubtful[0]} are read with the {first} first." if doubtful and not proven else ""
    return Dated({text: when for text, when in found.items() if when is not None}, remark)


def one_kind(whens: Sequence[tuple[str, When]], series: str) -> str:
    """The kind of period of one series, "" for days; an ImpactError where it holds several.

    whens   where each stands, and what it means
    """
    kinds: dict[str, str] = {}
    for where, when in whens:
        kinds.setdefault(when.kind if isinstance(when, Period) else "", where)
    if len(kinds) > 1:
        (one, here), (other, there) = list(kinds.items())[:2]
        named = [f"a {kind.replace('_', ' ')}" if kind else "a day" for kind in (one, other)]
        raise ImpactError(
            f"{series} mixes kinds of period: {here} is {named[0]}, {there} is {named[1]}. Keep one kind in a series."
        )
    return next(iter(kinds), "")


def step_of(days: Sequence[date]) -> str:
    """The step in which days go on: a kind of period of which all are the first or the last day, or one in each
    month, or WEEK; "" where there is none, so that no period can be missing."""
    for kind in _DATED if len(days) > 1 else ():
        around = [periods.containing(day, kind) for day in days]
        if all(day == one.start for day, one in zip(days, around, strict=True)) or all(
            day == one.end for day, one in zip(days, around, strict=True)
        ):
            return kind
    if len(days) > 1 and all((day - days[0]).days % 7 == 0 for day in days):
        return WEEK
    months = {(day.year, day.month) for day in days}
    return periods.MONTH if len(months) == len(days) > 2 else ""


def day_of(when: When) -> date:
    """The day under which a period is kept: its first."""
    return when.start if isinstance(when, Period) else when


def meant(text: str, where: str) -> When:
    """What one text means by itself, the day before the month where it can be either."""
    ways = _meanings(text, where)
    return ways.get(CERTAIN) or ways.get(DAY_FIRST) or ways[MONTH_FIRST]


def is_when(text: str) -> bool:
    """Whether a text names a day or a period at all."""
    try:
        return bool(_meanings(text, ""))
    except ImpactError:
        return False


def _meanings(text: str, where: str) -> Mapping[str, When]:
    """Order of day and month -> what a cell means in it."""
    bare = bared(text).text
    if found := periods.parse(text) or periods.parse(bare):
        return {CERTAIN: found}
    if days := days_in(bare):
        spans = {order: _one(span) for order, span in days.spans.items()}
        if all(spans.values()):
            return {order: when for order, when in spans.items() if when}
    said = said_in(bare, None)
    if said is None or not said.ways:
        raise ImpactError(f"{where}: '{text}' is no date and no period. Write 2024-04-30, 2024-25 Q1 or April 2024.")
    ways = list(said.ways.values())
    if len(ways) > 1:
        two = " or ".join(f"{one.label} ({one.code})" for one in ways[:2])
        raise ImpactError(f"{where}: '{text}' can mean {two}. Write it as in brackets.")
    return {CERTAIN: ways[0]}


def _one(span: tuple[date, date]) -> When | None:
    return span[0] if span[0] == span[1] else exactly(span, None)
