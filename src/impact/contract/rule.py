"""What a rule of the contract is: where it points, when a row breaks it, and what the sender is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from impact import problems
from impact.framework.models import Framework
from impact.tidy import Place

Row = Mapping[str, Any]

_SUGGESTED = 200
"""Different misspelt words for which the nearest known one is looked up in one file; it takes milliseconds each."""

_LONGEST_WORD = 60


class About:
    """What a remedy may need to know beyond its row: the framework, and where each block's columns stand."""

    def __init__(self, framework: Framework, places: Sequence[Mapping[str, Place]]) -> None:
        self.framework = framework
        self.places = places
        self._asked = 0
        self.senders = _spellings({**framework.area, **framework.service})
        self.items = _spellings({**framework.indicator, **{one.id: one for one in framework.evidence}})
        self._nearest = lru_cache(maxsize=None)(self._look_up)

    def has(self, row: Row, name: str) -> bool:
        """Whether the file has a column that holds this part of a row."""
        return bool(self.places[row["block"]].get(name, ("", ""))[0])

    def column(self, row: Row, name: str) -> str:
        """A part's column in words: 'column G (denominator)'; its name alone where the file does not have it."""
        letter, heading = self.places[row["block"]].get(name, ("", ""))
        return f"column {letter} ({heading})" if letter else f"a column named '{name}'"

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
    """One rule: its stable id, the part of a row it points at, when it is broken, and the remedy.

    column   a name of RETURN_COLUMNS; "" where the rule is about the row as a whole
    broken   over one of the frames of `Facts`; null counts as kept, so that one fault is said once
    remedy   given the row with everything that both frames know of it, and `first_` columns of the row it repeats
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
