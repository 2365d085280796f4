"""Whether a place differs from a benchmark by more than chance: its interval against the other's value.

Method: Fingertips (conventions, e.2). The place's own interval is compared with the benchmark's value for the
same period, never interval with interval. A benchmark of several places is pooled: numerators added, divided
by denominators added. Rates are never added or averaged, so where one of the places gave no counts there is
no such benchmark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Direction, Indicator
from impact.metrics.intervals import Limits, Numbers, compared, poisson_or_byar, student_t, wilson

BETTER, WORSE, HIGHER, LOWER, SIMILAR = "better", "worse", "higher", "lower", "similar"
NOT_COMPARED = "not compared"
LEVELS = (0.95, 0.998)
"""The two confidences (Fingertips); both together give the scale of five."""

ITSELF, NO_FIGURE, HIDDEN = "it is the benchmark itself", "it has no figure for this period", "its figure is hidden"
NO_INTERVAL = "only its value is known, so no interval can be given"
NO_BENCHMARK = "the benchmark has no figure for this period"
NO_COUNTS = "not all places of the benchmark gave counts, and rates are never averaged"
WHY_NOT = (ITSELF, NO_FIGURE, HIDDEN, NO_INTERVAL, NO_BENCHMARK, NO_COUNTS)
"""Why a figure is not compared."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What figures are compared with: one place, or several pooled.

    ids       the places
    name      as people call it: "England", "areas most alike"
    vintage   by which model and of when they were chosen; "" for a place of its own
    """

    ids: tuple[str, ...]
    name: str
    vintage: str = ""


def judged(
    lower: npt.ArrayLike, upper: npt.ArrayLike, mark: npt.ArrayLike, direction: Direction
) -> npt.NDArray[np.str_]:
    """BETTER, SIMILAR or WORSE; HIGHER, SIMILAR or LOWER where neither is good; NOT_COMPARED where a number lacks."""
    low, high, value = (np.asarray(one, dtype=float) for one in (lower, upper, mark))
    word = compared(low, high, value)
    if direction != "none":
        good, bad = (HIGHER, LOWER) if direction == "higher" else (LOWER, HIGHER)
        word = np.select([word == good, word == bad], [BETTER, WORSE], SIMILAR)
    return np.where(np.isnan(low + high + value), NOT_COMPARED, word)


def judged_in_five(inner: Limits, outer: Limits, mark: npt.ArrayLike, direction: Direction) -> npt.NDArray[np.str_]:
    """The same on the scale of five: "better (99.8%)", "better (95%)", "similar", ...; limits at both LEVELS."""
    wide, narrow = judged(*outer, mark, direction), judged(*inner, mark, direction)
    plain = np.isin(narrow, [SIMILAR, NOT_COMPARED])
    sure = np.isin(wide, [SIMILAR, NOT_COMPARED])
    return np.where(plain, narrow, np.char.add(narrow, np.where(sure, " (95%)", " (99.8%)")))


def limits(figures: pd.DataFrame | Mapping[Any, Any], indicator: Indicator, confidence: float) -> Limits:
    """Limits of one indicator's figures in its unit, by the method it names; NaN where there are no counts.

    figures   numerator, denominator, value, n and sd, of many figures or of one
    """
    number = {name: np.asarray(figures[name], dtype=float) for name in ("numerator", "denominator", "value", "n", "sd")}
    x, n = number["numerator"], number["denominator"]
    if indicator.interval == "wilson":
        lower, upper = wilson(x, n, confidence)
    elif indicator.interval == "byar_or_exact":
        base = np.where(n > 0, n, np.nan)
        lower, upper = (limit / base for limit in poisson_or_byar(x, confidence))
    elif indicator.interval == "t":
        return student_t(number["value"], number["n"], number["sd"], confidence)
    else:
        nothing = np.full(x.shape, np.nan)
        return nothing, nothing
    return indicator.multiplier * lower, indicator.multiplier * upper


def benchmark_values(areas: pd.DataFrame, benchmark: Benchmark, indicator: Indicator) -> pd.DataFrame:
    """The benchmark's value in each period: period_end, period_kind, mark, why (one of WHY_NOT where NaN).

    areas   FIGURES of one indicator for published areas, one row an area and period
    """
    rows = areas[areas.scope_id.isin(benchmark.ids)]
    if len(benchmark.ids) == 1:
        kept = rows[["period_end", "period_kind"]].assign(mark=rows["value"].astype(float))
    else:
        counted = rows[rows.numerator.notna() & (rows.denominator > 0) & (rows.hidden == "")]
        by = counted.groupby(["period_end", "period_kind"], as_index=False)
        kept = by.agg(
            numerator=("numerator", "sum"), denominator=("denominator", "sum"), places=("scope_id", "nunique")
        )
        value = indicator.multiplier * kept.numerator / kept.denominator
        kept = kept[["period_end", "period_kind"]].assign(mark=value.where(kept.places == len(benchmark.ids)))
    return kept.assign(why=np.where(kept.mark.isna(), NO_COUNTS if len(benchmark.ids) > 1 else NO_BENCHMARK, ""))


def against(
    areas: pd.DataFrame, benchmark: Benchmark, indicator: Indicator, confidence: float | None = 0.95
) -> pd.DataFrame:
    """Every figure beside the benchmark of its own period: the rows in their order, with mark, word and why.

    areas        FIGURES of one indicator for published areas, after the gate (with `hidden`)
    confidence   one of LEVELS, or None for the scale of five
    word         as `judged` or `judged_in_five` gives it; why is one of WHY_NOT where it is NOT_COMPARED, else ""
    """
    marks = benchmark_values(areas, benchmark, indicator).rename(columns={"why": "no_mark"})
    rows = areas.merge(marks, on=["period_end", "period_kind"], how="left", validate="many_to_one")
    rows.index = areas.index
    inner, outer = (limits(rows, indicator, level) for level in LEVELS)
    mark = rows.mark.to_numpy(dtype=float)
    chosen = outer if confidence == LEVELS[1] else inner
    word = judged(*chosen, mark, indicator.direction)
    if confidence is None:
        word = judged_in_five(inner, outer, mark, indicator.direction)
    else:
        rows = rows.assign(lower=chosen[0], upper=chosen[1])
    why = _why_not(rows, benchmark, chosen[0], multiple=len(benchmark.ids) > 1)
    return rows.assign(word=np.where(why == "", word, NOT_COMPARED), why=why).drop(columns="no_mark")


def _why_not(rows: pd.DataFrame, benchmark: Benchmark, lower: Numbers, *, multiple: bool) -> npt.NDArray[np.str_]:
    itself = (rows.scope_id == benchmark.ids[0]).to_numpy() & (not multiple)
    no_mark = rows.no_mark.fillna("").to_numpy(dtype=str)
    absent = np.where(no_mark != "", no_mark, NO_COUNTS if multiple else NO_BENCHMARK)
    return np.select(
        [
            itself,
            (rows.hidden.fillna("") != "").to_numpy(),
            rows.value.isna().to_numpy(),
            rows.mark.isna().to_numpy(),
            np.isnan(lower),
        ],
        [ITSELF, HIDDEN, NO_FIGURE, absent, NO_INTERVAL],
        "",
    )
