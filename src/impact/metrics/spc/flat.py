"""Many series as one long column of numbers, each after the last, so that all are worked out at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flat:
    """Where in a flat array each series lies: `first` marks first points, `of_row` numbers the series."""

    first: Flags
    starts: Whole
    of_row: Whole

    @classmethod
    def of(cls, first: Flags) -> "Flat":
        """Series that begin at the marked rows."""
        return cls(first, np.flatnonzero(first), np.cumsum(first) - 1)

    @classmethod
    def at(cls, starts: Whole, length: int) -> "Flat":
        """Series that begin at these places of an array of some length."""
        first = np.zeros(length, dtype=bool)
        first[starts] = True
        return cls.of(first)

    def first_of(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """For each row the number of its series' first row."""
        return numbers[self.starts][self.of_row]

    def last(self) -> Whole:
        """For each series the place of its last row."""
        return np.append(self.starts[1:], len(self.first)) - 1 if len(self.starts) else self.starts

    def place(self) -> Whole:
        """Each row's place in its series, from 0."""
        sizes = self.last() - self.starts + 1
        return np.arange(len(self.first)) - np.repeat(self.starts, sizes)

    def total(self, numbers: npt.NDArray[Any]) -> Numbers:
        """The sum of each series."""
        return np.add.reduceat(numbers.astype(np.float64), self.starts) if len(self.starts) else np.zeros(0)

    def most(self, numbers: Numbers) -> Numbers:
        """The largest number of each series."""
        return np.maximum.reduceat(numbers, self.starts) if len(self.starts) else np.zeros(0)

    def mean(self, numbers: Numbers, where: Flags) -> Numbers:
        """The mean of each series' marked rows; NaN where none is marked."""
        counted = self.total(where)
        return self.total(np.where(where, numbers, 0.0)) / np.where(counted > 0, counted, np.nan)

    def before(self, numbers: npt.NDArray[Any], steps: int = 1) -> npt.NDArray[Any]:
        """The entry so many rows before; of the other series at a series' first rows, which whoever asks excludes."""
        return np.concatenate([numbers[:steps], numbers[:-steps]])[: len(numbers)]
