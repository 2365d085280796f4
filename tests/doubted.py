"""A small record with doubted returns of two services, kept as intake would keep them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from impact import periods, store
from impact.framework import Framework, fingerprint, load, to_json
from impact.problems import Problem
from impact.sources import Sources, View, open_sources

RULES = load(Path(__file__).resolve().parents[1] / "data" / "framework")
FIRST = datetime(2026, 11, 3, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
VIEW = View(RULES.id, TODAY)


def record(home: Path, rules: Framework = RULES) -> Sources:
    """A record that holds the borough's framework and no return."""
    sources = open_sources(home)
    store.keep_framework(
        sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), FIRST - timedelta(days=900)
    )
    return sources


def row(line: int, indicator: str, numerator: float, denominator: float, **more: Any) -> dict[str, Any]:
    """One clean row of July to September 2026 from SV19, unless it says otherwise."""
    period = more.pop("period", periods.parse("2026-27 Q2"))
    return {
        "line": line,
        "cell": f"E{line}",
        "service_id": "SV19",
        "indicator_id": indicator,
        "period_start": period.start,
        "period_end": period.end,
        "period_kind": period.kind,
        "breakdown": "",
        **dict.fromkeys(("value", "n", "sd", "asked")),
        "numerator": numerator,
        "denominator": denominator,
        "marker": "",
        "note": "",
        **more,
    }


def doubt(line: int | None, rule: str = "unusually-low", question: str = "Is it right?") -> Problem:
    """A question about the numerator of a line, or about the whole return."""
    if line is None:
        return Problem(rule, question, blocks=False)
    return Problem(rule, question, line, "E", "numerator", "", blocks=False)


def send(sources: Sources, rows: list[dict[str, Any]], *doubts: Problem, day: int = 0, **more: Any) -> int:
    """Keep a return, so many days after the first; answers its number."""
    frame = pl.DataFrame(rows, schema=store.CLEAN_SCHEMA)
    about = {"sender": rows[0]["service_id"], "filename": f"return-{day}.csv", "content": f"{day} {rows}".encode()}
    parcel = store.Parcel(
        framework_id=RULES.id,
        framework_sha256=fingerprint(RULES),
        sent_by="an analyst",
        encoding="utf-8",
        delimiter=",",
        rows=frame,
        doubts=doubts,
        **{**about, **more},
    )
    return store.keep(sources.engine, parcel, FIRST + timedelta(days=day)).submission_id


def doubt_ids(sources: Sources, number: int) -> list[int]:
    """The ids of what was asked about a return, in order."""
    return [one["id"] for one in store.doubts_of(sources.engine, number)]
