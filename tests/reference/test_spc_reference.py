"""XmR charts against an independent package's results, case by case, under the profile `nhsr-0.2.2`.

The folder holds `spc/` with the files its README describes; another folder of the same shape is named by
IMPACT_REFERENCE_DIR. Numbers agree to 1e-9; flags, kinds of point and icons exactly. In two things of
those that the README calls quirks we differ, and BETTER says how; there is no case we leave out.
"""

import csv
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from impact.metrics.spc import COMMON, NHSR, charted, icons, in_runs, two_of_three

FOLDER = Path(os.environ.get("IMPACT_REFERENCE_DIR") or Path(__file__).parent) / "spc"
DIRECTIONS = {"increase": "higher", "decrease": "lower", "neutral": "none"}
KINDS = {
    "Common Cause": ("", ""),
    "Above UCL": ("outside limits", "high"),
    "Below LCL": ("outside limits", "low"),
    "7 Point Trend (Increasing)": ("trend", "high"),
    "7 Point Trend (Decreasing)": ("trend", "low"),
    "2 in 3 Above CL": ("two of three", "high"),
    "2 in 3 Below CL": ("two of three", "low"),
    "7 Points Above CL": ("one side", "high"),
    "7 Points Below CL": ("one side", "low"),
}
BETTER = {
    "assurance_on_null_limits": "no limits",  # the package says inconsistent, which cannot be known
    "assurance_without_target": "no target",  # the same
}
"""Quirk -> the reason that we give in place of the package's assurance icon."""


