"""Every fault of a return is said at once, at its cell, with its remedy; a clean one becomes CLEAN ROWS."""

import csv
import io
import random
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import marks, periods
from impact.columns import RETURN_COLUMNS
from impact.contract import check, person_in
from impact.contract.names import holds_names
from impact.framework.load import load
from impact.framework.models import Framework
from impact.ledger import Choices
from impact.reading import column_letter, read_table
from impact.tidy import Tidied, tidy
from impact.tidy.mapping import map_columns
from impact.tidy.wide import as_long

TODAY = date(2026, 9, 1)
FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
LETTERS = {name: column_letter(index) for index, name in enumerate(RETURN_COLUMNS)}

W01 = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "W01", "numerator": "9", "denominator": "12"}
S02 = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "S02", "value": "70", "n": "30", "sd": "8.5"}
W13 = {**W01, "indicator_id": "W13"}
S14 = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "S14", "value": "21", "n": "30"}
S07 = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "S07", "value": "4"}
L07 = {"period": "2024-25", "service_id": "SV05", "indicator_id": "L07", "value": "2", "note": "minuted"}
E01 = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "E01", "value": "1", "note": "Named in June"}
P01 = {
    "period": "2024-25",
    "service_id": "E08000005",
    "indicator_id": "P01",
    "numerator": "440",
    "denominator": "55000",
}
P12 = {"period": "2023-24", "service_id": "E08000005", "indicator_id": "P12", "value": "450.2"}


