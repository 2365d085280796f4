"""How complete a pack's figures are: who has sent the newest return, and what stands behind each figure."""

from collections.abc import Iterable, Sequence

from impact import answers
from impact.answers import Expected, Story
from impact.framework import Framework
from impact.packs.choosing import COVERAGE, PARTS
from impact.packs.model import Heading, Section, Table
from impact.sources import Sources, View
from impact.words import period_of
from impact.words.arrivals import returned_sentence

PUBLISHED = "Every figure here is a published one; no return is asked of anyone."


def coverage(sources: Sources, view: View, rules: Framework, stories: Sequence[Story]) -> Section:
    """Who has sent the newest return that was due, and the coverage of every figure that services send for."""
    rows = tuple(
        (one.indicator.title, period_of(one.series.frame.iloc[-1]).label, one.coverage)
        for one in stories
        if one.coverage and len(one.series.frame)
    )
    heads = (Heading("Figure"), Heading("Newest period"), Heading("What stands behind it"))
    tables = (Table("What stands behind each figure", heads, rows),) if rows else ()
    return Section(COVERAGE, PARTS[COVERAGE], (_returned(sources, view, rules),), tables=tables)


def _returned(sources: Sources, view: View, rules: Framework) -> str:
    if all(one.fed_by == "published" for one in rules.indicators):
        return PUBLISHED
    calendar = answers.calendar(sources, view)
    names = {one.id: one.name for one in rules.services}
    newest = _newest(one for one in calendar if one.state != "due")
    late = [names[one.service_id] for one in newest if one.state == "late"]
    still = [names[one.service_id] for one in _newest(calendar) if one.state == "due"]
    return returned_sentence(len(newest) - len(late), len(newest), late, still, rules)


def _newest(calendar: Iterable[Expected]) -> list[Expected]:
    """Each service's newest return among some, in the framework's order."""
    last: dict[str, Expected] = {}
    for one in calendar:
        if one.service_id not in last or one.period > last[one.service_id].period:
            last[one.service_id] = one
    return list(last.values())
