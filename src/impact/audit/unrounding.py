"""Rounded counts made exact again from a rate and an interval beside them that were not worked out from these."""

from itertools import product
from math import isnan
from typing import Any

from impact.framework import Indicator, Policy
from impact.metrics.intervals import poisson_or_byar, wilson

Row = dict[str, Any]
Range = tuple[float, float]

CLOSE = 1e-9
"""How far, as a share of it, a number may be from one that is printed in full."""


def count_and_base(row: Row, indicator: Indicator, policy: Policy) -> tuple[Range, Range | None]:
    """The least and most that the count and the group of a shown row can be; the group None where it has none."""
    if indicator.measure in ("proportion", "rate"):
        count, base = float(row["numerator"]), float(row["denominator"])
        if policy.round_to:
            return _undone(row, indicator, policy, count, base)
        return (count, count), (base, base)
    number = float(row["value"] if indicator.measure == "count" else row["n"])
    return (_reach(number, policy) if policy.round_to and number == number else (number, number)), None


def _undone(row: Row, indicator: Indicator, policy: Policy, count: float, base: float) -> tuple[Range, Range]:
    """The whole numbers that would have been rounded to these and give this very rate and interval.

    A rate that is worked out from the rounded counts tells nothing more than they do.
    """
    if base and _same(row["value"], indicator.multiplier * count / base):
        return _reach(count, policy), _reach(base, policy)
    found = [
        (x, n)
        for x, n in product(_before(count, policy), _before(base, policy))
        if n and _same(row["value"], indicator.multiplier * x / n) and _same_interval(row, indicator, x, n)
    ]
    if not found:
        return _reach(count, policy), _reach(base, policy)
    counts, bases = zip(*found, strict=True)
    return (min(counts), max(counts)), (min(bases), max(bases))


def _reach(rounded: float, policy: Policy) -> Range:
    before = _before(rounded, policy)
    return float(before[0]), float(before[-1])


def _before(rounded: float, policy: Policy) -> range:
    if rounded == 0:
        return range(0, 1)
    half = policy.round_to
    low = 1 if rounded <= policy.smallest_base + half else int(rounded) - half
    return range(max(low, 1), int(rounded) + half + 1)


def _same_interval(row: Row, indicator: Indicator, x: int, n: int) -> bool:
    if indicator.interval == "wilson":
        ends = [float(end[0]) for end in wilson([x], [n])]
    elif indicator.interval == "byar_or_exact":
        ends = [float(end[0]) / n for end in poisson_or_byar([x])]
    else:
        return True
    return all(_same(row[name], indicator.multiplier * end) for name, end in zip(("lower", "upper"), ends, strict=True))


def _same(shown: float, computed: float) -> bool:
    return isnan(shown) or abs(shown - computed) <= CLOSE * max(1.0, abs(computed))
