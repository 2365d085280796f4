"""What protection costs: how many figures the gate hides, beside the fewest that would do."""

from datetime import date
from itertools import combinations
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.audit.optimum import Table, fewest, holds
from impact.disclosure import protect
from impact.metrics.rollup import figures
from impact.periods import containing
from metrics_cases import counts, default_framework, row

Q2 = containing(date(2026, 8, 1), "quarter")
SECTORS = {"SEC2": ("SV05", "SV06", "SV07", "SV08"), "SEC3": ("SV09", "SV10", "SV11"), "SEC4": ("SV13", "SV14", "SV15")}
SERVICES = tuple(service for services in SECTORS.values() for service in services)
WHOLE = "whole"

COUNTS = st.lists(st.integers(0, 30), min_size=len(SERVICES), max_size=len(SERVICES))


def table_of(numbers) -> Table:
    """Ten services in three sectors and the whole; counts from 1 to 5 need hiding."""
    cells = dict(zip(SERVICES, map(float, numbers), strict=True))
    sums = {**SECTORS, WHOLE: tuple(SECTORS)}
    cells |= {sector: sum(cells[one] for one in services) for sector, services in SECTORS.items()}
    cells[WHOLE] = sum(cells[sector] for sector in SECTORS)
    return Table(cells, sums, frozenset(name for name, number in cells.items() if 1 <= number <= 5))


def hidden_by_the_gate(numbers) -> frozenset[str]:
    """The same table through the gate: which of its cells are hidden."""
    rows = [row(one, "S07", Q2, value=float(number)) for one, number in zip(SERVICES, numbers, strict=True)]
    shown = protect(figures(counts(rows, "polars"), default_framework()), default_framework()).frame
    return frozenset(shown[shown.hidden != ""].scope_id.replace({"": WHOLE}))


@given(COUNTS)
@settings(deadline=None, max_examples=25)
def test_the_gate_hides_at_most_two_more_for_each_figure_that_needs_hiding(numbers) -> None:
    """Its rules take partners sum by sum: one in the sector and, where that is too little, one more (e.5 (3), (4))."""
    table = table_of(numbers)
    hidden = hidden_by_the_gate(numbers)

    assert holds(table, hidden)
    assert table.hidden <= hidden
    assert len(hidden) <= len(fewest(table)) + 2 * len(table.hidden)


def test_the_cost_of_protection_is_told(capsys) -> None:
    tables = [[(7 * at * step + 3 * at + step) % 19 for at in range(len(SERVICES))] for step in range(1, 16)]

    ratios = [len(hidden_by_the_gate(one)) / max(len(fewest(table_of(one))), 1) for one in tables]

    with capsys.disabled():
        print(f"\ncost of protection: {mean(ratios):.2f} times the fewest on average, {max(ratios):.2f} at most")
    assert max(ratios) <= 2


@pytest.mark.parametrize(
    ("numbers", "many"),
    [
        ([8, 9, 10, 11, 12, 13, 14, 15, 16, 17], 0),
        ([3, 9, 10, 11, 12, 13, 14, 15, 16, 17], 2),
        ([3, 3, 10, 11, 12, 13, 14, 15, 16, 17], 2),
        ([3, 2, 10, 11, 12, 13, 14, 15, 16, 17], 3),
    ],
    ids=["nothing to hide", "one partner", "each other's partner", "together still too little"],
)
def test_the_fewest_is_as_few_as_can_be(numbers, many) -> None:
    assert len(fewest(table_of(numbers))) == many


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
@settings(deadline=None, max_examples=20)
def test_no_smaller_set_would_do(numbers) -> None:
    """The slow twin: every smaller set that hides what needs hiding is tried."""
    cells = {name: float(number) for name, number in zip("abcd", numbers, strict=True)} | {"all": float(sum(numbers))}
    small = frozenset(name for name, number in cells.items() if 1 <= number <= 5)
    table = Table(cells, {"all": tuple("abcd")}, small)

    best = fewest(table)

    others = set(cells) - small
    smaller = [small | set(more) for size in range(len(best) - len(small)) for more in combinations(others, size)]
    assert not any(holds(table, frozenset(one)) for one in smaller)
