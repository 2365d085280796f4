"""A return beside the sender's own history, the rows asked of it, other services' returns, and patterns of hand."""

from datetime import date

import pytest

from doubting import ASK, NOTHING, SPRING, SUITES, SUMMER, asked, besides, clean, counts, doubts, of, row
from impact.periods import QUARTER, containing
from impact.plausibility import prepared

WOBBLING = (50, 52, 49, 51, 53, 50, 48, 51, 52, 50, 49, 51, 50, 52)


def quarters_before(start: date, how_many: int) -> list[date]:
    """The starts of the quarters before one, oldest first."""
    found = [containing(start, QUARTER)]
    for _ in range(how_many):
        found.append(found[-1].previous())
    return [period.start for period in reversed(found[1:])]


def history(indicator_id: str, numerators: tuple[float, ...], base: float = 100, **more: str) -> list[dict]:
    """The rows of an indicator's quarters before SUMMER."""
    starts = quarters_before(SUMMER, len(numerators))
    return [
        row(9, indicator_id, start, numerator=x, denominator=base, **more)
        for start, x in zip(starts, numerators, strict=True)
    ]


def test_a_figure_outside_its_own_usual_range_is_asked_about(framework):
    rows = clean(row(2, "W01", numerator=70, denominator=100))

    found = doubts(rows, counts(*history("W01", WOBBLING)), framework, SUITES)

    assert [str(doubt) for doubt in found] == [
        f"Row 2, column E (numerator): {framework.indicator['W01'].title} comes to 70 "
        f"({framework.indicator['W01'].unit}); its usual range over the last 14 quarters is 45.25 to 55.89. {ASK}"
    ]


@pytest.mark.parametrize("numerator", [46, 50, 55])
def test_a_figure_within_its_usual_range_is_not_asked_about(framework, numerator):
    rows = clean(row(2, "W01", numerator=numerator, denominator=100))

    assert asked(rows, counts(*history("W01", WOBBLING)), framework) == []


@pytest.mark.parametrize(("earlier", "is_asked"), [(11, False), (12, True)])
def test_a_usual_range_needs_twelve_earlier_figures(framework, earlier, is_asked):
    rows = clean(row(2, "W01", numerator=70, denominator=100))

    found = asked(rows, counts(*history("W01", WOBBLING[:earlier])), framework)

    assert found == ([(2, "E", "outside-usual-range")] if is_asked else [])


def test_a_figure_that_never_varied_has_no_usual_range(framework):
    rows = clean(row(2, "W01", numerator=70, denominator=100))

    assert asked(rows, counts(*history("W01", (50,) * 14)), framework) == []


@pytest.mark.parametrize("steps", [(0,) * 9 + (100,) * 4, (50,) * 5 + (60,) * 4 + (75,) * 4])
def test_a_figure_that_only_took_a_step_now_and_then_has_no_usual_range(framework, steps):
    rows = clean(row(2, "W01", numerator=steps[-1], denominator=100))

    assert asked(rows, counts(*history("W01", steps)), framework) == []
    assert prepared(rows, counts(*history("W01", steps)), framework)["usual_points"].to_list() == [None]


BEYOND = (*WOBBLING, 57)
"""The newest figure lies beyond the upper limit of them all: they are 51 on average, and their limits 5.89 from it."""


@pytest.mark.parametrize(
    ("numerator", "is_asked"),
    [(57, False), (59, False), (62, False), (63, True), (58, False), (51, False), (45, True)],
)
def test_what_goes_on_beyond_a_limit_is_asked_about_again_only_where_it_moves_on_as_far(framework, numerator, is_asked):
    rows = clean(row(2, "W01", numerator=numerator, denominator=100))

    found = asked(rows, counts(*history("W01", BEYOND)), framework)

    assert found == ([(2, "E", "outside-usual-range")] if is_asked else [])


def test_only_the_newest_24_figures_make_the_usual_range(framework):
    rows = clean(row(2, "W01", numerator=70, denominator=100))
    long_ago_higher = history("W01", (70, 71, 69, 72, 70, 71, 69, 70, 72, 71) + WOBBLING[:12] * 2)

    frame = prepared(rows, counts(*long_ago_higher), framework)

    assert frame["usual_points"].to_list() == [24]
    assert asked(rows, counts(*long_ago_higher), framework) == [(2, "E", "outside-usual-range")]


