"""A return beside its sender's history is compared only since the newest break of each series."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubting import SPRING, SUITES, SUMMER, clean, counts, doubts, row
from impact.framework.broken import Break
from impact.periods import QUARTER, containing
from impact.plausibility import prepared
from metrics_cases import default_framework

CHANGED = Break("W01", SUMMER, 1, ("service", "area", "sector", "whole"), "the definition changed on 1 July 2025")
WOBBLING = (50, 52, 49, 51, 53, 50, 48, 51, 52, 50, 49, 51, 50, 52)
FRAMEWORK = default_framework()
BROKEN = FRAMEWORK.with_breaks((CHANGED,))


def quarters(how_many: int, last: date = SPRING) -> list[date]:
    """The starts of some quarters up to one, oldest first."""
    found = [containing(last, QUARTER)]
    while len(found) < how_many:
        found.append(found[-1].previous())
    return [one.start for one in reversed(found)]


def before(indicator: str = "W01", base: float = 100, marked: date | None = None) -> list[dict]:
    """What was known before: fourteen quarters up to the spring, one of them marked [b]."""
    return [
        row(9, indicator, start, numerator=x, denominator=base, marker="b" if start == marked else "")
        for start, x in zip(quarters(len(WOBBLING)), WOBBLING, strict=True)
    ]


def rules(framework, sent: dict, known: list[dict]) -> set[str]:
    """The rules by which a return of one row is asked about."""
    return {one.rule for one in doubts(clean(sent), counts(*known), framework, SUITES)}


ODD = {
    "a figure out of its range": {"numerator": 70, "denominator": 100},
    "a base three times as large": {"numerator": 150, "denominator": 300},
    "both counts turned round": {"numerator": 100, "denominator": 210},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_would_be_asked_is_not_asked_of_the_first_figure_after_a_break(odd):
    sent = row(2, "W01", **odd)
    of_others = replace(CHANGED, indicator_id="W02"), replace(CHANGED, scope_kinds=("whole",))

    assert rules(FRAMEWORK, sent, before())
    assert rules(BROKEN, sent, before()) == set()
    assert rules(FRAMEWORK, {**sent, "marker": "b"}, before()) == set()
    assert rules(FRAMEWORK, {**sent, "marker": "p b"}, before()) == set()
    assert rules(FRAMEWORK.with_breaks(of_others), sent, before()) == rules(FRAMEWORK, sent, before())


@pytest.mark.parametrize(
    ("marked", "points"),
    [
        (None, 14),
        (quarters(14)[0], 14),  # the first figure of all breaks nothing
        (quarters(14)[1], 13),
        (quarters(14)[2], 12),
        (quarters(14)[3], None),  # eleven since then are too few for a usual range
        (SPRING, None),
    ],
)
def test_the_usual_range_is_of_the_figures_since_the_newest_break(marked, points):
    found = prepared(clean(row(2, "W01", numerator=70, denominator=100)), counts(*before(marked=marked)), FRAMEWORK)

    assert found["usual_points"].to_list() == [points]
    assert found["previous_start"].to_list() == [SPRING]


def test_after_a_break_the_period_before_is_compared_again_as_soon_as_there_is_one():
    known = [*before(), row(9, "W01", SUMMER, numerator=150, denominator=300)]
    autumn = row(2, "W01", date(2025, 10, 1), numerator=100, denominator=100)

    found = prepared(clean(autumn), counts(*known), BROKEN)

    assert (found["previous_start"].item(), found["base_ratio"].item()) == (SUMMER, pytest.approx(1 / 3))


def test_a_definition_that_is_taken_back_is_compared_with_itself():
    back = Break("W01", date(2025, 9, 1), 0, CHANGED.scope_kinds, "the definition changed on 1 September 2025")
    sent = clean(row(2, "W01", numerator=70, denominator=100))

    found = prepared(sent, counts(*before()), FRAMEWORK.with_breaks((CHANGED, back)))

    assert (found["previous_start"].item(), found["usual_points"].item()) == (SPRING, 14)


def test_a_revision_stands_for_the_row_it_replaces_with_its_mark():
    known = [*before(), row(9, "W01", SUMMER, numerator=50, denominator=100, marker="b")]
    sent = clean(row(2, "W01", numerator=70, denominator=100))

    assert prepared(sent, counts(*known), FRAMEWORK)["previous_start"].item() == SPRING


def test_a_carried_on_number_is_not_told_of_a_return_in_which_every_series_begins_anew():
    ids = ("W01", "W07", "W11", "S01", "S03", "S05")
    known = [row(9, one, SPRING, numerator=44, denominator=61) for one in ids]
    sent = [row(at, one, numerator=44, denominator=61) for at, one in enumerate(ids, 2)]

    assert prepared(clean(*sent), counts(*known), FRAMEWORK)["share_same"][0] == 1
    marked = prepared(clean(*({**one, "marker": "b"} for one in sent)), counts(*known), FRAMEWORK)
    assert (marked["rows_compared"][0], marked["share_same"][0]) == (0, None)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(20, 90)), min_size=2, max_size=12),
    st.sets(st.integers(1, 11), max_size=3),
)
def test_each_row_is_compared_with_the_one_that_plain_loops_find(drawn, changes):
    starts = quarters(len(drawn))
    rows = [
        row(at, "W01", start, numerator=x, denominator=100, marker="b" if broken else "")
        for at, (start, (broken, x)) in enumerate(zip(starts, drawn, strict=True), 2)
    ]
    said = [
        replace(CHANGED, since=starts[at], definition=number)
        for number, at in enumerate(sorted(one for one in changes if one < len(starts)), 1)
    ]

    found = prepared(clean(*rows), counts(), FRAMEWORK.with_breaks(tuple(said))).sort("line")

    begins = {one.since for one in said}
    expected = [None] + [
        None if now["marker"] == "b" or now["period_start"] in begins else was["period_start"]
        for was, now in pairwise(rows)
    ]
    assert found["previous_start"].to_list() == expected
