"""What was asked of a return, explained and taken back at a desk; and what the suites make of a file, as one page."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doubted import VIEW, doubt, record, row, send
from impact import answers, periods
from impact.cli import app, shared
from impact.sources import Sources
from records import NOW

HEAD = "period,service_id,indicator_id,numerator,denominator,asked\n"
CLEAN = HEAD + "2026-27 Q2,SV19,S01,60,100,120\n2026-27 Q2,SV19,W01,40,80,\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr(shared, "user", lambda: "ann")
    return tmp_path


@pytest.fixture
def sources(home: Path) -> Iterator[Sources]:
    """A record in which return 1 counts but for one row, and waits for two answers."""
    opened = record(home)
    rows = [row(2, "S01", 80, 110), row(3, "S03", 40, 90), row(4, "W01", 30, 60)]
    send(opened, rows, doubt(2, "base-changed", "Is 110 right?"), doubt(3, "unusually-low", "Is 40 right?"))
    send(opened, [row(2, "W01", 31, 60)], day=1)
    yield opened
    opened.engine.dispose()


def impact(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*(str(word) for word in words), "--home", str(home)])


def shown(home: Path, *words: object) -> list[dict]:
    return json.loads(impact(home, "doubts", *words, "--format", "json").stdout)["rows"]


def states(sources: Sources, number: int = 1) -> list[str]:
    return [one.state for one in answers.submission(sources, VIEW, number).doubts]


def test_what_waits_for_an_answer_is_listed_with_its_place(home, sources):
    found = shown(home)

    assert [(one["doubt"], one["return"], one["place"], one["state"]) for one in found] == [
        (1, 1, "Row 2, column E (numerator)", "open"),
        (2, 1, "Row 3, column E (numerator)", "open"),
    ]
    assert found[0]["sender"] == "Social Housing Neighbourhood Teams"
    assert "Is 110 right?" in impact(home, "doubts").output


def test_a_question_is_explained_at_a_desk(home, sources):
    result = impact(home, "explain", 1, "--reason", "Two teams merged.", "--by", "Ann Lee", "--until", "2027-03-31")

    assert (result.exit_code, result.output) == (0, "Question 1 about return 1: your explanation was kept.\n")
    assert states(sources) == ["explained", "open"]
    told = "Ann Lee on 22 Nov 2026: “Two teams merged.” Holds until 31 Mar 2027."
    assert [one["explained"] for one in shown(home, 1)] == [told, ""]
    assert [one["doubt"] for one in shown(home)] == [one["doubt"] for one in shown(home, 1, "--open")] == [2]


def test_a_question_is_listed_again_after_the_last_day_of_its_explanation(home, sources, monkeypatch):
    impact(home, "explain", 1, "--reason", "Two teams merged.", "--by", "Ann Lee", "--until", "2026-11-30")
    monkeypatch.setattr(shared, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))

    told = "Ann Lee on 22 Nov 2026: “Two teams merged.” Held until 30 Nov 2026."
    for words in ((), (1,)):
        assert [(one["state"], one["explained"]) for one in shown(home, *words)] == [("lapsed", told), ("open", "")]


def test_whoever_is_at_the_desk_explains_where_no_name_is_given(home, sources):
    impact(home, "explain", 1, "--reason", "Two teams merged.")

    assert [(one["explained_by"], one["until"]) for one in shown(home, 1)] == [("ann", None), ("", None)]


def test_what_was_known_on_an_earlier_day_is_asked_for_by_that_day(home, sources):
    impact(home, "explain", 1, "--reason", "Two teams merged.")

    assert [one["state"] for one in shown(home, 1, "--as-at", "2026-11-21")] == ["open", "open"]


def test_a_return_is_withdrawn_at_a_desk_and_what_that_did_is_said(home, sources):
    result = impact(home, "withdraw", 2, "--reason", "Wrong sheet.", "--by", "Ann Lee")

    assert (result.exit_code, result.output) == (
        0,
        "Return 2 (return-1.csv) was withdrawn. Its 1 row no longer counts: for it return 1 counts again. "
        "The file stays in the record.\n",
    )
    assert answers.submission(sources, VIEW, 1).counting == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("doubts", 99), "There is no return number 99. Choose one in the list of returns.\n"),
        (("explain", 99, "--reason", "x"), "There is no question number 99. Look its number up beside the return.\n"),
        (("explain", 1, "--reason", " "), "A reason is missing. Write it in a few words.\n"),
        (
            ("explain", 1, "--reason", "x", "--until", "2026-11-21"),
            "The last day, 21 Nov 2026, has passed. Choose a day from today on, or leave it empty: "
            "then the explanation holds for as long as the figure stays the same.\n",
        ),
        (("withdraw", 99, "--reason", "x"), "There is no return number 99. Choose one in the list of returns.\n"),
        (("withdraw", 1, "--reason", ""), "A reason is missing. Write it in a few words.\n"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(home, sources, words, said):
    result = impact(home, *words)

    assert (result.exit_code, result.stderr) == (2, said)


def test_a_return_is_withdrawn_only_once(home, sources):
    impact(home, "withdraw", 2, "--reason", "Wrong sheet.")

    again = impact(home, "withdraw", 2, "--reason", "Wrong sheet.")

    assert again.exit_code == 2
    assert "was withdrawn on 22 Nov 2026 by ann. To make it count again, send the file again." in again.stderr


def written(home: Path, content: str, *words: object) -> Result:
    file = home / "SV19.csv"
    file.write_text(content)
    return impact(home, "report", file, "--out", home / "page.html", *words)


def test_what_the_suites_make_of_a_file_is_one_page_that_needs_no_other(home, sources):
    for day, code in ((-200, "2025-26 Q4"), (-100, "2026-27 Q1")):
        send(sources, [row(2, "S01", 8, 30, period=periods.parse(code))], day=day + 300)
    kept = len(answers.received(sources, VIEW))

    result = written(home, CLEAN)

    page = (home / "page.html").read_text()
    assert result.exit_code == 0, result.output
    assert re.fullmatch(
        r"\S*page\.html: \d+ questions? about SV19\.csv\. The page needs no other file\.\n", result.output
    )
    for told in ("SV19.csv", "Social Housing Neighbourhood Teams", "22 November 2026", "Demonstration data", "100"):
        assert told in page
    assert "default-src 'none'" in page and not re.search(r"https?:|src=|@import|<script", page)
    assert len(answers.received(sources, VIEW)) == kept


def test_a_file_that_must_be_mended_is_not_judged(home, sources):
    result = written(home, CLEAN.replace("60,100", "160,100"))

    assert result.exit_code == 1
    assert "160 is more than the 100" in result.output
    assert "SV19.csv: no page was written. Mend or answer the above first" in result.output
    assert not (home / "page.html").exists()


def test_a_page_that_cannot_be_written_is_said_plainly(home, sources):
    file = home / "SV19.csv"
    file.write_text(CLEAN)

    result = impact(home, "report", file, "--out", home / "nowhere" / "page.html")

    assert result.exit_code == 2
    assert "cannot be used: No such file or directory." in result.stderr


def test_a_file_that_is_not_there_is_said_plainly(home, sources):
    result = impact(home, "report", home / "none.csv")

    assert (result.exit_code, result.stderr.split("'")[-1]) == (2, ". Check its name and folder.\n")
