"""Groups of people beside each other: for the whole place alone, of 30 answers or more, and nothing to subtract."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from typer.testing import CliRunner

from doubted import FIRST, VIEW, record, row, send
from impact import answers
from impact.answers import comparing
from impact.answers.comparing import NOT_SHOWN
from impact.cli import app, shared
from impact.metrics.equity import (
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    OVERLAP,
    TOO_FEW_GROUPS,
    TOO_FEW_SERVICES,
    Division,
    comparable,
    division_of,
    divisions,
)
from impact.periods import containing
from impact.sources import Sources
from impact.words.comparing import division_sentence, gap_sentence, group_name, group_sentence
from metrics_cases import counts
from places import QUARTER, place, sent
from records import NOW

TODAY = date(2026, 10, 15)
FOUR = place(("SEC1", "universal", 4))
HEARD = FOUR.indicator["S01"]
Groups = dict[str, tuple[float, float]]


def rows_of(groups: Groups, whole: tuple[float, float] | None = None, services: int = 3, **more: Any) -> list[Any]:
    """The same groups from each of some services, and the figure for all people (the groups' sum, unless given)."""
    total = whole or (sum(x for x, _ in groups.values()), sum(n for _, n in groups.values()))
    every = {"": total, **groups}
    return [
        one
        for name, pair in every.items()
        for one in sent(FOUR, {f"A0{at}": pair for at in range(services)}, breakdown=name, **more)
    ]


def told(rows: list[Any]) -> tuple[Division, ...]:
    return divisions(counts(rows, "polars"), FOUR, HEARD, TODAY)


def test_groups_are_added_over_services_and_held_against_the_others():
    (found,) = told(rows_of({"age: under 12": (40, 50), "age: 12 and over": (25, 50)}))

    older, younger = found.groups
    assert (older.name, older.numerator, older.denominator, older.value) == ("age: 12 and over", 75, 150, 50)
    assert (younger.difference, younger.said, older.said) == (pytest.approx(30), HIGHER, LOWER)
    assert (younger.difference_lower, younger.difference_upper) == (
        pytest.approx(-older.difference_upper),
        pytest.approx(-older.difference_lower),
    )
    assert group_sentence(younger).startswith("age: under 12: 80% (72.9 to 85.6) of 150; 30 points (")
    assert division_sentence(found, HEARD, FOUR) == (
        "People who felt heard, valued and understood, by age, Jul to Sep 2026, from 3 services."
    )


def test_a_small_difference_is_no_clear_difference():
    (found,) = told(rows_of({"a": (30, 50), "b": (32, 50)}))

    assert {one.said for one in found.groups} == {NO_CLEAR_DIFFERENCE}


@pytest.mark.parametrize(
    ("groups", "few", "said"),
    [
        ({"age: a": (40, 50), "age: b": (25, 50)}, (), ""),
        ({"age: a": (40, 50), "age: b": (25, 50), "age: c": (2, 4)}, ("age: c",), " c is not told, "),
        (
            {"age: a": (40, 50), "age: b": (25, 50), "age: c": (2, 4), "age: d": (3, 9)},
            ("age: c", "age: d"),
            " c and d are not told, since fewer than 30 people answered.",
        ),
    ],
)
def test_a_group_of_fewer_than_thirty_is_named_with_the_reason_and_no_number(groups, few, said):
    (found,) = told(rows_of(groups))

    assert found.few == few
    assert {one.name for one in found.groups} == {"age: a", "age: b"}
    sentence = division_sentence(found, HEARD, FOUR)
    assert said in sentence
    assert ("not told" in sentence) is bool(few)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (
            {"age: a": (40, 50), "age: b": (25, 50)},
            "a: 30 points above the others (19.4 to 39.7), which is clearly higher. "
            "b: 30 points below the others (19.4 to 39.7), which is clearly lower.",
        ),
        ({"age: a": (30, 50), "age: b": (32, 50)}, "No clear difference between a and b."),
        (
            {"age: a": (40, 50), "age: b": (20, 50), "age: c": (30, 50)},
            "a: 30 points above the others (20.9 to 37.9), which is clearly higher. "
            "b: 30 points below the others (20.3 to 39), which is clearly lower. "
            "No clear difference between the others and c.",
        ),
        ({"age: a": (40, 50), "age: b": (2, 4)}, ""),
    ],
)
def test_a_gap_is_said_in_words_with_its_interval(groups, said):
    (found,) = told(rows_of(groups))

    assert gap_sentence(found) == said


