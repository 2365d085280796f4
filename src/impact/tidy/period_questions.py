"""What is asked about the periods of a column, in words, with the cells that raise it."""

from collections.abc import Iterable, Mapping, Sequence

from impact import periods
from impact.ledger import Question
from impact.periods import Period
from impact.tidy.days import CERTAIN, DAY_FIRST, MONTH_FIRST, turned
from impact.tidy.period_cells import Cell, Dated, Source, named, said
from impact.tidy.period_readings import (
    BY_CALENDAR,
    ENDS,
    FIRST,
    LAST,
    MONTH_MEANT,
    QUARTER_YEAR,
    STARTS,
    TERM_NUMBER,
    THREE,
    YEAR_ENDS,
    YEAR_OF,
    Said,
)
from impact.tidy.period_words import pair_in, years

ORDER, TURNED = "date-order", "turned-dates"
PERIOD_QUESTIONS = (ORDER, TURNED, YEAR_OF, YEAR_ENDS, QUARTER_YEAR, MONTH_MEANT, TERM_NUMBER)
"""What the ids of these questions begin with; behind a colon stands the letter of the column."""

_LEAVE = {MONTH_MEANT: "month", TERM_NUMBER: "six"}
"""Doubt -> the answer after which its cells stay as found."""

_YEARS_SHOWN = 3
_KINDS = {
    periods.QUARTER: "quarter",
    periods.TERM: "term",
    periods.FINANCIAL_YEAR: "financial year",
    periods.ACADEMIC_YEAR: "school year",
    periods.CALENDAR_YEAR: "calendar year",
}


def chosen(doubt: str, answer: str, common: Sequence[str]) -> str | None:
    """The way of reading that an answer chooses; "" if the cells are to stay, None if it is no answer."""
    word = answer.strip().lower()
    if word and word == _LEAVE.get(doubt):
        return ""
    if doubt == YEAR_OF:
        word = years(pair_in(word))
    if doubt == MONTH_MEANT:
        return common[0] if word == "whole" else None
    return word if word in common else None


def about(
    doubt: str,
    source: Source,
    doubtful: Sequence[tuple[Cell, Said]],
    common: Sequence[str],
    beside: Sequence[str],
) -> Question:
    """A doubt that all these cells share as a question.

    common  the ways of reading that they share
    beside  years that the file names
    """
    cell, said = min(doubtful, key=lambda one: one[0].line)
    ways = {way: said.ways[way] for way in common}
    asked, options = _WORDED[doubt](ways, cell)
    if doubt == YEAR_OF:
        options = tuple((year, year) for year in beside if year in ways)[:_YEARS_SHOWN]
    waiting = [one for one, _ in doubtful]
    text = f"{named(source, waiting)}. {asked}"
    return _question(source, doubt, text, options, [cell, *waiting])


def _question(
    source: Source, doubt: str, text: str, options: tuple[tuple[str, str], ...], cells: Iterable[Cell]
) -> Question:
    """A question about some cells, of which the first shows the doubt."""
    cell, *_ = cells = list(cells)
    line = cell.line if source.in_cells else None
    waiting = tuple(dict.fromkeys(one.key for one in cells))
    return Question(source.id(doubt), text, options, source.letter, source.headings[0], line, waiting)


Worded = tuple[str, tuple[tuple[str, str], ...]]


def _year_of(ways: Mapping[str, Period], cell: Cell) -> Worded:
    return "Which year is it, such as 2025-26?", ()


def _year_ends(ways: Mapping[str, Period], cell: Cell) -> Worded:
    kind, year = _KINDS[ways[ENDS].kind], ways[ENDS].end.year
    options = (
        (ENDS, f"The {kind} that ends in {year}: {ways[ENDS].label}"),
        (STARTS, f"The {kind} that starts in {year}: {ways[STARTS].label}"),
    )
    return f"Which {kind} is it?", options


def _quarter_year(ways: Mapping[str, Period], cell: Cell) -> Worded:
    number, year = ways[STARTS].code[-1], ways[STARTS].code[:4]
    words = {
        STARTS: f"Quarter {number} of the financial year that starts in {year}",
        BY_CALENDAR: f"Quarter {number} of the calendar year {year}",
        ENDS: f"Quarter {number} of the financial year that ends in {year}",
    }
    return "Which months are meant?", tuple((way, f"{words[way]}: {period.label}") for way, period in ways.items())


def _month_meant(ways: Mapping[str, Period], cell: Cell) -> Worded:
    (way, period), *_ = ways.items()
    edge = {FIRST: "begins", LAST: "ends"}[way]
    kind = _KINDS[period.kind]
    whole = f"The whole {kind} that {edge} with it: {period.long_label}"
    return f"A {kind} is wanted. What does the month stand for?", (
        ("whole", whole),
        ("month", "For that month alone; the cells stay as found"),
    )


def _term_number(ways: Mapping[str, Period], cell: Cell) -> Worded:
    first = f"Three: '{cell.text}' is {ways[THREE].label}"
    return "How many terms has the year?", ((THREE, first), ("six", "Six; the cells stay as found"))


_WORDED = {
    YEAR_OF: _year_of,
    YEAR_ENDS: _year_ends,
    QUARTER_YEAR: _quarter_year,
    MONTH_MEANT: _month_meant,
    TERM_NUMBER: _term_number,
}


def about_order(
    source: Source, shown: Sequence[tuple[Cell, Mapping[str, Period]]], waiting: Iterable[Cell]
) -> Question:
    """Dates in digits that no cell proves the order of, or that contradict each other, as a question.

    shown    the cell that can be read both ways; or two, of which each proves an order, the one with the day first
    waiting  every cell that is a date in one order at least
    """
    cell, ways = shown[0]
    if len(shown) == 1:
        text = f"{named(source, [cell])}. Do its dates begin with the day or with the month?"
        options = (
            (DAY_FIRST, f"With the day: '{cell.text}' is in {ways[DAY_FIRST].long_label}"),
            (MONTH_FIRST, f"With the month: '{cell.text}' is in {ways[MONTH_FIRST].long_label}"),
        )
        return _question(source, ORDER, text, options, [cell, *waiting])
    other = shown[1][0]
    text = (
        f"{named(source, [cell])} with the day first, and {said([other])} with the month first. "
        "Which of the two holds for its other dates?"
    )
    options = (
        (DAY_FIRST, f"The day is first; '{other.text}' and others like it stay as found"),
        (MONTH_FIRST, f"The month is first; '{cell.text}' and others like it stay as found"),
    )
    return _question(source, ORDER, text, options, [cell, *waiting])


def about_turned(source: Source, first: Dated, waiting: Iterable[Cell]) -> Question:
    """Dates whose day and month a program may have changed over, as a question."""
    as_written = first.days.spans[CERTAIN][0]
    other = turned(as_written)
    assert other is not None
    text = (
        f"{named(source, [first.cell])}, which is {as_written.day} {as_written:%B %Y}. The program that opened the "
        "file may have changed day and month over. Did it?"
    )
    options = (
        ("turned", f"Yes: it was {other.day} {other:%B %Y}"),
        ("as-written", f"No: it is {as_written.day} {as_written:%B %Y}"),
    )
    return _question(source, TURNED, text, options, [first.cell, *waiting])
