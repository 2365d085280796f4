"""Periods as senders spell them are read where they mean one thing, asked about where they mean two, and else left."""

from calendar import month_abbr, month_name
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import periods
from impact.columns import RETURN_COLUMNS
from impact.framework.load import load
from impact.framework.models import Framework
from impact.ledger import FIX_SCHEMA, Choices
from impact.periods import ACADEMIC_YEAR, CALENDAR_YEAR, FINANCIAL_YEAR, KINDS, MONTH, QUARTER, TERM, containing
from impact.reading import read_table
from impact.tidy import known_headings, tidy
from impact.tidy.dates import PERIOD_QUESTIONS, tidy_periods

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
MONTHLY = Framework.model_validate(
    FRAMEWORK.model_dump()
    | {"indicators": [one.model_dump() | {"frequency": "month"} for one in FRAMEWORK.indicators if one.id == "L03"]}
)
"""The same framework with one indicator alone, which is sent by month."""

SENT = {
    QUARTER: ("SV05", "L01"),
    TERM: ("SV01", "L01"),
    FINANCIAL_YEAR: ("SV05", "L03"),
    ACADEMIC_YEAR: ("E08000005", "P08"),
    CALENDAR_YEAR: ("E08000005", "P11"),
    MONTH: ("SV05", "L03"),
    None: ("SV99", "L01"),
}
"""Kind of period -> a sender and an indicator that is sent by it; None: the sender is not known."""

LONG = ({"period": ("A", "quarter"), "service_id": ("B", "service_id"), "marker": ("M", "marker")},)


def rows_of(cells, kind=QUARTER, marker=""):
    """Rows of a long return from line 2 on, one for each period cell; a cell may bring its own kind."""
    pairs = [cell if isinstance(cell, tuple) else (cell, kind) for cell in cells]
    senders = [SENT[kind] for _, kind in pairs]
    filled = {
        "period": [cell for cell, _ in pairs],
        "service_id": [sender for sender, _ in senders],
        "indicator_id": [item for _, item in senders],
        "marker": [marker] * len(pairs),
    }
    blank = [""] * len(pairs)
    columns = {name: filled.get(name, blank) for name in RETURN_COLUMNS}
    lines = pl.DataFrame({"line": range(2, len(pairs) + 2)}, {"line": pl.Int64})
    texts = pl.DataFrame(columns, dict.fromkeys(RETURN_COLUMNS, pl.String))
    return lines.with_columns(pl.lit(0, pl.Int32).alias("block")).hstack(texts.get_columns())


def tidied(cells, kind=QUARTER, answers=None, declined=(), marker="", places=LONG):
    rows = rows_of(cells, kind, marker)
    framework = MONTHLY if kind == MONTH else FRAMEWORK
    return tidy_periods(rows, places, framework, Choices(answers=answers or {}, declined=frozenset(declined)))


def made_of(cells, kind=QUARTER, answers=None, declined=()):
    """What the period cells of a column become."""
    return tidied(cells, kind, answers, declined)[0]["period"].to_list()


def ids(found):
    return [question.id for question in found[2]]


