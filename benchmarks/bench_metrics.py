"""What figures cost over ten years of 200 services: a slice, a roll-up, an overview, all of it; ratios of one run.

Run by `make bench-metrics`. The floor is DuckDB's bare query on the very same Parquet file. A share of the size may be
given, such as 0.1 for one year; `large` at the end adds the ten times larger place, for growth and memory.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import large
import pandas as pd
import polars as pl
from large import Size
from measuring import limit, seconds

from impact import answers, disclosure
from impact.answers.figures import computed
from impact.framework import Framework
from impact.loading import load_place
from impact.metrics import rollup
from impact.metrics.outcomes import outcomes
from impact.metrics.spc import charted, gaps, icons
from impact.metrics.stages import service_stages
from impact.projection import Projection

REPO = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)
AS_AT = datetime(2026, 4, 1, tzinfo=UTC)
AT_ONCE = 300_000
"""Observations worked on together in the whole recomputation: this bounds its memory."""


def main(share: float, with_large: bool) -> None:
    """Print every ratio, each with the limit that was set for it."""
    size = Size(months=round(120 * share))
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), size)
        print(f"{size.counted:,} observations count, {place.rows() - size.counted:,} are superseded")
        against_bare(place)
    overview()
    took, _, worked = recomputed(size)
    print(f"everything anew: {worked:.0f} s of the processors' time")
    limit("the whole recomputation, seconds", took, 30)
    if with_large:
        ten = Size(services=10 * size.services, months=size.months)
        more, peak, _ = recomputed(ten)
        print(f"{ten.counted:,} observations: {more:.0f} s")
        limit("growth over ten times the rows, against linear", more / took / 10, 1)
        limit("peak memory, GiB", peak, 8)


class Place:
    """A place of some size, with its projection in a folder."""

    def __init__(self, folder: Path, size: Size) -> None:
        """Make the projection's file, unless it is there."""
        self.size, self.rules = size, large.framework(size)
        self.belongs = {one.id: one.sector for one in self.rules.services}
        made = large.projection_file_in_parts if size.counted > 5_000_000 else large.projection_file
        self.path = next(folder.glob("large.*.parquet"), None) or made(folder, size, self.rules)
        self.projection = Projection(folder, lambda *_: pl.DataFrame(), lambda *_: "0" * 16)

    def rows(self) -> int:
        """All rows of the file."""
        return int(pl.scan_parquet(self.path).select(pl.len()).collect().item())

    def counts(self, as_at: datetime | None = None, indicators: list[str] | None = None) -> rollup.Counts:
        """COUNTS as the screens ask for them."""
        return self.projection.counts(self.rules.id, self.belongs, as_at, indicators)

    def scanned(self, indicators: list[str] | None = None) -> rollup.Counts:
        """COUNTS as figures are worked out from them."""
        return self.projection.scanned(self.rules.id, self.belongs, None, indicators)


def against_bare(place: Place) -> None:
    """A slice and a roll-up beside DuckDB's bare query on the same file."""
    connection = duckdb.connect()
    sectors = {"service_id": list(place.belongs), "sector_id": list(place.belongs.values())}
    connection.register("belongs", pl.DataFrame(sectors))
    bare = bare_query(place.path, "*", f"indicator_id = 'W01' AND known_from <= '{AS_AT}'", f"> '{AS_AT}'")
    floor, ours = alternating(
        lambda: connection.sql(bare).pl(), lambda: place.counts(AS_AT, ["W01"]).lazy().collect("polars"), 15
    )
    print(f"as-at slice of one indicator: {1000 * ours:.0f} ms; bare {1000 * floor:.0f} ms")
    limit("as-at slice / bare query", ours / floor, 3)
    queries = [grouped(place.path, by) for by in ("", "sector_id, ", "service_id, ")]
    floor, ours = alternating(
        lambda: [connection.sql(one).pl() for one in queries], lambda: rollup.figures(place.scanned(), place.rules), 5
    )
    print(f"roll-up with intervals, marks and coverage, all scopes: {ours:.2f} s; bare {floor:.2f} s")
    limit("roll-up of all scopes / bare group-by of all scopes", ours / floor, 3)
    above: tuple[rollup.Scope, ...] = ("whole", "sector")
    floor, ours = alternating(
        lambda: [connection.sql(one).pl() for one in queries[:2]],
        lambda: rollup.figures(place.scanned(), place.rules, above),
        3,
    )
    print(f"  of the whole and the sectors alone: {ours:.2f} s; bare {floor:.3f} s; {ours / floor:.1f} times")


def bare_query(path: Path, columns: str, where: str, later: str) -> str:
    """The query anyone would write for what was known at a moment."""
    return f"SELECT {columns} FROM read_parquet('{path}') WHERE {where} AND (known_to IS NULL OR known_to {later})"


