"""Figures: counts are added and then divided, on every engine alike."""

from collections import defaultdict
from datetime import date
from math import isnan, nan, sqrt
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.metrics import coded
from impact.metrics.rollup import COLUMNS, figures
from impact.periods import Period, containing
from metrics_cases import borough, counts, default_framework, row, same

AUTUMN, SPRING, SUMMER = (containing(date(*day), "term") for day in ((2025, 10, 1), (2026, 2, 1), (2026, 5, 1)))
Q3, Q4, Q1, Q2 = (
    containing(date(*day), "quarter") for day in ((2025, 11, 1), (2026, 2, 1), (2026, 5, 1), (2026, 8, 1))
)
YEAR = containing(date(2025, 6, 1), "financial_year")
HOME, ENGLAND = "E08000005", "E92000001"


def one(table: pd.DataFrame, scope: str, scope_id: str = "", period: Period | None = None) -> pd.Series:
    """The only row of a scope (and period)."""
    found = table[(table.scope_kind == scope) & (table.scope_id == scope_id)]
    if period:
        found = found[found.period_end == pd.Timestamp(period.end)]
    assert len(found) == 1
    return found.iloc[0]


def made(*rows: dict[str, Any]) -> pd.DataFrame:
    return figures(counts(list(rows), "polars"), default_framework())


def test_services_are_pooled_and_not_averaged() -> None:
    table = made(
        row("SV05", "W01", Q3, numerator=18.0, denominator=20.0),
        row("SV06", "W01", Q3, numerator=150.0, denominator=300.0),
    )

    for scope, scope_id in (("whole", ""), ("sector", "SEC2")):
        assert one(table, scope, scope_id).value == pytest.approx(52.5)  # not 70, the mean of 90 and 50
        assert one(table, scope, scope_id).parts == 2


def test_means_are_weighted_and_their_spread_is_joined() -> None:
    sent = [("SV05", 12.0, 4.9, 0.8), ("SV06", 40.0, 4.2, 1.1), ("SV07", 9.0, 5.6, 0.6)]

    table = made(*(row(service, "W06", YEAR, value=value, n=n, sd=sd) for service, n, value, sd in sent))

    whole = one(table, "whole")
    assert (round(whole.value, 2), round(whole.sd, 2), whole.n) == (4.54, 1.11, 61)
    assert whole.lower < whole.value < whole.upper


def test_a_mean_without_a_spread_has_no_limits() -> None:
    table = made(row("SV05", "W06", YEAR, value=4.0, n=12.0), row("SV06", "W06", YEAR, value=5.0, n=12.0, sd=1.0))

    whole = one(table, "whole")
    assert whole.value == 4.5
    assert isnan(whole.sd) and isnan(whole.lower)


def test_maturity_above_a_service_is_how_many_services_are_at_each_level() -> None:
    table = made(*(row(f"SV0{at}", "L07", YEAR, value=level) for at, level in ((5, 0.0), (6, 2.0), (7, 3.0))))

    whole = one(table, "whole")
    assert (whole["levels"], whole.numerator, whole.denominator) == ("0:1|2:1|3:1", 2, 3)
    assert whole.value == pytest.approx(200 / 3)
    assert one(table, "service", "SV06").value == 2


def test_a_median_is_not_combined_above_a_service() -> None:
    table = made(row("SV05", "S14", Q3, value=10.0, n=20.0), row("SV06", "S14", Q3, value=30.0, n=20.0))

    assert isnan(one(table, "whole").value)
    assert (one(table, "service", "SV05").value, one(table, "service", "SV05").n) == (10, 20)


def test_counts_are_added() -> None:
    table = made(row("SV05", "L12", Q3, value=2.0), row("SV16", "L12", Q3, value=3.0))

    assert one(table, "whole").value == 5
    assert isnan(one(table, "whole").lower)


