"""Every figure that a recipe finds in a published file, before any is refused: one row per figure."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from impact.framework import Framework
from impact.periods import MONTH, containing
from impact.problems import ImpactError
from impact.recipes import cells
from impact.recipes.load import Places
from impact.recipes.models import Join, Measure, Recipe
from impact.recipes.source import Source, read_source

PLACED = ("line", "sent_code", "code", "name", "level", "region", "label", "year", "qualifier")
"""What every figure keeps of its row."""

_JOINED = "join:"


def figures(
    recipe: Recipe, source: Source, companions: Mapping[str, bytes], framework: Framework, places: Places
) -> pl.DataFrame:
    """One row per figure found: the PLACED columns and

    indicator, month (0: the whole year), period (code; null where the label names no single year),
    last_day, numerator, denominator, value (Float64), marker, unreadable (a cell that is neither a
    number nor a known mark), found (the cells as published), columns (where they stand), joined.
    Measures of indicators that the framework does not have are left out.
    """
    table = _placed(recipe, source.frame, places, recipe.number_columns)
    for name, join in recipe.joins.items():
        table = _with_join(table, name, join, recipe, companions, places)
    parts = [
        _dated(
            _measured(recipe, source, measure, table),
            measure.year_ends or recipe.period.year_ends,
            indicator,
            framework,
        )
        for measure in recipe.measures
        for indicator in measure.indicators
        if indicator in framework.indicator
    ]
    if not parts:
        raise ImpactError(
            f"The recipe '{recipe.name}' feeds none of the indicators of '{framework.title}'. "
            f"It feeds {', '.join(recipe.indicators) or 'nothing by itself; other recipes draw on it'}."
        )
    return pl.concat(parts)


def _placed(recipe: Recipe, frame: pl.DataFrame, places: Places, columns: tuple[str, ...]) -> pl.DataFrame:
    rows = cells.with_years(recipe, cells.with_places(recipe, _only(frame, recipe.where), places))
    return cells.with_numbers(recipe, rows, columns)


def _only(frame: pl.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    for column, accepted in where.items():
        frame = frame.filter(pl.col(column).is_in(accepted))
    return frame


def _with_join(
    table: pl.DataFrame, name: str, join: Join, recipe: Recipe, companions: Mapping[str, bytes], places: Places
) -> pl.DataFrame:
    other = recipe.companions[join.recipe]
    if join.recipe not in companions:
        raise ImpactError(
            f"The recipe '{recipe.name}' also needs the file '{other.source_file}' ({other.title}). "
            f"Give it beside this one, as the companion '{join.recipe}'."
        )
    source = read_source(other, companions[join.recipe])
    rows = _placed(other, source.frame, places, (join.column,))
    at = f"; base from '{other.name}' {source.counted} "
    drawn = rows.filter(pl.col("code").is_not_null() & pl.col("year").is_not_null()).select(
        "code",
        (pl.col("year") + join.years_earlier).cast(pl.Int32).alias("year"),
        *(pl.col(f"{sign}{join.column}").alias(f"{sign}{_JOINED}{name}") for sign in "#!?"),
        pl.format("{}{}, column {}", pl.lit(at), "line", pl.lit(source.letters[join.column])).alias(f"at {name}"),
    )
    met = table.join(
        drawn.unique(["code", "year"], keep="first", maintain_order=True),
        on=["code", "year"],
        how="left",
        maintain_order="left",
    )
    absent = pl.col(f"at {name}").is_null()
    return met.with_columns(
        pl.when(absent).then(pl.lit("x")).otherwise(pl.col(f"!{_JOINED}{name}")).alias(f"!{_JOINED}{name}"),
        pl.col(f"at {name}").fill_null(f"; no base in '{other.name}'"),
    )


def _measured(recipe: Recipe, source: Source, measure: Measure, table: pl.DataFrame) -> pl.DataFrame:
    rows = _only(table, measure.where)
    if measure.levels:
        rows = rows.filter(pl.col("level").is_in(measure.levels))
    rows = rows.filter(
        pl.col("year").is_null() | pl.col("year").is_between(measure.first_year or 0, measure.last_year or 9999)
    )
    if measure.months:
        return pl.concat(
            _one(rows, source, measure, value=name, month=month) for name, month in recipe.period.months.items()
        )
    return _one(rows, source, measure, value=measure.value, month=0)


def _one(rows: pl.DataFrame, source: Source, measure: Measure, value: str, month: int) -> pl.DataFrame:
    used = [measure.numerator, *measure.denominator] if measure.numerator else [value]
    whole = pl.all_horizontal(pl.col(f"#{name}").is_not_null() for name in used)
    nothing = pl.lit(None, dtype=pl.Float64)
    bases = [pl.col(f"#{name}") for name in measure.denominator]
    base = pl.sum_horizontal(bases, ignore_nulls=False) if bases else nothing
    top = pl.when(whole).then(pl.col(f"#{used[0]}") * measure.scale)
    broken = pl.when(pl.col("year").is_in(measure.breaks)).then(pl.lit("b")) if measure.breaks else pl.lit(None)
    said = pl.concat_list(pl.col("qualifier").replace("", None), broken.cast(pl.String))
    hidden = pl.concat_list(pl.col(f"!{name}") for name in used)
    letters = pl.when(whole).then(said).otherwise(hidden).list.drop_nulls().list.unique(maintain_order=True)
    return rows.select(
        *PLACED,
        pl.lit(month, dtype=pl.Int32).alias("month"),
        (top if measure.numerator else nothing).alias("numerator"),
        base.alias("denominator"),
        (nothing if measure.numerator else top).alias("value"),
        letters.list.join(" ").alias("marker"),
        pl.coalesce(pl.col(f"?{name}") for name in used).alias("unreadable"),
        pl.concat_str((pl.col(name) for name in used if not name.startswith(_JOINED)), separator=" / ").alias("found"),
        pl.lit(_where(source, measure, used)).alias("columns"),
        _joined_at(used).alias("joined"),
    )


def _where(source: Source, measure: Measure, used: list[str]) -> str:
    shown = [source.letters[name] for name in used if not name.startswith(_JOINED)]
    if not measure.numerator or len(shown) == 1:
        return f"column {shown[0]}"
    return f"columns {shown[0]}/{'+'.join(shown[1:])}"


def _joined_at(used: list[str]) -> pl.Expr:
    joined = [f"at {name.removeprefix(_JOINED)}" for name in used if name.startswith(_JOINED)]
    return pl.concat_str(pl.col(name) for name in joined) if joined else pl.lit("")


def _dated(rows: pl.DataFrame, year_ends: str, indicator: str, framework: Framework) -> pl.DataFrame:
    """The figure's period: that of the indicator's own kind which holds the last day of the year or month named."""
    kind = framework.indicator[indicator].frequency
    found = []
    for year, month in rows.select("year", "month").unique().iter_rows():
        if year is not None:
            day = _last_day(year, month, year_ends)
            found.append((year, month, day, containing(day, kind).code))
    schema = {"year": pl.Int32, "month": pl.Int32, "last_day": pl.Date, "period": pl.String}
    periods = pl.DataFrame(found, schema=schema, orient="row")
    dated = rows.join(periods, on=["year", "month"], how="left", maintain_order="left")
    return dated.with_columns(pl.lit(indicator).alias("indicator"))


def _last_day(year: int, month: int, year_ends: str) -> date:
    ends_month, ends_day = map(int, year_ends.split("-"))
    if not month:
        return date(year, ends_month, ends_day)
    return containing(date(year if month <= ends_month else year - 1, month, 1), MONTH).end
