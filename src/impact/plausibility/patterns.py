"""Numbers that look written rather than counted: rounded last digits, one pair copied down, a dragged cell.

A pattern is told once, on the first row that it stands on.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special

LEAST_COUNT = 10
"""Counts below this have one digit, and runs of them come by chance. Judgement."""

FEWEST_COUNTS = 10
"""Last digits are judged from so many counts on; a service's usual return has some 20 that differ. Judgement."""

ROUND_SHARE = 0.2
"""Of counts left as they were, a fifth end in 0 or 5: last digits are near uniform (Mosimann and others 1995, 2002)."""

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def last_digits(rows: pl.DataFrame) -> pl.DataFrame:
    """How often the counts of each service end in 0 or 5: service_id, digits_judged, digits_round, round_chance.

    round_chance is the probability of so many or more where every last digit is as likely as another. A number
    that stands in several rows of a period, as the size of a group does, is judged once.
    """
    period = ("service_id", "period_start", "period_kind")
    counts = pl.concat(
        [rows.select(*period, count=pl.col(name)) for name in ("numerator", "denominator", "n")], rechunk=False
    )
    whole = counts.filter((pl.col("count") >= LEAST_COUNT) & (pl.col("count") % 1 == 0)).unique()
    found = whole.group_by("service_id").agg(
        digits_judged=pl.len().cast(pl.Int64), digits_round=(pl.col("count") % 5 == 0).sum().cast(pl.Int64)
    )
    found = found.filter(pl.col("digits_judged") >= FEWEST_COUNTS)
    chance = special.bdtrc(found["digits_round"].to_numpy() - 1, found["digits_judged"].to_numpy(), ROUND_SHARE)
    return found.with_columns(round_chance=pl.Series(chance, dtype=pl.Float64))


def copied(rows: pl.DataFrame) -> pl.DataFrame:
    """Runs of lines that hold the same two counts, or that go up or down by the same step each time.

    returns   line and cell (of the first row of a run), pairs_in_row, pairs_until (the last line),
              steps_in_row, steps_until, step, steps_in (the heading); only rows that a run begins on

    The same pair is no pattern where it is none or all of a group, nor for one indicator over several
    periods. Steps are whole, and so are the counts, from LEAST_COUNT on.
    """
    inside = rows.with_columns(letter=pl.col("cell").str.strip_chars_end("0123456789")).sort("letter", "line")
    lines = inside["line"].to_numpy()
    follows = _as_above(lines - np.arange(len(lines)))
    for name in ("letter", "service_id"):
        follows &= (inside[name] == inside[name].shift(1)).fill_null(value=False).to_numpy()
    found = [_runs(inside, "pairs", _pairs(inside, follows), 1)]
    for name in ("numerator", "denominator", "value"):
        step = _steps(inside[name].to_numpy(), follows)
        runs = _runs(inside, "steps", follows & (step != 0) & _as_above(step), 2)
        found.append(runs.with_columns(step=pl.Series(step[runs["row"].to_numpy() + 1]), steps_in=pl.lit(name)))
    every = pl.concat(found, how="diagonal")
    return every.group_by("line", "cell", maintain_order=True).agg(pl.exclude("row").drop_nulls().first())


def _pairs(inside: pl.DataFrame, follows: Flags) -> Flags:
    numerator, denominator = inside["numerator"].to_numpy(), inside["denominator"].to_numpy()
    other = (inside["indicator_id"] != inside["indicator_id"].shift(1)).fill_null(value=False).to_numpy()
    part = (numerator > 0) & (numerator < denominator)
    found: Flags = follows & part & other & _as_above(numerator) & _as_above(denominator)
    return found


def _steps(counts: Numbers, follows: Flags) -> Numbers:
    whole = np.where((counts >= LEAST_COUNT) & (counts % 1 == 0), counts, np.nan)
    return np.where(follows, np.diff(whole, prepend=np.nan), np.nan)


def _as_above(numbers: npt.NDArray[Any]) -> Flags:
    """Whether each number is the one above it; a missing one never is."""
    return np.append(False, numbers[1:] == numbers[:-1])[: len(numbers)]


def _runs(inside: pl.DataFrame, name: str, goes_on: Flags, before: int) -> pl.DataFrame:
    """The runs of rows that go on, each begun so many rows before: row, line, cell, {name}_in_row, {name}_until."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], goes_on, [False]])))
    first, last = edges[::2] - before, edges[1::2] - 1
    begun = inside.select("line", "cell")[first]
    return begun.with_columns(
        pl.Series("row", first, dtype=pl.Int64),
        pl.Series(f"{name}_in_row", last - first + 1, dtype=pl.Int64),
        pl.Series(f"{name}_until", inside["line"].to_numpy()[last], dtype=pl.Int64),
    )
