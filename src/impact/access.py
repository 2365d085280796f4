"""Who is looking, and what they may see and do: decided here, below the screens."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["programme", "leader", "champion", "analyst"]

_MAY_SEND: frozenset[str] = frozenset({"programme", "analyst"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person's role, and the services they send returns for (empty: all of them)."""

    role: Role = "programme"
    services: tuple[str, ...] = ()

    def may_send_for(self, service_id: str) -> bool:
        """Whether this viewer may send a return for a service."""
        return self.role in _MAY_SEND and (not self.services or service_id in self.services)


PROGRAMME = Viewer()
"""The programme team: sees every screen and sends any return; the gate applies to it too."""
