"""Nobody recognisable: the one gate between figures and whatever shows them."""

from impact.disclosure.gate import NOTHING_DECIDED, WAITING, protect, protect_rows
from impact.disclosure.protected import KEPT, NUMBERS, PROTECTS, Protected
from impact.disclosure.relations import SLOT
from impact.disclosure.rows import RULES

__all__ = [
    "KEPT",
    "NOTHING_DECIDED",
    "NUMBERS",
    "PROTECTS",
    "RULES",
    "SLOT",
    "WAITING",
    "Protected",
    "protect",
    "protect_rows",
]
