"""Which rules a kept row has passed is written down when it is kept, for ever, and told to whoever may open the row."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from typer.testing import CliRunner

from doubted import FIRST, RULES, doubt, record, row, send
from impact import answers, intake, periods, store
from impact.access import Viewer
from impact.answers.lineage import FigureKey
from impact.answers.passed import Passed, _passed
from impact.answers.results_traced import trace_stage
from impact.cli import app, shared
from impact.contract.passed import as_written, rules_passed
from impact.intake import Envelope
from impact.intake.examining import SUITES
from impact.intake.passing import passages
from impact.plausibility import SERVICE_RETURN, Judged, Outcome
from impact.sources import Sources, View, open_sources
from impact.store import Passage, Rulebook
from impact.words.causes import CAUSES
from impact.words.lineage import passed_sentence, row_passed

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()
Q2 = periods.parse("2026-27 Q2")
SECTOR = FigureKey("W01", "sector", "SEC2", Q2.start, Q2.kind)
CONTRACT = Rulebook("contract", "", "c" * 64, {"missing": "", "level": ""})
SUITE = Rulebook(
    SERVICE_RETURN,
    "4",
    "e" * 64,
    {"unusually-low": "Not too low.", "copied-down": "Not copied.", "all-nought": "Some."},
)
LOOKED = Passage(SUITE, {"unusually-low": (2, 1), "copied-down": (2, 0), "all-nought": (0, 0)})
PASSED = (Passage(CONTRACT), LOOKED)


def of(viewer: Viewer) -> View:
    return View(RULES.id, TODAY, None, viewer)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """Four services of one sector: SV05 asked about W01, SV06 about its lines, SV07 without a suite, SV08 of old."""
    opened = record(tmp_path_factory.mktemp("record"))
    about = {
        "SV05": ((doubt(2),), PASSED),
        "SV06": ((doubt(None, "copied-down"),), PASSED),
        "SV07": ((), PASSED[:1]),
        "SV08": ((), ()),
    }
    for service, (doubts, passed) in about.items():
        rows = [row(2, "W01", 50, 100, service_id=service), row(3, "W02", 3, 40, service_id=service)]
        send(opened, rows, *doubts, content=service.encode(), passed=passed)
    yield opened
    opened.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    sqlite = f"sqlite:///{tmp_path / 'record.sqlite'}"
    opened = store.open_engine(sqlite if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url"))
    yield opened
    opened.dispose()


def parcel(content: bytes, *passed: Passage) -> store.Parcel:
    import polars as pl

    rows = pl.DataFrame([row(2, "W01", 50, 100)], schema=store.CLEAN_SCHEMA)
    return store.Parcel("borough", "f" * 64, "SV19", "an analyst", "q.csv", content, "utf-8", ",", rows, passed=passed)


def test_what_a_return_was_held_to_is_kept_with_it_and_each_rulebook_once(engine):
    first = store.keep(engine, parcel(b"one", *PASSED), FIRST).submission_id
    second = store.keep(engine, parcel(b"two", *PASSED), FIRST).submission_id
    old = store.keep(engine, parcel(b"three"), FIRST).submission_id

    assert store.passages(engine, [first, second, old]) == {first: PASSED, second: PASSED}
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rulebook")) == 2
    assert store.broken_links(engine, "borough") == []


def test_a_rule_that_is_written_otherwise_is_another_rulebook(engine):
    changed = Passage(Rulebook("contract", "", "d" * 64, {"missing": ""}))
    first = store.keep(engine, parcel(b"one", *PASSED), FIRST).submission_id

    second = store.keep(engine, parcel(b"two", changed), FIRST).submission_id

    assert store.passages(engine, [first, second]) == {first: PASSED, second: (changed,)}


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE {0} SET id = id + 100",
        "DELETE FROM {0}",
        "INSERT INTO passage (id, submission_id, rulebook_id, outcomes) VALUES (99, 1, 2, '[]')",
    ],
)
@pytest.mark.parametrize("table", ["rulebook", "passage"])
def test_what_a_return_passed_can_be_neither_changed_nor_written_down_afterwards(engine, act, table):
    store.keep(engine, parcel(b"one", Passage(CONTRACT)), FIRST)
    store.keep(engine, parcel(b"two", *PASSED), FIRST)

    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(act.format(table)))


@pytest.mark.parametrize("table", ["rulebook", "passage"])
def test_insert_or_replace_is_stopped(tmp_path, table):
    engine = store.open_engine(f"sqlite:///{tmp_path / 'record.sqlite'}")
    store.keep(engine, parcel(b"one", *PASSED), FIRST)

    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))
    engine.dispose()


def test_a_record_of_before_gets_the_tables_and_no_passage_for_what_it_holds(tmp_path):
    from alembic import command
    from alembic.config import Config

    from impact.store.engine import writing

    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    opened = store.open_engine(url)
    number = store.keep(opened, parcel(b"one"), FIRST).submission_id
    with writing(opened) as connection:
        for table in ("passage", "rulebook"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    opened.dispose()

    again = store.open_engine(url)

    assert store.passages(again, [number]) == {}
    assert store.keep(again, parcel(b"two", *PASSED), FIRST).is_new
    again.dispose()
    with pytest.raises(RuntimeError, match="not undone"), writing(again) as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")


def test_the_contract_and_the_suite_are_kept_as_they_stand_when_a_return_comes_in(tmp_path):
    sources = open_sources(tmp_path)
    answers.adopt(sources, Path(__file__).resolve().parents[1] / "data" / "framework", datetime(2026, 1, 1, tzinfo=UTC))
    content = "period,service_id,indicator_id,numerator,denominator\n2026-27 Q2,SV05,W01,60,110\n"

    asked = intake.receive(sources, RULES.id, content.encode(), Envelope("a.csv", "an analyst"), NOW)
    loaded = intake.receive(
        sources, RULES.id, content.replace("60", "61").encode(), Envelope("b.csv", "", ask=False), NOW
    )

    first, second = (one.kept.submission_id for one in (asked, loaded))
    kept = store.passages(sources.engine, [first, second])
    (contract, suite), (alone,) = kept[first], kept[second]
    assert contract == alone
    assert tuple(contract.rulebook.rules) == rules_passed(RULES, TODAY)
    assert (contract.rulebook.sha256, contract.outcomes) == (as_written(), {})
    assert {(one.suite, one.version) for one in asked.judged.outcomes} == {
        (suite.rulebook.name, suite.rulebook.version)
    }
    assert set(suite.rulebook.rules) == {one.rule for one in asked.judged.outcomes} == set(suite.outcomes)
    assert suite.outcomes["unusually-low"] == (1, 0)


def test_a_rule_that_looks_twice_counts_its_questions_together():
    twice = [
        Outcome(SERVICE_RETURN, "4", "copied-down", "warning", holds, judged, unusual)
        for holds, judged, unusual in (("No pairs.", 7, 1), ("No steps.", 9, 2))
    ]

    (_, suite) = passages(RULES, TODAY, Judged([], twice), SUITES)

    assert suite.rulebook.rules == {"copied-down": "No pairs. No steps."}
    assert suite.outcomes == {"copied-down": (9, 3)}


def test_every_rule_of_the_contract_has_a_name_in_words():
    ids = rules_passed(RULES, TODAY)

    assert {"missing", "unknown-service", "not-a-number", "person-nhs-number"} <= set(ids) <= set(CAUSES)
    assert len(ids) == len(set(ids))


def by_service(found) -> dict[str, Passed]:
    rows = found.rows.frame
    return {
        service: found.held.of_row[number]
        for service, number in zip(rows["service_id"], rows["observation_id"], strict=True)
        if number in found.held.of_row
    }


def test_each_row_says_which_rules_it_passed_and_which_asked_about_it(sources):
    found = answers.trace(sources, of(Viewer()), SECTOR)

    name = f"{SERVICE_RETURN} 4"
    assert by_service(found) == {
        "SV05": Passed(2, name, ("copied-down",), ("unusually-low",)),
        "SV06": Passed(2, name, ("unusually-low",), ("copied-down",)),
        "SV07": Passed(2),
    }
    assert (found.held.rows, found.held.unrecorded) == (4, 1)
    assert dict(found.held.rulebooks) == {CONTRACT: 3, SUITE: 2}


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (Viewer(), {"SV05", "SV06", "SV07"}),
        (Viewer("analyst", ("SV05",)), {"SV05"}),
        (Viewer("leader"), set()),
    ],
)
def test_an_analyst_reads_it_of_the_rows_of_the_service_and_a_leader_of_how_many(sources, viewer, seen):
    found = answers.trace(sources, of(viewer), SECTOR)

    assert set(by_service(found)) == set(found.held.of_row and seen)
    assert len(found.held.of_row) == len(seen)
    assert (found.held.rows, found.held.unrecorded, dict(found.held.rulebooks)) == (4, 1, {CONTRACT: 3, SUITE: 2})


def test_of_a_hidden_number_it_is_not_told_what_was_asked(sources):
    found = answers.trace(sources, of(Viewer()), FigureKey("W02", "sector", "SEC2", Q2.start, Q2.kind))

    assert set(found.rows.frame["hidden"]) != {""}
    assert set(by_service(found).values()) == {Passed(2)}


def test_the_rows_that_a_stage_rests_on_say_it_too(sources):
    found, closed = (trace_stage(sources, of(viewer), "SV05") for viewer in (Viewer(), Viewer("leader")))

    assert (found.held.rows, len(found.held.of_row)) == (found.behind.rows, 2)
    assert (closed.held.rows, closed.held.of_row) == (found.behind.rows, {})


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(SUITE.rules))))
def test_a_rule_is_passed_or_asked_or_had_nothing_to_judge(asked):
    found = _passed(list(PASSED), asked)

    idle = {rule for rule, (judged, _) in LOOKED.outcomes.items() if not judged} - asked
    assert set(found.asked) == asked
    assert sorted((*found.held, *found.asked, *idle)) == sorted(SUITE.rules)


F, S = "f" * 64, ("service_return 4", "e" * 64, 12, 3)
NOT_KEPT = "Of 2 of them, kept before that was written down, it is not recorded."
SENTENCES = [
    (((), (), 0, 0), ""),
    (((), (), 3, 3), "Which rules they passed is not recorded: they were kept before that was written down."),
    (
        (((F, 36),), (), 3, 0),
        "Before they were kept, they passed all 36 rules of the contract (ffffffffffff); "
        "no plausibility suite was run, since there was nobody to ask.",
    ),
    (
        (((F, 36), ("a" * 64, 35)), (S,), 5, 2),
        "Before they were kept, they passed all 36 rules of the contract (ffffffffffff) or 35 rules of the contract "
        f"(aaaaaaaaaaaa); suite service_return 4 (eeeeeeeeeeee) put 12 questions to 3 of them. {NOT_KEPT}",
    ),
]


@pytest.mark.parametrize(("said", "sentence"), SENTENCES)
def test_what_rows_passed_is_said_in_a_sentence(said, sentence):
    assert passed_sentence(*said) == sentence


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ((36, "", 0, ()), "36 of the contract"),
        ((36, "service_return 4", 9, ()), "36 of the contract, 9 of service_return 4"),
        ((36, "service_return 4", 8, ("all-nought",)), "36 of the contract, 8 of service_return 4, asked: all-nought"),
    ],
)
def test_what_one_row_passed_fits_a_cell(said, text):
    assert row_passed(*said) == text


def desk(monkeypatch: pytest.MonkeyPatch, sources: Sources, *words: str) -> str:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    home = Path(str(sources.engine.url.database)).parent
    result = CliRunner().invoke(app, [*words, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout


TRACE = ("trace", "--indicator", "W01", "--of", "SEC2")


def test_a_desk_reads_the_rules_of_each_row_in_words(sources, monkeypatch):
    said = desk(monkeypatch, sources, *TRACE, "--rules")
    rows = list(csv.DictReader(io.StringIO(desk(monkeypatch, sources, *TRACE, "--format", "csv"))))
    told = json.loads(desk(monkeypatch, sources, *TRACE, "--json"))

    assert "Before they were kept, they passed all 2 rules of the contract (cccccccccccc)" in said
    assert "refuses a row with any of these: empty; not one of the levels." in said
    assert "asks where any does not hold: Not too low. Not copied. Some." in said
    by_sender = {one["sender_id"]: one["rules_passed"] for one in rows}
    assert by_sender == {
        "SV05": "2 of the contract, 1 of service_return 4, asked: unusually-low",
        "SV06": "2 of the contract, 1 of service_return 4, asked: copied-down",
        "SV07": "2 of the contract",
        "SV08": "not recorded",
    }
    assert told["rulebooks"][0]["rules"][0] == {"rule": "missing", "looked_for": "empty"}
    assert told["rows_not_recorded"] == 1


def test_a_desk_reads_it_of_a_stage(sources, monkeypatch):
    told = json.loads(desk(monkeypatch, sources, "trace", "--stage", "SV05", "--format", "json"))

    (row,) = [one for one in told["rows"] if one["about"] == "W01" and one["line"]][:1]
    assert row["rules_passed"].startswith("2 of the contract")
    assert [one["rows"] for one in told["rulebooks"]] == [2, 2]


def test_a_doubt_about_one_service_is_not_told_of_the_rows_of_another(tmp_path):
    from impact.problems import Problem

    opened = record(tmp_path)
    about = Problem("all-nought", "Is it right?", blocks=False, service_id="SV06")
    rows = [row(at, "W01", 50, 100, service_id=service) for at, service in enumerate(("SV05", "SV06", "SV07"), 2)]
    send(opened, rows, about, passed=(Passage(SUITE, dict.fromkeys(SUITE.rules, (3, 0))),))

    found = by_service(answers.trace(opened, of(Viewer()), SECTOR))

    assert {service: one.asked for service, one in found.items()} == {"SV05": (), "SV06": ("all-nought",), "SV07": ()}


def test_the_day_of_a_return_is_the_day_it_was_held_to_the_rules():
    assert rules_passed(RULES, date(2026, 11, 22)) == rules_passed(RULES, date(2025, 11, 22))