SPELLINGS = [
    ("Q1 25/26", QUARTER, "2025-26 Q1"),
    ("q1 2025–26", QUARTER, "2025-26 Q1"),
    ("Q1\u00a025/26", QUARTER, "2025-26 Q1"),
    ("Q1 ’25/26", QUARTER, "2025-26 Q1"),
    ("‘Q1 2025/26’", QUARTER, "2025-26 Q1"),
    ("FY25/26 Q1", QUARTER, "2025-26 Q1"),
    ("FY 2025-26, Q1", QUARTER, "2025-26 Q1"),
    ("2025/26 Quarter 1", QUARTER, "2025-26 Q1"),
    ("Quarter 1 2025-26", QUARTER, "2025-26 Q1"),
    ("Quarter 1 of 2025/26", QUARTER, "2025-26 Q1"),
    ("Qtr 1 2025/26", QUARTER, "2025-26 Q1"),
    ("Qtr. 1, 2025/26", QUARTER, "2025-26 Q1"),
    ("1st quarter 2025/26", QUARTER, "2025-26 Q1"),
    ("fourth quarter 2025/26", QUARTER, "2025-26 Q4"),
    ("202526Q1", QUARTER, "2025-26 Q1"),
    ("202526 Q4", QUARTER, "2025-26 Q4"),
    ("2025-26_Q1", QUARTER, "2025-26 Q1"),
    ("Q1_2025_26", QUARTER, "2025-26 Q1"),
    ("2025/26-Q1", QUARTER, "2025-26 Q1"),
    ("2025-26 Q1.", QUARTER, "2025-26 Q1"),
    ("2025-26 Q1¹", QUARTER, "2025-26 Q1"),
    ("2025-26 Q1 (1)", QUARTER, "2025-26 Q1"),
    ("2025-26 Q1 [note 2]", QUARTER, "2025-26 Q1"),
    ("2025-26 Q1*", QUARTER, "2025-26 Q1"),
    ("２０２５-２６ Q1", QUARTER, "2025-26 Q1"),
    ("2025/26 Q3 (Oct to Dec 2025)", QUARTER, "2025-26 Q3"),
    ("Q1 (Apr-Jun) 2025/26", QUARTER, "2025-26 Q1"),
    ("Apr-Jun 2025", QUARTER, "2025-26 Q1"),
    ("April to June 2025", QUARTER, "2025-26 Q1"),
    ("Apr–Jun 25", QUARTER, "2025-26 Q1"),
    ("APR - JUN 2025", QUARTER, "2025-26 Q1"),
    ("Apr/Jun 2025", QUARTER, "2025-26 Q1"),
    ("Jan-Mar 2026", QUARTER, "2025-26 Q4"),
    ("Jan-Mar 2026", TERM, "2025-26 Spring"),
    ("Apr-25 to Jun-25", QUARTER, "2025-26 Q1"),
    ("Apr-Jun 2025/26", QUARTER, "2025-26 Q1"),
    ("Jan-Mar 2025/26", QUARTER, "2025-26 Q4"),
    ("1 April 2025 to 30 June 2025", QUARTER, "2025-26 Q1"),
    ("1 April to 30 June 2025", QUARTER, "2025-26 Q1"),
    ("2025-04-01 to 2025-06-30", QUARTER, "2025-26 Q1"),
    ("Quarter ending June 2025", QUARTER, "2025-26 Q1"),
    ("Q1 calendar year 2025", QUARTER, "2024-25 Q4"),
    ("Aut 25/26", TERM, "2025-26 Autumn"),
    ("Spr term 2025/26", TERM, "2025-26 Spring"),
    ("Sum 25/26", TERM, "2025-26 Summer"),
    ("Autumn 25", TERM, "2025-26 Autumn"),
    ("AUTUMN TERM (2025)", TERM, "2025-26 Autumn"),
    ("2025/26: Autumn", TERM, "2025-26 Autumn"),
    ("Academic year 2025/26 Autumn term", TERM, "2025-26 Autumn"),
    ("Sep-Dec 2025", TERM, "2025-26 Autumn"),
    ("201516", FINANCIAL_YEAR, "2015-16"),
    ("201516", ACADEMIC_YEAR, "2015-16"),
    ("25/26", FINANCIAL_YEAR, "2025-26"),
    ("FY2025/26", FINANCIAL_YEAR, "2025-26"),
    ("financial year 2025-26", FINANCIAL_YEAR, "2025-26"),
    ("Academic Year 2025/26", ACADEMIC_YEAR, "2025-26"),
    ("2015/16¹", FINANCIAL_YEAR, "2015-16"),
    ("Apr 2025 - Mar 2026", FINANCIAL_YEAR, "2025-26"),
    ("Sep 2025 - Aug 2026", ACADEMIC_YEAR, "2025-26"),
    ("Year ending 31 March 2025", FINANCIAL_YEAR, "2024-25"),
    ("FYE March 2025", FINANCIAL_YEAR, "2024-25"),
    ("FYE 2025", FINANCIAL_YEAR, "2024-25"),
    ("2024/25 (year to 31 March 2025)", FINANCIAL_YEAR, "2024-25"),
    ("year ending August 2025", ACADEMIC_YEAR, "2024-25"),
    ("2025.0", CALENDAR_YEAR, "2025"),
    ("calendar year 2025", CALENDAR_YEAR, "2025"),
    ("Jan-Dec 2025", CALENDAR_YEAR, "2025"),
    ("2020 (Final)", CALENDAR_YEAR, "2020"),
    ("May-25", MONTH, "2025-05"),
    ("May 2025", MONTH, "2025-05"),
    ("Sept. 2025", MONTH, "2025-09"),
    ("05/2025", MONTH, "2025-05"),
    ("2025/06", MONTH, "2025-06"),
    ("202506", MONTH, "2025-06"),
    ("Q1 25/26", None, "2025-26 Q1"),
    ("Aut 25/26", None, "2025-26 Autumn"),
    ("201516", None, "2015-16"),
]


@pytest.mark.parametrize(("found", "kind", "made"), SPELLINGS)
def test_a_period_spelt_another_way_is_set_right_and_listed(found, kind, made):
    rows, fixes, questions = tidied([found], kind)

    assert rows["period"].to_list() == [made]
    assert fixes.rows() == [("period-spelling", 2, "A", "quarter", found, made)]
    assert questions == []
    assert periods.parse(made, kind) is not None


DATES = [
    ("2025-04-01", QUARTER, "2025-26 Q1"),
    ("2025-04-01", TERM, "2024-25 Summer"),
    ("2025-04-01", FINANCIAL_YEAR, "2025-26"),
    ("2025-04-01", ACADEMIC_YEAR, "2024-25"),
    ("2025-04-01", CALENDAR_YEAR, "2025"),
    ("2025-04-01", MONTH, "2025-04"),
    ("2025-06-30 00:00:00", QUARTER, "2025-26 Q1"),
    ("2025-06-30T23:59:59.999", QUARTER, "2025-26 Q1"),
    ("2025-06-30T00:00:00Z", QUARTER, "2025-26 Q1"),
    ("2025/06/30", QUARTER, "2025-26 Q1"),
    ("20250630", QUARTER, "2025-26 Q1"),
    ("2025-05-17", QUARTER, "2025-26 Q1"),
    ("1 Apr 2025", QUARTER, "2025-26 Q1"),
    ("30th June 2025", QUARTER, "2025-26 Q1"),
    ("30 June, 2025", QUARTER, "2025-26 Q1"),
    ("01-Apr-25", QUARTER, "2025-26 Q1"),
    ("1st of April 2025", QUARTER, "2025-26 Q1"),
    ("April 1, 2025", QUARTER, "2025-26 Q1"),
    ("04/04/2025", QUARTER, "2025-26 Q1"),
    ("01/02/2025", QUARTER, "2024-25 Q4"),
]


@pytest.mark.parametrize(("found", "kind", "made"), DATES)
def test_a_date_becomes_the_period_that_holds_it(found, kind, made):
    rows, fixes, questions = tidied([found], kind)

    assert rows["period"].to_list() == [made]
    assert fixes.rows() == [("date-to-period", 2, "A", "quarter", found, made)]
    assert questions == []


