"""A place beside a benchmark: its interval against the other's value of the same period."""

from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frames import table
from impact.metrics.benchmark import (
    HIDDEN,
    ITSELF,
    NO_BENCHMARK,
    NO_COUNTS,
    NO_FIGURE,
    NO_INTERVAL,
    Benchmark,
    against,
    benchmark_values,
    judged,
    judged_in_five,
)
from impact.metrics.intervals import wilson
from metrics_cases import default_framework

PLANS = default_framework().indicator["P03"]  # lower is better
ENGLAND = Benchmark(("E",), "England")
PAIR = Benchmark(("A", "B"), "both", "a model of 2025")


def areas(drawn: str) -> pd.DataFrame:
    frame = table(drawn)
    value = 100 * frame.numerator / frame.denominator
    frame = frame.assign(value=frame.value.fillna(value) if "value" in frame else value)
    missing = {name: nan for name in ("n", "sd", "lower", "upper") if name not in frame}
    return frame.assign(period_kind="financial_year", marker="", hidden=frame.get("hidden", ""), **missing).fillna(
        {"hidden": ""}
    )


FIGURES = areas("""
    scope_id | period_end | numerator | denominator | value | hidden
    E        | 2025-03-31 |     24000 |      100000 |       |
    A        | 2025-03-31 |        40 |         200 |       |
    B        | 2025-03-31 |        70 |         200 |       |
    C        | 2025-03-31 |           |             |    24 |
    D        | 2025-03-31 |           |             |       | Hidden by the publisher
    F        | 2025-03-31 |           |             |       |
    A        | 2024-03-31 |        40 |         200 |       |
""")


def test_each_place_is_better_similar_or_worse_or_the_reason_is_given_why_not() -> None:
    found = against(FIGURES, ENGLAND, PLANS).set_index(["scope_id", FIGURES.period_end.dt.year])

    told = {key: (row["word"], row["why"]) for key, row in found.iterrows()}
    assert told == {
        ("E", 2025): ("not compared", ITSELF),
        ("A", 2025): ("similar", ""),
        ("B", 2025): ("worse", ""),
        ("C", 2025): ("not compared", NO_INTERVAL),
        ("D", 2025): ("not compared", HIDDEN),
        ("F", 2025): ("not compared", NO_FIGURE),
        ("A", 2024): ("not compared", NO_BENCHMARK),
    }


def test_several_places_are_pooled_and_never_averaged() -> None:
    rows = areas("""
        scope_id | period_end | numerator | denominator
        A        | 2025-03-31 |         9 |          10
        B        | 2025-03-31 |       150 |         300
    """)

    (mark,) = benchmark_values(rows, PAIR, PLANS).mark

    assert mark == pytest.approx(100 * 159 / 310)  # not 70, the mean of 90 and 50


def test_where_one_place_gave_no_counts_there_is_no_such_benchmark() -> None:
    rows = areas("""
        scope_id | period_end | numerator | denominator | value
        A        | 2025-03-31 |         9 |          10 |
        B        | 2025-03-31 |           |             |    50
        G        | 2025-03-31 |        20 |         100 |
    """)

    found = against(rows, PAIR, PLANS)

    assert found.word.tolist() == ["not compared"] * 3
    assert found.why.tolist() == [NO_COUNTS] * 3


def test_the_benchmark_of_another_period_is_never_used() -> None:
    rows = FIGURES[(FIGURES.scope_id == "E") | (FIGURES.period_end == pd.Timestamp(2024, 3, 31))]

    assert against(rows, ENGLAND, PLANS).mark.isna().tolist() == [False, True]


def test_stricter_limits_are_wider_and_shown_as_such() -> None:
    usual, strict = against(FIGURES, ENGLAND, PLANS), against(FIGURES, ENGLAND, PLANS, 0.998)

    assert strict.upper[2] > usual.upper[2] > usual.value[2]
    assert (strict.lower[2], strict.upper[2]) == pytest.approx([100 * float(one) for one in wilson(70, 200, 0.998)])


def slow_word(lower: float, upper: float, mark: float, direction: str) -> str:
    if isnan(lower) or isnan(upper) or isnan(mark):
        return "not compared"
    if lower <= mark <= upper:
        return "similar"
    above = lower > mark
    if direction == "none":
        return "higher" if above else "lower"
    return "better" if above == (direction == "higher") else "worse"


numbers = st.floats(0, 100) | st.just(nan)


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1), st.sampled_from(["higher", "lower", "none"]))
@settings(deadline=None)
def test_the_words_agree_with_their_slow_twin(drawn: list[tuple[float, float, float]], direction: Any) -> None:
    lower = [min(low, high) if not isnan(low + high) else nan for low, high, _ in drawn]
    upper = [max(low, high) if not isnan(low + high) else nan for low, high, _ in drawn]
    marks = [mark for _, _, mark in drawn]

    found = judged(lower, upper, marks, direction).tolist()

    assert found == [slow_word(*one, direction) for one in zip(lower, upper, marks, strict=True)]


def test_both_confidences_make_a_scale_of_five() -> None:
    inner = (np.array([10.0, 10, 10, 10, 10, nan]), np.array([20.0, 20, 20, 20, 20, nan]))
    outer = (inner[0] - 5, inner[1] + 5)

    found = judged_in_five(inner, outer, [30, 22, 15, 8, 2, 2], "higher").tolist()

    assert found == ["worse (99.8%)", "worse (95%)", "similar", "better (95%)", "better (99.8%)", "not compared"]


def test_a_place_whose_interval_touches_the_value_is_similar() -> None:
    assert judged([10, 5], [20, 10], [10, 10], "higher").tolist() == ["similar", "similar"]
