"""Figures for every scope: counts are added and then divided; no value is ever averaged.

Sources: `framework-method` (f.1) and (f.2). What is added up, and where, is `metrics.sums`; only the sums
come here, and limits are numpy.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics import coverage, maturity
from impact.metrics.intervals import poisson_or_byar, student_t, wilson
from impact.metrics.slots import KEYS, Counts, Rows, Scope, in_scope, known_rows
from impact.metrics.stretches import marked
from impact.metrics.sums import NEEDED, Sums, coded, collected, fetched, in_texts, summed, terms

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
    rows = coded(fetched(known_rows(counts, framework).select(*NEEDED)), framework)
    usual = fetched(coverage.usual_bases(rows))
    ready, due_from = fetched(terms(rows, usual)), coverage.candidates(usual, framework)
    parts = {scope: _scope_figures(ready, due_from, scope, framework) for scope in _worked_out(scopes)}
    if "whole" in scopes:
        both = pl.concat([parts["whole"], _home_as_whole(parts["area"], framework)])
        parts["whole"] = both.sort(*KEYS, maintain_order=True)
    return marked(_in_pandas(pl.concat([parts[scope] for scope in sorted(set(scopes))])), framework)


def pooled(rows: Rows, by: Sequence[str]) -> Rows:
    """Numerators and denominators added within groups, to be divided afterwards."""
    return rows.group_by(*by).agg(nw.col("numerator").sum(), nw.col("denominator").sum())


def _worked_out(scopes: Sequence[Scope]) -> set[Scope]:
    """The scopes that are asked for, and the areas where the home area's figures are the whole's."""
    return {*scopes, "area"} if "whole" in scopes else set(scopes)


def _scope_figures(ready: Rows, due_from: pd.DataFrame, scope: Scope, framework: Framework) -> pl.DataFrame:
    placed = in_scope(ready, scope, framework)
    alone = scope in ("service", "area")
    table = _valued(summed(placed, framework, alone=alone), scope, framework)
    if alone:  # one service, or one area, is all of itself
        table = table.with_columns(expected=pl.lit(1.0), share=(pl.col("parts") > 0).cast(pl.Float64))
    else:
        levels = in_texts(collected(maturity.at_levels(placed, framework))).to_native()
        levelled = maturity.with_levels(table.to_pandas(), levels, scope, framework)
        found = pl.from_pandas(coverage.covered(levelled, due_from, scope), nan_to_null=False)
        table = found.cast(pl.Schema(dict(table.schema) | {"expected": pl.Float64(), "share": pl.Float64()}))
    return table.with_columns(scope_kind=pl.lit(scope)).select(COLUMNS[:-1])


def _in_pandas(table: pl.DataFrame) -> pd.DataFrame:
    """The same as pandas, each column where it lies: to gather millions of numbers in one block takes long."""
    texts = table.select(pl.col(pl.String)).to_pandas()
    rest = {name: table[name].to_numpy(writable=True) for name in table.columns if name not in texts}
    return pd.DataFrame({name: rest.get(name, texts.get(name)) for name in table.columns}, copy=False)


def _home_as_whole(areas: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    home = framework.home.id if framework.home else ""
    return areas.filter(pl.col("scope_id") == home).with_columns(scope_kind=pl.lit("whole"), scope_id=pl.lit(""))


def _valued(added: Sums, scope: Scope, framework: Framework) -> pl.DataFrame:
    table: pl.DataFrame = in_texts(added.select(*KEYS)).to_native()
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
    told["lower"], told["upper"] = _limited(told, about)
    counted = {name: sums[name] for name in ("parts", "parts_hidden", "carried", "usual")}
    numbers = [pl.Series(name, of, dtype=pl.Float64) for name, of in (told | counted).items()]
    return table.with_columns(*numbers, _marker(added.to_native()), levels=pl.lit(""))


def _about(added: Sums, framework: Framework) -> Columns:
    """What each row's indicator says of itself: whether it is a part of a whole, a mean or a count, and so on."""
    ids: pl.Series = added["indicator_id"].to_native()
    codes = ids.dtype if isinstance(ids.dtype, pl.Enum) else pl.Enum(list(framework.indicator))
    listed = [framework.indicator.get(one) for one in codes.categories]
    said = {
        "part": np.array([one is not None and one.measure in ("proportion", "rate") for one in listed], dtype=bool),
        "mean": np.array([one is not None and one.measure == "mean" for one in listed], dtype=bool),
        "count": np.array([one is not None and one.measure == "count" for one in listed], dtype=bool),
        "multiplier": [float(one.multiplier) if one else np.nan for one in listed],
        "way": [_WAYS.index(one.interval) if one and one.interval in _WAYS else -1 for one in listed],
    }
    place = ids.cast(codes).to_physical().to_numpy()
    return {name: np.array(values)[place] for name, values in said.items()}


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
            rows = {name: told[name][here] for name in ("numerator", "denominator", "value", "n", "sd")}
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


def _marker(table: pl.DataFrame) -> pl.Series:
    """The marks to show, in the order of MARKS; one that replaces a number is shown where there is none."""
    empty = pl.col("parts") <= 0
    shown = [
        pl.when((pl.col(f"mark_{letter}") > 0) & (empty if mark.replaces_number else True)).then(pl.lit(letter))
        for letter, mark in MARKS.items()
        if (table[f"mark_{letter}"] > 0).any()
    ]
    text = pl.concat_str(shown, separator=" ", ignore_nulls=True) if shown else pl.lit("")
    return table.with_columns(marker=text)["marker"]
