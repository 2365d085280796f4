"""What a single cell looks like before anything is known of its column: a figure, a date, a unit, a note."""

import re

_FIGURE = re.compile(
    r"""[<>≤≥~]?\s*[-+(]?[£$€]?\s*\.?\d[\d,.\s]*(?:e[-+]?\d+)?[%)*]*  # 1,234  (12)  £5  12%  <5  1.2E+05
      | \d+(?:\.\d+)?\s*(?:-|to)\s*\d+(?:\.\d+)?                         # 90-99
      | \d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?          # 05/01/2012  2012-01-05
      | [A-Z]\d{8}                                                       # a GSS code
      | [-.:~*–—]+                                                       # a mark in place of a number
      """,
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d|(?:19|20)\d\d))?")
_UNIT = re.compile(
    r"\(?(?:%|£(?:\s?(?:000s?|m|k))?|n|no\.?|number|numbers|count|counts|persons?|people|children|pupils|days|weeks|"
    r"months|years|hours|fte|rate|ratio|score|text|date|code|per\s?cent|percent|percentage|"
    r"(?:rate\s)?per\s[\d,]+(?:\s\w+)*)\)?",
    re.IGNORECASE,
)
_NOTE_BEGINS = re.compile(
    r"\W*(?:sources?\b|notes?\b|footnotes?\b|key\b|please note|symbols?\b|coverage\b|contact\b|copyright\b|©)"
    r"|\(?\d{1,2}[.)]\s|\[?(?:[a-z]{1,3}|[.*:~–-]{1,2})\]?\s*(?:=|\s(?:not|denotes|means|figures?|indicates)\s)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:grand|overall|column|report|final)?\s*totals?\s*[:.=]?|sum\s*[:=]?", re.IGNORECASE)
_LONGEST_FIGURE = 40
_PROSE = 25
"""Letters from which a lone cell with three spaces or more is a sentence and not a name. Judgement."""


def is_figure(cell: str) -> bool:
    """Whether a cell can only be data: a number, a range, a date, a code of an area, a mark; a year is not."""
    return len(cell) <= _LONGEST_FIGURE and bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def is_unit(cell: str) -> bool:
    """Whether a cell says in what its column is counted: '%', '£000', '(number)', 'per 10,000'."""
    return bool(_UNIT.fullmatch(cell))


def is_total(cell: str) -> bool:
    """Whether a cell names a sum over all rows and nothing else: 'Total', 'Grand total:'."""
    return bool(_TOTAL.fullmatch(cell))


def begins_a_note(cell: str) -> bool:
    """Whether a cell begins like a footnote: 'Source: ...', '1. ...', 'x = ...'."""
    return bool(_NOTE_BEGINS.match(cell))


def is_prose(cell: str) -> bool:
    """Whether a lone cell is a note: it begins like one, is a sentence, or has no letter or digit at all."""
    sentence = len(cell) >= _PROSE and len(cell.split()) > 3
    return sentence or begins_a_note(cell) or not any(letter.isalnum() for letter in cell)
