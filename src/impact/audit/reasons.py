"""What the words in place of a hidden number give away to somebody who thinks about them."""

import re
from math import ceil, inf

from impact.audit.problem import Choice, Line, Terms
from impact.framework import Policy

_FEW = re.compile(r"fewer than (?P<under>\d+) people|1 to (?P<most>\d+) people")
_SMALL = re.compile(r"^Hidden: a group of fewer than (\d+(?:\.\d+)?)")
_ALIKE = re.compile(r"^Hidden to protect people")
_PARTNER = re.compile(r"neighbour|worked out|subtract|beside", re.IGNORECASE)

CONFIDENTIAL = "Hidden by the publisher"
SENDERS = re.compile(
    r"by the service that sent it|by the publisher|Not available|Does not apply|Too few to be|Rounds to"
)
"""Reasons that stand where a sender gave no number; such a row is in no sum."""


def told_by(reason: str, policy: Policy, count: Terms, base: Terms | None) -> Choice | None:
    """What a reason tells about the counts in a row: in how many ways it can be meant; None where it tells nothing.

    count, base   the row's count and the group it is counted among, as sums of unknowns; base None if there is none

    A reason that is given for every kind of hidden figure alike tells little, and that is what a reason should do:
    only that there is somebody, for a nought is neither hidden for itself nor taken as a partner.
    """
    partner, few, small = _PARTNER.search(reason), _FEW.search(reason), _SMALL.search(reason)
    if few:
        most = float(few["most"]) if few["most"] else float(few["under"]) - 1
        return Choice(_small_sides(most, policy, count, base))
    if small:
        whose = base if base is not None else count
        return Choice(((Line(whose, 1, ceil(float(small[1])) - 1, reason),),))
    if _ALIKE.search(reason):
        return Choice(((Line(base if base is not None else count, 1, inf, ""),),))
    if partner:
        return Choice(((Line(count, float(policy.least_shown), inf, reason),), (Line(count, 0, 0, reason),)))
    return None


def _small_sides(most: float, policy: Policy, count: Terms, base: Terms | None) -> tuple[tuple[Line, ...], ...]:
    ways = [(Line(count, 1, most),)]
    if base is not None and policy.complement:
        ways.append((Line(complement(count, base), 1, most),))
    return tuple(ways)


def complement(count: Terms, base: Terms) -> Terms:
    """The other side of a split, as a sum of unknowns."""
    return {**base, **{key: base.get(key, 0.0) - factor for key, factor in count.items()}}