def grouped(path: Path, by: str) -> str:
    """The query anyone would write for sums within groups."""
    return (
        f"SELECT {by}indicator_id, period_start, sum(numerator), sum(denominator), count(*) "
        f"FROM read_parquet('{path}') LEFT JOIN belongs USING (service_id) WHERE known_to IS NULL GROUP BY ALL"
    )


def overview() -> None:
    """The demonstration borough's overview: everything on it, with answers kept and without; and the gate."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["IMPACT_HOME"] = home
        sources = answers.open_sources(Path(home))
        folders = [REPO / "data" / "demo" / "returns", REPO / "data" / "published"]
        list(load_place(sources, REPO / "data" / "framework", folders, datetime(2026, 11, 22, 9, tzinfo=UTC)))
        view = answers.view_on("trauma-informed-borough", TODAY)
        cold, warm = overview_of(view)
        print(f"the overview: {1000 * cold:.0f} ms after a new return, {1000 * warm:.1f} ms warm")
        limit("all figures of the overview, warm, ms", 1000 * warm, 300)
        rules = answers.framework(sources, view)
        gate_of(rules, computed(sources, view, rules))


def overview_of(view: answers.View) -> tuple[float, float]:
    """Seconds that the answers on the overview take the first time, and when they are kept."""
    warnings.filterwarnings("ignore")
    from impact.screen import cache, latest

    def answered() -> None:
        key = cache.key_of(view)
        rules = cache.framework(key)
        core = [one.id for one in rules.indicators if one.fed_by == "published" and one.core][:6]
        latest.stories(key, tuple((one, "whole", "") for one in core))
        for answer in (cache.figures, cache.nodes, cache.stages, cache.calendar):
            answer(key)

    return seconds(answered, 1), seconds(answered, 9)


def gate_of(rules: Framework, figures: pd.DataFrame) -> None:
    """The gate over the newest quarter of the borough, all services, indicators and scopes."""
    newest = figures[figures.period_kind == "quarter"].period_end.max()
    period = figures[figures.period_end == newest]
    took = seconds(lambda: disclosure.protect(period, rules), 9)
    print(f"the gate over one period of the borough ({len(period):,} figures)")
    limit("the gate over one period, ms", 1000 * took, 200)


def recomputed(size: Size) -> tuple[float, float, float]:
    """Seconds, peak memory in GiB and seconds of all processors of the whole recomputation, in its own process."""
    asked = [sys.executable, __file__, "recompute", str(size.services), str(size.months)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    return float(told[-2]), float(told[-1]), float(told[-3])


def _recompute(size: Size) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if os.fork() == 0:  # the file is made elsewhere, so that making it does not count
            Place(Path(folder), size)
            os._exit(0)
        os.wait()
        place = Place(Path(folder), size)
        start, worked = time.perf_counter(), time.process_time()
        everything(place)
        print(time.process_time() - worked, time.perf_counter() - start, _peak() / 2**20)


def everything(place: Place) -> None:
    """All scopes with intervals and the gate, every service's charts, outcomes with simulation, and stages."""
    kept, criteria = [], {one.ref for one in place.rules.criteria}
    for some in batches(place):
        figures = rollup.figures(place.scanned(some), place.rules)
        shown = disclosure.protect(figures, place.rules).frame
        charts(shown[shown.scope_kind == "service"])
        kept.append(figures[(figures.scope_kind != "service") | figures.indicator_id.isin(criteria)])
    figures = pd.concat(kept, ignore_index=True)
    evidence = [one.id for one in place.rules.evidence]
    assert len(outcomes(figures, place.rules, TODAY)) == len(place.rules.nodes)
    service_stages(place.counts(indicators=evidence), figures[figures.scope_kind == "service"], place.rules, TODAY)


def batches(place: Place) -> Iterator[list[str]]:
    """The indicators, so many at once that AT_ONCE observations are worked on together; at least one."""
    many = max(1, AT_ONCE // (place.size.services * place.size.months))
    ids = [one.id for one in place.rules.indicators]
    yield from (ids[at : at + many] for at in range(0, len(ids), many))


def charts(shown: pd.DataFrame) -> pl.DataFrame:
    """The icons of every series among some figures."""
    by = ["scope_id", "indicator_id"]
    names = ["scope_id", "indicator_id", "period_kind", "value"]
    points = pl.from_pandas(shown[names].assign(date=shown.period_end)).with_columns(
        direction=pl.lit("higher"), target=pl.lit(60.0)
    )
    return icons(charted(gaps(points, by), by), by)


def alternating(floor: Callable[[], object], ours: Callable[[], object], times: int) -> tuple[float, float]:
    """The medians of two ways in turn, so that what else the machine does falls on both."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for found, work in zip(took, (floor, ours), strict=True):
            found.append(seconds(work, 1))
    return statistics.median(took[0]), statistics.median(took[1])


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["recompute"]:
        _recompute(Size(services=int(sys.argv[2]), months=int(sys.argv[3])))
    else:
        main(float(sys.argv[1]) if sys.argv[1:2] and sys.argv[1] != "large" else 1.0, "large" in sys.argv)
