"""Turns a sheet into rows of the long form: one row for each figure, each part with its column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from impact.columns import RETURN_COLUMNS
from impact.problems import Problem
from impact.reading import Different, Texts, TextTable
from impact.tidy.claims import WIDE_RULE, Column
from impact.tidy.headings import Target
from impact.tidy.mapping import FixRow, Mapped
from impact.tidy.tidied import Place
from impact.tidy.trimming import loose

_ANSWERED: Place = ("", "")
_SHARED = ("breakdown", "marker", "note")


@dataclass(frozen=True)
class Long:
    """Rows in the long form, where their parts came from, and what was done or found on the way."""

    rows: pl.DataFrame
    places: tuple[Mapping[str, Place], ...]
    different: Different
    fixes: tuple[FixRow, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Group:
    """Columns of figures about the same service, indicator and period: part -> column."""

    cells: dict[str, str]
    parts: dict[str, Column] = field(default_factory=dict)


def as_long(table: TextTable, mapped: Mapped, filled: Mapping[str, str]) -> Long:
    """The rows of a file in the long form.

    filled   return column -> the cell that holds for all rows, where no column says it

    Of a wide sheet each group of columns about the same thing is a block; a line without any cell in a group
    gives no row there. Rows keep the order of the file, those of one line the order of their columns.
    """
    columns = (*mapped.columns.values(), *(one for one, _ in mapped.figures))
    untrimmed = loose(table.different, {one.key for one in columns})
    if not mapped.figures:
        places = _places(mapped.columns, RETURN_COLUMNS) | dict.fromkeys(filled, _ANSWERED)
        cells = _Cells(mapped.columns, filled, untrimmed)
        rows = _block(table, 0, cells)
        return Long(rows, (places,), Different(rows, cells.different(table.different)))
    groups = _groups(mapped.figures)
    placed: list[Mapping[str, Place]] = []
    blocks: list[pl.DataFrame] = []
    for group in groups:
        parts = {part: column for part, column in mapped.columns.items() if part in (*RETURN_COLUMNS[:3], *_SHARED)}
        parts = {**{name: one for name, one in parts.items() if name not in group.cells}, **group.parts}
        rows = _block(table, len(blocks), _Cells(parts, {**filled, **group.cells}, untrimmed))
        some = pl.any_horizontal(pl.col(part) != "" for part in group.parts)
        blocks.append(rows.filter(some))
        placed.append(_group_places(mapped.columns, group, parts, filled))
    rows = pl.concat(blocks).sort("line", "block")
    said: FixRow = (WIDE_RULE, None, "", "", _counted(len(mapped.figures), "column", " of figures"), "")
    said = (*said[:5], _counted(rows.height, "row"))
    return Long(rows, tuple(placed), Different(rows), (said,), () if rows.height else (_no_figures(groups),))


@dataclass(frozen=True)
class _Cells:
    """Where the cells of a block come from: its columns, what holds for all rows, and which keys need trimming."""

    columns: Mapping[str, Column]
    filled: Mapping[str, str]
    untrimmed: Collection[str]

    def of(self, name: str) -> pl.Expr:
        """The cells of a return column."""
        if name not in self.columns:
            return pl.lit(self.filled.get(name, "")).alias(name)
        key = self.columns[name].key
        cells = pl.col(key).str.strip_chars() if key in self.untrimmed else pl.col(key)
        return cells.alias(name)

    def different(self, found: Different) -> dict[str, Texts]:
        """The different texts of the return columns, from those of the file, where nothing is trimmed."""
        plain = {name: one.key for name, one in self.columns.items() if one.key not in self.untrimmed}
        told = {
            name: Texts(pl.Series(name, [self.filled.get(name, "")]))
            for name in RETURN_COLUMNS
            if name not in self.columns
        }
        return {**told, **{name: found.texts(key) for name, key in plain.items()}}


def _block(table: TextTable, block: int, cells: _Cells) -> pl.DataFrame:
    return table.rows.select("line", pl.lit(block, pl.Int32).alias("block"), *map(cells.of, RETURN_COLUMNS))


def _groups(figures: Sequence[tuple[Column, Target]]) -> list[_Group]:
    groups: dict[tuple[str, ...], _Group] = {}
    for column, target in figures:
        key = (target.service, target.indicator, target.period)
        group = groups.setdefault(key, _Group(target.dims))
        group.parts[target.column or "value"] = column
    return list(groups.values())


def _places(columns: Mapping[str, Column], names: Sequence[str]) -> dict[str, Place]:
    return {name: (columns[name].letter, columns[name].heading) for name in names if name in columns}


def _group_places(
    columns: Mapping[str, Column], group: _Group, parts: Mapping[str, Column], filled: Mapping[str, str]
) -> dict[str, Place]:
    first = next(iter(group.parts.values()))
    from_heading = dict.fromkeys(group.cells, (first.letter, first.heading))
    answered = {name: _ANSWERED for name in filled if name not in group.cells}
    return {**answered, **_places(parts, RETURN_COLUMNS), **from_heading}


def _counted(number: int, what: str, more: str = "") -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}{more}"


def _no_figures(groups: Sequence[_Group]) -> Problem:
    first, last = next(iter(groups[0].parts.values())), list(groups[-1].parts.values())[-1]
    remedy = f"No cell under the headings of figures, columns {first.letter} to {last.letter}, has anything in it."
    return Problem("no-figures", f"{remedy} Fill them in and send the file again.")
