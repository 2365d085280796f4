"""What differs between two versions is said row by row, and nothing is said of two that are the same."""

from datetime import date

import pytest

from impact.framework import Framework, fingerprint, from_json, load, to_json
from impact.framework.diff import GROUPS, TABLES, differences
from impact.framework.parts import Target
from impact.words.versions import difference_sentence, versions_sentence
from records import BOROUGH


@pytest.fixture(scope="module")
def live() -> Framework:
    return load(BOROUGH)


def changed(framework: Framework, **keys: object) -> Framework:
    return from_json(to_json(framework.model_copy(update=keys)))


def with_row(framework: Framework, table: str, id: str, **keys: object) -> Framework:
    rows = tuple(one.model_copy(update=keys) if one.id == id else one for one in getattr(framework, table))
    return changed(framework, **{table: rows})


def said(was: Framework, now: Framework) -> list[str]:
    return [difference_sentence(one) for one in differences(was, now)]


def test_two_that_are_the_same_do_not_differ(live: Framework) -> None:
    assert differences(live, from_json(to_json(live))) == ()
    assert versions_sentence(0, 0) == "Nothing differs."


@pytest.mark.parametrize(
    ("table", "id", "keys", "sentence"),
    [
        (
            "sectors",
            "SEC1",
            {"name": "Schools"},
            "Sector SEC1 “Schools”, name: “Schools and early years” becomes “Schools”.",
        ),
        ("services", "SV01", {"staff": 200}, "Service SV01 “Early Years Settings Network”, staff: 180 becomes 200."),
        ("stages", "ST1", {"name": "Knowing"}, "Stage ST1 “Knowing”, name: “Aware” becomes “Knowing”."),
        (
            "criteria",
            "C102",
            {"threshold": 30.0},
            "Criterion C102 “At least a quarter of staff trained at their role's level”, threshold: 25 becomes 30.",
        ),
        (
            "nodes",
            "IN2",
            {"scored": True},
            "Outcome IN2 “Lived experience and frontline insight”, scored: no becomes yes.",
        ),
        ("links", "LK01", {"evidence": "some"}, "Link LK01 “IN1 to AC6”, evidence: “untested” becomes “some”."),
        (
            "indicators",
            "S01",
            {"denominator": "All"},
            "Indicator S01 “People who felt heard, valued and understood”, what it is out of: “People who answered” "
            "becomes “All”.",
        ),
        (
            "policies",
            "things",
            {"smallest_base": 5.0},
            "Policy things “Counts of things and not of people: nothing needs hiding”, smallest base: 0 becomes 5.",
        ),
    ],
)  # fmt: skip
def test_what_is_other_stands_beside_what_it_was(
    live: Framework, table: str, id: str, keys: dict, sentence: str
) -> None:
    assert said(live, with_row(live, table, id, **keys)) == [sentence]


def test_rules_are_named_by_their_section(live: Framework) -> None:
    rules = live.outcome_rules.model_copy(update={"moving_well": 65.0})

    other = changed(live, outcome_rules=rules, effective=date(2026, 10, 1), lock_after_days=400)

    assert said(live, other) == [
        "Effective: 1 Oct 2023 becomes 1 Oct 2026.",
        "Lock after days: nothing becomes 400.",
        "Outcome rules, moving well: 60 becomes 65.",
    ]


def test_targets_are_told_by_their_day(live: Framework) -> None:
    first = live.indicator["S01"].targets[0].model_copy(update={"value": 90.0})
    second = Target(start=date(2027, 4, 1), style="level", value=95, sector="SEC1")
    name = "Indicator S01 “People who felt heard, valued and understood”, target"

    assert said(live, with_row(live, "indicators", "S01", targets=(first, second))) == [
        f"{name} from 1 Oct 2023: level value 85 becomes level value 90.",
        f"{name} of SEC1 from 1 Apr 2027: level value 95 is added.",
    ]
    assert said(live, with_row(live, "indicators", "S01", targets=())) == [
        f"{name} from 1 Oct 2023: level value 85 is taken out."
    ]


def test_a_row_is_added_taken_out_or_moved(live: Framework) -> None:
    fewer = changed(live, indicators=live.indicators[1:])
    turned = changed(live, sectors=live.sectors[::-1])
    first = live.indicators[0]

    assert said(live, fewer) == [f"Indicator {first.id} “{first.title}” is taken out."]
    assert said(fewer, live) == [f"Indicator {first.id} “{first.title}” is added."]
    assert said(live, turned) == ["Sectors stand in another order."]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_looked_at(live: Framework, table: str) -> None:
    fewer = changed(live, **{table: getattr(live, table)[1:]})

    found = differences(live, fewer)

    assert [(one.group, one.kind) for one in found] == [(table, "removed")]
    assert fingerprint(fewer) != fingerprint(live)


def test_no_key_of_a_framework_is_left_out(live: Framework) -> None:
    told = {one.key for one in differences(live, changed(live, title="Another", place="Elsewhere", contact="them"))}

    assert told == {"title", "place", "contact"}
    assert set(TABLES) < set(GROUPS)
    assert set(TABLES) == {name for name, value in live if isinstance(value, tuple)}
