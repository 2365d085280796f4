"""The record keeps everything and changes nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DatabaseError

from impact import store
from impact.problems import Problem
from impact.store.engine import HEAD

JULY = datetime(2025, 7, 10, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.sqlite'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = store.open_engine(url)
    yield engine
    engine.dispose()


def rows(numerator: float, indicator: str = "W01", line: int = 2) -> pl.DataFrame:
    cells = ("SV05", indicator, date(2025, 4, 1), date(2025, 6, 30), "quarter", "")
    return pl.DataFrame(
        [(line, f"E{line}", *cells, numerator, 110.0, None, None, None, None, "", "")],
        schema=store.CLEAN_SCHEMA,
        orient="row",
    )


def parcel(content: bytes, frame: pl.DataFrame, doubts: tuple[Problem, ...] = ()) -> store.Parcel:
    return store.Parcel(
        "borough", "f" * 64, "SV05", "an analyst", "q1.csv", content, "utf-8", ",", frame, doubts=doubts
    )


def test_a_return_is_kept_with_its_bytes_its_line_and_its_cell(engine: Engine) -> None:
    kept = store.keep(engine, parcel(b"the bytes", rows(60)), JULY)

    assert kept.is_new
    assert store.original(engine, kept.submission_id) == ("q1.csv", b"the bytes")
    assert store.rows_after(engine, "borough", 0).select("line", "cell", "numerator").row(0) == (2, "E2", 60.0)


def test_the_same_file_twice_keeps_nothing_new(engine: Engine) -> None:
    first = store.keep(engine, parcel(b"same", rows(60)), JULY)

    second = store.keep(engine, parcel(b"same", rows(60)), JULY + timedelta(days=1))

    assert (second.submission_id, second.received_at, second.is_new) == (first.submission_id, JULY, False)
    assert len(store.submissions(engine, "borough")) == 1


def test_an_old_file_counts_again_once_something_else_replaced_its_rows(engine: Engine) -> None:
    store.keep(engine, parcel(b"old", rows(60)), JULY)
    store.keep(engine, parcel(b"revised", rows(66)), JULY + timedelta(days=1))

    back = store.keep(engine, parcel(b"old", rows(60)), JULY + timedelta(days=2))

    assert back.is_new
    assert [row["repeat"] for row in store.submissions(engine, "borough")] == [0, 0, 1]


def test_a_clock_that_runs_behind_never_changes_what_was_known(engine: Engine) -> None:
    store.keep(engine, parcel(b"one", rows(60)), JULY)

    late_clock = store.keep(engine, parcel(b"two", rows(61)), JULY - timedelta(hours=3))

    assert late_clock.received_at == JULY + timedelta(microseconds=1)


def test_a_return_with_a_row_twice_is_kept_not_at_all(engine: Engine) -> None:
    twice = pl.concat([rows(60), rows(61, line=3)])

    with pytest.raises(DatabaseError):
        store.keep(engine, parcel(b"twice", twice), JULY)

    assert store.submissions(engine, "borough") == []
    assert store.rows_after(engine, "borough", 0).is_empty()


@pytest.mark.parametrize("table", ["framework_version", "submission", "observation", "doubt", "explanation"])
@pytest.mark.parametrize("act", ["UPDATE {0} SET id = id + 100", "DELETE FROM {0}"])
def test_nothing_kept_can_be_changed_or_removed(engine: Engine, table: str, act: str) -> None:
    fill_every_table(engine)

    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(act.format(table)))


@pytest.mark.parametrize("table", ["framework_version", "submission", "observation", "doubt", "explanation"])
def test_insert_or_replace_from_any_program_is_stopped(tmp_path: Path, table: str) -> None:
    path = tmp_path / "record.sqlite"
    fill_every_table(store.open_engine(f"sqlite:///{path}"))
    stranger = create_engine(f"sqlite:///{path}")

    with pytest.raises(DatabaseError, match="append-only"), stranger.begin() as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))


def fill_every_table(engine: Engine) -> int:
    doubt = Problem("far_from_last_time", "Is 60 right?", 2, "E", "numerator", "60", blocks=False)
    store.keep_framework(engine, "borough", "f" * 64, date(2025, 4, 1), "{}", JULY)
    kept = store.keep(engine, parcel(b"doubtful", rows(60), (doubt,)), JULY)
    store.explain(engine, store.doubts_of(engine, kept.submission_id)[0]["id"], "Two teams merged", "an analyst", JULY)
    return kept.submission_id


def test_a_doubt_keeps_its_place_and_the_newest_answer_to_it(engine: Engine) -> None:
    submission = fill_every_table(engine)
    doubt = store.doubts_of(engine, submission)[0]

    store.explain(engine, doubt["id"], "Two teams merged in May", "their champion", JULY + timedelta(days=1))

    answered = store.doubts_of(engine, submission)[0]
    assert (answered["line"], answered["column_letter"], answered["question"]) == (2, "E", "Is 60 right?")
    assert answered["explanation"]["reason"] == "Two teams merged in May"


def test_a_framework_is_read_as_at_the_moment(engine: Engine) -> None:
    store.keep_framework(engine, "borough", "a" * 64, date(2025, 4, 1), "first", JULY)
    store.keep_framework(engine, "borough", "b" * 64, date(2025, 8, 1), "second", JULY + timedelta(days=30))

    told = {days: store.framework_as_at(engine, "borough", JULY + timedelta(days=days)) for days in (-1, 0, 29, 30)}

    assert {days: found[0] for days, found in told.items() if found} == {
        -1: "first",
        0: "first",
        29: "first",
        30: "second",
    }
    assert store.framework_as_at(engine, "borough", None) == ("second", "b" * 64)
    assert not store.keep_framework(engine, "borough", "b" * 64, date(2025, 8, 1), "second", JULY + timedelta(days=60))


def test_the_audit_chain_is_whole_and_shows_where_it_was_broken(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    engine = store.open_engine(f"sqlite:///{path}")
    ids = [
        store.keep(engine, parcel(str(day).encode(), rows(60 + day)), JULY + timedelta(days=day)).submission_id
        for day in range(3)
    ]
    assert store.broken_links(engine, "borough") == []

    with create_engine(f"sqlite:///{path}").begin() as connection:
        connection.execute(text("DROP TRIGGER observation_no_update"))
        connection.execute(text(f"UPDATE observation SET numerator = 99 WHERE submission_id = {ids[1]}"))

    assert store.broken_links(engine, "borough") == [ids[1]]


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_tables_in_code_are_the_tables_the_migrations_make(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with engine.connect() as connection:
        drift = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)

    assert drift == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "cannot be opened"),
        ("nonsense", "Write IMPACT_DATABASE_URL as postgresql://"),
        ("oracle9://somewhere", "Write IMPACT_DATABASE_URL as postgresql://"),
    ],
)
def test_a_database_that_cannot_be_had_is_said_in_a_sentence(address: str, said: str) -> None:
    with pytest.raises(store.RecordUnreachable, match=said):
        store.open_engine(address)


def test_a_file_that_is_no_record_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_bytes(b"a picture, perhaps" * 100)

    with pytest.raises(store.RecordUnreachable, match="Check that it is a record of Impact's"):
        store.open_engine(f"sqlite:///{tmp_path / 'record.sqlite'}")
