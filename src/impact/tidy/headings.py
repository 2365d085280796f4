"""What one heading says: a column of a return, or figures of an indicator, a period or a service."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.framework.models import Framework
from impact.reading import key_of
from impact.tidy.spelt_periods import is_year, period_of_heading, with_year
from impact.tidy.synonyms import ALSO_CELLS, IGNORE, NAMES, PART_WORDS, SYNONYMS, plain, without_footnote

TITLE, SYNONYM, YEAR = "heading-by-title", "heading-by-synonym", "heading-with-year"
PARTS = (*NUMBERS, "marker", "note")
"""What a column of figures in a wide sheet can hold."""

_ANY_YEAR = "2020-21"


@dataclass(frozen=True, slots=True)
class Target:
    """What a column is.

    column      a name of RETURN_COLUMNS or IGNORE; of a column of figures the part named, "" where none is
    service, indicator, period    what all figures of the column are about; "" where rows say it
    """

    column: str = ""
    service: str = ""
    indicator: str = ""
    period: str = ""

    @property
    def text(self) -> str:
        """The target as it is kept, and as one answers: 'numerator', 'W01 numerator', '2025-26 Q1', 'ignore'."""
        return " ".join(filter(None, (self.service, self.indicator, self.period, self.column)))

    @property
    def full(self) -> "Target":
        """The target with its part named: figures without one are values."""
        return replace(self, column="value") if self.dims and not self.column else self

    @property
    def dims(self) -> dict[str, str]:
        """The return columns that the heading itself fills, and with what."""
        filled = {"service_id": self.service, "indicator_id": self.indicator, "period": self.period}
        return {name: value for name, value in filled.items() if value}


@dataclass(frozen=True, slots=True)
class Reading:
    """A heading understood: its target, and by which rule if it is not written as in the template."""

    target: Target
    rule: str = ""
    by_name: bool = False


class Headings:
    """Understands headings by the ids, titles and names of a framework.

    year   the year of quarters and terms that are named without one, as a sender answered: "2025-26"
    """

    def __init__(self, framework: Framework, year: str = "") -> None:
        self._year = year if is_year(year) else ""
        items = [(one.id, one.title) for one in framework.indicators]
        items += [(one.id, one.title) for one in framework.evidence]
        senders = [(one.id, one.name) for one in framework.services]
        senders += [(one.id, one.name) for one in framework.areas]
        self.titles = dict(items)
        self.names = dict(senders)
        self._items = _Ids(items)
        self._senders = _Ids(senders)

    def read(self, heading: str) -> Reading | None:
        """What a heading says; None if it says nothing that is known, or two things."""
        whole = self._figures(heading) or _column(heading)
        if whole is not None:
            return whole
        bare = without_footnote(heading)
        again = (self._figures(bare) or _column(bare)) if bare != heading else None
        return Reading(again.target, again.rule or SYNONYM, again.by_name) if again else None

    def target(self, text: str) -> Target | None:
        """The target that an answer or a remembered mapping names; None if it names none."""
        word = text.strip()
        if key_of(word) in (*RETURN_COLUMNS, IGNORE):
            return Target(key_of(word))
        read = self._figures(word)
        return read.target if read else None

    def sender(self, text: str) -> str:
        """The id of the service or area that a text is the id or name of; "" if of none."""
        return self._senders.whole(plain(text))

    def item(self, text: str) -> str:
        """The id of the indicator or evidence item that a text is the id or title of; "" if of none."""
        return self._items.whole(plain(text))

    def sender_in(self, text: str) -> str:
        """The id of the one service or area that a text names among other words; "" if of none or several."""
        return self._senders.within(plain(text))

    def lacks_a_year(self, heading: str) -> bool:
        """Whether a heading would name figures of a period if it only said the year: 'Q1', 'W01 Autumn term'."""
        return (
            not self._year
            and self._figures(with_year(heading, _ANY_YEAR)) is not None
            and not period_of_heading(heading)
        )

    def without_a_year(self, heading: str) -> Target:
        """What a heading that lacks a year says beside its period."""
        read = self._figures(with_year(heading, _ANY_YEAR))
        return replace(read.target, period="") if read else Target()

    def _figures(self, heading: str) -> Reading | None:
        spelt, year_added = period_of_heading(heading), False
        if spelt is None and self._year:
            spelt, year_added = period_of_heading(with_year(heading, self._year)), True
        words, by_name = plain(spelt.rest if spelt else heading), False
        indicator, words, titled = self._items.taken(words)
        service, words, named = self._senders.taken(words)
        part = PART_WORDS.get(words, "")
        if not (spelt or indicator or service) or (words and not part):
            return None
        by_name = titled or named
        usual = part == words and (spelt is None or spelt.code == spelt.found)
        rule = TITLE if by_name else "" if usual else SYNONYM
        rule = YEAR if spelt and year_added else rule
        return Reading(Target(part, service, indicator, spelt.code if spelt else ""), rule, by_name)


def _column(heading: str) -> Reading | None:
    if key_of(heading) in RETURN_COLUMNS:
        return Reading(Target(key_of(heading)))
    words = plain(heading)
    if words in SYNONYMS:
        return Reading(Target(SYNONYMS[words]), SYNONYM)
    return Reading(Target(NAMES[words]), SYNONYM, by_name=True) if words in NAMES else None


class _Ids:
    """Finds ids and names at the edges of a heading."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        named: dict[str, set[str]] = {}
        for id, name in known:
            self._ids[plain(id)] = id
            named.setdefault(plain(name), set()).add(id)
        self._names = {name: min(ids) for name, ids in named.items() if name and len(ids) == 1}
        self._edges: dict[str, list[str]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            for word in {name.split()[0], name.split()[-1]}:
                self._edges.setdefault(word, []).append(name)

    def whole(self, words: str) -> str:
        """The id that words are, or are the name of."""
        return self._ids.get(words) or self._names.get(words, "")

    def taken(self, words: str) -> tuple[str, str, bool]:
        """The id that words begin or end with, itself or by name; the words without both; whether by name alone."""
        if words in self._names:
            return self._names[words], "", True
        split = words.split()
        ids = {self._ids[word] for word in split if word in self._ids}
        rest = " ".join(word for word in split if word not in self._ids)
        if len(ids) > 1:
            return "", words, False
        for name, left in self._named(rest):
            if not ids or self._names[name] in ids:
                return self._names[name], left, not ids
        return (ids.pop(), rest, False) if ids else ("", words, False)

    def within(self, words: str) -> str:
        """The one id that words hold anywhere, itself or by name."""
        held = f" {words} "
        found = {id for word, id in self._ids.items() if f" {word} " in held}
        found |= {id for name, id in self._names.items() if f" {name} " in held}
        return found.pop() if len(found) == 1 else ""

    def _named(self, words: str) -> Iterator[tuple[str, str]]:
        split = words.split()
        for word in {split[0], split[-1]} if split else ():
            for name in self._edges.get(word, ()):
                if words == name:
                    yield name, ""
                elif words.startswith(f"{name} "):
                    yield name, words[len(name) + 1 :]
                elif words.endswith(f" {name}"):
                    yield name, words[: -len(name) - 1]


def known_headings(framework: Framework) -> frozenset[str]:
    """Headings by which a row of headings is recognised beside those of the template, for `reading.read_table`.

    Words, ids and titles that stand in cells as well are not among them: they would make a row of data a heading.
    """
    ids = [*framework.indicator, *(one.id for one in framework.evidence)]
    with_parts = {f"{id} {part}" for id in ids for part in PARTS}
    return frozenset({*SYNONYMS, *NAMES} - ALSO_CELLS | with_parts)


def indicator_measures(framework: Framework) -> Mapping[str, str]:
    """The measure of each indicator; evidence items have none here."""
    return {one.id: one.measure for one in framework.indicators}