def written(rows: Iterable[dict[str, str]], columns: Iterable[str] = RETURN_COLUMNS) -> bytes:
    held = io.StringIO()
    writer = csv.DictWriter(held, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue().encode()


def as_found(content: bytes, framework: Framework = FRAMEWORK) -> Tidied:
    """A file in the form of a return with nothing set right: the contract's own view of every cell."""
    table = read_table(content, "q1.csv")
    mapped = map_columns(table, framework, Choices(), {}, "q1.csv")
    long = as_long(table, mapped, {})
    problems = (*mapped.problems, *long.problems, *table.problems)
    return Tidied(table, long.rows, long.places, questions=mapped.questions, problems=problems)


def checked(*rows: dict[str, str], columns: Iterable[str] = RETURN_COLUMNS, framework: Framework = FRAMEWORK):
    return check(as_found(written(rows, columns), framework), framework, TODAY)


def said(*rows: dict[str, str], **kwargs) -> list[str]:
    outcome = checked(*rows, **kwargs)
    assert (outcome.rows is None) == bool(outcome.problems)
    return [str(problem) for problem in outcome.problems]


def test_a_clean_return_becomes_typed_rows():
    hidden = {**W01, "breakdown": "new starters", "numerator": "", "marker": "[c]"}
    marked = {**S02, "asked": "40", "marker": "p, r", "note": "paper forms"}

    rows = checked(W01, marked, hidden).rows

    assert rows is not None
    assert rows.schema == {
        "line": pl.Int64,
        **dict.fromkeys(("cell", "service_id", "indicator_id"), pl.String),
        **dict.fromkeys(("period_start", "period_end"), pl.Date),
        **dict.fromkeys(("period_kind", "breakdown"), pl.String),
        **dict.fromkeys(("numerator", "denominator", "value", "n", "sd", "asked"), pl.Float64),
        **dict.fromkeys(("marker", "note"), pl.String),
    }
    first, second = date(2025, 4, 1), date(2025, 6, 30)
    assert rows.rows() == [
        (2, "E2", "SV05", "W01", first, second, "quarter", "", 9, 12, None, None, None, None, "", ""),
        (3, "G3", "SV05", "S02", first, second, "quarter", "", None, None, 70, 30, 8.5, 40, "p r", "paper forms"),
        (4, "K4", "SV05", "W01", first, second, "quarter", "new starters", None, 12, None, None, None, None, "c", ""),
    ]


@pytest.mark.parametrize(
    "row",
    [
        *(W01, W13, S02, S14, S07, L07, E01, P01, P12),
        {**W01, "numerator": " 9 ", "denominator": "12.0"},
        {**W01, "numerator": "0"},
        {**W01, "numerator": "", "denominator": "", "marker": "x"},
        {**W01, "asked": "12"},
        {**W01, "period": "Autumn 2025", "service_id": "SV02"},
        {**E01, "value": "0", "note": ""},
        {**P01, "numerator": "", "denominator": "", "value": "80"},
        {**P01, "value": "80"},
        {**P01, "period": "2012-13"},
        {**L07, "period": "2025/26"},
    ],
)
def test_each_measure_is_accepted_as_it_is_sent(row):
    assert said(row) == []


FAULTS = [
    # ids
    ({**W01, "service_id": ""}, "Row 2, column B (service_id)", "missing",
     "This cell is empty, and every row needs a service id. Write it, or take the row out."),
    ({**W01, "indicator_id": " "}, "Row 2, column C (indicator_id)", "missing",
     "This cell is empty, and every row needs an indicator id. Write it, or take the row out."),
    ({**W01, "period": ""}, "Row 2, column A (period)", "missing",
     "This cell is empty, and every row needs a period. Write it, such as 2025-26 Q3 or Q3 2025/26, "
     "or take the row out."),
    ({**W01, "service_id": "sv05"}, "Row 2, column B (service_id)", "unknown-service",
     "'sv05' is not a known service. Did you mean SV05 (Health Visiting and School Nursing)? Write that id."),
    ({**W01, "service_id": "Family Hubs and Early Help"}, "Row 2, column B (service_id)", "unknown-service",
     "'Family Hubs and Early Help' is a name. Write its id, SV09."),
    ({**W01, "service_id": "Famly Hubs and Erly Help"}, "Row 2, column B (service_id)", "unknown-service",
     "'Famly Hubs and Erly Help' is not a known service. Did you mean SV09 (Family Hubs and Early Help)? "
     "Write that id."),
    ({**W01, "service_id": "?!"}, "Row 2, column B (service_id)", "unknown-service",
     "'?!' is not a known service. Write an id from the list of services."),
    ({**W01, "indicator_id": "w01"}, "Row 2, column C (indicator_id)", "unknown-indicator",
     "'w01' is not a known indicator. Did you mean W01 (Staff trained at the level their role needs)? "
     "Write that id."),
    ({**W01, "indicator_id": "?!"}, "Row 2, column C (indicator_id)", "unknown-indicator",
     "'?!' is not a known indicator. Write an id from the list of definitions."),
    ({**W01, "indicator_id": "S05", "service_id": "SV02", "period": "Autumn 2025"},
     "Row 2, column C (indicator_id)", "out-of-scope",
     f"S05 ({FRAMEWORK.indicator['S05'].title}) is not asked of Primary Schools Cluster (SV02). "
     "Check both ids, or take the row out."),
    ({**P01, "service_id": "SV05"}, "Row 2, column C (indicator_id)", "published-for-service",
     f"P01 ({FRAMEWORK.indicator['P01'].title}) is a published figure, kept by area and not sent by services. "
     "Take the row out."),
    ({**W01, "service_id": "E08000005"}, "Row 2, column C (indicator_id)", "service-indicator-for-area",
     "W01 (Staff trained at the level their role needs) is sent by services, and E08000005 is an area. "
     "Write a service id, or take the row out."),
    # periods
    ({**W01, "period": "spring"}, "Row 2, column A (period)", "period-unreadable",
     "'spring' is not a period. Write it as in 2025-26 Q3 or Q3 2025/26."),
    ({**W01, "period": "2025-26"}, "Row 2, column A (period)", "period-of-another-kind",
     "'2025-26' is a financial year, and W01 is sent by SV05 for each quarter. "
     "Write it as in 2025-26 Q3 or Q3 2025/26."),
    ({**W01, "period": "2026-27 Q2"}, "Row 2, column A (period)", "period-not-over",
     "2026-27 Q2 ends on 30 September 2026. Send it once it is over, or correct the period."),
    ({**W01, "period": "2023-24 Q2"}, "Row 2, column A (period)", "period-too-early",
     "2023-24 Q2 ended before 1 October 2023, when this record begins. Correct the period, or take the row out."),
    # numbers as written
    ({**W01, "numerator": "nine"}, "Row 2, column E (numerator)", "not-a-number",
     "'nine' is not a number. Write digits only, with a point for decimals, such as 12 or 3.5."),
    ({**W01, "denominator": "1,234"}, "Row 2, column F (denominator)", "not-a-number",
     "'1,234' holds a comma. Write digits only: 1234."),
    ({**S02, "sd": "8,5"}, "Row 2, column I (sd)", "not-a-number",
     "'8,5' holds a comma. Write a point for decimals: 8.5."),
    ({**W01, "denominator": "1.2E+03"}, "Row 2, column F (denominator)", "not-a-number",
     "'1.2E+03' is in scientific notation. Format the column as a number and write every digit."),
    ({**W01, "numerator": "[c]"}, "Row 2, column E (numerator)", "not-a-number",
     "'[c]' is a mark. Leave this cell blank and write c in column K (marker)."),
    ({**W01, "numerator": "<5"}, "Row 2, column E (numerator)", "not-a-number",
     "'<5' is not a number. Leave this cell blank and write c (hidden) in column K (marker)."),
    ({**W01, "numerator": "N/A"}, "Row 2, column E (numerator)", "not-a-number",
     "'N/A' is not a number. Leave this cell blank and write x (not available), z (does not apply) or c (hidden) "
     "in column K (marker)."),
    ({**W01, "numerator": "-3"}, "Row 2, column E (numerator)", "negative",
     "-3 is less than zero. Write 0 or more."),
    ({**W01, "numerator": "75%"}, "Row 2, column E (numerator)", "percentage",
     "'75%' is a percentage. Send the two counts, numerator and denominator; "
     "the percentage or rate is worked out from them."),
    ({**W01, "numerator": "", "denominator": "", "value": "75%"}, "Row 2, column G (value)", "percentage",
     "'75%' is a percentage. Send the two counts, numerator and denominator; "
     "the percentage or rate is worked out from them."),
    ({**W01, "numerator": "", "value": "75"}, "Row 2, column G (value)", "percentage",
     "75 was sent without both counts of a proportion. Send the two counts, numerator and denominator; "
     "the percentage or rate is worked out from them."),
    ({**S02, "value": "70 %"}, "Row 2, column G (value)", "percentage",
     "'70 %' holds a percent sign. Write the number alone."),
    ({**S02, "n": "30.5"}, "Row 2, column H (n)", "not-whole",
     "30.5 is not a whole number. This is a number of people or answers: write a whole number."),
    ({**S02, "asked": "40.5"}, "Row 2, column J (asked)", "not-whole",
     "40.5 is not a whole number. This is a number of people asked: write a whole number."),
    # parts
    ({**W01, "denominator": ""}, "Row 2, column F (denominator)", "part-missing",
     "W01 is a proportion, which needs numerator and denominator, and denominator is missing. "
     "Write it here, or a mark in column K (marker)."),
    ({**S02, "sd": ""}, "Row 2, column I (sd)", "part-missing",
     "S02 is a mean, which needs value, n and sd, and sd is missing. "
     "Write it here, or a mark in column K (marker)."),
    ({**S14, "n": ""}, "Row 2, column H (n)", "part-missing",
     "S14 is a duration, which needs value and n, and n is missing. "
     "Write it here, or a mark in column K (marker)."),
    ({**W01, "value": "75"}, "Row 2, column G (value)", "part-not-wanted",
     "W01 is a proportion, which is sent as numerator and denominator. Leave this cell blank."),
    ({**S07, "denominator": "9"}, "Row 2, column F (denominator)", "part-not-wanted",
     "S07 is a count, which is sent as value. Leave this cell blank."),
    ({**W01, "numerator": "", "denominator": ""}, "Row 2, column E (numerator)", "nothing-sent",
     "There is neither a number nor a mark. Send numerator and denominator, with 0 for a true zero; "
     "or write x (not available), z (does not apply) or c (hidden) in column K (marker)."),
    ({**S07, "value": "", "marker": "p"}, "Row 2, column G (value)", "nothing-sent",
     "There is neither a number nor a mark. Send value, with 0 for a true zero; "
     "or write x (not available), z (does not apply) or c (hidden) in column K (marker)."),
    # sizes
    ({**W01, "numerator": "12", "denominator": "9"}, "Row 2, column E (numerator)", "over-the-total",
     "12 is more than the 9 in column F (denominator). Check which of the two is the total."),
    ({**W01, "numerator": "0", "denominator": "0"}, "Row 2, column F (denominator)", "total-of-nought",
     "The denominator is 0, so nothing can be worked out. If there was nobody to count, leave the numbers blank "
     "and write z (does not apply) in column K (marker)."),
    ({**S02, "n": "0"}, "Row 2, column H (n)", "total-of-nought",
     "The n is 0, so nothing can be worked out. If there was nobody to count, leave the numbers blank "
     "and write z (does not apply) in column K (marker)."),
    ({**S02, "asked": "20"}, "Row 2, column H (n)", "more-than-asked",
     "30 is more than the 20 in column J (asked). Check which of the two is the total."),
    ({**W01, "asked": "11"}, "Row 2, column F (denominator)", "more-than-asked",
     "12 is more than the 11 in column J (asked). Check which of the two is the total."),
    ({**W13, "numerator": "30"}, "Row 2, column E (numerator)", "bounds",
     "30 of the 12 in column F (denominator) comes to 250 (per 100 staff in post), outside 0 to 200. "
     "Check both counts."),
    ({**S02, "value": "101"}, "Row 2, column G (value)", "bounds",
     "101 (score, 0 to 100) is outside 0 to 100. Check the number and its unit."),
    ({**P12, "value": "2500.5"}, "Row 2, column G (value)", "bounds",
     "2500.5 (per 100,000, age-standardised) is outside 0 to 2500. Check the number and its unit."),
    ({**L07, "value": "1.5"}, "Row 2, column G (value)", "level",
     "1.5 is not one of the levels 0 to 3. Write a whole number from these."),
    ({**E01, "value": "2"}, "Row 2, column G (value)", "level",
     "2 is neither 1 nor 0. Write 1 for yes or 0 for not yet."),
    # marks and notes
    ({**W01, "marker": "q"}, "Row 2, column K (marker)", "unknown-mark",
     "'q' is not a known mark. Use c, x, z, low, u in place of a number, or p, r, e, b, f beside one."),
    ({**W01, "marker": "c"}, "Row 2, column K (marker)", "mark-with-number",
     "The mark c stands in place of a number, and a number was sent too. Take one of the two out."),
    ({**E01, "note": ""}, "Row 2, column L (note)", "evidence-without-note",
     "A yes needs a sentence behind it. Write here what shows it."),
    ({**W01, "note": "a" * 301}, "Row 2, column L (note)", "note-too-long",
     "This note has 301 characters; the most is 300. Shorten it."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "place", "rule", "remedy"), FAULTS, ids=[f"{f[2]}-{f[1][14:]}" for f in FAULTS])
def test_each_fault_is_said_at_its_cell_with_its_remedy(row, place, rule, remedy):
    outcome = checked(row)

    assert [str(problem) for problem in outcome.problems] == [f"{place}: {remedy}"]
    assert outcome.problems[0].rule == rule
    assert outcome.problems[0].found == row.get(outcome.problems[0].heading, "").strip()
    assert outcome.problems[0].blocks
    assert outcome.rows is None


def test_faults_of_cells_and_of_rows_are_said_together():
    text, negative = {**W01, "numerator": "abc"}, {**W01, "breakdown": "b", "numerator": "-1"}
    over = {**W01, "breakdown": "c", "numerator": "13"}

    outcome = checked(text, negative, over, W01)

    assert [(problem.line, problem.column, problem.rule) for problem in outcome.problems] == [
        (2, "E", "not-a-number"),
        (3, "E", "negative"),
        (4, "E", "over-the-total"),
        (5, "", "repeated"),
    ]


def test_a_repeated_row_names_both_lines_however_the_period_is_spelt():
    assert said(W01, {**W01, "breakdown": "men"}, {**W01, "period": "Q1 2025/26"}) == [
        "Row 4: This repeats row 2: the same service, indicator, period and breakdown. Both say the same. "
        "Keep one of the two rows."
    ]


def test_rows_that_clash_are_shown_side_by_side():
    assert said(W01, {**W01, "numerator": "10", "marker": "p"}) == [
        "Row 3: This repeats row 2: the same service, indicator, period and breakdown. There it is numerator 9, "
        "denominator 12, here numerator 10, denominator 12, marker p. Keep one of the two rows."
    ]


def test_an_unknown_column_is_answered_with_the_nearest_known_one():
    columns = [*RETURN_COLUMNS[:4], "numeratr", "denominator", "", "colour"]
    hidden = {name: cell for name, cell in W01.items() if name != "numerator"}

    found = said({**hidden, "numeratr": "9", "colour": "blue", "": "x"}, columns=columns)

    assert found[:3] == [
        "Column E (numeratr): This heading is not known. Did you mean 'numerator'? Correct it, or delete the column.",
        "Column G: This column has cells and no heading. Correct it, or delete the column.",
        "Column H (colour): This heading is not known. Correct it, or delete the column.",
    ]


def test_a_part_without_a_column_is_asked_for_by_name():
    (found,) = said(
        {name: cell for name, cell in W01.items() if name != "denominator"},
        columns=["period", "service_id", "indicator_id", "numerator"],
    )

    assert found == (
        "Row 2: W01 is a proportion, which needs numerator and denominator, and denominator is missing. "
        "Write it in a column named 'denominator', or a mark in a column named 'marker'."
    )


def test_rows_with_too_many_cells_are_said_among_the_others():
    content = written([W01]) + b"2025-26 Q1,SV05,W01,,1,200,,,,,,a note, with a comma\n"

    outcome = check(as_found(content), FRAMEWORK, TODAY)

    assert [(problem.line, problem.rule) for problem in outcome.problems] == [(3, "too-many-cells")]


def test_a_period_is_accepted_on_its_last_day():
    ending = written([{**W01, "period": "2026-27 Q1"}])

    assert not check(as_found(ending), FRAMEWORK, date(2026, 6, 30)).problems
    assert check(as_found(ending), FRAMEWORK, date(2026, 6, 29)).problems


def test_a_locked_period_is_refused_with_whom_to_ask():
    locked = {("SV05", date(2025, 4, 1), "quarter")}
    tidied = as_found(written([W01, {**W01, "service_id": "SV06"}]))

    assert list(map(str, check(tidied, FRAMEWORK, TODAY, locked).problems)) == [
        "Row 2, column A (period): 2025-26 Q1 is locked for SV05, so that figures shown to the board stay as they "
        "were. Ask the programme team to unlock it, or take the row out."
    ]


@pytest.mark.parametrize(
    ("cells", "question"),
    [
        ({"numerator": "*"}, "symbol:*"),
        ({"numerator": "N/A"}, "symbol:n/a"),
        ({"numerator": "9*"}, "beside:*"),
        ({"numerator": "9,5"}, "decimal-comma:E"),
        ({"marker": "N/A"}, "marker:n/a"),
        ({"period": "01/04/2025"}, "date-order:A"),
    ],
)
def test_a_cell_that_is_asked_about_is_not_said_to_be_wrong_as_well(cells, question):
    content = written([{**W01, **cells}, {**W01, "breakdown": "men", "denominator": "few"}])

    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    assert [asked.id for asked in tidied.questions] == [question]
    outcome = check(tidied, FRAMEWORK, TODAY)
    assert outcome.rows is None
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, LETTERS["denominator"])]


