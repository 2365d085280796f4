"""Tells a column of people's names from a column of anything else, by first names that many people have."""

import re
from pathlib import Path

import polars as pl

_FIRST_NAMES = frozenset(Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").split())
"""First names that are common in England and Wales (ONS, names of babies and of registered births, many years)."""

_NAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z'’-]+){1,3}|[A-Z][A-Za-z'’-]+, ?[A-Z][a-z]+(?: [A-Z][a-z]*)?")
_FEWEST, _MOST_LOOKED_AT = 3, 500
_SHARE = 0.5
"""Three different names, and half of the different cells, make a column of names: 'Victoria Park' alone is a place.
Judgement."""


def holds_names(different: pl.Series) -> bool:
    """Whether most of a column's different cells are a first name that many people have and a surname."""
    filled = different.filter(different != "").head(_MOST_LOOKED_AT)
    if filled.len() < _FEWEST:
        return False
    cells = [cell.strip() for cell in filled.to_list() if len(cell) < 60]
    names = [cell for cell in cells if _NAME.fullmatch(cell.title() if cell.isupper() else cell)]
    known = sum(not _FIRST_NAMES.isdisjoint(re.findall(r"[a-z]+", name.lower())) for name in names)
    return known >= _FEWEST and known >= _SHARE * filled.len()