def test_a_hidden_number_is_not_added_and_is_counted() -> None:
    table = made(
        row("SV05", "W01", Q3, numerator=18.0, denominator=20.0, marker="p"),
        row("SV06", "W01", Q3, marker="c"),
    )

    whole = one(table, "whole")
    assert (whole.value, whole.parts, whole.parts_hidden, whole.marker) == (90, 1, 1, "p")
    hidden = one(table, "service", "SV06")
    assert isnan(hidden.value)
    assert (hidden.parts, hidden.marker) == (0, "c")


def test_only_rows_about_all_people_enter() -> None:
    table = made(
        row("SV05", "W01", Q3, numerator=18.0, denominator=20.0),
        row("SV05", "W01", Q3, numerator=1.0, denominator=9.0, breakdown="reception"),
    )

    assert one(table, "whole").denominator == 20


def test_an_empty_denominator_gives_no_value() -> None:
    whole = one(made(row("SV05", "W01", Q3, numerator=0.0, denominator=0.0)), "whole")

    assert isnan(whole.value) and isnan(whole.lower)


def test_those_asked_are_known_only_if_every_service_said() -> None:
    table = made(
        row("SV05", "S01", Q3, numerator=18.0, denominator=20.0, asked=40.0),
        row("SV09", "S01", Q3, numerator=18.0, denominator=20.0),
    )

    assert isnan(one(table, "whole").asked)
    assert one(table, "sector", "SEC2").asked == 40


def test_a_term_belongs_to_the_quarter_that_holds_its_last_day() -> None:
    table = made(
        row("SV02", "W01", AUTUMN, numerator=10.0, denominator=20.0),
        row("SV02", "W01", SUMMER, numerator=12.0, denominator=20.0),
        row("SV05", "W01", Q3, numerator=20.0, denominator=20.0),
    )

    assert one(table, "whole", period=Q3).value == 75
    assert one(table, "whole", period=Q2).value == 60
    assert one(table, "service", "SV02", AUTUMN).period_kind == "term"
    assert one(table, "sector", "SEC1", SUMMER).period_kind == "term"


def test_the_spring_term_stands_in_for_april_to_june_and_is_marked() -> None:
    table = made(
        row("SV02", "W01", SPRING, numerator=10.0, denominator=20.0),
        row("SV05", "W01", Q1, numerator=20.0, denominator=20.0),
    )

    assert (one(table, "whole", period=Q4).value, one(table, "whole", period=Q4).carried) == (50, 0)
    assert (one(table, "whole", period=Q1).value, one(table, "whole", period=Q1).carried) == (75, 1)


def test_nothing_is_carried_where_the_service_sent_something_newer() -> None:
    table = made(
        row("SV02", "W01", SPRING, numerator=10.0, denominator=20.0),
        row("SV02", "W01", Q1, numerator=20.0, denominator=20.0),
        row("SV05", "W01", Q1, numerator=20.0, denominator=20.0),
    )

    assert (one(table, "whole", period=Q1).value, one(table, "whole", period=Q1).carried) == (100, 0)


def test_a_carried_term_alone_makes_no_figure() -> None:
    table = made(row("SV02", "W01", SPRING, numerator=10.0, denominator=20.0))

    assert one(table, "whole").period_end == pd.Timestamp(Q4.end)


def test_what_is_counted_is_never_carried() -> None:
    table = made(row("SV02", "L12", SPRING, value=3.0), row("SV05", "L12", Q1, value=1.0))

    assert one(table, "whole", period=Q1).value == 1


def test_a_published_figure_is_the_places_own_and_never_added_up() -> None:
    table = made(
        row(HOME, "P04", YEAR, numerator=20.0, denominator=100.0),
        row(ENGLAND, "P04", YEAR, numerator=2000.0, denominator=8000.0),
        row(HOME, "P07", YEAR, value=14.2),
    )

    home = table[(table.scope_kind == "whole") & (table.indicator_id == "P04")].iloc[0]
    assert (home.value, home.parts) == (20, 1)
    assert home.lower < 20 < home.upper
    sent_alone = table[(table.scope_kind == "whole") & (table.indicator_id == "P07")].iloc[0]
    assert sent_alone.value == 14.2
    assert isnan(sent_alone.lower)
    assert set(table[table.scope_kind == "area"].scope_id) == {HOME, ENGLAND}
    assert not (table.scope_kind == "service").any()


