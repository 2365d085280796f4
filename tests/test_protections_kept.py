"""Whoever changes the record works out what may be shown of it, so that no reader waits."""

from datetime import timedelta

import pytest

from impact import acts, store
from impact.answers import View, open_sources
from impact.framework import load
from impact.intake import PROTECTING, Envelope, receive
from impact.loading import load_place
from records import BOROUGH, NOW, TODAY

RULES = load(BOROUGH)
HEAD = b"period,service_id,indicator_id,numerator,denominator\n"
FIRST = HEAD + b"2026-27 Q1,SV05,W01,60,110\n"
SECOND = HEAD + b"2026-27 Q1,SV06,W01,61,110\n"


@pytest.fixture
def sources(tmp_path):
    opened = open_sources(tmp_path)
    list(load_place(opened, BOROUGH, [], NOW - timedelta(days=1)))
    yield opened
    opened.engine.dispose()


def decided_until(sources):
    return store.protections(sources.engine, RULES.id)[1]


def test_sending_decides_what_may_be_shown_as_its_last_step(sources):
    steps: list[str] = []

    kept = receive(sources, RULES.id, FIRST, Envelope("a.csv", "Ann Lee"), NOW, steps.append).kept

    assert steps[-1] == PROTECTING
    assert decided_until(sources) == kept.received_at


def test_of_several_files_only_the_last_does_it(sources):
    first = receive(sources, RULES.id, FIRST, Envelope("a.csv", "Ann Lee"), NOW, last=False).kept
    before = decided_until(sources)

    second = receive(sources, RULES.id, SECOND, Envelope("b.csv", "Ann Lee"), NOW + timedelta(hours=1)).kept

    assert before is None or before < first.received_at
    assert decided_until(sources) == second.received_at


def test_a_return_that_keeps_nothing_decides_nothing(sources):
    steps: list[str] = []

    receive(sources, RULES.id, HEAD + b"2026-27 Q1,SV05,W01,lots,110\n", Envelope("a.csv", "Ann"), NOW, steps.append)

    assert PROTECTING not in steps


def test_loading_a_folder_decides_after_its_last_return(sources, tmp_path):
    folder = tmp_path / "returns"
    folder.mkdir()
    came = NOW.isoformat()
    (folder / "manifest.csv").write_text(f"file,sender,received_at\na.csv,SV05,{came}\n", encoding="utf-8")
    (folder / "a.csv").write_bytes(FIRST)

    (receipt,) = load_place(sources, BOROUGH, [folder], NOW + timedelta(days=1))

    assert decided_until(sources) == receipt.kept.received_at


def test_taking_a_return_back_decides_anew(sources):
    kept = receive(sources, RULES.id, FIRST, Envelope("a.csv", "Ann Lee"), NOW).kept
    view = View(RULES.id, TODAY)

    moment = acts.withdraw(
        sources, view, kept.submission_id, "Wrong sheet.", "Ann Lee", kept.received_at + timedelta(days=1)
    )

    assert decided_until(sources) == moment
