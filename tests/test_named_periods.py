"""A period typed at a desk is found among those that there are, or the sentence names the nearest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.named_periods import named_periods
from impact.periods import ACADEMIC_YEAR, FINANCIAL_YEAR, QUARTER, TERM, Period, parse
from impact.problems import ImpactError


def period(text: str, kind: str) -> Period:
    found = parse(text, kind)
    assert found is not None
    return found


OFFERED = [
    period("2025-26 Q1", QUARTER),
    period("2025-26 Q2", QUARTER),
    period("2025-26 Spring", TERM),
    period("2025-26", FINANCIAL_YEAR),
    period("2025-26", ACADEMIC_YEAR),
]


def absent(meant: Period, near: Period | None) -> str:
    return f"{meant.code}: {near.code if near else 'nothing'}"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("2025-26 Q2", [1]),
        ("2025-26-Q2", [1]),
        (" q2  2025/26 ", [1]),
        ("2025-26-Spring", [2]),
        ("spring term 2026", [2]),
        ("2025-26", [3, 4]),
        ("2025/26", [3, 4]),
    ],
)
def test_what_is_typed_is_found_however_it_is_spelt(text, places):
    assert named_periods(text, OFFERED, absent) == [OFFERED[place] for place in places]


@pytest.mark.parametrize(
    ("text", "offered", "said"),
    [
        ("soon", OFFERED, "'soon' is no period. Write it as in a return, such as 2025-26 Q3 or Q3 2025/26."),
        ("2025-26 Q5", [], "'2025-26 Q5' is no period. Write it as in a return, such as 2025-26 Q3 or Q3 2025/26."),
        ("", OFFERED, "'' is no period. Write it as in a return, such as 2025-26 Q3 or Q3 2025/26."),
        ("2026-27 Q1", OFFERED, "2026-27 Q1: 2025-26 Q2"),
        ("2026-27 Autumn", OFFERED, "2026-27 Autumn: 2025-26 Spring"),
        ("2025-09", OFFERED, "2025-09: 2025-26 Q2"),
        ("2031-32", OFFERED, "2031-32: 2025-26"),
        ("2026-27 Q1", [], "2026-27 Q1: nothing"),
    ],
)
def test_what_is_not_there_is_said_with_the_nearest_of_its_kind(text, offered, said):
    with pytest.raises(ImpactError) as raised:
        named_periods(text, offered, absent)

    assert str(raised.value) == said


def test_the_example_is_of_the_kind_that_is_usual():
    with pytest.raises(ImpactError, match=r"such as 2025-26 Autumn or Autumn term 2025\.$"):
        named_periods("soon", OFFERED, absent, TERM)


@settings(deadline=None)
@given(st.sampled_from(OFFERED))
def test_every_period_is_found_by_its_code(one):
    assert one in named_periods(one.code, OFFERED, absent)
    assert one in named_periods(one.code.replace(" ", "-"), OFFERED, absent)
