"""Puts faults into words, each different sentence once, however many cells it is said of."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from impact.columns import RETURN_COLUMNS
from impact.contract.facts import Facts
from impact.contract.faults import Said
from impact.contract.rule import About, Rule

_OF_FIRST = {f"first_{name}": name for name in ("line", "block", *RETURN_COLUMNS)}
"""What a remedy may ask of the first row with the same key -> the column of the rows that holds it."""


def worded(known: Facts, rules: Sequence[Rule], about: About) -> Said:
    """What puts faults into words: those in words already as they are, the others by their rule's remedy.

    A remedy says the same of two rows that do not differ in what it reads. What it reads is learnt from its
    readings: so faults of one rule are told apart by these columns alone, and each kind is worded once.
    """
    reads: dict[int, tuple[str, ...]] = {}

    def said(cells: pl.DataFrame) -> pl.Series:
        places = cells.select("remedy", "nth", "row", pl.int_range(pl.len()).alias("at"))
        parts = [places.select("at", "remedy").filter(pl.col("remedy").is_not_null())]
        for (nth,), faults in places.filter(pl.col("remedy").is_null()).group_by("nth", maintain_order=True):
            number = int(str(nth))
            reads[number], words = _of_rule(known, rules[number], about, faults["row"], reads.get(number, ()))
            parts.append(faults.select("at", words))
        return pl.concat(parts).sort("at")["remedy"]

    return said


def _of_rule(
    known: Facts, rule: Rule, about: About, rows: pl.Series, reads: tuple[str, ...]
) -> tuple[tuple[str, ...], pl.Series]:
    """Which columns a rule's remedy reads, those known to be read among them, and its words for some rows."""
    while True:
        told = pl.DataFrame([rows, *(_column(known, name, rows) for name in reads)])
        different = told.unique(reads, keep="first", maintain_order=True) if reads else told.head(1)
        words: list[str] = []
        for row in different.iter_rows(named=True):
            told_of_one = _Told(row, known)
            words.append(rule.remedy(told_of_one, about))
            if told_of_one.more:
                reads = (*reads, *told_of_one.more)
                break
        else:
            return reads, _spread(told, different, reads, words)


def _spread(told: pl.DataFrame, different: pl.DataFrame, reads: Sequence[str], words: list[str]) -> pl.Series:
    remedies = pl.Series("remedy", words, dtype=pl.String)
    if len(words) == told.height:
        return remedies
    if not reads:
        return pl.repeat(words[0], told.height, dtype=pl.String, eager=True).alias("remedy")
    of_kind = different.select(reads).with_columns(remedies)
    return told.join(of_kind, on=list(reads), how="left", nulls_equal=True, maintain_order="left")["remedy"]


class _Told(dict[str, Any]):
    """What is known of one row; what was not at hand is looked up, and stands in `more`."""

    def __init__(self, at_hand: dict[str, Any], known: Facts) -> None:
        super().__init__(at_hand)
        self.more: list[str] = []
        self._known = known

    def __missing__(self, name: str) -> Any:
        self.more.append(name)
        self[name] = value = _column(self._known, name, pl.Series([self["row"]], dtype=pl.UInt32))[0]
        return value


def _column(known: Facts, name: str, rows: pl.Series) -> pl.Series:
    """What some rows say, what is known of their service, indicator and period, or what the first of their key says."""
    if name in known.rows.columns:
        return known.rows[name][rows]
    if name in _OF_FIRST:
        return known.rows[_OF_FIRST[name]][known.rows["first_row"][rows]].alias(name)
    return known.whats[name][known.rows["what"][rows]]
