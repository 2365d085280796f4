"""Refuses lists of people: a return holds counts, and nothing in it may point at a person.

What is recognised: headings about one person, and cells that look like an e-mail address, a UK
postcode, an NHS number (Modulus 11 check digit; NHS Data Dictionary), a unique pupil number (DfE
UPN guide) or a date of birth. The values themselves are never repeated in a problem.
"""

import re
from collections.abc import Callable, Iterator

import polars as pl

from impact.columns import NUMBERS
from impact.problems import Problem
from impact.reading import TextTable

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
_MANY = 3
"""So many cells of a number column must look like NHS numbers, for one large count may do so by chance."""

_DATE = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_ROUGHLY = rf"@|\d{{3}}[ \-]?\d{{3}}[ \-]?\d{{4}}|\d ?\d[A-Za-z]{{2}}\b|[A-Za-z] ?\d[A-Za-z]{{2}}\b|{_DATE}"
"""Every cell that any of the patterns below could find, in one fast pass."""

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_POSTCODE = re.compile(
    r"\b[A-PR-UWYZ][A-HK-Y]?(?:[1-9][A-Z\d]?|0) ?\d[ABD-HJLNP-UW-Z]{2}\b"
    r"|\b[a-pr-uwyz][a-hk-y]?(?:[1-9][a-z\d]?|0) \d[abd-hjlnp-uw-z]{2}\b"
)
_UPN = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z\d]\b")
_TEN_DIGITS = re.compile(r"(?<![\d.,])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\d,]|\.\d)")
_BORN = re.compile(rf"\b(?:d\.?o\.?b\.?|born|birth)\b.{{0,20}}?{_DATE}|^\s*{_DATE}\s*$", re.I)

_LOOKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("person-email", "an e-mail address", lambda cell: bool(_EMAIL.search(cell))),
    ("person-postcode", "a postcode", lambda cell: bool(_POSTCODE.search(_ORDINAL.sub(" ", cell)))),
    ("person-nhs-number", "an NHS number", lambda cell: _holds_nhs_number(cell)),
    ("person-upn", "a unique pupil number", lambda cell: bool(_UPN.search(cell))),
)
_BIRTH = ("person-birth-date", "a date of birth", lambda cell: bool(_BORN.search(cell)))

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
        elif key != "line":
            found.extend(_in_cells(table.rows, key, heading, letter))
    return sorted(found, key=lambda problem: (problem.line or 0, len(problem.column), problem.column))


def _in_cells(rows: pl.DataFrame, key: str, heading: str, letter: str) -> Iterator[Problem]:
    different = rows[key].unique()
    cells = different.filter(different.str.contains(_ROUGHLY)).to_list()
    counts = key in NUMBERS
    looks = (*_LOOKS, _BIRTH) if key in _FREE_TEXT else _LOOKS
    for rule, what, seems in looks:
        alike = [cell for cell in cells if seems(cell)]
        if not alike or (counts and rule == "person-nhs-number" and len(alike) < _MANY):
            continue
        remedy = f"This looks like {what}. {_ADVICE} Take it out and send the file again."
        for line in rows.filter(pl.col(key).is_in(alike))["line"]:
            yield Problem(rule, remedy, line, letter, heading)


def _holds_nhs_number(cell: str) -> bool:
    return any(_check_digit_fits(re.sub(r"\D", "", match)) for match in _TEN_DIGITS.findall(cell))


def _check_digit_fits(digits: str) -> bool:
    """Whether ten digits are an NHS number: weights 10 to 2 over the first nine, modulus 11."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and check != 10 and check % 11 == int(digits[9])
