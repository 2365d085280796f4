"""Letters that look like plain ones and are not: spaces that do not break, curly quotation marks, other digits."""

from collections.abc import Mapping

import polars as pl

_SPACES = "\t\n\x0b\x0c\r\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_SINGLE_QUOTES = "\u2018-\u201b\u02bc\u2032`\u00b4"
_DOUBLE_QUOTES = "\u201c-\u201f\u2033\u00ab\u00bb"
_HYPHENS = "\u2010-\u2015\u2212\ufe58\ufe63"
_FULL_WIDTH = "\uff01-\uff5e"
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0"
"""The zeros of other scripts, Arabic first; the digits 1 to 9 follow each of them (Unicode, general category Nd)."""


def _each(ranges: str) -> str:
    found = ""
    for place, letter in enumerate(ranges):
        if letter == "-":
            found += "".join(map(chr, range(ord(ranges[place - 1]) + 1, ord(ranges[place + 1]))))
        else:
            found += letter
    return found


PLAIN: Mapping[str, str] = {
    **dict.fromkeys(_each(_SPACES), " "),
    **dict.fromkeys(_each(_UNSEEN), ""),
    **dict.fromkeys(_each(_SINGLE_QUOTES), "'"),
    **dict.fromkeys(_each(_DOUBLE_QUOTES), '"'),
    **dict.fromkeys(_each(_HYPHENS), "-"),
    **{letter: chr(ord(letter) - 0xFEE0) for letter in _each(_FULL_WIDTH)},
    **{chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)},
}
"""A letter as found -> the plain one that it stands for; "" for those that are not seen."""

CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]"
"""What is taken out of notes: controls that no reader sees; tabs and ends of lines stay."""

NOT_PLAIN = r"[^ -~]|  "
"""What a text may have in it that `plain_letters` would change."""


def plain_letters(cells: pl.Expr) -> pl.Expr:
    """Cells in plain letters, one space between words and none around them; letters of a language stay as they are."""
    folded = cells.str.replace_many(list(PLAIN), list(PLAIN.values()))
    return folded.str.replace_all(" {2,}", " ").str.strip_chars(" ")


def unwrapped(cells: pl.Expr) -> pl.Expr:
    """Cells without what programs wrap around text so that a spreadsheet leaves it alone: '="054"', "'054"."""
    return cells.str.replace(r'^="(.*)"$|^"(.*)"$', "$1$2").str.replace(r"^'", "").str.strip_chars(" ")


def unguarded(cells: pl.Expr) -> pl.Expr:
    """Texts without the apostrophe that our exports put before what a spreadsheet would take for a formula: "'=x"."""
    return cells.str.replace(r"^'( *[=+\-@\t\r\n])", "$1").str.strip_chars(" ")


def words(cells: pl.Expr) -> pl.Expr:
    """Cells in plain letters as words alone: lower case, no punctuation, one space between words, & as 'and'."""
    folded = cells.str.to_lowercase().str.replace_all("&", " and ", literal=True)
    return folded.str.replace_all(f"{_NO_WORD}+", " ").str.strip_chars(" ")


def without_footnote(cells: pl.Expr) -> pl.Expr:
    """Labels without the sign of a footnote at their end: 'months1', 'Hubs [note 3]', 'Total¹', 'Total*'."""
    return cells.str.replace(_FOOTNOTE, "").str.replace(_GLUED_DIGITS, "$1").str.strip_chars(" ")


_NO_WORD = r"[\x00-/:-@\[-`{-\x7f]"
_FOOTNOTE = r"(?i) ?[\[(](?:(?:foot)?note )?[0-9]{1,2}[\])]$|[\u00b9\u00b2\u00b3\u2070-\u2079]+$| ?[*†‡]+$"
_GLUED_DIGITS = r"([^\x00-@\[-`{-\x7f]{4})[0-9]{1,2}$"
"""One or two digits behind four letters; a shorter word may be a code with its number."""
