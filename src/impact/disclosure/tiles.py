"""Which longer periods are sums of shorter ones of the same sender, so that a hidden month is not had from its quarter.

A sender is asked for one kind of period at a time; where a framework's newer version asks for another, both may be
kept for the same time. The longer row whose numbers are the shorter ones' added is taken as the sum of these.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice, product
from typing import Any

import polars as pl

_COUNTS = ("numerator", "denominator", "n")
MOST_TRIED = 500
"""Versions of the shorter periods, each with each, that are tried for one longer row. Judgement."""

Row = dict[str, Any]


def tiled(parts: pl.DataFrame) -> dict[int, tuple[int, ...]]:
    """The parts of longer periods that are sums of others: part -> the parts it is the sum of.

    parts   `runs.numbered` rows
    """
    rows = parts.unique("part", maintain_order=True)
    mixed = pl.col("period_kind").n_unique().over("service_id", "indicator_id") > 1
    found: dict[int, tuple[int, ...]] = {}
    for _, own in rows.filter(mixed).group_by("service_id", "indicator_id", maintain_order=True):
        every = own.sort("period_start", "period_end").to_dicts()
        for long in every:
            inside = next(_sums(long, every), None)
            if inside is not None:
                found[long["part"]] = inside
    return {part: _shortest(inside, found) for part, inside in found.items()}


def placed_in_tiles(placed: pl.DataFrame, tiles: dict[int, tuple[int, ...]]) -> pl.DataFrame:
    """Figures' parts, each that is a sum replaced by the parts it is the sum of."""
    if not tiles:
        return placed
    inside = pl.DataFrame({"part": list(tiles), "tiles": [list(one) for one in tiles.values()]})
    beside = placed.join(inside, on="part", how="left", maintain_order="left")
    own = pl.concat_list("part")
    split = beside.with_columns(part=pl.when(pl.col("tiles").is_null()).then(own).otherwise(pl.col("tiles")))
    return split.drop("tiles").explode("part").select(placed.columns)


def _sums(long: Row, every: Sequence[Row]) -> Iterator[tuple[int, ...]]:
    """The rows of one shorter kind that fill a longer period and add up to its numbers."""
    shorter = [one for one in every if _inside(one, long)]
    for kind in dict.fromkeys(one["period_kind"] for one in shorter):
        versions: dict[Any, list[Row]] = {}
        for one in shorter:
            if one["period_kind"] == kind:
                versions.setdefault((one["period_start"], one["period_end"]), []).append(one)
        if _fill(list(versions), (long["period_start"], long["period_end"])):
            for chosen in islice(product(*versions.values()), MOST_TRIED):
                if _add_up(chosen, long):
                    yield tuple(one["part"] for one in chosen)


def _inside(one: Row, long: Row) -> bool:
    within = long["period_start"] <= one["period_start"] and one["period_end"] <= long["period_end"]
    return bool(within and one["period_kind"] != long["period_kind"] and one["breakdown"] == long["breakdown"])


def _fill(spans: Sequence[Any], whole: Any) -> bool:
    """Whether spans in the order of time follow on each other from the first day to the last."""
    starts = [whole[0], *(end + timedelta(days=1) for _, end in spans)]
    return bool([start for start, _ in spans] == starts[:-1] and spans[-1][1] == whole[1])


def _add_up(chosen: Sequence[Row], long: Row) -> bool:
    counted = False
    names = _COUNTS if any(long[name] is not None for name in _COUNTS) else ("value",)
    for name in names:
        numbers = [one[name] for one in chosen]
        if long[name] is None or None in numbers:
            if long[name] is not None or any(number is not None for number in numbers):
                return False
            continue
        if abs(sum(numbers) - long[name]) > 1e-9:
            return False
        counted = True
    return counted


def _shortest(inside: tuple[int, ...], found: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
    """The same with each part that is itself a sum taken apart."""
    return tuple(part for one in inside for part in (_shortest(found[one], found) if one in found else (one,)))
