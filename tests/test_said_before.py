"""What people of a demonstration said is told once, at its moments, through the same doors as on a screen."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import records
from impact import answers, store
from impact.answers.meetings import written
from impact.loading import load_place
from impact.said_before import SAID, UnreadableHistory, read_said
from impact.sources import View, view_on

FRAMEWORK = "trauma-informed-borough"
TOLD = """
given_by = "Demonstration"

[[said]]
at = 2026-10-20T10:00:00Z
act = "shown"
title = "Board, autumn"

[[said]]
at = 2026-10-10T10:00:00Z
act = "nominated"
key = "calm"
service = "SV05"
feature = "FP1"
done = "One worker for each family."
changed = "Families told their story once."
known_by = "A listening round."

[[said]]
at = 2026-10-12T10:00:00Z
act = "looked"
about = "calm"
who = "champion"
sector = "SEC3"
result = "confirmed"
note = "Seen on a visit."

[[said]]
at = 2026-10-21T10:00:00Z
act = "written down"
key = "ask"
what = "Ask twice a year."
who = "Lead for listening"
by = 2026-12-01

[[said]]
at = 2026-10-22T10:00:00Z
act = "done"
about = "ask"
"""


def telling(folder: Path, told: str = TOLD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_text("file,sender,received_at\n")
    (folder / SAID).write_text(told)
    return folder


def loaded(sources, folder: Path) -> None:
    assert list(load_place(sources, records.BOROUGH, [folder], records.NOW)) == []


@pytest.fixture
def sources(tmp_path: Path):
    found = records.small_record(tmp_path / "home")
    yield found
    found.engine.dispose()


def test_each_thing_is_known_from_its_moment_on(sources, tmp_path):
    loaded(sources, telling(tmp_path / "told"))

    def looks(day: date) -> list[int]:
        return [len(one.looks) for one in answers.bright_spots(sources, view_on(FRAMEWORK, date(2026, 11, 22), day))]

    (action,) = written(sources, View(FRAMEWORK, date(2026, 11, 22)))
    assert looks(date(2026, 10, 9)) == []
    assert looks(date(2026, 11, 21)) == [1]
    assert [one["title"] for one in store.shown(sources.engine, FRAMEWORK)] == ["Board, autumn"]
    assert (action.what, action.open) == ("Ask twice a year.", False)


def test_a_history_is_told_once_and_goes_on_where_it_was_cut_off(sources, tmp_path):
    first = TOLD[: TOLD.index("[[said]]\nat = 2026-10-21")]
    loaded(sources, telling(tmp_path / "told", first))
    loaded(sources, telling(tmp_path / "told"))
    loaded(sources, telling(tmp_path / "told"))

    (spot,) = answers.bright_spots(sources, View(FRAMEWORK, date(2026, 11, 22)))
    (action,) = written(sources, View(FRAMEWORK, date(2026, 11, 22)))
    assert (len(spot.looks), action.open) == (1, False)
    assert len(store.shown(sources.engine, FRAMEWORK)) == 1


@pytest.mark.parametrize(
    "told",
    [
        "given_by = 'x'\n[[said]]\nact = 'shown'\ntitle = 'no moment'\n",
        "given_by = 'x'\n[[said]]\nat = 2026-10-20T10:00:00\nact = 'shown'\ntitle = 'no time zone'\n",
        "given_by = 'x'\n[[said]]\nat = 2026-10-20T10:00:00Z\nact = 'sung'\n",
        "said = [",
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_it_needs(tmp_path, told):
    with pytest.raises(UnreadableHistory, match=r"said\.toml' cannot be read .* Each entry needs at, act"):
        read_said(telling(tmp_path / "told", told))


def test_entries_are_told_in_the_order_of_time(tmp_path):
    assert [one.at for one in read_said(telling(tmp_path / "told"))] == [
        datetime(2026, 10, day, 10, tzinfo=UTC) for day in (10, 12, 20, 21, 22)
    ]
