"""A longer period is the sum of shorter ones where these fill it and add up to it, and nowhere else."""

from datetime import date

import polars as pl
import pytest

from impact.disclosure.tiles import placed_in_tiles, tiled
from impact.periods import Period, between

YEAR = between(date(2025, 4, 1), date(2026, 3, 31), "financial_year")[0]
QUARTERS = between(date(2025, 4, 1), date(2026, 3, 31), "quarter")
MONTHS = between(date(2025, 4, 1), date(2025, 6, 30), "month")


def parts(*rows: tuple[Period, float | None, float | None], **more: object) -> pl.DataFrame:
    """Rows of one sender: period, numerator, denominator; numbered from 0."""
    return pl.DataFrame(
        [
            {
                "part": part,
                "indicator_id": "S01",
                "service_id": "SV05",
                "period_start": period.start,
                "period_end": period.end,
                "period_kind": period.kind,
                "breakdown": "",
                "numerator": numerator,
                "denominator": denominator,
                "n": None,
                "value": None,
                **more,
            }
            for part, (period, numerator, denominator) in enumerate(rows)
        ],
        schema_overrides=dict.fromkeys(("numerator", "denominator", "n", "value"), pl.Float64),
        infer_schema_length=None,
    )


def months(*numerators: float | None) -> list[tuple[Period, float | None, float | None]]:
    return [(month, number, 100.0) for month, number in zip(MONTHS, numerators, strict=False)]


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        ([*months(1, 2, 3), (QUARTERS[0], 6, 300)], {3: (0, 1, 2)}),
        ([*months(1, 2, 3), (QUARTERS[0], 7, 300)], {}),
        ([*months(1, 2, 3), (QUARTERS[0], 6, 301)], {}),
        ([*months(1, 2), (QUARTERS[0], 3, 200)], {}),
        ([*months(1, None, 3), (QUARTERS[0], 4, 300)], {}),
        ([*months(1, 2, 3), (QUARTERS[1], 6, 300)], {}),
        ([*months(1, 2, 3), (MONTHS[1], 4, 100), (QUARTERS[0], 8, 300)], {4: (0, 3, 2)}),
        (
            [*months(1, 2, 3), *((one, 6, 300) for one in QUARTERS), (YEAR, 24, 1200)],
            {3: (0, 1, 2), 7: (0, 1, 2, 4, 5, 6)},
        ),
        (months(1, 2, 3), {}),
    ],
    ids=[
        "months fill a quarter",
        "another numerator",
        "another denominator",
        "a month is missing",
        "a month is a mark",
        "another quarter",
        "a month that was sent again",
        "months in a quarter in a year",
        "one kind of period",
    ],
)
def test_a_longer_period_is_the_sum_of_what_fills_it_and_adds_up_to_it(rows, sums):
    assert tiled(parts(*rows)) == sums


def test_counts_without_a_group_add_up_by_their_value():
    rows = parts(*[(month, None, None) for month in MONTHS], (QUARTERS[0], None, None))

    assert tiled(rows.with_columns(value=pl.Series([1.0, 2.0, 3.0, 6.0]))) == {3: (0, 1, 2)}
    assert tiled(rows) == {}


def test_a_figure_rests_on_the_parts_of_its_sums():
    placed = pl.DataFrame({"scope_id": ["SV05", "", ""], "part": [3, 3, 9]})

    found = placed_in_tiles(placed, {3: (0, 1, 2)})

    assert sorted(found.rows()) == [("", 0), ("", 1), ("", 2), ("", 9), ("SV05", 0), ("SV05", 1), ("SV05", 2)]
    assert placed_in_tiles(placed, {}).rows() == placed.rows()