def test_periods_that_no_answer_could_make_readable_are_said_beside_the_question():
    periods = ["01/04/2025", "bananas", "02/05/2025", "Q7 2025/26", "2025-26"]
    content = written({**W01, "period": period, "breakdown": f"g{at}"} for at, period in enumerate(periods))
    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    outcome = check(tidied, FRAMEWORK, TODAY)

    assert ([asked.id for asked in tidied.questions], outcome.rows) == (["date-order:A"], None)
    assert [(one.rule, one.line, one.column, one.found) for one in outcome.problems] == [
        ("period-unreadable", 3, "A", "bananas"),
        ("period-unreadable", 5, "A", "Q7 2025/26"),
        ("period-of-another-kind", 6, "A", "2025-26"),
    ]


def test_a_date_that_waits_for_an_answer_is_not_wrong_where_its_indicator_is_not_known_either():
    content = written([{**W01, "period": "01/04/2025"}, {**W01, "period": "01/04/2025", "indicator_id": "W99"}])
    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    assert [one.rule for one in check(tidied, FRAMEWORK, TODAY).problems] == ["unknown-indicator"]


def test_the_same_text_is_said_where_another_kind_of_period_is_wanted():
    term = {"service_id": "SV01", "indicator_id": "L01", "numerator": "9", "denominator": "12"}
    content = written([{**term, "period": "Term 1 2025/26"}, {**W01, "period": "Term 1 2025/26"}])
    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    problems = check(tidied, FRAMEWORK, TODAY).problems

    assert [asked.id for asked in tidied.questions] == ["term-number:A"]
    assert [(one.rule, one.line) for one in problems] == [("period-unreadable", 3)]


