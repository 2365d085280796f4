"""A question about all that one service sent is that service's alone, also where a file holds several services."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert
from sqlmodel import SQLModel

import doubting
from doubted import FIRST, RULES, TODAY, VIEW, doubt, doubt_ids, record, row, send
from doubting import FIVE, NOTHING, SUITES, clean
from impact import answers, periods, store
from impact.access import Viewer
from impact.answers.doubts import EXPLAINED, OPEN, SETTLED
from impact.plausibility import judge
from impact.problems import Problem
from impact.sources import Sources, View, open_sources
from impact.standing import QUESTIONS, RECEIVED
from impact.store.chain import link
from keeping import parcel, rows

Q2 = periods.parse("2026-27 Q2")
OURS, THEIRS = "SV19", "SV20"
BOTH = [row(2, "S01", 80, 110), row(3, "S01", 40, 60, service_id=THEIRS)]
ABOUT_US = Problem("all-nought", "All rows come to 0. Is it right?", blocks=False, service_id=OURS)
TOGETHER = {"sender": "several services"}


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def standings(sources: Sources) -> dict[str, tuple[str, int]]:
    """Where the returns of both services stand, and how many questions about each are open."""
    return {
        one.service_id: (one.standing, one.questions)
        for one in answers.returns_calendar(sources, VIEW)
        if one.period == Q2 and one.service_id in (OURS, THEIRS)
    }


def test_a_question_about_all_that_a_service_sent_names_it(framework):
    ours = [doubting.row(at, one, numerator=0, denominator=30 + at) for at, one in enumerate(FIVE, start=2)]
    theirs = [
        doubting.row(at, one, service_id="SV06", numerator=at, denominator=40) for at, one in enumerate(FIVE, start=12)
    ]

    found = judge(clean(*ours, *theirs), NOTHING, framework, SUITES).doubts

    assert [(one.line, one.service_id) for one in found if one.rule == "all-nought"] == [(None, "SV05")]


def test_a_question_about_a_row_names_no_service_for_its_row_does(framework):
    rows = clean(doubting.row(2, "W12", numerator=30, denominator=100))

    found = judge(rows, NOTHING, framework, SUITES).doubts

    assert [(one.line, one.service_id) for one in found] == [(2, "")]


def test_it_counts_against_its_service_alone(sources):
    send(sources, BOTH, ABOUT_US, **TOGETHER)

    assert standings(sources) == {OURS: (QUESTIONS, 1), THEIRS: (RECEIVED, 0)}


def test_a_question_about_the_whole_file_counts_against_every_service_in_it(sources):
    send(sources, BOTH, doubt(None), **TOGETHER)

    assert standings(sources) == {OURS: (QUESTIONS, 1), THEIRS: (QUESTIONS, 1)}


def test_it_is_shown_as_its_own_services_and_to_those_who_may_open_its_returns(sources):
    number = send(sources, BOTH, ABOUT_US, doubt(None), **TOGETHER)

    found = answers.waiting_doubts(sources, VIEW)
    ours = answers.waiting_doubts(sources, View(RULES.id, TODAY, viewer=Viewer("analyst", (OURS,))))

    assert [(one.sender, one.asked.place) for one in found] == [(OURS, "The file"), ("several services", "The file")]
    assert ours == found[:1]
    assert answers.submission(sources, VIEW, number).doubts == found


@pytest.mark.parametrize(
    ("later", "state", "stand"),
    [
        (row(2, "S01", 81, 110), SETTLED, {OURS: (RECEIVED, 0), THEIRS: (RECEIVED, 0)}),
        (row(2, "S01", 41, 60, service_id=THEIRS), OPEN, {OURS: (QUESTIONS, 1), THEIRS: (RECEIVED, 0)}),
    ],
    ids=["its service sent anew", "the other sent anew"],
)
def test_it_waits_while_anything_of_its_service_counts(sources, later, state, stand):
    number = send(sources, BOTH, ABOUT_US, **TOGETHER)
    send(sources, [later], day=1)

    (asked,) = answers.submission(sources, VIEW, number).doubts

    assert (asked.state, standings(sources)) == (state, stand)


def test_it_is_explained_for_its_service(sources):
    number = send(sources, BOTH, ABOUT_US, **TOGETHER)

    store.explain(sources.engine, doubt_ids(sources, number)[0], "Closed in summer.", "Ann Lee", FIRST)

    (asked,) = answers.submission(sources, VIEW, number).doubts
    assert (asked.state, standings(sources)) == (EXPLAINED, {OURS: (RECEIVED, 0), THEIRS: (RECEIVED, 0)})


def migrated(url: str, revision: str) -> None:
    """A database brought up to one migration, as an earlier Impact left it."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def kept_by_hand(url: str, doubted: dict[str, object]) -> None:
    """A return of two services and a doubt about it, put into the tables without the code that keeps returns now."""
    both, sent = rows(2).vstack(rows(2, service="SV06")), "several services"
    sha256 = hashlib.sha256(b"both").hexdigest()
    kept = {
        **dict.fromkeys(("framework_sha256", "sent_by", "filename", "encoding", "delimiter", "label"), ""),
        **{"id": 1, "framework_id": "borough", "sender": sent, "sha256": sha256, "content": b"both", "repeat": 0},
        **{"columns": "{}", "source": "{}", "row_count": 4, "received_at": FIRST},
        "chain": link("", sent, sha256, FIRST, both),
    }
    engine, tables = create_engine(url), SQLModel.metadata.tables
    with engine.begin() as connection:
        connection.execute(insert(tables["submission"]), kept)
        connection.execute(insert(tables["observation"]), [{**one, "submission_id": 1} for one in both.to_dicts()])
        connection.execute(insert(tables["doubt"]), {"submission_id": 1, **doubted})
    engine.dispose()


def test_a_doubt_that_was_kept_before_doubts_named_a_service_counts_as_it_did(tmp_path):
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    migrated(url, "0002")
    named = {"column_letter": "", "heading": "", "rule": "all-nought", "found": "", "question": "Is it right?"}
    kept_by_hand(url, {"line": None, **named})

    engine = store.open_engine(url)

    found = store.open_doubts(engine, "borough", None, date(2026, 11, 22))
    assert found.select("submission_id", "service_id", "sender").rows() == [(1, None, "several services")]
    assert [one["service_id"] for one in store.doubts_of(engine, 1)] == [None]
    assert store.broken_links(engine, "borough") == []
    engine.dispose()


def test_the_column_came_without_loosening_the_triggers(tmp_path):
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    migrated(url, "0002")
    before = triggers(url)

    migrated(url, "0003")

    assert triggers(url) == before
    assert {"doubt_no_update", "doubt_no_delete", "doubt_no_replace"} <= set(before)


def triggers(url: str) -> dict[str, str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        told = {name: sql for name, sql in found}  # noqa: C416
    engine.dispose()
    return told


def test_both_databases_keep_the_service_of_a_doubt(tmp_path, empty_postgres_url):
    opened = [open_sources(tmp_path / "sqlite"), open_sources(tmp_path / "postgresql", empty_postgres_url)]

    for one in opened:
        number = store.keep(one.engine, parcel(b"one", rows(2), doubts=(ABOUT_US, doubt(2))), FIRST).submission_id
        assert [asked["service_id"] for asked in store.doubts_of(one.engine, number)] == [OURS, None]
        one.engine.dispose()