def test_a_published_value_without_counts_has_no_limits() -> None:
    table = made(row(HOME, "P04", YEAR, value=21.5))

    assert (one(table, "whole").value, isnan(one(table, "whole").upper)) == (21.5, True)


def test_evidence_is_not_a_figure() -> None:
    assert made(row("SV05", "E01", Q3, value=1.0)).empty


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_nothing_sent_gives_an_empty_table_with_its_columns(engine: str) -> None:
    table = figures(counts([], engine), default_framework())

    assert table.empty
    assert list(table.columns) == list(COLUMNS)


@pytest.fixture(scope="module")
def everything() -> list[dict[str, Any]]:
    return borough(last=date(2024, 12, 31))


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_figures_are_the_same_on_every_engine(engine: str, everything: list[dict[str, Any]]) -> None:
    expected = figures(counts(everything, "polars"), default_framework())

    found = figures(counts(everything, engine), default_framework())

    assert set(found.scope_kind) == {"whole", "sector", "service", "area"}
    same(found, expected)


def test_figures_of_some_indicators_are_the_same_as_among_all(everything: list[dict[str, Any]]) -> None:
    every = figures(counts(everything), default_framework())

    few = figures(counts(everything).filter(nw.col("indicator_id").is_in(["W01", "S02"])), default_framework())

    expected = every[every.indicator_id.isin(["W01", "S02"])].reset_index(drop=True)
    same(few, expected)


def test_a_scope_alone_is_the_same_as_among_all(everything: list[dict[str, Any]]) -> None:
    every = figures(counts(everything), default_framework())

    alone = figures(counts(everything), default_framework(), ("sector",))

    same(alone, every[every.scope_kind == "sector"].reset_index(drop=True))


