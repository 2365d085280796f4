"""Every answer the screens, packs and commands give: counts as known at a moment, computed, then protected."""

from impact.answers.consequences import Consequences, consequences
from impact.answers.doubts import Doubted, waiting_doubts
from impact.answers.figures import figures
from impact.answers.knowledge import Knowledge, knowledge
from impact.answers.lineage import FigureKey, Trace, UnknownFigure, trace
from impact.answers.locks import locked
from impact.answers.publications import Publication, publications
from impact.answers.results import nodes, stages
from impact.answers.returns import Expected, calendar, received, returns_calendar
from impact.answers.stories import Story, stories, story
from impact.answers.submission import Submission, UnknownReturn, original, submission
from impact.sources import (
    Sources,
    UnknownFramework,
    View,
    adopt,
    framework,
    framework_titles,
    open_sources,
    version,
    view_on,
)

__all__ = [
    "Consequences",
    "Doubted",
    "Expected",
    "FigureKey",
    "Knowledge",
    "Publication",
    "Sources",
    "Story",
    "Submission",
    "Trace",
    "UnknownFigure",
    "UnknownFramework",
    "UnknownReturn",
    "View",
    "adopt",
    "calendar",
    "consequences",
    "figures",
    "framework",
    "framework_titles",
    "knowledge",
    "locked",
    "nodes",
    "open_sources",
    "original",
    "publications",
    "received",
    "returns_calendar",
    "stages",
    "stories",
    "story",
    "submission",
    "trace",
    "version",
    "view_on",
    "waiting_doubts",
]
