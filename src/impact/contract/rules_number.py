"""The rules on numbers: how they are written, which parts a measure needs, and how large they can be."""

import re
from collections.abc import Callable

import polars as pl

from impact import marks
from impact.columns import ALSO_ALLOWED, EVIDENCE, NUMBERS, PARTS
from impact.contract.causes import form_of
from impact.contract.facts import BLANK, COUNTS, NEGATIVE, OTHER, PERCENT, PLAIN
from impact.contract.rule import About, Row, Rule, quoted

LEVELS = ("maturity", EVIDENCE)
_NUMBER_PARTS = tuple(name for name in NUMBERS if name != "asked")
_MEASURES = {EVIDENCE: "a yes or no", "maturity": "a level"}
_FORMS = {
    "formula-error": "is what a spreadsheet shows where a formula cannot be worked out. Mend the formula, or write "
    "the number.",
    "date": "is a date, as a spreadsheet makes of 3-5 or 5/3. Format the column as a number and write the number "
    "again.",
    "range": "is a range. Write one number, or leave the cell blank and write a mark such as c (hidden).",
}
_NO_NUMBER = {"n/a", "na", "-", "–", "..", ".", "*", "~", ":", "none", "null", "nil", "n.a.", "?"}
_AS_COUNTS = "Send the two counts, numerator and denominator; the percentage or rate is worked out from them."

_measure, _published = pl.col("measure"), pl.col("published")
_is_counts = _measure.is_in(COUNTS)
_is = {name: pl.col(f"{name}_is") for name in NUMBERS}
_sent = {name: _is[name] != BLANK for name in NUMBERS}
_read = {name: pl.col(f"{name}_read") for name in NUMBERS}
_both_counts = _sent["numerator"] & _sent["denominator"]
_sent_by_counts = _is_counts & ~_published
_some_part = pl.any_horizontal(*(_sent[name] for name in _NUMBER_PARTS))
_no_mark_instead = pl.col("marks").is_not_null() & ~pl.col("replaced")


def number_rules() -> list[Rule]:
    """The rules on the number columns of a row."""
    return [
        *(rule for name in NUMBERS for rule in _writing_rules(name)),
        *(rule for name in NUMBERS for rule in _part_rules(name)),
        *_nothing_sent_rules(),
        *_size_rules(),
        *_bound_rules(),
    ]


def _writing_rules(name: str) -> list[Rule]:
    percent = _is[name] == PERCENT
    value_alone = _sent_by_counts & (_is["value"] == PLAIN) & ~_both_counts
    rules = [
        Rule(
            "negative",
            name,
            _is[name] == NEGATIVE,
            lambda row, about: f"{row[name]} is less than zero. Write 0 or more.",
        ),
        Rule("not-a-number", name, _is[name] == OTHER, _not_a_number(name)),
        Rule("percentage", name, percent | value_alone if name == "value" else percent, _percentage(name)),
    ]
    if name in ("n", "asked"):
        rules.append(Rule("not-whole", name, _read[name] % 1 != 0, _not_whole(name)))
    return rules


def _not_a_number(name: str) -> Callable[[Row, About], str]:
    def remedy(row: Row, about: About) -> str:
        sent: str = row[name]
        marker = about.column(row, "marker")
        blank = _leave_blank(row, name)
        form = form_of("not-a-number", sent)
        if form in _FORMS:
            return f"{quoted(sent)} {_FORMS[form]}"
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", sent):
            return f"{quoted(sent)} holds a comma. Write digits only: {sent.replace(',', '')}."
        if re.fullmatch(r"\d+,\d+", sent):
            return f"{quoted(sent)} holds a comma. Write a point for decimals: {sent.replace(',', '.')}."
        if re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d+", sent):
            return f"{quoted(sent)} is in scientific notation. Format the column as a number and write every digit."
        if mark := marks.read_marks(sent):
            return f"{quoted(sent)} is a mark. {blank} and write {' '.join(mark)} in {marker}."
        if sent.startswith(("<", "≤")):
            return f"{quoted(sent)} is not a number. {blank} and write c (hidden) in {marker}."
        if sent.lower() in _NO_NUMBER:
            instead = "x (not available), z (does not apply) or c (hidden)"
            return f"{quoted(sent)} is not a number. {blank} and write {instead} in {marker}."
        return f"{quoted(sent)} is not a number. Write digits only, with a point for decimals, such as 12 or 3.5."

    return remedy


def _leave_blank(row: Row, name: str) -> str:
    """What to leave blank for a mark: no numerator or value may stay beside one that takes the place of a number."""
    led = any(row[leading] for leading in ("numerator", "value") if leading != name)
    return "Leave the numbers of this row blank" if led else "Leave this cell blank"


def _percentage(name: str) -> Callable[[Row, About], str]:
    def remedy(row: Row, about: About) -> str:
        sent: str = row[name]
        if row["measure"] in COUNTS and not row["published"]:
            what = "is a percentage" if "%" in sent else f"was sent without both counts of a {row['measure']}"
            return f"{quoted(sent) if '%' in sent else sent} {what}. {_AS_COUNTS}"
        return f"{quoted(sent)} holds a percent sign. Write the number alone."

    return remedy


def _not_whole(name: str) -> Callable[[Row, About], str]:
    what = "people asked" if name == "asked" else "people or answers"
    return lambda row, about: f"{row[name]} is not a whole number. This is a number of {what}: write a whole number."