def test_a_figure_that_could_not_be_told_is_no_part_of_the_usual_range(framework):
    rows = clean(row(2, "W01", numerator=70, denominator=100))
    hidden = [{**one, "numerator": None, "denominator": None, "marker": "c"} for one in history("W01", WOBBLING)[:3]]

    assert asked(rows, counts(*hidden, *history("W01", WOBBLING)[3:]), framework) == []


def test_each_group_and_each_service_has_a_usual_range_of_its_own(framework):
    rows = clean(
        row(2, "W01", numerator=70, denominator=100),
        row(3, "W01", numerator=70, denominator=100, breakdown="women"),
        row(4, "W01", numerator=70, denominator=100, service_id="SV06"),
    )
    higher = tuple(x + 20 for x in WOBBLING)
    before = [
        *history("W01", WOBBLING),
        *history("W01", higher, breakdown="women"),
        *history("W01", higher, service_id="SV06"),
    ]

    assert asked(rows, counts(*before), framework) == [(2, "E", "outside-usual-range")]


def test_a_file_that_holds_its_own_history_is_judged_row_by_row_by_what_came_before(framework):
    whole = [{**one, "line": line, "cell": f"E{line}"} for line, one in enumerate(history("W01", WOBBLING), start=2)]
    rows = clean(*whole, row(16, "W01", numerator=70, denominator=100))

    found = [place for place in asked(rows, NOTHING, framework) if place[2] == "outside-usual-range"]

    assert found == [(16, "E", "outside-usual-range")]


def test_a_usual_range_is_said_within_what_is_possible(framework):
    rows = clean(row(2, "W01", numerator=60, denominator=100))
    near_nought = counts(*history("W01", (1, 5, 2, 7, 0, 4, 1, 6, 2, 5, 0, 3, 4, 1)))

    (said,) = of(doubts(rows, near_nought, framework, SUITES), "outside-usual-range")

    assert "is 0 to 1" in said


def test_two_counts_that_changed_places_are_asked_about(framework):
    rows = clean(row(2, "W13", numerator=82, denominator=21))
    before = counts(row(9, "W13", SPRING, numerator=20, denominator=80))

    found = of(doubts(rows, before, framework, SUITES), "turned-ratio")

    assert len(found) == 1
    assert "is sent as 82 of 21 and was 20 of 80 in Apr to Jun 2025" in found[0]
    assert "Which of the two is the whole?" in found[0]


@pytest.mark.parametrize(("numerator", "denominator"), [(22, 85), (80, 80), (160, 21)])
def test_counts_that_only_changed_are_not_taken_for_turned(framework, numerator, denominator):
    rows = clean(row(2, "W13", numerator=numerator, denominator=denominator))
    before = counts(row(9, "W13", SPRING, numerator=20, denominator=80))

    assert of(doubts(rows, before, framework, SUITES), "turned-ratio") == []


def expected_of(framework, service_id: str) -> list[str]:
    """The core indicators that a service is asked for by quarter, worked out in a plain loop."""
    service = framework.service[service_id]
    return [
        one.id
        for one in framework.indicators
        if one.core and one.fed_by != "published" and framework.reports(service, one)
        if framework.rhythm(service, one) == QUARTER
    ]


def sent(names: list[str], start: date = SUMMER, service_id: str = "SV05") -> list[dict]:
    """A row of each indicator, every number its own."""
    return [
        row(at, name, start, service_id, numerator=11 + at * at % 37, denominator=61 + at * at % 41)
        for at, name in enumerate(names, start=2)
    ]


def test_figures_asked_for_and_neither_sent_nor_known_are_named(framework):
    names = expected_of(framework, "SV05")

    found = doubts(clean(*sent(names[:-7])), NOTHING, framework, SUITES)

    named = ", ".join(f"{name} ({framework.indicator[name].title})" for name in names[-7:-2])
    assert of(found, "missing-rows") == [
        f"The file: 7 of the {len(names)} figures asked of {framework.service['SV05'].name} for Jul to Sep 2025 "
        f"are not in this file: {named} and others. Do they come in another file? If so, nothing need be done; "
        "if one cannot be counted, send its row with the mark x."
    ]


def test_what_is_known_already_is_not_missed(framework):
    names = expected_of(framework, "SV05")
    optional = [one.id for one in framework.indicators if not one.core and one.frequency == QUARTER]
    once_sent = next(
        name for name in optional if framework.reports(framework.service["SV05"], framework.indicator[name])
    )
    known = counts(*sent(names[-7:]), row(9, once_sent, SPRING, numerator=1, denominator=90))

    found = doubts(clean(*sent(names[:-7])), known, framework, SUITES)

    (said,) = of(found, "missing-rows")
    assert said.startswith(f"The file: 1 of the {len(names) + 1} figures") and f": {once_sent} (" in said
    assert of(doubts(clean(*sent(names)), NOTHING, framework, SUITES), "missing-rows") == []


