"""The days that a cell can name: in digits, in words, or as the number that a spreadsheet keeps for a day."""

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Span = tuple[date, date]
"""From which day to which; twice the same for a single day."""

CERTAIN, DAY_FIRST, MONTH_FIRST = "", "day-first", "month-first"

MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, month_name[1:])) + "|sept"

FIRST_YEAR, LAST_YEAR = 2010, 2059
"""Years that two digits can mean. Judgement: 01 to 09 at the end of a date may be the day of one that begins with
its year, and nothing is sent about a later year."""

_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets that count from 1900; those that count from 1904 are told apart by nothing in the cell."""

_SERIALS = ((date(2000, 1, 1) - _ZERO).days, (date(LAST_YEAR, 12, 31) - _ZERO).days)

_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[ap]m)?"
_TIME = rf"(?:[ t](?:{_CLOCK}|00:00(?::00(?:\.0+)?)?(?:z|\+00:?00)))?"
"""A time of day says nothing about the day, unless it is one of another time zone: then the cell is left."""

_YEAR = r"(?P<year>20\d\d|\d\d)"
_CERTAIN = tuple(
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        r"(?P<year>20\d\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?[\s/.,-]{{0,2}}(?P<name>{MONTHS})[\s/.,-]{{0,2}}{_YEAR}",
        rf"(?P<name>{MONTHS})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>20\d\d)",
    )
)
_DIGITS = re.compile(rf"(?P<one>\d{{1,2}})(?P<sign>[-/.])(?P<other>\d{{1,2}})(?P=sign){_YEAR}{_TIME}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_OTHER_NUMBERS = re.compile(r"20\d\d(?:\.0+)?|20\d{4}|20\d{6}", re.ASCII)
_YEARLESS = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?\s?(?:{MONTHS})")
_UNTIL = re.compile(r"\s(?:to|until|-)\s|(?<=\d)-(?=\d{1,2}[/.])")


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a cell names.

    spans    order of day and month -> the days in that order; under CERTAIN alone where there is one order
    serial   whether it is the number of a spreadsheet
    machine  whether a program wrote it: a spreadsheet's number, or a date that begins with its year
    """

    spans: Mapping[str, Span]
    serial: bool = False
    machine: bool = False


def days_in(text: str) -> Days | None:
    """The day, or the first and the last day, that a bare cell names; None if it names none of 2000 to 2099."""
    if _SERIAL.fullmatch(text):
        number = int(text[:5])
        day = _ZERO + timedelta(number) if _SERIALS[0] <= number <= _SERIALS[1] else None
        return Days({CERTAIN: (day, day)}, serial=True, machine=True) if day else None
    halves = _UNTIL.split(text.removeprefix("from "))
    if len(halves) != 2:
        one = _orders(text)
        machine = CERTAIN in one and text.startswith("20")
        return Days({order: (day, day) for order, day in one.items()}, machine=machine) if one else None
    last = _orders(halves[1])
    first = _with_year_of(halves[0], last) if _YEARLESS.fullmatch(halves[0]) else _orders(halves[0])
    spans = {order: (first[order], last[order]) for order in first.keys() & last.keys()}
    spans = {order: span for order, span in spans.items() if span[0] <= span[1]}
    return Days(spans) if spans else None


def is_no_date(text: str) -> bool:
    """Whether a cell is a number that is no year, pair of years or day: then no number of its column is a day."""
    return bool(_NUMBER.fullmatch(text)) and not _OTHER_NUMBERS.fullmatch(text) and days_in(text) is None


def turned(day: date) -> date | None:
    """A day whose day and month were changed over; None where that is no day."""
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def month_number(name: str) -> int:
    """The month that a name means by its first three letters."""
    return [month[:3].lower() for month in month_name].index(name[:3])


def full_year(digits: str) -> int:
    """A year in four or two digits; 0 where two digits mean none."""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if FIRST_YEAR <= year <= LAST_YEAR else 0


def _orders(text: str) -> dict[str, date]:
    for pattern in _CERTAIN:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
            day = _day(parts["year"], month, int(parts["day"]))
            return {CERTAIN: day} if day else {}
    match = _DIGITS.fullmatch(text)
    if not match:
        return {}
    one, other = int(match["one"]), int(match["other"])
    found = {DAY_FIRST: _day(match["year"], other, one), MONTH_FIRST: _day(match["year"], one, other)}
    return {order: day for order, day in found.items() if day}


def _with_year_of(text: str, last: Mapping[str, date]) -> dict[str, date]:
    """The latest day before `last` that a text without a year names."""
    if CERTAIN not in last:
        return {}
    end = last[CERTAIN]
    days = [_orders(f"{text} {year}").get(CERTAIN) for year in (end.year, end.year - 1)]
    before = [day for day in days if day and day <= end]
    return {CERTAIN: before[0]} if before else {}


def _day(digits: str, month: int, day: int) -> date | None:
    try:
        return date(full_year(digits), month, day)
    except ValueError:
        return None