def test_figures_are_the_same_to_the_last_digit_in_whatever_order_rows_come(everything: list[dict[str, Any]]) -> None:
    turned = [everything[at] for at in np.random.default_rng(1).permutation(len(everything))]

    expected, found = (figures(counts(rows), default_framework()) for rows in (everything, turned))

    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_figures_are_the_same_to_the_last_digit_in_however_many_pieces(
    everything: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = figures(counts(everything), default_framework())

    monkeypatch.setattr(coded, "AT_ONCE", 1000)
    found = figures(counts(everything), default_framework())

    assert len(everything) > 3 * coded.AT_ONCE
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_a_service_may_send_a_term_and_a_quarter_of_the_same_days() -> None:
    spring = [row("SV05", "W01", period, numerator=6.0, denominator=10.0) for period in (SPRING, Q4)]

    table = made(*spring, row("SV06", "W01", Q4, numerator=2.0, denominator=10.0))

    assert (SPRING.start, SPRING.end) == (Q4.start, Q4.end)
    services = table[table.scope_kind == "service"]
    assert list(zip(services.scope_id, services.period_kind, services.value, strict=True)) == [
        ("SV05", "quarter", 60.0),
        ("SV05", "term", 60.0),
        ("SV06", "quarter", 20.0),
    ]


def test_two_rows_about_the_same_are_added_up_wherever_they_stand() -> None:
    table = made(
        row("SV05", "W01", Q4, numerator=6.0, denominator=10.0),
        row("SV06", "W01", Q4, numerator=5.0, denominator=10.0),
        row("SV05", "W01", Q4, numerator=1.0, denominator=10.0),
    )

    services = table[table.scope_kind == "service"]
    assert list(zip(services.scope_id, services.value, services.parts, strict=True)) == [
        ("SV05", 35.0, 2.0),
        ("SV06", 50.0, 1.0),
    ]
    assert one(table, "whole").value == pytest.approx(40.0)


services = st.sampled_from(["SV02", "SV03", "SV05", "SV06", "SV09"])
marks = st.sampled_from(["", "", "", "p", "c"])
small = st.integers(0, 60)
sent_rows = st.dictionaries(
    st.tuples(services, st.sampled_from(["W01", "S02", "L12", "W13"]), st.integers(0, 3)),
    st.tuples(small, small, st.floats(0, 100), st.floats(0.1, 9), marks),
    max_size=25,
)


def drawn(sent: dict[Any, Any]) -> list[dict[str, Any]]:
    rows = []
    for (service, indicator, at), (a, b, value, sd, mark) in sent.items():
        termly = service in ("SV02", "SV03")
        period = (AUTUMN, SPRING, SUMMER)[at % 3] if termly else (Q3, Q4, Q1, Q2)[at]
        if termly and at == 3:
            continue
        numbers: dict[str, Any] = {"numerator": float(min(a, b)), "denominator": float(max(a, b))}
        if indicator == "S02":
            numbers = {"value": value, "n": float(a + 1), "sd": sd}
        if indicator == "L12":
            numbers = {"value": float(a)}
        rows.append(row(service, indicator, period, marker=mark, **({} if mark == "c" else numbers)))
    return rows


@given(sent_rows)
@settings(deadline=None, max_examples=60)
def test_the_whole_agrees_with_plain_loops(sent: dict[Any, Any]) -> None:
    rows = drawn(sent)

    table = figures(counts(rows, "polars"), default_framework(), ("whole",))

    expected = slow_whole(rows)
    assert len(table) == len(expected)
    for _, found in table.iterrows():
        wanted = expected[found.indicator_id, found.period_end.date()]
        for name, number in wanted.items():
            assert found[name] == pytest.approx(number, rel=1e-9, abs=1e-9, nan_ok=True), name


def slow_whole(rows: list[dict[str, Any]]) -> dict[Any, dict[str, float]]:
    """The whole's figures, row by row in plain Python."""
    slots: dict[Any, list[tuple[dict[str, Any], bool]]] = defaultdict(list)
    for one_row in rows:
        end = one_row["period_end"]
        carried = []
        if one_row["period_kind"] == "term":
            if end.month == 3 and one_row["indicator_id"] != "L12" and one_row["marker"] != "c":
                carried = [date(end.year, 6, 30)]
            end = date(end.year, 9, 30) if end.month == 8 else end
        slots[one_row["indicator_id"], end].append((one_row, False))
        for later in carried:
            slots[one_row["indicator_id"], later].append((one_row, True))
    return {key: slow_figure(key[0], group) for key, group in slots.items() if not only_carried(group)}


def only_carried(group: list[tuple[dict[str, Any], bool]]) -> bool:
    added = [carried for one_row, carried in group if one_row["marker"] != "c"]
    return bool(added) and all(added)


def slow_figure(indicator: str, group: list[tuple[dict[str, Any], bool]]) -> dict[str, float]:
    added = [one_row for one_row, _ in group if one_row["marker"] != "c"]
    found = {
        "parts": len(added),
        "parts_hidden": len(group) - len(added),
        "carried": sum(carried for one_row, carried in group if one_row["marker"] != "c"),
    }
    if indicator == "L12":
        return found | {"value": sum(one_row["value"] for one_row in added) if added else nan}
    if indicator == "S02":
        return found | slow_mean([(one_row["n"], one_row["value"], one_row["sd"]) for one_row in added])
    x = sum(one_row["numerator"] for one_row in added)
    n = sum(one_row["denominator"] for one_row in added)
    return found | {"value": 100 * x / n if n else nan}


def slow_mean(groups: list[tuple[float, float, float]]) -> dict[str, float]:
    total = sum(n for n, _, _ in groups)
    if not total:
        return {"value": nan, "n": nan, "sd": nan}
    middle = sum(n * value for n, value, _ in groups) / total
    spread = sum((n - 1) * sd**2 + n * (value - middle) ** 2 for n, value, sd in groups)
    return {"value": middle, "n": total, "sd": sqrt(spread / (total - 1)) if total > 1 else nan}
