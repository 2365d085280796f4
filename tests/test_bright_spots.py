"""Bright spots on record: nominated by anyone, looked at by two, named only if the service agrees, for 18 months."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError
from typer.testing import CliRunner, Result

from doubted import RULES, VIEW, record
from impact import answers, nominating, store
from impact.access import Viewer
from impact.acts import NotDone
from impact.answers.bright_spots import BRIGHT_SPOT
from impact.answers.pointers import seen_by
from impact.cli import app, shared
from impact.metrics.bright import Pointer, Pointers
from impact.sources import Sources, View, end_of
from records import NOW

SERVICE, OTHER_SECTOR = "SV19", "SEC1"
TEXTS = ("A quiet room for first talks.", "Families say they can breathe.", "Ten interviews in June.")
ANALYST = Viewer("analyst", services=(SERVICE,))


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def on(day: date, **more: Any) -> View:
    return View(VIEW.framework_id, day, **more)


def nominated(sources: Sources, service: str = SERVICE, feature: str = "FP2", now: datetime = NOW) -> int:
    return nominating.nominate(sources, VIEW, service, feature, *TEXTS, "Ann Lee", now)


def looked(sources: Sources, number: int, *results: str, now: datetime = NOW) -> answers.BrightSpot:
    for who, result, sector in zip(("champion", "lived experience"), results, (OTHER_SECTOR, ""), strict=False):
        spot = nominating.look(sources, VIEW, number, who, result, "Seen at work.", "Ann Lee", now, sector)
    return spot


def shown_to(sources: Sources, viewer: Viewer, day: date = VIEW.today) -> list[int]:
    return [one.number for one in answers.bright_spots(sources, on(day, viewer=viewer))]


def test_a_nomination_waits_for_two_looks(sources):
    number = nominated(sources)

    first = looked(sources, number, "confirmed")
    both = looked(sources, number, "confirmed", "confirmed")

    assert (first.result, both.result) == ("to be checked", "confirmed")
    assert (both.done, both.changed, both.known_by) == TEXTS


@pytest.mark.parametrize(
    ("results", "result"),
    [
        (("confirmed", "confirmed"), "confirmed"),
        (("confirmed", "promising"), "promising"),
        (("not this time", "confirmed"), "not this time"),
    ],
)
def test_of_two_looks_the_more_doubtful_counts(sources, results, result):
    assert looked(sources, nominated(sources), *results).result == result


def test_a_later_look_of_the_same_person_counts_and_the_earlier_stays_on_record(sources):
    number = nominated(sources)
    looked(sources, number, "promising", "confirmed")

    again = looked(sources, number, "confirmed")

    assert again.result == "confirmed"
    assert len(store.entries(sources.engine, VIEW.framework_id, BRIGHT_SPOT)) == 4


def test_it_is_shown_once_the_service_agrees_and_taken_down_at_once_when_it_no_longer_does(sources):
    number = nominated(sources)
    looked(sources, number, "confirmed", "confirmed")
    everyone = Viewer("leader")

    before = shown_to(sources, everyone)
    nominating.agree(sources, on(VIEW.today, viewer=ANALYST), number, True, "Bo Ray", NOW)
    agreed = shown_to(sources, everyone)
    nominating.agree(sources, VIEW, number, False, "Bo Ray", NOW)

    assert (before, agreed, shown_to(sources, everyone)) == ([], [number], [])


def test_it_expires_after_eighteen_months_unless_renewed(sources):
    number = nominated(sources)
    looked(sources, number, "confirmed", "confirmed")
    spot = nominating.agree(sources, VIEW, number, True, "Bo Ray", NOW)
    last = date(2028, 5, 22)

    assert spot.holds_until == last
    assert shown_to(sources, Viewer("leader"), last) == [number]
    assert shown_to(sources, Viewer("leader"), last + timedelta(days=1)) == []

    nominating.renew(sources, on(last), number, "Visited again.", "Ann Lee", datetime(2028, 5, 1, tzinfo=UTC))

    assert shown_to(sources, Viewer("leader"), last + timedelta(days=1)) == [number]


def test_what_was_not_confirmed_is_for_the_service_and_the_programme_team(sources):
    private, waiting = nominated(sources), nominated(sources, "SV05")
    looked(sources, private, "not this time", "confirmed")
    nominating.agree(sources, VIEW, private, True, "Bo Ray", NOW)

    assert shown_to(sources, VIEW.viewer) == [waiting, private] or shown_to(sources, VIEW.viewer) == [private, waiting]
    assert shown_to(sources, ANALYST) == [private]
    assert shown_to(sources, Viewer("champion")) == [waiting]
    assert shown_to(sources, Viewer("leader")) == []


def test_they_stand_by_feature_and_then_by_name_whatever_their_results(sources):
    numbers = [
        nominated(sources, service, feature) for service, feature in (("SV20", "FP7"), ("SV19", "FP2"), ("SV05", "FP2"))
    ]
    names = [RULES.service[one].name for one in ("SV19", "SV05")]

    found = answers.bright_spots(sources, VIEW)

    assert [one.feature_id for one in found] == ["FP2", "FP2", "FP7"]
    assert [RULES.service[one.service_id].name for one in found[:2]] == sorted(names)
    assert found[2].number == numbers[0]


def test_an_earlier_day_shows_what_was_known_then(sources):
    number = nominated(sources)
    later = NOW + timedelta(days=3)
    looked(sources, number, "confirmed", "confirmed", now=later)

    then = answers.bright_spots(sources, on(NOW.date(), as_at=end_of(NOW.date())))

    assert [one.result for one in then] == ["to be checked"]


def test_the_record_of_nominations_is_never_changed(tmp_path, sources):
    nominated(sources)

    for change in ("UPDATE register_entry SET act = 'x'", "DELETE FROM register_entry"):
        engine = create_engine(f"sqlite:///{tmp_path / 'record.sqlite'}")
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(change))
        engine.dispose()


def test_what_a_viewer_may_see_of_what_the_numbers_point_to():
    def one(service: str) -> Pointer:
        return Pointer(service, "S01", date(2026, 7, 1), date(2026, 9, 30), "quarter")

    found = Pointers((one(SERVICE), one("SV05")), (one(SERVICE),), (one(SERVICE), one("SV05")))

    def many(viewer: Viewer) -> tuple[int, int, int]:
        seen = seen_by(found, viewer)
        return len(seen.candidates), len(seen.held_back), len(seen.offers)

    assert many(VIEW.viewer) == (2, 1, 2)
    assert many(ANALYST) == (1, 1, 1)
    assert many(Viewer("champion")) == (2, 0, 0)
    assert many(Viewer("leader")) == (0, 0, 0)


LONG = "x" * 501
REFUSED = [
    ({"done": " "}, "It is not said what was done. Write it in a few words."),
    ({"changed": ""}, "It is not said what changed for people. Write it in a few words."),
    ({"known_by": LONG}, "Say how we know in at most 500 characters."),
    (
        {"done": "Ask ann@example.org"},
        "This looks like an e-mail address. A bright spot is shown to others, so nothing in it may point to a person. "
        "Take it out.",
    ),
    ({"given_by": " "}, "A name is missing. Write your name, so that others know whom to ask."),
    ({"given_by": "x" * 81}, "A name takes at most 80 characters. Say it more shortly."),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_a_nomination_that_lacks_something_or_tells_of_a_person_is_not_kept(sources, words, said):
    whole = dict(zip(("done", "changed", "known_by"), TEXTS, strict=True)) | {"given_by": "Ann Lee"} | words

    with pytest.raises(NotDone) as caught:
        nominating.nominate(sources, VIEW, SERVICE, "FP2", now=NOW, **whole)

    assert str(caught.value) == said
    assert store.entries(sources.engine, VIEW.framework_id, BRIGHT_SPOT) == []


def test_what_may_not_be_done_is_said(sources):
    number = nominated(sources)
    own = RULES.service[SERVICE].sector
    leader = on(VIEW.today, viewer=Viewer("leader"))
    stranger = on(VIEW.today, viewer=Viewer("analyst", services=("SV05",)))
    past = on(VIEW.today, as_at=NOW)
    look = ("champion", "confirmed", "Seen.", "Ann Lee", NOW)
    said = {
        "There is no nomination number 99. Look its number up in the list of bright spots.": lambda: nominating.look(
            sources, VIEW, 99, *look, OTHER_SECTOR
        ),
        "Say which sector the champion is from.": lambda: nominating.look(sources, VIEW, number, *look),
        f"A champion of another sector looks: {RULES.sector[own].name} is the service's own. Ask another.": lambda: (
            nominating.look(sources, VIEW, number, *look, own)
        ),
        "What was found is written down by a champion or the programme team. Ask them.": lambda: nominating.look(
            sources, leader, number, *look, OTHER_SECTOR
        ),
        "Choose who looked (champion or lived experience) and what was found (not this time, promising, confirmed).": (
            lambda: nominating.look(sources, VIEW, number, "boss", "top", "Seen.", "Ann Lee", NOW)
        ),
        "Whether it agrees to be named, the service says itself, or the programme team for it.": lambda: (
            nominating.agree(sources, stranger, number, True, "Bo Ray", NOW)
        ),
        f"Number {number} is to be checked. Only a confirmed or promising one can be renewed.": lambda: (
            nominating.renew(sources, VIEW, number, "Again.", "Ann Lee", NOW)
        ),
        "This is written down today. Choose today as the day that is shown.": lambda: nominating.nominate(
            sources, past, SERVICE, "FP2", *TEXTS, "Ann Lee", NOW
        ),
    }

    for sentence, act in said.items():
        with pytest.raises(NotDone) as caught:
            act()
        assert str(caught.value) == sentence


@pytest.fixture
def home(tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr("impact.cli.bright.now", lambda: NOW)
    monkeypatch.setattr("impact.cli.bright.user", lambda: "ann")
    return tmp_path


def impact(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*(str(word) for word in words), "--home", str(home)])


def test_a_bright_spot_is_nominated_checked_named_and_shown_at_a_desk(home):
    empty = impact(home, "bright-spots")
    said = [
        impact(
            home,
            "nominate",
            "SV19",
            "Safe environments",
            "--done",
            TEXTS[0],
            "--changed",
            TEXTS[1],
            "--known-by",
            TEXTS[2],
        ),
        impact(
            home,
            "bright-spot",
            "look",
            1,
            "--who",
            "champion",
            "--found",
            "confirmed",
            "--note",
            "Seen.",
            "--sector",
            "SEC1",
        ),
        impact(home, "bright-spot", "look", 1, "--who", "lived-experience", "--found", "promising", "--note", "Felt."),
        impact(home, "bright-spot", "agree", 1, "--named"),
        impact(home, "bright-spot", "renew", 1, "--reason", "Visited again."),
    ]

    assert "No bright spot is on show yet." in empty.stdout
    assert [one.exit_code for one in (empty, *said)] == [0] * 6
    assert [one.stdout for one in said] == [
        "Kept as number 1: Social Housing Neighbourhood Teams. A champion of another sector and someone with lived "
        "experience look next.\n",
        "Kept. Number 1: To be checked. Champion has looked; the other look is awaited.\n",
        "Kept. Number 1: Promising. The service was not asked yet whether it may be named, so it is not shown.\n",
        "Kept. Number 1: Promising. Holds until 22 May 2028.\n",
        "Kept. Number 1: Promising. Holds until 22 May 2028.\n",
    ]
    whole = json.loads(impact(home, "bright-spots", "--format", "json").stdout)
    assert (whole["said"], whole["rows"][0]["on_show"]) == ("1 bright spot is on show.", True)
    assert "Coram Voice" in impact(home, "bright-spots").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("nominate", "SV99", "FP2", "--done", "a", "--changed", "b", "--known-by", "c"),
            "There is no service 'SV99'.",
        ),
        (("nominate", "SV19", "FP9", "--done", "a", "--changed", "b", "--known-by", "c"), "There is no feature 'FP9'."),
        (("bright-spot", "agree", 5, "--named"), "There is no nomination number 5."),
    ],
)
def test_a_wrong_word_at_a_desk_is_answered_in_a_sentence(home, words, said):
    result = impact(home, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_an_empty_record_points_to_nothing_at_a_desk(home):
    result = impact(home, "bright-spots", "--pointers")

    assert (result.exit_code, "Nothing to show." in result.stdout) == (0, True)
