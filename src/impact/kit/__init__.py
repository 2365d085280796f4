"""What a service needs to fill in one return: the rows expected, a template, a dictionary, and how long it takes."""

from impact.kit.delimited import as_csv
from impact.kit.dictionary import dictionary, dictionary_csv, dictionary_name
from impact.kit.effort import minutes
from impact.kit.rows import Kit, Row, expected, kit, sent_by
from impact.kit.told import ABOUT_EFFORT, expected_sentence, file_name, over_sentence, parts_words
from impact.kit.which import asks_anything, by_code, newest_due, offered, period_asked, why_none
from impact.kit.workbook import as_xlsx

__all__ = [
    "ABOUT_EFFORT",
    "Kit",
    "Row",
    "as_csv",
    "as_xlsx",
    "asks_anything",
    "by_code",
    "dictionary",
    "dictionary_csv",
    "dictionary_name",
    "expected",
    "expected_sentence",
    "file_name",
    "kit",
    "minutes",
    "newest_due",
    "offered",
    "over_sentence",
    "parts_words",
    "period_asked",
    "sent_by",
    "why_none",
]
