"""Rows on this machine in a form that is quick to work on: ids as numbers, in order, and in pieces."""

from collections.abc import Callable
from functools import partial

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from impact.columns import NUMBERS
from impact.framework.models import Framework
from impact.metrics.slots import Rows
from impact.periods import KINDS

Flags = npt.NDArray[np.bool_]

NEEDED = ("service_id", "sector_id", "indicator_id", "period_start", "period_end", "period_kind", *NUMBERS, "marker")
"""What figures are worked out from, of what `slots.of_everyone` gives."""

AT_ONCE = 300_000
"""Rows worked on together: the memory they need for a moment then serves the next ones, and is not asked for anew."""

_IDS = ("service_id", "sector_id", "indicator_id")
_IN_ORDER = ("indicator_id", "service_id", "period_start", "period_end", "period_kind")


def coded(rows: Rows, framework: Framework) -> Rows:
    """Rows in polars with their words as places in a list, which group and sort far faster than texts do.

    The list holds every id of the framework and of the rows, in order, so that codes sort as their texts would.
    Rows come by indicator, service and period, in whatever order an engine gave them, so that sums are the same
    to the last digit each time; those of the projection lie so.
    """
    if rows.implementation != nw.Implementation.POLARS:
        return rows
    table: pl.DataFrame = rows.collect().to_native()
    said = table.select(pl.col(*_IDS, "period_kind").drop_nulls().unique().implode()).row(0)
    known = {"", *(one.id for some in (framework.services, framework.sectors, framework.indicators) for one in some)}
    ids = pl.col(*_IDS).cast(pl.Enum(sorted(known.union(*said[:-1]))))
    codes = table.with_columns(ids, pl.col("period_kind").cast(pl.Enum(sorted({*KINDS, *said[-1]}))))
    whole = codes.rechunk()  # out of one stretch of memory rows are picked far faster than out of many
    falls, _ = _beside_the_one_before(whole)
    return nw.from_native((whole.sort(_IN_ORDER) if falls.any() else whole).lazy())


def pieces(rows: Rows) -> list[Callable[[], Rows]]:
    """Rows as `coded`, by service, indicator and period, in pieces, if no two are about the same; otherwise none.

    Then each is a figure of its service or area, and nothing need be added up. A piece is picked when it is called.
    """
    if rows.implementation != nw.Implementation.POLARS:
        return []
    table: pl.DataFrame = rows.collect().to_native()
    _, same = _beside_the_one_before(table)
    if same.any():
        return []
    order = np.argsort(table["service_id"].to_physical().to_numpy(), kind="stable")
    return [partial(_picked, table, order[at : at + AT_ONCE]) for at in range(0, max(len(order), 1), AT_ONCE)]


def _beside_the_one_before(table: pl.DataFrame) -> tuple[Flags, Flags]:
    """Of each row but the first: whether it should come before the one before it, and whether it is about the same."""
    many = max(len(table) - 1, 0)
    falls, same = np.zeros(many, dtype=bool), np.ones(many, dtype=bool)
    for name in _IN_ORDER:
        of = table[name].to_physical().to_numpy()
        falls |= same & (of[1:] < of[:-1])
        same &= of[1:] == of[:-1]
    return falls, same


def _picked(table: pl.DataFrame, places: npt.NDArray[np.intp]) -> Rows:
    return nw.from_native(table[places].lazy())
