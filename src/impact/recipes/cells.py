"""Turns a publisher's cells into numbers or marks, labels into years, and codes into places. Nothing is guessed."""

import re
from collections.abc import Iterable

import polars as pl

from impact.recipes.load import Places
from impact.recipes.models import Recipe

NUMBER = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$"
"""What a number looks like; all else is a mark or is refused."""

_LABEL = re.compile(r"(?P<year>\d{4})(?:[-/]?(?P<next>\d{2}|\d{4}))?(?:\s*\((?P<said>[^)]*)\))?")
_QUALIFIERS = {"prov": "p", "provisional": "p", "rev": "r", "revised": "r"}
_FIRST_YEAR, _LAST_YEAR = 1980, 2100


def number(column: str) -> pl.Expr:
    """The number in a cell; null where there is none."""
    text = pl.col(column)
    return pl.when(text.str.contains(NUMBER)).then(text.cast(pl.Float64, strict=False))


def mark(recipe: Recipe, column: str) -> pl.Expr:
    """Our mark for the publisher's in a cell; null where the cell holds no mark that the recipe knows."""
    found = pl.col(column).str.to_lowercase().replace_strict(recipe.marks, default=None, return_dtype=pl.String)
    if recipe.mark_notes is None:
        return found
    said = pl.lit(None, dtype=pl.String)
    for words, letter in recipe.mark_notes.marks.items():
        starts = (pl.col(column) == "") & pl.col(recipe.mark_notes.column).str.starts_with(words)
        said = pl.when(starts).then(pl.lit(letter)).otherwise(said)
    return pl.coalesce(said, found)


def with_numbers(recipe: Recipe, frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """The frame with, for a column M, its number `#M`, its mark `!M` and, where it is neither, its text `?M`."""
    columns = list(columns)
    read = frame.with_columns(
        *(number(name).alias(f"#{name}") for name in columns),
        *(mark(recipe, name).alias(f"!{name}") for name in columns),
    )
    neither = (
        pl.when(pl.col(f"#{name}").is_null() & pl.col(f"!{name}").is_null()).then(pl.col(name)).alias(f"?{name}")
        for name in columns
    )
    return read.with_columns(*neither)


def with_places(recipe: Recipe, frame: pl.DataFrame, places: Places) -> pl.DataFrame:
    """The frame with `sent_code` (as published) and `code`, `name`, `level`, `region`; null where unknown."""
    filled = (pl.when(pl.col(name) != "").then(pl.col(name)) for name in recipe.areas.columns)
    coded = frame.with_columns(pl.coalesce(*filled).fill_null("").alias("sent_code"))
    rows = []
    for sent in coded["sent_code"].unique():
        place = places.find(sent, recipe.areas.scheme)
        if place:
            rows.append((sent, place.code, place.name, place.level, place.region))
    kinds = dict.fromkeys(("sent_code", "code", "name", "level", "region"), pl.String)
    return coded.join(pl.DataFrame(rows, schema=kinds, orient="row"), on="sent_code", how="left", maintain_order="left")


def with_years(recipe: Recipe, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `label`, `year` (in which the year named ends; null where none is) and `qualifier` (p, r)."""
    labelled = frame.with_columns(pl.col(recipe.period.column).alias("label"))
    rows = [(label, *year_of(label)) for label in labelled["label"].unique()]
    kinds = {"label": pl.String, "year": pl.Int32, "qualifier": pl.String}
    years = pl.DataFrame(rows, schema=kinds, orient="row")
    return labelled.join(years, on="label", how="left", maintain_order="left")


def year_of(label: str) -> tuple[int | None, str]:
    """The year in which the one year named by a label ends, and p or r where the label says so.

    "2025" -> 2025; "2023/24", "2023-24", "202324" -> 2024; "2025 (prov)" -> 2025, p. A label of
    several years ("2014-16"), of none ("0") or with other words in brackets names no single year.
    """
    match = _LABEL.fullmatch(label)
    if not match or not _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR:
        return None, ""
    said = (match["said"] or "").strip().lower()
    if said and said not in _QUALIFIERS:
        return None, ""
    year = int(match["year"])
    following = match["next"]
    if following:
        if int(following) % 100 != (year + 1) % 100 or (len(following) == 4 and int(following) != year + 1):
            return None, ""
        year += 1
    return year, _QUALIFIERS.get(said, "")
