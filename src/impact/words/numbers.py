"""Numbers, units and dates as people in the borough read them.

One decimal under 100 and none from 100 on, and no decimal that is nought: 52.5%, 85%, 258 per 10,000.
A mean on a scale of ten steps or fewer keeps two decimals, since there a tenth is a large step.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from impact.framework import Indicator
from impact.marks import shown, with_marks
from impact.periods import Period

NO_FIGURE = "no figure"

Row = pd.Series | Mapping[str, Any]
"""One row of protected FIGURES, from a frame or as a dict."""


def upper_first(text: str) -> str:
    """A text as it begins a sentence; the rest of it stays as it is written."""
    return text[:1].upper() + text[1:]


def number(value: float, decimals: int = 1) -> str:
    """A number for reading: '52.5', '85', '1,204', '−4', 'less than 0.1'; a minus is a minus, not a hyphen."""
    if abs(value) >= 99.95:
        return f"{value:,.0f}".replace("-", "−")
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        return f"less than {10**-decimals:g}" if value > 0 else "0"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def quantity(value: float, indicator: Indicator) -> str:
    """A number in an indicator's unit, short: '52.5%', '258 per 10,000', '21 days', '4.2'."""
    text = number(value, decimals_of(indicator))
    if indicator.measure == "proportion":
        return f"{text}%"
    if indicator.measure == "duration":
        return f"{text} {indicator.unit.split()[0]}"
    per = re.match(r"per [\d,]*\d", indicator.unit)
    if per:
        return f"{text} {per.group()}"
    return f"level {text}" if indicator.measure == "maturity" else text


def in_full(value: float, indicator: Indicator) -> str:
    """A number with the whole unit: '52.5% of people who answered', '4.2 on a scale of 1 to 7'."""
    short = quantity(value, indicator)
    unit = indicator.unit
    if indicator.measure == "proportion":
        return short + unit.removeprefix("%")
    if indicator.measure == "maturity":
        return short
    scale = re.search(r"score, (\d.*)", unit)
    return f"{short} on a scale of {scale[1]}" if scale else f"{number(value, decimals_of(indicator))} {unit}"


def decimals_of(indicator: Indicator) -> int:
    """How many decimals an indicator keeps under 100."""
    return 2 if indicator.measure == "mean" and indicator.high - indicator.low <= 10 else 1


def value_text(row: Row, indicator: Indicator) -> str:
    """A protected figure for a table cell or a label: its number, its mark such as '[c]', or 'no figure'."""
    levels = levels_of(row)
    if levels:
        return level_text(levels, indicator)
    if pd.notna(row["value"]):
        return quantity(row["value"], indicator)
    return shown(row["marker"]) or NO_FIGURE


def marked_text(row: Row, indicator: Indicator) -> str:
    """The same with the marks that qualify a number behind it: '52.5% [p][r]'."""
    marks = row.get("marker")
    return with_marks(value_text(row, indicator), marks if isinstance(marks, str) else "")


def levels_of(row: Row) -> str:
    """Services at each level, '0:2|1:5'; '' where a figure is about no levels."""
    levels = row.get("levels")
    return levels if isinstance(levels, str) else ""


def interval_text(row: pd.Series, indicator: Indicator) -> str:
    """The 95% interval of a protected figure: '(60.7 to 75.9)'; '' where there is none."""
    if pd.isna(row["lower"]) or pd.isna(row["upper"]):
        return ""
    decimals = decimals_of(indicator)
    return f"({number(row['lower'], decimals)} to {number(row['upper'], decimals)})"


def level_text(levels: str, indicator: Indicator) -> str:
    """Services at each level, from '0:2|1:5': '5 of 7 services say yes', or each level with its count."""
    counts = {float(level): int(float(many)) for level, many in (part.split(":") for part in levels.split("|"))}
    total = sum(counts.values())
    yes_or_no = indicator.high == 1
    if total == 1:
        level = next(level for level, many in counts.items() if many)
        return ("yes" if level else "no") if yes_or_no else f"level {level:g}"
    if yes_or_no:
        return f"{counts.get(1.0, 0)} of {total} say yes"
    return ", ".join(f"{many} at level {level:g}" for level, many in sorted(counts.items()))


def target_text(target: float, indicator: Indicator) -> str:
    """What is aimed for: '85%', or '5% or less' where lower is better."""
    aim = quantity(target, indicator)
    if indicator.measure == "maturity" and indicator.high == 1:
        return "yes"
    return f"{aim} or less" if indicator.direction == "lower" else aim


def uk_date(day: date) -> str:
    """A day as written here: '22 Nov 2026'."""
    return f"{day.day} {day:%b %Y}"


def as_at_sentence(as_at: date, today: date) -> str:
    """Which moment's knowledge is shown: 'As known on 22 Nov 2026', and whether that is in the past."""
    later = "" if as_at >= today else ". What came in later is left out"
    return f"As known on {uk_date(as_at)}{later}"


def period_of(row: Row) -> Period:
    """The period that a figure is about."""
    return Period(row["period_start"].date(), row["period_end"].date(), row["period_kind"])
