"""Which rules a kept row has passed, as the record holds it: of the contract, and of the suites that ask.

What a suite asked is told of a row whose number is shown, and only to whoever may open its return; of all others
it is told which rules they were held to, as they stood, and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl

from impact import store
from impact.framework import Framework
from impact.plausibility import PUBLISHED_RETURN, SERVICE_RETURN
from impact.sources import Sources
from impact.store import Passage, Rulebook

SUITES = (SERVICE_RETURN, PUBLISHED_RETURN)


@dataclass(frozen=True, slots=True)
class Passed:
    """What one row was held to before it was kept.

    contract   how many rules of the contract it passed, which is all of them
    suite      the suite that was run over it: its name and version; "" where none was, or where its number is hidden
    held       the rules of the suite that were held and did not ask about it
    asked      those that asked about it, or about its return or some lines of it
    """

    contract: int
    suite: str = ""
    held: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldTo:
    """What some rows were held to before they were kept.

    rulebooks    each with how many of the rows were held to it
    rows         how many rows there are
    unrecorded   how many of them were kept before this was written down
    of_row       observation id -> what it passed; of rows that the viewer may open, and where it is recorded
    """

    rulebooks: tuple[tuple[Rulebook, int], ...]
    rows: int
    unrecorded: int
    of_row: Mapping[int, Passed]

    @property
    def contracts(self) -> tuple[Rulebook, ...]:
        """The contract, as it was written whenever one of the rows was kept."""
        return tuple(one for one, _ in self.rulebooks if one.name not in SUITES)

    @property
    def suites(self) -> tuple[tuple[Rulebook, int], ...]:
        """The plausibility suites that were run, each with how many of the rows it was run over."""
        return tuple((one, many) for one, many in self.rulebooks if one.name in SUITES)


def held_to(sources: Sources, behind: pd.DataFrame, seen: pd.DataFrame, rules: Framework) -> HeldTo:
    """What the rows behind something were held to.

    behind   all of them, with submission_id and indicator_id
    seen     those that this viewer may open, after the gate
    """
    passages = store.passages(sources.engine, [int(one) for one in behind["submission_id"].unique()])
    many: dict[Rulebook, int] = {}
    for row in behind[["submission_id", "indicator_id"]].to_dict("records"):
        for one in _of(row, passages, rules):
            many[one.rulebook] = many.get(one.rulebook, 0) + 1
    unrecorded = int((~behind["submission_id"].isin(list(passages))).sum())
    return HeldTo(tuple(many.items()), len(behind), unrecorded, _of_rows(sources, seen, passages, rules))


def _of(row: Mapping[Any, Any], passages: Mapping[int, tuple[Passage, ...]], rules: Framework) -> list[Passage]:
    """The passages of a row's return that are about it: a suite is run over one kind of rows."""
    indicator = rules.indicator.get(row["indicator_id"])
    other = SERVICE_RETURN if indicator and indicator.fed_by == "published" else PUBLISHED_RETURN
    return [one for one in passages.get(row["submission_id"], ()) if one.rulebook.name != other]


def _of_rows(
    sources: Sources, seen: pd.DataFrame, passages: Mapping[int, tuple[Passage, ...]], rules: Framework
) -> dict[int, Passed]:
    if seen.empty:
        return {}
    shown = seen[seen["hidden"] == ""]
    doubts = store.asked_then(sources.engine, [int(one) for one in shown["submission_id"].unique()])
    asked = _asked(shown, doubts)
    found = {}
    for row in seen.to_dict("records"):
        if ours := _of(row, passages, rules):
            told = asked.get(row["observation_id"], set()) if row["hidden"] == "" else None
            found[int(row["observation_id"])] = _passed(ours, told)
    return found


def _passed(passages: list[Passage], asked: set[str] | None) -> Passed:
    """What a row passed; `asked` are the rules that asked about it, None where that is not told."""
    contract = sum(len(one.rulebook.rules) for one in passages if one.rulebook.name not in SUITES)
    suite = next((one for one in passages if one.rulebook.name in SUITES), None)
    if suite is None or asked is None:
        return Passed(contract)
    book, outcomes = suite.rulebook, suite.outcomes
    held = tuple(rule for rule in book.rules if rule not in asked and outcomes.get(rule, (0, 0))[0])
    return Passed(contract, f"{book.name} {book.version}", held, tuple(one for one in book.rules if one in asked))


def _asked(rows: pd.DataFrame, doubts: pl.DataFrame) -> dict[int, set[str]]:
    """Observation id -> the rules that asked about a row, or about its return or some lines of it.

    A doubt that names no column is about several rows, of which the record holds the first alone: it is told of all.
    """
    place = pl.from_pandas(
        rows[["observation_id", "submission_id", "line", "cell", "service_id"]].reset_index(drop=True)
    )
    whole = doubts.filter(pl.col("line").is_null() | (pl.col("column_letter") == ""))
    of_all = whole.join(place, "submission_id").filter(
        pl.col("service_id").is_null() | (pl.col("service_id") == pl.col("service_id_right"))
    )
    of_cells = doubts.join(whole, "doubt_id", "anti").join(place, ["submission_id", "line"])
    found: dict[int, set[str]] = {}
    for part in (of_all, store.one_row_each(of_cells)):
        for observation, rule in part.select("observation_id", "rule").iter_rows():
            found.setdefault(observation, set()).add(rule)
    return found
