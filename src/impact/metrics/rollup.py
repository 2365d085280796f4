"""Figures for every scope: counts are added and then divided; no value is ever averaged.

Sources: `framework-method` (f.1) and (f.2). What is added up, and where, is `metrics.sums`; only the sums
come here as pandas, and limits are numpy.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics import coverage, maturity
from impact.metrics.intervals import poisson_or_byar, student_t, wilson
from impact.metrics.slots import KEYS, Counts, Rows, Scope, in_scope, known_rows
from impact.metrics.stretches import marked
from impact.metrics.sums import NEEDED, Sums, collected, fetched, in_pandas, summed, terms

__all__ = ["COLUMNS", "EVERY_SCOPE", "fetched", "figures", "pooled"]

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]

COLUMNS = (
    *("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"),
    *("numerator", "denominator", "value", "n", "sd", "asked", "lower", "upper"),
    *("parts", "parts_hidden", "carried", "expected", "share", "marker", "levels", "stretch"),
)
"""The columns of FIGURES, in order; `stretch` counts the breaks so far in a series (`metrics.stretches`)."""

EVERY_SCOPE: tuple[Scope, ...] = ("whole", "sector", "service", "area")


def figures(counts: Counts, framework: Framework, scopes: Sequence[Scope] = EVERY_SCOPE) -> pd.DataFrame:
    """Every indicator's figure for each scope and period that anything was sent for.

    counts   COUNTS as a narwhals frame, filtered to some indicators or not
    returns  FIGURES, one row per scope, indicator and period, oldest first: numerator, denominator,
             n and asked in people, answers or things; value, lower and upper in the indicator's unit

    Proportions and rates are pooled; means are weighted by n, with the spread within and between
    services joined; counts are added; a duration (a median) has no value above a service; maturity
    is the share of services at or above the target level. A published figure is the place's own, and
    the whole's is the home area's. A row whose mark replaces its number is not added. `asked` is
    known only if every service added sent it. Whatever cannot be said is NaN. Where the definition changed,
    the first figure after it carries the mark b.
    """
    rows = fetched(known_rows(counts, framework).select(*NEEDED))
    usual = fetched(coverage.usual_bases(rows))
    ready, due_from = fetched(terms(rows, usual)), coverage.candidates(usual, framework)
    parts = {scope: _scope_figures(ready, due_from, scope, framework) for scope in _worked_out(scopes)}
    if "whole" in scopes:
        both = pd.concat([parts["whole"], _home_as_whole(parts["area"], framework)], ignore_index=True)
        parts["whole"] = both.sort_values(list(KEYS), kind="stable", ignore_index=True)
    wanted = [parts[scope] for scope in sorted(set(scopes))]
    table = pd.concat([part for part in wanted if len(part)] or wanted[:1], ignore_index=True)
    return marked(table, framework)


def pooled(rows: Rows, by: Sequence[str]) -> Rows:
    """Numerators and denominators added within groups, to be divided afterwards."""
    return rows.group_by(*by).agg(nw.col("numerator").sum(), nw.col("denominator").sum())


def _worked_out(scopes: Sequence[Scope]) -> set[Scope]:
    """The scopes that are asked for, and the areas where the home area's figures are the whole's."""
    return {*scopes, "area"} if "whole" in scopes else set(scopes)


def _scope_figures(ready: Rows, due_from: pd.DataFrame, scope: Scope, framework: Framework) -> pd.DataFrame:
    placed = in_scope(ready, scope, framework)
    alone = scope in ("service", "area")
    table = _valued(summed(placed, framework, alone=alone), scope, framework)
    if scope in ("whole", "sector"):
        levels = in_pandas(collected(maturity.at_levels(placed, framework)))
        table = maturity.with_levels(table, levels, scope, framework)
    table = coverage.covered(table, due_from, scope)
    return table.assign(scope_kind=scope)[list(COLUMNS[:-1])]


def _home_as_whole(areas: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    home = framework.home.id if framework.home else ""
    return areas[areas.scope_id == home].assign(scope_kind="whole", scope_id="")


def _valued(added: Sums, scope: Scope, framework: Framework) -> pd.DataFrame:
    keys = in_pandas(added.select(*KEYS))
    sums = {name: added[name].to_numpy() for name in added.columns if name not in KEYS}
    about = _about(added, framework)
    there = sums["parts"] > 0
    is_part = about["part"] & (sums["counted"] > 0)
    own = (scope in ("service", "area")) & ~is_part
    weighed = about["mean"] & (sums["known_n"] == sums["parts"])
    known_n = (weighed | (own & (sums["known_n"] > 0))) & there
    told = {
        "numerator": _where(is_part, sums["numerator"]),
        "denominator": _where(is_part, sums["denominator"]),
        "value": _where(there, _value(sums, about, is_part, own)),
        "n": _where(known_n, sums["n"]),
        "sd": _where(there, _spread(sums, weighed, own)),
        "asked": _where((sums["known_asked"] == sums["parts"]) & there, sums["asked"]),
    }
    lower, upper = _limited(told, about)
    counted = {name: sums[name] for name in ("parts", "parts_hidden", "carried", "usual")}
    return keys.assign(**told, lower=lower, upper=upper, **counted, marker=_marker(sums), levels="")


def _about(added: Sums, framework: Framework) -> Columns:
    """What each row's indicator says of itself: whether it is a part of a whole, a mean or a count, and so on."""
    ids = [one.id for one in framework.indicators]
    place = added["indicator_id"].replace_strict(ids, list(range(len(ids))), return_dtype=nw.Int64).to_numpy()
    said = {
        "part": np.array([one.measure in ("proportion", "rate") for one in framework.indicators], dtype=bool),
        "mean": np.array([one.measure == "mean" for one in framework.indicators], dtype=bool),
        "count": np.array([one.measure == "count" for one in framework.indicators], dtype=bool),
        "multiplier": [float(one.multiplier) for one in framework.indicators],
        "way": [_WAYS.index(one.interval) if one.interval in _WAYS else -1 for one in framework.indicators],
    }
    return {name: np.array(values)[place.astype(int)] for name, values in said.items()}