def test_a_mark_is_as_good_as_a_number_and_a_correction_of_a_few_rows_is_not_a_return(framework):
    names = expected_of(framework, "SV05")
    marked = [row(line, name, marker="x") for line, name in enumerate(names, start=2)]

    assert asked(clean(*marked), NOTHING, framework) == []
    assert asked(clean(*sent(names[:4])), NOTHING, framework) == []


def test_nothing_is_missed_of_a_period_before_a_service_took_part(framework):
    joined = framework.service["SV05"].model_copy(update={"joined": date(2025, 11, 1)})
    services = tuple(joined if one.id == "SV05" else one for one in framework.services)
    later = framework.model_copy(update={"services": services})
    for name in ("service", "indicator"):
        later.__dict__.pop(name, None)

    assert of(doubts(clean(*sent(expected_of(framework, "SV05")[:6])), NOTHING, later, SUITES), "missing-rows") == []


def test_a_return_equal_to_another_services_is_asked_about_without_its_numbers(framework):
    names = expected_of(framework, "SV05")[:6]
    theirs = counts(*sent(names, service_id="SV06"))

    found = doubts(clean(*sent(names)), NOTHING, framework, SUITES, theirs)

    assert of(found, "same-as-another") == [
        f"The file: Every figure of {framework.service['SV05'].name} equals that of another service for Jul to Sep "
        "2025 (6 rows compared). Was another service's file sent, or its code left in? If so, send this service's "
        "own numbers; if they are truly equal, say so when you send it, beside the return or in a note."
    ]


def test_one_number_of_its_own_few_rows_or_another_period_make_a_return_its_own(framework):
    names = expected_of(framework, "SV05")[:6]
    ours, theirs = sent(names), sent(names, service_id="SV06")
    changed = [*theirs[:5], {**theirs[5], "numerator": 12}]
    earlier = sent(names, SPRING, "SV06")

    for others in (changed, theirs[:4], earlier):
        found = doubts(clean(*ours), NOTHING, framework, SUITES, counts(*others))
        assert of(found, "same-as-another") == []


def test_a_return_of_its_own_was_compared_with_the_others_of_its_period(framework):
    ours = sent(expected_of(framework, "SV05")[:6])
    theirs = counts(*({**one, "service_id": "SV06", "numerator": 5} for one in ours))

    frame = prepared(clean(*ours), NOTHING, framework, theirs)

    assert frame["rows_alike"].to_list() == [0, None, None, None, None, None]


def test_zeros_and_levels_that_agree_do_not_make_two_returns_the_same(framework):
    names = expected_of(framework, "SV05")[:6]
    zeros = [{**one, "numerator": 0, "denominator": 0} for one in sent(names)]
    levels = [row(line, name, value=1) for line, name in enumerate(("L07", "L08", "L13", "E01", "E02", "E03"), 2)]

    for ours in (zeros, levels):
        others = counts(*({**one, "service_id": "SV06"} for one in ours))
        found = doubts(clean(*ours), NOTHING, framework, SUITES, others)
        assert of(found, "same-as-another") == []


def test_two_services_of_one_file_are_compared_with_each_other(framework):
    names = expected_of(framework, "SV05")[:6]
    theirs = [{**one, "line": one["line"] + 10} for one in sent(names, service_id="SV06")]

    found = doubts(clean(*sent(names), *theirs), NOTHING, framework, SUITES)

    assert len(of(found, "same-as-another")) == 2


def with_last_digits(digits: list[int]) -> list[dict]:
    """Rows whose bases end in the digits given, each base another."""
    return [
        row(line, "W01", denominator=100 + 10 * line + digit, numerator=line % 7, breakdown=f"group {line}")
        for line, digit in enumerate(digits, start=2)
    ]


def test_counts_that_mostly_end_in_0_or_5_are_asked_about(framework):
    rows = clean(*with_last_digits([0, 5] * 10 + [3, 8, 1, 9, 2, 7, 4, 6, 8, 3]))

    found = doubts(rows, NOTHING, framework, SUITES)

    name = framework.service["SV05"].name
    (said,) = of(found, "rounded-digits")
    assert said.startswith(f"The file: 20 of 30 counts of {name} end in 0 or 5; about one in five would.")


