"""What a board decides is kept, and a meeting's figures stay those of the moment at which it began."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doubted import FIRST, VIEW, record, row, send
from impact import answers, minutes
from impact.access import Viewer
from impact.acts import NotDone
from impact.answers.meetings import UnknownMeeting, Written, meeting, meetings, written
from impact.cli import app, shared
from impact.sources import Sources, View, end_of
from impact.words.meeting import (
    agenda_sentence,
    moved_sentence,
    noted_sentence,
    written_sentence,
)
from records import NOW

CLERK = "clerk to the board"
SPRING = date(2027, 3, 31)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sources]:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr("impact.cli.meeting.now", lambda: NOW)
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def begun(sources: Sources, view: View = VIEW, now: datetime = NOW) -> int:
    return minutes.begin(
        sources, view, ["opening", "decisions"], answers.version(sources, VIEW.framework_id), CLERK, now
    )


def action(sources: Sources, what: str = "Ask every sector for one bright spot", **more: object) -> Written:
    said = {"who": "head of partnerships", "by": SPRING} | more
    return minutes.write_down(sources, VIEW, "action", what, CLERK, NOW, **said)  # type: ignore[arg-type]


def people(sources: Sources, view: View) -> list[float]:
    """The borough's share of S01 at a view."""
    frame = answers.figures(sources, view).frame
    return frame[(frame.scope_kind == "whole") & (frame.indicator_id == "S01")].value.tolist()


def test_a_return_that_comes_in_during_a_meeting_changes_nothing_it_shows(sources):
    for service in ("SV05", "SV06", "SV07"):
        send(sources, [row(2, "S01", 50, 100, service_id=service)], content=service.encode())
    number = begun(sources)
    before = people(sources, meeting(sources, VIEW, number).view)

    send(sources, [row(2, "S01", 90, 100, service_id="SV08")], day=20)

    assert before == people(sources, meeting(sources, VIEW, number).view) == [50.0]
    assert people(sources, VIEW) == [60.0]


def test_a_meeting_shows_all_that_was_known_up_to_its_own_entry(sources):
    one = meeting(sources, VIEW, begun(sources))

    assert one.view.as_at == one.begun
    assert (one.day, one.items) == (NOW.date(), ("opening", "decisions"))


def test_a_meeting_about_an_earlier_day_shows_what_was_known_at_its_end(sources):
    day = date(2026, 9, 30)
    past = View(VIEW.framework_id, day, end_of(day))

    one = meeting(sources, VIEW, begun(sources, past))

    assert (one.view.today, one.view.as_at) == (day, end_of(day))


def test_meetings_are_listed_newest_first_and_an_earlier_day_knows_no_later_one(sources):
    first, second = begun(sources), begun(sources, now=NOW + timedelta(days=1))

    assert [one.number for one in meetings(sources, VIEW)] == [second, first]
    assert meetings(sources, View(VIEW.framework_id, NOW.date(), NOW - timedelta(days=1))) == ()


def test_a_meeting_that_is_not_there_is_answered_in_words(sources):
    with pytest.raises(UnknownMeeting, match="There is no meeting number 7"):
        meeting(sources, VIEW, 7)


def test_what_was_said_in_a_meeting_belongs_to_it(sources):
    number = begun(sources)

    minutes.write_down(sources, VIEW, "decision", "We fund two more champions", CLERK, NOW, meeting=number)
    action(sources)

    assert [(one.kind, one.meeting) for one in written(sources, VIEW)] == [("decision", number), ("action", None)]


def test_an_action_is_open_until_it_is_noted_as_done_and_nothing_is_lost(sources):
    one = action(sources)
    later = NOW + timedelta(days=3)

    done = minutes.note_done(sources, VIEW, one.number, CLERK, later)

    assert one.open and not done.open
    assert done.done == later.date()
    assert [known.open for known in written(sources, View(VIEW.framework_id, NOW.date(), NOW + timedelta(days=1)))] == [
        True
    ]


@pytest.mark.parametrize(("today", "past"), [(SPRING, False), (SPRING + timedelta(days=1), True)])
def test_an_action_is_past_its_day_from_the_day_after(sources, today, past):
    assert action(sources).past(today) is past


def test_a_decision_needs_neither_a_role_nor_a_day_and_is_never_open(sources):
    one = minutes.write_down(sources, VIEW, "decision", "We meet in June", CLERK, NOW)

    assert (one.who, one.by, one.open) == ("", None, False)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ({"what": "  "}, "It is not said what the action is. Write it in a few words."),
        ({"what": "x" * 501}, "Say what the action is in at most 500 characters."),
        ({"what": "Write to ann@example.org"}, "This looks like an e-mail address."),
        ({"who": ""}, "It is not said who does it. Write it in a few words."),
        ({"who": "Jane Smith"}, "This looks like a person's name."),
        ({"by": None}, "It is not said by when it is to be done. Write a day, such as 31/3/2027."),
        ({"by": date(2026, 11, 21)}, "21 Nov 2026 has passed. Write a day from today on."),
    ],
)
def test_what_is_missing_or_points_to_a_person_is_said(sources, said, answered):
    with pytest.raises(NotDone) as refused:
        action(sources, **said)

    assert answered in str(refused.value)
    assert written(sources, VIEW) == ()


