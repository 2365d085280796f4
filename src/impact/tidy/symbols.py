"""What senders write in place of a number, or beside one, and what each can mean.

Sources: Government Analysis Function, "Symbols in tables" (letters in square brackets), and the older signs of the
Government Statistical Service, the Department for Education, NHS England and Eurostat, which differ among each
other; those are asked about. Which meaning is likelier is judgement.
"""

import re
from collections.abc import Mapping

from impact.marks import MARKS, SAME_AS


def _by_word(**meanings: str) -> dict[str, str]:
    return {word.strip(): letter for letter, words in meanings.items() for word in words.split(",")}


INSTEAD: Mapping[str, str] = {
    **{letter: letter for letter, mark in MARKS.items() if mark.replaces_number},
    **SAME_AS,
    **_by_word(
        c="suppressed, hidden, confidential, withheld, disclosive, ©",
        x="not available, unavailable, not collected",
        z="not applicable, does not apply",
        u="unreliable, low reliability",
    ),
}
"""Words and letters that mean one mark in place of a number, in lower case. '©' is what Excel makes of '(c)'."""

BESIDE: Mapping[str, str] = {
    **{letter: letter for letter, mark in MARKS.items() if not mark.replaces_number},
    **_by_word(
        p="prov, provisional",
        r="rev, revised, ®",
        e="est, estimate, estimated",
        b="break, break in series",
        f="forecast, projected",
    ),
}
"""Words and letters that mean one mark beside a number, in lower case."""

ZERO, FOOTNOTE, NO_MARK = "0", "footnote", "none"

ASKED: Mapping[str, tuple[str, ...]] = {
    "*": ("c",),
    "**": ("c",),
    "***": ("c",),
    "~": ("low", "c"),
    "..": ("x", "z"),
    ":": ("x", "z"),
    ".": ("z", "x", ZERO),
    "-": ("z", "x", ZERO, "low"),
    "n/a": ("x", "z"),
    "†": ("c", "u"),
    "‡": ("c", "u"),
    "#": ("c", "x"),
    "?": ("x", "u"),
    "!": ("u", "x"),
    "nil": (ZERO, "z", "x"),
    "none": (ZERO, "z", "x"),
    "null": ("x", "z"),
}
"""Signs that publishers use differently, each with its likelier meanings; the other marks follow them."""

SAME_SIGN: Mapping[str, str] = {
    **dict.fromkeys(("na", "n.a", "n.a.", "n\\a", "n / a"), "n/a"),
    **dict.fromkeys(("--", "---"), "-"),
    **dict.fromkeys(("...", "…", ". ."), ".."),
    **dict.fromkeys(("nan", "<na>", "(blank)", "[null]"), "null"),
}
"""Other spellings of those signs, in plain letters and lower case."""

NOTHING = frozenset({"x", "z", "..", ":", ".", "-", "n/a", "null", "nil", "none"})
"""Marks and signs that say no more than an empty cell where no number is wanted."""

FEW = r"(?:<=?|≤|less than|fewer than|under) ?(?:[1-9]|1\d|20)"
"""'<5' and its like: fewer than so many that the number could show a person. Up to 20: judgement."""

BESIDE_SIGNS = r"\*{1,3}|[†‡#]"
"""Signs beside a number that can be a footnote or a mark: asked about."""

FOOTNOTES = r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+| ?[\[(](?:note|footnote) ?[0-9]{1,2}[\])]"
"""Signs beside a number that can only point to a footnote."""

_PEOPLE = (
    "people, persons, pupils, children, young people, children and young people, children and families, learners, "
    "students, staff, patients, clients, families, residents, service users, respondents, participants, groups, ages, "
    "genders, sexes, ethnicities, ethnic groups"
)
_EVERYONE = (
    "total, totals, all, overall, everyone, everybody, persons, both sexes, both genders, whole cohort, whole group, "
    "whole population, whole service, whole school"
)
EVERYONE = frozenset(
    {word.strip() for word in _EVERYONE.split(",")}
    | {f"{every} {people.strip()}" for every in ("all", "all the", "total") for people in _PEOPLE.split(",")}
)
"""Words of a breakdown that mean all people, which is written as an empty cell."""


def meanings(sign: str) -> tuple[str, ...]:
    """What a sign in place of a number can be said to mean, the likelier first."""
    others = (letter for letter, mark in MARKS.items() if mark.replaces_number)
    return tuple(dict.fromkeys((*ASKED[sign], *others)))


def marks_beside(text: str) -> str:
    """The marks that stand beside a number, as the contract writes them: '[p] (rev)' is 'p r'."""
    found = re.findall(r"[\[(]([^\])]+)[\])]|([^\s\[\]()]+)", text)
    return " ".join(dict.fromkeys(BESIDE[bracketed or bare] for bracketed, bare in found))
