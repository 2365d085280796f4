"""What a board pack holds, before it becomes a file: sections of sentences, tables and figures, and its stamp.

Everything in it has passed the gate and may be shown. The three writers only lay it out.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from impact.metrics.slots import Scope
from impact.periods import Period
from impact.words.numbers import upper_first


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column, and whether it holds numbers (set to the right)."""

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; the first cell names its row.

    result  the column that holds the word of an outcome's result, shown with its mark; -1: none
    """

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    result: int = -1


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a chart; numbers as they are read, None where there is none that may be shown.

    stretch  points of different stretches are not joined: the definition changed between them
    mark     what stands in place of a number, such as '[c]'
    beside   the figure of the area that it is compared with
    """

    period: Period
    value: float | None
    lower: float | None
    upper: float | None
    stretch: int
    mark: str
    explained: bool
    target: float | None
    beside: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure over time, as any of the writers draws it.

    alt          what is heard in place of the picture
    low, high    the ends of the value axis; suffix stands behind its numbers
    newest, target, beside   what is written at the right end of each line; "" where there is no such line
    beside_id    the area that is compared with
    """

    name: str
    alt: str
    points: tuple[Point, ...]
    low: float
    high: float
    suffix: str
    newest: str
    target: str
    beside: str
    beside_id: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one scope: its sentence, its chart and the same in a table.

    notes  what is said below it: coverage, what was explained, what was left out
    back   whose figures these are, and how to walk them back
    """

    indicator_id: str
    scope_kind: Scope
    scope_id: str
    title: str
    sentence: str
    notes: tuple[str, ...]
    chart: Chart | None
    table: Table | None
    back: tuple[str, ...]

    @property
    def lead(self) -> str:
        """The sentence as it stands under the title: without saying the title again."""
        return upper_first(self.sentence.removeprefix(f"{self.title}: "))


@dataclass(frozen=True, slots=True)
class Lines:
    """A list under a heading of its own; "" for none."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pack: first what it says, then its lists, its tables, its figures."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    lists: tuple[Lines, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a pack was made from: it stands on every page.

    place      whose figures; label: 'Demonstration data: ...', or whose data it is
    framework  the framework's version (its SHA-256); chain: the newest link of the record's audit chain, "" for none
    policy     the version of the rules that hide numbers (SHA-256), and `hiding` says them in a plain sentence
    contents   the SHA-256 of all that the pack holds
    """

    place: str
    day: date
    label: str
    framework: str
    chain: str
    policy: str
    hiding: str
    contents: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A board pack: its title, its sections, what its marks mean, and what it was made from."""

    title: str
    sentence: str
    sections: tuple[Section, ...]
    marks: tuple[tuple[str, str], ...]
    stamp: Stamp
    language: str = field(default="en-GB")

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        return tuple(one for section in self.sections for one in section.figures)

    def sealed(self) -> "Pack":
        """The pack with the fingerprint of its contents in its stamp."""
        bare = replace(self, stamp=replace(self.stamp, contents=""))
        said = json.dumps(asdict(bare), default=date.isoformat, sort_keys=True, ensure_ascii=False)
        return replace(self, stamp=replace(self.stamp, contents=hashlib.sha256(said.encode()).hexdigest()))
