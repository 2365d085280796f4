"""XmR charts against an independent package's results, case by case, under the profile `nhsr-0.2.2`.

The folder holds `spc/` with the files its README describes; another folder of the same shape is named by
IMPACT_REFERENCE_DIR. Numbers agree to 1e-9; flags, kinds of point and icons exactly. What the README calls quirks
is held to QUIRKS, which says where we answer otherwise; there is no case and no point that is left out.
"""

import csv
import json
import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from impact.metrics.spc import (
    COMMON,
    CONCERN,
    FEWEST,
    IMPROVEMENT,
    MISSING,
    NEITHER,
    NHSR,
    NO_LIMITS,
    NO_TARGET,
    NO_VARIATION,
    TOO_FEW,
    Rebase,
    charted,
    icons,
    in_runs,
    rebased,
    two_of_three,
)

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
QUIRKS = {
    "null_limits": "Nothing varies: the mean stands for the limits, and the reason 'no variation' is told.",
    "assurance_on_null_limits": "The value is compared with the target; one point alone has 'no limits'.",
    "assurance_without_target": "'no target' in place of an icon.",
    "one_point_group": "'too few points' in place of an icon.",
    "missing_values": "No run goes on over a missing value; a missing newest value is 'missing' in place of an icon.",
    "two_sigma_2023": "As the package; with points outside counted, as in mdc-2023, these flags differ and no others.",
    "error": "Refused as by the package, in our words.",
}
"""Quirk -> what we answer."""

WAYS = {"higher": 1, "lower": -1, "none": 0}


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
    """A case as the function takes it: one row a point, facets as series; rebases by date, those that meet none told.

    The package passes a rebase date over in silence where no point has it; here it has to be reported.
    """
    arguments = json.loads(case["arguments"])
    points = []
    asked = set()
    for row in ROWS[case["case_id"]]:
        target = of_facet(arguments.get("target"), row["facet"])
        rebase = of_facet(arguments.get("rebase"), row["facet"]) or []
        asked |= {(row["facet"], day) for day in ([rebase] if isinstance(rebase, str) else rebase)}
        points.append(
            {
                "facet": row["facet"],
                "date": date.fromisoformat(row["date"]),
                "value": float(row["value"]) if row["value"] else None,
                "direction": DIRECTIONS[arguments["improvement_direction"]],
                "target": None if target is None else float(target),
            }
        )
    frame = pl.DataFrame(points, schema_overrides={"value": pl.Float64, "target": pl.Float64})
    rebases = [Rebase((facet,), date.fromisoformat(day), "a new way of working") for facet, day in sorted(asked)]
    frame, absent = rebased(frame, ["facet"], rebases)
    there = {(point["facet"], point["date"]) for point in points}
    assert absent == tuple(one for one in rebases if (*one.series, one.day) not in there)
    return frame


def charted_case(case: dict[str, str], **settings: bool) -> pl.DataFrame:
    arguments = json.loads(case["arguments"])
    profile = replace(NHSR, screened=arguments["screen_outliers"], **settings)
    return charted(series(case), ["facet"], profile, arguments.get("fix_after_n_points"))


