"""Tells whether the commas in a column of numbers are decimal ones: from the whole column, or by asking."""

from collections.abc import Mapping

import polars as pl

from impact.ledger import Choices, Question
from impact.tidy.cell_questions import cells_said, column_said
from impact.tidy.number_forms import THOUSANDS

PROVEN_RULE, ANSWERED_RULE = "decimal-comma", "decimal-comma-answered"
COMMA = "decimal-comma"
"""What the ids of these questions begin with; behind a colon stands the letter of the column."""

POINT, GROUPS, LEAVE = "point", "thousands", "leave"

_WITH_DECIMALS = ("numerator", "denominator", "value", "sd")
"""Columns whose numbers can have decimals; numbers of answers and of people asked are whole."""
_OFTEN_WITH_DECIMALS = ("value", "sd")
_NOT_COMMA = (";", "\t")
"""Separators that a spreadsheet writes where its commas are decimal ones."""


def settled(
    cells: pl.DataFrame, different: Mapping[str, pl.Series], choices: Choices, delimiter: str
) -> tuple[pl.DataFrame, list[Question]]:
    """Cells (comma, number, rule, letter) with every comma settled, those in doubt without a number; questions.

    different   the different cells of each return column, for what else stands in a column
    """
    with_comma = cells.filter((pl.col("comma") != "") & pl.col("number").is_not_null())
    used = delimiter in _NOT_COMMA or (with_comma["comma"] == "decimal").any()
    questions, decided = [], []
    for (letter,), column in with_comma.group_by("letter", maintain_order=True):
        meaning, rule = _meaning(column, different, used)
        if not meaning and delimiter in _NOT_COMMA and (column["comma"] == "decimal").all():
            meaning, rule = POINT, PROVEN_RULE
        if not meaning:
            meaning = _answer(column, choices)
        if not meaning and (rule, letter) not in choices.declined:
            questions.append(_question(column))
        decided.append((letter, meaning, rule))
    if not decided:
        return cells, []
    told = pl.DataFrame(decided, {"letter": pl.String, "meaning": pl.String, "comma_rule": pl.String}, orient="row")
    cells = cells.join(told, "letter", "left", maintain_order="left")
    return _read(cells).drop("meaning", "comma_rule"), questions


def _meaning(column: pl.DataFrame, different: Mapping[str, pl.Series], used: bool) -> tuple[str, str]:
    """What the commas of a column are, "" if its own cells leave that open, and by which rule.

    used   whether decimal commas are used anywhere in the file
    """
    name = column["name"][0]
    decimal = (column["comma"] == "decimal").any()
    if not decimal and not (used and name in _OFTEN_WITH_DECIMALS):
        return GROUPS, THOUSANDS
    beside = different[name].str.contains(r"\.[0-9]|,[0-9]{3},[0-9]{3}")
    if beside.any() or name not in _WITH_DECIMALS:
        return LEAVE, THOUSANDS
    return "", ANSWERED_RULE


def _answer(column: pl.DataFrame, choices: Choices) -> str:
    answer = choices.answers.get(_id(column), "")
    return answer if answer in (POINT, GROUPS, LEAVE) else ""


def _read(cells: pl.DataFrame) -> pl.DataFrame:
    point = pl.col("found").str.extract(r"([0-9]+,[0-9]+)").str.replace(",", ".", literal=True)
    comma = pl.col("comma") != ""
    in_doubt = comma & ((pl.col("meaning") == "") | ((pl.col("comma") == "decimal") & (pl.col("meaning") != POINT)))
    in_doubt |= pl.col("number").is_null()
    number = (
        pl.when(in_doubt)
        .then(None)
        .when(comma & (pl.col("meaning") == POINT))
        .then(pl.coalesce(pl.when(pl.col("comma") == "decimal").then("number"), point))
        .otherwise("number")
    )
    plain_rule = pl.col("rule").is_in([THOUSANDS, "number-spelling"])
    rule = pl.when(comma & (pl.col("meaning") == POINT) & plain_rule).then("comma_rule").otherwise("rule")
    return cells.with_columns(number.alias("number"), rule.alias("rule"))


def _question(column: pl.DataFrame) -> Question:
    decimal = column.filter(pl.col("comma") == "decimal")
    shown = decimal if decimal.height else column
    first = shown.row(0, named=True)
    point = (POINT, f"A decimal point: {first['found'].replace(',', '.')}")
    apart = (GROUPS, f"It sets thousands apart: {first['number']}")
    other = apart if first["comma"] == "either" else (LEAVE, "Something else: leave these cells as they are")
    text = f"{column_said(first)} holds '{first['found']}' ({cells_said(shown)}). What does the comma stand for?"
    return Question(_id(column), text, (point, other), first["letter"], first["heading"], first["line"])


def _id(column: pl.DataFrame) -> str:
    return f"{COMMA}:{column['letter'][0]}"
