"""Lays beside each cell that is no plain number what decides what it can mean: its column, indicator and measure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from impact.columns import EVIDENCE, PARTS
from impact.framework.models import Framework, Indicator
from impact.tidy.number_forms import PLAIN_NUMBER, forms
from impact.tidy.setting_right import Places, where

_PUBLISHED = ("numerator", "denominator", "value")
_COUNTED = ("numerator", "denominator", "n", "asked")
"""Columns that count people or things."""
_LEADING = ("numerator", "value")
_BEGINS_A_NUMBER = "^[£+.]?[0-9]"


_A_SHARE = r"^[0+]?\.[0-9]*[1-9]"
"""A number between 0 and 1, with whatever stands beside it."""


def strange_cells(
    rows: pl.DataFrame, different: Mapping[str, pl.Series], places: Places, framework: Framework
) -> pl.DataFrame:
    """The cells of number columns that are no plain number and that can be understood, a row each.

    Where numbers between 0 and 1 may be shares, plain values of indicators sent in per cent are among them.

    row UInt32 (its place in the rows), line, block, name, letter, heading, the columns of `number_forms.forms`
    (no number where its sign does not go with the indicator), the columns of `facts_of`, and
    counted   whether the cell counts people or things
    wanted    whether the row cannot do without a number here
    led       whether a numerator or value elsewhere in the row is a number: no mark can then take the place of one
    """
    shares = _may_be_shares(different, framework)
    kept = [_of(rows, name, held, shares if name == "value" else ()) for name, held in different.items()]
    some = [cells for cells in kept if cells is not None]
    if not some:
        return pl.DataFrame()
    cells = pl.concat(some).join(where(places, list(different)), ["block", "name"], maintain_order="left")
    cells = cells.join(facts_of(framework), "indicator_id", "left", maintain_order="left")
    flags = ("published", "percent_unit", "pound_unit")
    cells = cells.with_columns(pl.col(name).fill_null(value=False) for name in flags)
    needed = pl.concat_str("measure", "name", separator=" ").is_in(
        [f"{measure} {name}" for measure, names in PARTS.items() for name in names]
    )
    wanted = pl.when("published").then(pl.col("name").is_in(_PUBLISHED)).otherwise(needed)
    counted = pl.col("name").is_in(_COUNTED) | (pl.col("measure") == "count").fill_null(value=False)
    value = pl.col("name") == "value"
    led = [(pl.col("name") != name) & (rows[name][cells["row"]].str.contains(_BEGINS_A_NUMBER)) for name in _LEADING]
    fits = (~pl.col("percent") | (value & pl.col("percent_unit"))) & (~pl.col("pound") | (value & pl.col("pound_unit")))
    return cells.with_columns(
        counted.alias("counted"),
        wanted.fill_null(value=True).alias("wanted"),
        pl.any_horizontal(led).alias("led"),
        pl.when(fits & (~pl.col("whole") | counted)).then("number").alias("number"),
    )


def _may_be_shares(different: Mapping[str, pl.Series], framework: Framework) -> list[str]:
    """The indicators sent in per cent, if any value lies between 0 and 1."""
    if "value" not in different or not different["value"].str.contains(_A_SHARE).any():
        return []
    return [one.id for one in framework.indicators if sent_in_per_cent(one)]


def _of(rows: pl.DataFrame, name: str, held: pl.Series, also_plain: Collection[str]) -> pl.DataFrame | None:
    """The understood cells of one column; None if there are none, which for a clean column costs nothing."""
    filled, plain = held.filter(held != ""), pl.col("found").str.contains(PLAIN_NUMBER) | (pl.col("found") == "")
    strange = filled if also_plain else filled.filter(~filled.str.contains(PLAIN_NUMBER))
    understood = forms(strange) if strange.len() else None
    if understood is None or not understood.height:
        return None
    cells = rows.select("line", "block", "indicator_id", pl.lit(name).alias("name"), pl.col(name).alias("found"))
    cells = cells.with_row_index("row").join(understood, "found", maintain_order="left")
    return cells.filter(~plain | pl.col("indicator_id").is_in(list(also_plain))) if also_plain else cells


def facts_of(framework: Framework) -> pl.DataFrame:
    """indicator_id, measure, published, percent_unit (a value of it is per cent), pound_unit (or pounds)."""
    kinds: dict[str, Any] = {
        "indicator_id": pl.String,
        "measure": pl.String,
        "published": pl.Boolean,
        "percent_unit": pl.Boolean,
        "pound_unit": pl.Boolean,
    }
    found: list[Sequence[object]] = [
        (one.id, one.measure, one.fed_by == "published", sent_in_per_cent(one), "£" in one.unit)
        for one in framework.indicators
    ]
    found += [(one.id, EVIDENCE, False, False, False) for one in framework.evidence]
    return pl.DataFrame(found, kinds, orient="row").unique("indicator_id", keep="first")


def sent_in_per_cent(indicator: Indicator) -> bool:
    """Whether a value of an indicator is a percentage that its sender may send as one number."""
    two_counts = indicator.measure in ("proportion", "rate")
    in_hundred = indicator.unit.startswith("%") or (two_counts and indicator.multiplier == 100)
    return in_hundred and (indicator.fed_by == "published" or not two_counts)