def test_the_headings_of_a_wide_sheet_that_are_asked_about_are_not_said_to_be_wrong_as_well():
    content = b"service_id,indicator_id,01/04/2025,01/05/2025\nSV05,W01,9,12\n"
    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    rules = {one.rule for one in check(tidied, FRAMEWORK, TODAY).problems}

    assert "date-order:C" in [asked.id for asked in tidied.questions]
    assert not rules & {"period-unreadable", "period-of-another-kind"}


@pytest.mark.parametrize(
    ("headings", "questions"),
    [
        ("period,service_id,indicator_id,How many did,Out of how many", ["heading:D", "heading:E"]),
        ("period,service_id,indicator_id,numerator,Out of how many", ["heading:E"]),
        ("period,service_id,indicator_id,Count,Reply", ["heading:D", "heading:E"]),
    ],
)
def test_what_an_unknown_column_may_hold_is_not_said_to_be_missing_as_well(headings, questions):
    content = f"{headings}\n2025-26 Q1,SV05,W01,9,12\n2025-26 Q9,SV05,W13,3,4\n".encode()

    tidied = tidy(read_table(content, "q1.csv"), FRAMEWORK)

    assert sorted(asked.id for asked in tidied.questions) == questions
    problems = check(tidied, FRAMEWORK, TODAY).problems
    assert [problem.rule for problem in problems if problem.rule != "unknown-column"] == ["period-unreadable"]


