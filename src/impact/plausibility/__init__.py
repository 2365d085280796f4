"""Whether a return is believable, beside the last one, its own history and the other services': it asks, never blocks.

The comparisons are prepared here as columns; the suites in `expectations/` judge them, one suite for each
kind of return, and hold the question that a sender is asked, how much it matters and what to do.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from narwhals.typing import IntoDataFrame

from impact.framework.models import Framework
from impact.plausibility.bases import Places
from impact.plausibility.comparisons import PREPARED, prepared
from impact.plausibility.suites import SEVERITIES, Outcome, SuiteFailed, judged, warm
from impact.problems import Problem

__all__ = [
    "PREPARED",
    "PUBLISHED_RETURN",
    "SERVICE_RETURN",
    "SEVERITIES",
    "Judged",
    "Outcome",
    "SuiteFailed",
    "judge",
    "prepared",
    "warm",
]

SERVICE_RETURN, PUBLISHED_RETURN = "service_return", "published_return"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is asked about a return, and everything that was looked at.

    doubts    problems that do not block; what matters most first, then in the order of the file
    outcomes  every expectation, held or not, in the order of its suite
    """

    doubts: list[Problem]
    outcomes: list[Outcome]


def judge(
    rows: pl.DataFrame,
    previous: IntoDataFrame,
    framework: Framework,
    suite_folder: Path,
    others: IntoDataFrame | None = None,
    places: Places = (),
) -> Judged:
    """Every expectation about a clean return: whether it holds, and what to ask where it does not.

    rows          CLEAN ROWS of the contract
    previous      COUNTS columns (pandas or polars): the newest known row of every key of its senders, over all
                  periods and indicators, or no rows
    suite_folder  where service_return.json and published_return.json (for published indicators) lie
    others        COUNTS columns: the newest known rows of other services for the same periods, or None
    places        for each block of columns, where each part of a row was read from: a doubt about what a figure
                  rests on points there; without them, at the row's leading cell
    """
    frame = prepared(rows, previous, framework, others, places)
    published = pl.col("indicator_id").is_in([one.id for one in framework.indicators if one.fed_by == "published"])
    found: list[tuple[Outcome, Problem]] = []
    outcomes: list[Outcome] = []
    for name, ours in ((SERVICE_RETURN, frame.filter(~published)), (PUBLISHED_RETURN, frame.filter(published))):
        if ours.height:
            for outcome, asked in judged(ours, suite_folder / f"{name}.json"):
                outcomes.append(outcome)
                found += [(outcome, doubt) for doubt in asked]
    found.sort(key=lambda pair: (SEVERITIES.index(pair[0].severity), pair[1].line or 0))
    return Judged([doubt for _, doubt in found], outcomes)
