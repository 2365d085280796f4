"""How many false bright spots chance alone would give, and how many real differences: the simulation of the method.

`framework-method` (f.6): 24 services, 30 proportions, about 70 answers each, 60 quarters. Its words give "about"
numbers and not how the proportions and sizes were drawn; here the levels lie evenly from 55% to 90% and sizes are
Poisson around 70. An "about" is kept within 15% or three standard errors of the 60 quarters, whichever is more.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from scipy import special

from impact.metrics import overdispersion
from impact.metrics.alike import GOOD_INNER, GOOD_OUTER, sides
from impact.metrics.bright import WINDOW
from metrics_cases import default_framework

SERVICES, PROPORTIONS, SIZE, QUARTERS, SEED = 24, 30, 70, 60, 6
HEARD = default_framework().indicator["S01"]
LEVELS = np.linspace(0.55, 0.9, PROPORTIONS)


@cache
def flagged(spread: float, widened: bool, better: float = 0.0) -> np.ndarray:
    """Per quarter: flags above 95% now, above 99.8% now, by rule (i) or (ii); and the same of the first service."""
    draw, fewest = np.random.default_rng(SEED), overdispersion.FEWEST
    overdispersion.FEWEST = fewest if widened else 10**9
    try:
        return np.array([list(_quarter(draw, spread, better)) for _ in range(QUARTERS)])
    finally:
        overdispersion.FEWEST = fewest


def _quarter(draw: np.random.Generator, spread: float, better: float) -> Iterator[float]:
    odds = special.logit(LEVELS)[:, None] + spread * draw.standard_normal((PROPORTIONS, SERVICES))
    odds[:, 0] += better
    n = draw.poisson(SIZE, (WINDOW, PROPORTIONS, SERVICES))
    x = draw.binomial(n, special.expit(odds))
    placed = np.array([[sides(x[at, one], n[at, one], HEARD)[0] for one in range(PROPORTIONS)] for at in range(WINDOW)])
    inner, outer = placed >= GOOD_INNER, placed >= GOOD_OUTER
    for flags in (inner[-1], outer[-1], outer[-1] | (inner.sum(axis=0) >= 2)):
        yield flags.sum()
        yield flags[:, 0].mean()


def about(stated: float, counts: np.ndarray) -> bool:
    error = float(counts.std(ddof=1)) / QUARTERS**0.5
    return abs(float(counts.mean()) - stated) <= max(0.15 * stated, 3 * error)


@pytest.mark.parametrize(("column", "stated"), [(0, 15), (2, 0.4), (4, 1)])
def test_with_no_real_differences_the_rule_gives_about_one_false_candidate_a_quarter(column, stated):
    assert about(stated, flagged(0.0, widened=False)[:, column])


def test_with_no_real_differences_widening_changes_little():
    assert about(1, flagged(0.0, widened=True)[:, 4])


def test_with_ordinary_spread_42_are_above_the_unwidened_limit_and_the_rule_with_widened_limits_gives_13():
    assert about(42, flagged(0.25, widened=False)[:, 0])
    assert about(13, flagged(0.25, widened=True)[:, 4])


@pytest.mark.parametrize(("column", "stated"), [(1, 0.65), (5, 0.72)])
def test_one_service_that_is_truly_better_is_found_more_often_by_the_rule(column, stated):
    assert about(stated, flagged(0.0, widened=False, better=0.8)[:, column])
