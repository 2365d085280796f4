"""By which rules the borough's charts are read is a setting of the framework, and it is told beside what they show."""

import pytest
from pydantic import ValidationError

from impact.answers import Story
from impact.answers.icons import chart_icons
from impact.answers.targets_then import targets_then
from impact.framework import Framework, Target, from_json, load, to_json
from impact.metrics.spc import MDC, NHSR, PROFILES
from impact.words.over_time import rules_sentence
from protected import quarters, series, shown
from records import BOROUGH as FOLDER

BOROUGH = load(FOLDER)
RISING_BELOW = [60, 61, 59, 60, 62, 61, 60, 59, 61, 60, 20, 22, 24, 26, 28, 30, 32]
S01 = ("whole", "", "S01", "quarter")


def by(chart_rules: str) -> Framework:
    return BOROUGH.model_copy(update={"chart_rules": chart_rules})


def test_every_profile_can_be_set_and_the_usual_one_is_set() -> None:
    assert BOROUGH.chart_rules == NHSR.name
    for name in PROFILES:
        assert from_json(to_json(by(name))).chart_rules == name


def test_a_profile_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="chart_rules"):
        Framework.model_validate({**BOROUGH.model_dump(), "chart_rules": "mdc-2019"})


def test_the_icons_of_the_boroughs_charts_are_by_the_frameworks_rules() -> None:
    figures = shown(series(*({"value": value} for value in RISING_BELOW)).assign(stretch=0))
    today = quarters(1)[0].end

    found = {name: chart_icons(figures, by(name), today)[S01][0] for name in PROFILES}

    assert found == {NHSR.name: "concern", MDC.name: "improvement"}


def test_a_period_is_held_to_the_target_of_its_own_time() -> None:
    first, second, third, newest = quarters(4)
    targets = (
        Target(start=second.start, style="level", value=70),
        Target(start=newest.start, style="level", value=85),
    )
    indicator = BOROUGH.indicator["S01"].model_copy(update={"targets": targets})
    own = shown(series(*({"value": 50} for _ in range(4))))
    story = Story(indicator, "whole", "", own, 85.0, None, "", None, "", "")

    assert targets_then(story, newest.end) == {first: None, second: 70, third: 70}


def test_each_profile_is_named_beside_a_chart() -> None:
    assert [rules_sentence(one) for one in PROFILES.values()] == [
        "Limits by NHSRplotthedots 0.2.2 rules.",
        "Limits by Making Data Count 2023 rules.",
    ]
