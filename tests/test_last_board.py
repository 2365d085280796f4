"""Since when a board asks what changed, and the few sentences that tell it: going well first, nothing left unsaid."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from doubted import FIRST, RULES, VIEW, record, row, send
from impact import acts
from impact.answers.last_board import (
    OUTCOME,
    QUARTER_AGO,
    RETURNS,
    STEP,
    Board,
    Move,
    board_of,
    boards,
    few,
    moves,
)
from impact.metrics.outcomes import NodeResult
from impact.metrics.stages import ServiceStage
from impact.sources import Sources, View, end_of
from records import NOW

FIRST_DAY, AUTUMN = FIRST.date(), date(2026, 9, 30)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def shown(sources: Sources, title: str, day: date, now: datetime = NOW) -> None:
    acts.note_shown(sources, View(VIEW.framework_id, day, end_of(day)), title, "programme team", now)


def node(id: str, word: str) -> NodeResult:
    return NodeResult(id, word)


def stage(service: str, reached: str) -> ServiceStage:
    return ServiceStage(service, reached, reached, False, {}, (), ())


def moved(sources: Sources, *words: tuple[str, str, str], steps: tuple[str, str] | None = None) -> tuple[Move, ...]:
    """What moved since the end of September: (node, then, now) and one service's step."""
    nodes = [[node(id, one) for id, *both in words for one in both[at : at + 1]] for at in (0, 1)]
    stages = [[stage("SV05", steps[at])] if steps else [] for at in (0, 1)]
    earlier = View(VIEW.framework_id, AUTUMN, end_of(AUTUMN))
    return moves(sources, earlier, VIEW, (nodes[0], nodes[1]), (stages[0], stages[1]))


def test_without_a_board_on_record_a_quarter_ago_is_compared_with(sources):
    one = board_of(sources, VIEW)

    assert (one.id, one.view.today) == (QUARTER_AGO, date(2026, 8, 22))


def test_the_newest_board_that_was_noted_is_compared_with(sources):
    shown(sources, "Summer pack", date(2026, 6, 30))
    shown(sources, "Autumn pack", AUTUMN)

    assert [one.title for one in boards(sources, VIEW)] == ["Autumn pack", "Summer pack", ""]
    assert board_of(sources, VIEW).view.as_at == end_of(AUTUMN)


def test_a_board_that_was_noted_later_is_not_known_at_an_earlier_day(sources):
    shown(sources, "Autumn pack", AUTUMN)
    before = View(VIEW.framework_id, date(2026, 10, 31), end_of(date(2026, 10, 31)))

    assert [one.title for one in boards(sources, before)] == [""]


@pytest.mark.parametrize(
    ("id", "day"),
    [
        ("shown.1", AUTUMN),
        ("quarter", date(2026, 8, 22)),
        ("2026-03-31", date(2026, 3, 31)),
        ("2027-03-31", AUTUMN),
        ("shown.9", AUTUMN),
        ("<b>", AUTUMN),
    ],
)
def test_an_earlier_moment_is_found_by_its_id_or_its_day(sources, id, day):
    shown(sources, "Autumn pack", AUTUMN)

    assert board_of(sources, VIEW, id).view.today == day


def test_what_goes_better_is_told_before_what_goes_back(sources):
    found = moved(sources, ("MO1", "moving", "going back"), ("MO2", "little change", "moving well"))

    assert [(one.kind, one.way) for one in found] == [(OUTCOME, 1), (OUTCOME, -1)]
    assert f"“{RULES.node['MO2'].title}” went from “little change” to “moving well”" in found[0].sentence


@pytest.mark.parametrize(
    ("then", "now", "way"),
    [
        ("going back", "little change", 1),
        ("mixed", "moving", 1),
        ("moving well", "moving", -1),
        ("mixed", "little change", 0),
        ("not enough evidence yet", "moving", 0),
        ("moving", "not enough evidence yet", 0),
    ],
)
def test_a_result_that_could_not_be_judged_is_no_step_forward_or_back(sources, then, now, way):
    (found,) = moved(sources, ("MO1", then, now))

    assert found.way == way


def test_an_outcome_at_the_same_result_has_not_moved(sources):
    assert moved(sources, ("MO1", "moving", "moving")) == ()


@pytest.mark.parametrize(("steps", "way"), [(("ST1", "ST2"), 1), (("ST2", "ST1"), -1)])
def test_a_service_that_takes_a_step_is_told(sources, steps, way):
    (found,) = moved(sources, steps=steps)

    assert (found.kind, found.way) == (STEP, way)


def test_a_move_has_the_day_of_the_newest_return_about_it(sources):
    send(sources, [row(2, "S01", 50, 100, service_id="SV05")])
    send(sources, [row(2, "W01", 50, 100, service_id="SV06")], day=2)

    found = {one.kind: one.day for one in moved(sources, ("MO1", "moving", "moving well"))}

    assert found == {OUTCOME: FIRST_DAY, RETURNS: FIRST_DAY + timedelta(days=2)}


def test_returns_that_came_in_are_counted(sources):
    for day, service in enumerate(("SV05", "SV06", "SV06")):
        send(sources, [row(2, "S01", 50, 100, service_id=service)], day=day)

    (found,) = moved(sources)

    assert found.sentence == "3 returns came in from 2 services."


def test_a_few_sentences_leave_a_place_for_what_goes_back_and_for_what_came_in():
    day = VIEW.today
    better = [Move(OUTCOME, 1, day, f"better {at}") for at in range(9)]
    back = [Move(OUTCOME, -1, day, f"back {at}") for at in range(3)]
    came = [Move(RETURNS, 0, day, "came")]

    told = [one.sentence for one in few([*better, *back, *came])]

    assert told == ["better 0", "better 1", "better 2", "back 0", "came"]
    assert len(few(back)) == 3
    assert [one.sentence for one in few([*back, *came, *back])][-1] == "came"


def test_a_day_that_was_chosen_has_no_title(sources):
    assert board_of(sources, VIEW, "2026-03-31") == Board(
        "2026-03-31", "", View(VIEW.framework_id, date(2026, 3, 31), end_of(date(2026, 3, 31)))
    )
