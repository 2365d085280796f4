"""The interval methods against an independent package's results, case by case.

The folder holds `intervals/` with the files its README describes; another folder of the same shape
is named by IMPACT_REFERENCE_DIR.
"""

import csv
import json
import os
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from impact.metrics.intervals import (
    EXACT_BELOW,
    byar,
    compared,
    confidence_levels,
    poisson_or_byar,
    rate,
    refuse_impossible,
    student_t,
    wilson,
)
from impact.metrics.rollup import pooled
from impact.metrics.standardised import Standardised, directly_standardised, indirectly_standardised

FOLDER = Path(os.environ.get("IMPACT_REFERENCE_DIR") or Path(__file__).parent) / "intervals"

BETTER = {
    "grouped.json, one group only": "the one group is summed like any other; the package leaves its rows unsummed",
}
"""Where we differ from the package -> what we do in its place; the test of it holds us to both."""

COMPARED = {
    "proportions.csv": "numerator denominator confidence multiplier value lower upper method",
    "rates.csv": "numerator denominator confidence multiplier value lower upper method",
    "byars_counts.csv": "count confidence lower upper",
    "benchmark.csv": "statistic numerator denominator multiplier value lower_95 upper_95 lower_99_8 upper_99_8 "
    "benchmark polarity comparison_95 comparison_99_8 rag_95 rag_99_8",
    "means.json": "value_sum value_count stdev value lower upper method",
    "dsr.json": "total_count total_pop value lowercl uppercl lower95_0cl upper95_0cl lower99_8cl upper99_8cl method "
    "statistic confidence",
    "indirect.json": "observed expected ref_rate value lowercl uppercl lower95_0cl upper95_0cl lower99_8cl upper99_8cl "
    "method",
    "grouped.json": "area x n value lowercl uppercl lower95_0cl upper95_0cl lower99_8cl upper99_8cl value_sum "
    "value_count stdev method",
    "errors.json": "error",
}
"""File -> the columns that are read or compared; the rest says what a row is about, in words of the package."""

LABELS = {"case_id", "statistic", "features", "source", "confidence"}


def cases(name: str) -> list[Any]:
    path = FOLDER / name
    if not path.is_file():
        return []
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"))
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
    return [pytest.param(case, id=case["case_id"]) for case in found]


def number(cell: Any) -> float:
    return np.nan if cell in ("", None, "NA") else float(cell)


def near(expected: Any, scale: float = 1) -> Any:
    return pytest.approx(number(expected), rel=1e-9, abs=1e-12 * scale, nan_ok=True)


def limits_of(expected: dict[str, Any], confidence: Any) -> list[tuple[float, Any, Any]]:
    """Each confidence level with the limits expected at it."""
    levels = confidence_levels(confidence)
    if len(levels) == 1:
        lower, upper = ("lower", "upper") if "lower" in expected else ("lowercl", "uppercl")
        return [(levels[0], expected[lower], expected[upper])]
    names = {0.95: "95_0cl", 0.998: "99_8cl"}
    return [(level, expected[f"lower{names[level]}"], expected[f"upper{names[level]}"]) for level in levels]


def column(rows: list[dict[str, Any]], name: str) -> list[float]:
    return [number(row[name]) for row in rows]


def test_the_reference_folder_holds_the_agreed_files() -> None:
    expected = {"proportions.csv", "rates.csv", "byars_counts.csv", "benchmark.csv", "means.json"}

    found = {path.name for path in FOLDER.iterdir()}

    assert expected | {"dsr.json", "indirect.json", "grouped.json", "errors.json"} <= found


def keys_of(case: dict[str, Any]) -> set[str]:
    """The columns of a row, or of what is expected of it where that is kept apart."""
    expected = case.get("expected", case)
    rows = expected if isinstance(expected, list) else [expected or {}]
    return {key for row in rows for key in row}