LEFT = [
    *[("2024-251", FINANCIAL_YEAR), ("201517", FINANCIAL_YEAR), ("2024-26", FINANCIAL_YEAR), ("11/12", FINANCIAL_YEAR)],
    *[("25", FINANCIAL_YEAR), ("99/00", FINANCIAL_YEAR), ("2013/14-15/16", FINANCIAL_YEAR), ("0", CALENDAR_YEAR)],
    *[("2016-17 (OT)", FINANCIAL_YEAR), ("Academic year 2025/26", FINANCIAL_YEAR), ("2025-26", QUARTER)],
    *[
        ("2025", QUARTER),
        ("Q1 25/26", TERM),
        ("Aut 25/26", QUARTER),
        ("2025-26 Q5", QUARTER),
        ("Q1-Q2 2025/26", QUARTER),
    ],
    *[("Q1 (Jul-Sep) 2025/26", QUARTER), ("Q2 Apr-Jun 2025", QUARTER), ("Q1 2025 (Apr-Jun)", QUARTER)],
    *[("Apr-Jul 2025", QUARTER), ("May-Jul 2025", QUARTER), ("Apr 2024-Jun 2025", QUARTER), ("Jun-30", QUARTER)],
    *[("1 Apr", QUARTER), ("1 April to 31 May 2025", QUARTER), ("Week 12 2025", QUARTER), ("2025-W12", QUARTER)],
    *[("Autumn 1 2025", TERM), ("Half term 1 2025/26", TERM), ("Sum 25/26", None), ("Jan-Mar 2026", None)],
    *[("2025-04-01", None), ("45839", None), ("01/04/2025", None), ("31/02/2025", QUARTER), ("25-04-01", QUARTER)],
    *[("2025-06-30T23:00:00Z", QUARTER), ("01.04-2025", QUARTER), ("1999-04-01", QUARTER), ("May-25", QUARTER)],
    *[
        ("Term 5 2025/26", TERM),
        ("Year ending 30 March 2025", FINANCIAL_YEAR),
        ("Year ending June 2025", FINANCIAL_YEAR),
    ],
    *[("(prov)", QUARTER), ("next year", QUARTER), ("", QUARTER), ("2025-26 Q1 and Q2", QUARTER), ("year 10", QUARTER)],
]


@pytest.mark.parametrize(("found", "kind"), LEFT)
def test_what_is_no_period_of_the_kind_wanted_stays_as_found(found, kind):
    rows, fixes, questions = tidied([found], kind)

    assert rows["period"].to_list() == [found]
    assert (fixes.height, fixes.schema, questions) == (0, FIX_SCHEMA, [])


@pytest.mark.parametrize("cell", ["2025-26 Q1", "Q1 2025/26", "2025/26  q1", "2025-2026 Q1"])
def test_a_cell_that_can_be_read_already_is_not_touched(cell):
    rows = rows_of([cell] * 3)

    tidy_rows, fixes, questions = tidy_periods(rows, LONG, FRAMEWORK, Choices())

    assert tidy_rows is rows or tidy_rows.equals(rows)
    assert (fixes.height, questions) == (0, [])


@pytest.mark.parametrize(
    ("cells", "made", "rule"),
    [
        (["45748", "45838"], ["2025-26 Q1", "2025-26 Q1"], "serial-date"),
        (["45748.0", "45839"], ["2025-26 Q1", "2025-26 Q2"], "serial-date"),
        (["45748", "45792"], ["2025-26 Q1", "2025-26 Q1"], "date-to-period"),
        (["45748", "2025"], ["2025-26 Q1", "2025"], "serial-date"),
        (["45748", "12"], ["45748", "12"], None),
        (["45748", "99999"], ["45748", "99999"], None),
        (["45748", "4.5"], ["45748", "4.5"], None),
        (["12345"], ["12345"], None),
    ],
)
def test_the_number_that_a_spreadsheet_keeps_for_a_day_is_read_where_every_number_is_one(cells, made, rule):
    rows, fixes, _ = tidied(cells)

    assert rows["period"].to_list() == made
    assert set(fixes["rule"]) == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("cells", "made", "proof"),
    [
        (["01/04/2025", "25/06/2025"], ["2025-26 Q1", "2025-26 Q1"], ("day-first", "row 3 says '25/06/2025'")),
        (["1.4.25", "30.6.25"], ["2025-26 Q1", "2025-26 Q1"], ("day-first", "row 3 says '30.6.25'")),
        (["01-07-2025 00:00", "31-12-2025"], ["2025-26 Q2", "2025-26 Q3"], ("day-first", "row 3 says '31-12-2025'")),
        (["04/01/2025", "06/25/2025"], ["2025-26 Q1", "2025-26 Q1"], ("month-first", "row 3 says '06/25/2025'")),
        (["4/1/2025 12:00:00 AM", "6/30/2025"], ["2025-26 Q1"] * 2, ("month-first", "row 3 says '6/30/2025'")),
        (["01/04/2025 - 30/06/2025"], ["2025-26 Q1"], ("day-first", "row 2 says '01/04/2025 - 30/06/2025'")),
        (["31/02/2025", "01/04/2025", "30/04/2025"], ["31/02/2025", *["2025-26 Q1"] * 2],
         ("day-first", "row 4 says '30/04/2025'")),
        ([("25/06/2025", None), "01/04/2025"], ["25/06/2025", "2025-26 Q1"],
         ("day-first", "row 2 says '25/06/2025'")),
    ],
)  # fmt: skip
def test_one_cell_proves_for_its_column_whether_the_day_is_first(cells, made, proof):
    rows, fixes, questions = tidied(cells)

    assert (rows["period"].to_list(), questions) == (made, [])
    rule, found = proof
    words = f"dates are {rule.replace('-', ' ')}"
    assert fixes.rows()[0] == (rule, None, "A", "quarter", found, words)
    assert fixes.height == 1 + sum(cell != one for cell, one in zip(map(text_of, cells), made, strict=True))


def text_of(cell):
    return cell[0] if isinstance(cell, tuple) else cell


