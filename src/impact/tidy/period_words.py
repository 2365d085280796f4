"""The words of a period cell, in any order: its quarter or term, its months, its year or pair of years."""

import re
from calendar import monthrange
from dataclasses import dataclass

from impact.tidy.days import MONTHS, full_year, month_number

FINANCIAL, ACADEMIC, CALENDAR = "financial", "academic", "calendar"

_DIGITS = r"(?:20)?\d\d(?!\d|\s?[-/]\s?\d)"
_NUMBERS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
_BEGINS, _ENDS, _OF = (rf"(?:[\s,.-]{{0,2}}(?P<{name}>{_DIGITS}))?" for name in ("begins", "ends", "of"))
_TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<first>{MONTHS})\.?{_BEGINS}\s?(?:-|/|to)\s?"
            rf"(?P<last>{MONTHS})\.?{_ENDS}(?![a-z\d])",
            rf"(?P<month>{MONTHS})\.?{_OF}(?![a-z\d])",
            r"(?P<long>20\d\d\s?[-/]\s?(?:20)?\d\d|20\d{4}|\d\d\s?[-/]\s?\d\d)(?!\d)",
            r"(?P<digits>(?:0[1-9]|1[0-2])[-/.]20\d\d|20\d\d[-/.](?:0[1-9]|1[0-2]))(?!\d)",
            r"q(?:tr|uarter)?\.?\s?-?(?P<quarter>[1-4])(?!\d)",
            rf"(?P<nth>{'|'.join(_NUMBERS)})\s(?:quarter|qtr)(?![a-z])",
            r"(?P<term>aut(?:umn)?|spr(?:ing)?|sum(?:mer)?)(?:\s?term)?(?![a-z])",
            r"t(?:erm)?\s?(?P<number>[1-6])(?!\d)",
            r"(?P<financial>fy|f/y|financial(?:\syear)?)(?![a-z])",
            r"(?P<academic>ay|a/y|acad(?:emic)?(?:\syear)?|school\syear)(?![a-z])",
            r"(?P<calendar>cy|calendar(?:\syear)?)(?![a-z])",
            r"(?P<year>20\d\d|\d\d)(?:\.0+$)?(?!\d)",
            r"[\s,:;()/.-]+|(?:of|the|for|term|year)(?![a-z\d])",
        )
    ),
    re.ASCII,
)
_TERMS = {"aut": "autumn", "spr": "spring", "sum": "summer"}


@dataclass(frozen=True, slots=True)
class Months:
    """A stretch from one month to another (the same for one month), and the years beside them, 0 where none is."""

    first: int
    last: int
    begins: int = 0
    ends: int = 0

    @property
    def year(self) -> int:
        """The year in which the last month lies, if one is named; 0 if none."""
        across = self.first > self.last
        return self.ends or (self.begins + across if self.begins else 0)


@dataclass(frozen=True, slots=True)
class Words:
    """What a cell names, each at most once.

    number   of a term that is numbered
    pair     the first of two years that follow each other
    year     a single year
    short    whether its years are in two digits
    brief    whether its term is 'sum', which can be a sum as well
    family   financial, academic or calendar, where the cell says of which kind its years are
    """

    quarter: int = 0
    term: str = ""
    number: int = 0
    months: Months | None = None
    pair: int = 0
    year: int = 0
    short: bool = False
    family: str = ""
    brief: bool = False

    @property
    def years(self) -> str:
        """Its pair of years as we write it: '2025-26'."""
        return years(self.pair)

    @property
    def names(self) -> frozenset[str]:
        """Which of its parts a cell names, but for the kind of its years."""
        parts = ("quarter", "term", "number", "months", "pair", "year")
        return frozenset(name for name in parts if getattr(self, name))


def words_in(text: str) -> Words | None:
    """The words of a bare cell; None if any is not known, or two of a kind differ."""
    at, found = 0, dict[str, object]()
    while at < len(text):
        token = _TOKEN.match(text, at)
        parts = _parts({name: part for name, part in token.groupdict().items() if part}) if token else None
        if token is None or parts is None or any(found.setdefault(name, part) != part for name, part in parts.items()):
            return None
        at = token.end()
    return Words(**found) if found else None  # type: ignore[arg-type]


def years(first: int) -> str:
    """Two years that follow each other as we write them: '2025-26'."""
    return f"{first}-{(first + 1) % 100:02d}"


def pair_in(text: str) -> int:
    """The first of the two years that a text names and nothing else, 0 if it does not: 2025 of '2025/26'."""
    words = words_in(text.casefold())
    return words.pair if words and words.names == {"pair"} else 0


def _parts(token: dict[str, str]) -> dict[str, object] | None:
    """What a token says, by the names of `Words`; nothing for a filler, None for what cannot be."""
    if "first" in token or "month" in token:
        return _of_months(token)
    if long := token.get("long") or token.get("digits"):
        return _of_digits(long)
    if "year" in token:
        year = full_year(token["year"])
        return {"year": year, "short": len(token["year"]) == 2} if year else None
    if nth := token.get("quarter") or token.get("nth"):
        return {"quarter": _NUMBERS.get(nth) or int(nth)}
    if term := token.get("term"):
        return {"term": _TERMS[term[:3]], "brief": term == "sum"}
    if number := token.get("number"):
        return {"number": int(number)}
    family = next((name for name in (FINANCIAL, ACADEMIC, CALENDAR) if name in token), "")
    return {"family": family} if family else {}


def _of_months(token: dict[str, str]) -> dict[str, object] | None:
    first, last = token.get("first") or token["month"], token.get("last") or token["month"]
    start, end = month_number(first), month_number(last)
    years = [digits for name in ("begins", "ends", "of") if (digits := token.get(name))]
    if not all(map(full_year, years)) or _is_last_day(token.get("of", ""), end):
        return None
    begins, ends = token.get("begins", ""), token.get("ends") or token.get("of", "")
    return {"months": Months(start, end, full_year(begins or "0"), full_year(ends or "0"))}


def _is_last_day(digits: str, month: int) -> bool:
    """Whether two digits behind a month may be its last day as well as a year: 'Jun-30'."""
    return len(digits) == 2 and int(digits) == monthrange(full_year(digits), month)[1]


def _of_digits(text: str) -> dict[str, object] | None:
    """A pair of years that follow each other, else a month in digits."""
    digits = re.sub(r"\D+", " ", text).split()
    one, other = digits if len(digits) == 2 else (text[:4], text[4:])
    if len(other) == 4 and len(one) <= 2:
        one, other = other, one
    elif (full_year(one) + 1) % 100 == int(other) % 100 and len(other) in (2, 4):
        same = len(other) == 2 or int(other) == full_year(one) + 1
        return {"pair": full_year(one), "short": len(one) == 2} if full_year(one) and same else None
    if len(one) == 4 and len(other) <= 2 and 1 <= int(other) <= 12:
        return {"months": Months(int(other), int(other), 0, int(one))}
    return None
