"""The theory of change and the roadmap at a desk: where it is held up, what differs from last quarter, who moved."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doubted import record
from impact.cli import app, shared
from records import NOW, small_record


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("known")
    sources = small_record(home)
    yield home
    sources.engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    sources = record(tmp_path)
    yield tmp_path
    sources.engine.dispose()


def impact(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(home)])


def whole(home: Path, *words: str) -> dict:
    return json.loads(impact(home, *words, "--format", "json").stdout)


def test_where_it_is_held_up_is_told_with_assumption_and_strength(known):
    on_a_day = ("stuck", "--as-at", "2026-09-20")  # when one outcome had gone back
    found = whole(known, *on_a_day)

    many = len(found["rows"])
    lead = "One outcome is" if many == 1 else f"{many} outcomes are"
    assert many and found["said"].startswith(f"{lead} the first on a way that has not moved.")
    assert "never its only cause" in found["caution"]
    for one in found["rows"]:
        assert len(one["steps"]) == len(one["links"].split())
        assert all("the step assumes that " in step for step in one["steps"])
    assert found["rows"][0]["said"] in impact(known, *on_a_day).stdout


def test_an_outcome_says_whether_it_can_be_told_from_last_quarter_and_how_it_was_drawn(known):
    rows = whole(known, "outcomes")["rows"]

    judged = [one for one in rows if one["result"] != "not enough evidence yet"]
    assert judged
    assert all(one["since_last_quarter"] for one in rows)
    assert {(one["draws"], one["seed"]) for one in judged} == {(4000, 1)}
    assert all(abs(sum(map(float, one["weights"].split())) - 1) < 0.01 for one in judged)


def test_an_outcome_and_its_trace_say_how_sure_we_are_and_whether_a_peer_has_looked(known):
    rows = {one["node"]: one for one in whole(known, "outcomes")["rows"]}
    traced = whole(known, "trace", "--node", "IN1")

    said = traced["rows"][0]["seen"]
    assert said.startswith("self-assessed: a peer has looked at ")
    assert rows["IN1"]["seen"] == f"L08 {said}"
    assert rows["SO1"]["seen"] == ""
    assert (traced["confidence"], traced["notes"]) == (rows["IN1"]["confidence"], rows["IN1"]["notes"])
    assert "self-assessed: no peer has seen most of it yet" in traced["notes"]
    printed = impact(known, "trace", "--node", "IN1").stdout
    assert f"Confidence is {traced['confidence']}. Rests on one measure. Self-assessed: no peer has" in printed


def test_who_moved_when_and_how_many_stood_where_is_told_at_every_review(known):
    found = whole(known, "stages", "--over-time")

    borough = [one for one in found["rows"] if one["scope"] == "the borough"]
    assert [one["review"] for one in borough] == sorted({one["review"] for one in found["rows"]})
    assert len(found["said"]) == len(found["moves"]) + 1
    assert found["said"][0].startswith("From 31 Dec 2023 to 30 Sep 2026, by what is known now: ")


def test_one_service_has_its_own_way_claimed_and_evidenced(known):
    rows = whole(known, "stages", "--over-time", "--service", "SV05")["rows"]

    assert {one["service_id"] for one in rows} == {"SV05"}
    assert set(rows[0]) == {"service_id", "service", "review", "stage", "claimed"}


def test_what_the_next_step_waits_for_says_how_each_criterion_stands(known):
    rows = whole(known, "stages")["rows"]

    assert any("(not met)" in one["waits_for"] or "(waiting for peer)" in one["waits_for"] for one in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stuck",), "We cannot yet say where it is held up: no outcome has enough evidence."),
        (("outcomes",), "no result to compare with last quarter"),
        (("stages", "--over-time"), "by what is known now: 0 moves up and 0 moves down."),
        (("bright-spots",), "No bright spot is on show yet."),
    ],
)
def test_an_empty_record_is_answered_in_a_sentence(empty, words, said):
    result = impact(empty, *words)

    assert (result.exit_code, said in result.stdout) == (0, True)


@pytest.mark.parametrize("words", [("stages", "--over-time", "--service", "SV99"), ("stuck", "--framework", "nowhere")])
def test_what_is_not_known_is_answered_in_a_sentence(known, words):
    result = impact(known, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(("There is no service 'SV99'.", "The record holds no framework called 'nowhere'."))