def test_without_a_proof_the_order_is_asked_once_with_the_day_first_offered_first():
    cells = ["2025-26 Q1", "01/04/2025", "02/05/2025", "01/07/2025"]

    rows, fixes, (question,) = tidied(cells)

    assert (rows["period"].to_list(), fixes.height) == (cells, 0)
    assert (question.id, question.column, question.heading, question.line) == ("date-order:A", "A", "quarter", 3)
    assert question.text == (
        "Column A ('quarter'): row 3 says '01/04/2025'. Do its dates begin with the day or with the month?"
    )
    assert question.options == (
        ("day-first", "With the day: '01/04/2025' is in 2025/26 Q1 (Apr to Jun 2025)"),
        ("month-first", "With the month: '01/04/2025' is in 2024/25 Q4 (Jan to Mar 2025)"),
    )


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        ("day-first", ["2025-26 Q1", "2025-26 Q1", "2025-26 Q2"]),
        ("Month-first ", ["2024-25 Q4", "2024-25 Q4", "2024-25 Q4"]),
    ],
)
def test_the_answer_holds_for_every_date_of_the_column(answer, made):
    rows, fixes, questions = tidied(["01/04/2025", "02/05/2025", "01/07/2025"], answers={"date-order:A": answer})

    assert (rows["period"].to_list()[0], questions) == (made[0], [])
    order = answer.strip().lower()
    assert fixes.rows()[0] == (
        order, None, "A", "quarter", "row 2 says '01/04/2025'", f"dates are {order.replace('-', ' ')}, as answered",
    )  # fmt: skip
    assert set(fixes["rule"]) == {order, "date-to-period"}


def test_a_column_that_contradicts_itself_is_asked_about_with_both_cells():
    cells = ["01/04/2025", "06/25/2025", "25/06/2025"]

    rows, _, (question,) = tidied(cells)

    assert rows["period"].to_list() == cells
    assert question.text == (
        "Column A ('quarter'): row 4 says '25/06/2025' with the day first, and row 3 says '06/25/2025' with the month "
        "first. Which of the two holds for its other dates?"
    )
    assert question.options == (
        ("day-first", "The day is first; '06/25/2025' and others like it stay as found"),
        ("month-first", "The month is first; '25/06/2025' and others like it stay as found"),
    )
    assert made_of(cells, answers={"date-order:A": "day-first"}) == ["2025-26 Q1", "06/25/2025", "2025-26 Q1"]
    assert made_of(cells, answers={"date-order:A": "month-first"}) == ["2024-25 Q4", "2025-26 Q1", "25/06/2025"]


def test_an_answer_never_overrules_a_cell_that_proves_the_other_order():
    assert made_of(["25/06/2025"], answers={"date-order:A": "month-first"}) == ["25/06/2025"]


@pytest.mark.parametrize("cells", [["2025-01-04", "2025-01-07"], ["45661", "45664"], ["2025-02-06", "30/06/2025"]])
def test_days_that_a_program_may_have_turned_round_are_asked_about(cells):
    rows, fixes, (question,) = tidied(cells)

    assert (rows["period"].to_list(), fixes.height) == (cells, 0)
    assert (question.id, [answer for answer, _ in question.options]) == ("turned-dates:A", ["turned", "as-written"])


def test_the_question_about_turned_days_says_both():
    cells = ["2025-01-04", "2025-01-07"]

    (question,) = tidied(cells)[2]

    assert question.text == (
        "Column A ('quarter'): row 2 says '2025-01-04', which is 4 January 2025. The program that opened the file may "
        "have changed day and month over. Did it?"
    )
    assert question.options == (("turned", "Yes: it was 1 April 2025"), ("as-written", "No: it is 4 January 2025"))
    assert made_of(cells, answers={"turned-dates:A": "turned"}) == ["2025-26 Q1", "2025-26 Q2"]
    assert made_of(cells, answers={"turned-dates:A": "as-written"}) == ["2024-25 Q4", "2024-25 Q4"]


QUESTIONS = [
    (["Q1", "Q2"], QUARTER, "year-of", "Column A ('quarter'): row 2 says 'Q1' and row 3 'Q2'. "
     "Which year is it, such as 2025-26?", (), {"2025/26": ["2025-26 Q1", "2025-26 Q2"]}),
    (["Q1", "2024-25 Q4"], QUARTER, "year-of", "Column A ('quarter'): row 2 says 'Q1'. "
     "Which year is it, such as 2025-26?", (("2024-25", "2024-25"),), {"24/25": ["2024-25 Q1", "2024-25 Q4"]}),
    (["Spring term", "Aut"], TERM, "year-of", None, (), {"2025-26": ["2025-26 Spring", "2025-26 Autumn"]}),
    (["Apr-Jun", "Jan to Mar"], QUARTER, "year-of", None, (), {"2025-26": ["2025-26 Q1", "2025-26 Q4"]}),
    (["2025", "2024"], FINANCIAL_YEAR, "year-ends",
     "Column A ('quarter'): row 2 says '2025' and row 3 '2024'. Which financial year is it?",
     (("ends", "The financial year that ends in 2025: 2024/25"),
      ("starts", "The financial year that starts in 2025: 2025/26")),
     {"ends": ["2024-25", "2023-24"], "starts": ["2025-26", "2024-25"]}),
    (["2025.0"], ACADEMIC_YEAR, "year-ends", "Column A ('quarter'): row 2 says '2025.0'. Which school year is it?",
     (("ends", "The school year that ends in 2025: 2024/25"),
      ("starts", "The school year that starts in 2025: 2025/26")),
     {"ends": ["2024-25"], "starts": ["2025-26"]}),
    (["FY25"], FINANCIAL_YEAR, "year-ends", None, None, {"ends": ["2024-25"], "starts": ["2025-26"]}),
    (["Q2 2025", "2025 Q3"], QUARTER, "quarter-year",
     "Column A ('quarter'): row 2 says 'Q2 2025' and row 3 '2025 Q3'. Which months are meant?",
     (("starts", "Quarter 2 of the financial year that starts in 2025: Jul to Sep 2025"),
      ("calendar", "Quarter 2 of the calendar year 2025: Apr to Jun 2025"),
      ("ends", "Quarter 2 of the financial year that ends in 2025: Jul to Sep 2024")),
     {"starts": ["2025-26 Q2", "2025-26 Q3"], "calendar": ["2025-26 Q1", "2025-26 Q2"],
      "ends": ["2024-25 Q2", "2024-25 Q3"]}),
    (["FY25 Q2"], QUARTER, "quarter-year", None, None, {"starts": ["2025-26 Q2"], "ends": ["2024-25 Q2"]}),
    (["Jun-25", "2025-09"], QUARTER, "month-meant",
     "Column A ('quarter'): row 2 says 'Jun-25' and row 3 '2025-09'. A quarter is wanted. "
     "What does the month stand for?",
     (("whole", "The whole quarter that ends with it: 2025/26 Q1 (Apr to Jun 2025)"),
      ("month", "For that month alone; the cells stay as found")),
     {"whole": ["2025-26 Q1", "2025-26 Q2"], "month": ["Jun-25", "2025-09"]}),
    (["April 2025"], QUARTER, "month-meant", None, None, {"whole": ["2025-26 Q1"]}),
    (["Mar 2025"], FINANCIAL_YEAR, "month-meant", None, None, {"whole": ["2024-25"]}),
    (["Term 1 2025/26", "T2 25/26"], TERM, "term-number",
     "Column A ('quarter'): row 2 says 'Term 1 2025/26' and row 3 'T2 25/26'. How many terms has the year?",
     (("three", "Three: 'Term 1 2025/26' is Autumn term 2025"), ("six", "Six; the cells stay as found")),
     {"three": ["2025-26 Autumn", "2025-26 Spring"], "six": ["Term 1 2025/26", "T2 25/26"]}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "kind", "id", "text", "options", "answers"), QUESTIONS)