@pytest.mark.parametrize("name", list(COMPARED))
def test_every_row_and_every_column_of_a_file_is_compared(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8-sig")
    rows = len(json.loads(text)) if name.endswith(".json") else len(text.splitlines()) - 1

    found = [case.values[0] for case in cases(name)]

    assert len(found) == rows == len({case["case_id"] for case in found}) > 0
    assert {key for case in found for key in keys_of(case)} <= {*COMPARED[name].split(), *LABELS}


@pytest.mark.parametrize("case", cases("proportions.csv"))
def test_proportions_have_wilsons_limits(case: dict[str, str]) -> None:
    x, n, times = number(case["numerator"]), number(case["denominator"]), number(case["multiplier"])

    lower, upper = wilson(x, n, number(case["confidence"]))

    assert case["method"] == "Wilson"
    assert times * x / n == near(case["value"], times)
    assert times * lower == near(case["lower"], times)
    assert times * upper == near(case["upper"], times)


@pytest.mark.parametrize("case", cases("rates.csv"))
def test_rates_have_exact_limits_below_ten_events_and_byars_from_ten(case: dict[str, str]) -> None:
    x, n, times = number(case["numerator"]), number(case["denominator"]), number(case["multiplier"])

    value, lower, upper = rate(x, n, number(case["confidence"]), times)

    assert case["method"] == ("Exact" if x < EXACT_BELOW else "Byars")
    assert value == near(case["value"], times)
    assert lower == near(case["lower"], times)
    assert upper == near(case["upper"], times)


@pytest.mark.parametrize("case", cases("byars_counts.csv"))
def test_counts_have_byars_limits(case: dict[str, str]) -> None:
    lower, upper = byar(number(case["count"]), number(case["confidence"]))

    assert lower == near(case["lower"])
    assert upper == near(case["upper"])


@pytest.mark.parametrize("level, name", [(0.95, "95"), (0.998, "99_8")])
@pytest.mark.parametrize("case", cases("benchmark.csv"))
def test_a_benchmark_is_compared_with_the_limits(case: dict[str, str], level: float, name: str) -> None:
    x, n, times = number(case["numerator"]), number(case["denominator"]), number(case["multiplier"])
    share = wilson(x, n, level) if case["statistic"] == "proportion" else rate(x, n, level)[1:]
    lower, upper = (times * limit for limit in share)

    word = str(compared(lower, upper, number(case["benchmark"])))

    assert times * x / n == near(case["value"], times)
    assert lower == near(case[f"lower_{name}"], times)
    assert upper == near(case[f"upper_{name}"], times)
    assert word == case[f"comparison_{name}"]
    turned = {"higher": "better", "lower": "worse"}
    if case["polarity"] == "low_is_good":
        turned = {"higher": "worse", "lower": "better"}
    assert (word if case["polarity"] == "none" else turned.get(word, word)) == case[f"rag_{name}"]


@pytest.mark.parametrize("case", cases("means.json"))
def test_means_have_students_limits(case: dict[str, Any]) -> None:
    values = np.array([number(value) for value in case["values"]])
    sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    expected = case["expected"]

    lower, upper = student_t(values.mean(), len(values), sd, case["confidence"])

    assert (values.sum(), len(values)) == (near(expected["value_sum"]), expected["value_count"])
    assert values.mean() == near(expected["value"])
    assert sd == near(expected["stdev"])
    assert lower == near(expected["lower"])
    assert upper == near(expected["upper"])


@pytest.mark.parametrize("case", cases("dsr.json"))
def test_directly_standardised_rates_have_dobsons_limits(case: dict[str, Any]) -> None:
    rows, args, expected = case["rows"], case["args"], case["expected"]
    often = [row.get("eventfreq", 1) for row in rows]
    times = args.get("multiplier", 100_000)
    columns = [column(rows, name) for name in ("x", "n", "stdpop")]
    if "error" in expected:
        with pytest.raises(ValueError):
            directly_standardised(*columns, multiplier=times, frequency=often)
        return

    for level, lower, upper in limits_of(expected, args.get("confidence", 0.95)):
        found = directly_standardised(*columns, level, times, often)

        assert found.observed == near(expected["total_count"])
        assert population(rows) == near(expected["total_pop"])
        assert found.value == near(expected["value"], times)
        assert found.lower == near(lower, times)
        assert found.upper == near(upper, times)


def population(rows: list[dict[str, Any]]) -> float:
    """People of all age bands, each counted once however many rows tell how often events came."""
    return sum({row["ageband"]: number(row["n"]) for row in rows}.values())


def indirect(case: dict[str, Any], level: float) -> Standardised:
    columns = [column(case["rows"], name) for name in ("x", "n", "x_ref", "n_ref")]
    if case["function"] == "calculate_ISRatio":
        return indirectly_standardised(*columns, level, None, case["args"].get("refvalue", 1))
    return indirectly_standardised(*columns, level, case["args"].get("multiplier", 100_000))


@pytest.mark.parametrize("case", cases("indirect.json"))
def test_indirectly_standardised_figures_have_limits_of_the_events_seen(case: dict[str, Any]) -> None:
    expected = case["expected"]
    times = case["args"].get("multiplier", case["args"].get("refvalue", 1))

    for level, lower, upper in limits_of(expected, case["args"].get("confidence", 0.95)):
        found = indirect(case, level)

        assert found.observed == near(expected["observed"])
        assert found.expected == near(expected["expected"])
        if "ref_rate" in expected:
            assert found.reference == near(expected["ref_rate"], times)
        assert found.value == near(expected["value"], times)
        assert found.lower == near(lower, times)
        assert found.upper == near(upper, times)


@pytest.mark.parametrize("case", cases("grouped.json"))
def test_grouped_counts_are_added_before_anything_is_divided(case: dict[str, Any]) -> None:
    """The package leaves a single group unsummed, which is a fault (BETTER): there each row is checked alone."""
    by = case["args"]["group_by"]
    if case["function"] == "phe_mean":
        check_grouped_means(case, by)
        return
    rows = pl.DataFrame(
        [{by: row[by], "numerator": number(row["x"]), "denominator": number(row["n"])} for row in case["rows"]]
    )
    one_group_left_unsummed = rows[by].n_unique() == 1 and len(case["expected"]) == len(rows) > 1

    added = pooled(nw.from_native(rows.lazy()), [by]).collect("polars").to_polars()

    assert len(added) == rows[by].n_unique()
    if one_group_left_unsummed:
        assert added["numerator"].to_list() == [rows["numerator"].sum()]
    else:
        rows = added.sort(by)
    expected = sorted(case["expected"], key=lambda row: row[by])
    for row, wanted in zip(rows.to_dicts(), expected, strict=True):
        check_grouped_counts(case, row, wanted)


def check_grouped_counts(case: dict[str, Any], row: dict[str, Any], wanted: dict[str, Any]) -> None:
    times = case["args"].get("multiplier", 1)
    for level, low, high in limits_of(wanted, case["args"].get("confidence", 0.95)):
        share = wilson if case["function"] == "phe_proportion" else lambda *of: rate(*of)[1:]
        lower, upper = share(row["numerator"], row["denominator"], level)

        assert row["numerator"] == near(wanted["x"])
        assert row["denominator"] == near(wanted["n"])
        assert times * row["numerator"] / row["denominator"] == near(wanted["value"], times)
        assert times * lower == near(low, times)
        assert times * upper == near(high, times)


def check_grouped_means(case: dict[str, Any], by: str) -> None:
    for wanted in case["expected"]:
        values = np.array([number(row["x"]) for row in case["rows"] if row[by] == wanted[by]])
        sd = float(values.std(ddof=1))
        for level, low, high in limits_of(wanted, case["args"].get("confidence", 0.95)):
            lower, upper = student_t(values.mean(), len(values), sd, level)

            assert (values.sum(), len(values)) == (near(wanted["value_sum"]), wanted["value_count"])
            assert (values.mean(), sd) == (near(wanted["value"]), near(wanted["stdev"]))
            assert (lower, upper) == (near(low), near(high))


def attempt(case: dict[str, Any]) -> None:
    args = case["args"]
    part = case["function"] == "phe_proportion"
    refuse_impossible(number(args["x"]), number(args["n"]), part_of_whole=part)
    for level in confidence_levels(args.get("confidence", 0.95)):
        (wilson if part else lambda *of: rate(*of)[1:])(number(args["x"]), number(args["n"]), level)
        poisson_or_byar(number(args["x"]), level)


@pytest.mark.parametrize("case", cases("errors.json"))
def test_impossible_input_is_refused_and_other_input_is_not(case: dict[str, Any]) -> None:
    if case["expected"] and case["expected"].get("error"):
        with pytest.raises(ValueError):
            attempt(case)
    else:
        attempt(case)
