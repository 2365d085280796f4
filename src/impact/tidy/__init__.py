"""Brings a file as found into the form of a return: one row for each figure, plain numbers, known headings.

Where a heading or a cell can mean one thing it is set right and listed; where it can mean two it is asked.
"""

import hashlib
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import polars as pl

from impact.columns import PASSED_OVER
from impact.framework.models import Framework
from impact.ledger import FIX_SCHEMA, Choices
from impact.reading import Different, TextTable
from impact.tidy.constants import constants
from impact.tidy.dates import tidy_periods
from impact.tidy.headings import known_headings
from impact.tidy.joined_periods import with_years
from impact.tidy.labels import tidy_labels
from impact.tidy.mapping import map_columns
from impact.tidy.numbers import tidy_numbers
from impact.tidy.spelt_periods import period_of_heading
from impact.tidy.synonyms import plain
from impact.tidy.tidied import Place, Tidied, as_problems
from impact.tidy.wide import as_long

__all__ = ["Place", "Tidied", "as_problems", "known_headings", "signature", "tidy"]


_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_CHOICES = Choices()


def tidy(
    table: TextTable,
    framework: Framework,
    choices: Choices = _NO_CHOICES,
    remembered: Mapping[str, str] = _NOTHING,
    filename: str = "",
) -> Tidied:
    """A file in the form of a return, as far as it can be brought there without guessing.

    remembered   heading key -> what its sender said it is, from a file of the same `signature`
    filename     as sent, for what its name tells and for messages

    Raises UnreadableReturn, with what was looked for, if no column and no heading can name indicators.
    """
    joined = with_years(table, choices)
    mapped = map_columns(joined.table, framework, choices, remembered, filename)
    known = constants(table, mapped, framework, choices, filename)
    long = as_long(joined.table, mapped, known.cells)
    of_headings = pl.DataFrame([*joined.fixes, *mapped.fixes, *known.fixes, *long.fixes], FIX_SCHEMA, orient="row")
    rows, fixes, questions = long.rows, [table.fixes, of_headings], [*mapped.questions, *known.questions]
    different = long.different
    for step in (tidy_labels, partial(tidy_numbers, delimiter=table.delimiter), tidy_periods):
        before = rows
        rows, set_right, asked = step(rows, long.places, framework, choices, different=different)
        different = different if rows is before else Different(rows)
        fixes.append(set_right.unique(maintain_order=True) if len(long.places) > 1 else set_right)
        questions.extend(asked)
    problems = (*mapped.problems, *long.problems, *table.problems)
    mapping = {**mapped.mapping, **({joined.years.key: "period"} if joined.years else {})}
    return Tidied(table, rows, long.places, pl.concat(fixes), tuple(questions), problems, mapping, different)


def signature(table: TextTable) -> str:
    """The fingerprint of a file's headings under which what they mean is remembered for their sender.

    It does not change with the order of the columns, with periods in headings, or with columns that we added.
    """
    words = []
    for key, heading in zip(table.keys, table.columns, strict=True):
        if key not in PASSED_OVER:
            spelt = period_of_heading(heading)
            words.append(plain(f"{spelt.rest} period" if spelt else heading or key))
    return hashlib.sha256("\n".join(sorted(set(words))).encode()).hexdigest()
