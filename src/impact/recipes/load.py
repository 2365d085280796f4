"""Finds recipes and the table of published areas in their folder."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from impact.problems import ImpactError, nearest
from impact.recipes.models import Recipe

RECIPES = Path(__file__).resolve().parents[3] / "data" / "recipes"
"""The folder of recipes that comes with Impact."""


@dataclass(frozen=True, slots=True)
class Place:
    """A published area: its code, its level, its region, and the code it goes by now.

    first, last  the days on which an authority began and ended; None: before and after our data
    """

    code: str
    name: str
    level: str
    region: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Places:
    """Published areas by either code; a code that was replaced leads to its successor."""

    by_gss: dict[str, Place]
    by_dfe: dict[str, Place]

    def find(self, code: str, scheme: str) -> Place | None:
        """The place that a code stands for, or None."""
        return (self.by_gss if scheme == "gss" else self.by_dfe).get(code)

    def parts(self, place: Place) -> list[Place]:
        """The authorities of a country or region, ended ones and joint returns included."""
        return [
            one
            for one in dict.fromkeys(self.by_gss.values())
            if one.level in ("authority", "joint") and (place.level == "national" or place.code == one.region)
        ]


def recipe_names(folder: Path = RECIPES) -> list[str]:
    """The names of all recipes in a folder."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_recipe(name: str, folder: Path = RECIPES) -> Recipe:
    """The recipe of a name, with those of the files it joins; an ImpactError says what is wrong with it."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        meant = nearest(name, recipe_names(folder))
        hint = f" Did you mean '{meant}'?" if meant else f" There are: {', '.join(recipe_names(folder))}."
        raise ImpactError(f"There is no recipe '{name}'.{hint}")
    try:
        recipe = Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ImpactError(f"The recipe '{path.name}' cannot be read. Correct this: {_said(error)}") from error
    if recipe.name != name:
        raise ImpactError(f"The recipe '{path.name}' calls itself '{recipe.name}'. Give it the name of its file.")
    joined = {join.recipe: load_recipe(join.recipe, folder) for join in recipe.joins.values()}
    return recipe.model_copy(update={"companions": joined})


@lru_cache(maxsize=8)
def load_places(folder: Path = RECIPES) -> Places:
    """The published areas that recipes know, from areas.csv."""
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_gss = {row["code"]: _place(row) for row in rows}
    by_gss |= {row["code"]: by_gss[row["same_as"]] for row in rows if row["same_as"]}
    by_dfe = {row["dfe_code"]: by_gss[row["code"]] for row in rows if row["dfe_code"]}
    return Places(by_gss, by_dfe)


def _place(row: dict[str, str]) -> Place:
    first, last = (date.fromisoformat(row[key]) if row[key] else None for key in ("first", "last"))
    return Place(row["code"], row["name"], row["level"], row["region"], first, last)


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_url=False))
        return "; ".join(faults) + "."
    return f"{error}."
