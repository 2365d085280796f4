"""A slow twin of `metrics.spc`: one pandas frame a series, rule by rule and window by window.

In the manner of nhspy-plotthedots (numpy on one series, lists over windows), written afresh: its alarms on a point
that lies on the mean and on what does not vary are left out, and direction, target and the kind of special cause,
which it lacks, are added. It is the oracle of random series in the tests and what the benchmark compares with.
"""

import numpy as np
import pandas as pd

REACH, SCREEN, POINTS = 2.66, 3.267, 7


def charted_alone(series: pd.DataFrame) -> pd.DataFrame:
    """One series, in order of date, with its limits and what names each point; columns as `charted` calls them.

    series   date, value (none missing), direction (one for all)
    """
    out = series.copy()
    values = out["value"].to_numpy(dtype=float)
    mean, reach = _limits(values)
    out["mean"], out["lower"], out["upper"] = mean, mean - reach, mean + reach
    out["outside"] = (out["value"] < out["lower"]) | (out["value"] > out["upper"])
    out["side"] = np.sign(out["value"] - mean).astype(int)
    beyond_near = (out["value"] - mean).abs() > reach * 2 / 3
    out["near"] = ~out["outside"] & beyond_near
    side, near = out["side"].tolist(), out["near"].tolist()
    trend, way = _trend(values)
    holds = [out["outside"].tolist(), trend, _two_of_three(near, side), _one_side(side)]
    names = ["outside limits", "trend", "two of three", "one side"]
    rule, towards = [], []
    for at in range(len(out)):
        first = next((number for number in range(4) if holds[number][at]), None)
        rule.append("" if first is None else names[first])
        sign = 0 if first is None else way[at] if first == 1 else side[at]
        towards.append({1: "high", -1: "low", 0: ""}[sign])
    out["rule"], out["towards"] = rule, towards
    out["shows"] = [_shows(one, out["direction"].iloc[0]) for one in towards]
    return out


def _limits(values: np.ndarray) -> tuple[float, float]:
    ranges = np.abs(np.diff(values))
    kept = ranges[ranges < SCREEN * np.mean(ranges)]
    return float(np.mean(values)), REACH * float(np.mean(kept))


def _one_side(side: list[int]) -> list[bool]:
    """Each point looks at every window of seven that it is in."""
    last = len(side) - POINTS + 1
    whole = [start for start in range(max(last, 0)) if abs(sum(side[start : start + POINTS])) == POINTS]
    return [any(start <= at < start + POINTS for start in whole) for at in range(len(side))]


def _trend(values: np.ndarray) -> tuple[list[bool], list[int]]:
    steps = np.sign(np.diff(values))
    whole = {
        start: int(steps[start])
        for start in range(max(len(steps) - POINTS + 2, 0))
        if abs(np.sum(steps[start : start + POINTS - 1])) == POINTS - 1
    }
    ways = [[way for start, way in whole.items() if start <= at < start + POINTS] for at in range(len(values))]
    return [bool(one) for one in ways], [one[-1] if one else 0 for one in ways]


def _two_of_three(near: list[bool], side: list[int]) -> list[bool]:
    whole = [
        start
        for start in range(max(len(side) - 2, 0))
        if abs(sum(side[start : start + 3])) == 3 and sum(near[start : start + 3]) >= 2
    ]
    return [near[at] and any(start <= at < start + 3 for start in whole) for at in range(len(side))]


def _shows(towards: str, direction: str) -> str:
    if not towards:
        return "common cause"
    if direction == "none":
        return "neither"
    return "improvement" if (towards == "high") == (direction == "higher") else "concern"
