"""The period that somebody typed at a desk, among those that there are; where it is none, the nearest is named."""

import re
from collections.abc import Callable, Iterable

from impact.periods import QUARTER, Period, examples, parse
from impact.problems import ImpactError

Absent = Callable[[Period, Period | None], str]
"""Says that there is nothing for a period, and which is the nearest (None: there is none at all)."""


def named_periods(text: str, offered: Iterable[Period], absent: Absent, usual: str = QUARTER) -> list[Period]:
    """Those of some periods that a text names, as in a return or with hyphens ("2026-27-Q2"); at least one.

    "2025-26" names a financial and a school year where both are offered. Of two that are as near, the one offered
    first is the nearest; one of the kind that was meant is nearer than any other.

    usual   the kind of period that examples are given of

    Raises ImpactError if the text is no period, or none of those offered.
    """
    spelt = re.sub(r"(?<=\d)-(?=[A-Za-z])", " ", text)
    there = list(dict.fromkeys(offered))
    if named := [one for one in there if parse(spelt, one.kind) == one]:
        return named
    meant = parse(spelt)
    if meant is None:
        raise ImpactError(f"'{text}' is no period. Write it as in a return, such as {examples(usual)}.")
    far = [(one.kind != meant.kind, abs((one.end - meant.end).days)) for one in there]
    raise ImpactError(absent(meant, there[far.index(min(far))] if there else None))
