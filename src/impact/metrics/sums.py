"""What the rows of each slot add up to: plain sums, so that any engine, however large, only has to add.

Where the counts lie on this machine their rows are brought over once, since several sums start from them;
where they lie on a cluster they stay there, and only what they add up to comes here.
"""

from typing import Any

import narwhals as nw
import polars as pl

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics.slots import KEYS, Rows, has_mark, measured_by

HERE = frozenset({nw.Implementation.DUCKDB, nw.Implementation.POLARS, nw.Implementation.PANDAS})
"""The engines that work in this process."""

_DAYS = 2**20
"""More than there are days in a calendar."""

Sums = nw.DataFrame[Any]

_NUMBERS = ("numerator", "denominator", "n", "asked", "usual")
_IDS = ("service_id", "sector_id", "indicator_id")
_ROWS = (*("service_id", "sector_id", "indicator_id", "period_start", "period_end", "period_kind"), "usable", "marker")
NEEDED = (*_ROWS, "carried", "hidden", "base", "numerator", "denominator", "value", "n", "sd", "asked")
"""What figures are worked out from, of what `slots.known_rows` gives."""

_SUMMED = (
    *(*_NUMBERS, "carried", "sent", "only_sd"),
    *("parts", "parts_hidden", "counted", "known_n", "known_asked"),
)


def fetched(rows: Rows) -> Rows:
    """Rows brought over from an engine of this process (in polars); those on a cluster stay where they are."""
    return rows.collect("polars").lazy() if rows.implementation in HERE else rows


def coded(rows: Rows, framework: Framework) -> Rows:
    """Rows in polars with their ids as places in one list, which sorts and groups far faster than texts do.

    The list holds every id of the framework and of the rows, in order, so that codes sort as their texts would.
    Rows come sorted by service, indicator and first day, packed into one number: mostly that is the order of KEYS.
    """
    if rows.implementation != nw.Implementation.POLARS:
        return rows
    table = rows.collect()
    known = {one.id for some in (framework.services, framework.sectors, framework.indicators) for one in some}
    found = known.union(*(table[name].drop_nulls().unique().to_list() for name in _IDS))
    codes: pl.DataFrame = table.with_columns(nw.col(*_IDS).cast(nw.Enum(sorted(found)))).to_native()
    service, indicator = (codes[name].to_physical().cast(pl.Int64) for name in ("service_id", "indicator_id"))
    days = codes["period_start"].dt.epoch("d").cast(pl.Int64)
    ordered: Rows = nw.from_native(codes.sort((service * len(found) + indicator) * _DAYS + days)).lazy()
    return ordered


def terms(rows: Rows, usual: Rows) -> Rows:
    """What each row adds to whichever slot it comes to stand in.

    rows    as `slots.known_rows` gives them; usual: as `coverage.usual_bases` does
    """
    usable, value, n, sd = (nw.col(name) for name in ("usable", "value", "n", "sd"))

    def where(condition: nw.Expr, what: nw.Expr | float = 1.0) -> nw.Expr:
        return nw.when(condition).then(what).otherwise(0.0).fill_null(0.0)

    return _with_usual(rows, usual).select(
        *_ROWS,
        "carried",
        "value",
        "sd",
        **{name: where(usable, nw.col(name)) for name in _NUMBERS},
        sent=where(usable, value),
        only_sd=where(usable, sd),
        parts=where(usable),
        parts_hidden=where(nw.col("hidden")),
        counted=where(usable & ~nw.col("numerator").is_null() & ~nw.col("denominator").is_null()),
        known_n=where(usable & ~n.is_null()),
        known_asked=where(usable & ~nw.col("asked").is_null()),
    )


def _with_usual(rows: Rows, usual: Rows) -> Rows:
    """Each row with the usual size of its service; in polars the order of the rows stays."""
    on = ["service_id", "indicator_id"]
    if rows.implementation != nw.Implementation.POLARS:
        return rows.join(usual, on=on, how="left")
    ours, theirs = rows.to_native(), usual.to_native()
    joined: Rows = nw.from_native(ours.join(theirs, on=on, how="left", maintain_order="left"))
    return joined


def summed(placed: Rows, framework: Framework, *, alone: bool = False) -> Sums:
    """One row for each slot, in the order of KEYS: the sums of its rows' `terms`, with means and marks.

    placed   rows with their `terms`, as `slots.in_scope` places them
    alone    each slot is expected to hold one row only (those of services and areas do): where that is so,
             nothing is added up
    returns  KEYS, the sums; middle, within, between and unknown_spread of means (null or nought elsewhere);
             mark_c and so on: how many rows carry the mark. A slot that only holds what is carried into it is none.
    """
    rows = _in_order(collected(placed.select(*KEYS, "usable", "value", "sd", *_SUMMED))) if alone else None
    if rows is not None and _each_once(rows):
        known = _of_one(rows, framework)
    else:
        added = placed.group_by(*KEYS).agg(*(nw.col(name).sum() for name in _SUMMED))
        of_its_own = (nw.col("carried") == 0) | (nw.col("carried") < nw.col("parts"))
        known = collected(added.filter(of_its_own))
        known = _beside(known, collected(_of_means(placed, framework)), ("within", "between", "unknown_spread"))
    marks = collected(_marks(placed))
    return _in_order(_beside(known, marks, _MARKS))


