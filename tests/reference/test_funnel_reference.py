"""Funnels against two independent packages' results, case by case, in all that `compare` asks for.

The folder holds `funnel/` with the files its README describes; another folder of the same shape is named by
IMPACT_REFERENCE_DIR. Numbers agree to 1e-6 (to 1e-4 where a package's bisection stands on one event), words
and the foot of the chart exactly. Where `compare` leaves a part out, BETTER says what we give in its place.
"""

import csv
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from impact.metrics.funnel import (
    ABOVE_INNER,
    ABOVE_OUTER,
    BELOW_INNER,
    BELOW_OUTER,
    INSIDE,
    TOO_FEW,
    bases,
    exact_limits,
    expected_at_limits,
    foot,
    placed,
    pooled,
    proportion_limits,
    ratio_limits,
)
from impact.metrics.overdispersion import Spread, spread, widened

FOLDER = Path(os.environ.get("IMPACT_REFERENCE_DIR") or Path(__file__).parent) / "funnel"
LEVELS = {"2s": 0.95, "3s": 0.998}
LIMITS = {"95": 0.95, "998": 0.998}
PLACES = {
    "High (0.001)": ABOVE_OUTER,
    "High (0.025)": ABOVE_INNER,
    "Not significant": INSIDE,
    "Low (0.025)": BELOW_INNER,
    "Low (0.001)": BELOW_OUTER,
    "Not applicable for events less than 10 for dsrs": TOO_FEW,
}
SCALES = {"SHMI": "log", "CQC": "square root", "PR": "arcsine", "RC": "ratio of counts"}

BETTER = {
    "upper limits of proportions, multiplier other than 100": "held to the whole on every scale, not to 100",
    "significance of rates without a denominator column": "given: a rate with events stands on its own population",
    "overdispersed limits on the square root scale": "refused: they are not turned back to the ratio",
    "limits of ratios of counts": "refused: their standard error does not fit the data",
    "overdispersed limits where phi is infinite": "not widened: a unit with none observed has no logarithm",
    "limits of proportions past 0 or 1 on the arcsine scale": "0 or 1; the package folds some of them back inside",
}
"""Where we differ: a part that `compare` leaves out, or what the package has wrong -> what we do in its place.

Tests below hold us to each, and the last one also to what the package must have in its place.
"""


def read(name: str) -> list[dict[str, str]]:
    if not (FOLDER / name).is_file():
        return []
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


CASES = read("cases.csv")
EXPECTED: dict[str, Any] = json.loads(
    (FOLDER / "expected.json").read_text(encoding="utf-8") if (FOLDER / "expected.json").is_file() else "{}"
)
ROWS: dict[str, list[dict[str, str]]] = {}
for one in read("inputs.csv"):
    ROWS.setdefault(one["case_id"], []).append(one)


def of(package: str) -> list[Any]:
    return [pytest.param(case, id=case["case_id"]) for case in CASES if case["package"] == package]


def number(cell: Any) -> float:
    return np.nan if cell in ("", None, "NA") else float(cell)


def column(case: dict[str, str], name: str) -> np.ndarray:
    return np.array([number(row[name]) for row in ROWS[case["case_id"]]])


def near(expected: Any, rel: float = 1e-6, abs_: float = 1e-9) -> Any:
    numbers = [number(one) for one in expected] if isinstance(expected, list) else number(expected)
    return pytest.approx(numbers, rel=rel, abs=abs_, nan_ok=True)


def test_every_row_of_the_folder_belongs_to_a_case_that_is_compared() -> None:
    kept = {case["case_id"]: int(case["n_rows"]) for case in CASES}

    assert len(kept) == len(CASES) == len(of("PHEindicatormethods")) + len(of("FunnelPlotR"))
    assert kept == {case_id: len(rows) for case_id, rows in ROWS.items()}
    assert set(kept) == set(EXPECTED) != set()
    assert sum(kept.values()) == len(read("inputs.csv"))


# --- limits, significance and points as PHEindicatormethods has them


