"""The different texts that stand in each column of a sheet: a million rows seldom have more than some hundred."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """The different texts of one column, and which of them each row holds.

    different   each text once, in the order they first come up
    codes       for each row the place of its text in `different`; None where all rows hold the same
    """

    different: pl.Series
    codes: Codes | None = None


class Different:
    """The different texts of each text column of a frame, each column looked through once and only if asked for.

    Texts are told apart by a number of 64 bits worked out from each. That two of a million different texts share
    theirs has a chance of one in forty million (n * n / 2 ** 65).
    """

    def __init__(self, rows: pl.DataFrame, found: Mapping[str, Texts] | None = None) -> None:
        """Those of `rows`; `found` holds columns of which they are known already."""
        self._rows = rows
        self._found = dict(found or {})

    def of(self, name: str) -> pl.Series:
        """The different texts of a column."""
        return self.texts(name).different

    def codes(self, name: str) -> Codes:
        """For each row the place of its text among the different ones of its column."""
        codes = self.texts(name).codes
        return np.zeros(self._rows.height, np.int64) if codes is None else codes

    def texts(self, name: str) -> Texts:
        """What is known of a column."""
        if name not in self._found:
            self.look([name])
        return self._found[name]

    def look(self, names: Iterable[str]) -> None:
        """Look several columns through at once."""
        unknown = [name for name in dict.fromkeys(names) if name not in self._found]
        filled = [name for name in unknown if _has_text(self._rows[name])]
        numbered = self._rows.select(pl.col(name).hash() for name in filled)
        for name in unknown:
            cells = self._rows[name]
            self._found[name] = _told_apart(cells, numbered[name]) if name in filled else Texts(cells.head(1))


def _has_text(cells: pl.Series) -> bool:
    return any(cells.head(50).to_list()) or bool((cells != "").any())


def _told_apart(cells: pl.Series, numbers: pl.Series) -> Texts:
    codes, unlike = pd.factorize(numbers.to_numpy())
    return Texts(cells[_first_places(codes, len(unlike))], codes)


def _first_places(codes: Codes, many: int) -> Codes:
    """Where each code stands first; they are numbered in the order they come up, so the last marks the end."""
    head = codes[: int(np.argmax(codes == many - 1)) + 1]
    highest = np.maximum.accumulate(head)
    return np.flatnonzero(np.diff(highest, prepend=-1))
