"""What a recipe is: how one kind of published file is turned into our returns, as data and not as code."""

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from impact.framework.models import Model
from impact.marks import MARKS

Level = Literal["national", "region", "authority", "combined"]


class AreaColumns(Model):
    """Where a row says which place it is about.

    columns  the first that is filled counts (an authority's code, else its region's, else the country's)
    scheme   "gss": nine-character codes; "dfe": the education department's own three digits
    """

    columns: tuple[str, ...]
    scheme: Literal["gss", "dfe"] = "gss"


class PeriodColumn(Model):
    """Where a row says which year it is about, and when that year ends.

    A label of two years ("2023/24", "202324") names the year that ends in the second; a label of
    one year names the year that ends in it. `year_ends` is the month and day on which it ends, so
    "2025" with "03-31" is the year to 31 March 2025. `months` says which columns hold the months of
    that year, where months run across the page.
    """

    column: str
    year_ends: str = Field(default="03-31", pattern=r"^\d\d-\d\d$")
    months: dict[str, int] = Field(default_factory=dict)


class Join(Model):
    """A column taken from another publisher's file, matched by area and year.

    years_earlier  1: this file's year 2025 takes the other file's year 2024 (a mid-year estimate
                   is the base of the count on the 31 March that follows it)
    """

    recipe: str
    column: str
    years_earlier: int = 0


class Measure(Model):
    """One set of columns that feeds one or more indicators.

    numerator, denominator  columns with counts; several denominators are added; "join:NAME" takes
                            a joined column. value: a column where the publisher gives no counts.
    months                  the value stands in the month columns of the period rule
    where                   column -> the cells that belong to this measure
    year_ends               another end of the year than the file's
    first_year, last_year   the years (by their end) that are taken from this file
    levels                  the kinds of place that are taken from this file; empty: all
    breaks                  years (by their end) that begin a new series: marked b
    """

    indicators: tuple[str, ...]
    numerator: str = ""
    denominator: tuple[str, ...] = ()
    value: str = ""
    months: bool = False
    scale: float = 1
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    year_ends: str = Field(default="", pattern=r"^(\d\d-\d\d)?$")
    first_year: int | None = None
    last_year: int | None = None
    levels: tuple[Level, ...] = ()
    breaks: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _one_kind_of_number(self) -> "Measure":
        kinds = (bool(self.numerator and self.denominator), bool(self.value), self.months)
        if sum(kinds) != 1 or bool(self.numerator) != bool(self.denominator):
            raise ValueError("Give numerator and denominator, or value, or months = true.")
        return self


class Refuse(Model):
    """A published figure that is known to be wrong and is never let in."""

    indicator: str
    levels: tuple[Level, ...] = ()
    areas: tuple[str, ...] = ()
    reason: str


class Trap(Model):
    """Something in a published file that misleads whoever does not know of it, and what was done about it."""

    trap: str
    done: str


class MarkNotes(Model):
    """A column whose words say why a cell is empty: beginning of the words -> our mark."""

    column: str
    marks: dict[str, str]


class Recipe(Model):
    """One kind of published file: whose it is, how it is read, and which indicators it feeds."""

    name: str
    title: str
    publisher: str
    published: date = Field(description="date of the copy that was read")
    licence: str
    repository: str
    source_file: str = Field(description="path under the folder of published files")
    vintage: str
    caveat: str = ""
    formats: tuple[Literal["csv", "parquet"], ...] = ("csv",)
    encoding: str = "utf-8-sig"
    areas: AreaColumns
    period: PeriodColumn
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    marks: dict[str, str]
    mark_notes: MarkNotes | None = None
    joins: dict[str, Join] = Field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    refuse: tuple[Refuse, ...] = ()
    traps: tuple[Trap, ...] = ()
    companions: dict[str, "Recipe"] = Field(default_factory=dict, exclude=True, description="filled in by load_recipe")

    @field_validator("marks")
    @classmethod
    def _known_marks(cls, marks: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(marks.values()) - {m.letter for m in MARKS.values() if m.replaces_number})
        if unknown:
            raise ValueError(f"These are not marks that stand in place of a number: {', '.join(unknown)}.")
        return marks

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that the file feeds, in the recipe's order."""
        return tuple(dict.fromkeys(one for measure in self.measures for one in measure.indicators))

    @property
    def number_columns(self) -> tuple[str, ...]:
        """Every column that holds numbers: counts, values, months."""
        named = [name for m in self.measures for name in (m.numerator, *m.denominator, m.value) if name]
        months = list(self.period.months) if any(m.months for m in self.measures) else []
        return tuple(dict.fromkeys(name for name in named + months if not name.startswith("join:")))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file must have."""
        filters = [*self.where, *(name for m in self.measures for name in m.where)]
        words = [self.mark_notes.column] if self.mark_notes else []
        said = [*self.areas.columns, self.period.column, *filters, *words]
        return tuple(dict.fromkeys([*said, *self.number_columns]))
