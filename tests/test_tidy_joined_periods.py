"""A year in one column and a quarter in another are one period; where they are not certain to be, it is asked."""

from pathlib import Path

import pytest

from impact import periods
from impact.framework.load import load
from impact.ledger import Choices
from impact.reading import read_table
from impact.tidy import known_headings, tidy
from impact.tidy.understood import understood

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")


def tidied(first: str, second: str, *rows: str, answers=None, declined=(), remembered=None):
    text = f"{first},{second},service_id,indicator_id,numerator,denominator\n"
    text += "".join(f"{row},SV05,W{place:02d},9,12\n" for place, row in enumerate(rows or ("",), start=1))
    table = read_table(text.encode(), "q1.csv", known_headings=known_headings(FRAMEWORK))
    choices = Choices(answers=answers or {}, declined=frozenset(declined))
    return tidy(table, FRAMEWORK, choices, remembered or {})


@pytest.mark.parametrize(
    ("headings", "row", "period"),
    [
        ("Year,Quarter", "2025/26,Q1", "2025-26 Q1"),
        ("Financial year,Reporting quarter", "2025-26,Quarter 1", "2025-26 Q1"),
        ("Quarter,Year", "Q1,2025/26", "2025-26 Q1"),
        ("time_period,time_identifier", "202526,Financial year Q1", "2025-26 Q1"),
        ("Year,Period", "2025/26,Apr-Jun", "2025-26 Q1"),
        ("Year,Period", "FY25/26,Apr - Jun", "2025-26 Q1"),
        ("Year,Period", "2025/26,2025-26 Q1", "2025-26 Q1"),
        ("Year,Quarter", " 2025/26 , Q1 ", "2025-26 Q1"),
    ],
)
def test_a_year_and_its_quarter_are_read_as_one_period(headings, row, period):
    found = tidied(*headings.split(","), row, row)

    assert [periods.parse(cell).code for cell in found.rows["period"]] == [period, period]
    assert (found.questions, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("headings", "row", "period"),
    [
        ("time_period,time_identifier", "202526,Autumn term", "2025-26 Autumn"),
        ("Academic year,Term", "2025/26,Spring", "2025-26 Spring"),
    ],
)
def test_a_term_is_joined_to_its_year_as_well(headings, row, period):
    text = f"{headings},service_id,indicator_id,numerator,denominator\n{row},SV01,S01,9,12\n"

    found = tidy(read_table(text.encode(), "q1.csv"), FRAMEWORK)

    assert [periods.parse(cell).code for cell in found.rows["period"]] == [period]


def test_what_was_joined_is_listed_and_both_columns_are_understood():
    found = tidied("Year", "Quarter", "2025/26,Q1", "2025/26,Q2")

    assert [fix for fix in found.fixes.rows() if fix[0] == "period-joined"] == [
        ("period-joined", None, "A", "Year", "Year", "joined to column B"),
        ("period-joined", None, "B", "Quarter", "Q1", "2025/26 Q1"),
    ]
    assert [is_ for _, _, is_ in understood(found.table, found).columns[:2]] == ["period", "period"]
    assert found.places[0]["period"] == ("B", "Quarter")
    assert found.table.letters[0] == "A"


def test_a_row_that_lacks_one_of_the_two_keeps_the_other():
    found = tidied("Year", "Quarter", "2025/26,Q1", "2025/26,", ",Q1", ",")

    assert found.rows["period"].to_list()[1::2] == ["2025/26", ""]
    assert [question.id for question in found.questions] == ["year-of:B"]


def test_a_year_that_can_be_two_is_asked_about_together_with_its_quarter():
    (question,) = tidied("Year", "Quarter", "2025,Q1").questions

    assert (question.id, question.column) == ("quarter-year:B", "B")
    assert "'2025 Q1'" in question.text


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("Year,Quarter", ("2025/26,2024-25 Q1",)),
        ("Year,Quarter", ("2025/26,Q1", "2025/26,first")),
        ("Year,Month", ("2025/26,April",)),
        ("Year,Period", ("2025/26,2025/26",)),
        ("Quarter,Term", ("Q1,Autumn",)),
        ("time_period,time_identifier", ("202526,Week 12",)),
    ],
)
def test_what_is_not_certain_to_be_one_period_is_asked(headings, rows):
    found = tidied(*headings.split(","), *rows)

    assert "period-joined" not in found.fixes["rule"].to_list()


def test_joining_can_be_taken_back_and_answered_otherwise():
    asked = tidied("Year", "Quarter", "2025/26,Q1", declined={("period-joined", "B")})
    answered = tidied("Year", "Quarter", "2025/26,Q1", answers={"which:period": "A"})

    assert [question.id for question in asked.questions] == ["which:period"]
    assert answered.rows["period"].to_list() == ["2025/26"]


def test_what_was_remembered_of_joined_columns_joins_them_again():
    first = tidied("Year", "Quarter", "2025/26,Q1")

    again = tidied("Year", "Quarter", "2025/26,Q2", remembered=first.mapping)

    assert (again.rows["period"].to_list(), again.questions) == (["2025/26 Q2"], ())
