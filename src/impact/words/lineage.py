"""How a figure was made, in words with its own numbers: the sum that anyone can check by hand."""

from collections.abc import Sequence

import pandas as pd

from impact.framework import Indicator
from impact.words.numbers import levels_of, number, quantity

Suite = tuple[str, str, int, int]
"""A plausibility suite: what it is called, its SHA-256, how many rules it has, how many rows it was run over."""

NOT_RECORDED = "not recorded"

HIDDEN = "The sum is not shown, because the figure is not: {reason}."
AS_SENT = "This is the number that was sent; nothing was added up."
AS_PUBLISHED = "The publisher gives this figure and not the counts behind it: {value}."


def formula_sentence(row: pd.Series, indicator: Indicator) -> str:
    """The sum behind one protected figure, first in words and then in numbers.

    row     one row of FIGURES after the gate
    Source of the sums: `impact.metrics.rollup`; here they are only told.
    """
    if str(row["hidden"]):
        return HIDDEN.format(reason=_lower_first(str(row["hidden"])))
    if pd.isna(row["value"]) and not levels_of(row):
        return "There is no figure for this period, so there is no sum."
    if indicator.measure == "maturity":
        return _levels(row, indicator)
    if indicator.measure in ("proportion", "rate"):
        return _divided(row, indicator)
    if indicator.measure == "mean":
        return _averaged(row, indicator)
    return _added(row, indicator)


def version_sentence(versions: dict[str, int]) -> str:
    """Under which version of the framework the observations were taken in, by the start of its fingerprint."""
    if not versions:
        return ""
    if len(versions) == 1:
        return f"All were taken in under one version of the framework ({short_sha(next(iter(versions)))})."
    told = ", ".join(f"{many} under {short_sha(sha)}" for sha, many in versions.items())
    return f"They were taken in under {len(versions)} versions of the framework: {told}."


def observations_sentence(rows: pd.DataFrame, period_start: pd.Timestamp) -> str:
    """How many observations stand behind a figure, how many cannot be shown, and how many are of an earlier time."""
    if rows.empty:
        return "No observation stands behind this figure."
    many, hidden = len(rows), int((rows["hidden"] != "").sum())
    said = f"{many} observation{'' if many == 1 else 's'} behind it"
    unseen = f", {hidden} of them with {'its' if hidden == 1 else 'their'} numbers hidden" if hidden else ""
    older = int((rows["period_end"] < period_start).sum())
    verbs = ("comes", "stands") if older == 1 else ("come", "stand")
    carried = f" {older} {verbs[0]} from an earlier period and still {verbs[1]} in." if older else ""
    return f"{said}{unseen}.{carried}"


def behind_sentence(rows: int, hidden: int, closed: int) -> str:
    """How many rows stand behind something, for whoever may open some of them or none: '24 rows, 3 of them hidden'."""
    if not rows:
        return "No row stands behind it."
    said = f"{rows:,} {'row stands' if rows == 1 else 'rows stand'} behind it"
    said += f", {hidden:,} of them hidden" if hidden else ""
    if not closed:
        return f"{said}."
    whose = "those who send, check or sign off its returns"
    return f"{said}. {'All' if closed == rows else f'{closed:,}'} of them can be opened only by {whose}."


def passed_sentence(contracts: Sequence[tuple[str, int]], suites: Sequence[Suite], rows: int, unrecorded: int) -> str:
    """What rows were held to before they were kept: all rules of the contract, and the suites that ask.

    contracts   the contract as it was written, by its SHA-256, and how many rules it had
    unrecorded  of how many of the rows it is not recorded
    """
    if not rows:
        return ""
    if unrecorded == rows:
        return "Which rules they passed is not recorded: they were kept before that was written down."
    of_contract = " or ".join(f"{many} rules of the contract ({short_sha(sha)})" for sha, many in contracts)
    asked = [
        f"suite {name} ({short_sha(sha)}) put {many} questions to {to:,} of them" for name, sha, many, to in suites
    ]
    if not suites:
        asked = ["no plausibility suite was run, since there was nobody to ask"]
    some = f" Of {unrecorded:,} of them, kept before that was written down, it is not recorded." if unrecorded else ""
    return f"Before they were kept, they passed all {of_contract}; {'; '.join(asked)}.{some}"


def row_passed(contract: int, suite: str, held: int, asked: Sequence[str]) -> str:
    """What one row passed, for a table cell: '36 of the contract, 9 of service_return 4, asked: unusually-low'."""
    of_suite = f", {held} of {suite}" if suite else ""
    return f"{contract} of the contract{of_suite}{', asked: ' + ' '.join(asked) if asked else ''}"


def hidden_sentence(rows: pd.DataFrame) -> str:
    """Whether what is hidden is in the sum; '' where nothing is."""
    if (rows["hidden"] == "").all():
        return ""
    return "A number hidden here to protect people is in the sum all the same; one that its sender left out is not."


def short_sha(sha256: str) -> str:
    """The start of a fingerprint, enough to compare by eye."""
    return sha256[:12]


def _divided(row: pd.Series, indicator: Indicator) -> str:
    result = quantity(row["value"], indicator)
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return AS_PUBLISHED.format(value=result) if indicator.fed_by == "published" else AS_SENT
    times = f" × {indicator.multiplier:,.0f}" if indicator.multiplier != 1 else ""
    names = f"{indicator.numerator} ÷ {_lower_first(indicator.denominator)}{times}"
    return f"{names} = {_count(row['numerator'])} ÷ {_count(row['denominator'])}{times} = {result}."


def _averaged(row: pd.Series, indicator: Indicator) -> str:
    result = quantity(row["value"], indicator)
    if not pd.notna(row["parts"]) or row["parts"] <= 1:
        counted = f" It is the mean of {_count(row['n'])} answers." if pd.notna(row["n"]) else ""
        return f"{AS_SENT} It is {result}.{counted}"
    return (
        f"The mean of {_count(row['parts'])} means, each counting for as many answers as it rests on: "
        f"{result}, from {_count(row['n'])} answers in all."
    )


def _added(row: pd.Series, indicator: Indicator) -> str:
    result = quantity(row["value"], indicator)
    if indicator.aggregation == "added" and pd.notna(row["parts"]) and row["parts"] > 1:
        return f"{indicator.numerator}, added over the {_count(row['parts'])} that sent it = {result}."
    return f"{AS_SENT} It is {result}."


def _levels(row: pd.Series, indicator: Indicator) -> str:
    levels = levels_of(row)
    if not levels:
        return f"{AS_SENT} It is {quantity(row['value'], indicator)}."
    if pd.isna(row["value"]):
        return "Each is counted at the level it sent; levels are never averaged."
    side = "at or below" if indicator.direction == "lower" else "at or above"
    return (
        f"Those {side} the level aimed for ÷ all that answered × 100 = {_count(row['numerator'])} ÷ "
        f"{_count(row['denominator'])} × 100 = {number(row['value'])}%. Levels are never averaged."
    )


def _count(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else number(value, 2)


def _lower_first(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