def test_what_is_missing_is_said_where_no_unknown_column_may_hold_it():
    content = b"period,service_id,indicator_id,numerator,Colour\n2025-26 Q1,SV05,W01,9,blue\n"

    problems = check(tidy(read_table(content, "q1.csv"), FRAMEWORK), FRAMEWORK, TODAY).problems

    assert [problem.rule for problem in problems] == ["unknown-column", "part-missing"]


@pytest.mark.parametrize(("sent", "mark"), [("c", "c"), ("<5", "c"), ("9 [r]", "r")])
def test_a_mark_found_in_a_cell_counts_where_no_column_holds_marks(sent, mark):
    content = written([{**W01, "numerator": sent}, W13], ("period", "service_id", "indicator_id", *NUMBERS))

    outcome = check(tidy(read_table(content, "q1.csv"), FRAMEWORK), FRAMEWORK, TODAY)

    assert (outcome.rows["marker"].to_list(), list(outcome.problems)) == ([mark, ""], [])


@pytest.mark.parametrize("sent", ["<5", "c", "n/a"])
def test_a_remedy_that_writes_a_mark_leaves_no_number_beside_it(sent):
    (told,) = said({**W01, "denominator": sent})
    (alone,) = said({**W01, "numerator": sent})

    assert "Leave the numbers of this row blank and write " in told
    assert "Leave this cell blank and write " in alone
    assert said({**W01, "numerator": "", "denominator": "", "marker": "c"}) == []


def test_a_question_about_one_period_does_not_hide_another_that_is_plainly_of_the_wrong_kind():
    rows = [
        {**W01, "period": "Oct 2025"},
        {**W13, "period": "2025-26"},
        {**S02, "period": "2025-26 Summer"},
    ]
    tidied = tidy(read_table(written(rows), "q1.csv"), FRAMEWORK)

    faults = check(tidied, FRAMEWORK, TODAY).problems

    assert [asked.id for asked in tidied.questions] == ["month-meant:A"]
    assert [(one.rule, one.line) for one in faults] == [("period-of-another-kind", 3), ("period-of-another-kind", 4)]


# Lists of people


@pytest.mark.parametrize(
    "heading",
    ["name", "First Name", "surname", "DOB", "Date of birth", "NHS number", "nhs_no", "UPN", "Home address",
     "postcode", "Post code", "E-mail", "email address", "Telephone number", "child_id", "pupil name"],
)  # fmt: skip
def test_a_heading_about_one_person_is_refused_and_the_rest_is_said_as_well(heading):
    outcome = checked({**W01, "numerator": "abc", heading: "Ann Example"}, columns=[*RETURN_COLUMNS, heading])

    assert [(problem.rule, problem.column) for problem in outcome.problems] == [
        ("person-heading", "M"),
        ("not-a-number", "E"),
    ]
    assert str(outcome.problems[0]) == (
        f"Column M ({heading}): This heading is about one person. A return holds counts and nothing about a person. "
        "Delete the column, count the people and send the counts."
    )
    assert "Ann" not in str(list(outcome.problems))


@pytest.mark.parametrize("heading", ["service_name", "named", "indicator_name", "number", "addressed"])
def test_a_heading_that_only_sounds_like_a_person_is_an_unknown_column(heading):
    (problem,) = checked({**W01, heading: "x"}, columns=[*RETURN_COLUMNS, heading]).problems

    assert problem.rule == "unknown-column"


@pytest.mark.parametrize(
    ("cell", "rule", "what"),
    [
        ("ask ann.example@nhs.example.uk", "person-email", "an e-mail address"),
        ("lives at OL16 1AB", "person-postcode", "a postcode"),
        ("M1 1AE", "person-postcode", "a postcode"),
        ("near ol16 1ab", "person-postcode", "a postcode"),
        ("patient 943 476 5919", "person-nhs-number", "an NHS number"),
        ("9434765919", "person-nhs-number", "an NHS number"),
        ("943-476-5870", "person-nhs-number", "an NHS number"),
        ("pupil A801200001001", "person-upn", "a unique pupil number"),
        ("staff AB 12 34 56 C", "person-ni-number", "a National Insurance number"),
        ("JG103759A", "person-ni-number", "a National Insurance number"),
        ("dob 03/02/2011", "person-birth-date", "a date of birth"),
        ("born on 3.2.11", "person-birth-date", "a date of birth"),
        ("2011-02-03", "person-birth-date", "a date of birth"),
    ],
)
@pytest.mark.parametrize("column", ["note", "breakdown"])
def test_a_cell_about_one_person_is_refused_without_being_repeated(cell, rule, what, column):
    outcome = checked(W13, {**W01, column: cell, "marker": "q"})

    problem, other = sorted(outcome.problems, key=lambda problem: problem.rule)
    assert other.rule == "unknown-mark"
    assert cell not in str(list(outcome.problems))
    assert (problem.line, problem.column, problem.rule) == (3, LETTERS[column], rule)
    of_range = " If it was a range such as 5-9, format the column as text and write it once more."
    assert problem.remedy == (
        f"This looks like {what}. A return holds counts and nothing about a person. "
        "Take it out and send the file again."
        + (of_range if (column, rule) == ("breakdown", "person-birth-date") else "")
    )
    assert cell not in repr(outcome)


