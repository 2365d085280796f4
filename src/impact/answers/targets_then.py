"""Which target each period was held to at the time, so that an earlier point is not judged by a later target."""

from collections.abc import Mapping
from datetime import date

from impact.answers.stories import Story
from impact.periods import Period
from impact.words.numbers import period_of


def targets_then(story: Story, today: date) -> Mapping[Period, float | None]:
    """The levels in force at the end of each period where they are others than today's; None where there was none.

    A level that hangs on where an indicator began, or on another area, is not worked out for earlier targets: None.
    """
    if story.target is None:
        return {}
    sector = story.scope_id if story.scope_kind == "sector" else ""
    now = story.indicator.target(today, sector)
    found: dict[Period, float | None] = {}
    for _, row in story.series.frame.iterrows():
        period = period_of(row)
        held = story.indicator.target(period.end, sector)
        if held != now and period.end <= today:
            found[period] = held.value if held is not None and held.style == "level" else None
    return found
