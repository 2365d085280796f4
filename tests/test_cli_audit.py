"""The intruder at the command line: sentences for a data-protection officer, and what may be asked."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import records
from impact import audit as audits
from impact.audit import Audited, Finding, Verdict
from impact.cli import app, shared

RUN = CliRunner()
FOUND = Finding(
    "service", "SV05", "S07", datetime(2026, 7, 1).date(), "quarter", "count", 3.0, 4.0, 5,
    records.TODAY, ("Health, Jul to Sep 2026, as known on 22 November 2026",),
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("audit")
    records.small_record(folder).engine.dispose()
    yield folder


@pytest.fixture
def asked(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs impact audit on the small record, on the day that it is about."""
    monkeypatch.setattr(shared, "now", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    return lambda *words: RUN.invoke(app, ["audit", *words, "--home", str(home)])


@pytest.fixture
def finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit in which one number came out, and one that a publisher gives away."""
    theirs = Finding(**{**vars_of(FOUND), "publishers": True, "low": 2.0, "high": 2.0})
    verdict = Verdict((FOUND, theirs), 7, 5)
    monkeypatch.setattr(audits, "audit", lambda *_: Audited(verdict, (records.TODAY,), 1234, 0))


def vars_of(one: Finding) -> dict:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_what_came_out_is_said_with_the_figures_that_gave_it_away(asked, finding) -> None:
    done = asked()

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "7 hidden figures were tried against 1,234 published numbers, as known on 1 day. "
        "Too much can be worked out once: see below what, and from which figures. "
        "Of what publishers hid themselves, 1 can be narrowed down by their own totals.",
        audits.TAKEN_IN,
        audits.LEFT_OUT,
        "- Anybody who sees these figures can tell that in Health Visiting and School Nursing, Jul to Sep 2026, the "
        "number counted of “People taking part in deep listening” is 3 to 4; 5 numbers should remain possible. "
        "Taken from: Health, Jul to Sep 2026, as known on 22 November 2026.",
        "- Anybody who sees these figures can tell that in Health Visiting and School Nursing, Jul to Sep 2026, the "
        "number counted of “People taking part in deep listening” is exactly 2; 5 numbers should remain possible. "
        "Taken from: Health, Jul to Sep 2026, as known on 22 November 2026.",
    ]


def test_a_pipeline_gets_every_number(asked, finding) -> None:
    told = json.loads(asked("--format", "json").output)

    assert told["label"]
    assert (told["taken_in"], told["left_out"]) == (audits.TAKEN_IN, audits.LEFT_OUT)
    assert [(one["scope_id"], one["low"], one["high"], one["publishers_own"]) for one in told["rows"]] == [
        ("SV05", 3.0, 4.0, False),
        ("SV05", 2.0, 2.0, True),
    ]


def test_a_record_of_today_alone_is_tried(asked) -> None:
    done = asked("--days", "1")

    assert done.exit_code in (0, 1)
    assert "hidden figures were tried against" in done.output
    assert done.output.splitlines()[0].count("as known on 1 day.") == 1


def test_a_service_that_knows_its_own_numbers_asks_about_the_others(asked) -> None:
    done = asked("--days", "1", "--knows", "SV20", "--format", "json")

    rows = json.loads(done.output)["rows"]
    assert "SV20" not in {one["scope_id"] for one in rows}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--days", "0"), "Choose from 1 to 60 days with --days."),
        (("--days", "61"), "Choose from 1 to 60 days with --days."),
        (("--day", "2027-01-01"), "1 January 2027 has not come yet. Choose a day up to today."),
        (("--knows", "SV99"), "There is no service 'SV99'. Did you mean SV"),
        (("--framework", "borough"), "The record holds no framework called 'borough'."),
    ],
)
def test_what_cannot_be_tried_is_said_in_one_sentence(asked, words, said) -> None:
    done = asked(*words)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_an_empty_record_says_how_to_begin(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["audit", "--home", str(tmp_path)])

    assert done.exit_code == 2
    assert done.stderr.startswith("The record is empty")