def in_texts(rows: Sums) -> Sums:
    """A table with its ids as texts and its days as datetimes, whatever engine kept them."""
    days = nw.col("period_start", "period_end").cast(nw.Datetime("us"))
    return rows.with_columns(nw.col("scope_id", "indicator_id").cast(nw.String), days)


def _in_order(rows: Sums) -> Sums:
    """Rows in the order of KEYS; most come so, and looking is far quicker than sorting."""
    return rows if _each_once(rows) else rows.sort(*KEYS)


def _each_once(rows: Sums) -> bool:
    """Whether rows stand in the order of KEYS, no two of them in the same slot."""
    later = nw.lit(value=False)
    for name in reversed(KEYS):
        here, before = nw.col(name), nw.col(name).shift(1)
        later = (here > before) | ((here == before) & later)
    return bool(rows.select(later=later)["later"][1:].fill_null(value=False).all())


def _of_one(rows: Sums, framework: Framework) -> Sums:
    """The same columns where each row is a slot of its own."""
    is_mean = nw.col("usable") & measured_by(framework, ("mean",))
    several, sd = is_mean & (nw.col("n") > 1), nw.col("sd")
    return rows.select(
        *KEYS,
        *_SUMMED,
        middle=nw.when(is_mean).then(nw.col("value")),
        within=nw.when(several).then((nw.col("n") - 1) * sd * sd).otherwise(0.0).fill_null(0.0),
        between=nw.lit(0.0),
        unknown_spread=nw.when(several & sd.is_null()).then(1.0).otherwise(0.0),
    )


def _of_means(placed: Rows, framework: Framework) -> Rows:
    """The weighted middle of each slot's means, and their spread within and between services."""
    weight, score, sd = nw.col("n"), nw.col("value"), nw.col("sd")
    means = placed.filter(nw.col("usable") & measured_by(framework, ("mean",))).select(*KEYS, "value", "n", "sd")
    middles = (
        means.with_columns(score=weight * score)
        .group_by(*KEYS)
        .agg(nw.col("score").sum(), nw.col("n").sum().alias("weight"))
        .select(*KEYS, middle=nw.col("score") / nw.col("weight"))
    )
    away = score - nw.col("middle")
    several = weight > 1
    parts = means.join(middles, on=list(KEYS), how="inner").select(
        *KEYS,
        "middle",
        within=nw.when(several).then((weight - 1) * sd * sd).otherwise(0.0).fill_null(0.0),
        between=weight * away * away,
        unknown_spread=nw.when(several & sd.is_null()).then(1.0).otherwise(0.0),
    )
    sums = (nw.col(name).sum() for name in ("within", "between", "unknown_spread"))
    return parts.group_by(*KEYS).agg(nw.col("middle").max(), *sums)


_MARKS = tuple(f"mark_{letter}" for letter in MARKS)


def _marks(placed: Rows) -> Rows:
    """How many rows of each slot carry which mark, for slots in which any row carries one."""
    flags = {f"mark_{letter}": nw.when(has_mark(letter)).then(1.0).otherwise(0.0) for letter in MARKS}
    marked = placed.filter(nw.col("marker") != "").select(*KEYS, **flags)
    return marked.group_by(*KEYS).agg(*(nw.col(name).sum() for name in _MARKS))


def collected(rows: Rows) -> Sums:
    """Rows as a table here; days that an engine can only keep as moments of its own time zone are days again."""
    moments = [name for name, kind in rows.collect_schema().items() if isinstance(kind, nw.Datetime) and kind.time_zone]
    return rows.with_columns(nw.col(*moments).dt.replace_time_zone(None) if moments else []).collect("polars")


def _beside(sums: Sums, more: Sums, noughts: tuple[str, ...]) -> Sums:
    """Further columns of some slots; the others have nought in them."""
    if len(more):
        both = sums.join(more, on=list(KEYS), how="left")
        return both.with_columns(*(nw.col(name).fill_null(0.0) for name in noughts))
    new = [name for name in more.columns if name not in KEYS and name not in noughts]
    nothing = {name: nw.lit(None).cast(nw.Float64) for name in new}
    return sums.with_columns(**nothing, **{name: nw.lit(0.0) for name in noughts})
