"""Tells a column of people's names from a column of anything else, by first names that many people have."""

import re
from pathlib import Path

import polars as pl


def _words(file: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(file).read_text(encoding="utf-8").split())


_FIRST_NAMES = _words("first_names.txt")
"""First names that are common in England and Wales (ONS, names of babies and of registered births, many years)."""

_WORDS_TOO = _words("first_names_that_are_words.txt")
"""Those of them that are words, months or places as well: a column of names holds others beside them. Judgement."""

_NO_NAMES = _words("words_in_no_name.txt")
"""Words of places, schools and notes: with one of them, words of which one is a first name are no person. Judgement."""

_NAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][A-Za-z'’-]+){1,3}|[A-Z][A-Za-z'’-]+, ?[A-Z][a-z]+(?: [A-Z][a-z]*)?")
_WORD = re.compile(r"[a-z]+")
_FEWEST, _MOST_LOOKED_AT = 3, 500
_SHARE = 0.5
"""Three different names, and half of the different cells, make a column of names: 'Victoria Park' alone is a place.
Judgement."""


def holds_names(different: pl.Series) -> bool:
    """Whether most of a column's different cells are a first name that many people have and a surname.

    "jane smith" and "SMITH, JANE" are taken for names like "Jane Smith", but three of the first names must then be
    no words of another meaning, since 'mark missing' and 'SUMMER FAIR' are none.
    """
    filled = different.filter(different != "").head(_MOST_LOOKED_AT)
    if filled.len() < _FEWEST:
        return False
    cells = [cell.strip() for cell in filled.to_list() if len(cell) < 60]
    capital = [cell for cell in cells if _NAME.fullmatch(cell)]
    known = sum(not _FIRST_NAMES.isdisjoint(_WORD.findall(cell.lower())) for cell in capital)
    others = [_first_name(cell) for cell in cells if not _NAME.fullmatch(cell)]
    named = sum(map(bool, others))
    if known + sum(bool(name) and name not in _WORDS_TOO for name in others) < _FEWEST:
        return False
    return known + named >= _SHARE * filled.len()


def is_a_name(words: str) -> bool:
    """Whether a few words, where a role is asked for, are a first name that many people have and a surname."""
    words = words.strip()
    known = not _FIRST_NAMES.isdisjoint(_WORD.findall(words.lower()))
    return bool(_first_name(words)) or bool(_NAME.fullmatch(words) and known)


def _first_name(cell: str) -> str:
    """The first name at the beginning or the end of a cell that may be a name written in any letters; "" for none."""
    words = _WORD.findall(cell.lower())
    if not _NAME.fullmatch(cell.title()) or not _NO_NAMES.isdisjoint(words):
        return ""
    return next((word for word in (words[0], words[-1]) if word in _FIRST_NAMES), "")
