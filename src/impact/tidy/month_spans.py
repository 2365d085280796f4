"""Periods told by their months: 'Apr-Jun 2025', 'Sep 2025 to Aug 2026', 'year ending 31 March 2025'."""

import re
from calendar import monthrange
from datetime import date

from impact import periods
from impact.periods import ACADEMIC_YEAR, CALENDAR_YEAR, FINANCIAL_YEAR, KINDS, MONTH, QUARTER, TERM, Period
from impact.tidy.days import MONTHS, Span, month_number
from impact.tidy.period_words import Months, Words

_TO = r"\s(?:ending|ended|end|to)"
_ENDING = re.compile(
    rf"(?:(?P<financial>fye|financial\syear{_TO})|(?P<year>y/?e|(?:year|12\smonths){_TO})"
    rf"|(?P<quarter>q/?e|(?:quarter|qtr|3\smonths){_TO}))"
    rf"\s(?:(?P<day>\d\d)(?:st|th)?\s)?(?:(?P<month>{MONTHS})\s)?(?P<of>20\d\d)",
    re.ASCII,
)


def exactly(span: Span, wanted: str | None) -> Period | None:
    """The period, of the kind that is wanted or of the only kind there is, that begins and ends on two days."""
    around = [periods.containing(span[0], kind) for kind in ([wanted] if wanted else KINDS)]
    same = [period for period in around if (period.start, period.end) == span]
    return same[0] if len(same) == 1 else None


def ending_in(text: str, wanted: str | None) -> Period | None:
    """The year or the quarter of which a text says when it ends: 'year ending 31 March 2025', 'FYE 2025'."""
    match = _ENDING.fullmatch(text)
    if match is None:
        return None
    kinds = (
        (FINANCIAL_YEAR,)
        if match["financial"]
        else (QUARTER,)
        if match["quarter"]
        else (FINANCIAL_YEAR, ACADEMIC_YEAR, CALENDAR_YEAR)
    )
    name = match["month"] or ("mar" if match["financial"] else "")
    if not name:
        return None
    year, month = int(match["of"]), month_number(name)
    end = date(year, month, monthrange(year, month)[1])
    if match["day"] and int(match["day"]) != end.day:
        return None
    around = [periods.containing(end, kind) for kind in kinds if wanted in (None, kind)]
    return next((period for period in around if period.end == end), None)


def of_months(said: Words, wanted: str | None) -> Period | None:
    """A month, or the period that two months span; a quarter or a term beside them has to be the same."""
    months, names = said.months, said.names - {"months"}
    assert months is not None
    if names & {"number"} or {"quarter", "term"} <= names or (months.year and "year" in names):
        return None
    if "year" in names and names != {"year"}:
        return None
    days = span(months, _year_of_last(said, months, wanted))
    if days is None:
        return None
    single = months.first == months.last
    period = periods.containing(days[0], MONTH) if single else exactly(days, wanted)
    if period is None or (single and (names - {"year"} or wanted not in (None, MONTH))):
        return None
    return period if _agrees(said, period) else None


def _year_of_last(said: Words, months: Months, wanted: str | None) -> int:
    """The year in which a stretch of months ends, 0 if that is not said."""
    if months.year or said.year or not said.pair or months.first == months.last:
        return months.year or said.year
    if wanted in (QUARTER, FINANCIAL_YEAR) or said.quarter:
        return said.pair + (months.last < 4)
    return said.pair + (months.last < 9) if wanted in (TERM, ACADEMIC_YEAR) or said.term else 0


def span(months: Months, year: int) -> Span | None:
    """The first and the last day of a stretch of months whose last lies in a year; None where its own years differ."""
    if not year or (months.begins and months.begins + (months.first > months.last) != year):
        return None
    first = date(year - (months.first > months.last), months.first, 1)
    return first, date(year, months.last, monthrange(year, months.last)[1])


def _agrees(said: Words, period: Period) -> bool:
    code = period.code.lower()
    if said.pair and not code.startswith(said.years):
        return False
    if said.quarter:
        return period.kind == QUARTER and code.endswith(f"q{said.quarter}")
    return not said.term or (period.kind == TERM and code.endswith(said.term))
