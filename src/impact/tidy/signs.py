"""Asks what signs such as '*' or '..' mean in a file, once for each sign, and applies what was answered everywhere."""

from collections.abc import Iterator

import polars as pl

from impact.ledger import Choices, Question
from impact.marks import MARKS
from impact.tidy.cell_questions import cells_said
from impact.tidy.setting_right import taken_back
from impact.tidy.symbols import ASKED, FOOTNOTE, NO_MARK, NOTHING, ZERO, meanings

SIGN_RULE, BLANK_RULE, MOVED_RULE = "sign-answered", "blank-sign", "mark-moved"
INSTEAD_OF, BESIDE, IN_MARKER = "symbol:", "beside:", "marker:"
"""How the ids of the questions begin: a sign in place of a number, beside one, in the column of marks."""

_QUALIFY = tuple(letter for letter, mark in MARKS.items() if not mark.replaces_number)
_SAID = {
    **{letter: f"{letter}: {mark.meaning}" for letter, mark in MARKS.items()},
    ZERO: "0: none were counted",
    FOOTNOTE: "A footnote: the number stands as it is",
    NO_MARK: "Nothing: no mark is needed",
}
_REPLACE = tuple(letter for letter, mark in MARKS.items() if mark.replaces_number)


def instead(cells: pl.DataFrame, choices: Choices) -> tuple[pl.DataFrame, list[Question]]:
    """Cells (symbol, mark, few, counted, wanted) with what stands in place of their number settled as far as it can be.

    Where no number is wanted a sign for "nothing here" makes an empty cell. Elsewhere a letter that means one thing
    is that mark, '<5' is c where people or things are counted, and signs that differ are asked about, unless a
    number leads the row and no answer could set the cell right.
    """
    empty = ~pl.col("wanted") & (pl.col("symbol").is_in(list(NOTHING)) | pl.col("mark").is_in(list(NOTHING)))
    answers = _answers(choices, INSTEAD_OF, (*_REPLACE, ZERO))
    answer = pl.col("symbol").replace_strict(answers, default=None, return_dtype=pl.String)
    hidden = pl.col("few") & pl.col("counted")
    mark = pl.when(hidden).then(pl.lit("c")).when(answer.is_in(_REPLACE)).then(answer).otherwise("mark")
    wanted = ~empty.fill_null(value=False)
    cells = cells.with_columns(
        empty.fill_null(value=False).alias("empty"),
        pl.when(wanted).then(mark).alias("mark"),
        pl.when(wanted & (answer == ZERO)).then(pl.lit(ZERO)).otherwise("number").alias("number"),
        pl.when(empty)
        .then(pl.lit(BLANK_RULE))
        .when(answer.is_not_null())
        .then(pl.lit(SIGN_RULE))
        .when(hidden | pl.col("mark").is_not_null())
        .then(pl.lit(MOVED_RULE))
        .otherwise("rule")
        .alias("rule"),
    )
    zero = pl.col("symbol").is_in([sign for sign, likely in ASKED.items() if ZERO in likely])
    is_open = pl.col("symbol").is_not_null() & ~pl.col("empty") & (pl.col("rule") != SIGN_RULE)
    open_ones = cells.filter(is_open & (~pl.col("led") | zero))
    return cells, list(_asked(open_ones, "symbol", choices, INSTEAD_OF))


def beside(cells: pl.DataFrame, choices: Choices) -> tuple[pl.DataFrame, list[Question]]:
    """Cells (sign, number, rule) with the signs beside numbers settled; those that are asked about have no number."""
    answers = _answers(choices, BESIDE, (FOOTNOTE, *_QUALIFY))
    has_sign = pl.col("sign") != ""
    answer = pl.col("sign").replace_strict(answers, default=None, return_dtype=pl.String)
    mark = pl.when(answer == FOOTNOTE).then(pl.lit("")).otherwise(answer).fill_null("")
    settled = cells.with_columns(
        pl.when(has_sign & answer.is_null()).then(None).otherwise("number").alias("number"),
        pl.when(has_sign).then(pl.lit(SIGN_RULE)).otherwise("rule").alias("rule"),
        pl.when((mark == "") | (mark == pl.col("beside")))
        .then("beside")
        .otherwise((pl.col("beside") + pl.lit(" ") + mark).str.strip_chars(" "))
        .alias("beside"),
    )
    open_ones = cells.filter(has_sign & ~pl.col("sign").is_in(list(answers)) & pl.col("number").is_not_null())
    return settled, list(_asked(open_ones, "sign", choices, BESIDE))


def in_markers(cells: pl.DataFrame, choices: Choices) -> tuple[dict[str, str], list[Question]]:
    """What signs in the column of marks (sign, with_number) were answered to mean, and questions about the others."""
    answers = _answers(choices, IN_MARKER, (*MARKS, NO_MARK))
    open_ones = cells.filter(~pl.col("sign").is_in(list(answers)))
    made = {sign: "" if answer == NO_MARK else answer for sign, answer in answers.items()}
    return made, list(_asked(open_ones, "sign", choices, IN_MARKER))


def _answers(choices: Choices, kind: str, allowed: tuple[str, ...]) -> dict[str, str]:
    return {
        id.removeprefix(kind): answer
        for id, answer in choices.answers.items()
        if id.startswith(kind) and answer in allowed
    }


def _asked(cells: pl.DataFrame, column: str, choices: Choices, kind: str) -> Iterator[Question]:
    open_ones = taken_back(cells.with_columns(pl.lit(SIGN_RULE).alias("rule")), choices)
    for (sign,), held in open_ones.sort("row", maintain_order=True).group_by(column, maintain_order=True):
        first = held.row(0, named=True)
        options = tuple((answer, _SAID[answer]) for answer in _possible(str(sign), held, kind))
        written = sign if kind == BESIDE else first["found"]
        text = f"'{written}' stands {_PLACED[kind]} in {cells_said(held)}. What does it mean?"
        yield Question(f"{kind}{sign}", text, options, first["letter"], first["heading"], first["line"])


_PLACED = {INSTEAD_OF: "in place of a number", BESIDE: "beside a number", IN_MARKER: "for a mark"}


def _possible(sign: str, cells: pl.DataFrame, kind: str) -> tuple[str, ...]:
    if kind == BESIDE:
        return (FOOTNOTE, *_QUALIFY)
    if kind == INSTEAD_OF:
        return meanings(sign)
    replacing = tuple(meaning for meaning in meanings(sign) if meaning != ZERO)
    mostly = 2 * int(cells["with_number"].sum()) > cells.height
    return (NO_MARK, *_QUALIFY, *replacing) if mostly else (*replacing, NO_MARK, *_QUALIFY)
