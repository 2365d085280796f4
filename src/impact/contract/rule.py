"""What a rule of the contract is: where it points, when a row breaks it, and what the sender is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from impact import problems
from impact.framework.models import Framework

Row = Mapping[str, Any]

_SUGGESTED = 200
"""Different misspelt words for which the nearest known one is looked up in one file; it takes milliseconds each."""

_LONGEST_WORD = 60


class About:
    """What a remedy may need to know beyond its row: the framework, and where the columns stand."""

    def __init__(self, framework: Framework, letters: Mapping[str, str]) -> None:
        self.framework = framework
        self.letters = letters
        self._asked = 0
        self.senders = _spellings({**framework.area, **framework.service})
        self.items = _spellings({**framework.indicator, **{one.id: one for one in framework.evidence}})
        self._nearest = lru_cache(maxsize=None)(self._look_up)

    def column(self, heading: str) -> str:
        """A column in words: 'column G (denominator)'; its name alone where the file does not have it."""
        letter = self.letters.get(heading)
        return f"column {letter} ({heading})" if letter else f"a column named '{heading}'"

    def nearest_sender(self, word: str) -> tuple[str, str] | None:
        """The id and name of the service or area that a word most likely means."""
        return self._nearest(word, "senders")

    def nearest_item(self, word: str) -> tuple[str, str] | None:
        """The id and title of the indicator or evidence item that a word most likely means."""
        return self._nearest(word, "items")

    def _look_up(self, word: str, among: str) -> tuple[str, str] | None:
        self._asked += 1
        if self._asked > _SUGGESTED or len(word) > _LONGEST_WORD:
            return None
        known: dict[str, tuple[str, str]] = getattr(self, among)
        close = problems.nearest(word, tuple(known))
        return known[close] if close else None


@dataclass(frozen=True)
class Rule:
    """One rule: its stable id, the heading it points at, when a row breaks it, and the remedy.

    column   a heading of the return; "" where the rule is about the row as a whole
    broken   over the frame of `facts.with_facts`; null counts as kept, so that one fault is said once
    """

    id: str
    column: str
    broken: pl.Expr
    remedy: Callable[[Row, About], str]


def quoted(text: str) -> str:
    """A value as sent, in quotation marks, shortened to 40 characters."""
    return f"'{text}'" if len(text) <= 40 else f"'{text[:39]}…'"


def _spellings(known: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Ids and names, each with the id and the name that it stands for."""
    found: dict[str, tuple[str, str]] = {}
    for key, one in known.items():
        label = str(getattr(one, "name", None) or getattr(one, "title", ""))
        found.setdefault(label, (key, label))
        found[key] = (key, label)
    return found
