"""Builds a framework's published figures: every recipe that feeds it, one return per file, and a manifest."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from impact.framework import Framework, load
from impact.problems import ImpactError
from impact.recipes.checks import Refused
from impact.recipes.importing import Imported, run, to_csv
from impact.recipes.load import RECIPES, load_recipe, recipe_names
from impact.recipes.models import Recipe

MANIFEST_COLUMNS = (
    "file",
    "sender",
    "received_at",
    "publisher",
    "published",
    "licence",
    "title",
    "source_file",
    "source_sha256",
    "recipe",
    "vintage",
)
"""The columns of manifest.csv; received_at is noon (UTC) of the day of the copy that was read."""

REFUSED_COLUMNS = ("recipe", "source_file", "line", "what", "why")
"""The columns of refused.csv: every published figure that was not let in."""


@dataclass(frozen=True)
class Built:
    """What a build made: files written, rows in all, and what was refused, by recipe."""

    files: tuple[str, ...]
    rows: int
    refused: dict[str, tuple[Refused, ...]]
    counts: dict[str, dict[str, int]]


def build_returns(
    framework_folder: Path, raw_folder: Path, out_folder: Path, only_sectors: Collection[str] | None = None
) -> Built:
    """Writes one return per published file that feeds the framework, manifest.csv and refused.csv.

    raw_folder    the publishers' files, at the paths that the recipes name
    only_sectors  sectors whose services are wanted; the published areas always are; None: all
    The same files give the same bytes.
    """
    framework = load(framework_folder)
    only = None if only_sectors is None else _ids(framework, only_sectors)
    made: list[tuple[Recipe, Imported]] = []
    for name in recipe_names(RECIPES):
        recipe = load_recipe(name)
        if set(recipe.indicators) & set(framework.indicator):
            made.append((recipe, _imported(recipe, raw_folder, framework, only)))
    out_folder.mkdir(parents=True, exist_ok=True)
    for recipe, imported in made:
        (out_folder / f"{recipe.name}.csv").write_bytes(to_csv(imported))
    (out_folder / "manifest.csv").write_bytes(_table(MANIFEST_COLUMNS, [_entry(*one) for one in made]))
    (out_folder / "refused.csv").write_bytes(_table(REFUSED_COLUMNS, _refusals(made)))
    return Built(
        files=tuple(f"{recipe.name}.csv" for recipe, _ in made),
        rows=sum(imported.rows.height for _, imported in made),
        refused={recipe.name: imported.refused for recipe, imported in made},
        counts={recipe.name: imported.counts for recipe, imported in made},
    )


def _ids(framework: Framework, sectors: Collection[str]) -> set[str]:
    unknown = sorted(set(sectors) - set(framework.sector))
    if unknown:
        raise ImpactError(
            f"{framework.title} has no {framework.words.sector} '{unknown[0]}'. "
            f"There are: {', '.join(framework.sector)}."
        )
    services = {one.id for one in framework.services if one.sector in sectors}
    return services | {area.id for area in framework.areas}


def _imported(recipe: Recipe, raw_folder: Path, framework: Framework, only: set[str] | None) -> Imported:
    companions = {name: _content(raw_folder, other) for name, other in recipe.companions.items()}
    return run(recipe, _content(raw_folder, recipe), companions, framework, only)


def _content(raw_folder: Path, recipe: Recipe) -> bytes:
    path = raw_folder / recipe.source_file
    if not path.is_file():
        raise ImpactError(
            f"The file '{recipe.source_file}' is missing from '{raw_folder.name}'. "
            f"Fetch '{recipe.title}' from {recipe.publisher} ({recipe.repository}) and put it there."
        )
    return path.read_bytes()


def _entry(recipe: Recipe, imported: Imported) -> dict[str, str]:
    return {
        "file": f"{recipe.name}.csv",
        "sender": f"publisher:{recipe.name}",
        "received_at": f"{recipe.published.isoformat()}T12:00:00Z",
        **{key: imported.metadata[key] for key in MANIFEST_COLUMNS if key in imported.metadata},
    }


def _refusals(made: list[tuple[Recipe, Imported]]) -> list[dict[str, str]]:
    return [
        {
            "recipe": recipe.name,
            "source_file": recipe.source_file,
            "line": "" if one.line is None else str(one.line),
            "what": one.what,
            "why": one.why,
        }
        for recipe, imported in made
        for one in imported.refused
    ]


def _table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
