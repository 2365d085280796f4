"""All that is kept of a framework stands in one order, whatever it is and whichever clock it came by."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from doubted import FIRST, RULES, VIEW, doubt, doubt_ids, record, row, send
from impact import answers, periods, store
from impact.framework import Framework, fingerprint, to_json
from impact.sources import LOCAL_TIME, Sources, View, end_of
from impact.standing import ACCEPTED, RECEIVED

Q2 = periods.parse("2026-27 Q2")
TICK = timedelta(microseconds=1)
AHEAD = FIRST + timedelta(hours=3)
"""What a clock that goes before the others said when the newest thing was kept."""

OPEN = Framework.model_validate(
    {**RULES.model_dump(), "policies": [one.model_copy(update={"smallest_shown": 1}) for one in RULES.policies]}
)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    """One return, asked about, and a decision that came by the clock that is ahead."""
    opened = record(tmp_path)
    send(opened, [row(2, "W01", 50, 100)], doubt(2))
    decide(opened, AHEAD)
    yield opened
    opened.engine.dispose()


def decide(sources: Sources, now: datetime) -> None:
    store.decide(sources.engine, RULES.id, "SV19", Q2.start, Q2.kind, "accepted", "Bea Moss", now)


def adopt(sources: Sources, now: datetime) -> None:
    store.keep_framework(sources.engine, OPEN.id, fingerprint(OPEN), OPEN.effective, to_json(OPEN), now)


def resend(sources: Sources, now: datetime) -> None:
    send(sources, [row(2, "W01", 51, 100)], day=0, content=f"{now}".encode())


def explain(sources: Sources, now: datetime) -> None:
    store.explain(sources.engine, doubt_ids(sources, 1)[0], "A new course.", "Ann Lee", now)


def withdraw(sources: Sources, now: datetime) -> None:
    store.withdraw(sources.engine, 1, "Wrong sheet.", "Ann Lee", now)


def show(sources: Sources, now: datetime) -> None:
    store.remember_shown(sources.engine, RULES.id, "Autumn pack", None, "Bea Moss", now)


def newest(sources: Sources, table: str, column: str = "known_from") -> datetime:
    with sources.engine.connect() as connection:
        found = connection.execute(text(f"SELECT max({column}) FROM {table}")).scalar()
    return datetime.fromisoformat(found).replace(tzinfo=UTC)


KEPT: list[tuple[Callable[[Sources, datetime], None], str, str]] = [
    (resend, "submission", "received_at"),
    (withdraw, "withdrawal", "known_from"),
    (explain, "explanation", "known_from"),
    (decide, "standing", "known_from"),
    (adopt, "framework_version", "known_from"),
    (show, "shown", "known_from"),
]


@pytest.mark.parametrize(("keep", "table", "column"), KEPT, ids=[one[1] for one in KEPT])
@pytest.mark.parametrize("now", [FIRST - timedelta(days=9), AHEAD - TICK, AHEAD], ids=["far behind", "behind", "same"])
def test_what_comes_by_a_clock_that_is_behind_is_known_just_after_the_newest(sources, keep, table, column, now):
    keep(sources, now)

    assert newest(sources, table, column) == AHEAD + TICK


@pytest.mark.parametrize(("keep", "table", "column"), KEPT[1:], ids=[one[1] for one in KEPT[1:]])
def test_what_comes_by_a_clock_that_goes_right_is_known_from_then(sources, keep, table, column):
    moment = AHEAD + timedelta(hours=1)

    keep(sources, moment.astimezone(LOCAL_TIME))

    assert newest(sources, table, column) == moment


def test_the_first_version_of_a_framework_counts_from_when_it_is_said_to(tmp_path):
    sources = record(tmp_path)

    assert newest(sources, "framework_version") == FIRST - timedelta(days=900)
    assert send(sources, [row(2, "W01", 50, 100)]) == 1
    assert newest(sources, "submission", "received_at") == FIRST
    sources.engine.dispose()


def test_a_version_by_a_clock_that_is_behind_leaves_an_earlier_moment_as_it_was(sources):
    then = View(RULES.id, VIEW.today, AHEAD)
    before = answers.figures(sources, then).frame

    adopt(sources, FIRST - timedelta(days=30))

    assert answers.framework(sources, then).policies == RULES.policies
    assert answers.framework(sources, VIEW).policies == OPEN.policies
    assert answers.figures(sources, then).frame.equals(before)


def test_a_return_that_follows_a_decision_takes_it_back_whatever_its_clock_says(sources):
    def standing() -> str:
        expected = answers.returns_calendar(sources, VIEW)
        return next(one.standing for one in expected if (one.service_id, one.period) == ("SV19", Q2))

    before = standing()

    resend(sources, FIRST)

    assert (before, standing()) == (ACCEPTED, RECEIVED)


def test_what_a_board_was_shown_holds_all_that_was_kept_by_then(sources):
    show(sources, FIRST - timedelta(days=1))

    (shown,) = store.shown(sources.engine, RULES.id)
    assert shown["as_at"] == AHEAD


def test_one_hour_that_comes_twice_keeps_its_order(tmp_path):
    """Summer time ended on 25 October 2026 at two, when clocks went back to one."""
    sources = record(tmp_path)
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=LOCAL_TIME)
    for place, fold in enumerate((0, 1)):
        now = twice.replace(fold=fold)
        about = (RULES.id, fingerprint(RULES), "SV19", "an analyst", "q.csv", f"{place}".encode())
        parcel = store.Parcel(*about, "utf-8", ",", _one(place))
        assert store.keep(sources.engine, parcel, now).received_at == datetime(2026, 10, 25, fold, 30, tzinfo=UTC)

    between = answers.figures(sources, View(RULES.id, VIEW.today, datetime(2026, 10, 25, 1, 0, tzinfo=UTC)))

    assert len(between.frame) == 3
    assert end_of(twice.date()) == datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=UTC)
    assert end_of(twice.date() - timedelta(days=1)) == datetime(2026, 10, 24, 22, 59, 59, 999999, tzinfo=UTC)
    sources.engine.dispose()


def _one(place: int) -> pl.DataFrame:
    return pl.DataFrame([row(2, "W01", 50 + place, 100)], schema=store.CLEAN_SCHEMA)
