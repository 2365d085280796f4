"""What the rows of each slot add up to: plain sums, so that any engine, however large, only has to add.

Where the counts lie on this machine their rows are brought over once, since several sums start from them;
where they lie on a cluster they stay there, and only what they add up to comes here.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics.slots import KEYS, Rows, has_mark, measured_by

HERE = frozenset({nw.Implementation.DUCKDB, nw.Implementation.POLARS, nw.Implementation.PANDAS})
"""The engines that work in this process."""

Sums = nw.DataFrame[Any]

_NUMBERS = ("numerator", "denominator", "n", "asked", "usual")
_SUMMED = (
    *(*_NUMBERS, "carried", "sent", "only_sd"),
    *("parts", "parts_hidden", "counted", "known_n", "known_asked"),
)


def fetched(rows: Rows) -> Rows:
    """Rows brought over from an engine of this process (in polars); those on a cluster stay where they are."""
    return rows.collect("polars").lazy() if rows.implementation in HERE else rows


def terms(rows: Rows, usual: Rows | None = None) -> Rows:
    """What each row adds to whichever slot it comes to stand in.

    rows    as `slots.known_rows` gives them
    usual   as `coverage.usual_bases` does; None where nobody asks how much came in: then it is nought
    """
    usable, value, n, sd = (nw.col(name) for name in ("usable", "value", "n", "sd"))

    def where(condition: nw.Expr, what: nw.Expr | float = 1.0) -> nw.Expr:
        return nw.when(condition).then(what).otherwise(0.0).fill_null(0.0)

    known = rows.with_columns(usual=nw.lit(0.0))
    if usual is not None:
        known = _joined(rows, usual, ("service_id", "indicator_id"))
    return known.with_columns(
        **{name: where(usable, nw.col(name)) for name in _NUMBERS},
        sent=where(usable, value),
        only_sd=where(usable, sd),
        parts=where(usable),
        parts_hidden=where(nw.col("hidden")),
        counted=where(usable & ~nw.col("numerator").is_null() & ~nw.col("denominator").is_null()),
        known_n=where(usable & ~n.is_null()),
        known_asked=where(usable & ~nw.col("asked").is_null()),
    )


def _joined(rows: Rows, more: Rows, on: Sequence[str]) -> Rows:
    """Each row with what is known of it elsewhere; in polars the order of the rows stays."""
    if rows.implementation != nw.Implementation.POLARS:
        return rows.join(more, on=list(on), how="left")
    ours, theirs = rows.to_native(), more.to_native()
    joined: Rows = nw.from_native(ours.join(theirs, on=list(on), how="left", maintain_order="left"))
    return joined


def added_up(placed: Rows) -> Rows:
    """The sums of the `terms` of each slot's rows; they may be added up further in their turn.

    placed   rows with their `terms`, as `slots.in_scope` places them
    """
    return _added(placed, _SUMMED)


def summed(placed: Rows, added: Rows, framework: Framework) -> Sums:
    """One row for each slot, in the order of KEYS: what its rows are `added_up` to, with means and marks.

    returns  KEYS, the sums; middle, within, between and unknown_spread of means (null or nought elsewhere);
             mark_c and so on: how many rows carry the mark. A slot that only holds what is carried into it is none.
    """
    of_its_own = (nw.col("carried") == 0) | (nw.col("carried") < nw.col("parts"))
    known = collected(added.filter(of_its_own)).sort(*KEYS)
    known = _beside(known, collected(_of_means(placed, framework)), ("within", "between", "unknown_spread"))
    return _beside(known, collected(_marks(placed)), _MARKS)


def alone(placed: Rows, framework: Framework) -> Sums:
    """The same columns, of rows in their own order, where each row is a slot of its own: nothing is added up."""
    is_mean = nw.col("usable") & measured_by(framework, ("mean",))
    several, sd = is_mean & (nw.col("n") > 1), nw.col("sd")
    rows = placed.select(
        *KEYS,
        *_SUMMED,
        middle=nw.when(is_mean).then(nw.col("value")),
        within=nw.when(several).then((nw.col("n") - 1) * sd * sd).otherwise(0.0).fill_null(0.0),
        between=nw.lit(0.0),
        unknown_spread=nw.when(several & sd.is_null()).then(1.0).otherwise(0.0),
    )
    return _beside(collected(rows), collected(_marks(placed)), _MARKS)


def in_texts(table: pl.DataFrame) -> pl.DataFrame:
    """A table with its ids as texts and its days as datetimes, whatever engine kept them."""
    days = pl.col("period_start", "period_end").cast(pl.Datetime("us"))
    return table.with_columns(pl.col("scope_id", "indicator_id", "period_kind").cast(pl.String), days)


def _of_means(placed: Rows, framework: Framework) -> Rows:
    """The weighted middle of each slot's means, and their spread within and between services."""
    weight, score, sd = nw.col("n"), nw.col("value"), nw.col("sd")
    means = placed.filter(nw.col("usable") & measured_by(framework, ("mean",))).select(*KEYS, "value", "n", "sd")
    weights = _added(means.with_columns(score=weight * score), ("score", "n"))
    middles = weights.select(*KEYS, middle=nw.col("score") / nw.col("n"))
    away = score - nw.col("middle")
    several = weight > 1
    parts = _joined(means, middles, KEYS).with_columns(
        within=nw.when(several).then((weight - 1) * sd * sd).otherwise(0.0).fill_null(0.0),
        between=weight * away * away,
        unknown_spread=nw.when(several & sd.is_null()).then(1.0).otherwise(0.0),
    )
    return _joined(_added(parts, ("within", "between", "unknown_spread")), middles, KEYS)


def _added(rows: Rows, names: Sequence[str]) -> Rows:
    """Sums within slots. Polars adds them here and now, row after row: left to itself, it adds in the order in which
    its threads come to be ready, and then the last digit differs from one time to the next."""
    if rows.implementation != nw.Implementation.POLARS:
        return rows.group_by(*KEYS).agg(*(nw.col(name).sum() for name in names))
    slots: pl.LazyFrame = rows.select(*KEYS, *names).to_native()
    added = slots.group_by(KEYS, maintain_order=True).agg(pl.col(names).sum())
    return nw.from_native(added.collect(engine="in-memory").lazy())


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
    """Further columns of some slots; the others have nought in them. The order stays."""
    if len(more):
        both: Sums = nw.from_native(sums.to_native().join(more.to_native(), KEYS, "left", maintain_order="left"))
        return both.with_columns(*(nw.col(name).fill_null(0.0) for name in noughts))
    new = [name for name in more.columns if name not in KEYS and name not in noughts]
    nothing = {name: nw.lit(None).cast(nw.Float64) for name in new}
    return sums.with_columns(**nothing, **{name: nw.lit(0.0) for name in noughts})