def test_what_can_mean_two_periods_is_asked_once_and_answered_for_the_column(cells, kind, id, text, options, answers):
    rows, fixes, (question,) = tidied(cells, kind)

    assert (rows["period"].to_list(), fixes.height, question.id) == (cells, 0, f"{id}:A")
    assert id in PERIOD_QUESTIONS
    assert (question.column, question.heading, question.line) == ("A", "quarter", 2)
    assert text is None or question.text == text
    assert options is None or question.options == options
    for answer, made in answers.items():
        rows, fixes, questions = tidied(cells, kind, {f"{id}:A": answer})
        assert (rows["period"].to_list(), questions) == (made, [])
        assert set(fixes["rule"]) <= {"period-answered"}
        assert fixes.height == sum(one != other for one, other in zip(cells, made, strict=True))


@pytest.mark.parametrize(
    ("cells", "id", "answer"),
    [
        (["Q1"], "year-of:A", "this year"),
        (["Q1"], "year-of:A", "2025"),
        (["Q2 2025"], "quarter-year:A", "Q2"),
        (["FY25 Q2"], "quarter-year:A", "calendar"),
        (["Jun-25"], "month-meant:A", "last"),
        (["01/04/2025"], "date-order:A", "uk"),
    ],
)
def test_an_answer_that_is_none_leaves_the_question(cells, id, answer):
    found = tidied(cells, answers={id: answer})

    assert (found[0]["period"].to_list(), ids(found)) == (cells, [id])


@pytest.mark.parametrize("cells", [["Apr-25", "May-25", "Jun-25"], ["2025-04", "2025-06"]])
def test_months_that_are_not_all_the_first_or_the_last_of_a_quarter_are_months_and_stay(cells):
    found = tidied(cells)

    assert (found[0]["period"].to_list(), ids(found)) == (cells, [])


def test_terms_numbered_beyond_three_are_those_of_another_year_and_stay():
    cells = ["Term 1 2025/26", "Term 5 2025/26"]

    assert (made_of(cells, TERM), ids(tidied(cells, TERM))) == (cells, [])


def test_several_doubts_of_a_column_are_asked_in_the_order_of_its_rows():
    found = tidied(["Q2 2025", "Q1", "01/04/2025", ("2025", FINANCIAL_YEAR)])

    assert ids(found) == ["quarter-year:A", "year-of:A", "date-order:A", "year-ends:A"]


def test_the_kind_wanted_is_that_of_each_row():
    cells = [("2025-04-01", QUARTER), ("2025-04-01", TERM), ("2025-04-01", FINANCIAL_YEAR), ("2025-04-01", None)]

    assert made_of(cells) == ["2025-26 Q1", "2024-25 Summer", "2025-26", "2025-04-01"]


MARKED = [
    ("2025-26 Q1 (provisional)", QUARTER, "2025-26 Q1", "p"),
    ("2016-17 (prov)", FINANCIAL_YEAR, "2016-17", "p"),
    ("2016-17 [p]", ACADEMIC_YEAR, "2016-17", "p"),
    ("2018 (Rev)", CALENDAR_YEAR, "2018", "r"),
    ("2025-26 Q1 revised", QUARTER, "2025-26 Q1", "r"),
    ("Q1 2025/26 - prov.", QUARTER, "2025-26 Q1", "p"),
    ("2025-26 Q1 (estimated)", QUARTER, "2025-26 Q1", "e"),
    ("2025-26 Q1 (forecast)", QUARTER, "2025-26 Q1", "f"),
]


@pytest.mark.parametrize(("found", "kind", "made", "mark"), MARKED)
def test_a_mark_behind_a_period_moves_into_the_marker(found, kind, made, mark):
    rows, fixes, _ = tidied([found], kind)

    assert rows.select("period", "marker").rows() == [(made, mark)]
    assert fixes.rows() == [
        ("period-mark", 2, "A", "quarter", found, made),
        ("period-mark", 2, "M", "marker", "", mark),
    ]


@pytest.mark.parametrize(
    ("marker", "made", "after"),
    [
        ("p", "2025-26 Q1", "p"),
        ("c", "2025-26 Q1", "c p"),
        ("[p][r]", "2025-26 Q1", "[p][r]"),
        ("see note", "2025-26 Q1 (prov)", "see note"),
    ],
)
def test_a_mark_joins_those_that_are_there_and_is_never_lost(marker, made, after):
    rows, fixes, _ = tidied(["2025-26 Q1 (prov)"], marker=marker)

    assert rows.select("period", "marker").rows() == [(made, after)]
    assert fixes.height == (made == "2025-26 Q1") + (marker != after)


