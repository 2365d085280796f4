"""The returns calendar at a desk: what is due from whom, reminders, and what is decided about a return."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from calendars import QUARTERLY, SPRING, TERMLY, doubt, record, send, with_framework
from impact import store
from impact.cli import app, shared
from impact.framework import load
from records import CHILDREN

NOW = datetime(2025, 8, 20, 9, tzinfo=UTC)
LABEL = "Demonstration data: invented services"


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr("impact.cli.due.now", lambda: NOW)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A record in which one return has come in, with a question, on the day that it was due."""
    send(record(tmp_path), SPRING, datetime(2025, 7, 30, 9, tzinfo=UTC), doubts=(doubt(),))
    return tmp_path


def impact(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def said(result: Result) -> str:
    return " ".join(result.output.split())


def rows(*words: object) -> list[dict[str, object]]:
    return json.loads(impact(*words, "--format", "json").stdout)["rows"]


def test_what_is_awaited_is_named_with_whom_for_when_and_where_it_stands(home):
    result = impact("due", "--home", home)

    assert result.exit_code == 0
    assert "Nothing is late and nothing is due now. 1 return is back with questions." in said(result)
    assert "Health Visiting and School Nursing Apr to Jun 2025 2025-07-30 returned with 1 question 15 1" in said(result)
    assert said(result).endswith(f"As known on 20 Aug 2025. {LABEL}.")


def test_the_whole_calendar_can_be_had_as_rows(home):
    found = rows("due", "--all", "--home", home)

    assert {(row["service_id"], row["period_code"], row["standing"]) for row in found} == {
        (TERMLY, "2024-25 Summer", "not due"),
        (TERMLY, "2025-26", "not due"),
        (QUARTERLY, "2025-26 Q1", "returned with questions"),
        (QUARTERLY, "2025-26 Q2", "not due"),
        (QUARTERLY, "2025-26", "not due"),
    }


def test_csv_and_json_hold_the_same_rows_and_the_label(home):
    as_rows = list(csv.DictReader(io.StringIO(impact("due", "--all", "--format", "csv", "--home", home).stdout)))

    found = rows("due", "--all", "--home", home)

    assert [row["due"] for row in as_rows] == [row["due"] for row in found]
    assert {row["label"] for row in as_rows} == {LABEL}


def test_an_earlier_day_shows_what_stood_then(home):
    found = rows("due", "--home", home, "--as-at", "2025-07-29")

    assert [(row["service_id"], row["standing"], row["due"]) for row in found] == [(QUARTERLY, "due", "2025-07-30")]


@pytest.mark.parametrize("asked", [("--service", "sv05"), ("--sector", "Health")])
def test_one_service_or_sector_can_be_asked_about(home, asked):
    assert {row["service_id"] for row in rows("due", "--all", *asked, "--home", home)} == {QUARTERLY}


@pytest.mark.parametrize(("by", "name"), [("service", "Health Visiting and School Nursing"), ("sector", "Health")])
def test_completeness_and_timeliness_are_told_by_service_and_sector(home, by, name):
    found = {row[by]: row for row in rows("due", "--by", by, "--home", home)}

    assert found[name]["in_time"] == "1 of 1"
    assert found[name]["complete"] == "7% (1 of 15)"
    assert (found[name]["returns_due"], found[name]["figures_asked"], found[name]["figures_in"]) == (1, 15, 1)


def test_a_reminder_is_printed_for_each_service_that_something_is_awaited_from(home):
    result = impact("due", "--reminders", "--home", home, "--address", "https://impact.example")

    assert result.output.startswith("Health Visiting and School Nursing\nReturns to Trauma-informed Rochdale")
    assert "1 question about it is open" in result.output
    assert "Primary Schools Cluster" not in result.output


def test_a_service_that_owes_nothing_gets_a_reminder_only_when_it_is_named(home):
    everyone = rows("due", "--reminders", "--home", home)
    named = impact("due", "--reminders", "--service", TERMLY, "--home", home).output

    assert [row["service_id"] for row in everyone] == [QUARTERLY]
    assert "Thank you: everything that was due from you has come in." in named


def test_where_nothing_is_awaited_nobody_is_reminded(home):
    result = impact("due", "--reminders", "--home", home, "--as-at", "2025-05-01")

    assert (result.exit_code, result.output) == (0, "Nothing is awaited from anyone.\n")


def test_a_framework_of_published_figures_has_nothing_due_and_says_why(tmp_path):
    with_framework(tmp_path, load(CHILDREN))

    result = impact("due", "--home", tmp_path, "--framework", "england-children")

    assert result.exit_code == 0
    assert "Every figure here is a published one, so no return is asked of any authority" in said(result)


def test_a_return_is_decided_about_at_a_desk(home):
    answers = [
        impact("decide", *asked, "--by", "Ann Lee", "--home", home)
        for asked in (
            ("SV05", "2025-26 Q1", "accept", "--reason", "Told us by phone"),
            ("sv05", "2025-26-Q1", "sign-off"),
            ("Health Visiting and School Nursing", "Q1 2025/26", "lock", "--reason", "Board pack is out"),
            ("all", "2025-26 Q1", "unlock", "--reason", "A correction is coming"),
        )
    ]

    assert [said(one) for one in answers] == [
        "Kept: Health Visiting and School Nursing, Apr to Jun 2025 accepted on 20 Aug 2025 by Ann Lee.",
        "Kept: Health Visiting and School Nursing, Apr to Jun 2025 signed off on 20 Aug 2025 by Ann Lee.",
        "Kept: Health Visiting and School Nursing, Apr to Jun 2025 locked on 20 Aug 2025 by Ann Lee.",
        "Kept: everyone's Apr to Jun 2025 unlocked on 20 Aug 2025 by Ann Lee.",
    ]
    (row,) = (one for one in rows("due", "--all", "--home", home) if one["period_code"] == "2025-26 Q1")
    assert (row["stands"], row["decided_by"]) == ("signed off on 20 Aug 2025", "Ann Lee")


def test_a_signed_off_return_that_was_sent_again_shows_what_had_been_decided(home):
    for act in (("accept", "--reason", "Told us by phone"), ("sign-off",)):
        impact("decide", "SV05", "2025-26 Q1", *act, "--by", "Ann Lee", "--home", home)
    send(shared.sources_in(home), SPRING, NOW + timedelta(hours=1), numerator=61, denominator=90)

    (row,) = (one for one in rows("due", "--all", "--home", home) if one["period_code"] == "2025-26 Q1")

    assert (row["stands"], row["overtaken"]) == ("received", "signed off on 20 Aug 2025 by Ann Lee")
    assert "signed off on 20 Aug 2025 by Ann Lee" in said(impact("due", "--all", "--home", home))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("due", "--service", "SV99"), "There is no service 'SV99'. There are: SV02, SV05."),
        (("due", "--sector", "Helth"), "Did you mean SEC2 (Health)?"),
        (("due", "--by", "town"), "Invalid value for '--by'"),
        (("decide", "SV99", "2025-26 Q1", "accept", "--by", "Ann"), "There is no service 'SV99'."),
        (("decide", "SV05", "last spring", "accept", "--by", "Ann"), "'last spring' is no period. Write it as in"),
        (("decide", "SV05", "2030-31 Q1", "accept", "--by", "Ann"), "The nearest is 2025-26 Q2."),
        (("decide", "SV05", "2025-26 Summer", "accept", "--by", "Ann"), "No return is asked of Health Visiting"),
        (
            ("decide", "SV05", "2025-26 Q1", "acept", "--by", "Ann"),
            "no decision 'acept'. Did you mean accept (accepted)",
        ),
        (
            ("decide", "SV05", "2025-26 Q1", "hide", "--by", "Ann"),
            "There are: accept, sign off, reopen, lock, unlock.",
        ),
        (("decide", "SV05", "2025-26 Q1", "accept", "--by", "Ann"), "A reason is missing."),
        (("decide", "SV05", "2025-26 Q2", "lock", "--by", "Ann"), "this return is not due, and nothing is decided"),
        (("decide", "all", "2025-26 Q1", "accept", "--by", "Ann"), "decided return by return. Name one service."),
        (("decide", "SV05", "2025-26 Q1", "accept"), "Missing option '--by'"),
    ],
)
def test_what_cannot_be_answered_or_decided_is_said_in_a_sentence(home, words, sentence):
    result = impact(*words, "--home", home)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True)
    assert sentence in " ".join(said(result).replace("│", " ").split())
    assert store.decisions(shared.sources_in(home).engine, "trauma-informed-borough") == []


@pytest.mark.parametrize("command", ["due", "decide"])
def test_each_command_explains_itself_and_its_exit_codes(command):
    result = impact(command, "--help")

    assert "Exit codes: 0 " in " ".join(said(result).replace("│", " ").split())


def test_a_return_that_came_after_its_day_is_told_so(tmp_path):
    send(record(tmp_path), SPRING, NOW - timedelta(days=2))

    (row,) = (one for one in rows("due", "--all", "--home", tmp_path) if one["period_code"] == "2025-26 Q1")

    assert (row["stands"], row["days_late"], row["received"]) == ("received, 19 days late", 19, "2025-08-18")
