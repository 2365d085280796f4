"""Runs the suites: what each expectation makes of the prepared rows, and the question where one does not hold.

Great Expectations takes seconds to import, so it is imported only when a return is doubted, or by `warm`
beforehand. Each run has a context of its own, which takes a few thousandths of a second, so that several
threads may run at once. It works offline, silently and in memory, and writes nothing.
"""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from impact import periods
from impact.problems import Problem

MOST_NAMED = 1000
"""Rows that one expectation names; a doubt without a row says how many more there are."""

SEVERITIES = ("warning", "info")
"""How much a doubt matters, most first: an info may well be as it should be."""

_KINDS = {"month": "months", "quarter": "quarters", "term": "terms"}


class SuiteFailed(RuntimeError):
    """An expectation that could not be run: a fault of the suite, never of the sender."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one expectation.

    suite, version   which suite it stands in, and that suite's version
    holds            what is expected, in words: "Each figure is within its own usual range."
    judged, unusual  rows that could be judged (where nothing could be compared: 0), and those it does not hold for
    """

    suite: str
    version: str
    rule: str
    severity: str
    holds: str
    judged: int
    unusual: int


def warm() -> None:
    """Imports Great Expectations, so that the first return need not wait for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own use of sre_constants
        import great_expectations  # noqa: F401


def judged(frame: pl.DataFrame, path: Path) -> list[tuple[Outcome, list[Problem]]]:
    """Every expectation of a suite (a JSON file) in order: its outcome on PREPARED rows, and its doubts row by row.

    An expectation for which no row has all that it needs is not run: its outcome has judged no rows.
    SuiteFailed is raised for one that cannot be run.
    """
    suite = json.loads(path.read_text(encoding="utf-8"))
    places = {one["meta"]["question"]: place for place, one in enumerate(suite["expectations"])}
    needs = [(one, _columns(one)) for one in suite["expectations"]]
    to_run = [(one, columns) for one, columns in needs if _judgeable(frame, columns)]
    found: list[tuple[dict[str, Any], Outcome, list[Problem]]]
    found = [(one, _outcome(suite, one, 0, 0), []) for one, columns in needs if not _judgeable(frame, columns)]
    if to_run:
        columns = [name for _, names in to_run for name in names]
        for told in _run(frame, suite | {"expectations": [one for one, _ in to_run]}, columns):
            found.append(_told(told, suite, path.name, frame))
    found.sort(key=lambda one: places[one[0]["meta"]["question"]])
    return [(outcome, doubts) for _, outcome, doubts in found]


def _told(
    told: dict[str, Any], suite: dict[str, Any], file: str, frame: pl.DataFrame
) -> tuple[dict[str, Any], Outcome, list[Problem]]:
    """What Great Expectations tells of one expectation: its configuration, its outcome and its doubts."""
    one = told["expectation_config"]
    if why := _exception(told["exception_info"]):
        raise SuiteFailed(f"{file}: '{one['meta']['rule']}' could not be run: {why}")
    unusual = 0 if told["success"] else told["result"]["unexpected_count"]
    outcome = _outcome(suite, one, _judgeable(frame, _columns(one)), unusual)
    return one, outcome, list(_doubts(one["meta"], told["result"], frame)) if unusual else []


def _columns(expectation: dict[str, Any]) -> list[str]:
    return [column for key, column in expectation["kwargs"].items() if key.startswith("column")]


def _judgeable(frame: pl.DataFrame, needs: list[str]) -> int:
    """How many rows have all that an expectation judges; 1 where it names a column that there is not."""
    if not set(needs) <= set(frame.columns):
        return 1
    return int(frame.select(pl.all_horizontal(pl.col(name).is_not_null() for name in needs).sum()).item())


def _outcome(suite: dict[str, Any], one: dict[str, Any], judgeable: int, unusual: int) -> Outcome:
    meta = one["meta"]
    version = suite["meta"]["version"]
    return Outcome(suite["name"], version, meta["rule"], one["severity"], meta["holds"], judgeable, unusual)


def _doubts(meta: dict[str, str], result: dict[str, Any], frame: pl.DataFrame) -> Iterator[Problem]:
    named = result["partial_unexpected_index_list"][:MOST_NAMED]
    for row in frame[named].iter_rows(named=True):
        yield _doubt(meta, row)
    unnamed = result["unexpected_count"] - len(named)
    if unnamed:
        yield Problem(meta["rule"], f"The same is asked of {unnamed:,} more rows. {meta['remedy']}", blocks=False)


def _doubt(meta: dict[str, str], row: dict[str, Any]) -> Problem:
    """One row that an expectation did not hold for, as the question that its suite asks."""
    said = {name: f"{round(cell, 2):,.12g}" if isinstance(cell, float) else cell for name, cell in row.items()}
    said |= {"period": _label(row["period_start"], row), "previous_period": _label(row["previous_start"], row)}
    said["periods"] = _KINDS.get(row["period_kind"], "years")
    remedy = f"{meta['question'].format_map(said)} {meta['remedy']}"
    if meta["about"] == "sender":
        return Problem(meta["rule"], remedy, blocks=False, service_id=row["service_id"])
    if meta["about"] == "lines":
        return Problem(meta["rule"], remedy, row["line"], blocks=False)
    if meta["about"] == "base" and row["base_letter"]:
        return Problem(meta["rule"], remedy, row["line"], row["base_letter"], row["base_heading"], blocks=False)
    letter = row["cell"].rstrip("0123456789")
    return Problem(meta["rule"], remedy, row["line"], letter, row["heading"], blocks=False)


def _label(start: Any, row: dict[str, Any]) -> str:
    return periods.containing(start, row["period_kind"]).label if start else ""


def _exception(info: dict[str, Any]) -> str:
    """What went wrong, "" if nothing did: told at the top, or one level down for each metric."""
    told = [info, *(one for one in info.values() if isinstance(one, dict))]
    return next((str(one.get("exception_message")) for one in told if one.get("raised_exception")), "")


def _run(frame: pl.DataFrame, suite: dict[str, Any], columns: list[str]) -> list[dict[str, Any]]:
    """What Great Expectations makes of a suite."""
    warm()
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        config_version=4.0,
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("return").add_dataframe_asset("rows")
    needed = frame.select(name for name in frame.columns if name in columns).cast(pl.Float64)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": needed.to_pandas()})
    form = {"result_format": "SUMMARY", "partial_unexpected_count": MOST_NAMED}
    outcome = batch.validate(gx.ExpectationSuite(**suite), result_format=form)
    return [one.to_json_dict() for one in outcome.results]
