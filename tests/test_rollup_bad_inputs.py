"""Whatever passed the bounds or did not come: a figure, or none and its mark, and never a crash or a wrong number."""

from datetime import UTC, date, datetime, timedelta
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from engines import HERE, on
from impact.columns import NUMBERS
from impact.metrics.rollup import COLUMNS, figures
from impact.periods import containing
from impact.projection import Projection
from impact.sources import end_of
from metrics_cases import default_framework, row, table

QUARTER = containing(date(2026, 5, 1), "quarter")
BEFORE = containing(date(2026, 2, 1), "quarter")
SUMMER = containing(date(2026, 5, 1), "term")
YEAR = containing(date(2026, 5, 1), "financial_year")
EMPTY = dict.fromkeys(NUMBERS)


def shares(*pairs: tuple[float | None, float | None], **more: Any) -> list[dict[str, Any]]:
    """What some services sent of staff trained."""
    services = ("SV05", "SV06", "SV07")
    return [
        row(one, "W01", QUARTER, numerator=x, denominator=n) | more
        for one, (x, n) in zip(services, pairs, strict=False)
    ]


def means(*sent: tuple[float | None, float | None, float | None]) -> list[dict[str, Any]]:
    """What some services sent of a mean: value, n, sd."""
    services = ("SV05", "SV06", "SV07")
    return [row(one, "S02", QUARTER, value=v, n=n, sd=sd) for one, (v, n, sd) in zip(services, sent, strict=False)]


CASES: list[tuple[str, list[dict[str, Any]], float, bool, str, float]] = [
    ("a denominator of nought", shares((0.0, 0.0)), nan, False, "", 1),
    ("noughts beside a real one", shares((0.0, 0.0), (5.0, 10.0)), 50.0, True, "", 2),
    ("people over nobody", shares((3.0, 0.0)), nan, False, "", 1),
    ("more people than there are", shares((12.0, 10.0)), 120.0, False, "", 1),
    ("fewer than nobody", shares((-3.0, 10.0)), -30.0, False, "", 1),
    ("two that take each other away", shares((5.0, 10.0), (1.0, -10.0)), nan, False, "", 2),
    ("numbers beyond all reason", shares((5e14, 1e15)), 50.0, True, "", 1),
    ("parts of a person", shares((0.25, 0.5)), 50.0, True, "", 1),
    ("half a pair", shares((5.0, None)), nan, False, "", 0),
    ("nothing but a row", shares((None, None)), nan, False, "", 0),
    ("all of it hidden", shares((1.0, 10.0), (2.0, 10.0), marker="c"), nan, False, "c", 0),
    ("a mark that nobody knows", shares((5.0, 10.0), marker="q"), 50.0, True, "", 1),
    ("the same mark twice", shares((5.0, 10.0), marker="p p"), 50.0, True, "p", 1),
    ("an answer of one", means((4.0, 1.0, None)), 4.0, False, "", 1),
    ("an answer of nobody", means((4.0, 0.0, 1.0)), nan, False, "", 0),
    ("nobody differs", means((4.0, 10.0, 0.0), (4.0, 10.0, 0.0)), 4.0, True, "", 2),
    ("a spread below nought", means((4.0, 10.0, -1.0)), 4.0, True, "", 1),
    ("a mean without its n", means((4.0, None, 1.0)), nan, False, "", 0),
]
"""What was sent; of the whole: the value, whether it has limits, its mark, and how many services are added."""


@pytest.mark.parametrize("engine", HERE)
@pytest.mark.parametrize(("_", "sent", "value", "limits", "mark", "parts"), CASES, ids=[case[0] for case in CASES])
def test_a_figure_or_none_and_never_a_crash(
    _: str, sent: list[dict[str, Any]], value: float, limits: bool, mark: str, parts: float, engine: str
) -> None:
    found = figures(on(engine, table(sent)), default_framework())

    whole = found[found.scope_kind == "whole"].iloc[0]
    assert whole.value == pytest.approx(value, nan_ok=True)
    assert (not isnan(whole.lower)) == (not isnan(whole.upper)) == limits
    assert (whole.marker, whole.parts) == (mark, parts)
    assert not np.isinf(found.select_dtypes("number").to_numpy(dtype=float)).any()


