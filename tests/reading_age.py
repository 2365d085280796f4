"""How old a reader must be to read a text with ease: the Flesch-Kincaid grade, written as an age.

The grade is 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers and Chissom, "Derivation
of new readability formulas for Navy enlisted personnel", Research Branch Report 8-75, 1975). It is a school year of
the United States, whose first is entered at six, so that a reader is five years older than the grade: a reading age of
12 is grade 7, which is year 7 or 8 in England. Such a formula tells long from short and no more. It is held over a
hundred words or more and never over a label. A sentence ends with a full stop, a question mark or an exclamation mark;
Flesch himself let a colon or a semicolon end one too, which would make every text here about a year younger.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from impact.framework import Framework
from impact.words.glossary import glossary

GRADE_TO_AGE = 5

SHORTEST = 4
"""Words that make a sentence; what is shorter is a label. Judgement."""

ENOUGH = 100
"""Words over which a formula says something: the length of the passages that such formulas were made with."""

OLDEST = 12.0
"""The reading age that is held: what a reader of 12 reads with ease."""

_MARKUP = re.compile(r"<[^>]*>|&\w+;")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d,./]*")
_FILE = re.compile(r"\b[\w-]+\.(?:csv|xlsx|ods)\b", re.IGNORECASE)
_PROSE = re.compile(r"[.?!][”’\")]*\s*$")
_END = re.compile(r"(?<=[.?!])[”’\")]*\s+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?:(?:[^aeiouyl]|[aeiouy]l|l{2})e|(?:[^aeiouyszxcghl]|[aeiouy]l)es|(?:[^aeiouytdlr]|[aeiouy][lr]|[^td]{2}r)ed)$"
)
_SILENT_WITHIN = re.compile(r"[^aeiouy]e(?:ly|ments?|ful|less|ness|where|thing|one|body|work)$")
_APART = re.compile(
    r"ia(?!l|n$|ns$|lly)|io(?!n|us)|i(?:et|er(?!s?$))|[^gq]ua(?!r)|uou|[aeo]ying|[aeiou]ing|[^aeiou]sm$|eo(?!ple|us|r)"
    r"|creat|react|idea|[^q]uid|tual"
)
_KNOWN = {
    "area": 3,
    "areas": 3,
    "earlier": 3,
    "theory": 2,
    "every": 2,
    "several": 2,
    "criterion": 4,
    "beyond": 2,
    "everything": 3,
    "anyone": 3,
    "experience": 4,
}


class Counted(NamedTuple):
    """What a text is made of."""

    words: int
    sentences: int
    syllables: int

    @property
    def age(self) -> float:
        """The age of a reader who reads it with ease."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59 + GRADE_TO_AGE


def counted(texts: Iterable[str], terms: Collection[str] = ()) -> Counted:
    """The sentences of some texts. A field term that the glossary explains counts once, and then no more."""
    words = sentences = syllables = 0
    unmet = {one: re.compile(rf"\b{re.escape(one)}\b", re.IGNORECASE) for one in sorted(terms, key=len, reverse=True)}
    met: list[re.Pattern[str]] = []
    for one in (sentence for text in texts for sentence in sentences_of(text)):
        for pattern in met:
            one = pattern.sub(" ", one)
        new = [term for term, pattern in unmet.items() if pattern.search(one)]
        met += [unmet.pop(term) for term in new]
        found = _WORD.findall(one)
        words, sentences = words + len(found), sentences + 1
        syllables += sum(map(syllables_of, found))
    return Counted(words, sentences, syllables)


def prose(texts: Iterable[str]) -> list[str]:
    """The texts that are sentences: those that end as one. Labels, headings and cells of tables do not."""
    return [one for one in texts if _PROSE.search(one)]


def field_terms(framework: Framework) -> list[str]:
    """What has a name here and cannot be called otherwise: the glossary's words, and whatever the framework names."""
    titled = (*framework.indicators, *framework.nodes)
    named = (*framework.services, *framework.sectors, *framework.features, *framework.stages)
    return [*glossary(), *(one.title for one in titled), *(one.name for one in named)]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text without its markup; labels are left out."""
    found = _END.split(_FILE.sub("file", _MARKUP.sub(" ", text)))
    return [one for one in found if len(_WORD.findall(one)) >= SHORTEST]


def syllables_of(word: str) -> int:
    """The syllables of an English word by its letters; a number counts as one, initials as many as their letters."""
    if word.isupper() and len(word) > 1:
        return len(word)
    return sum(_syllables(part) for part in re.split(r"[-–/]", word.lower()) if part)


def _syllables(word: str) -> int:
    plain = re.sub(r"['’]s?$", "", word).replace("'", "").replace("’", "")
    if plain in _KNOWN:
        return _KNOWN[plain]
    found = len(_VOWELS.findall(plain)) - bool(_SILENT.search(plain)) - bool(_SILENT_WITHIN.search(plain))
    return max(found + len(_APART.findall(plain)), 1)
