"""Refuses lists of people: a return holds counts, and nothing in it may point at a person.

What is recognised: headings about one person, and cells that look like an e-mail address, a UK
postcode, an NHS number (Modulus 11 check digit; NHS Data Dictionary), a unique pupil number (DfE
UPN guide), a National Insurance number (HMRC manual NIM39110), a date of birth or, all down a column,
people's names. The values themselves are never repeated in a problem.
"""

import re
from collections.abc import Callable, Iterator

import polars as pl

from impact.columns import MARK_COLUMNS, NUMBERS, RETURN_COLUMNS
from impact.contract.names import holds_names
from impact.problems import Problem
from impact.reading import TextTable
from impact.tidy.synonyms import SYNONYMS, plain

_HEADINGS = re.compile(
    r"""
    (?:(?:first|given|middle|christian|last|family|full|sur|fore|sure|birth|maiden|preferred|known_as|
        child|client|patient|pupil|person|parent|carer|mother|father|tenant|member|(?:service_)?user)_?)?name s?
    | surname | forenames? | initials | dob | d_?o_?b | (?:date_of_birth|birth_?date|birthday|born)
    | nhs(?:_?(?:no|num|number|id))? | upn | unique_pupil_(?:no|number) | uln
    | ni_?(?:no|number) | nino | national_insurance(?:_(?:no|number))? | passport(?:_(?:no|number))?
    | (?:home_|full_|street_)?address(?:_?(?:line)?_?\d)? | street | post_?code | zip(?:_?code)?
    | e_?mail(?:_?address)? | (?:tele)?phone(?:_?(?:no|number))? | tel | mobile(?:_?(?:no|number))?
    | (?:child|client|patient|pupil|person|parent|carer|tenant|case)_?(?:id|no|ref|number|reference)
    """,
    re.VERBOSE,
)
_FREE_TEXT = ("note", "breakdown")
"""The return columns whose cells are free text; a date elsewhere may well be a period."""

_MANY = 3
"""So many cells of a number column must look like NHS numbers, for one large count may do so by chance."""

_MANY_ALIKE = 8
"""Rows with one key, all 0 or 1, from which they are taken for one each person; fewer are a slip. Judgement."""

_DATE = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_ROUGHLY = (
    rf"@|\d{{3}}[ \-]?\d{{3}}[ \-]?\d{{4}}|\d ?\d[A-Za-z]{{2}}\b|[A-Za-z] ?\d[A-Za-z]{{2}}\b|\d\d ?[A-D]\b|{_DATE}"
)
"""Every cell that any of the patterns below could find, in one fast pass."""

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_POSTCODE = re.compile(
    r"\b[A-PR-UWYZ][A-HK-Y]?(?:[1-9][A-Z\d]?|0) ?\d[ABD-HJLNP-UW-Z]{2}\b"
    r"|\b[a-pr-uwyz][a-hk-y]?(?:[1-9][a-z\d]?|0) \d[abd-hjlnp-uw-z]{2}\b"
)
_UPN = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z\d]\b")
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"
)
_TEN_DIGITS = re.compile(r"(?<![\d.,])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\d,]|\.\d)")
_BORN = re.compile(rf"\b(?:d\.?o\.?b\.?|born|birth)\b.{{0,20}}?{_DATE}|^\s*{_DATE}\s*$", re.I)

_LOOKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("person-email", "an e-mail address", lambda cell: bool(_EMAIL.search(cell))),
    ("person-postcode", "a postcode", lambda cell: bool(_POSTCODE.search(_ORDINAL.sub(" ", cell)))),
    ("person-nhs-number", "an NHS number", lambda cell: _holds_nhs_number(cell)),
    ("person-upn", "a unique pupil number", lambda cell: bool(_UPN.search(cell))),
    ("person-ni-number", "a National Insurance number", lambda cell: bool(_NATIONAL_INSURANCE.search(cell))),
)
_BIRTH = ("person-birth-date", "a date of birth", lambda cell: bool(_BORN.search(cell)))