def test_an_empty_store_gives_no_figures_in_their_columns() -> None:
    found = figures(on("duckdb", table([])), default_framework())

    assert (len(found), tuple(found.columns)) == (0, COLUMNS)


def test_one_service_and_one_period_are_the_sector_and_the_whole() -> None:
    found = figures(on("duckdb", table(shares((6.0, 10.0)))), default_framework())

    assert set(found.scope_kind) == {"whole", "sector", "service"}
    assert found.value.nunique() == found.lower.nunique() == found.upper.nunique() == 1


def test_periods_of_every_kind_stand_beside_each_other_and_are_not_added() -> None:
    sent = [
        row("SV05", "W01", QUARTER, numerator=1.0, denominator=10.0),
        row("SV06", "W01", YEAR, numerator=9.0, denominator=10.0),
        row("SV02", "W01", SUMMER, numerator=5.0, denominator=10.0),
        row("SV05", "W01", BEFORE, numerator=4.0, denominator=10.0),
    ]

    found = figures(on("duckdb", table(sent)), default_framework(), ("whole",))

    told = {(one.period_kind, str(one.period_end.date())): one.value for one in found.itertuples()}
    autumn = str(containing(date(2026, 8, 1), "quarter").end)  # the summer term ends in August
    assert told == {
        ("quarter", str(BEFORE.end)): 40.0,
        ("quarter", str(QUARTER.end)): 10.0,
        ("quarter", autumn): 50.0,
        ("financial_year", str(YEAR.end)): 90.0,
    }


def test_a_return_that_comes_late_in_the_evening_counts_on_that_day_in_summer_and_in_winter(tmp_path: Any) -> None:
    clocks_go_forward, clocks_go_back = date(2026, 3, 29), date(2026, 10, 25)
    for day in (clocks_go_forward, clocks_go_back):
        last, next_day = end_of(day) - timedelta(minutes=1), end_of(day) + timedelta(minutes=1)
        projection = kept(tmp_path / str(day), [(last, 5.0), (next_day, 9.0)])

        known = [
            figures(projection.counts("place", {"SV05": "SEC2"}, end_of(moment)), default_framework(), ("whole",))
            for moment in (day - timedelta(days=1), day, day + timedelta(days=1))
        ]

        assert [list(one.value) for one in known] == [[], [50.0], [90.0]]
        assert end_of(day + timedelta(days=1)) - end_of(day) == timedelta(days=1)


def test_the_hour_that_comes_twice_keeps_its_order(tmp_path: Any) -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    projection = kept(tmp_path, [(first, 5.0), (second, 9.0)])

    now = figures(projection.counts("place", {"SV05": "SEC2"}), default_framework(), ("whole",))
    between = figures(projection.counts("place", {"SV05": "SEC2"}, first), default_framework(), ("whole",))

    assert (list(between.value), list(now.value)) == ([50.0], [90.0])


def kept(folder: Any, received: list[tuple[datetime, float]]) -> Projection:
    """A projection of returns that each say something else of the same ten people."""
    rows = pl.concat(
        [
            table([row("SV05", "W01", QUARTER, numerator=x, denominator=10.0)])
            .drop("sector_id")
            .with_columns(
                observation_id=pl.lit(number, pl.Int64),
                submission_id=pl.lit(number, pl.Int64),
                known_from=pl.lit(moment, pl.Datetime("us", "UTC")),
            )
            for number, (moment, x) in enumerate(received, start=1)
        ]
    )
    return Projection(folder, lambda _, newest: rows.filter(pl.col("submission_id") > newest), lambda *_: "0" * 16)


def test_what_is_not_a_number_is_nowhere_among_the_numbers() -> None:
    found = figures(on("polars", table([row("SV05", "W01", QUARTER, **EMPTY)])), default_framework())

    assert pd.isna(found.value).all() and list(found.parts.unique()) == [0]
