"""A small record for the tests of the returns calendar: two services, and returns kept row by row."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from doubting import clean, row
from impact import store
from impact.framework import Framework, fingerprint, load, to_json
from impact.periods import Period, containing
from impact.problems import Problem
from impact.sources import Sources, View, open_sources
from records import BOROUGH

BEGIN = datetime(2025, 4, 1, tzinfo=UTC)
QUARTERLY, TERMLY = "SV05", "SV02"
SPRING, SUMMER = containing(date(2025, 4, 1), "quarter"), containing(date(2025, 7, 1), "quarter")
YEAR = containing(date(2025, 4, 1), "financial_year")


def record(home: Path, **settings: Any) -> Sources:
    """A record of the borough with QUARTERLY and TERMLY alone, from April 2025 on; `settings` of its framework."""
    rules = _borough()
    chosen = {"services": tuple(one for one in rules.services if one.id in (QUARTERLY, TERMLY))}
    return with_framework(home, rules.model_copy(update={"first_period": date(2025, 4, 1), **chosen, **settings}))


@cache
def _borough() -> Framework:
    return load(BOROUGH)


def with_framework(home: Path, rules: Framework) -> Sources:
    """A record that has been given one framework and nothing else."""
    sources = open_sources(home)
    store.keep_framework(sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), BEGIN)
    return sources


def on(day: date, as_at: datetime | None = None, **viewer: Any) -> View:
    """The view of the borough on a day."""
    return View("trauma-informed-borough", day, as_at, **viewer)


def send(
    sources: Sources,
    period: Period,
    now: datetime,
    *indicators: str,
    service: str = QUARTERLY,
    doubts: tuple[Problem, ...] = (),
    **sent: Any,
) -> int:
    """Keep a return of a service, a row for each indicator (W01 if none is named); answers its number."""
    numbers = sent or {"numerator": 50, "denominator": 90}
    rows = clean(
        *(
            {**row(line, one, period.start, service, **numbers), "period_end": period.end, "period_kind": period.kind}
            for line, one in enumerate(indicators or ("W01",), start=2)
        )
    )
    content = f"{service} {period.code} {now} {indicators} {sent}".encode()
    place = ("trauma-informed-borough", "f" * 64, service, "an analyst", "q.csv")
    kept = store.keep(sources.engine, store.Parcel(*place, content, "utf-8", ",", rows, doubts=doubts), now)
    return kept.submission_id


def doubt(line: int | None = 2, rule: str = "sudden") -> Problem:
    """Something that is asked about a row, or about the whole return."""
    return Problem(rule, "Is it right?", line, "E" if line else "", "numerator" if line else "", "50", blocks=False)
