"""Finds the period that a heading, a title or a file's name holds among other words."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date

from impact import periods
from impact.periods import Period
from impact.tidy.bare_cells import bared
from impact.tidy.days import days_in
from impact.tidy.period_readings import said_in

_YEARS = r"(?P<year>20\d\d)\s?[-/–_]\s?(?:20)?(?P<next>\d\d)"
_SHORT = r"(?P<year>\d\d)\s?[-/–_]\s?(?P<next>\d\d)"
"""Two years in two digits each: only beside a quarter or a term, for alone they can be other numbers."""
_GAP = r"[\s,_/:–-]{0,3}"
_QUARTER = r"(?:q|qtr\.?\s?|quarter\s)(?P<quarter>[1-4])"
_TERM = r"(?P<term>autumn|spring|summer)(?:\s?term)?"
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, month_name[1:])) + "|sept"
_ON = r"(?P<on>20\d\d)"

_SPELLINGS = tuple(
    re.compile(rf"(?<![^\W_])(?<!\d[-/.])(?:{pattern})(?![^\W_])(?![-/.]\d)", re.IGNORECASE)
    for pattern in (
        rf"\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_MONTHS})\.?\s20\d\d",
        _YEARS + _GAP + _QUARTER,
        _QUARTER + _GAP + _YEARS,
        _YEARS + _GAP + _TERM,
        _TERM + _GAP + _YEARS,
        _TERM + _GAP + _ON,
        _SHORT + _GAP + _QUARTER,
        _QUARTER + _GAP + _SHORT,
        _SHORT + _GAP + _TERM,
        _TERM + _GAP + _SHORT,
        rf"(?P<first>{_MONTHS})\.?\s?(?:-|–|to|/)\s?(?P<last>{_MONTHS})\.?\s{_ON}",
        rf"(?P<first>{_MONTHS})\.?\s{_ON}",
        _YEARS,
        r"(?P<year>20\d\d)(?P<next>\d\d)",
        rf"{_ON}-(?P<month>0[1-9]|1[0-2])",
        _ON,
    )
)


_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_PAIR = re.compile(rf"(?<![^\W_]){_YEARS}(?![^\W_])")
_YEARLESS = re.compile(rf"(?<![^\W_])(?:{_QUARTER}|{_TERM})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelt:
    """A period as it stands in a text: its code, how it was spelt, and the text without it."""

    code: str
    found: str
    rest: str


def period_in(text: str) -> Spelt | None:
    """The one period that a text names among other words; None if it names none, several, or none that is known.

    The code is what was found where `periods.parse` reads that; a pair of years can be a financial or a
    school year, and stays a pair.
    """
    for pattern in _SPELLINGS:
        matches = list(pattern.finditer(text))
        if not matches:
            continue
        read = [(match, period) for match in matches if (period := _period(match.groupdict())) is not None]
        if not read and all(_MONTH.fullmatch(match[0]) for match in matches):
            continue
        if len({period for _, period in read}) != 1:
            return None
        match, period = read[0]
        found = " ".join(match[0].split())
        code = found if periods.parse(found) == period else period.code
        return Spelt(code, found, f"{text[: match.start()]} {text[match.end() :]}".strip())
    return None


def period_of_heading(text: str) -> Spelt | None:
    """The one period that a heading names among other words, or that it is as a whole: a date, 'Jul-26'."""
    spelt = period_in(text)
    if spelt:
        return spelt
    bare = bared(text).text
    days = days_in(bare)
    if days and not days.serial:
        return Spelt(text, text, "")
    said = said_in(bare, None)
    return Spelt(said.ways[""].code, text, "") if said and "" in said.ways else None


def with_year(text: str, year: str) -> str:
    """A text whose quarter or term, named without a year, is given one: 'Q1 total' of 2025-26 is '2025-26 Q1 total'."""
    return _YEARLESS.sub(lambda match: f"{year} {match[0]}", text, count=1)


def is_year(text: str) -> bool:
    """Whether a text is a pair of years, such as 2025-26."""
    return periods.parse(text, periods.FINANCIAL_YEAR) is not None


def years_in(text: str) -> str:
    """The one pair of years that a text names, as '2025-26'; "" if it names none, or several."""
    pairs = {f"{match['year']}-{match['next']}" for match in _PAIR.finditer(text)}
    found = {pair for pair in pairs if is_year(pair)}
    return found.pop() if len(found) == 1 else ""


def _period(parts: dict[str, str | None]) -> Period | None:
    year, following = parts.get("year"), parts.get("next")
    if year and following and (int(year) + 1) % 100 != int(following):
        return None
    pair = f"20{year[-2:]}-{following}" if year else ""
    if quarter := parts.get("quarter"):
        return periods.parse(f"{pair} Q{quarter}")
    if term := parts.get("term"):
        return periods.parse(f"{term} {parts.get('on') or pair}")
    if first := parts.get("first"):
        return _months(first, parts.get("last") or first, int(parts["on"] or 0))
    if month := parts.get("month"):
        return periods.parse(f"{parts['on']}-{month}")
    return periods.parse(pair if year else parts.get("on") or "")


def _months(first: str, last: str, year: int) -> Period | None:
    """A month, or the quarter or year that two months and the year in which they end span exactly."""
    start, end = _month(first), _month(last)
    if first == last:
        return periods.containing(date(year, start, 1), periods.MONTH)
    begins = date(year if end >= start else year - 1, start, 1)
    if (end - start) % 12 == 2 and start % 3 == 1:
        return periods.containing(begins, periods.QUARTER)
    if (end - start) % 12 == 11 and start in (1, 4, 9):
        kind = {1: periods.CALENDAR_YEAR, 4: periods.FINANCIAL_YEAR, 9: periods.ACADEMIC_YEAR}[start]
        return periods.containing(begins, kind)
    return None


def _month(name: str) -> int:
    starts = [month[:3].lower() for month in month_name]
    return starts.index(name[:3].lower())
