"""Figures for every scope: counts are added and then divided; no value is ever averaged.

Sources: `framework-method` (f.1) and (f.2). The sums are narwhals expressions, so they run where the
counts lie (DuckDB by default); only their results come here as pandas, and limits are numpy.
"""

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import pandas as pd

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics import coverage, maturity
from impact.metrics.intervals import poisson_or_byar, student_t, wilson
from impact.metrics.slots import KEYS, Counts, Rows, Scope, has_mark, in_scope, known_rows, measured_by

COLUMNS = (
    *("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"),
    *("numerator", "denominator", "value", "n", "sd", "asked", "lower", "upper"),
    *("parts", "parts_hidden", "carried", "expected", "share", "marker", "levels"),
)
"""The columns of FIGURES, in order."""

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
    known only if every service added sent it. Whatever cannot be said is NaN.
    """
    rows = fetched(known_rows(counts, framework))
    usual = fetched(coverage.usual_bases(rows))
    seen = coverage.collected(usual)
    parts = [_scope_figures(rows, usual, seen, scope, framework) for scope in scopes if scope != "area"]
    if "area" in scopes or "whole" in scopes:
        areas = _scope_figures(rows, usual, seen, "area", framework)
        parts += [areas] if "area" in scopes else []
        parts += [_home_as_whole(areas, framework)] if "whole" in scopes else []
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return table.sort_values(["scope_kind", *KEYS], kind="stable", ignore_index=True)


def pooled(rows: Rows, by: Sequence[str]) -> Rows:
    """Numerators and denominators added within groups, to be divided afterwards."""
    return rows.group_by(*by).agg(nw.col("numerator").sum(), nw.col("denominator").sum())


def fetched(rows: Rows) -> Rows:
    """Rows brought over from their engine once (in polars), where several sums start from them."""
    return rows.collect("polars").lazy()


def _scope_figures(rows: Rows, usual: Rows, seen: pd.DataFrame, scope: Scope, framework: Framework) -> pd.DataFrame:
    placed = fetched(in_scope(rows, scope, framework))
    added = _collect(_summed(placed.join(usual, on=["service_id", "indicator_id"], how="left"), framework))
    added = added[(added.carried == 0) | (added.carried < added.parts)]
    table = _valued(added, scope, framework)
    if scope in ("whole", "sector"):
        levels = _collect(maturity.at_levels(placed, framework))
        table = maturity.with_levels(table, levels, scope, framework)
    table = coverage.covered(table, seen, scope, framework)
    return table.assign(scope_kind=scope)[list(COLUMNS)]


def _home_as_whole(areas: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    home = framework.home.id if framework.home else ""
    return areas[areas.scope_id == home].assign(scope_kind="whole", scope_id="")


def _summed(rows: Rows, framework: Framework) -> Rows:
    weight = nw.when(nw.col("usable") & measured_by(framework, ("mean",))).then(nw.col("n")).otherwise(0.0)
    weighed = rows.with_columns(weight=weight).with_columns(
        whole_weight=nw.col("weight").sum().over(*KEYS),
        whole_score=(nw.col("weight") * nw.col("value").fill_null(0.0)).sum().over(*KEYS),
    )
    middle = nw.when(nw.col("whole_weight") > 0).then(nw.col("whole_score") / nw.col("whole_weight"))
    terms = _terms()
    ready = weighed.with_columns(middle=middle).select(*KEYS, "middle", **terms)
    return ready.group_by(*KEYS).agg(*(nw.col(term).sum() for term in terms), nw.col("middle").max())


def _terms() -> dict[str, nw.Expr]:
    """What each row adds to its group: plain numbers, so that every engine only has to sum."""
    usable, weight, score = nw.col("usable"), nw.col("weight"), nw.col("value")
    away = score - nw.col("middle")

    def where(condition: nw.Expr, what: nw.Expr | float = 1.0) -> nw.Expr:
        return nw.when(condition).then(what).otherwise(0.0).fill_null(0.0)

    sums = ("numerator", "denominator", "n", "asked", "usual", "carried")
    return {
        **{name: where(usable, nw.col(name)) for name in sums},
        "sent": where(usable, score),
        "only_sd": where(usable, nw.col("sd")),
        "within": where(usable & (weight > 1), (weight - 1) * nw.col("sd") * nw.col("sd")),
        "between": where(usable, weight * away * away),
        "unknown_spread": where(usable & (weight > 1) & nw.col("sd").is_null()),
        "parts": where(usable),
        "counted": where(usable & ~nw.col("numerator").is_null() & ~nw.col("denominator").is_null()),
        "known_n": where(usable & ~nw.col("n").is_null()),
        "known_asked": where(usable & ~nw.col("asked").is_null()),
        "parts_hidden": where(nw.col("hidden")),
        **{f"mark_{letter}": where(has_mark(letter)) for letter in MARKS},
    }


def _collect(rows: Rows) -> pd.DataFrame:
    table = rows.collect("pandas").to_pandas()
    days = {day: table[day].astype("datetime64[us]") for day in ("period_start", "period_end")}
    return table.assign(**days)


def _valued(added: pd.DataFrame, scope: Scope, framework: Framework) -> pd.DataFrame:
    about = pd.DataFrame(
        [(one.id, one.measure, one.interval, one.multiplier) for one in framework.indicators],
        columns=["indicator_id", "measure", "interval", "multiplier"],
    )
    table = added.merge(about, on="indicator_id", how="left")
    there = table.parts > 0
    is_part = table.measure.isin(["proportion", "rate"]) & (table.counted > 0)
    own = (scope in ("service", "area")) & ~is_part
    weighed = (table.measure == "mean") & (table.known_n == table.parts)
    table = table.assign(
        value=_value(table, is_part, own).where(there),
        sd=_spread(table, weighed, own).where(there),
        numerator=table.numerator.where(is_part),
        denominator=table.denominator.where(is_part),
        n=table.n.where((weighed | (own & (table.known_n > 0))) & there),
        asked=table.asked.where((table.known_asked == table.parts) & there),
        marker=_marker(table),
        levels="",
    )
    return _limited(table)


def _value(table: pd.DataFrame, is_part: pd.Series, own: pd.Series) -> pd.Series:
    """Counts divided; counts added; the weighted middle; or, at one service or area, the value sent."""
    base = table.denominator.where(table.denominator > 0)
    divided = table.multiplier * table.numerator / base
    added = table.sent.where(table.measure == "count")
    return divided.where(is_part, added).where(table.measure != "mean", table.middle).where(~own, table.sent)


def _spread(table: pd.DataFrame, weighed: pd.Series, own: pd.Series) -> pd.Series:
    joined = ((table.within + table.between) / (table.n - 1).where(table.n > 1)) ** 0.5
    return joined.where((table.unknown_spread == 0) & weighed, table.only_sd.where(own & (table.only_sd > 0)))


def _limited(table: pd.DataFrame) -> pd.DataFrame:
    by_t = student_t(table.value, table.n, table.sd)
    by_wilson = wilson(table.numerator, table.denominator)
    by_poisson = poisson_or_byar(table.numerator)
    ways = [(table.interval == way).to_numpy() for way in ("wilson", "byar_or_exact", "t")]
    base = table.denominator.where(table.denominator > 0).to_numpy()
    times = table.multiplier.to_numpy()
    limits = [
        np.select(ways, [times * share, times * events / base, score], np.nan)
        for share, events, score in zip(by_wilson, by_poisson, by_t, strict=True)
    ]
    return table.assign(lower=limits[0], upper=limits[1])


def _marker(table: pd.DataFrame) -> pd.Series:
    added = table.parts > 0
    text = pd.Series("", index=table.index, dtype="object")
    for letter, mark in MARKS.items():
        shown = (table[f"mark_{letter}"] > 0) & (~added if mark.replaces_number else True)
        if shown.any():
            text = text.where(~shown, text + f" {letter}")
    return text.str.strip().astype("str")
