"""Checks a file beside the screen, so that a large one can be watched and stopped."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

from impact.intake import Receipt
from impact.problems import ImpactError

STEPS = (
    "Reading the file",
    "Checking every cell",
    "Comparing with what is known",
    "Asking whether it is believable",
)
"""What `impact.intake` says while it examines a file, in order."""

_POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="checking")
"""So many files are checked at once; the others wait their turn."""


_STOPPED = "The check was stopped, and nothing was kept. Choose the file again to begin anew."


class Stopped(ImpactError):
    """Whoever waited has stopped waiting."""


Examine = Callable[[Callable[[str], None]], Receipt]
"""Examines a file, telling each step before it is done."""


@dataclass
class Work:
    """One file being checked: how far it is, and what came of it."""

    step: str = STEPS[0]
    _stop: Event = field(default_factory=Event)
    _future: "Future[Receipt] | None" = None

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1, by the steps that lie behind."""
        return (STEPS.index(self.step) + 0.5) / len(STEPS) if self.step in STEPS else 0.0

    @property
    def running(self) -> bool:
        """Whether it is still being checked."""
        return self._future is not None and not self._future.done() and not self._stop.is_set()

    def begin(self, examine: Examine, patience: float) -> None:
        """Begin, and wait for at most so many seconds: an ordinary return is done by then."""
        self._future = _POOL.submit(examine, self._told)
        wait([self._future], timeout=patience)

    def stop(self) -> None:
        """Stop waiting now, and the work before its next step; checking keeps nothing."""
        self._stop.set()

    def outcome(self) -> tuple[Receipt | None, str]:
        """The receipt, or the sentence why there is none."""
        if self._stop.is_set() or self._future is None:
            return None, _STOPPED
        try:
            return self._future.result(), ""
        except ImpactError as error:
            return None, str(error)

    def _told(self, step: str) -> None:
        if self._stop.is_set():
            raise Stopped(_STOPPED)
        self.step = step