def _where(here: Flags, numbers: Numbers) -> Numbers:
    return np.where(here, numbers, np.nan)


def _value(sums: Columns, about: Columns, is_part: Flags, own: Flags) -> Numbers:
    """Counts divided; counts added; the weighted middle; or, at one service or area, the value sent."""
    base = _where(sums["denominator"] > 0, sums["denominator"])
    divided = about["multiplier"] * sums["numerator"] / base
    added = _where(about["count"], sums["sent"])
    pooled_or_added = np.where(is_part, divided, np.where(about["mean"], sums["middle"], added))
    return np.where(own, sums["sent"], pooled_or_added)


def _spread(sums: Columns, weighed: Flags, own: Flags) -> Numbers:
    several = _where(sums["n"] > 1, sums["n"])
    joined = np.sqrt((sums["within"] + sums["between"]) / (several - 1))
    sent = _where(own & (sums["only_sd"] > 0), sums["only_sd"])
    return np.where((sums["unknown_spread"] == 0) & weighed, joined, sent)


def _limited(told: Columns, about: Columns) -> tuple[Numbers, Numbers]:
    """The limits of each row by its indicator's way; each way is worked out for its own rows alone."""
    lower, upper = (np.full(len(told["value"]), np.nan) for _ in range(2))
    for way, limits in enumerate(_LIMITS.values()):
        here = np.flatnonzero(about["way"] == way)
        if len(here):
            rows = {name: numbers[here] for name, numbers in told.items()}
            lower[here], upper[here] = limits(rows, about["multiplier"][here])
    return lower, upper


def _of_share(rows: Columns, times: Numbers) -> tuple[Numbers, Numbers]:
    lower, upper = wilson(rows["numerator"], rows["denominator"])
    return times * lower, times * upper


def _of_events(rows: Columns, times: Numbers) -> tuple[Numbers, Numbers]:
    lower, upper = poisson_or_byar(rows["numerator"])
    base = _where(rows["denominator"] > 0, rows["denominator"])
    return times * lower / base, times * upper / base


def _of_mean(rows: Columns, _: Numbers) -> tuple[Numbers, Numbers]:
    return student_t(rows["value"], rows["n"], rows["sd"])


_LIMITS = {"wilson": _of_share, "byar_or_exact": _of_events, "t": _of_mean}
_WAYS = tuple(_LIMITS)


def _marker(sums: Columns) -> "pd.Series[str]":
    there = sums["parts"] > 0
    text = pd.Series("", index=range(len(there)), dtype="str")
    for letter, mark in MARKS.items():
        shown = (sums[f"mark_{letter}"] > 0) & ((not mark.replaces_number) | ~there)
        if shown.any():
            text = text.where(~shown, text + f" {letter}")
    return text.str.strip()
