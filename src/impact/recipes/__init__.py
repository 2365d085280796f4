"""Published figures as returns: what each publisher's file holds is data, one recipe per kind of file."""

from impact.recipes.checks import Refused
from impact.recipes.importing import Imported, run, to_csv
from impact.recipes.load import RECIPES, Place, Places, load_places, load_recipe, recipe_names
from impact.recipes.models import Recipe
from impact.recipes.publishing import MANIFEST_COLUMNS, Built, build_returns

__all__ = [
    "MANIFEST_COLUMNS",
    "RECIPES",
    "Built",
    "Imported",
    "Place",
    "Places",
    "Recipe",
    "Refused",
    "build_returns",
    "load_places",
    "load_recipe",
    "recipe_names",
    "run",
    "to_csv",
]
