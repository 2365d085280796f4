"""The agenda of a board: a default that goes from what is well to what is decided, and one that was chosen."""

import pytest

from impact.answers.agenda import Item, agenda_of, default_agenda, key_indicators, offered
from impact.framework import Framework
from impact.framework.load import load
from records import CHILDREN


def ids(items: tuple[Item, ...]) -> list[str]:
    return [one.id for one in items]


def test_the_default_agenda_begins_with_where_we_stand_and_ends_with_what_is_decided(framework: Framework):
    found = ids(default_agenda(framework))

    assert found[:3] == ["opening", "bright", "since"]
    assert found[-2:] == ["coverage", "decisions"]
    assert found.index("horizon.short") < found.index("horizon.long") < found.index("held_up")


def test_every_horizon_with_a_measured_outcome_has_its_item(framework: Framework):
    measured = {f"horizon.{node.horizon}" for node in framework.nodes if node.scored}

    assert {one for one in ids(default_agenda(framework)) if one.startswith("horizon.")} == measured


def test_the_key_indicators_are_one_of_each_later_horizon_and_what_services_send_comes_first(framework: Framework):
    found = key_indicators(framework)

    assert len({framework.node[one.node].horizon for one in found}) == len(found) == 3
    assert "S01" in {one.id for one in found}


def test_another_framework_has_an_agenda_of_its_own_and_no_roadmap():
    children = load(CHILDREN)

    assert "roadmap" not in ids(offered(children))
    assert ids(default_agenda(children))[-1] == "decisions"
    assert 1 <= len(key_indicators(children)) <= 3


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["held_up", "opening"], ["held_up", "opening", "decisions"]),
        (["decisions", "opening"], ["opening", "decisions"]),
        (["opening", "opening", "indicator.S01"], ["opening", "indicator.S01", "decisions"]),
        (["opening", "indicator.NONE", "<b>"], ["opening", "decisions"]),
    ],
)
def test_a_chosen_agenda_keeps_its_order_and_ends_with_what_is_decided(framework: Framework, asked, shown):
    assert ids(agenda_of(asked, framework)) == shown


@pytest.mark.parametrize("asked", [[], [""], ["nothing.known"], ["decisions"]])
def test_where_nothing_is_chosen_the_default_holds(framework: Framework, asked):
    assert agenda_of(asked, framework) == default_agenda(framework)