def test_a_usual_return_with_all_its_counts_rounded_is_asked_about(framework):
    found = doubts(clean(*with_last_digits([0, 5] * 5)), NOTHING, framework, SUITES)

    assert len(of(found, "rounded-digits")) == 1


@pytest.mark.parametrize("digits", [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 3, [0, 5] * 4 + [5], [0, 5] * 6 + [3] * 18])
def test_mixed_digits_and_few_counts_are_believed(framework, digits):
    found = doubts(clean(*with_last_digits(digits)), NOTHING, framework, SUITES)

    assert of(found, "rounded-digits") == []


def test_the_size_of_one_group_in_many_rows_is_one_count(framework):
    names = [one.id for one in framework.indicators if one.measure == "proportion" and one.fed_by != "published"]
    rows = clean(*(row(line, name, numerator=3, denominator=250) for line, name in enumerate(names * 3, start=2)))

    frame = prepared(rows, NOTHING, framework)

    assert frame["digits_judged"].drop_nulls().to_list() == []


def test_one_pair_of_counts_copied_down_is_asked_about_once(framework):
    names = expected_of(framework, "SV05")[:7]
    rows = sent(names)
    for one in rows[1:5]:
        one |= {"numerator": 23, "denominator": 61}

    found = doubts(clean(*rows), NOTHING, framework, SUITES)

    assert of(found, "copied-down") == [
        "Row 3: Rows 3 to 6 all hold 23 of 61, for 4 indicators in a row. Were the cells copied down? If so, send the "
        "rows again with their own numbers; if they are right, say so when you send it, beside the return or in a note."
    ]


@pytest.mark.parametrize("pair", [(0, 61), (61, 61)])
def test_nobody_and_everybody_may_stand_under_many_indicators(framework, pair):
    rows = sent(expected_of(framework, "SV05")[:7])
    for one in rows[1:6]:
        one |= {"numerator": pair[0], "denominator": pair[1]}

    assert of(doubts(clean(*rows), NOTHING, framework, SUITES), "copied-down") == []


def test_three_equal_pairs_or_four_with_a_line_between_are_believed(framework):
    rows = sent(expected_of(framework, "SV05")[:7])
    for one in rows[1:5]:
        one |= {"numerator": 23, "denominator": 61}
    apart = [{**one, "line": one["line"] + (one["line"] > 4)} for one in rows]

    assert of(doubts(clean(*rows[:4]), NOTHING, framework, SUITES), "copied-down") == []
    assert of(doubts(clean(*apart), NOTHING, framework, SUITES), "copied-down") == []


@pytest.mark.parametrize("name", ["numerator", "denominator"])
def test_a_cell_dragged_down_is_asked_about_once(framework, name):
    rows = sent(expected_of(framework, "SV05")[:8])
    for at, one in enumerate(rows[2:7]):
        one[name] = {"numerator": 12, "denominator": 64}[name] + at

    found = doubts(clean(*rows), NOTHING, framework, SUITES)

    assert of(found, "copied-down") == [
        f"Row 4: From row 4 to row 8 the {name} changes by 1 each time, over 5 rows. Was a cell dragged down, so that "
        "the program went on counting? If so, send the rows again with their own numbers; if they are right, say so "
        "when you send it, beside the return or in a note."
    ]


def test_four_steps_and_counts_of_one_digit_are_believed(framework):
    rows = sent(expected_of(framework, "SV05")[:8])
    for at, one in enumerate(rows[2:6]):
        one["numerator"] = 12 + at
    for at, one in enumerate(rows[:6]):
        one["denominator"] = 90 + (at * at) % 7
    small = [{**one, "numerator": at} for at, one in enumerate(rows)]

    assert of(doubts(clean(*rows[:6]), NOTHING, framework, SUITES), "copied-down") == []
    assert of(doubts(clean(*small), NOTHING, framework, SUITES), "copied-down") == []


def test_several_cells_of_one_line_are_judged_each_and_a_sender_once(framework):
    names = expected_of(framework, "SV05")[:6]
    wide = [{**one, "line": 4, "cell": f"{letter}4"} for letter, one in zip("CEGIKM", sent(names), strict=True)]

    found = doubts(clean(*wide), NOTHING, framework, SUITES)

    assert len(of(found, "missing-rows")) == 1
    assert besides(found, "missing-rows") == []
