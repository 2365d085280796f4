"""Numbers of a workbook as text: whole ones without a point, percentages with their sign, dates as ISO dates.

A workbook keeps 12, 12%, 12 January and 00012 alike as numbers; only the format of the cell tells them apart.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

Shown = Callable[[float], str]

_PLAIN_DIGITS = 21
"""Digits before the point up to which a number is written out without an exponent. Judgement."""
_LAST_DAY = 2_958_465
"""The serial number of 31 December 9999."""

_BUILT_IN = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47), "h:mm"),
    22: "yyyy-mm-dd h:mm",
    46: "[h]:mm",
}
"""Formats that workbooks name by number alone. Source: ECMA-376 part 1, 18.8.30."""

_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].')
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)


def number(value: float) -> str:
    """A number as a person would write it: '12', '9.37'; to 15 digits, which is what workbooks hold."""
    rounded = float(f"{value:.15g}")
    if rounded.is_integer() and abs(rounded) < 10**15:
        return str(int(rounded))
    if not abs(rounded) < 10**_PLAIN_DIGITS:
        return str(rounded)
    return _plain(Decimal(repr(rounded)))


def percent(value: float) -> str:
    """A share as the percentage it is displayed as, exactly: 0.412 is '41.2%'."""
    rounded = float(f"{value:.15g}")
    return f"{_plain(Decimal(repr(rounded)) * 100)}%" if abs(rounded) < 10**_PLAIN_DIGITS else str(rounded)


def moment(when: datetime) -> str:
    """A day, with its time unless that is midnight: '2025-04-01', '2025-04-01 13:30'."""
    if not (when.hour or when.minute or when.second):
        return f"{when:%Y-%m-%d}"
    return f"{when:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def duration(seconds: float) -> str:
    """Hours and minutes, with the seconds unless there are none: '09:30', '30:00'."""
    whole = round(abs(seconds))
    shown = f"{whole // 3600:02d}:{whole // 60 % 60:02d}" + (f":{whole % 60:02d}" if whole % 60 else "")
    return f"-{shown}" if seconds < 0 else shown


def shown_as(code: str | int, from_1904: bool = False) -> Shown | None:
    """How numbers in a format are written, where that differs from `number`; a format is a code or its number.

    from_1904 says that the workbook counts its days from 1904, as those of older Macs do.
    """
    first = (_BUILT_IN.get(code, "") if isinstance(code, int) else code).split(";")[0]
    literal = "".join(_QUOTED.findall(first))
    bare = _BRACKETS.sub("", _QUOTED.sub("", first)).lower()
    if re.fullmatch("0{2,}", bare) and not literal.strip('"'):
        return _with_leading_zeros(len(bare))
    if "%" in bare:
        return percent
    if "%" in literal and not re.search("[dmyhs]", bare):
        return lambda value: f"{number(value)}%"
    if re.search(r"\[[hms]", bare):
        return lambda value: duration(value * 86_400) if abs(value) < _LAST_DAY else number(value)
    bare = bare.replace("general", "").replace("am/pm", "")
    if re.search("[dmyhs]", bare):
        return _as_days(bool(re.search("[dy]", bare)) or not re.search("[hs]", bare), "h" in bare, from_1904)
    return None


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_leading_zeros(width: int) -> Shown:
    return lambda value: number(value).zfill(width) if value >= 0 and float(value).is_integer() else number(value)


def _as_days(has_day: bool, has_time: bool, from_1904: bool) -> Shown:
    """Dates and times of a serial number; numbers that can be no date, as 0 or -5, stay numbers."""

    def shown(value: float) -> str:
        if 0 <= value < 1 and not has_day:
            return duration(value * 86_400)
        days = value + 1462 if from_1904 else value
        if not 1 <= days < _LAST_DAY or 60 <= days < 61:
            return number(value)
        day = datetime(1899, 12, 31 if days < 60 else 30)
        seconds = round(days * 86_400) if has_time or not has_day else int(days) * 86_400
        return moment(day + timedelta(seconds=seconds))

    return shown
