"""Who is looking, and what they may see and do: decided here, below the screens."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["programme", "leader", "champion", "analyst"]

_MAY_SEND: frozenset[str] = frozenset({"programme", "analyst"})
_MAY_OPEN: frozenset[str] = frozenset({"programme", "analyst", "champion"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person's role, the services they send returns for, the sectors they sign off for (empty: all of them)."""

    role: Role = "programme"
    services: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    def may_send_for(self, service_id: str) -> bool:
        """Whether this viewer may send a return for a service."""
        return self.role in _MAY_SEND and (not self.services or service_id in self.services)

    def may_open_return_of(self, service_id: str) -> bool:
        """Whether this viewer may see a service's return as it was sent: its file, its cells, what was asked of it."""
        return self.role in _MAY_OPEN and (not self.services or service_id in self.services)

    def may_read_why_hidden(self, service_id: str) -> bool:
        """Whether this viewer may read the exact reason why a figure is hidden; of a total, `service_id` is ""."""
        return self.role in _MAY_SEND and (not self.services or service_id in self.services)

    def may_decide(self, act: str, sector_id: str) -> bool:
        """Whether this viewer may decide something about a return of a sector's service.

        act   such as 'accepted': the programme team decides all; a champion signs off, for the own sectors
        """
        if self.role == "champion":
            return act == "signed off" and (not self.sectors or sector_id in self.sectors)
        return self.role == "programme"


PROGRAMME = Viewer()
"""The programme team: sees every screen and sends any return; the gate applies to it too."""
