"""How complete the newest returns are."""

from collections.abc import Iterable

from impact.answers import Expected
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.words.arrivals import returned_sentence


def coverage(key: Key, framework: Framework) -> str:
    """How many services have sent their newest return, and whose are awaited."""
    if all(one.fed_by == "published" for one in framework.indicators):
        return "Every figure here is a published one; no return is asked of anyone."
    calendar = cache.calendar(key)
    names = {one.id: one.name for one in framework.services}
    newest = newest_returns(one for one in calendar if one.state != "due")
    late = [names[one.service_id] for one in newest if one.state == "late"]
    still = [names[one.service_id] for one in newest_returns(calendar) if one.state == "due"]
    return returned_sentence(len(newest) - len(late), len(newest), late, still, framework)


def newest_returns(calendar: Iterable[Expected]) -> list[Expected]:
    """Each service's newest return among some, in the framework's order."""
    last: dict[str, Expected] = {}
    for one in calendar:
        if one.service_id not in last or one.period > last[one.service_id].period:
            last[one.service_id] = one
    return list(last.values())