@pytest.mark.parametrize(
    "note",
    ["9434765918 does not fit its check digit", "policy signed on 03/02/2025", "see S01 1st row, W13 2nd",
     "1111111111", "in Q3 2025/26", "@ the front desk", "room B12", "BG123456A", "AB123456E",
     "call 0161 496 0000", "13 settings, E08000005"],
)  # fmt: skip
def test_a_note_without_a_person_is_let_be(note):
    assert said({**W01, "note": note}) == []


def test_one_row_for_each_person_is_refused_once():
    rows = [{**W01, "numerator": str(place % 2), "denominator": "1"} for place in range(40)]

    assert said(*rows) == [
        "Row 2: The same service, indicator and period stands here 40 times down to row 41, each time with 0 or 1: "
        "this looks like one row for each person. Count them, and send one row with how many did (numerator) out of "
        "how many (denominator)."
    ]


def test_a_few_rows_alike_are_repeated_rows_and_no_people():
    rows = [{**W01, "numerator": "1", "denominator": "1"}] * 3

    assert [problem.rule for problem in checked(*rows).problems] == ["repeated", "repeated"]


@pytest.mark.parametrize(
    ("cells", "about_people"),
    [
        (["Ann Smith", "Mohammed Khan", "O'Brien, James", "Sarah Jones-Lee"], True),
        (["ANN SMITH", "MOHAMMED KHAN", "O'BRIEN, JAMES", "SARAH JONES-LEE"], True),
        (["mark missing", "grant ended", "summer holidays", "june only"], False),
        (["jane smith", "tom brown", "priya patel", "sarah jones-lee"], True),
        (["smith, jane", "brown, tom", "o'brien, james", "khan, mohammed ali"], True),
        (["Jane smith", "tom Brown", "JAMES o'brien", "sarah jones", "counted by hand"], True),
        (["Tom O'Neill", "Ann McDonald", "Jane SMITH"], True),
        (["SMITH JANE", "BROWN THOMAS", "PATEL SARAH"], True),
        (["mark smith", "grace brown", "jane jones", "tom o'neill", "ryan lee"], True),
        (["mark smith", "jane jones", "first count", "second count", "third count"], False),
        (["primary school", "secondary school", "special school"], False),
        (["north west", "north east", "yorkshire and the humber"], False),
        (["PRIMARY SCHOOL", "NORTH WEST", "ALL PUPILS"], False),
        (["james street surgery", "st thomas church", "victoria park", "albert road", "lewis ward"], False),
        (["king edward", "queen elizabeth", "prince george", "saint helen"], False),
        (["sarah checked", "james counted them", "asked tom", "paul was away"], False),
        (["mark missing", "grant ended", "summer fair", "SUMMER FAIR", "dawn shift", "max three"], False),
        (["white british", "black caribbean", "any other mixed"], False),
        (["NORTH HEYWOOD", "SPOTLAND AND FALINGE", "VICTORIA PARK"], False),
        (["North Heywood", "Spotland and Falinge", "Milkstone and Deeplish", "Victoria Park"], False),
        (["Ann Smith", "counted by hand", "from the register", "first count", "second count"], False),
    ],
)
def test_a_column_of_names_is_refused_and_one_of_places_is_not(cells, about_people):
    rows = [{**W01, "breakdown": cell} for cell in cells]

    rules = [problem.rule for problem in checked(*rows).problems]

    assert ("person-name" in rules) == about_people


def test_no_name_of_the_framework_is_taken_for_a_person_in_any_letters():
    services = [one.name for one in (*FRAMEWORK.services, *FRAMEWORK.sectors, *FRAMEWORK.areas)]
    titles = [one.title for one in (*FRAMEWORK.indicators, *FRAMEWORK.evidence)]
    questions = [one.question for one in FRAMEWORK.indicators]

    for texts in (services, titles, questions):
        for letters in (str, str.lower, str.upper, str.title):
            assert not holds_names(pl.Series([letters(text) for text in texts], dtype=pl.String))


def test_an_unknown_column_of_names_in_small_letters_is_said_to_be_about_people_and_not_asked_about():
    content = written([{**W01, "breakdown": f"g{at}", "pupil": name} for at, name in enumerate(
        ("jane smith", "tom brown", "priya patel", "sarah jones")
    )], (*RETURN_COLUMNS, "pupil"))  # fmt: skip

    problems = check(tidy(read_table(content, "q1.csv"), FRAMEWORK), FRAMEWORK, TODAY).problems

    assert [(one.rule, one.heading) for one in problems] == [("person-name", "pupil")]


def test_one_large_count_is_no_nhs_number_but_a_column_of_them_is():
    count = {**P01, "numerator": "", "denominator": "", "value": "9434765919"}
    column = [
        {**W01, "breakdown": str(place), "denominator": str(number)}
        for place, number in enumerate([9434765919, 9434765870, 4010232137])
    ]

    assert [problem.rule for problem in checked(count).problems] == ["bounds"]
    assert [(problem.line, problem.column, problem.rule) for problem in checked(*column).problems] == [
        (line, "F", "person-nhs-number") for line in (2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("A new survey with another scale", ""),
        ("Ask ann@example.org", "an e-mail address"),
        ("born 3/4/2015", "a date of birth"),
        ("Moved to OL16 1AB in the 1st week", "a postcode"),
        ("Began in the 1st week of Q3 2025/26", ""),
    ],
)
def test_a_few_words_are_held_to_what_a_note_is_held_to(words, what):
    assert person_in(words) == what


