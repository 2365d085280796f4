"""Asks whether numbers from 0 to 1 are shares or per cent, where an indicator is sent in per cent and either fits."""

import polars as pl

from impact.framework.models import Framework, Indicator
from impact.ledger import Choices, Question
from impact.tidy.cell_questions import cells_said, column_said

SHARE_RULE = "share-answered"
SHARE, PERCENT = "share", "percent"

_IN_PER_CENT = (
    (pl.col("name") == "value") & pl.col("percent_unit") & ~pl.col("percent") & pl.col("number").is_not_null()
)
"""Values of indicators sent in per cent, without a sign that says it."""


def settled(cells: pl.DataFrame, framework: Framework, choices: Choices) -> tuple[pl.DataFrame, list[Question]]:
    """Value cells (indicator_id, letter, number, percent) of which those answered to be shares are made per cent.

    Asked are indicators of which no number is over 1, some lie between 0 and 1, and the middle one would be
    believable as a percentage (the query bounds of the definition) if it were a share.
    """
    values = cells.filter(_IN_PER_CENT)
    shares, questions = [], []
    for (id,), held in values.group_by("indicator_id", maintain_order=True):
        indicator = framework.indicator[str(id)]
        middle = _middle(held)
        if middle is None or not indicator.query_low <= 100 * middle <= indicator.query_high:
            continue
        answer = choices.answers.get(_id(indicator), "")
        letters = {letter for rule, letter in choices.declined if rule == SHARE_RULE}
        if answer == SHARE:
            shares.append(indicator.id)
        elif answer != PERCENT and not set(held["letter"]) <= letters:
            questions.append(_question(indicator, held, middle))
    return _made(cells, shares), questions


def _middle(held: pl.DataFrame) -> float | None:
    """The middle number of an indicator that looks like shares; None if it does not."""
    numbers = held["number"].cast(pl.Float64)
    between = numbers.is_between(0, 1, closed="none")
    middle = numbers.filter(between).median()
    return float(middle) if isinstance(middle, float) and numbers.is_between(0, 1).all() else None


def _made(cells: pl.DataFrame, shares: list[str]) -> pl.DataFrame:
    is_share = _IN_PER_CENT & pl.col("indicator_id").is_in(shares)
    return cells.with_columns(
        pl.when(is_share).then(_hundredfold(pl.col("number"))).otherwise("number").alias("number"),
        pl.when(is_share).then(pl.lit(SHARE_RULE)).otherwise("rule").alias("rule"),
    )


def _hundredfold(number: pl.Expr) -> pl.Expr:
    """A plain number times a hundred, by moving its point: 0.125 becomes 12.5, and no digit is lost."""
    whole = number.str.extract(r"^([0-9]+)")
    decimals = number.str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(2, "0")
    moved = (whole + decimals.str.head(2)).str.strip_chars_start("0")
    moved = pl.when(moved == "").then(pl.lit("0")).otherwise(moved)
    rest = decimals.str.slice(2).str.strip_chars_end("0")
    return pl.when(rest == "").then(moved).otherwise(moved + pl.lit(".") + rest)


def _question(indicator: Indicator, held: pl.DataFrame, middle: float) -> Question:
    shown = held.filter(pl.col("number").cast(pl.Float64).is_between(0, 1, closed="none"))
    first = shown.row(0, named=True)
    number = first["number"]
    share = (SHARE, f"Shares: {number} is {_percent(number)} per cent")
    percent = (PERCENT, f"Per cent: {number} is {number} per cent")
    likely = middle < indicator.query_low
    text = (
        f"{indicator.id} ({indicator.title}) is sent in per cent, and {column_said(first)[0].lower()}"
        f"{column_said(first)[1:]} holds numbers from 0 to 1 for it, such as {first['found']} ({cells_said(shown)}). "
        "Are these shares or per cent?"
    )
    options = (share, percent) if likely else (percent, share)
    return Question(_id(indicator), text, options, first["letter"], first["heading"], first["line"])


def _percent(number: str) -> str:
    return str(pl.select(_hundredfold(pl.lit(number))).item())


def _id(indicator: Indicator) -> str:
    return f"share:{indicator.id}"
