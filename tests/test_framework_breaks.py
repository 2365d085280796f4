"""A definition that changes breaks a series from the day it counts; words that are only put better do not."""

from datetime import date

import pytest

from impact.framework import Framework, Indicator, fingerprint, from_json, load, to_json
from impact.framework.breaks import Version, breaks
from impact.framework.definitions import FIELDS, NEVER
from impact.framework.parts import Source
from records import BOROUGH

OCTOBER, KEPT = date(2026, 10, 1), date(2026, 11, 20)
EVERYWHERE = ("service", "area", "sector", "whole")


@pytest.fixture(scope="module")
def live() -> Framework:
    return load(BOROUGH)


def changed(framework: Framework, id: str = "S01", effective: date = OCTOBER, **keys: object) -> Framework:
    """The framework with other keys in one indicator, counting from a day."""
    ours = tuple(one.model_copy(update=keys) if one.id == id else one for one in framework.indicators)
    return from_json(to_json(framework.model_copy(update={"indicators": ours, "effective": effective})))


def kept(*frameworks: Framework, days: tuple[date, ...] = ()) -> list[Version]:
    return [Version(one, day) for one, day in zip(frameworks, days or [KEPT] * len(frameworks), strict=True)]


def test_every_key_of_an_indicator_has_its_rule_and_a_reason() -> None:
    assert set(FIELDS) == set(Indicator.model_fields)
    assert all(field.name and field.why for field in FIELDS.values())


@pytest.mark.parametrize(
    ("id", "keys", "where", "what"),
    [
        ("S01", {"numerator": "People who answered yes"}, EVERYWHERE, "what is counted"),
        ("S01", {"denominator": "People who were asked"}, EVERYWHERE, "what it is out of"),
        ("S01", {"measure": "rate"}, EVERYWHERE, "the kind of measure"),
        ("S01", {"frequency": "month"}, EVERYWHERE, "how often it is sent"),
        ("S01", {"fed_by": "survey"}, EVERYWHERE, "where it comes from"),
        ("P09", {"published_definition": "Missed 15% or more"}, EVERYWHERE, "the publisher's definition"),
        ("P09", {"publisher": "ONS"}, EVERYWHERE, "the publisher"),
        ("S02", {"unit": "score, 0 to 10"}, EVERYWHERE, "the unit"),
        ("P12", {"multiplier": 10_000.0}, EVERYWHERE, "the multiplier"),
        ("S01", {"sectors": ("SEC1",)}, ("whole",), "the sectors asked"),
        ("S01", {"needs_tags": ("asks_people", "meets_public")}, ("sector", "whole"), "the services asked"),
    ],
)
def test_another_definition_breaks_the_series(
    live: Framework, id: str, keys: dict, where: tuple[str, ...], what: str
) -> None:
    (found,) = breaks(kept(live, changed(live, id, **keys)))

    assert (found.indicator_id, found.since, found.scope_kinds) == (id, OCTOBER, where)
    assert found.reason == f"the definition changed on 1 October 2026: {what}"


OTHERS = {
    "aggregation": "weighted_mean", "interval": "none", "baseline": "first_period", "node": "MO2", "policy": "people",
    "direction": "lower", "reviewed": OCTOBER, "reworded": (OCTOBER,), "targets": (), "features": (), "low": 1.0,
    "also_informs": ("MO2",), "core": False, "scored": False, "high": 99.0, "query_low": 1.0, "query_high": 99.0,
    "smallest_base": 12.0, "weight": 2.0, "published_value_only": True, "hard_topic": True, "review_every_months": 12,
    "source": Source(id="SRC01"), **dict.fromkeys(("title", "question", "level", "disclosure_risk", "oba"), "another"),
    "publisher_ref": "another", "caveat": "another",
}  # fmt: skip


@pytest.mark.parametrize("key", [key for key, field in FIELDS.items() if field.breaks == NEVER and key != "id"])
def test_what_changes_no_count_breaks_nothing(live: Framework, key: str) -> None:
    other = changed(live, **{key: OTHERS[key]})

    assert other.indicator["S01"] != live.indicator["S01"]
    assert breaks(kept(live, other)) == ()


