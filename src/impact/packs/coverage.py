"""How complete a pack's figures are: who has sent the newest return, and what stands behind each figure."""

from collections.abc import Sequence

from impact import answers
from impact.answers import Story
from impact.framework import Framework
from impact.packs.choosing import COVERAGE, PARTS
from impact.packs.model import Heading, Section, Table
from impact.sources import Sources, View
from impact.words import period_of
from impact.words.arrivals import completeness_sentence


def coverage(sources: Sources, view: View, rules: Framework, stories: Sequence[Story]) -> Section:
    """Who has sent the newest return that was due, and the coverage of every figure that services send for."""
    rows = tuple(
        (one.indicator.title, period_of(one.series.frame.iloc[-1]).label, one.coverage)
        for one in stories
        if one.coverage and len(one.series.frame)
    )
    heads = (Heading("Figure"), Heading("Newest period"), Heading("What stands behind it"))
    tables = (Table("What stands behind each figure", heads, rows),) if rows else ()
    return Section(
        COVERAGE, PARTS[COVERAGE], (completeness_sentence(answers.calendar(sources, view), rules),), tables=tables
    )