def test_a_mark_is_listed_where_no_column_holds_markers():
    fixes = tidied(["2025-26 Q1 (prov)"], places=({"period": ("A", "quarter")},))[1]

    assert fixes.rows()[1] == ("period-mark", 2, "", "marker", "", "p")


def test_a_mark_stands_beside_every_other_way_of_spelling():
    cells = ["Q1 25/26 (prov)", "30 June 2025 (prov)"]

    rows, fixes, _ = tidied(cells)

    assert rows.select("period", "marker").rows() == [("2025-26 Q1", "p")] * 2
    assert fixes["rule"].to_list() == ["period-spelling", "period-mark", "date-to-period", "period-mark"]


@pytest.mark.parametrize(
    ("cell", "declined"),
    [
        ("Q1 25/26", ("period-spelling", "A")),
        ("2025-04-02", ("date-to-period", "A")),
        ("45748", ("serial-date", "A")),
        ("30/06/2025", ("day-first", "A")),
        ("30/06/2025", ("date-to-period", "A")),
        ("06/30/2025", ("month-first", "A")),
        ("01/04/2025", ("date-to-period", "A")),
        ("2025-26 Q1 (prov)", ("period-mark", "A")),
        ("2025-26 Q1 (prov)", ("period-mark", "M")),
        ("Q1 25/26 (prov)", ("period-mark", "M")),
    ],
)
def test_what_was_taken_back_stays_as_found_in_its_column(cell, declined):
    rows, fixes, questions = tidied([cell], declined={declined})

    assert rows.select("period", "marker").rows() == [(cell, "")]
    assert (fixes.height, questions) == (0, [])
    assert tidied([cell], declined={(declined[0], "B")})[0]["period"].to_list() == tidied([cell])[0]["period"].to_list()


@pytest.mark.parametrize(
    ("cell", "id", "answer", "rule"),
    [
        ("Q1", "year-of:A", "2025-26", "period-answered"),
        ("2025-01-04", "turned-dates:A", "turned", "period-answered"),
        ("01/04/2025", "date-order:A", "day-first", "day-first"),
    ],
)
def test_an_answer_taken_back_is_asked_again(cell, id, answer, rule):
    found = tidied([cell], answers={id: answer}, declined={(rule, "A")})

    assert (found[0]["period"].to_list(), ids(found)) == ([cell], [id])


WIDE = [
    {"period": ("B", "Quarter"), "indicator_id": ("C", "W01"), "value": ("C", "W01")},
    {"period": ("B", "Quarter"), "indicator_id": ("D", "W02"), "value": ("D", "W02")},
]


def in_blocks(*columns, kind=QUARTER):
    """Rows of a wide sheet whose blocks have these period cells, sorted by line."""
    blocks = [
        rows_of(cells, kind).with_columns(pl.lit(at, pl.Int32).alias("block")) for at, cells in enumerate(columns)
    ]
    return pl.concat(blocks).sort("line", "block")


def test_one_column_of_periods_is_listed_and_asked_about_once_for_all_blocks():
    cells = ["Q1 25/26", "Q1", "30 June 2025"]

    rows, fixes, questions = tidy_periods(in_blocks(cells, cells), WIDE, FRAMEWORK, Choices())

    assert rows["period"].to_list() == ["2025-26 Q1"] * 2 + ["Q1"] * 2 + ["2025-26 Q1"] * 2
    assert [row[1:5] for row in fixes.rows()] == [(2, "B", "Quarter", "Q1 25/26"), (4, "B", "Quarter", "30 June 2025")]
    assert [question.id for question in questions] == ["year-of:B"]


def test_headings_of_a_wide_sheet_are_asked_about_together_and_listed_once_each():
    places = [{"period": (letter, year), "value": (letter, year)} for letter, year in [("C", "2024"), ("D", "2025")]]
    rows = in_blocks(["2024"] * 3, ["2025"] * 3, kind=FINANCIAL_YEAR)

    (question,) = tidy_periods(rows, places, FRAMEWORK, Choices())[2]
    answered, fixes, questions = tidy_periods(rows, places, FRAMEWORK, Choices(answers={"year-ends:C": "ends"}))

    assert (question.id, question.column, question.line) == ("year-ends:C", "C", None)
    assert question.text == (
        "Columns C ('2024') and D ('2025'): the heading says '2024' and '2025'. Which financial year is it?"
    )
    assert (answered["period"].to_list(), questions) == (["2023-24", "2024-25"] * 3, [])
    assert fixes.rows() == [
        ("period-answered", None, "C", "2024", "2024", "2023-24"),
        ("period-answered", None, "D", "2025", "2025", "2024-25"),
    ]


def test_columns_of_their_own_are_settled_each_by_its_own_proof():
    places = [{"period": ("A", "From")}, {"period": ("B", "To")}]
    rows = in_blocks(["25/06/2025", "01/04/2025"], ["06/25/2025", "04/01/2025"])

    found, fixes, _ = tidy_periods(rows, places, FRAMEWORK, Choices())

    assert found["period"].to_list() == ["2025-26 Q1"] * 4
    assert [row[:3] for row in fixes.rows() if row[1] is None] == [("day-first", None, "A"), ("month-first", None, "B")]


def test_a_period_that_was_answered_for_all_rows_is_asked_about_without_a_column():
    places = ({"period": ("", "")},)
    rows = rows_of(["2025"] * 3, FINANCIAL_YEAR)

    (question,) = tidy_periods(rows, places, FRAMEWORK, Choices())[2]
    answered, fixes, _ = tidy_periods(rows, places, FRAMEWORK, Choices(answers={"year-ends": "ends"}))

    assert (question.id, question.column, question.line) == ("year-ends", "", None)
    assert question.text == "The period of all rows is '2025'. Which financial year is it?"
    assert answered["period"].unique().to_list() == ["2024-25"]
    assert fixes.rows() == [("period-answered", None, "", "", "2025", "2024-25")]


