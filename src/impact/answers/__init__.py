"""Every answer the screens, packs and commands give: counts as known at a moment, computed, then protected."""

from impact.answers.figures import figures
from impact.answers.lineage import FigureKey, Trace, UnknownFigure, trace
from impact.answers.publications import Publication, publications
from impact.answers.results import nodes, stages
from impact.answers.returns import Expected, calendar, received
from impact.answers.stories import Story, stories, story
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
    "Expected",
    "FigureKey",
    "Publication",
    "Sources",
    "Story",
    "Trace",
    "UnknownFigure",
    "UnknownFramework",
    "View",
    "adopt",
    "calendar",
    "figures",
    "framework",
    "framework_titles",
    "nodes",
    "open_sources",
    "publications",
    "received",
    "stages",
    "stories",
    "story",
    "trace",
    "version",
    "view_on",
]
