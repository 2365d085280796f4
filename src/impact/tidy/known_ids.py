"""Finds the one id that a cell means: by its letters alone, an old code, its name, or both side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from impact.framework.models import Framework
from impact.tidy.letters import plain_letters, unwrapped, without_footnote, words

SPELLING, ZEROS, OLD_CODE, BY_NAME, WITH_NAME = (
    "id-spelling",
    "leading-zeros",
    "id-by-old-code",
    "id-by-name",
    "id-with-name",
)


@dataclass(frozen=True)
class Known:
    """The ids that a column may hold, the name of each, and older codes: (id, name), (code, id)."""

    named: tuple[tuple[str, str], ...]
    old_codes: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> list[str]:
        """Every id."""
        return [id for id, _ in self.named]


def senders(framework: Framework) -> Known:
    """Services and areas."""
    named = [(one.id, one.name) for one in framework.services] + [(one.id, one.name) for one in framework.areas]
    return Known(tuple(named), tuple((one.old_code, one.id) for one in framework.areas if one.old_code))


def items(framework: Framework) -> Known:
    """Indicators and evidence items."""
    named = [(one.id, one.title) for one in framework.indicators] + [(one.id, one.title) for one in framework.evidence]
    return Known(tuple(named))


def meant(cells: pl.Series, known: Known) -> pl.DataFrame:
    """found, id, rule: which of some different cells can mean one known id and no other.

    Case, spaces and punctuation do not count, nor do signs of footnotes. A misspelt word means nothing here.
    """
    plain = unwrapped(plain_letters(pl.col("found")))
    texts = pl.DataFrame({"found": cells}).with_columns(plain.alias("text"))
    bare = texts.with_columns(without_footnote(pl.col("text")).alias("text"))
    texts = pl.concat([texts, bare.filter(bare["text"] != texts["text"])]).filter(pl.col("text") != "")
    tables = _tables(known)
    texts = texts.with_columns(words(pl.col("text")).alias("words")).with_columns(
        _squeezed(pl.col("words")).alias("key")
    )
    found = [
        _joined(texts, "key", tables.keys, SPELLING),
        _joined(texts.with_columns(_number(pl.col("text")).alias("key")), "key", tables.zeros, ZEROS),
        _joined(texts.with_columns(_number(pl.col("text")).alias("key")), "key", tables.codes, OLD_CODE),
        _joined(texts, "words", tables.names, BY_NAME),
        *(_with_name(texts, tables, first=first) for first in (True, False)),
    ]
    one = pl.concat(found).group_by("found", maintain_order=True)
    return (
        one.agg(pl.col("id").n_unique().alias("ids"), pl.col("id", "rule").first())
        .filter(pl.col("ids") == 1)
        .drop("ids")
    )


@dataclass(frozen=True)
class _Tables:
    """What leads to an id, each with the ids it leads to: its letters, its digits, older codes, names."""

    keys: pl.DataFrame
    zeros: pl.DataFrame
    codes: pl.DataFrame
    names: pl.DataFrame
    named: pl.DataFrame


def _tables(known: Known) -> _Tables:
    named = _table(known.named, "id", "name").with_columns(words(plain_letters(pl.col("name"))).alias("words"))
    keys = named.select("id", _squeezed(words(pl.col("id"))).alias("key"))
    zeros = keys.filter(pl.col("id").str.contains("^0[0-9]+$")).with_columns(_without_zeros(pl.col("id")).alias("key"))
    codes = _table(known.old_codes, "key", "id").with_columns(_without_zeros(pl.col("key")).alias("key"))
    return _Tables(keys, zeros, codes, named.select("id", "words"), named.join(keys, "id"))


def _table(rows: Iterable[tuple[str, str]], *names: str) -> pl.DataFrame:
    kinds: dict[str, Any] = dict.fromkeys(names, pl.String)
    return pl.DataFrame(list(rows), kinds, orient="row").unique(maintain_order=True)


def _squeezed(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(" ", "", literal=True)


def _number(text: pl.Expr) -> pl.Expr:
    """A code of digits as a spreadsheet leaves it: without leading zeros, perhaps with '.0'; null if it is none."""
    return _without_zeros(text.str.extract(r"^([0-9]+)(?:\.0)?$"))


def _without_zeros(digits: pl.Expr) -> pl.Expr:
    return digits.str.replace("^0+", "")


def _joined(texts: pl.DataFrame, on: str, table: pl.DataFrame, rule: str) -> pl.DataFrame:
    joined = texts.join(table, on, maintain_order="left").filter(pl.col(on) != "")
    return joined.select("found", "id", pl.lit(rule).alias("rule"))


def _with_name(texts: pl.DataFrame, tables: _Tables, *, first: bool) -> pl.DataFrame:
    """Cells with an id at one end and words of its own name beside it: 'SV05 Health Visiting', 'Bury (E08000002)'."""
    holding = texts.filter(pl.col("text").str.contains_any(tables.named["id"].to_list(), ascii_case_insensitive=True))
    text = pl.col("text") if first else pl.col("text").str.reverse()
    split = holding.select("found", text.str.splitn(" ", 2).struct.rename_fields(["id", "beside"]).alias("parts"))
    split = split.unnest("parts").filter(pl.col("beside").is_not_null())
    if not first:
        split = split.with_columns(pl.col("id", "beside").str.reverse())
    split = split.select("found", "beside", _squeezed(words(pl.col("id"))).alias("key"))
    split = split.join(tables.named, "key", maintain_order="left")
    name, beside = (pl.lit(" ") + part + pl.lit(" ") for part in (pl.col("words"), words(pl.col("beside"))))
    agrees = name.str.contains(beside, literal=True) & (beside != "  ")
    return split.filter(agrees).select("found", "id", pl.lit(WITH_NAME).alias("rule"))
