"""A question about a figure that was explained before is not asked again while the explanation holds."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from doubted import doubt, row
from impact import answers, store
from impact.answers import Sources, adopt, open_sources
from impact.answers.doubts import EXPLAINED
from impact.cli import app
from impact.intake import Answered, Envelope, Receipt, examine, given_back, receive
from impact.intake.answering import answered
from impact.projection import KEY
from impact.sources import View, framework
from impact.words.explained import Explanation, answered_sentence
from records import BOROUGH, NOW

FRAMEWORK = "trauma-informed-borough"
HEAD = "period,service_id,indicator_id,numerator,denominator,note\n"
ODD = "2026-27 Q2,SV05,S01,9,9000,\n"
WHY = "New clinic opened."
FIRST = NOW - timedelta(days=10)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = open_sources(tmp_path / "home")
    adopt(opened, BOROUGH, datetime(2026, 1, 1, tzinfo=UTC))
    yield opened
    opened.engine.dispose()


def explained(sources: Sources, until: date | None = None, content: str = HEAD + ODD) -> Receipt:
    """The odd figure sent, and every question about it explained."""
    first = receive(sources, FRAMEWORK, content.encode(), Envelope("first.csv", "an analyst"), FIRST)
    for one in store.doubts_of(sources.engine, first.kept.submission_id):
        store.explain(sources.engine, one["id"], WHY, "Ann Lee", FIRST + timedelta(hours=1), until)
    return first


def checked(sources: Sources, content: str, now: datetime = NOW) -> Receipt:
    return examine(sources, FRAMEWORK, content.encode(), Envelope("again.csv", "an analyst"), now)


@pytest.mark.parametrize("until", [None, NOW.date(), date(2027, 3, 31)])
def test_what_was_explained_is_said_with_its_reason_and_not_asked_again(sources, until):
    first = explained(sources, until)
    assert first.doubts and not first.answered

    again = checked(sources, HEAD + ODD.replace(",\n", ",as before\n"))

    assert again.doubts == ()
    told = Explanation(WHY, "Ann Lee", FIRST.date(), until)
    assert again.answered == tuple(Answered(one, told) for one in first.doubts)


@pytest.mark.parametrize(
    ("until", "content"),
    [
        (FIRST.date(), HEAD + ODD),
        (None, HEAD + ODD.replace("9,9000", "10,9000")),
        (None, HEAD + ODD.replace("SV05", "SV06")),
        (None, HEAD + ODD.replace("2026-27 Q2", "2026-27 Q1")),
    ],
    ids=["its last day has passed", "another figure", "another service", "another period"],
)
def test_a_question_is_asked_again(sources, until, content):
    explained(sources, until)

    again = checked(sources, content)

    assert again.doubts and not again.answered


def test_an_explanation_holds_on_another_line_and_in_another_column(sources):
    explained(sources)
    moved = (
        "period,service_id,denominator,indicator_id,numerator\n2026-27 Q2,SV05,90,W01,40\n2026-27 Q2,SV05,9000,S01,9\n"
    )

    again = checked(sources, moved)

    assert {(one.doubt.line, one.doubt.column) for one in again.answered} == {(3, "E")}


def test_a_figure_that_comes_back_finds_its_explanation_again(sources):
    explained(sources)
    other = (HEAD + ODD.replace("9,9000", "70,100")).encode()
    receive(sources, FRAMEWORK, other, Envelope("second.csv", "an analyst"), FIRST + timedelta(days=1))

    back = receive(sources, FRAMEWORK, (HEAD + ODD).encode(), Envelope("third.csv", "an analyst"), NOW)

    asked = answers.submission(sources, View(FRAMEWORK, NOW.date()), back.kept.submission_id).doubts
    told = {one.doubt.rule for one in back.answered}
    assert told and told == {one.asked.rule for one in asked if one.state == EXPLAINED}


def test_what_was_answered_is_kept_with_the_return_and_stands_there_as_explained(sources):
    first = explained(sources)

    kept = receive(
        sources, FRAMEWORK, (HEAD + ODD + "\n").encode(), Envelope("again.csv", "an analyst"), NOW
    ).kept.submission_id

    asked = answers.submission(sources, View(FRAMEWORK, NOW.date()), kept).doubts
    assert [(one.asked.rule, one.state) for one in asked] == [(one.rule, EXPLAINED) for one in first.doubts]


def test_a_marked_file_does_not_ask_what_was_answered(sources):
    content = HEAD + ODD
    explained(sources)
    rules = framework(sources, View(FRAMEWORK, NOW.date()))
    envelope = Envelope("again.csv", "an analyst")

    _, marked = given_back(rules, content.encode(), envelope, checked(sources, content), "csv")

    assert b"Worth a look" not in marked


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Explanation("New clinic", "Ann Lee", date(2026, 11, 3)), "Answered. Ann Lee on 3 Nov 2026: “New clinic”. "),
        (Explanation("Why not?", "Bo", date(2026, 11, 3)), "Answered. Bo on 3 Nov 2026: “Why not?” "),
        (
            Explanation(WHY, "Ann Lee", date(2026, 11, 3), date(2027, 3, 31)),
            "Answered. Ann Lee on 3 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027. ",
        ),
    ],
)
def test_an_answer_is_said_with_who_gave_it_when_and_until_when(given, said):
    assert answered_sentence("Row 2: Is it right?", given) == f"{said}What was asked: Row 2: Is it right?"


def command(home: Path, *asked: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, asked), "--home", str(home)])
    return result.exit_code, result.output


@pytest.fixture
def desk(sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for place in ("impact.cli.shared.now", "impact.cli.checking.now", "impact.cli.returns.now"):
        monkeypatch.setattr(place, lambda: NOW)
    (tmp_path / "again.csv").write_text(HEAD + ODD.replace(",\n", ",as before\n"))
    return tmp_path


def test_a_file_with_nothing_but_answered_doubts_is_clean_at_a_desk(sources, desk):
    file = desk / "again.csv"
    before = command(desk / "home", "check", file)
    explained(sources, date(2027, 3, 31))

    code, said = command(desk / "home", "check", file)
    _, both = command(desk / "home", "check", file, file)
    found = json.loads(command(desk / "home", "check", file, "--json")[1])

    assert (before[0], code) == (3, 0)
    assert "Worth a look" in before[1] and "Worth a look" not in said
    assert (
        "Answered. Ann Lee on 12 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027. "
        "What was asked: Row 2, column D (numerator): "
    ) in said
    assert "2 files: 2 ready to send, 0 with doubts only" in both
    assert (found["summary"]["clean"], found["summary"]["doubts"]) == (1, 0)
    assert {tuple(one["answered"].items()) for one in found["files"][0]["doubts"]} == {
        (("reason", WHY), ("given_by", "Ann Lee"), ("given_on", "2026-11-12"), ("until", "2027-03-31"))
    }


def test_a_doubt_that_is_asked_has_no_answer_as_json(desk):
    found = json.loads(command(desk / "home", "check", desk / "again.csv", "--json")[1])

    assert {one["answered"] for one in found["files"][0]["doubts"]} == {None}


def test_submit_and_the_page_of_questions_say_it_as_well(sources, desk):
    explained(sources)

    _, told = command(desk / "home", "report", desk / "again.csv", "--out", desk / "doubts.html")
    _, sent = command(desk / "home", "submit", desk / "again.csv")

    page = (desk / "doubts.html").read_text(encoding="utf-8")
    assert "0 questions about again.csv" in told
    assert "No questions to the sender." in page and "Answered before" in page
    assert "Ann Lee on 12 Nov 2026: “New clinic opened.”" in page
    assert "Answered. Ann Lee on 12 Nov 2026: “New clinic opened.” What was asked: Row 2" in sent
    assert "Worth a look" not in sent


RULES, FIGURES, INDICATORS = ("unusually-low", "base-changed"), (10.0, 20.0), ("S01", "S03")
WIDE = st.lists(st.tuples(st.sampled_from(INDICATORS), st.sampled_from(FIGURES)), min_size=1, max_size=4)
DOUBTED = st.lists(st.tuples(st.integers(2, 5), st.sampled_from(RULES)), max_size=6)
GIVEN = st.lists(
    st.tuples(st.sampled_from(RULES), st.sampled_from(INDICATORS), st.sampled_from(FIGURES), st.integers(0, 9)),
    max_size=6,
    unique_by=lambda one: one[3],
)


@settings(deadline=None)
@given(WIDE, DOUBTED, GIVEN)
def test_every_doubt_is_answered_by_the_newest_reason_for_the_same_rule_row_and_figures(sent, doubts, reasons):
    rows = [row(line, one, figure, 90.0) for line, (one, figure) in enumerate(sent, start=2)]
    asked = [doubt(line, rule) for line, rule in doubts if line < len(rows) + 2]
    asked.append(doubt(None))
    frame = pl.DataFrame(rows, schema=store.CLEAN_SCHEMA)
    explanations = pl.DataFrame(
        [
            {
                **{name: row(2, one, figure, 90.0)[name] for name in (*KEY, *store.FIGURES)},
                **{"rule": rule, "reason": f"{hour}", "given_by": "Ann", "until": None},
                "known_from": FIRST + timedelta(hours=hour),
            }
            for rule, one, figure, hour in reasons
        ],
        schema=frame.select(*KEY, *store.FIGURES).schema
        | {"rule": pl.String, "reason": pl.String, "given_by": pl.String, "until": pl.Date}
        | {"known_from": pl.Datetime("us", "UTC")},
    )

    found = answered(asked, frame, explanations)

    wanted = []
    for one in asked:
        if one.line is not None:
            about = sent[one.line - 2]
            hours = [hour for rule, *what, hour in reasons if (rule, *what) == (one.rule, *about)]
            wanted += [(one, f"{max(hours)}")] if hours else []
    assert [(one.doubt, one.explanation.reason) for one in found] == wanted
