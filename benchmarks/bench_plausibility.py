"""What it costs to doubt a return: the comparisons, Great Expectations on them, and the same by plain pandas masks.

Every row has a history of 12 to 24 earlier figures. All is measured in one run, after Great Expectations has
been imported and has run once. The limits are those that were set: 0.5 s for Great Expectations on 100,000 rows.
"""

import json
import time
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
from measuring import seconds
from returns import TODAY, long_return

from impact.contract import check
from impact.framework import load
from impact.plausibility import SERVICE_RETURN, judge, prepared, suites, warm
from impact.reading import read_table
from impact.tidy import tidy

REPO = Path(__file__).resolve().parents[1]
SUITES = REPO / "expectations"
SUITE = SUITES / f"{SERVICE_RETURN}.json"
BOROUGH = load(REPO / "data" / "framework")
LIMIT = 0.5


def clean(rows: int) -> pl.DataFrame:
    """CLEAN ROWS of a long return."""
    checked = check(tidy(read_table(long_return(BOROUGH, rows).content, "return.csv"), BOROUGH), BOROUGH, TODAY)
    assert checked.rows is not None, checked.problems[:3]
    return checked.rows


def three_years_earlier(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with other numbers, as if they had been sent three years before."""
    return rows.with_columns(
        pl.col("period_start", "period_end").dt.offset_by("-3y"), numerator=pl.col("numerator") * 0.9 + 1
    )


def masks(frame: pd.DataFrame, expectations: list[dict[str, Any]]) -> list[tuple[int, list[int]]]:
    """What the suite asks, by masks: for each expectation how many rows, and which first ones, it does not hold for."""
    found = []
    for one in expectations:
        asks = one["kwargs"]
        if "column_A" in asks:
            wrong = frame[asks["column_A"]] < frame[asks["column_B"]]
        else:
            column = frame[asks["column"]]
            most = asks.get("max_value", float("inf"))
            wrong = (column >= most) if asks.get("strict_max") else (column > most)
            wrong |= column < asks.get("min_value", float("-inf"))
        found.append((int(wrong.sum()), wrong.index[wrong][: suites.MOST_NAMED].tolist()))
    return found


def main() -> None:
    """Print every measurement, with its limit where one was set."""
    start = time.perf_counter()
    warm()
    print(f"importing Great Expectations: {time.perf_counter() - start:.1f} s, once a process")
    for size in (200, 100_000, 1_000_000):
        measure(size)


def measure(size: int) -> None:
    """One size of return: what each step takes, and that masks find the same."""
    rows = clean(size)
    before, others = three_years_earlier(rows), rows.with_columns(service_id=pl.lit("SV99"), numerator=1.0)
    frame = prepared(rows, before, BOROUGH, others)
    expectations = json.loads(SUITE.read_text(encoding="utf-8"))["expectations"]
    columns = dict.fromkeys(name for one in expectations for name in one["kwargs"].values() if name in frame.columns)
    brought = frame.select(pl.col(list(columns)).cast(pl.Float64)).to_pandas()
    outcomes = [outcome.unusual for outcome, _ in suites.judged(frame, SUITE)]
    assert outcomes == [count for count, _ in masks(brought, expectations)], "masks and expectations disagree"

    preparing = seconds(lambda: prepared(rows, before, BOROUGH, others), 5)
    running = seconds(lambda: suites.judged(frame, SUITE), 5)
    masking = seconds(lambda: masks(brought, expectations), 5)
    whole = seconds(lambda: judge(rows, before, BOROUGH, SUITES, others), 3)
    limit = f"  (limit {LIMIT} s)" if size == 100_000 else ""
    print(f"{size:,} rows, as many earlier ones, {sum(outcomes):,} answers asked about")
    print(f"  comparisons in polars      {preparing:7.3f} s{limit}")
    print(f"  Great Expectations         {running:7.3f} s{limit}   {running / masking:5.1f} times pandas masks")
    print(f"  pandas masks               {masking:7.3f} s")
    print(f"  everything, with questions {whole:7.3f} s")


if __name__ == "__main__":
    main()