class Ours:
    """One case of PHEindicatormethods as our functions answer it."""

    def __init__(self, case: dict[str, str]) -> None:
        said = json.loads(case["arguments"])
        self.kind = said["statistic"]
        self.times = said["multiplier"]
        self.standardised = said.get("rate_type") == "dsr"
        self.years = said.get("years_of_data", 1)
        self.is_count = said.get("ratio_type") == "count"
        self.events, self.rate = column(case, "numerator"), column(case, "rate")
        self.base = column(case, "denominator")
        if self.kind == "rate":
            known = self.base if said["denominator_given"] else None
            self.base = bases(self.events, self.rate, self.times, known, standardised=self.standardised)
        self.whole = pooled(self.events, self.base)
        self.foot = foot(self.base, self.kind, self.whole, self.years)
        self.places = placed(self.events, self.base, self.kind, standardised=self.standardised).tolist()

    def limits(self) -> dict[str, Any]:
        """Every column that the package may give, by its name there."""
        given: dict[str, Any] = {
            {"proportion": "Population", "ratio": "Observed_events", "rate": "Events"}[self.kind]: self.foot
        }
        if self.kind != "ratio":
            given["baseline"] = np.full(len(self.foot), self.whole * self.times)
        for name, level in LEVELS.items():
            for side, limit, expected in zip(
                ("lower", "upper"), self._limits(level), expected_at_limits(self.foot, level), strict=True
            ):
                given[f"{side}_{name}_limit"] = limit
                if self.kind == "ratio":
                    given[f"{side}_{name}_exp_events"] = expected
                if self.kind == "rate":
                    given[f"{side}_{name}_population_1_year"] = expected / self.whole / self.years
        return given

    def _limits(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        if self.kind == "proportion":
            lower, upper = proportion_limits(self.foot, self.whole, level)
            return lower * self.times, upper * self.times
        if self.kind == "rate":
            lower, upper = ratio_limits(self.foot, level, self.whole)
            return lower * self.times, upper * self.times
        lower, upper = ratio_limits(self.foot, level)
        return (lower - 1, upper - 1) if self.is_count else (100 * lower, 100 * upper)

    def points(self) -> dict[str, np.ndarray]:
        few = self.standardised & (self.events < 10)
        return {
            "rate_chart": np.where(few, np.nan, self.rate),
            "denominator_derived": np.where(few, np.nan, self.base / self.years),
        }


def asked(case: dict[str, str]) -> Iterator[str]:
    """The parts of a case that are compared: `all` means every part there is."""
    words = {"all": ("limits", "significance", "points")}
    for word in case["compare"].split():
        assert word in ("all", "limits", "lower_limits", "baseline", "significance", "points"), f"what is '{word}'?"
        yield from words.get(word, (word,))


@pytest.mark.parametrize("case", of("PHEindicatormethods"))
def test_a_funnel_has_the_reference_limits_significance_and_points(case: dict[str, str]) -> None:
    expected = EXPECTED[case["case_id"]]
    if case["compare"] == "error":
        assert all("error" in part for part in expected.values())
        with pytest.raises(ValueError):
            Ours(case)
        return

    ours = Ours(case)

    for part in asked(case):
        if part == "significance":
            assert ours.places == [PLACES[word] for word in expected["significance"]]
        elif part == "points" and "points" in expected:
            check_points(ours.points(), expected["points"])
        elif part != "points":
            check_limits(ours.limits(), expected["limits"], part, less_one=1 if ours.is_count else 0)


def check_points(ours: dict[str, np.ndarray], wanted: dict[str, list[Any]]) -> None:
    assert set(ours) == set(wanted)
    for name, numbers in wanted.items():
        assert ours[name].tolist() == near(numbers), name


def check_limits(ours: dict[str, Any], wanted: dict[str, list[Any]], part: str, less_one: int) -> None:
    """less_one: a limit given less one is compared as the ratio it came from."""
    assert set(ours) == set(wanted)
    first = next(iter(wanted))
    assert ours[first].tolist() == wanted[first]
    names = {
        "limits": list(wanted),
        "lower_limits": [name for name in wanted if name.startswith("lower")],
        "baseline": ["baseline"],
    }[part]
    bisected = first != "Population"
    for name in names:
        for place, ours_here, wanted_here in zip(wanted[first], ours[name], wanted[name], strict=True):
            rel = 1e-4 if bisected and place == 1 else 1e-6
            back = less_one if name.endswith("_limit") else 0
            assert ours_here + back == near(wanted_here + back, rel), f"{name} at {place}"


@pytest.mark.parametrize("case", of("PHEindicatormethods"))
def test_upper_limits_of_proportions_are_held_to_the_whole_on_every_scale(case: dict[str, str]) -> None:
    expected, said = EXPECTED[case["case_id"]]["limits"], json.loads(case["arguments"])
    if said["statistic"] != "proportion" or "error" in expected:
        return

    ours = Ours(case).limits()

    for name in ("upper_2s_limit", "upper_3s_limit"):
        assert max(ours[name]) <= said["multiplier"]
        below_both_caps = [
            (mine, theirs)
            for mine, theirs in zip(ours[name], expected[name], strict=True)
            if theirs < min(said["multiplier"], 100) * (1 - 1e-12)
        ]
        assert [mine for mine, _ in below_both_caps] == near([theirs for _, theirs in below_both_caps])


@pytest.mark.parametrize("case", of("PHEindicatormethods"))
def test_every_unit_is_placed_even_where_the_package_stops(case: dict[str, str]) -> None:
    if case["compare"] == "error":
        return

    assert set(Ours(case).places) <= set(PLACES.values())


# --- spread and widened limits as FunnelPlotR has them


class Plot:
    """One case of FunnelPlotR as our functions answer it: units added up, in alphabetical order."""

    def __init__(self, case: dict[str, str]) -> None:
        said = json.loads(case["arguments"])
        added: dict[str, list[float]] = {}
        for row in ROWS[case["case_id"]]:
            sums = added.setdefault(row["unit"], [0.0, 0.0])
            sums[0] += number(row["numerator"])
            sums[1] += number(row["denominator"])
        self.names = sorted(added, key=str.casefold)
        self.scale = SCALES[said["sr_method"] if said["data_type"] == "SR" else said["data_type"]]
        rounded = self.scale == "log" and said["SHMI_rounding"]
        self.observed = np.array([added[name][0] for name in self.names])
        self.unrounded = np.array([added[name][1] for name in self.names])
        self.base = np.array([round(base, 2) for base in self.unrounded]) if rounded else self.unrounded
        self.spread: Spread = spread(self.observed, self.base, self.scale, said["trim_by"])
        self.asked_wide = said["draw_adjusted"]
        self.wide = said["draw_adjusted"] and self.spread.phi > 1
        self.narrow = said["draw_unadjusted"] or not self.wide
        self.times, self.limit = said["multiplier"], "95" if said["limit"] == 95 else "998"
        self.whole = pooled(self.observed, self.base) if self.scale == "arcsine" else 1.0

    def limits(self, denominator: np.ndarray) -> dict[str, np.ndarray]:
        given = {}
        for name, level in LIMITS.items():
            narrow = exact_limits(denominator, level)
            if self.scale == "arcsine":
                narrow = widened(denominator, self.scale, 0, self.whole, level)
            given |= {f"ll{name}": narrow[0] * self.times, f"ul{name}": narrow[1] * self.times}
            if self.scale in ("log", "arcsine"):
                tau2 = self.spread.tau2 if self.asked_wide else 0
                wide = widened(denominator, self.scale, tau2, self.whole, level)
                given |= {f"od_ll{name}": wide[0] * self.times, f"od_ul{name}": wide[1] * self.times}
        return given

    def units(self) -> dict[str, Any]:
        ratio = self.observed / self.unrounded
        at = self.limits(self.base)
        before = "od_" if self.wide else ""
        given = {"group": self.names, "numerator": self.observed, "denominator": self.base, "ratio": ratio}
        given |= {"z": self.spread.z, "z_trimmed": self.spread.kept, **at}
        if self.scale in ("log", "arcsine"):
            low, high = at[f"{before}ll{self.limit}"], at[f"{before}ul{self.limit}"]
            given["outlier"] = ((ratio * self.times < low) | (ratio * self.times > high)).astype(int)
            root = np.sqrt(self.base)
            target = np.arcsin(np.sqrt(self.whole)) if self.scale == "arcsine" else 0.0
            given["target_transformed"] = np.full(len(root), target)
            given["y_transformed"] = target + self.spread.z / (root if self.scale == "log" else 2 * root)
        return given


@cache
def plot(case_id: str) -> Plot:
    return Plot(next(case for case in CASES if case["case_id"] == case_id))


EXACTLY = ("group", "outlier")
COUNTED = ("group", "numerator", "denominator")


@pytest.mark.parametrize("case", of("FunnelPlotR"))
def test_a_funnel_has_the_reference_spread_and_widened_limits(case: dict[str, str]) -> None:
    expected = EXPECTED[case["case_id"]]
    if case["compare"] == "error":
        assert "error" in expected
        with pytest.raises(ValueError):
            plot(case["case_id"])
        return

    ours = plot(case["case_id"])

    assert (ours.wide, ours.narrow) == (expected["draw_adjusted"], expected["draw_unadjusted"])
    words = case["compare"].split()
    everything = words == ["all"]
    of_units = list(expected["units"]) if everything else [*COUNTED, *names_of(words, expected["units"])]
    of_curve = [name for name in expected["curve"] if everything or name in names_of(words, expected["curve"])]
    if everything or "phi" in words:
        assert (ours.spread.phi if ours.asked_wide else 0) == near(expected["phi"])
    if everything or "tau2" in words:
        assert (ours.spread.tau2 if ours.asked_wide else 0) == near(expected["tau2"])
    check_columns(ours, ours.units(), expected["units"], of_units)
    denominator = np.array(expected["curve"]["denominator"])
    check_columns(ours, {"denominator": denominator, **ours.limits(denominator)}, expected["curve"], of_curve)


def names_of(words: list[str], columns: dict[str, Any]) -> list[str]:
    """The columns that the words of `compare` ask for: 'll' asks for both of its levels."""
    found = []
    for word in words:
        named = [name for name in columns if name == word or name in (f"{word}95", f"{word}998")]
        assert named or word in ("phi", "tau2") or word in ("z", "z_trimmed", "ratio", "outlier"), f"what is '{word}'?"
        found += named
    return found


def check_columns(case: Plot, ours: dict[str, Any], wanted: dict[str, list[Any]], names: list[str]) -> None:
    for name in names:
        if name in EXACTLY:
            assert list(ours[name]) == wanted[name], name
        else:
            expected = unfolded(case, name, wanted) if "ll" in name or "ul" in name else wanted[name]
            assert list(ours[name]) == near(expected), name


def unfolded(case: Plot, name: str, wanted: dict[str, list[Any]]) -> list[float]:
    """The package's limits with those of proportions that it folded back at 0 or 1 (the last of BETTER) put there."""
    if case.scale != "arcsine":
        return wanted[name]
    level, tau2 = LIMITS[name[-3:] if name.endswith("998") else "95"], 0.0
    if name.startswith("od_") and case.asked_wide:
        tau2 = case.spread.tau2
    reach = {0.95: 1.959964, 0.998: 3.090232}[level] * np.sqrt(1 / (4 * np.array(wanted["denominator"])) + tau2)
    angle = np.arcsin(np.sqrt(case.whole)) + (reach if "ul" in name else -reach)
    found = []
    for here, theirs in zip(angle, wanted[name], strict=True):
        end = 0.0 if here < 0 else float(case.times) if here > np.pi / 2 else None
        folded = end is not None and theirs == near(case.times * np.sin(here) ** 2)
        found.append(end if folded and end is not None else theirs)
    return found


@pytest.mark.parametrize("scale", ["square root", "ratio of counts"])
def test_limits_that_are_known_to_be_wrong_are_refused(scale: Any) -> None:
    with pytest.raises(ValueError, match="far too many"):
        widened([10], scale, 0.1)


def test_limits_are_not_widened_for_a_unit_without_a_logarithm() -> None:
    apart = spread([0, 5, 9, 30], [10, 10, 10, 10], "log", 0.1)

    assert (apart.phi, apart.tau2, apart.widens) == (np.inf, np.inf, False)