def read(name: str) -> list[dict[str, str]]:
    if not (FOLDER / name).is_file():
        return []
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def loaded(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8")) if (FOLDER / name).is_file() else {}


EXPECTED = loaded("expected.json")
CASES = [pytest.param(case, id=case["case_id"]) for case in read("cases.csv")]
ROWS: dict[str, list[dict[str, str]]] = {}
for one in read("inputs.csv"):
    ROWS.setdefault(one["case_id"], []).append(one)


def of_facet(argument: Any, facet: str) -> Any:
    return argument.get(facet) if isinstance(argument, dict) else argument


def series(case: dict[str, str]) -> pl.DataFrame:
    """A case as the function takes it: one row a point, facets as series."""
    arguments = json.loads(case["arguments"])
    points = []
    for row in ROWS[case["case_id"]]:
        target = of_facet(arguments.get("target"), row["facet"])
        rebase = of_facet(arguments.get("rebase"), row["facet"]) or []
        points.append(
            {
                "facet": row["facet"],
                "date": date.fromisoformat(row["date"]),
                "value": float(row["value"]) if row["value"] else None,
                "direction": DIRECTIONS[arguments["improvement_direction"]],
                "rebase": row["date"] in ([rebase] if isinstance(rebase, str) else rebase),
                "target": None if target is None else float(target),
            }
        )
    return pl.DataFrame(points, schema_overrides={"value": pl.Float64, "target": pl.Float64})


def charted_case(case: dict[str, str]) -> pl.DataFrame:
    arguments = json.loads(case["arguments"])
    profile = replace(NHSR, screened=arguments["screen_outliers"])
    return charted(series(case), ["facet"], profile, arguments.get("fix_after_n_points"))


def near(expected: list[Any]) -> Any:
    return pytest.approx([np.nan if one is None else one for one in expected], rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_reference_folder_holds_the_agreed_files() -> None:
    assert {"cases.csv", "inputs.csv", "expected.json", "rules.json"} <= {path.name for path in FOLDER.iterdir()}
    assert {case.id for case in CASES} == set(EXPECTED) == set(ROWS)


@pytest.mark.parametrize("case", CASES)
def test_a_chart_has_the_reference_limits_points_and_icons(case: dict[str, str]) -> None:
    expected = EXPECTED[case["case_id"]]
    if expected["status"] == "error":
        with pytest.raises(ValueError, match="date" if "date" in expected["message"] else "12"):
            charted_case(case)
        return

    points = charted_case(case)
    found = icons(points, ["facet"]).rows_by_key("facet", named=True, unique=True)

    assert len(found) == len(expected["series"])
    for wanted in expected["series"]:
        facet = wanted["facet"] or ""
        ours = points.filter(pl.col("facet") == facet)
        check_points(ours, wanted["points"])
        check_limits(ours, wanted["groups"])
        check_icons(found[facet], wanted, case["quirks"].split())


def check_points(ours: pl.DataFrame, wanted: dict[str, list[Any]]) -> None:
    assert [str(day) for day in ours["date"]] == wanted["date"]
    assert ours["stretch"].to_list() == wanted["rebase_group"]
    assert ours["moving_range"].to_list() == near(wanted["moving_range"])
    assert ours["screened_out"].to_list() == wanted["moving_range_screened_out"]
    for name, flags in {"outside": "outside_limits", "near": "close_to_limits"}.items():
        assert ours[name].to_list() == [bool(flag) for flag in wanted[flags]]
    assert ours["side"].to_list() == [side or 0 for side in wanted["relative_to_mean"]]
    kinds = [KINDS[kind] for kind in wanted["special_cause_type"]]
    assert list(zip(ours["rule"], ours["towards"], strict=True)) == kinds
    assert [rule != "" for rule in ours["rule"]] == wanted["special_cause_flag"]
    shown = [kind.removeprefix("special_cause_").replace("common_cause", COMMON) for kind in wanted["point_type"]]
    neutral = {"neutral_high": "neither", "neutral_low": "neither"}
    assert ours["shows"].to_list() == [neutral.get(kind, kind) for kind in shown]


def check_limits(ours: pl.DataFrame, groups: list[dict[str, Any]]) -> None:
    for group in groups:
        row = ours.filter(pl.col("stretch") == group["rebase_group"]).row(0, named=True)
        names = {"mean": "mean", "lpl": "lower", "upl": "upper", "near_lpl": "near_lower", "near_upl": "near_upper"}
        assert [row[name] for name in names.values()] == near([group[name] for name in names])
        assert row["points"] == group["n"]


def check_icons(found: dict[str, Any], wanted: dict[str, Any], quirks: list[str]) -> None:
    variation, _, towards = wanted["variation_icon"].partition("_")
    plain = {"common": COMMON, "neutral": "neither"}.get(variation, variation)
    assert (found["variation"], found["towards"]) == (plain, "" if plain == COMMON else towards)
    assert found["on_trial"] == wanted["groups"][-1]["short_group_warning"]
    reason = next((BETTER[quirk] for quirk in quirks if quirk in BETTER), None)
    if reason and wanted["assurance_icon"] == "inconsistent":
        assert (found["assurance"], found["why_none"]) == ("", reason)
    else:
        assert found["assurance"] == (wanted["assurance_icon"] or "")


def flags(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, dtype=bool)


def rule_cases(rule: str) -> list[Any]:
    return [pytest.param(case, id=case["case_id"]) for case in loaded("rules.json") if case["rule"] == rule]


@pytest.mark.parametrize("case", rule_cases("two_of_three"))
def test_two_of_three_flags_the_near_points_alone(case: dict[str, Any]) -> None:
    first = flags([1] + [0] * (len(case["flagged"]) - 1))

    found = two_of_three(flags(case["close_to_limits"]), np.array(case["relative_to_mean"]), first)

    assert found.astype(int).tolist() == case["flagged"]


@pytest.mark.parametrize("case", rule_cases("trend_of_seven"))
def test_seven_points_rising_or_falling_are_a_trend(case: dict[str, Any]) -> None:
    days = [date(2024, month, 1) for month in range(1, len(case["value"]) + 1)]
    frame = pl.DataFrame({"date": days, "value": case["value"]}).with_columns(direction=pl.lit("higher"))

    found = charted(frame, [])

    in_trend = [rule == "trend" for rule in found["rule"]]
    outside = found["outside"].to_list()
    assert [trend or out for trend, out in zip(in_trend, outside, strict=True)] == [
        bool(wanted) or out for wanted, out in zip(case["in_a_trend"], outside, strict=True)
    ]


@pytest.mark.parametrize("case", rule_cases("run_of_seven_one_side"))
def test_seven_points_on_one_side_are_a_run(case: dict[str, Any]) -> None:
    found = in_runs(np.array(case["relative_to_mean"]), flags([1] + [0] * (len(case["in_a_run"]) - 1)), 7)

    assert found.astype(int).tolist() == case["in_a_run"]
