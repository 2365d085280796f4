"""What comes with a file, and what its sender is told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from impact.access import PROGRAMME, Viewer
from impact.answers.taken_back import TakenBack
from impact.compared import Compared
from impact.contract import Faults
from impact.contract.faults import as_faults
from impact.intake.answering import Answered
from impact.ledger import Choices, Question
from impact.plausibility import Judged
from impact.problems import ImpactError, Problem
from impact.store import Kept
from impact.tidy.understood import Understood


class NotAllowed(ImpactError):
    """This viewer may not send this return."""


EXCERPT = 30
"""Lines with a problem that a receipt shows as they were sent."""

Step = Callable[[str], None]
"""Told what is being done, before each part of the work; it may raise to stop it there."""


def silently(step: str) -> None:
    """For whoever does not watch."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What comes with a file: its name, who sends it, where it was published if it was, what was chosen.

    ask      whether to ask about what is unlikely; published and demonstration figures have nobody to answer
    choices  the sheet, answers to questions, fixes taken back
    """

    filename: str
    sent_by: str
    sender: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    viewer: Viewer = PROGRAMME
    ask: bool = True
    choices: Choices = field(default_factory=Choices)


def _none_wrong() -> Faults:
    return as_faults([])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: kept or not, and everything its sender must know.

    understood  how the file was read, and what was set right in it
    questions   what its sender has to answer before it can be kept
    problems    what has to be mended before it can be kept
    rows        CLEAN ROWS; None while a question or a problem stands
    judged      everything that was looked at for plausibility, and all doubts; they never block
    answered    the doubts among them that were explained before, so that nobody is asked again
    taken_back  what was accepted or signed off, and is so no longer once this is kept
    compared    the rows beside what was known before
    excerpt     the first EXCERPT lines with a problem as they were sent, `line` and the file's columns by letter;
                cells that seem to be about a person are blank
    """

    filename: str
    sha256: str
    understood: Understood
    problems: Faults = field(default_factory=_none_wrong)
    questions: tuple[Question, ...] = ()
    rows: pl.DataFrame | None = None
    judged: Judged = field(default_factory=lambda: Judged([], []))
    compared: Compared = field(default_factory=Compared)
    excerpt: pl.DataFrame = field(default_factory=pl.DataFrame)
    answered: tuple[Answered, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    kept: Kept | None = None
    services: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether anything must be mended or answered before this file can be kept."""
        return self.rows is None and self.kept is None

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """What its sender is asked; nothing of it stops the return."""
        before = {one.doubt for one in self.answered}
        return tuple(doubt for doubt in self.judged.doubts if doubt not in before)

    @property
    def row_count(self) -> int:
        """Rows of the return, in the long form once it is clean; else rows of the file."""
        return self.understood.row_count if self.rows is None else self.rows.height
