"""How fast 20,000 charts over time are read: all at once, beside a frame for each series as analysts' tools do it.

The twin (tests/plotthedots.py) works in the manner of nhspy-plotthedots. It is timed on some of the same series and
its time for all is worked out from that, for it would take minutes. Both see the same points, and must agree.
"""

import resource
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from measuring import seconds

from impact.metrics.spc import charted, icons

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from plotthedots import charted_alone

SERIES, POINTS, TWINS = 20_000, 60, 200
LEAST = 100
AGREE = ("outside", "near", "side", "rule", "towards", "shows")


def many_series(count: int, points: int) -> pl.DataFrame:
    """Months of noise about a mean; every third series has a step, so that there is something to be seen."""
    noise = np.random.default_rng(1).normal(50, 5, (count, points))
    noise[::3, points // 2 :] += 6
    days = [date(2020 + at // 12, at % 12 + 1, 1) for at in range(points)]
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(count), points),
            "date": days * count,
            "value": noise.ravel(),
            "direction": np.repeat(np.array(["higher", "lower", "none"])[np.arange(count) % 3], points),
            "target": np.full(count * points, 60.0),
        }
    )


def twins(some: pd.DataFrame) -> pd.DataFrame:
    """The slow twin over some series, one after another."""
    return pd.concat([charted_alone(one) for _, one in some.groupby("series")])


def main() -> None:
    """Print both times and their ratio beside its limit."""
    frame = many_series(SERIES, POINTS)
    some = frame.filter(pl.col("series") < TWINS).to_pandas()
    slow = seconds(lambda: twins(some), 3) / TWINS
    ours = seconds(lambda: icons(charted(frame, ["series"]), ["series"]), 5)
    here, there = charted(frame, ["series"])[: TWINS * POINTS], twins(some)
    differing = sum(int((here[name].to_numpy() != there[name].to_numpy()).sum()) for name in AGREE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{SERIES:,} series of {POINTS} points, with icons: {ours:.2f} s; peak memory {peak:.1f} GiB")
    print(f"the twin: {1000 * slow:.1f} ms a series ({TWINS} timed), so {SERIES * slow:,.0f} s for all (worked out)")
    print(f"points in which they differ, of {TWINS * POINTS:,}: {differing}")
    ratio = SERIES * slow / ours
    print(f"  times as fast: {ratio:,.0f} (at least {LEAST}){'' if ratio >= LEAST else '  <- under the limit'}")


if __name__ == "__main__":
    main()