def _part_rules(name: str) -> list[Rule]:
    """A part that the measure needs and that is missing; one that it does not take."""
    needed = _measure.is_in([measure for measure, parts in PARTS.items() if name in parts])
    if name in ("numerator", "denominator"):
        needed = needed & ~_sent["value"]
    elif name != "value":
        needed = needed & ~_published
    taken = [measure for measure, parts in PARTS.items() if name in (*parts, *ALSO_ALLOWED.get(measure, ()))]
    unwanted = _sent[name] & ~_measure.is_in(taken) & ~_published
    if name == "value":
        unwanted = unwanted & (~_is_counts | (_both_counts & (_is["value"] != PERCENT)))
    missing = needed & ~_sent[name] & _some_part & _no_mark_instead
    return [
        Rule("part-missing", name, missing, _part_missing(name)),
        Rule("part-not-wanted", name, unwanted, _unwanted),
    ]


def _part_missing(name: str) -> Callable[[Row, About], str]:
    def remedy(row: Row, about: About) -> str:
        where = "here" if about.has(row, name) else f"in {about.column(row, name)}"
        mark = about.column(row, "marker")
        return f"{_kind(row)} needs {_parts(row)}, and {name} is missing. Write it {where}, or a mark in {mark}."

    return remedy


def _unwanted(row: Row, about: About) -> str:
    return f"{_kind(row)} is sent as {_parts(row)}. Leave this cell blank."


def _kind(row: Row) -> str:
    return f"{row['indicator_id']} is {_MEASURES.get(row['measure'], 'a ' + row['measure'])}, which"


def _parts(row: Row) -> str:
    *first, last = PARTS[row["measure"]]
    return f"{', '.join(first)} and {last}" if first else last


def _nothing_sent_rules() -> list[Rule]:
    nothing = ~_some_part & _no_mark_instead & _measure.is_not_null()
    return [
        Rule("nothing-sent", "numerator", nothing & _sent_by_counts, _nothing_sent),
        Rule("nothing-sent", "value", nothing & ~_sent_by_counts, _nothing_sent),
    ]


def _nothing_sent(row: Row, about: About) -> str:
    return (
        f"There is neither a number nor a mark. Send {_parts(row)}, with 0 for a true zero; or write x (not "
        f"available), z (does not apply) or c (hidden) in {about.column(row, 'marker')}."
    )


def _size_rules() -> list[Rule]:
    """Parts of one row that cannot both be right."""
    numerator, denominator = _read["numerator"], _read["denominator"]
    n, asked = _read["n"], _read["asked"]
    over = (_measure == "proportion") & (denominator > 0) & (numerator > denominator)
    level = _measure.is_in(LEVELS) & (
        (_read["value"] % 1 != 0) | (_read["value"] > pl.col("high")) | (_read["value"] < pl.col("low"))
    )
    return [
        Rule("over-the-total", "numerator", over, _more_than("numerator", "denominator")),
        Rule("total-of-nought", "denominator", _is_counts & (denominator == 0), _total_of_nought("denominator")),
        Rule("total-of-nought", "n", _measure.is_in(["mean", "duration"]) & (n == 0), _total_of_nought("n")),
        Rule(
            "more-than-asked",
            "denominator",
            (_measure == "proportion") & (denominator > asked),
            _more_than("denominator", "asked"),
        ),
        Rule("more-than-asked", "n", (_measure == "mean") & (n > asked), _more_than("n", "asked")),
        Rule("level", "value", level, _level),
    ]


def _more_than(part: str, total: str) -> Callable[[Row, About], str]:
    return lambda row, about: (
        f"{row[part]} is more than the {row[total]} in {about.column(row, total)}. Check which of the two is the total."
    )


def _total_of_nought(name: str) -> Callable[[Row, About], str]:
    return lambda row, about: (
        f"The {name} is 0, so nothing can be worked out. If there was nobody to count, leave the numbers blank "
        f"and write z (does not apply) in {about.column(row, 'marker')}."
    )


def _level(row: Row, about: About) -> str:
    if row["measure"] == EVIDENCE:
        return f"{row['value']} is neither 1 nor 0. Write 1 for yes or 0 for not yet."
    return (
        f"{row['value']} is not one of the levels {row['low']:g} to {row['high']:g}. Write a whole number from these."
    )


def _bound_rules() -> list[Rule]:
    """What a figure can be at all: the indicator's hard bounds."""
    numerator, denominator = _read["numerator"], _read["denominator"]
    worked_out = _is_counts & (denominator > 0) & ((_measure == "rate") | (numerator <= denominator))
    figure = numerator / denominator * pl.col("multiplier")
    as_sent = ~_measure.is_in(LEVELS) & (~_is_counts | (_published & ~_both_counts))
    return [
        Rule("bounds", "numerator", worked_out & _outside(figure), _bounds_of_counts),
        Rule("bounds", "value", as_sent & _outside(_read["value"]), _bounds_of_value),
    ]


def _outside(figure: pl.Expr) -> pl.Expr:
    rounding = 1e-9 * pl.col("high").abs()
    return (figure < pl.col("low") - rounding) | (figure > pl.col("high") + rounding)


def _bounds_of_counts(row: Row, about: About) -> str:
    figure = row["numerator_read"] / row["denominator_read"] * row["multiplier"]
    return (
        f"{row['numerator']} of the {row['denominator']} in {about.column(row, 'denominator')} comes to {figure:,.6g} "
        f"({row['unit']}), outside {row['low']:g} to {row['high']:g}. Check both counts."
    )


def _bounds_of_value(row: Row, about: About) -> str:
    return (
        f"{row['value']} ({row['unit']}) is outside {row['low']:g} to {row['high']:g}. Check the number and its unit."
    )
