"""How long work takes, and a measurement printed beside its limit: what the benchmarks share."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int) -> float:
    """The median of some runs."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def limit(what: str, found: float, most: float) -> None:
    """One measurement beside its limit."""
    print(f"  {what}: {found:.2f} (limit {most:g}){'' if found <= most else '  <- over the limit'}", flush=True)