@pytest.mark.parametrize(
    ("name", "division", "said"),
    [("Age : under 12", "age", "under 12"), ("girls", "", "girls"), ("age: 3:4", "age", "3:4"), ("a: b", "c", "a: b")],
)
def test_a_group_is_named_without_its_division(name, division, said):
    assert group_name(name, division) == said


def test_each_division_stands_by_itself_and_by_its_newest_period():
    before = containing(date(2026, 4, 1), "quarter")
    ages, sexes = {"Age: a": (30.0, 50.0), "age: b": (30.0, 50.0)}, {"sex: f": (20.0, 60.0), "sex: m": (30.0, 40.0)}

    found = told([*rows_of(ages), *rows_of(sexes, period=before)])

    assert [(one.name, one.period_end.date()) for one in found] == [("age", QUARTER.end), ("sex", before.end)]
    assert (division_of("Age : a"), division_of("girls"), division_of("")) == ("age", "", "")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (rows_of({"a": (30, 50), "b": (30, 50)}, services=2), TOO_FEW_SERVICES),
        (rows_of({"a": (30, 50), "b": (4, 9)}), TOO_FEW_GROUPS),
        (rows_of({"a": (30, 50), "b": (30, 50)}, whole=(40, 60)), OVERLAP),
        (rows_of({"a": (30, 50), "b": (30, 50)}, whole=(50, 200)), OVERLAP),
        (rows_of({"a": (5, 20), "b": (5, 20)}, whole=(10, 0)), TOO_FEW_SERVICES),
        ([one for one in rows_of({"a": (30, 50), "b": (30, 50)}) if one["breakdown"]], TOO_FEW_SERVICES),
    ],
)
def test_where_groups_are_not_told_the_reason_is_said(rows, reason):
    (found,) = told(rows)

    assert (found.reason, found.groups) == (reason, ())
    assert division_sentence(found, HEARD, FOUR).endswith(f"not told, since {reason}.")


@pytest.mark.parametrize(
    "rows",
    [[], rows_of({}, whole=(30, 50)), rows_of({"a": (30, 50)}, marker="c"), rows_of({"a": (0, 0)}, whole=(0, 0))],
)
def test_without_groups_there_is_no_division(rows):
    assert told(rows) == ()


def test_only_shares_with_an_interval_are_compared():
    assert comparable(HEARD)
    assert not any(comparable(FOUR.indicator[one]) for one in ("S02", "S17", "W12", "L13", "S14"))


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 30), st.integers(30, 60)), min_size=2))
def test_sums_and_what_is_left_are_those_of_a_plain_loop(groups):
    (found,) = told(rows_of({name: (float(x), float(n)) for name, (x, n) in groups.items()}))

    assert {one.name: (one.numerator, one.denominator) for one in found.groups} == {
        name: (3 * x, 3 * n) for name, (x, n) in groups.items()
    }
    assert found.left == (0, 0)


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_every_engine_gives_the_same_groups(engine):
    rows = rows_of({"age: a": (40, 50), "age: b": (25, 50)})

    assert repr(divisions(counts(rows, engine), FOUR, HEARD, TODAY)) == repr(told(rows))


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def keep(sources: Sources, groups: Groups, whole: tuple[float, float], services: tuple[str, ...], day: int = 0) -> None:
    for at, service in enumerate(services):
        lines = [("", whole), *groups.items()]
        send(
            sources,
            [row(2 + n, "S01", *pair, breakdown=name, service_id=service) for n, (name, pair) in enumerate(lines)],
            day=day + at,
        )


THREE = ("SV05", "SV06", "SV07")


def test_groups_that_leave_nobody_out_are_shown(sources):
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE)

    (found,) = answers.equity_gap(sources, VIEW, "S01")

    assert [one.value for one in found.groups] == [80, 50]


@pytest.mark.parametrize("small", [(1, 3), (3, 3), (0, 2), (12, 13)])
def test_where_the_people_in_no_group_are_few_nothing_is_shown(sources, small):
    whole = (65 + small[0] / 3, 100 + small[1] / 3)
    keep(sources, {"a": (40, 50), "b": (25, 50)}, whole, THREE)

    (found,) = answers.equity_gap(sources, VIEW, "S01")

    assert (found.reason, found.groups) == (NOT_SHOWN, ())


def test_a_group_in_which_few_said_otherwise_hides_all(sources):
    keep(sources, {"a": (49, 50), "b": (25, 50)}, (74, 100), THREE)

    assert [one.reason for one in answers.equity_gap(sources, VIEW, "S01")] == [NOT_SHOWN]


