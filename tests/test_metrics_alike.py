"""Where a service lies among services of like kind."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Framework
from impact.metrics.alike import ALL, REACH, SECTOR, compared, sides
from impact.metrics.rollup import figures
from impact.periods import containing
from metrics_cases import counts, default_framework
from places import place, sent

TERM = containing(date(2026, 5, 1), "term")
HEARD = default_framework().indicator["S01"]
TURNOVER = default_framework().indicator["W13"]


def where(framework: Framework, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return compared(figures(counts(rows, "polars"), framework, ("service",)), framework).set_index("service_id")


def test_the_limits_at_sixty_per_cent_are_the_worked_ones():
    for size, limit in ((30, 0.876), (70, 0.781), (200, 0.707)):
        others = [(6e7, 1e8)] * 5
        within, beyond = (np.floor(limit * size), np.ceil(limit * size))
        placed = [
            sides([x, *(a for a, _ in others)], [size, *(n for _, n in others)], HEARD)[0][0] for x in (within, beyond)
        ]

        assert placed == [1, 2]


@pytest.mark.parametrize(
    ("groups", "kind", "many"),
    [
        ((("SEC1", "universal", 6), ("SEC2", "universal", 4)), SECTOR, 6),
        ((("SEC1", "universal", 5), ("SEC2", "universal", 4)), REACH, 9),
        ((("SEC1", "universal", 5), ("SEC2", "specialist", 4)), ALL, 9),
        ((("SEC1", "", 1),), ALL, 1),
    ],
)
def test_services_are_compared_within_the_narrowest_kind_of_six_or_more(groups, kind, many):
    framework = place(*groups)
    rows = sent(framework, {one.id: (60, 100) for one in framework.services})

    first = where(framework, rows).loc["A00"]

    assert (first.group, first.compared, first.side) == (kind, many, 0)


def test_the_side_follows_what_is_good_for_the_indicator():
    x, n = [90, *[55] * 8], [100] * 9

    assert sides(x, n, HEARD)[0][0] == 2
    assert sides(x, n, HEARD.model_copy(update={"direction": "lower"}))[0][0] == -2


def test_limits_are_widened_only_where_ten_or_more_differ_by_more_than_chance():
    x = [40, 80, 45, 75, 50, 70, 42, 78, 48, 72]

    assert sides(x, [100] * 10, HEARD)[1] is True
    assert sides(x[:9], [100] * 9, HEARD)[1] is False
    assert sides([60] * 10, [100] * 10, HEARD)[1] is False


def test_rates_have_limits_of_their_own():
    leavers, staff = [30, *[10] * 6], [100] * 7

    assert list(sides(leavers, staff, TURNOVER)[0]) == [-2, 0, 0, 0, 0, 0, 0]
    assert list(sides([0, *[12] * 12], [100] * 13, TURNOVER)[0][:1]) == [2]


@pytest.mark.parametrize(("x", "n"), [([0, 0], [10, 20]), ([10, 20], [10, 20]), ([5], [10]), ([], [])])
def test_where_nobody_can_stand_out_nobody_does(x, n):
    placed, widened = sides(x, n, HEARD)

    assert (list(placed), widened) == ([0] * len(x), False)


def test_a_term_stands_in_the_quarter_it_ends_in():
    framework = place(("SEC1", "universal", 6))
    rows = sent(framework, {f"A0{at}": (60, 100) for at in range(5)}) + sent(framework, {"A05": (60, 100)}, TERM)

    assert set(where(framework, rows).compared) == {6}


def test_a_hidden_figure_moves_no_line():
    framework = place(("SEC1", "universal", 7))
    hidden = sent(framework, {"A06": (1, 100)})[0] | {"marker": "c", "numerator": None, "denominator": None}
    rows = [*sent(framework, {f"A0{at}": (60, 100) for at in range(6)}), hidden]

    found = where(framework, rows)

    assert ("A06" in found.index, set(found.compared)) == (False, {6})


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 200)), min_size=1, max_size=9))
def test_limits_unwidened_are_those_of_a_plain_loop(pairs):
    x, n = zip(*pairs, strict=True)

    quick = list(sides(x, n, HEARD)[0])

    assert quick == slow_sides(x, n)


def slow_sides(x: tuple[int, ...], n: tuple[int, ...]) -> list[int]:
    """The slow twin, one service at a time: the pooled share, and 1.96 or 3.09 standard errors around it."""
    share = sum(x) / sum(n)
    found = []
    for own, size in zip(x, n, strict=True):
        error = (share * (1 - share) / size) ** 0.5
        away = own / size - share
        steps = (abs(away) > 1.959963984540054 * error) + (abs(away) > 3.090232306167814 * error)
        found.append(int(steps if away > 0 else -steps))
    return found
