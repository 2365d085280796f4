"""The roadmap over time is drawn in few shapes that say exactly what the counts say."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.charts.stages_over_time import Corners, bands, stages_over_time
from impact.framework import Framework

STEPS = ("start", "aware", "sure")
COUNTS = st.lists(st.fixed_dictionaries({step: st.integers(0, 30) for step in STEPS}), min_size=1, max_size=12)


def heights(corners: Corners, at: float) -> tuple[float, float]:
    """Where a vertical line crosses a band: from where to where; (0, 0) where it does not."""
    crossed = [
        one[1]
        for one, other in pairwise(corners)
        if one and other and one[1] == other[1] and min(one[0], other[0]) < at < max(one[0], other[0])
    ]
    return (min(crossed), max(crossed)) if crossed else (0, 0)


@settings(deadline=None)
@given(COUNTS)
def test_a_band_is_as_high_at_each_review_as_services_stood_at_its_step(found):
    drawn = bands(found, STEPS)

    for at, counts in enumerate(found):
        below = 0
        for step in STEPS:
            low, top = heights(drawn[step], at + 0.25)
            assert top - low == counts[step]
            assert low == (below if counts[step] else 0)
            below += counts[step]


def test_a_corner_stands_only_where_something_changes():
    found = [{"start": 2}] * 40 + [{"start": 1, "aware": 1}] * 40

    drawn = bands(found, STEPS)

    assert drawn["start"] == [(-0.5, 2), (39.5, 2), (39.5, 1), (79.5, 1), (79.5, 0), (-0.5, 0), (-0.5, 2)]
    assert drawn["aware"] == [(39.5, 2), (79.5, 2), (79.5, 1), (39.5, 1), (39.5, 2)]
    assert drawn["sure"] == []


def counted(framework: Framework, reviews: int, services: int) -> dict[tuple[date, str], dict[str, int]]:
    """Every sector at every review, its services moving through the steps."""
    ids = [one.id for one in framework.stages]
    return {
        (date(2024 + at // 4, 3 * (at % 4) + 1, 1), sector.id): {
            ids[at % len(ids)]: services - 1,
            ids[(at + 1) % len(ids)]: 1,
        }
        for at in range(reviews)
        for sector in framework.sectors
    }


@pytest.mark.parametrize(("reviews", "services"), [(1, 1), (12, 3), (40, 25)])
def test_ten_years_of_200_services_are_drawn_in_as_few_shapes_as_one(framework, reviews, services):
    drawn = stages_over_time(counted(framework, reviews, services), framework)

    shapes = [one for one in drawn.data if one.type == "scatter" and one.mode == "lines"]
    assert len(shapes) <= len(framework.stages) * len(framework.sectors)
    assert {one.mode for one in drawn.data if one.type == "scatter"} == {"lines", "text"}
    assert all(one.y == (None,) for one in drawn.data if one.type == "bar")


def test_the_legend_names_every_step_once_in_its_order(framework):
    drawn = stages_over_time(counted(framework, 3, 3), framework)

    named = [one.name for one in drawn.data if one.showlegend]
    assert named == [one.name for one in sorted(framework.stages, key=lambda one: one.rank)]


def test_numbers_stand_at_the_first_and_the_newest_review_where_there_is_room(framework):
    few = stages_over_time(counted(framework, 3, 3), framework)
    many = stages_over_time(counted(framework, 3, 60), framework)

    def said(figure) -> set[str]:
        return {text for one in figure.data if one.type == "scatter" and one.mode == "text" for text in one.text}

    assert said(few) == {"2", "1"}
    assert said(many) == {"59"}


def test_without_a_review_nothing_is_drawn(framework):
    assert [one for one in stages_over_time({}, framework).data if not one.showlegend] == []
