"""The forms in which senders write numbers: what a cell says by itself, before anything is known of its column.

All forms are read at once from the different cells of a column, so that a million rows cost as much as their forms.
"""

from collections.abc import Mapping

import polars as pl

from impact.tidy.letters import plain_letters, unwrapped
from impact.tidy.symbols import (
    ASKED,
    BESIDE,
    BESIDE_SIGNS,
    FEW,
    FOOTNOTES,
    INSTEAD,
    SAME_SIGN,
    marks_beside,
)

THOUSANDS, SPELLING, LONG, BESIDE_RULE, FOOTNOTE_RULE = (
    "thousands",
    "number-spelling",
    "long-decimals",
    "mark-beside-number",
    "footnote-sign",
)

PLAIN_NUMBER = r"^[0-9]{1,15}(?:\.[0-9]{1,9})?$"
"""A number as the contract takes it; such cells are never touched, and nor are blank ones."""

_WORD = "|".join(sorted(BESIDE, key=len, reverse=True))
_MARKS = rf"(?: ?[\[(](?:{_WORD})[\])])+| (?:{_WORD})|[pr®]"
_CELL = (
    r"^\+?(?<pound>£)? ?(?<number>[0-9][0-9., ]*(?:e\+?[0-9]{1,2})?|\.[0-9]+)"
    rf"(?: ?(?<percent>%|per ?cent))?(?<marks>{_MARKS})?(?: ?(?<sign>{BESIDE_SIGNS}))?(?<footnote>{FOOTNOTES})?$"
)

_DIGITS, _POINT_FIRST, _POINT_LAST = (
    r"^[0-9]{1,9}\.[0-9]{10,}$",
    r"^\.[0-9]{1,9}$",
    r"^[0-9]{1,15}\.$",
)
_GROUPS = r"^[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){1,4}|(?: [0-9]{3}){1,4})(?:\.[0-9]{1,9})?$"
_ONE_COMMA = r"^[0-9]{1,3},[0-9]{3}$"
_COMMA = r"^[0-9]{1,9},[0-9]{1,9}$"
_SCIENTIFIC = r"^([1-9])(?:\.([0-9]+))?e\+?([0-9]{1,2})$"


def forms(cells: pl.Series) -> pl.DataFrame:
    """What each of some different cells can say; cells that say nothing known are left out.

    found     the cell
    number    the number in it, as the contract takes it; null where there is none
    rule      by which rule of the ledger that number would be made
    comma     "": none; "decimal": its comma can only be a decimal one; "either": it may as well set thousands apart;
              the number is read with a decimal point in the first case, as thousands in the second
    whole     a number in scientific notation with every digit shown: certain only where whole things are counted
    percent, pound    whether such a sign stands beside the number
    beside    marks beside the number ("p r"), "" if none
    sign      a sign beside the number that is asked about, "" if none
    mark      the mark that stands in place of a number, null if none
    few       whether it says fewer than some small number
    symbol    the sign in place of a number that is asked about, null if none
    """
    folded = unwrapped(plain_letters(pl.col("found"))).str.to_lowercase()
    read = pl.DataFrame({"found": cells}).with_columns(folded.alias("text"))
    read = read.with_columns(pl.col("text").str.extract_groups(_CELL).alias("parts")).unnest("parts")
    number = pl.col("number").str.strip_chars(" ")
    read = read.with_columns(
        _number(number).alias("number"),
        _rule(number).alias("rule"),
        _comma(number).alias("comma"),
        number.str.contains(_SCIENTIFIC).fill_null(value=False).alias("whole"),
        pl.col("percent").is_not_null(),
        pl.col("pound").is_not_null(),
        _beside(read["marks"]).alias("beside"),
        pl.col("sign").fill_null(""),
        _meant(INSTEAD).alias("mark"),
        pl.col("text").str.contains(f"^{FEW}$").alias("few"),
        _meant({**{sign: sign for sign in ASKED}, **SAME_SIGN}).alias("symbol"),
    )
    blank = (pl.col("text") == "").alias("blank")
    known = pl.any_horizontal("few", blank, *(pl.col(name).is_not_null() for name in ("number", "mark", "symbol")))
    return read.filter(known).with_columns(blank).drop("text", "marks", "footnote")


def _number(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.contains(PLAIN_NUMBER))
        .then(text)
        .when(text.str.contains(_GROUPS))
        .then(text.str.replace_all("[, ]", ""))
        .when(text.str.contains(_DIGITS))
        .then(_rounded(text))
        .when(text.str.contains(_POINT_FIRST))
        .then(pl.lit("0") + text)
        .when(text.str.contains(_POINT_LAST))
        .then(text.str.strip_chars("."))
        .when(text.str.contains(_COMMA))
        .then(text.str.replace(",", ".", literal=True))
        .otherwise(_written_out(text))
    )


def _rounded(text: pl.Expr) -> pl.Expr:
    """A number with more decimals than are taken, rounded half up to nine of them."""
    parts = text.str.extract_groups(r"^([0-9]+)\.([0-9]{9})([0-9])").struct
    billionths = (parts.field("1") + parts.field("2")).cast(pl.Int64, strict=False)
    up = (parts.field("3") >= "5").cast(pl.Int64)
    digits = (billionths + up).cast(pl.String).str.zfill(10)
    decimals = digits.str.slice(-9).str.strip_chars_end("0")
    whole = digits.str.head(-9)
    return pl.when(decimals == "").then(whole).otherwise(whole + pl.lit(".") + decimals)


def _written_out(text: pl.Expr) -> pl.Expr:
    """1.23456e+05 as 123456: only where every digit is shown."""
    parts = text.str.extract_groups(_SCIENTIFIC).struct
    decimals = parts.field("2").fill_null("")
    shown = decimals.str.len_bytes() == parts.field("3").cast(pl.UInt32, strict=False)
    digits = parts.field("1") + decimals
    return pl.when(shown & (digits.str.len_bytes() <= 15)).then(digits)


def _rule(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("marks").is_not_null())
        .then(pl.lit(BESIDE_RULE))
        .when(pl.col("footnote").is_not_null())
        .then(pl.lit(FOOTNOTE_RULE))
        .when(pl.col("percent").is_not_null())
        .then(pl.lit("percent-sign"))
        .when(pl.col("pound").is_not_null())
        .then(pl.lit("pound-sign"))
        .when(text.str.contains(_GROUPS))
        .then(pl.lit(THOUSANDS))
        .when(text.str.contains(_DIGITS))
        .then(pl.lit(LONG))
        .otherwise(pl.lit(SPELLING))
    )


def _comma(text: pl.Expr) -> pl.Expr:
    either = text.str.contains(_GROUPS) & text.str.contains(_ONE_COMMA)
    decimal = text.str.contains(_COMMA) & ~text.str.contains(_GROUPS)
    named = pl.when(either).then(pl.lit("either")).when(decimal).then(pl.lit("decimal"))
    return named.otherwise(pl.lit("")).fill_null("")


def _beside(marks: pl.Series) -> pl.Expr:
    known = {text: marks_beside(text) for text in marks.unique().drop_nulls()}
    return pl.col("marks").replace_strict(known, default="", return_dtype=pl.String).fill_null("")


def _meant(words: Mapping[str, str]) -> pl.Expr:
    """What a whole cell means that is one of some words, bare or in brackets; null if it is none of them."""
    dressed = {
        f"{left}{word}{right}": meaning
        for word, meaning in words.items()
        for left, right in (("", ""), ("[", "]"), ("(", ")"))
    }
    return pl.col("text").replace_strict(dressed, default=None, return_dtype=pl.String)