# Many faults in many rows

CLEAN = (W01, W13, S02, S14, S07, E01)
PLANTS = {
    "not-a-number": ("numerator", {**W01, "numerator": "abc"}),
    "negative": ("denominator", {**W01, "denominator": "-4"}),
    "percentage": ("value", {**W01, "numerator": "", "denominator": "", "value": "40%"}),
    "over-the-total": ("numerator", {**W01, "numerator": "13"}),
    "total-of-nought": ("denominator", {**W13, "denominator": "0"}),
    "part-missing": ("sd", {**S02, "sd": ""}),
    "part-not-wanted": ("n", {**S07, "n": "3"}),
    "nothing-sent": ("value", {**S14, "value": "", "n": ""}),
    "bounds": ("value", {**S14, "value": "731"}),
    "not-whole": ("n", {**S02, "n": "10.5"}),
    "more-than-asked": ("n", {**S02, "asked": "29"}),
    "level": ("value", {**E01, "value": "3"}),
    "evidence-without-note": ("note", {**E01, "note": ""}),
    "unknown-mark": ("marker", {**W01, "marker": "q"}),
    "mark-with-number": ("marker", {**W01, "marker": "z"}),
    "note-too-long": ("note", {**W01, "note": "word " * 61 + "end"}),
    "unknown-service": ("service_id", {**W01, "service_id": "nobody"}),
    "unknown-indicator": ("indicator_id", {**W01, "indicator_id": "nothing"}),
    "out-of-scope": ("indicator_id", {**W01, "service_id": "SV05", "indicator_id": "S17"}),
    "published-for-service": ("indicator_id", {**P01, "service_id": "SV05"}),
    "service-indicator-for-area": ("indicator_id", {**W01, "service_id": "E92000001"}),
    "period-unreadable": ("period", {**W01, "period": "then"}),
    "period-of-another-kind": ("period", {**W01, "period": "Autumn 2025"}),
    "period-not-over": ("period", {**W01, "period": "2026-27 Q2"}),
    "period-too-early": ("period", {**W01, "period": "2022-23 Q1"}),
    "missing": ("indicator_id", {**W01, "indicator_id": ""}),
}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from(CLEAN), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.sampled_from(sorted(PLANTS))), max_size=30),
)
def test_planted_faults_are_found_and_no_others(clean, plants):
    rows = [dict(row) for row in clean]
    planted = {}
    for place, rule in plants:
        column, row = PLANTS[rule]
        rows[place % len(rows)] = dict(row)
        planted[place % len(rows)] = (place % len(rows) + 2, LETTERS[column], rule)
    for place, row in enumerate(rows):
        row["breakdown"] = f"group {place}"

    problems = checked(*rows).problems

    assert [(problem.line, problem.column, problem.rule) for problem in problems] == sorted(planted.values())


def test_every_rule_is_planted_or_drawn_somewhere():
    from impact.contract.rules_number import number_rules
    from impact.contract.rules_row import row_rules
    from impact.contract.rules_what import what_rules

    every = (*what_rules(FRAMEWORK, TODAY), *row_rules(), *number_rules())
    rules = {(rule.id, rule.column) for rule in every if rule.id != "period-locked"}
    drawn = {rule for _, _, rule, _ in FAULTS} | {"repeated"}

    assert {rule for rule, _ in rules} == drawn
    assert drawn - {"repeated"} == set(PLANTS)


# The same contract in plain Python, one row after another

NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked")
PARTS = {
    "proportion": ({"numerator", "denominator"}, {"asked"}),
    "rate": ({"numerator", "denominator"}, set()),
    "mean": ({"value", "n", "sd"}, {"asked"}),
    "count": ({"value"}, set()),
    "duration": ({"value", "n"}, set()),
    "maturity": ({"value"}, set()),
    "evidence": ({"value"}, set()),
}


def number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,9})?", text) else None


