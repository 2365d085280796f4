"""Figures for every scope: counts are added and then divided; no value is ever averaged.

Sources: `framework-method` (f.1) and (f.2). What is added up, and where, is `metrics.sums`; what the sums say
is `metrics.valued`.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl

from impact.framework.models import Framework
from impact.metrics import coverage, maturity
from impact.metrics.coded import NEEDED, coded, pieces
from impact.metrics.slots import KEYS, Counts, Rows, Scope, in_scope, mixed_rhythms, of_everyone, typed, with_use
from impact.metrics.stretches import marked
from impact.metrics.sums import added_up, alone, collected, fetched, in_texts, summed, terms
from impact.metrics.valued import valued

__all__ = ["COLUMNS", "EVERY_SCOPE", "fetched", "figures", "pooled"]

COLUMNS = (
    *("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"),
    *("numerator", "denominator", "value", "n", "sd", "asked", "lower", "upper"),
    *("parts", "parts_hidden", "carried", "expected", "share", "marker", "levels", "stretch"),
)
"""The columns of FIGURES, in order; `stretch` counts the breaks so far in a series (`metrics.stretches`)."""

SIDE_BY_SIDE = 2
"""Parts of the work that go on at once: each keeps all processors busy for most of its time. Judgement."""

EVERY_SCOPE: tuple[Scope, ...] = ("whole", "sector", "service", "area")
_SCOPES = pl.Enum(EVERY_SCOPE)


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
    rows = coded(typed(fetched(of_everyone(counts, framework).select(*NEEDED))), framework)
    asked = {*scopes, "area"} if "whole" in scopes else set(scopes)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        many = pool.submit(_of_many, rows, asked & {"sector", "whole"}, framework)
        parts = {one: _of_places(rows, one, framework, pool) for one in asked & {"service", "area"}}
        parts |= many.result()
        if "whole" in scopes:
            both = pl.concat([parts["whole"], _home_as_whole(parts["area"], framework)])
            parts["whole"] = both.sort(*KEYS, maintain_order=True)
        found = _in_pandas(pl.concat([parts[scope] for scope in sorted(set(scopes))]), pool)
    return marked(found, framework)


def pooled(rows: Rows, by: Sequence[str]) -> Rows:
    """Numerators and denominators added within groups, to be divided afterwards."""
    return rows.group_by(*by).agg(nw.col("numerator").sum(), nw.col("denominator").sum())


def _of_places(rows: Rows, scope: Scope, framework: Framework, pool: ThreadPoolExecutor) -> pl.DataFrame:
    """The figures of services or areas, each all of itself; pieces are worked on side by side."""
    own = in_scope(rows, scope, framework) if scope == "area" else rows  # areas are few among many rows
    some = pieces(own)

    def found(piece: Callable[[], Rows]) -> pl.DataFrame:
        placed = in_scope(terms(with_use(piece(), framework)), scope, framework)
        added = alone(placed, framework) if some else summed(placed, added_up(placed), framework)
        share = (pl.col("parts") > 0).cast(pl.Float64)
        return _told(valued(added, scope, framework).with_columns(expected=pl.lit(1.0), share=share), scope, rows)

    return pl.concat(pool.map(found, some or [lambda: own]))


def _of_many(rows: Rows, scopes: set[Scope], framework: Framework) -> dict[Scope, pl.DataFrame]:
    """The figures of sectors and the whole, which many services are added up to."""
    if not scopes:
        return {}
    used = with_use(rows, framework)
    usual = fetched(coverage.usual_bases(used, framework))
    ready, due_from = terms(used, usual), coverage.candidates(usual, framework)
    of_sectors = added_up(in_scope(ready, "sector", framework))
    parts: dict[Scope, pl.DataFrame] = {}
    for scope in scopes:
        placed = in_scope(ready, scope, framework)
        added = of_sectors if scope == "sector" else _from_sectors(of_sectors, ready, framework)
        table = in_texts(valued(summed(placed, added, framework), scope, framework))
        levels = in_texts(collected(maturity.at_levels(placed, framework)).to_native())
        levelled = maturity.with_levels(table, levels, scope, framework)
        parts[scope] = _told(coverage.covered(levelled, due_from, scope), scope, rows)
    return parts


def _told(table: pl.DataFrame, scope: Scope, rows: Rows) -> pl.DataFrame:
    """The columns of FIGURES but for the last; words that the rows hold as codes are codes here."""
    words = rows.collect_schema()
    kinds = {"scope_id": words["service_id"], **{name: words[name] for name in ("indicator_id", "period_kind")}}
    days = dict.fromkeys(("period_start", "period_end"), nw.Datetime("us"))
    cast = (nw.col(name).cast(kind) for name, kind in (kinds | days).items())
    coded: pl.DataFrame = nw.from_native(table).with_columns(*cast).to_native()
    return coded.with_columns(scope_kind=pl.lit(scope, _SCOPES)).select(COLUMNS[:-1])


def _from_sectors(of_sectors: Rows, ready: Rows, framework: Framework) -> Rows:
    """The sums of the whole: those of its sectors added up; but for what is sent partly by quarter, partly by term,
    since a sector of services that all send by term keeps its terms."""
    mixed = nw.col("indicator_id").is_in([one.removeprefix("|") for one in mixed_rhythms(framework, "whole")])
    sums = of_sectors.filter(~mixed).with_columns(scope_id=nw.lit(""))
    return added_up(nw.concat([sums, in_scope(ready.filter(mixed), "whole", framework).select(*sums.columns)]))


def _in_pandas(table: pl.DataFrame, pool: ThreadPoolExecutor) -> pd.DataFrame:
    """The same as pandas, each column by itself: to gather millions of numbers in one block takes long."""
    return pd.DataFrame(dict(zip(table.columns, pool.map(_column, table), strict=True)), copy=False)


def _column(of: pl.Series) -> Any:
    is_text = isinstance(of.dtype, pl.String | pl.Enum)
    return of.cast(pl.String).to_pandas() if is_text else of.to_numpy(writable=True)


def _home_as_whole(areas: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    home = areas.filter(pl.col("scope_id") == (framework.home.id if framework.home else ""))
    return home.with_columns(scope_kind=pl.lit("whole", _SCOPES), scope_id=pl.lit("", areas.schema["scope_id"]))
