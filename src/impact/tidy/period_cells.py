"""The cells of one column, or of the headings of a wide sheet, that name periods: where they stand, what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from impact.ledger import Question
from impact.periods import Period
from impact.tidy.days import CERTAIN, Days
from impact.tidy.mapping import FixRow

SPELLING, DATE, SERIAL, MARK, ANSWERED = (
    "period-spelling",
    "date-to-period",
    "serial-date",
    "period-mark",
    "period-answered",
)
"""The rules of the ledger; a column whose dates are in digits has one of `days.DAY_FIRST` and MONTH_FIRST as well."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where cells of periods come from.

    letters   the columns: one, or of a wide sheet all those with a period in their headings; "" where the period
              was answered for the whole file
    headings  their headings
    in_cells  whether each row has its own cell
    """

    letters: tuple[str, ...]
    headings: tuple[str, ...]
    in_cells: bool = True

    @property
    def letter(self) -> str:
        """The first column: it stands for all of them in questions."""
        return self.letters[0]

    def id(self, question: str) -> str:
        """The id of a question about these cells."""
        return f"{question}:{self.letter}" if self.letter else question


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, for all the rows that hold the same.

    wanted  the kind of period that is wanted there, None where it is not known
    line    the first line that holds it
    bare    the text without signs, footnote and mark; `mark` the letter of that mark, "" for none
    """

    text: str
    wanted: str | None
    line: int
    bare: str
    mark: str

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells it from others of its column."""
        return self.text, self.wanted


@dataclass(frozen=True, slots=True)
class Dated:
    """A cell that names days."""

    cell: Cell
    days: Days

    @property
    def order(self) -> str | None:
        """The only order of day and month in which it is a day; None if there are two."""
        return next(iter(self.days.spans)) if len(self.days.spans) == 1 else None

    @property
    def in_digits(self) -> bool:
        """Whether the order of its day and month matters."""
        return CERTAIN not in self.days.spans


@dataclass(frozen=True, slots=True)
class Made:
    """What a cell becomes, and by which rule of the ledger."""

    cell: Cell
    period: Period
    rule: str


@dataclass
class Settled:
    """What the cells of a column become, what is asked about the rest, and fixes that hold for the whole column."""

    made: list[Made] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    fixes: list[FixRow] = field(default_factory=list)

    def add(self, other: "Settled") -> None:
        """Takes in what was settled about other cells."""
        self.made += other.made
        self.questions += other.questions
        self.fixes += other.fixes


def named(source: Source, cells: Iterable[Cell]) -> str:
    """The columns in the words of a question, with up to two of the cells that raise it."""
    shown = sorted(cells, key=lambda cell: cell.line)[:2]
    if not source.letter:
        return f"The period of all rows is '{shown[0].text}'"
    column = _columns(source)
    if not source.in_cells:
        return f"{column}: the heading says " + " and ".join(dict.fromkeys(f"'{cell.text}'" for cell in shown))
    return f"{column}: " + said(shown)


def said(cells: Sequence[Cell]) -> str:
    """What cells say and where: "row 2 says 'Q1' and row 5 'Q2'"."""
    first, *others = [f"row {cell.line}{{}} '{cell.text}'" for cell in cells]
    return " and ".join([first.format(" says"), *(other.format("") for other in others)])


def _columns(source: Source) -> str:
    shown = [
        f"{letter} ('{heading}')" if heading else letter
        for letter, heading in zip(source.letters[:4], source.headings[:4], strict=True)
    ]
    more = " and others" if len(source.letters) > 4 else ""
    return f"Column{'s' if len(source.letters) > 1 else ''} {' and '.join(shown)}{more}"
