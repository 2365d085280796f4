"""What a period cell can mean: one period, or several, each under the answer that chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from impact import periods
from impact.periods import ACADEMIC_YEAR, CALENDAR_YEAR, FINANCIAL_YEAR, MONTH, QUARTER, TERM, Period
from impact.tidy.days import FIRST_YEAR, LAST_YEAR
from impact.tidy.month_spans import ending_in, of_months, span
from impact.tidy.period_words import ACADEMIC, CALENDAR, FINANCIAL, Months, Words, words_in, years

YEAR_OF, YEAR_ENDS, QUARTER_YEAR, MONTH_MEANT, TERM_NUMBER = (
    "year-of",
    "year-ends",
    "quarter-year",
    "month-meant",
    "term-number",
)
ENDS, STARTS, BY_CALENDAR, THREE, FIRST, LAST = "ends", "starts", "calendar", "three", "first", "last"

_YEARS = (FINANCIAL_YEAR, ACADEMIC_YEAR)
_KINDS_OF = {
    FINANCIAL: (QUARTER, MONTH, FINANCIAL_YEAR),
    ACADEMIC: (TERM, MONTH, ACADEMIC_YEAR),
    CALENDAR: (QUARTER, MONTH, CALENDAR_YEAR),
}
_TERMS = ("autumn", "spring", "summer")


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell can mean: answer -> period, under "" where there is nothing to ask; and which doubt there is."""

    ways: Mapping[str, Period]
    doubt: str = ""


def said_in(text: str, wanted: str | None) -> Said | None:
    """What a bare cell in words can mean where a kind of period is wanted; None if nothing, or no such kind.

    wanted  a kind of period; None where it is not known: then any one kind will do
    """
    rest, _, aside = text.rstrip(")").partition(" (")
    ending = ending_in(aside or rest, wanted)
    if ending:
        return Said({"": ending}) if not aside or periods.parse(rest, wanted) == ending else None
    words = words_in(text)
    if words is None or (words.brief and wanted != TERM):
        return None
    period = _certain(words, wanted)
    if period:
        return Said({"": period}) if _fits(words, period.kind, wanted) else None
    doubt = _doubted(words, wanted)
    kinds = {period.kind for period in doubt.ways.values()} if doubt else set()
    return doubt if all(_fits(words, kind, wanted) for kind in kinds) else None


def _fits(words: Words, kind: str, wanted: str | None) -> bool:
    return wanted in (None, kind) and (not words.family or kind in _KINDS_OF[words.family])


def _certain(said: Words, wanted: str | None) -> Period | None:
    names = said.names
    if "months" in names:
        return of_months(said, wanted)
    if names == {"quarter", "pair"}:
        return _quarter(said.pair, said.quarter) if said.family != CALENDAR else None
    if names == {"quarter", "year"} and said.family == CALENDAR:
        return periods.containing(date(said.year, said.quarter * 3, 1), QUARTER)
    if names == {"term", "pair"}:
        return _term(said.pair, said.term)
    if names == {"term", "year"} and not said.family:
        return periods.parse(f"{said.term} {said.year}", TERM)
    if names == {"pair"}:
        return _of_pair(said, wanted)
    if names == {"year"} and (said.family == CALENDAR or not (said.short or said.family or wanted in _YEARS)):
        return periods.containing(date(said.year, 1, 1), CALENDAR_YEAR)
    return None


def _of_pair(said: Words, wanted: str | None) -> Period | None:
    """A financial or a school year; two digits each, of which the first can be a month, are not taken for years."""
    if said.short and not said.family and said.pair % 100 <= 12:
        return None
    own = {FINANCIAL: FINANCIAL_YEAR, ACADEMIC: ACADEMIC_YEAR}.get(said.family)
    kind = wanted or own or FINANCIAL_YEAR
    return _year(said.pair, kind) if kind in _YEARS else None


def _doubted(said: Words, wanted: str | None) -> Said | None:
    names = said.names
    if names == {"quarter", "year"}:
        return Said(_quarters_of(said), QUARTER_YEAR)
    if names == {"year"}:
        kind = wanted or {FINANCIAL: FINANCIAL_YEAR, ACADEMIC: ACADEMIC_YEAR}.get(said.family, "")
        if kind not in _YEARS or (said.short and not said.family):
            return None
        return Said({ENDS: _year(said.year - 1, kind), STARTS: _year(said.year, kind)}, YEAR_ENDS)
    if names == {"number", "pair"}:
        in_order = _TERMS[said.number - 1 : said.number]
        found = [period for name in in_order if (period := _term(said.pair, name))]
        return Said({THREE: found[0]} if found else {}, TERM_NUMBER)
    if names <= {"months", "year"} and said.months and said.months.first == said.months.last:
        return _month_meant(said, said.months, wanted)
    if names in ({"quarter"}, {"term"}, {"months"}):
        return _yearless(said, wanted)
    return None


def _quarters_of(said: Words) -> Mapping[str, Period]:
    found = {STARTS: _quarter(said.year, said.quarter)}
    if said.family != FINANCIAL:
        found[BY_CALENDAR] = periods.containing(date(said.year, said.quarter * 3, 1), QUARTER)
    return {**found, ENDS: _quarter(said.year - 1, said.quarter)}


def _month_meant(said: Words, months: Months, wanted: str | None) -> Said | None:
    """A month at the edge of a longer period that is wanted may stand for it; one inside means itself."""
    days = span(months, months.year or said.year)
    if days is None or wanted is None or wanted == MONTH:
        return None
    whole = periods.containing(days[0], wanted)
    edges = {FIRST: days[0] == whole.start, LAST: days[1] == whole.end}
    return Said({edge: whole for edge, fits in edges.items() if fits}, MONTH_MEANT)


def _yearless(said: Words, wanted: str | None) -> Said | None:
    """A quarter, a term or a stretch of months of any year, under that year."""
    ways = {}
    for year in range(FIRST_YEAR, LAST_YEAR):
        period = _of_year(said, year, wanted)
        if period:
            ways[years(year)] = period
    return Said(ways, YEAR_OF) if ways else None


def _of_year(said: Words, year: int, wanted: str | None) -> Period | None:
    if said.quarter:
        return _quarter(year, said.quarter)
    if said.term:
        return _term(year, said.term)
    return of_months(Words(months=said.months, pair=year), wanted)


def _quarter(year: int, number: int) -> Period:
    return periods.containing(date(year + (number == 4), number * 3 % 12 + 1, 1), QUARTER)


def _term(year: int, name: str) -> Period | None:
    return periods.parse(f"{name} {years(year)}", TERM)


def _year(first: int, kind: str) -> Period:
    return periods.containing(date(first, 9, 1), kind)
