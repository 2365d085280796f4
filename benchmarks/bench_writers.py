"""Eight analysts send at once, twenty returns each: none may be refused or lost, and none may wait long.

Run by `make bench-intake`. The wait is that of one return from the call to its answer, under all eight at once;
beside it stands what one writer alone waits, so that the ratio can be compared between machines.
"""

import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from impact import store

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from keeping import PROCESSES, write_many

TIMES = 20
LONGEST = 2.0
"""Seconds that were set for the longest wait."""


def waits(writers: int) -> list[float]:
    """Seconds that each return waited; all of them are in the record afterwards, or this stops."""
    with tempfile.TemporaryDirectory() as folder, PROCESSES.Manager() as manager:
        url = f"sqlite:///{Path(folder) / 'record.sqlite'}"
        ready = manager.Barrier(writers, timeout=60)
        with ProcessPoolExecutor(writers, mp_context=PROCESSES) as pool:
            sent = [pool.submit(write_many, url, writer, TIMES, ready) for writer in range(writers)]
            done = [one for writer in sent for one in writer.result()]
        engine = store.open_engine(url)
        kept = [one["id"] for one in store.submissions(engine, "borough")]
        engine.dispose()
        assert sorted(number for number, _, _ in done) == kept, "a return was lost"
        assert len(kept) == writers * TIMES, "a return was refused"
    return [seconds for _, _, seconds in done]


def main() -> None:
    """Print the longest and the usual wait of one writer and of eight."""
    alone, together = waits(1), waits(8)
    print(f"1 writer, {TIMES} returns: usually {statistics.median(alone):.3f} s, at most {max(alone):.3f} s")
    print(f"8 writers, {8 * TIMES} returns: usually {statistics.median(together):.3f} s")
    over = "" if max(together) <= LONGEST else "  <- over the limit"
    print(f"  longest wait: {max(together):.3f} s (limit {LONGEST:g} s){over}")
    print(f"  longest wait / alone: {max(together) / max(alone):.1f}")


if __name__ == "__main__":
    main()