PERSON_ROWS = "person-rows"
PERSON_RULES = ("person-heading", "person-name", *(rule for rule, *_ in (*_LOOKS, _BIRTH)))

_ADVICE = "A return holds counts and nothing about a person."


def person_problems(table: TextTable) -> list[Problem]:
    """Every heading and cell that seems to be about one person; empty for a return of counts."""
    found: list[Problem] = []
    for key, heading, letter in zip(table.keys, table.columns, table.letters, strict=True):
        if _HEADINGS.fullmatch(key):
            remedy = (
                f"This heading is about one person. {_ADVICE} Delete the column, count the people and send the counts."
            )
            found.append(Problem("person-heading", remedy, None, letter, heading))
        elif key not in MARK_COLUMNS:
            found.extend(_in_cells(table, key, heading, letter))
    return sorted(found, key=lambda problem: (problem.line or 0, len(problem.column), problem.column))


def person_in(words: str) -> str:
    """What in some free text seems to be about one person, such as 'an e-mail address'; "" for nothing."""
    return next((what for _, what, seems in (*_LOOKS, _BIRTH) if seems(words)), "")


def one_row_each(rows: pl.DataFrame) -> list[Problem]:
    """Rows of `Facts` that seem to be one for each person: the same key again and again, each of them 0 or 1 of 1."""
    repeated = pl.col("first_row") != pl.int_range(pl.len(), dtype=pl.UInt32)
    if not rows.select((pl.col("known") & repeated).any()).item():
        return []
    counts_one = pl.col("numerator_read").is_in([0.0, 1.0]) & pl.col("denominator_read").fill_null(1).eq(1)
    value_one = pl.col("value_read").is_in([0.0, 1.0]) & (pl.col("numerator") == "")
    keys = (
        rows.filter("known")
        .group_by("first_row", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            (counts_one | value_one).all().alias("of_one"),
            pl.col("line").first().alias("first"),
            pl.col("line").last().alias("last"),
        )
    )
    return [
        Problem(
            PERSON_ROWS,
            f"The same service, indicator and period stands here {count:,} times down to row {last:,}, each time with "
            "0 or 1: this looks like one row for each person. Count them, and send one row with how many did "
            "(numerator) out of how many (denominator).",
            first,
        )
        for _, count, of_one, first, last in keys.iter_rows()
        if count >= _MANY_ALIKE and of_one
    ]


def _in_cells(table: TextTable, key: str, heading: str, letter: str) -> Iterator[Problem]:
    different = table.different.of(key)
    cells = different.filter(different.str.contains(_ROUGHLY)).to_list()
    meant = key if key in RETURN_COLUMNS else SYNONYMS.get(plain(heading), "")
    counts = meant in NUMBERS
    looks = (*_LOOKS, _BIRTH) if meant in _FREE_TEXT else _LOOKS
    for rule, what, seems in looks:
        alike = [cell for cell in cells if seems(cell)]
        if not alike or (counts and rule == "person-nhs-number" and len(alike) < _MANY):
            continue
        remedy = f"This looks like {what}. {_ADVICE} Take it out and send the file again."
        if meant == "breakdown" and rule == _BIRTH[0]:
            remedy += " If it was a range such as 5-9, format the column as text and write it once more."
        for line in table.rows.filter(pl.col(key).is_in(alike))["line"]:
            yield Problem(rule, remedy, line, letter, heading)
    if not counts and holds_names(different):
        remedy = f"The cells of this column look like people's names. {_ADVICE} Delete the column and send the counts."
        yield Problem("person-name", remedy, None, letter, heading)


def _holds_nhs_number(cell: str) -> bool:
    return any(_check_digit_fits(re.sub(r"\D", "", match)) for match in _TEN_DIGITS.findall(cell))


def _check_digit_fits(digits: str) -> bool:
    """Whether ten digits are an NHS number: weights 10 to 2 over the first nine, modulus 11."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and check != 10 and check % 11 == int(digits[9])
