"""Figures that are not let in, and why: each is said with the publisher's line, never dropped in silence."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from impact.framework import Framework
from impact.recipes.load import Places
from impact.recipes.models import Recipe

SUM_MARGIN = 1.05
"""A country's or region's rate above the highest of its parts by more than this factor is no average of them.

Judgement: a twentieth leaves room for the publisher's rounding of small rates.
"""

LEAST_PARTS = 0.5
"""The share of a place's authorities that must show a figure before it is held against theirs. Judgement."""

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Refused:
    """One published figure that was not let in: its line in the publisher's file, what it says, and why not."""

    line: int | None
    what: str
    why: str

    def __str__(self) -> str:
        place = f"Line {self.line}" if self.line is not None else "The file"
        return f"{place}: {self.what}. {self.why}"


def judged(found: pl.DataFrame, recipe: Recipe, framework: Framework, places: Places) -> pl.DataFrame:
    """The figures with `why`: the first reason for which each is refused; null where there is none."""
    frame = _with_rates(_nought_of_nought(found), framework).with_columns(pl.lit(None, dtype=pl.String).alias("why"))
    checks: tuple[Callable[[pl.DataFrame], pl.DataFrame], ...] = (
        _form,
        lambda rows: _named(rows, recipe),
        lambda rows: _sums(rows, places),
        _shares,
        _bounds,
        _twice,
    )
    for check in checks:
        frame = check(frame)
    return frame


def _nought_of_nought(found: pl.DataFrame) -> pl.DataFrame:
    """Nobody out of nobody is no share and no rate: z, as the publishers mark the percentage beside it."""
    empty = pl.col("denominator") == 0
    return found.with_columns(
        pl.when(empty & (pl.col("numerator") == 0)).then(pl.lit("z")).otherwise("marker").alias("marker"),
        pl.when(~empty.fill_null(False) | (pl.col("numerator") != 0)).then("numerator").alias("numerator"),
        pl.when(~empty | (pl.col("numerator") != 0)).then("denominator").alias("denominator"),
    )


def _with_rates(found: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """The figures with `measure`, `low`, `high` and `rate`, each in the indicator's own unit."""
    known = [framework.indicator[one] for one in found["indicator"].unique()]
    rows = [(one.id, one.measure, one.multiplier, one.low, one.high) for one in known]
    kinds = {"indicator": pl.String, "measure": pl.String, "times": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    told = found.join(pl.DataFrame(rows, schema=kinds, orient="row"), on="indicator", how="left", maintain_order="left")
    base = pl.when(pl.col("denominator") > 0).then(pl.col("denominator"))
    return told.with_columns(pl.coalesce(pl.col("value"), pl.col("numerator") / base * pl.col("times")).alias("rate"))


def _refuse(frame: pl.DataFrame, when: pl.Expr, why: str | pl.Expr) -> pl.DataFrame:
    reason = pl.lit(why) if isinstance(why, str) else why
    return frame.with_columns(
        pl.when(pl.col("why").is_null() & when).then(reason).otherwise(pl.col("why")).alias("why")
    )


def _form(frame: pl.DataFrame) -> pl.DataFrame:
    no_place = pl.format(
        "The code '{}' is not in the table of published areas. Add it there if it is a new one.", "sent_code"
    )
    no_year = pl.format("The label '{}' names no single year, so the figure has no period.", "label")
    no_number = pl.format(
        "The cell '{}' is neither a number nor a mark that the recipe knows. Add the mark to it.", "unreadable"
    )
    frame = _refuse(frame, pl.col("code").is_null(), no_place)
    frame = _refuse(
        frame, pl.col("level") == "joint", "Two authorities send one return here; it belongs to neither alone."
    )
    frame = _refuse(frame, pl.col("year").is_null(), no_year)
    return _refuse(frame, pl.col("unreadable").is_not_null(), no_number)


def _named(frame: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    for entry in recipe.refuse:
        here = pl.col("indicator") == entry.indicator
        if entry.levels or entry.areas:
            here &= pl.col("level").is_in(entry.levels) | pl.col("code").is_in(entry.areas)
        frame = _refuse(frame, here & pl.col("rate").is_not_null(), entry.reason)
    return frame


def _sums(frame: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Refuses a country's or region's rate or mean that lies above all of its parts: it was added up, not computed."""
    rated = frame.filter(pl.col("rate").is_not_null() & pl.col("measure").is_in(("proportion", "rate", "mean")))
    keys = ["indicator", "year", "month", "code"]
    tops = []
    for code in rated.filter(pl.col("level").is_in(("national", "region")))["code"].unique().sort():
        place = places.by_gss[code]
        parts = [part.code for part in places.parts(place)]
        shown = (
            rated.filter(pl.col("code").is_in(parts))
            .group_by(keys[:3])
            .agg(pl.col("rate").max().alias("highest"), pl.len().alias("shown"))
        )
        enough = shown.filter(pl.col("shown") >= LEAST_PARTS * len(parts))
        tops.append(enough.select(*keys[:3], pl.lit(code).alias("code"), "highest"))
    if not tops:
        return frame
    beside = frame.join(pl.concat(tops), on=keys, how="left", maintain_order="left")
    why = pl.format(
        "It looks like a sum of rates: the highest of the authorities within it is {}.", pl.col("highest").round(2)
    )
    return _refuse(beside, pl.col("rate") > pl.col("highest") * SUM_MARGIN, why).drop("highest")


def _shares(frame: pl.DataFrame) -> pl.DataFrame:
    over = (pl.col("measure") == "proportion") & (pl.col("numerator") > pl.col("denominator"))
    frame = _refuse(frame, over, "The part is larger than the whole, so it is no share.")
    of_nothing = (pl.col("denominator") == 0) & (pl.col("numerator") > 0)
    frame = _refuse(frame, of_nothing, "Some out of nobody: there is nothing to divide by.")
    negative = pl.min_horizontal("numerator", "denominator", "value") < 0
    return _refuse(frame, negative, "A count or rate cannot be below nought.")


def _bounds(frame: pl.DataFrame) -> pl.DataFrame:
    outside = (pl.col("rate") < pl.col("low") - _SLACK) | (pl.col("rate") > pl.col("high") + _SLACK)
    why = pl.format(
        "{} is outside what the framework holds possible ({} to {}).", pl.col("rate").round(2), "low", "high"
    )
    return _refuse(frame, outside, why)


def _twice(frame: pl.DataFrame) -> pl.DataFrame:
    """Refuses two different figures of one name; a row that only repeats another is left out."""
    keys = ["indicator", "code", "period"]
    sound = frame.filter(pl.col("why").is_null())
    once = sound.unique([*keys, "numerator", "denominator", "value", "marker"], keep="first", maintain_order=True)
    both = once.filter(once.select(keys).is_duplicated())
    why = "The file gives two different figures for this; which one counts is not for us to choose."
    return pl.concat(
        [
            frame.filter(pl.col("why").is_not_null()),
            once.join(both, on=keys, how="anti"),
            _refuse(both, pl.lit(True), why),
        ]
    )
