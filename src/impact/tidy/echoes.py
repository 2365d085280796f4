"""Columns that say in words what a column of ids beside them says: nothing is lost when they are left out."""

from collections.abc import Callable, Collection
from functools import partial

import polars as pl

from impact.ledger import Choices
from impact.reading import TextTable
from impact.tidy.claims import REPEATED_RULE, Claims, Column
from impact.tidy.headings import Headings

_FIRST = 20
"""Rows after which most columns are known to say something else."""

_PAIRS = 2000
"""Different pairs of an id and a name up to which it is looked whether two columns say the same. Judgement."""


def echoing(
    table: TextTable, claims: Claims, unknown: Collection[Column], known: Headings, choices: Choices
) -> list[Column]:
    """The unknown columns whose every cell is blank or names the service or indicator of its row."""
    ids = [(column, claim.target.column) for column, claim in claims.items() if not claim.target.dims]
    readers = {"service_id": known.sender, "indicator_id": known.item}
    beside = [(column, readers[name]) for column, name in ids if name in readers]
    free = [column for column in unknown if (REPEATED_RULE, column.letter) not in choices.declined]
    return [column for column in free if any(_says_the_same(table, one, column, read) for one, read in beside)]


def _says_the_same(table: TextTable, ids: Column, names: Column, read: Callable[[str], str]) -> bool:
    one, other = table.rows[ids.key], table.rows[names.key]
    if not all(map(partial(_agree, read), one.head(_FIRST).to_list(), other.head(_FIRST).to_list())):
        return False
    pairs = pl.DataFrame({"id": one, "name": other}).unique()
    return pairs.height <= _PAIRS and all(_agree(read, id, name) for id, name in pairs.rows())


def _agree(read: Callable[[str], str], id: str, name: str) -> bool:
    return not name.strip() or (bool(read(name)) and read(name) == read(id))