def test_where_one_who_sent_no_groups_is_hidden_they_are_not_shown(sources):
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE)
    keep(sources, {}, (3, 40), ("SV09",), day=20)

    assert [one.reason for one in answers.equity_gap(sources, VIEW, "S01")] == [NOT_SHOWN]


@pytest.mark.parametrize(
    ("late", "told"), [({"a": (2, 40), "b": (20, 40)}, False), ({"a": (20, 40), "b": (15, 40)}, True)]
)
def test_the_groups_of_one_who_sends_after_the_others_are_not_had_from_two_days(sources, late, told):
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE)
    keep(sources, late, (sum(x for x, _ in late.values()), 80), ("SV10",), day=10)

    days = [None, *(FIRST + timedelta(days=day, hours=1) for day in range(14))]
    shown = [answers.equity_gap(sources, replace(VIEW, as_at=day), "S01") for day in days]

    assert any(found and found[0].groups for found in shown[1:])
    assert bool(shown[0][0].groups) is told
    least, most = least_and_most([one for (one,) in filter(None, shown)], "SV10", "a")
    assert (most - least >= 6) is not told


def least_and_most(shown: list[Division], service: str, group: str) -> tuple[float, float]:
    """The range that all sums ever shown leave of one service's count in one group, by a linear program."""
    unknown = [(one, name) for one in (*THREE, "SV10") for name in "ab"]
    sums = [(one.services, each.name, each.numerator) for one in shown for each in one.groups]
    rows = [[float(one in services and name == of) for one, name in unknown] for services, of, _ in sums]
    ends = []
    for sign in (1, -1):
        aim = [sign * float(one == (service, group)) for one in unknown]
        found = linprog(aim, A_eq=rows, b_eq=[total for _, _, total in sums], bounds=(0, 50))
        assert found.success
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@pytest.mark.parametrize("late", [{"a": (2, 40), "b": (20, 40)}, {"a": (20, 40), "b": (15, 40)}])
def test_what_was_seen_from_the_day_after_returns_were_due_is_remembered(sources, monkeypatch, late):
    """All but one sent before the returns were due, so nothing was sent on the day from which their groups stood."""
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE, day=-20)
    keep(sources, late, (sum(x for x, _ in late.values()), 80), ("SV10",), day=10)
    looked = []
    real = comparing._divisions
    monkeypatch.setattr(comparing, "_divisions", lambda s, view, one: looked.append(view) or real(s, view, one))

    (found,) = answers.equity_gap(sources, VIEW, "S01")

    due = date(2026, 10, 30)
    assert bool(found.groups) is (late["a"][0] > 5)
    assert min(one.today for one in looked) == due + timedelta(days=1)
    (before,) = answers.equity_gap(sources, replace(VIEW, today=due + timedelta(days=1), as_at=FIRST), "S01")
    assert [one.denominator for one in before.groups] == [150, 150]


def test_groups_are_not_told_before_their_returns_are_due(sources):
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE)
    day = date(2026, 10, 30)

    assert answers.equity_gap(sources, replace(VIEW, today=day), "S01") == ()
    assert len(answers.equity_gap(sources, replace(VIEW, today=day + timedelta(days=1)), "S01")) == 1


@pytest.fixture
def desk(tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    return tmp_path


def test_groups_are_shown_at_a_desk_with_how_many_would_differ_by_chance(desk, sources):
    keep(sources, {"a": (40, 50), "b": (25, 50)}, (65, 100), THREE)

    table = CliRunner().invoke(app, ["equity", "S01", "--home", str(desk)]).stdout
    rows = json.loads(CliRunner().invoke(app, ["equity", "S01", "--home", str(desk), "--format", "json"]).stdout)[
        "rows"
    ]

    assert "Of 2 groups fewer than one would differ clearly by chance alone." in table
    assert "says nothing of why" in table
    assert [(one["group"], one["said"]) for one in rows] == [("a", HIGHER), ("b", LOWER)]


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("S01", 0, "no comparison of groups, since no groups were sent."),
        ("S02", 0, "since groups are compared only by shares of people that have an interval."),
        ("S99", 2, "There is no indicator 'S99'."),
    ],
)
def test_at_a_desk_an_empty_record_and_a_wrong_word_are_answered(desk, word, code, said):
    result = CliRunner().invoke(app, ["equity", word, "--home", str(desk)])

    assert (result.exit_code, said in result.output) == (code, True)
