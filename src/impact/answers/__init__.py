"""Every answer the screens, packs and commands give: counts as known at a moment, computed, then protected."""

from impact.answers.beside import Beside, beside
from impact.answers.bright_spots import BrightSpot, bright_spots
from impact.answers.comparing import beside_headline, equity_gap
from impact.answers.consequences import Consequences, consequences
from impact.answers.doubts import Doubted, waiting_doubts
from impact.answers.figures import figures
from impact.answers.knowledge import Knowledge, knowledge
from impact.answers.lineage import FigureKey, Trace, UnknownFigure, trace
from impact.answers.locks import locked
from impact.answers.pointers import PointedTo, pointed_to
from impact.answers.publications import Publication, publications
from impact.answers.results import nodes, stages, stages_over_time
from impact.answers.returns import Expected, calendar, received, returns_calendar
from impact.answers.stories import Numbers, Story, numbers, stories, stories_from, story
from impact.answers.submission import Submission, UnknownReturn, original, submission
from impact.answers.theory import since, where_stuck
from impact.sources import (
    Sources,
    UnknownFramework,
    View,
    adopt,
    framework,
    framework_titles,
    newest_entry,
    newest_framework,
    open_sources,
    version,
    view_on,
)

__all__ = [
    "Beside",
    "BrightSpot",
    "Consequences",
    "Doubted",
    "Expected",
    "FigureKey",
    "Knowledge",
    "Numbers",
    "PointedTo",
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
    "beside",
    "beside_headline",
    "bright_spots",
    "calendar",
    "consequences",
    "equity_gap",
    "figures",
    "framework",
    "framework_titles",
    "knowledge",
    "locked",
    "newest_entry",
    "newest_framework",
    "nodes",
    "numbers",
    "open_sources",
    "original",
    "pointed_to",
    "publications",
    "received",
    "returns_calendar",
    "since",
    "stages",
    "stages_over_time",
    "stories",
    "stories_from",
    "story",
    "submission",
    "trace",
    "version",
    "view_on",
    "waiting_doubts",
    "where_stuck",
]