def test_a_whole_file_is_set_right_through_tidy():
    text = (
        "Quarter,Service,Measure,Num,Denom,Flag\n25/06/2025,SV05,W01,9,12,\n01/07/2025,SV05,W01,9,12,\n"
        "2025-26 Q3 (prov),SV05,W01,9,12,\nsoon,SV05,W01,9,12,\n"
    )
    table = read_table(text.encode(), "q1.csv", known_headings=known_headings(FRAMEWORK))

    found = tidy(table, FRAMEWORK, filename="q1.csv")

    cells = found.rows.select("period", "marker").rows()
    assert cells == [("2025-26 Q1", ""), ("2025-26 Q2", ""), ("2025-26 Q3", "p"), ("soon", "")]
    assert [row[:3] for row in found.fixes.rows() if not row[0].startswith("heading")] == [
        ("day-first", None, "A"),
        ("date-to-period", 2, "A"),
        ("date-to-period", 3, "A"),
        ("period-mark", 4, "A"),
        ("period-mark", 4, "F"),
    ]


LAIT_LABELS = (
    "0, 2013/14-15/16, 2014-16, 2014/15-16/17, 2015-16, 2015-17, 2015/16, 2015/16-17/18, 2016, 2016-17, "
    "2016-17 (OT), 2016-18, 2016/17, 2016/17-18/19, 2017, 2017-18, 2017-18 (OT), 2017-19, 2017/18, 2017/18-19/20, "
    "2018, 2018 (Rev), 2018-19, 2018-19 (OT), 2018-20, 2018/19, 2018/19-20/21, 2019, 2019 (Rev), 2019-20, "
    "2019-20 (OT), 2019-21, 2019/20, 2019/20-21/22, 2020, 2020 (Final), 2020-21, 2020-21 (OT), 2020-22, 2020/21, "
    "2020/21-22/23, 2021, 2021 (Final), 2021-22, 2021-22 (OT), 2021/22, 2021/22-23/24, 2022, 2022 (Rev), 2022-23, "
    "2022-23 (OT), 2022/23, 2023, 2023 (Rev), 2023-24, 2023-24 (OT), 2023/24, 2024, 2024 (Rev), 2024-25, "
    "2024-25 (OT), 2025, 2025 (Rev), 2025 (prov), 2025-26"
)
LAIT = LAIT_LABELS.split(", ")
"""Every label of a year in the Local Authority Interactive Tool (Department for Education): financial, school and
calendar years and others in one column."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_year_labels_of_a_real_publisher_are_never_guessed(kind):
    bare = {label: label.partition(" (")[0] for label in LAIT if label.endswith(("(Rev)", "(prov)", "(Final)"))}

    found = tidied(LAIT, kind)

    changed = {one: other for one, other in zip(LAIT, found[0]["period"], strict=True) if one != other}
    assert len(LAIT) == 65
    assert changed == (bare if kind == CALENDAR_YEAR else {})
    assert ids(found) == (["year-ends:A"] if kind in (FINANCIAL_YEAR, ACADEMIC_YEAR) else [])


days = st.dates(date(2011, 4, 1), date(2057, 12, 31))
kinds = st.sampled_from(KINDS)


def spellings(period):
    """The ways a period may be printed for which one reading is promised."""
    start, end = period.start, period.end
    first, last = month_abbr[start.month], month_abbr[end.month]
    years, short = period.code[:7], f"{period.code[2:4]}/{period.code[5:7]}"
    yield from (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d} 00:00:00", f"{end.day} {month_name[end.month]} {end.year}")
    yield from (f"{start.day}-{first}-{start:%y}", str((end - date(1899, 12, 30)).days), f"{period.code} (prov)")
    yield from (f"{period.code}¹", period.code.upper(), f" {period.code}".replace(" ", "\u00a0"), period.long_label)
    yield from (f"{start.day} {first} {start.year} to {end.day} {last} {end.year}", period.label.replace(" ", "  "))
    if period.kind != MONTH:
        yield from (f"{first}-{last} {end.year}", f"{first} {start.year} – {last} {end.year}")
    if period.kind == QUARTER:
        number = period.code[-1]
        yield from (f"Q{number} {short}", f"FY{short} Q{number}", f"{years.replace('-', '')}Q{number}")
        yield from (f"Quarter {number} {years}", f"Qtr {number}, {years}", f"{years.replace('-', '–')} Q{number}")
    if period.kind == TERM:
        name = period.code[8:]
        yield from (f"{name[:3]} {short}", f"{years} {name} term", f"{name.upper()} {start.year}")
    if period.kind in (FINANCIAL_YEAR, ACADEMIC_YEAR):
        yield from (years.replace("-", ""), years.replace("-", "—"), f"20{years[2:4]}/20{years[5:7]}")
    if period.kind == MONTH:
        yield from (f"{month_name[start.month]} {start.year}", f"{start:%m/%Y}", f"{first}. {start.year}")
        if end.day != end.year % 100:  # "Feb-28" is a day as well as a month
            yield f"{first}-{start:%y}"


@settings(deadline=None, max_examples=60)
@given(days, kinds)
def test_every_spelling_of_every_period_is_read_back_as_that_period(day, kind):
    period = containing(day, kind)

    for spelt in spellings(period):
        made = made_of([spelt], kind)
        assert periods.parse(made[0], kind) == period, spelt


@settings(deadline=None, max_examples=100)
@given(st.lists(days, min_size=1, max_size=8), st.sampled_from(KINDS), st.booleans(), st.sampled_from("/-."))
def test_a_column_is_read_in_the_order_that_it_proves_and_else_asked(sent, kind, day_first, sign):
    order = f"%d{sign}%m{sign}%Y" if day_first else f"%m{sign}%d{sign}%Y"
    cells = [f"{day:{order}}" for day in sent]
    wanted = [containing(day, kind).code for day in sent]

    found = tidied(cells, kind)

    if any(day.day > 12 for day in sent):
        assert (found[0]["period"].to_list(), ids(found)) == (wanted, [])
    elif ids(found):
        assert (found[0]["period"].to_list(), ids(found)) == (cells, ["date-order:A"])
        answer = "day-first" if day_first else "month-first"
        assert made_of(cells, kind, {"date-order:A": answer}) == wanted
    else:
        assert found[0]["period"].to_list() == wanted


POOL = [
    *[found for found, _, _ in (*SPELLINGS, *DATES)],
    *[found for found, _ in LEFT],
    *[found for found, *_ in MARKED],
    *[cell for cells, *_ in QUESTIONS for cell in cells],
    *["45748", "45792", "2025-01-04", "30/06/2025", "06/30/2025", "01/04/2025", "2025-26 Q1", "2025-26", "2025"],
]
cells_of_the_pool = st.lists(st.tuples(st.sampled_from(POOL), st.sampled_from([*SENT])), min_size=1, max_size=12)
ANSWERS = {
    "date-order:A": ["", "day-first", "month-first"],
    "turned-dates:A": ["", "turned", "as-written"],
    "year-of:A": ["", "2025-26"],
    "year-ends:A": ["", "ends", "starts"],
    "quarter-year:A": ["", "starts", "calendar", "ends"],
    "month-meant:A": ["", "whole", "month"],
    "term-number:A": ["", "three", "six"],
}
answers_of_the_pool = st.fixed_dictionaries({id: st.sampled_from(options) for id, options in ANSWERS.items()})
RULES = (
    "period-spelling",
    "date-to-period",
    "serial-date",
    "period-mark",
    "period-answered",
    "day-first",
    "month-first",
)
declined_of_the_pool = st.frozensets(st.tuples(st.sampled_from(RULES), st.sampled_from(["A", "M"])), max_size=3)
markers = st.sampled_from(["", "c", "p", "?"])


@settings(deadline=None, max_examples=200)
@given(cells_of_the_pool, answers_of_the_pool, declined_of_the_pool, markers)
def test_the_ledger_holds_exactly_the_cells_that_changed_and_tidying_twice_changes_no_more(
    cells, answers, declined, marker
):
    before = rows_of(cells, marker=marker)
    choices = Choices(answers=answers, declined=declined)

    after, fixes, questions = tidy_periods(before, LONG, FRAMEWORK, choices)
    again, later, _ = tidy_periods(after, LONG, FRAMEWORK, choices)

    changed = {
        (line, letter, found, made)
        for name, letter in (("period", "A"), ("marker", "M"))
        for line, found, made in zip(before["line"], before[name], after[name], strict=True)
        if found != made
    }
    listed = [(line, *rest) for _, line, *rest in fixes.drop("heading").rows() if line]
    assert (len(listed), set(listed)) == (len(changed), changed)
    assert after.drop("period", "marker").equals(before.drop("period", "marker"))
    assert len({question.id for question in questions}) == len(questions)
    assert not {(rule, letter) for rule, _, letter, *_ in fixes.rows()} & declined
    assert (again.equals(after), later.height) == (True, 0)


@settings(deadline=None, max_examples=200)
@given(cells_of_the_pool, answers_of_the_pool)
def test_what_is_made_is_a_period_of_the_kind_that_its_row_wants(cells, answers):
    after = tidied(cells, answers=answers)[0]["period"].to_list()

    for (found, kind), made in zip(cells, after, strict=True):
        assert made == found or periods.parse(made, kind if kind != MONTH else FINANCIAL_YEAR) is not None


@settings(deadline=None, max_examples=200)
@given(cells_of_the_pool, answers_of_the_pool)
def test_a_question_holds_the_cells_that_an_answer_can_change_and_no_others(cells, answers):
    before, _, questions = tidied(cells)
    asked = {cell for question in questions for cell in question.cells}
    open_ones = {question.id for question in questions}

    after, _, left = tidied(cells, answers={id: answer for id, answer in answers.items() if id in open_ones})

    for (found, kind), was, made in zip(cells, before["period"], after["period"], strict=True):
        assert made == was or (found, kind if kind != MONTH else FINANCIAL_YEAR) in asked
    assert {cell for question in left for cell in question.cells} <= asked


@pytest.mark.parametrize(
    ("cells", "waiting"),
    [
        (["01/04/2025", "bananas", "02/05/2025", "Q7 2025/26"], ["01/04/2025", "02/05/2025"]),
        (["13/04/2025", "04/13/2025", "31/31/2025", "2025-26 Q1"], ["13/04/2025", "04/13/2025"]),
        (["2025-01-04", "30/06/2025", "45/06/2025"], ["2025-01-04", "30/06/2025"]),
        (["April 2025", "2025-26", "soon"], ["April 2025"]),
    ],
)
def test_what_no_answer_could_make_readable_does_not_wait_for_one(cells, waiting):
    (question,) = tidied(cells)[2]

    assert question.cells == tuple((cell, QUARTER) for cell in waiting)


SHARDS = (
    "q Q1 qtr quarter 2025 25 26 2025/26 202526 45839 01 13 31 / - . ( ) [ ] prov p apr Apr-Jun to term autumn aut fy "
    "ending year 00:00 T Z 1st ¹ * ’ – \u00a0 ٢ ſ é 0 99999 2025-06-30"
)
shards = st.sampled_from(SHARDS.split(" "))
garbage = st.text(max_size=30) | st.lists(shards, max_size=7).map(" ".join) | st.lists(shards, max_size=7).map("".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(garbage, st.sampled_from([*SENT])), max_size=6), answers_of_the_pool)
def test_no_text_makes_tidying_fail(cells, answers):
    rows, fixes, questions = tidied([(cell.strip(), kind) for cell, kind in cells], answers=answers)

    assert (rows.height, fixes.schema) == (len(cells), FIX_SCHEMA)
    assert all(question.id.partition(":")[0] in PERIOD_QUESTIONS for question in questions)


def test_a_column_of_more_spellings_than_there_are_days_is_left_alone():
    start = date(2000, 1, 1)
    cells = [f"{start + timedelta(minutes / 1440)} {minutes}" for minutes in range(20_001)]

    assert made_of(cells) == cells