def faults_of(row: dict[str, str]) -> set[tuple[str, str]]:
    """(column, rule) of every fault of one row but its repetition."""
    found = set()
    row = {name: row.get(name, "").strip() for name in RETURN_COLUMNS}
    read = {name: number(row[name]) for name in NUMBERS}
    for name in ("period", "service_id", "indicator_id"):
        if not row[name]:
            found.add((name, "missing"))
    service, area = FRAMEWORK.service.get(row["service_id"]), FRAMEWORK.area.get(row["service_id"])
    indicator = FRAMEWORK.indicator.get(row["indicator_id"])
    evidence = row["indicator_id"] in {one.id for one in FRAMEWORK.evidence}
    measure = indicator.measure if indicator else "evidence" if evidence else None
    published = bool(indicator and indicator.fed_by == "published")
    if row["service_id"] and not service and not area:
        found.add(("service_id", "unknown-service"))
    if row["indicator_id"] and not measure:
        found.add(("indicator_id", "unknown-indicator"))

    wanted = None
    if area and measure:
        if published:
            wanted = indicator.frequency
        else:
            found.add(("indicator_id", "service-indicator-for-area"))
    if service and indicator:
        if FRAMEWORK.reports(service, indicator):
            wanted = FRAMEWORK.rhythm(service, indicator)
        else:
            found.add(("indicator_id", "published-for-service" if published else "out-of-scope"))
    if service and evidence:
        wanted = service.rhythm
    if row["period"]:
        period = periods.parse(row["period"], wanted)
        if period is None:
            other = wanted and periods.parse(row["period"])
            found.add(("period", "period-of-another-kind" if other else "period-unreadable"))
        else:
            if period.end > TODAY:
                found.add(("period", "period-not-over"))
            if measure and not published and period.end < FRAMEWORK.first_period:
                found.add(("period", "period-too-early"))

    for name in NUMBERS:
        if not row[name] or read[name] is not None:
            if name in ("n", "asked") and read[name] is not None and read[name] != int(read[name]):
                found.add((name, "not-whole"))
        elif re.fullmatch(r"[-−–]\s*[0-9][0-9.,]*", row[name]):
            found.add((name, "negative"))
        else:
            found.add((name, "percentage" if "%" in row[name] else "not-a-number"))

    letters = marks.read_marks(row["marker"])
    known_mark = letters is not None and bool(letters) == bool(row["marker"])
    hidden = known_mark and marks.replaces_number(" ".join(letters))
    if not known_mark:
        found.add(("marker", "unknown-mark"))
    if hidden and (row["numerator"] or row["value"]):
        found.add(("marker", "mark-with-number"))
    if len(row["note"]) > 300:
        found.add(("note", "note-too-long"))
    if measure is None:
        return found

    needed, allowed = PARTS[measure]
    counts = "numerator" in needed
    both = bool(row["numerator"] and row["denominator"])
    sent = {name for name in NUMBERS if row[name]}
    if not published:
        for name in sent - needed - allowed:
            if name == "value" and counts:
                if "%" in row["value"]:
                    continue
                if not both:
                    if read["value"] is not None:
                        found.add(("value", "percentage"))
                    continue
            found.add((name, "part-not-wanted"))
    if known_mark and not hidden:
        if not sent - {"asked"}:
            found.add(("numerator" if counts and not published else "value", "nothing-sent"))
        else:
            asked_for = needed if not published else needed & {"numerator", "denominator", "value"}
            if counts and "value" in sent:
                asked_for = set()
            found |= {(name, "part-missing") for name in asked_for - sent}

    num, den, value, n, asked = (read[name] for name in ("numerator", "denominator", "value", "n", "asked"))
    if counts and den == 0:
        found.add(("denominator", "total-of-nought"))
    if measure in ("mean", "duration") and n == 0:
        found.add(("n", "total-of-nought"))
    if measure == "proportion" and den is not None and asked is not None and den > asked:
        found.add(("denominator", "more-than-asked"))
    if measure == "mean" and n is not None and asked is not None and n > asked:
        found.add(("n", "more-than-asked"))
    low, high, times = (indicator.low, indicator.high, indicator.multiplier) if indicator else (0, 1, 1)
    if measure in ("maturity", "evidence"):
        if value is not None and (value != int(value) or not low <= value <= high):
            found.add(("value", "level"))
        if evidence and value == 1 and not row["note"]:
            found.add(("note", "evidence-without-note"))
        return found
    if counts and num is not None and den:
        if measure == "proportion" and num > den:
            found.add(("numerator", "over-the-total"))
        elif not low - 1e-6 <= num / den * times <= high + 1e-6:
            found.add(("numerator", "bounds"))
    if value is not None and (not counts or (published and not both)) and not low <= value <= high:
        found.add(("value", "bounds"))
    return found


def made_up(rnd: random.Random, count: int, share_bad: float) -> list[dict[str, str]]:
    senders = [*FRAMEWORK.service, *FRAMEWORK.area, "SV99", ""]
    items = [*FRAMEWORK.indicator, *(one.id for one in FRAMEWORK.evidence), "Q9", ""]
    numbers = ["", "", "0", "1", "2", "7", "12", "30", "99", "450", "3.5", "-1", "abc", "12%", "1,200", "<5", "c"]
    texts = {
        "period": ["2025-26 Q1", "2024-25", "Autumn 2025", "2025", "2026-27 Q4", "2019-20", "when", ""],
        "service_id": senders,
        "indicator_id": items,
        "marker": ["", "", "", "c", "p r", "x", "q", "[]"],
        "note": ["", "a note", "n" * 301],
        **dict.fromkeys(NUMBERS, numbers),
    }
    rows = []
    for place in range(count):
        if rnd.random() < share_bad:
            row = {**rnd.choice(CLEAN), **{name: rnd.choice(texts[name]) for name in rnd.sample(sorted(texts), 4)}}
        else:
            row = dict(rnd.choice((*CLEAN, P01, P12, L07)))
        rows.append({**row, "breakdown": f"group {place}"})
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_the_contract_agrees_with_a_plain_one_on_files_half_bad(seed):
    rows = made_up(random.Random(seed), 1500, 0.5)
    expected = {
        (line, LETTERS[column], rule)
        for line, row in enumerate(rows, start=2)
        for column, rule in faults_of(row)
    }  # fmt: skip

    problems = checked(*rows).problems

    found = [(problem.line, problem.column, problem.rule) for problem in problems]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert len({line for line, _, _ in expected}) > 500


def test_clean_rows_are_the_cells_sent():
    rows = made_up(random.Random(9), 400, 0.0)

    clean = checked(*rows).rows

    assert clean is not None
    for name in NUMBERS:
        assert clean[name].to_list() == [number(row.get(name, "")) for row in rows]
    assert clean["indicator_id"].to_list() == [row["indicator_id"] for row in rows]


def test_thousands_of_misspelt_ids_are_all_said_the_first_of_them_with_the_nearest_known():
    rows = [{**W01, "indicator_id": f"S01x{place}", "breakdown": f"group {place}"} for place in range(2_000)]

    problems = checked(*rows).problems

    assert len(problems) == 2_000
    assert "Did you mean" in problems[0].remedy
    assert problems[1_999].remedy == "'S01x1999' is not a known indicator. Write an id from the list of definitions."
