"""Periods: one spelling in files, several on intake, and no doubt about which days are meant."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import periods
from impact.periods import (
    ACADEMIC_YEAR,
    CALENDAR_YEAR,
    FINANCIAL_YEAR,
    KINDS,
    MONTH,
    QUARTER,
    TERM,
    Period,
    between,
    containing,
    last_complete,
    parse,
)

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
kinds = st.sampled_from(KINDS)


@settings(deadline=None)
@given(days, kinds)
def test_a_code_is_read_back_as_the_same_period(day, kind):
    period = containing(day, kind)

    assert parse(period.code, kind) == period
    assert parse(period.code, kind).code == period.code


@settings(deadline=None)
@given(days, kinds)
def test_every_day_lies_in_exactly_one_period_of_a_kind(day, kind):
    period = containing(day, kind)

    assert period.start <= day <= period.end
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period


@settings(deadline=None)
@given(days, kinds)
def test_a_period_of_one_kind_is_never_read_as_another(day, kind):
    period = containing(day, kind)
    others = {KINDS.index(other): parse(period.code, other) for other in KINDS if other != kind}

    years = {FINANCIAL_YEAR, ACADEMIC_YEAR}
    read = {KINDS[place] for place, found in others.items() if found is not None}
    # "2011-12" is a month and a pair of years; only the kind asked for can tell.
    assert read <= (years | {MONTH} if kind in years | {MONTH} else set())


@settings(deadline=None)
@given(days, kinds)
def test_the_last_complete_period_has_ended_and_its_successor_has_not(day, kind):
    period = last_complete(day, kind)

    assert period.end <= day < period.next().end


@settings(deadline=None)
@given(days, st.integers(0, 900), kinds)
def test_between_leaves_no_gap_and_stays_within(first, length, kind):
    last = first + timedelta(days=length)

    found = between(first, last, kind)

    assert all(one.next() == following for one, following in pairwise(found))
    assert all(first <= one.end <= last for one in found)


@settings(deadline=None)
@given(st.text(max_size=25), st.sampled_from([None, *KINDS]))
def test_no_text_makes_reading_fail(text, kind):
    period = parse(text, kind)

    assert period is None or kind in (None, period.kind)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("2025-26 Q3", "2025-26 Q3", QUARTER),
        ("Q3 2025/26", "2025-26 Q3", QUARTER),
        ("2025/26 q3", "2025-26 Q3", QUARTER),
        ("2025-2026 Q3", "2025-26 Q3", QUARTER),
        ("  2025-26   Q3 ", "2025-26 Q3", QUARTER),
        ("2025-26 Autumn", "2025-26 Autumn", TERM),
        ("2025/26 autumn term", "2025-26 Autumn", TERM),
        ("Autumn term 2025", "2025-26 Autumn", TERM),
        ("Autumn 2025/26", "2025-26 Autumn", TERM),
        ("Spring term 2026", "2025-26 Spring", TERM),
        ("Summer 2025-26", "2025-26 Summer", TERM),
        ("2025-04", "2025-04", MONTH),
        ("2025", "2025", CALENDAR_YEAR),
        ("2025/26", "2025-26", FINANCIAL_YEAR),
        ("1999-00", None, None),
        ("2099-00", "2099-00", FINANCIAL_YEAR),
    ],
)
def test_a_period_may_be_spelt_in_several_ways(text, code, kind):
    period = parse(text)

    assert (period and period.code, period and period.kind) == (code, kind)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-26", "2024-26 Q1", "Q1 2024/26", "2024-24", "2025-24 Autumn", "2025-2126"),
        *("2025-26 Q5", "2025-26 Q0", "2025-13", "2025-00", "", "Q3", "Autumn", "25-26"),
        *("2025-26 Winter", "202425", "2025-26 Q3 x", "next year", "2025-26 ſpring"),
    ],
)
def test_what_names_no_period_is_refused(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (FINANCIAL_YEAR, date(2025, 4, 1), date(2026, 3, 31)),
        (ACADEMIC_YEAR, date(2025, 9, 1), date(2026, 8, 31)),
        (None, date(2025, 4, 1), date(2026, 3, 31)),
    ],
)
def test_a_bare_pair_of_years_is_what_was_asked_for(kind, start, end):
    period = parse("2025-26", kind)

    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("kind", [QUARTER, TERM, CALENDAR_YEAR, MONTH])
def test_a_bare_pair_of_years_is_no_shorter_period(kind):
    assert parse("2025-26", kind) is None


def test_a_month_that_looks_like_a_pair_of_years_is_read_by_its_kind():
    assert parse("2011-12", MONTH).start == date(2011, 12, 1)
    assert parse("2011-12", FINANCIAL_YEAR).start == date(2011, 4, 1)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025-26 Q1", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-26 Q2", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025-26 Q3", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025-26 Q4", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025-26 Autumn", date(2025, 9, 1), date(2025, 12, 31)),
        ("2025-26 Spring", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025-26 Summer", date(2026, 4, 1), date(2026, 8, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
    ],
)
def test_a_period_holds_the_days_it_should(code, start, end):
    period = parse(code, MONTH if len(code) == 7 else None)

    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    ("term", "quarter"),
    [("2025-26 Autumn", "2025-26 Q3"), ("2025-26 Spring", "2025-26 Q4"), ("2025-26 Summer", "2026-27 Q2")],
)
def test_a_term_belongs_to_the_quarter_in_which_it_ends(term, quarter):
    assert containing(parse(term).end, QUARTER).code == quarter


@pytest.mark.parametrize(
    ("period", "label", "long_label"),
    [
        (parse("2025-26 Q3"), "Oct to Dec 2025", "2025/26 Q3 (Oct to Dec 2025)"),
        (parse("2025-26 Q4"), "Jan to Mar 2026", "2025/26 Q4 (Jan to Mar 2026)"),
        (parse("2025-26 Spring"), "Spring term 2026", "Spring term 2026"),
        (parse("2025-26"), "2025/26", "2025/26 (year to 31 March 2026)"),
        (parse("2025-26", ACADEMIC_YEAR), "2025/26", "2025/26 (school year)"),
        (parse("2025"), "2025", "2025"),
        (parse("2025-04"), "April 2025", "April 2025"),
    ],
)
def test_a_period_is_said_in_the_words_of_the_board(period, label, long_label):
    assert (period.label, period.long_label) == (label, long_label)


def test_a_period_that_ends_today_is_complete():
    assert last_complete(date(2026, 9, 30), QUARTER).code == "2026-27 Q2"
    assert last_complete(date(2026, 9, 29), QUARTER).code == "2026-27 Q1"


def test_twelve_quarters_lie_between_autumn_2023_and_autumn_2026():
    found = between(date(2023, 10, 1), date(2026, 9, 30), QUARTER)

    assert (len(found), found[0].code, found[-1].code) == (12, "2023-24 Q3", "2026-27 Q2")


def test_periods_stand_in_order_of_time():
    quarters = [parse("2025-26 Q4"), parse("2025-26 Q1"), parse("2024-25 Q4")]

    assert sorted(quarters) == list(reversed(quarters))


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_in_a_remedy_can_be_read(kind):
    for example in periods.examples(kind).split(" or "):
        assert isinstance(parse(example, kind), Period)
