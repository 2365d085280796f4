"""A day from which an indicator counts something else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Break:
    """One change of definition: figures of periods that end before `since` are not compared with later ones.

    definition    number of the definition in force from then on: 0 is the first one, and one that comes back has its
                  old number, so that figures counted alike are compared
    scope_kinds   where: "service", "area", "sector", "whole"
    reason        'the definition changed on 1 October 2026: what is counted, the unit'
    """

    indicator_id: str
    since: date
    definition: int
    scope_kinds: tuple[str, ...]
    reason: str