def near(expected: list[Any]) -> Any:
    return pytest.approx([np.nan if one is None else one for one in expected], rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_reference_folder_holds_the_agreed_files() -> None:
    assert {"cases.csv", "inputs.csv", "expected.json", "rules.json"} <= {path.name for path in FOLDER.iterdir()}
    assert {case.id for case in CASES} == set(EXPECTED) == set(ROWS)


def test_every_quirk_has_an_answer() -> None:
    assert {quirk for case in read("cases.csv") for quirk in case["quirks"].split()} <= set(QUIRKS)


def test_as_many_cases_and_points_are_compared_as_the_reference_says_it_holds() -> None:
    cases = read("cases.csv")
    promised = re.search(r"(\d+) cases, (\d+) points", (FOLDER / "README.md").read_text(encoding="utf-8"))

    compared = Counter[str]()
    for case in cases:
        rows, expected = ROWS[case["case_id"]], EXPECTED[case["case_id"]]
        told = [len(one["points"]["date"]) for one in expected.get("series", [])]
        refused = expected["status"] == "error"
        assert len(rows) == int(case["n_rows"]) and (
            refused or (len(told), sum(told)) == (int(case["n_series"]), len(rows))
        )
        compared += Counter(cases=1, points=len(rows), decimal="decimal_boundary" in case["features"].split())

    assert promised is None or [compared["cases"], compared["points"]] == [int(part) for part in promised.groups()]
    assert compared["cases"] == len(CASES) and compared["decimal"] > 0


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
        better = answered(wanted, case)
        check_points(ours, better)
        check_limits(ours, better["groups"])
        check_icons(found[facet], ours, better, case["quirks"].split())


def test_flags_differ_with_points_outside_counted_where_the_reference_says_so_and_nowhere_else() -> None:
    cases = [case for case in read("cases.csv") if EXPECTED[case["case_id"]]["status"] == "ok"]

    def rules(case: dict[str, str], **settings: bool) -> list[bool]:
        return [rule != "" for rule in charted_case(case, **settings)["rule"]]

    differ = {case["case_id"] for case in cases if rules(case) != rules(case, outside_counts=True)}
    assert differ == {case["case_id"] for case in cases if "two_sigma_2023" in case["quirks"].split()}


def answered(wanted: dict[str, Any], case: dict[str, str]) -> dict[str, Any]:
    """What the package says of a series, with our answers in place of those of its quirks."""
    quirks, points = case["quirks"].split(), {key: list(cells) for key, cells in wanted["points"].items()}
    groups = [dict(group) for group in wanted["groups"]]
    fixed_after = json.loads(case["arguments"]).get("fix_after_n_points")
    for group in groups if "null_limits" in quirks else []:
        rows = [at for at, one in enumerate(points["rebase_group"]) if one == group["rebase_group"]]
        counted = {points["value"][at] for at in rows[:fixed_after]} - {None}
        if group["average_mr_all"] == 0 and len(counted) == 1:
            group |= dict.fromkeys(("lpl", "upl", "near_lpl", "near_upl"), group["mean"])
            for at in rows:
                points["outside_limits"][at] = points["relative_to_mean"][at] not in (0, None)
                if points["outside_limits"][at]:
                    above = points["relative_to_mean"][at] > 0
                    points["special_cause_type"][at] = "Above UCL" if above else "Below LCL"
    kinds = [KINDS[kind] for kind in points["special_cause_type"]]
    if "missing_values" in quirks:
        kinds = [kind for rows in unbroken(points) for kind in kinds_of(points, rows)]
    return {**wanted, "points": points, "groups": groups, "kinds": kinds}


def unbroken(points: dict[str, list[Any]]) -> list[range]:
    """The rows of a series in pieces over whose ends no run goes: groups, and around each missing value."""
    cut = [0]
    for at in range(1, len(points["value"])):
        lacking = points["value"][at] is None or points["value"][at - 1] is None
        cut += [at] if lacking or points["rebase_group"][at] != points["rebase_group"][at - 1] else []
    return [range(start, end) for start, end in zip(cut, [*cut[1:], len(points["value"])], strict=True)]


def kinds_of(points: dict[str, list[Any]], rows: range) -> list[tuple[str, str]]:
    """The rules in plain loops over the package's own sides and limits: rule and way of each row of a piece."""
    side = [points["relative_to_mean"][at] or 0 for at in rows]
    outside, close = ([bool(points[name][at]) for at in rows] for name in ("outside_limits", "close_to_limits"))
    values = [points["value"][at] for at in rows]
    found = []
    for at in range(len(rows)):
        windows = [range(start, start + 7) for start in range(at - 6, at + 1) if start >= 0 and start + 7 <= len(rows)]
        steps = [{(values[i] > values[i - 1]) - (values[i] < values[i - 1]) for i in one[1:]} for one in windows]
        trends = [way for one in steps if len(one) == 1 for way in one if way]
        threes = [range(start, start + 3) for start in range(at - 2, at + 1) if start >= 0 and start + 3 <= len(rows)]
        two = [one for one in threes if abs(sum(side[i] for i in one)) == 3 and sum(close[i] for i in one) >= 2]
        shift = [one for one in windows if abs(sum(side[i] for i in one)) == 7]
        way = trends[-1] if trends else side[at]
        rules = {"outside limits": outside[at], "trend": trends, "two of three": close[at] and two, "one side": shift}
        rule = next((name for name, holds in rules.items() if holds), "")
        towards = way if rule == "trend" else side[at]
        found.append((rule, {1: "high", -1: "low"}[towards] if rule else ""))
    return found


def check_points(ours: pl.DataFrame, better: dict[str, Any]) -> None:
    wanted, kinds = better["points"], better["kinds"]
    assert [str(day) for day in ours["date"]] == wanted["date"]
    assert ours["stretch"].to_list() == wanted["rebase_group"]
    assert ours["moving_range"].to_list() == near(wanted["moving_range"])
    assert ours["screened_out"].to_list() == wanted["moving_range_screened_out"]
    for name, flags in {"outside": "outside_limits", "near": "close_to_limits"}.items():
        assert ours[name].to_list() == [bool(flag) for flag in wanted[flags]]
    assert ours["side"].to_list() == [side or 0 for side in wanted["relative_to_mean"]]
    assert list(zip(ours["rule"], ours["towards"], strict=True)) == kinds
    way = WAYS[ours["direction"][0]]
    assert ours["shows"].to_list() == [shown_by(kind, way) for kind in kinds]
    if kinds == [KINDS[kind] for kind in better["points"]["special_cause_type"]] and not ours["still"].any():
        assert [rule != "" for rule in ours["rule"]] == wanted["special_cause_flag"]
        shown = [kind.removeprefix("special_cause_").replace("common_cause", COMMON) for kind in wanted["point_type"]]
        neutral = {"neutral_high": NEITHER, "neutral_low": NEITHER}
        assert ours["shows"].to_list() == [neutral.get(kind, kind) for kind in shown]


def shown_by(kind: tuple[str, str], way: int) -> str:
    """What a kind of point shows where a way is better."""
    if not kind[0]:
        return COMMON
    return NEITHER if not way else IMPROVEMENT if (kind[1] == "high") == (way > 0) else CONCERN


def check_limits(ours: pl.DataFrame, groups: list[dict[str, Any]]) -> None:
    for group in groups:
        row = ours.filter(pl.col("stretch") == group["rebase_group"]).row(0, named=True)
        names = {"mean": "mean", "lpl": "lower", "upl": "upper", "near_lpl": "near_lower", "near_upl": "near_upper"}
        assert [row[name] for name in names.values()] == near([group[name] for name in names])
        assert row["points"] == group["n"]


def check_icons(found: dict[str, Any], ours: pl.DataFrame, better: dict[str, Any], quirks: list[str]) -> None:
    group, last = better["groups"][-1], ours.row(-1, named=True)
    variation, _, towards = better["variation_icon"].partition("_")
    plain = {"common": COMMON, "neutral": NEITHER}.get(variation, variation)
    if last["value"] is None or group["upl"] is None:
        why = MISSING if last["value"] is None else TOO_FEW
        assert {"missing_values", "one_point_group"} & set(quirks)
        assert (found["variation"], found["towards"], found["why_no_variation"]) == ("", "", why)
    elif (rule_and_way := better["kinds"][-1])[0] != "" or "null_limits" not in quirks:
        plain = plain if "missing_values" not in quirks else shown_by(rule_and_way, WAYS[last["direction"]])
        assert (found["variation"], found["towards"]) == (plain, "" if plain == COMMON else towards)
    else:
        assert (found["variation"], found["why_no_variation"]) == (COMMON, NO_VARIATION)
    lacking = ours.filter(pl.col("stretch") == last["stretch"])["value"].null_count()
    assert found["on_trial"] == (group["n"] - lacking < FEWEST)
    assert lacking or found["on_trial"] == group["short_group_warning"]
    check_assurance(found, last, group, better, quirks)


def check_assurance(
    found: dict[str, Any], last: dict[str, Any], group: dict[str, Any], better: dict[str, Any], quirks: list[str]
) -> None:
    icon = better["assurance_icon"] or ""
    if icon and "assurance_without_target" in quirks and last["target"] is None:
        assert (found["assurance"], found["why_none"]) == ("", NO_TARGET)
    elif icon and "assurance_on_null_limits" in quirks and group["upl"] is None:
        assert (found["assurance"], found["why_none"]) == ("", NO_LIMITS)
    elif icon and "assurance_on_null_limits" in quirks and last["still"]:
        over = last["value"] - last["target"]
        meets = over == 0 or (over > 0) == (last["direction"] == "higher")
        assert (found["assurance"], found["why_none"]) == ("pass" if meets else "fail", "")
    else:
        assert found["assurance"] == icon


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
