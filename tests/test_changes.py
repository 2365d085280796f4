"""What changed between two moments is said with why, and what was hidden at both is not measured."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from doubted import FIRST, RULES, doubt, doubt_ids, record, row, send
from impact import periods, store
from impact.access import Viewer
from impact.answers.changes import Changes, WrongMoments, changes
from impact.answers.happened import redefined
from impact.answers.lineage import FigureKey
from impact.answers.reasons import Reasons
from impact.cli import app, shared
from impact.framework import Framework, Target, fingerprint, to_json
from impact.sources import Sources, View, view_on
from impact.words.changed import (
    BESIDE,
    DECISION,
    DEFINITION,
    EXPLAINED,
    LAPSED,
    POLICY,
    RETURN,
    REVISION,
    TIME,
    WITHDRAWAL,
    why_text,
)

Q2 = periods.parse("2026-27 Q2")
SERVICES = ("SV05", "SV06", "SV07", "SV08")
TODAY = date(2026, 11, 22)
BOARD = date(2026, 11, 5)
"""Two days after the first returns."""


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    """Four services of one sector, each with half of its staff trained; kept on the day of FIRST."""
    opened = record(tmp_path)
    for place, service in enumerate(SERVICES):
        sent = [row(2, "W01", 50, 100, service_id=service)]
        send(opened, sent, doubt(2), content=service.encode(), filename=f"{place}.csv")
    yield opened
    opened.engine.dispose()


def adopt(sources: Sources, rules: Framework, now: datetime) -> None:
    store.keep_framework(sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), now)


def since(sources: Sources, earlier: date = BOARD, later: date = TODAY, today: date = TODAY) -> Changes:
    return changes(sources, view_on(RULES.id, today, earlier), view_on(RULES.id, today, later))


def told(found: Changes) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...], tuple[int, ...]]]:
    """(kind of scope, its id) -> before, after, why, returns of the figures that changed."""
    return {
        (one.what.key.scope_kind, one.what.key.scope_id): (one.what.before, one.what.after, one.why, one.returns)
        for one in found.figures
    }


def test_where_nothing_came_in_nothing_changed(sources):
    found = since(sources)

    assert (found.figures, found.nodes, found.stages, found.icons, found.causes) == ((), (), (), (), ())
    assert found.sentence == "Nothing that is shown changed between 5 Nov 2026 and 22 Nov 2026. Nothing came in."


def test_before_the_first_return_everything_is_new(sources):
    found = since(sources, date(2026, 11, 1))

    assert told(found)[("whole", "")] == ("", "50%", (RETURN,), (1, 2, 3, 4))
    assert told(found)[("service", "SV05")] == ("", "50%", (RETURN,), (1,))
    assert [one.kind for one in found.causes] == [RETURN] * 4
    assert found.causes[0].sentence == (
        "Return 1 (0.csv) of Health Visiting and School Nursing came in on 3 Nov 2026: 1 new figure."
    )


def test_a_revision_is_told_with_its_figures_and_its_return(sources):
    before = row(3, "W01", 60, 90, service_id="SV05", period=periods.parse("2026-27 Q1"))
    number = send(sources, [row(2, "W01", 70, 100, service_id="SV05"), before], day=5)

    found = since(sources)

    moved = {
        (one.what.key.scope_id, one.what.key.period_start): (one.what.before, one.what.after, one.why, one.returns)
        for one in found.figures
        if one.what.key.scope_kind == "service"
    }
    assert moved[("SV05", Q2.start)] == ("50%", "70%", (REVISION,), (number,))
    assert moved[("SV05", date(2026, 4, 1))] == ("", "66.7%", (RETURN,), (number,))
    assert [(one.kind, one.number) for one in found.causes] == [(REVISION, number)]
    assert "1 new figure and 1 revised." in found.causes[0].sentence


def test_a_return_that_says_the_same_again_changes_nothing_and_is_told(sources):
    send(sources, [row(2, "W01", 50, 100, service_id="SV05", note="as before")], day=5)

    found = since(sources)

    assert found.figures == ()
    assert [one.sentence for one in found.causes] == [
        "Return 5 (return-5.csv) of Health Visiting and School Nursing came in on 8 Nov 2026 and said the same again."
    ]


def test_a_withdrawal_is_told_with_its_reason_to_those_who_may_read_it(sources):
    store.withdraw(sources.engine, 2, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=4))

    found = since(sources)
    leader = Viewer("leader")
    of_leader = changes(sources, view_on(RULES.id, TODAY, BOARD, leader), View(RULES.id, TODAY, None, leader))

    assert told(found)[("service", "SV06")] == ("50%", "", (WITHDRAWAL,), (2,))
    (cause,) = found.causes
    assert cause.sentence.endswith("was withdrawn on 7 Nov 2026 by Ann Lee: Wrong sheet.")
    assert of_leader.causes[0].sentence.endswith("was withdrawn on 7 Nov 2026 by Ann Lee.")


def test_what_came_and_was_withdrawn_in_between_leaves_no_figure_and_is_told_twice(sources):
    number = send(sources, [row(2, "W01", 70, 100, service_id="SV05")], day=5)
    store.withdraw(sources.engine, number, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=6))

    found = since(sources)

    assert found.figures == ()
    assert [one.kind for one in found.causes] == [RETURN, WITHDRAWAL]


def test_a_definition_that_changes_is_the_reason_for_its_figures(sources):
    per_thousand = tuple(
        one.model_copy(update={"multiplier": 1000.0, "unit": "per 1,000"}) if one.id == "W01" else one
        for one in RULES.indicators
    )
    adopt(sources, Framework.model_validate({**RULES.model_dump(), "indicators": per_thousand}), FIRST + timedelta(4))

    found = since(sources)

    assert told(found)[("service", "SV05")][2] == (DEFINITION,)
    assert [one.kind for one in found.causes] == [DEFINITION]
    assert "It changed the definition or target of “" in found.causes[0].sentence


def test_a_target_alone_moves_no_figure(sources):
    other = tuple(
        one.model_copy(update={"targets": (Target(start=date(2023, 1, 1), style="level", value=60),)})
        if one.id == "W01"
        else one
        for one in RULES.indicators
    )
    now = Framework.model_validate({**RULES.model_dump(), "indicators": other})
    adopt(sources, now, FIRST + timedelta(days=4))

    assert since(sources).figures == ()
    assert redefined(RULES, now) == ("W01",)


def test_a_policy_that_hides_more_is_the_reason_for_what_is_hidden(sources):
    stricter = [one.model_copy(update={"smallest_shown": 90, "smallest_base": 300}) for one in RULES.policies]
    adopt(sources, Framework.model_validate({**RULES.model_dump(), "policies": stricter}), FIRST + timedelta(days=4))

    found = since(sources)

    assert told(found)[("service", "SV05")] == ("50%", "[c]", (POLICY,), ())
    assert [one.kind for one in found.causes] == [POLICY]


def test_a_hidden_figure_that_stays_hidden_is_passed_over(sources):
    send(sources, [row(2, "W02", 3, 100, service_id="SV05")])
    send(sources, [row(2, "W02", 4, 100, service_id="SV05")], day=5)

    found = since(sources)

    assert [one for one in found.figures if one.what.key.indicator_id == "W02"] == []


def test_explanations_and_decisions_are_told(sources):
    doubts = doubt_ids(sources, 1) + doubt_ids(sources, 2)
    store.explain(sources.engine, doubts[0], "A new course.", "Ann Lee", FIRST + timedelta(days=1))
    store.explain(sources.engine, doubts[1], "A new course.", "Ann Lee", FIRST + timedelta(days=4), date(2027, 1, 1))
    place = (sources.engine, RULES.id, "SV05", Q2.start, Q2.kind)
    store.decide(*place, "accepted", "Bea Moss", FIRST + timedelta(days=5))
    send(sources, [row(2, "W01", 70, 100, service_id="SV05")], day=6)

    found = since(sources)

    said = {one.kind: one.sentence for one in found.causes}
    assert set(said) == {EXPLAINED, LAPSED, DECISION, REVISION}
    assert said[DECISION] == (
        "Jul to Sep 2026 of Health Visiting and School Nursing was accepted by Bea Moss on 8 Nov 2026."
    )
    assert said[LAPSED].endswith("(Jul to Sep 2026) no longer holds.")
    assert "A new course" not in "".join(said.values())


def test_evidence_that_runs_out_takes_a_step_back_and_says_so(sources):
    asks = next(one for one in RULES.criteria if one.kind == "evidence" and one.stage == "ST1")
    said = {"value": 1.0, "note": "Minuted.", "service_id": "SV05", "numerator": None, "denominator": None}
    send(sources, [row(2, asks.ref, 0, 0) | said])
    later = Q2.end + timedelta(days=31 * asks.valid_months)

    found = since(sources, BOARD, later, later + timedelta(days=1))

    lapsed = [one.sentence for one in found.causes if one.kind == LAPSED]
    assert f"The evidence of Health Visiting and School Nursing is out of date for: {asks.text.rstrip('.')}." in lapsed
    assert (LAPSED,) in [one.why for one in found.stages if one.what.service_id == "SV05"]


def test_a_figure_about_which_nothing_came_in_moved_for_what_stands_beside_it():
    texts = dict.fromkeys(("indicator_id", "service_id", "breakdown", "kind"), pl.String)
    empty = pl.DataFrame(schema={"submission_id": pl.Int64, "period_end": pl.Date, **texts})

    why, returns = Reasons(RULES, RULES, empty).of_figure(FigureKey("W01", "service", "SV05", Q2.start, Q2.kind))

    assert (why, returns) == ((BESIDE,), ())


@pytest.mark.parametrize(
    ("earlier", "later", "sentence"),
    [
        (TODAY, BOARD, "22 Nov 2026 is not before 5 Nov 2026. Choose an earlier day to compare with."),
        (BOARD, BOARD, "5 Nov 2026 is not before 5 Nov 2026. Choose an earlier day to compare with."),
        (TODAY, TODAY, "22 Nov 2026 is not before 22 Nov 2026. Choose an earlier day to compare with."),
    ],
)
def test_two_days_that_are_not_one_after_the_other_are_refused(sources, earlier, later, sentence):
    with pytest.raises(WrongMoments) as refused:
        since(sources, earlier, later)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("kinds", "returns", "text"),
    [
        ((REVISION,), (12,), "revision (return 12)"),
        ((RETURN, DEFINITION), (3, 4), "new return, definition (return 3, 4)"),
        ((RETURN,), (1, 2, 3, 4), "new return (4 returns)"),
        ((TIME,), (), "passing of time"),
    ],
)
def test_why_is_said_shortly(kinds, returns, text):
    assert why_text(kinds, returns) == text


def desk(monkeypatch: pytest.MonkeyPatch, home: Path, *words: str):
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    return CliRunner().invoke(app, ["changes", *words, "--home", str(home)])


def test_a_desk_hears_what_changed_and_json_holds_it_all(sources, tmp_path, monkeypatch):
    send(sources, [row(2, "W01", 70, 100, service_id="SV05")], day=5)

    said = desk(monkeypatch, tmp_path, "--from", "2026-11-05")
    found = json.loads(desk(monkeypatch, tmp_path, "--from", "2026-11-05", "--json").stdout)

    assert said.exit_code == 0
    assert "3 figures, no outcome and no stage changed between 5 Nov 2026 and 22 Nov 2026." in said.stdout
    assert "Return 5 (return-5.csv)" in said.stdout
    assert {one["kind"] for one in found["causes"]} == {"revision"}
    ours = next(one for one in found["rows"] if one["scope_id"] == "SV05")
    assert (ours["what"], ours["before"], ours["after"], ours["why"]) == ("figure", "50%", "70%", "revision (return 5)")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "2026-11-05", "--to", "2031-01-01"), "1 Jan 2031 has not come yet. Name a day up to today."),
        (("--from", "2031-01-01"), "22 Nov 2026 is not before 22 Nov 2026. Choose an earlier day to compare with."),
        (("--from", "2026-11-05", "--to", "2026-11-01"), "5 Nov 2026 is not before 1 Nov 2026."),
    ],
)
def test_days_that_cannot_be_compared_are_answered_in_a_sentence(sources, tmp_path, monkeypatch, words, sentence):
    result = desk(monkeypatch, tmp_path, *words)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True)
    assert sentence in " ".join(result.output.split())
