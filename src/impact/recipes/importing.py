"""Runs a recipe: a published file in, our return out, with all that was refused."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl

from impact.columns import RETURN_COLUMNS
from impact.framework import Framework
from impact.problems import ImpactError
from impact.recipes.checks import Refused, judged
from impact.recipes.figures import figures
from impact.recipes.load import RECIPES, load_places
from impact.recipes.models import Recipe
from impact.recipes.source import Source, read_source


@dataclass(frozen=True)
class Imported:
    """What a recipe made of a published file.

    rows       RETURN_COLUMNS, all text; one row per figure, sorted by indicator, place and period
    refused    figures that were not let in, each with its line and the reason
    counts     "numbers", "refused", "elsewhere" (figures of places that are not in this framework),
               "not in being" (marks for an authority before it began or after it ended), and one
               count per mark ("c", "x", "p" ...)
    metadata   publisher, title, published, licence, repository, recipe, vintage, source_file, source_sha256
    """

    rows: pl.DataFrame
    refused: tuple[Refused, ...]
    counts: dict[str, int]
    metadata: dict[str, str] = field(default_factory=dict)


def run(
    recipe: Recipe,
    content: bytes,
    companions: Mapping[str, bytes],
    framework: Framework,
    only_areas: Collection[str] | None = None,
) -> Imported:
    """What the recipe finds in a file for a framework's published areas and for services that publishers report on.

    companions  the content of the files it joins, by recipe name
    only_areas  ids to which the rows are confined; None: all that the framework has. Checks that
                hold a place against its parts always see the whole file.
    """
    places = load_places(RECIPES)
    source = read_source(recipe, content)
    all_figures = figures(recipe, source, companions, framework, places)
    if all_figures.is_empty():
        raise ImpactError(
            f"This file has the columns of '{recipe.title}' but none of the rows that the recipe '{recipe.name}' "
            "looks for. Choose the recipe that fits it, or correct the words that the recipe filters by."
        )
    found = judged(all_figures, recipe, framework, places)
    ours = found.filter(_wanted(framework, only_areas) | pl.col("code").is_null())
    alive = ours.filter(~_not_in_being(ours, framework))
    kept = alive.filter(pl.col("why").is_null())
    refused = _said(alive.filter(pl.col("why").is_not_null()), source)
    counts = Counter({"numbers": kept.filter(pl.col("numerator").is_not_null() | pl.col("value").is_not_null()).height})
    counts.update(letter for letters in kept["marker"].to_list() for letter in letters.split())
    counts.update({"refused": len(refused), "elsewhere": found.height - ours.height})
    counts.update({"not in being": ours.height - alive.height})
    return Imported(_rows(kept, source, recipe), refused, dict(counts), metadata(recipe, content))


def to_csv(imported: Imported) -> bytes:
    """The rows as a return: UTF-8, one heading row, lines ended by a line feed."""
    blank = pl.when(pl.all() != "").then(pl.all())  # null, so that nothing is written and not a pair of quotes
    return imported.rows.select(blank).write_csv(line_terminator="\n").encode()


def metadata(recipe: Recipe, content: bytes) -> dict[str, str]:
    """Where a file's figures come from, as the manifest says it."""
    return {
        "publisher": recipe.publisher,
        "published": recipe.published.isoformat(),
        "licence": recipe.licence,
        "title": recipe.title,
        "repository": recipe.repository,
        "source_file": recipe.source_file,
        "source_sha256": sha256(content).hexdigest(),
        "recipe": recipe.name,
        "vintage": recipe.vintage,
    }


def _wanted(framework: Framework, only: Collection[str] | None) -> pl.Expr:
    """Whether a figure's place is one that the framework follows for that figure's indicator."""
    within = [area.id for area in framework.areas if only is None or area.id in only]
    wanted = _about(within)
    for indicator in framework.indicators:
        if indicator.fed_by == "published":
            services = [one.id for one in framework.reporting_services(indicator) if only is None or one.id in only]
            wanted |= (pl.col("indicator") == indicator.id) & _about(services)
    return wanted


def _about(ids: list[str]) -> pl.Expr:
    """Whether a row is about one of some places, alone or in a joint return ("E06000061 / E06000062")."""
    return pl.col("code").str.split(" / ").list.eval(pl.element().is_in(ids)).list.any()


def _not_in_being(frame: pl.DataFrame, framework: Framework) -> pl.Series:
    """Whether a row holds only a mark, about an authority that had not begun or had ended."""
    rows = [(one.id, one.joined, one.left) for one in framework.services if one.joined or one.left]
    lives = pl.DataFrame(rows, schema={"code": pl.String, "began": pl.Date, "ended": pl.Date}, orient="row")
    beside = frame.join(lives, on="code", how="left", maintain_order="left")
    outside = (pl.col("last_day") < pl.col("began")) | (pl.col("last_day") > pl.col("ended"))
    only_mark = pl.col("numerator").is_null() & pl.col("value").is_null()
    return beside.select((outside & only_mark).fill_null(False)).to_series()


def _said(refused: pl.DataFrame, source: Source) -> tuple[Refused, ...]:
    uneven = (
        Refused(row.line, f"{row.cells} cells", f"The heading has {row.wanted}, so its cells cannot be told apart.")
        for row in source.uneven
    )
    columns = ("line", "indicator", "name", "sent_code", "label", "month", "found", "why")
    figures = (
        Refused(line, f"{indicator}, {name or code}, {label}{f' (month {month})' if month else ''}: {found}", why)
        for line, indicator, name, code, label, month, found, why in refused.select(columns).sort(columns).iter_rows()
    )
    return (*uneven, *figures)


def _rows(kept: pl.DataFrame, source: Source, recipe: Recipe) -> pl.DataFrame:
    recoded = (pl.col("sent_code") != pl.col("code")) & (recipe.areas.scheme == "gss")
    note = pl.concat_str(
        pl.format("publisher's {} {}, {}", pl.lit(source.counted), "line", "columns"),
        "joined",
        pl.when(recoded).then(pl.format("; publisher's area {}", "sent_code")).otherwise(pl.lit("")),
    )
    blank = (pl.lit("").alias(name) for name in ("breakdown", "n", "sd", "asked"))
    named = kept.select(
        "period",
        "marker",
        pl.col("code").alias("service_id"),
        pl.col("indicator").alias("indicator_id"),
        *(_text(kept[name]) for name in ("numerator", "denominator", "value")),
        *blank,
        note.alias("note"),
    )
    return named.select(RETURN_COLUMNS).sort("indicator_id", "service_id", "period")


def _text(numbers: pl.Series) -> pl.Series:
    """Numbers as a return writes them: no float noise, no exponent, blank where there is none."""
    spelt = {value: f"{value:.6f}".rstrip("0").rstrip(".") for value in numbers.drop_nulls().unique()}
    return numbers.replace_strict(spelt, default="", return_dtype=pl.String)