def test_spelling_alone_breaks_nothing_and_neither_does_what_is_said_to_be_only_words(live: Framework) -> None:
    spelt = live.indicator["S01"].numerator.upper().replace(",", " -")
    put_better = {"numerator": "People who say that they were heard, valued and understood"}

    assert breaks(kept(live, changed(live, numerator=spelt))) == ()
    assert breaks(kept(live, changed(live, reworded=(OCTOBER,), **put_better))) == ()
    assert len(breaks(kept(live, changed(live, reworded=(date(2026, 1, 1),), **put_better)))) == 1


def test_a_unit_of_what_is_worked_out_from_counts_breaks_nothing(live: Framework) -> None:
    assert breaks(kept(live, changed(live, unit="% of all who answered", multiplier=1_000.0))) == ()


def test_a_sector_that_gets_another_name_and_a_new_one_break_nothing(live: Framework) -> None:
    first = live.sectors[0].model_copy(update={"name": "Schools"})
    more = live.sectors[0].model_copy(update={"id": "SEC99", "name": "Sport", "indicators": ()})
    named = from_json(to_json(live.model_copy(update={"sectors": (first, *live.sectors[1:], more)})))

    assert breaks(kept(live, named)) == ()


def test_a_sector_whose_own_list_lacks_it_is_no_longer_asked(live: Framework) -> None:
    shorter = tuple(one for one in live.sectors[0].indicators if one != "S01")
    first = live.sectors[0].model_copy(update={"indicators": shorter})
    listed = from_json(to_json(live.model_copy(update={"sectors": (first, *live.sectors[1:]), "effective": OCTOBER})))

    assert [(one.indicator_id, one.scope_kinds) for one in breaks(kept(live, listed))] == [("S01", ("whole",))]


def test_a_version_whose_day_nobody_moved_counts_from_the_day_it_was_kept(live: Framework) -> None:
    other = changed(live, effective=live.effective, numerator="People who answered yes")

    assert [one.since for one in breaks(kept(live, other))] == [KEPT]


def test_a_mistake_put_right_before_its_day_breaks_nothing(live: Framework) -> None:
    wrong = changed(live, effective=date(2027, 1, 1), numerator="Something else")
    right = changed(live, effective=date(2027, 1, 1), weight=2.0)

    assert len(breaks(kept(live, wrong))) == 1
    assert breaks(kept(live, wrong, right)) == ()


def test_a_mistake_put_right_later_stands_for_the_time_between(live: Framework) -> None:
    right = changed(live, weight=2.0)

    found = breaks(kept(live, changed(live, numerator="Something else"), right))

    assert [(one.since, one.definition) for one in found] == [(OCTOBER, 1), (KEPT, 0)]


def test_a_definition_that_comes_back_has_its_old_number(live: Framework) -> None:
    other = changed(live, effective=date(2025, 4, 1), numerator="People who answered yes")
    back = changed(live, effective=date(2026, 4, 1), numerator=live.indicator["S01"].numerator)

    found = breaks(kept(live, other, back))

    assert [(one.since, one.definition) for one in found] == [(date(2025, 4, 1), 1), (date(2026, 4, 1), 0)]


def test_an_indicator_that_was_away_is_compared_with_what_it_last_was(live: Framework) -> None:
    gone = tuple(one for one in live.indicators if one.id != "S01")
    without = from_json(to_json(live.model_copy(update={"indicators": gone, "effective": date(2025, 4, 1)})))

    assert breaks(kept(live, without, changed(live))) == ()
    assert [one.since for one in breaks(kept(live, without, changed(live, denominator="All")))] == [OCTOBER]


def test_breaks_are_no_part_of_a_version(live: Framework) -> None:
    found = breaks(kept(live, changed(live, denominator="All")))

    with_them = live.with_breaks(found)

    assert with_them.breaks == found
    assert live.breaks == ()
    assert fingerprint(with_them) == fingerprint(live)


def test_one_version_and_none_break_nothing(live: Framework) -> None:
    assert breaks([]) == ()
    assert breaks(kept(live)) == ()
