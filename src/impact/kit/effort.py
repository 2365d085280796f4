"""How long a return takes to fill in: an estimate by the kinds of its rows, never a measurement."""

from collections.abc import Mapping
from types import MappingProxyType

from impact.columns import EVIDENCE
from impact.kit.rows import Kit

MINUTES: Mapping[str, float] = MappingProxyType(
    {"proportion": 3, "rate": 3, "mean": 5, "count": 2, "duration": 5, "maturity": 3, EVIDENCE: 4}
)
"""Minutes to look up and write one row: two counts, a score with its spread, a sentence of evidence. Judgement."""

READ_AND_SEND = 10
"""Minutes to read the template, to send it and to look at what it says. Judgement."""

_ROUNDED_TO = 5


def minutes(kit: Kit) -> int:
    """About how many minutes a return takes, rounded to five; it says nothing about how long any took before."""
    exact = READ_AND_SEND + sum(MINUTES[row.measure] for row in kit.rows)
    return max(_ROUNDED_TO, round(exact / _ROUNDED_TO) * _ROUNDED_TO)
