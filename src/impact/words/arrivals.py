"""What came in and what is still awaited, in sentences."""

from collections.abc import Sequence

from impact.framework import Framework


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
