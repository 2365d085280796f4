"""What a service said of the same row last time, in its own numbers, to be looked at while filling in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from impact.marks import shown
from impact.periods import Period


@dataclass(frozen=True, slots=True)
class LastTime:
    """A row as it was sent before: of which period, its numbers and marks in words, its note.

    is_yes   whether a piece of evidence was answered with yes
    """

    period: Period
    said: str
    note: str
    is_yes: bool = False


def said_of(row: Mapping[str, Any], *, is_evidence: bool) -> LastTime:
    """A row of COUNTS in words: '150 of 300, 968 asked', '68.7 (n 235, sd 16.9)', '[c]', 'yes'."""
    period = Period(row["period_start"], row["period_end"], row["period_kind"])
    answered = {0.0: "not yet", 1.0: "yes"}.get(row["value"], "") if is_evidence else ""
    said = " ".join(filter(None, (answered or _numbers(row), shown(row["marker"] or ""))))
    return LastTime(period, said, row["note"] or "", is_yes=answered == "yes")


def _numbers(row: Mapping[str, Any]) -> str:
    counts = [plain(row[name]) for name in ("numerator", "denominator") if row[name] is not None]
    value = plain(row["value"]) if row["value"] is not None else ""
    beside = ", ".join(f"{name} {plain(row[name])}" for name in ("n", "sd") if row[name] is not None)
    said = [" of ".join(counts), f"{value} ({beside})" if value and beside else value or beside]
    if row["asked"] is not None:
        said.append(f"{plain(row['asked'])} asked")
    return ", ".join(filter(None, said))


def plain(number: float) -> str:
    """A number as it would be typed into a cell: '150', '68.7', without commas."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))
