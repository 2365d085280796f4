"""What a board was shown is noted at a desk, and what a return would change of it is then said."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doubted import FIRST, VIEW, record, row, send
from impact import acts, store
from impact.access import Viewer
from impact.cli import app, shared
from impact.sources import Sources, View, end_of
from records import NOW

HEAD = "period,service_id,indicator_id,numerator,denominator,asked\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr("impact.cli.checking.now", lambda: NOW)
    monkeypatch.setattr(shared, "user", lambda: "ann")
    return tmp_path


@pytest.fixture
def sources(home: Path) -> Iterator[Sources]:
    """A record in which one return came in on 3 November 2026."""
    opened = record(home)
    send(opened, [row(2, "S01", 80, 110, service_id="SV05")])
    yield opened
    opened.engine.dispose()


def impact(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*(str(word) for word in words), "--home", str(home)])


def packs_line(home: Path, file: Path) -> str:
    return next(line for line in impact(home, "check", file).stdout.splitlines() if "to a board" in line)


def test_a_pack_is_noted_with_the_day_whose_figures_it_held_and_listed(home, sources):
    first = impact(home, "shown", " Autumn pack ", "--by", "Ann Lee", "--as-at", "2026-11-05")
    second = impact(home, "shown", "Winter pack")

    assert first.stdout == "Noted: a board was shown “Autumn pack” with the figures as known on 5 Nov 2026.\n"
    assert second.stdout == "Noted: a board was shown “Winter pack” with the figures as known on 22 Nov 2026.\n"
    assert json.loads(impact(home, "shown", "--format", "json").stdout)["rows"] == [
        {"title": "Autumn pack", "as_at": "2026-11-05", "noted_by": "Ann Lee", "noted_on": "2026-11-22"},
        {"title": "Winter pack", "as_at": "2026-11-22", "noted_by": "ann", "noted_on": "2026-11-22"},
    ]
    moments = [one["as_at"] for one in store.shown(sources.engine, VIEW.framework_id)]
    assert moments == [end_of(date(2026, 11, 5)), NOW]


def test_a_return_that_changes_what_a_board_was_shown_is_told_so(home, sources, tmp_path):
    file = tmp_path / "SV05.csv"
    file.write_text(HEAD + "2026-27 Q2,SV05,S01,60,110,120\n", encoding="utf-8")
    before = packs_line(home, file)

    impact(home, "shown", "Summer pack", "--as-at", "2026-11-02")
    impact(home, "shown", "Autumn pack", "--as-at", "2026-11-05")

    assert before == "No pack has been shown to a board yet."
    assert packs_line(home, file) == "1 of 2 packs that were shown to a board held another figure ([r])."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Pack", "--as-at", "2026-11-23"), "23 Nov 2026 has not come yet. Name the day whose figures the board was"),
        (("Pack", "--by", " "), "A name is missing. Write your name"),
        (("P" * 121,), "A title takes at most 120 characters and a name 80. Say it more shortly."),
        (("Pack for ann@example.org",), "This looks like an e-mail address. A title is shown to others"),
    ],
)
def test_what_cannot_be_noted_is_said_in_a_sentence(home, sources, words, said):
    result = impact(home, "shown", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert store.shown(sources.engine, VIEW.framework_id) == []


@pytest.mark.parametrize(
    ("title", "role", "said"),
    [(" ", "programme", "A title is missing."), ("Pack", "champion", "is noted by the programme team")],
)
def test_a_pack_has_a_title_and_is_noted_by_the_programme_team(sources, title, role, said):
    view = View(VIEW.framework_id, VIEW.today, viewer=Viewer(role))

    with pytest.raises(acts.NotDone, match=said):
        acts.note_shown(sources, view, title, "Ann Lee", FIRST)


def test_where_nothing_was_shown_the_list_is_empty(home, sources):
    result = impact(home, "shown")

    assert (result.exit_code, "Nothing to show." in result.stdout) == (0, True)


def test_the_command_explains_itself_and_its_exit_codes(home):
    assert "Exit codes: 0 " in " ".join(impact(home, "shown", "--help").stdout.replace("│", " ").split())
