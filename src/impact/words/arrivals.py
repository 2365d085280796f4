"""What came in and what is still awaited, in sentences."""

from collections.abc import Iterable, Sequence

from impact.framework import Framework
from impact.standing import Expected

ALL_PUBLISHED = "Every figure here is a published one; no return is asked of anyone."


def completeness_sentence(calendar: Sequence[Expected], framework: Framework) -> str:
    """How many services have sent their newest return, and whose are awaited.

    calendar   every return that is expected, and where it stands
    """
    if all(one.fed_by == "published" for one in framework.indicators):
        return ALL_PUBLISHED
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


def returned_sentence(
    returned: int, expected: int, late: Sequence[str], due: Sequence[str], framework: Framework
) -> str:
    """How many services have sent the newest return that was due, and whose are late or still in time."""
    if not expected:
        return f"No return is expected from any {framework.words.service} yet."
    said = f"{returned} of {expected} {framework.words.services} have sent the newest return that was due."
    waiting = f" Past the day due: {_named(late)}." if late else ""
    in_time = f" Still in time: {_named(due)}." if due else ""
    return said + waiting + in_time


def _named(names: Sequence[str], most: int = 4) -> str:
    rest = len(names) - most
    return f"{', '.join(names[:most])} and {rest} more" if rest > 0 else ", ".join(names)


def contents_sentence(rows: int, indicators: Sequence[str], services: Sequence[str], framework: Framework) -> str:
    """What a return holds: 'It holds 26 rows on 24 indicators from 1 service (Family Hubs and Early Help).'"""
    many, words = len(services), framework.words
    named = ""
    if many == 1:
        sender = framework.service.get(services[0]) or framework.area.get(services[0])
        named = f" ({sender.name})" if sender else ""
    senders = words.service if many == 1 else words.services
    on = "1 indicator" if len(indicators) == 1 else f"{len(indicators)} indicators"
    return f"It holds {'1 row' if rows == 1 else f'{rows:,} rows'} on {on} from {many} {senders}{named}."