def test_a_name_is_not_a_role(sources):
    with pytest.raises(NotDone, match="Name a role, such as head of housing"):
        minutes.write_down(sources, VIEW, "decision", "We meet in June", "Jane Smith", NOW)


@pytest.mark.parametrize("number", [1, 99])
def test_only_an_open_action_can_be_done(sources, number):
    minutes.write_down(sources, VIEW, "decision", "We meet in June", CLERK, NOW)

    with pytest.raises(NotDone, match=f"umber {number}"):
        minutes.note_done(sources, VIEW, number, CLERK, NOW)


@pytest.mark.parametrize("role", ["champion", "analyst"])
def test_the_board_and_the_programme_team_alone_write_down(sources, role):
    view = View(VIEW.framework_id, VIEW.today, viewer=Viewer(role))

    with pytest.raises(NotDone, match="written down by a leader or the programme team"):
        minutes.write_down(sources, view, "decision", "We meet in June", CLERK, NOW)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (("decision", "we meet in June.", "", None, None), "Decision: We meet in June."),
        (
            ("action", "ask sectors", "head of housing", SPRING, None),
            "Action for head of housing, by 31 Mar 2027: Ask sectors. Open.",
        ),
        (
            ("action", "ask sectors", "head of housing", SPRING, date(2027, 1, 5)),
            "Action for head of housing, by 31 Mar 2027: Ask sectors. Done on 5 Jan 2027.",
        ),
    ],
)
def test_what_was_written_down_is_read_in_a_sentence(said, sentence):
    assert written_sentence(*said) == sentence


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (noted_sentence(0, 0), "Nothing has been written down at this meeting yet."),
        (noted_sentence(1, 0), "1 decision was written down at this meeting."),
        (noted_sentence(2, 1), "2 decisions and 1 action were written down at this meeting."),
        (agenda_sentence(9, 0, 0), "The meeting has 9 items. No action is open."),
        (agenda_sentence(9, 1, 1), "The meeting has 9 items. 1 action is open, 1 of them past its day."),
    ],
)
def test_how_much_was_written_down_is_counted_in_words(sentence, said):
    assert sentence == said


def test_what_moved_is_counted_with_what_went_back(framework):
    day = date(2026, 8, 22)

    assert moved_sentence(day, {"outcome": (2, 1), "step": (1, 0)}, framework) == (
        "Since 22 Aug 2026: 2 outcomes moved to a better result, 1 outcome went back and 1 service went up a step."
    )
    assert moved_sentence(day, {}, framework) == (
        "Since 22 Aug 2026 no outcome and no service has moved from one result or step to another."
    )


def impact(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["meeting", *(str(word) for word in words), "--home", str(home)])


def test_decisions_and_actions_are_written_down_listed_and_closed_at_a_desk(tmp_path, sources):
    kept = impact(tmp_path, "write", "Ask sectors", "--who", "head of housing", "--by-when", "2027-03-31")
    decided = impact(tmp_path, "write", "We meet in June")
    closed = impact(tmp_path, "done", 1)

    rows = json.loads(impact(tmp_path, "decisions", "--format", "json").stdout)["rows"]

    assert kept.stdout == "Kept as number 1. Action for head of housing, by 31 Mar 2027: Ask sectors. Open.\n"
    assert decided.stdout == "Kept as number 2. Decision: We meet in June.\n"
    assert "Done on 22 Nov 2026." in closed.stdout
    assert [(one["kind"], one["what"]) for one in rows] == [("action", "Ask sectors"), ("decision", "We meet in June")]
    assert "Ask sectors" not in impact(tmp_path, "decisions", "--open").stdout


def test_a_name_in_place_of_a_role_is_refused_at_a_desk(tmp_path, sources):
    refused = impact(tmp_path, "write", "Ask sectors", "--who", "Jane Smith", "--by-when", "2027-03-31")

    assert refused.exit_code == 2
    assert "Name a role" in refused.stderr


def test_a_clock_of_another_machine_does_not_put_a_meeting_before_what_it_shows(sources):
    send(sources, [row(2, "S01", 50, 100, service_id="SV05")], day=20)

    one = meeting(sources, VIEW, begun(sources))

    assert one.begun > FIRST + timedelta(days=20)
