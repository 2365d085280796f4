"""A cell of an OpenDocument workbook as text: its value where that says more than what is displayed."""

import re
from datetime import datetime

from impact.reading.workbook.displayed import duration, moment, number, percent
from impact.reading.workbook.markup import Attributes

_SPACE = re.compile(r"[ \t\r\n]+")
_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]?|Err:\d{3}")
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d*)?S)?")
_SPACES = 1_000
"""Spaces in a row that are kept; a workbook can say 'a thousand million of them' in a few letters. Judgement."""


class Cell:
    """A cell while it is read: its attributes, and the paragraphs displayed in it."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.paragraphs: list[list[str]] = []
        self.inside = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a text element in: a paragraph, or a space, tab or line break within one."""
        if name == "text:p":
            self.inside += 1
            self.paragraphs.append([])
        elif self.inside and name == "text:s":
            count = attributes.get("text:c", "1")
            self.paragraphs[-1].append(" " * min(int(count) if count.isdecimal() and len(count) < 9 else 1, _SPACES))
        elif self.inside and name in _BREAKS:
            self.paragraphs[-1].append(_BREAKS[name])

    def end(self, name: str) -> None:
        """Note the end of a text element."""
        if name == "text:p":
            self.inside -= 1

    def text(self, text: str) -> None:
        """Take in what stands between the elements."""
        if self.inside:
            self.paragraphs[-1].append(_SPACE.sub(" ", text))

    @property
    def uncalculated(self) -> bool:
        """Whether it is a formula that was saved without its result."""
        return "table:formula" in self.attributes and "office:value-type" not in self.attributes and not self.paragraphs

    def written(self) -> str:
        """What the cell says."""
        displayed = "\n".join(map("".join, self.paragraphs))
        kind = self.attributes.get("office:value-type", "")
        if self.attributes.get("calcext:value-type") == "error" or _ERROR.fullmatch(displayed):
            return displayed
        if kind in ("float", "currency", "percentage"):
            return _number(self.attributes.get("office:value", ""), kind, displayed)
        if kind == "date":
            return _moment(self.attributes.get("office:date-value", ""), displayed)
        if kind == "time":
            return _duration(self.attributes.get("office:time-value", ""), displayed)
        if kind == "boolean":
            return self.attributes.get("office:boolean-value", displayed).upper()
        return self.attributes.get("office:string-value", displayed)


_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}


def _number(value: str, kind: str, displayed: str) -> str:
    try:
        found = float(value)
    except ValueError:
        return displayed
    if kind == "percentage":
        return percent(found)
    plain = number(found)
    return displayed if displayed[:1] == "0" and displayed.isdecimal() and displayed.lstrip("0") == plain else plain


def _moment(value: str, displayed: str) -> str:
    try:
        return moment(datetime.fromisoformat(value).replace(tzinfo=None))
    except ValueError:
        return displayed


def _duration(value: str, displayed: str) -> str:
    found = _DURATION.fullmatch(value)
    if not found:
        return displayed
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return duration(-whole if found[1] else whole)
