"""The stretches of time that returns are about: how they are written, read and ordered.

Financial quarters: Q1 is April to June. Terms have nominal dates (autumn 1 September to 31 December,
spring 1 January to 31 March, summer 1 April to 31 August), so that a term belongs to the quarter
in which it ends. Source of the spellings: DfE "explore education statistics" data standard.
"""

import re
from calendar import month_abbr, month_name, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, QUARTER, TERM = "month", "quarter", "term"
FINANCIAL_YEAR, ACADEMIC_YEAR, CALENDAR_YEAR = "financial_year", "academic_year", "calendar_year"
KINDS = (MONTH, QUARTER, TERM, FINANCIAL_YEAR, ACADEMIC_YEAR, CALENDAR_YEAR)

_TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 8)}
_FIRST_MONTH = {FINANCIAL_YEAR: 4, ACADEMIC_YEAR: 9, CALENDAR_YEAR: 1}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole days of one kind; both ends are included."""

    start: date
    end: date
    kind: str

    @property
    def code(self) -> str:
        """The spelling used in files: '2025-26 Q3', '2025-26 Autumn', '2025-26', '2025', '2025-04'."""
        if self.kind == MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind == CALENDAR_YEAR:
            return f"{self.start.year}"
        if self.kind == QUARTER:
            return f"{_years(self.start, 4, '-')} Q{(self.start.month - 4) % 12 // 3 + 1}"
        if self.kind == TERM:
            return f"{_years(self.start, 9, '-')} {_term_name(self.start)}"
        return _years(self.start, _FIRST_MONTH[self.kind], "-")

    @property
    def label(self) -> str:
        """The words used on screens: 'Oct to Dec 2025', 'Autumn term 2025', '2025/26'."""
        if self.kind == MONTH:
            return f"{month_name[self.start.month]} {self.start.year}"
        if self.kind == CALENDAR_YEAR:
            return f"{self.start.year}"
        if self.kind == QUARTER:
            return f"{month_abbr[self.start.month]} to {month_abbr[self.end.month]} {self.end.year}"
        if self.kind == TERM:
            return f"{_term_name(self.start)} term {self.start.year}"
        return _years(self.start, _FIRST_MONTH[self.kind], "/")

    @property
    def long_label(self) -> str:
        """The label with its financial quarter or kind of year, for titles: '2025/26 Q3 (Oct to Dec 2025)'."""
        if self.kind == QUARTER:
            return f"{self.code.replace('-', '/', 1)} ({self.label})"
        if self.kind == FINANCIAL_YEAR:
            return f"{self.label} (year to 31 March {self.end.year})"
        if self.kind == ACADEMIC_YEAR:
            return f"{self.label} (school year)"
        return self.label

    def next(self) -> "Period":
        """The period of the same kind that follows."""
        return containing(self.end + timedelta(days=1), self.kind)

    def previous(self) -> "Period":
        """The period of the same kind before."""
        return containing(self.start - timedelta(days=1), self.kind)


def _years(start: date, first_month: int, dash: str) -> str:
    year = start.year if start.month >= first_month else start.year - 1
    return f"{year}{dash}{(year + 1) % 100:02d}"


def _term_name(start: date) -> str:
    return next(name.title() for name, (first, _) in _TERMS.items() if first == start.month)


def _months(year: int, first: int, last: int, kind: str) -> Period:
    end_year = year if last >= first else year + 1
    return Period(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]), kind)


def containing(day: date, kind: str) -> Period:
    """The period of a kind that holds a day."""
    if kind == MONTH:
        return _months(day.year, day.month, day.month, MONTH)
    if kind == QUARTER:
        first = (day.month - 1) // 3 * 3 + 1
        return _months(day.year, first, first + 2, QUARTER)
    if kind == TERM:
        first, last = next(ends for ends in _TERMS.values() if ends[0] <= day.month <= ends[1])
        return _months(day.year, first, last, TERM)
    first = _FIRST_MONTH[kind]
    year = day.year if day.month >= first else day.year - 1
    return _months(year, first, (first + 10) % 12 + 1, kind)


def last_complete(day: date, kind: str) -> Period:
    """The newest period of a kind that had ended by a day."""
    now = containing(day, kind)
    return now if now.end == day else now.previous()


def between(first: date, last: date, kind: str) -> list[Period]:
    """Every period of a kind that ends within two days, oldest first."""
    found = []
    period = containing(first, kind)
    while period.end <= last:
        found.append(period)
        period = period.next()
    return found


_TWO_YEARS = r"(?P<year>20\d\d)\s?[-/]\s?(?:20)?(?P<next>\d\d)"
_SPELLINGS = (
    (QUARTER, re.compile(rf"{_TWO_YEARS}\s+Q(?P<quarter>[1-4])", re.I | re.A)),
    (QUARTER, re.compile(rf"Q(?P<quarter>[1-4])\s+{_TWO_YEARS}", re.I | re.A)),
    (TERM, re.compile(rf"{_TWO_YEARS}\s+(?P<term>autumn|spring|summer)(?:\s+term)?", re.I | re.A)),
    (TERM, re.compile(rf"(?P<term>autumn|spring|summer)\s+(?:term\s+)?{_TWO_YEARS}", re.I | re.A)),
    (TERM, re.compile(r"(?P<term>autumn|spring|summer)\s+(?:term\s+)?(?P<on>20\d\d)", re.I | re.A)),
    (MONTH, re.compile(r"(?P<on>20\d\d)-(?P<month>0[1-9]|1[0-2])")),
    (CALENDAR_YEAR, re.compile(r"(?P<on>20\d\d)")),
)
_YEAR_PAIR = re.compile(_TWO_YEARS)


def parse(text: str, kind: str | None = None) -> Period | None:
    """The period that a cell names; None if it names none, or not one of the kind asked for.

    A pair of years ("2025-26") is a financial or an academic year, whichever `kind` asks for;
    without `kind` it is taken as a financial year.
    """
    text = " ".join(text.split())
    pair = _YEAR_PAIR.fullmatch(text)
    if pair and _follows(pair) and kind in (None, FINANCIAL_YEAR, ACADEMIC_YEAR):
        year_kind = kind or FINANCIAL_YEAR
        return containing(date(int(pair["year"]), _FIRST_MONTH[year_kind], 1), year_kind)
    for spelt, pattern in _SPELLINGS:
        match = pattern.fullmatch(text)
        if match and kind in (None, spelt):
            return _from_match(spelt, match)
    return None


def _follows(match: re.Match[str]) -> bool:
    return (int(match["year"]) + 1) % 100 == int(match["next"])


def _from_match(kind: str, match: re.Match[str]) -> Period | None:
    parts = match.groupdict()
    if parts.get("next") and not _follows(match):
        return None
    if kind == QUARTER:
        number = int(parts["quarter"])
        year = int(parts["year"]) + (number == 4)
        return containing(date(year, (number * 3) % 12 + 1, 1), QUARTER)
    if kind == TERM:
        first, _ = _TERMS[parts["term"].lower()]
        year = int(parts["on"]) if parts.get("on") else int(parts["year"]) + (first < 9)
        return containing(date(year, first, 1), TERM)
    return containing(date(int(parts["on"]), int(parts.get("month") or 1), 1), kind)


def examples(kind: str) -> str:
    """How a period of a kind may be written, for a remedy."""
    return {
        MONTH: "2025-04",
        QUARTER: "2025-26 Q3 or Q3 2025/26",
        TERM: "2025-26 Autumn or Autumn term 2025",
        FINANCIAL_YEAR: "2025-26",
        ACADEMIC_YEAR: "2025-26",
        CALENDAR_YEAR: "2025",
    }[kind]
