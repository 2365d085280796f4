"""A file as found becomes rows of the long form; what holds for all rows is asked, and nothing is done unlisted."""

from pathlib import Path

import polars as pl
import pytest

from impact.columns import RETURN_COLUMNS
from impact.framework.load import load
from impact.ledger import FIX_SCHEMA, Choices, FixGroup, Question, no_fixes, summary
from impact.reading import read_table
from impact.tidy import as_problems, known_headings, signature, tidy

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
HEAD = "period,service_id,indicator_id,numerator,denominator,note\n"


def table_of(text, filename="q1.csv"):
    return read_table(text.encode(), filename, known_headings=known_headings(FRAMEWORK))


def tidied(text, answers=None, declined=(), filename="q1.csv"):
    choices = Choices(answers=answers or {}, declined=frozenset(declined))
    return tidy(table_of(text, filename), FRAMEWORK, choices, filename=filename)


def test_a_return_as_in_the_template_is_taken_as_it_is():
    found = tidied(HEAD + "2025-26 Q1,SV05,W01,9,12,all well\n")

    assert found.rows.schema == {"line": pl.Int64, "block": pl.Int32, **dict.fromkeys(RETURN_COLUMNS, pl.String)}
    assert found.rows.row(0) == (2, 0, "2025-26 Q1", "SV05", "W01", "", "9", "12", *[""] * 5, "all well")
    assert found.places[0]["note"] == ("F", "note")
    assert len(found.places) == 1
    assert (found.fixes.height, found.questions, found.problems) == (0, (), ())


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\u2003", "  "])
def test_spaces_of_any_kind_around_a_cell_are_taken_off(space):
    text = HEAD + "2025-26 Q1,SV05,W01,9,12,all well\n" * 3

    for cell in ("2025-26 Q1", "SV05", "W01", "12", "all well"):
        for padded in (space + cell, cell + space):
            found = tidied(text.replace(cell, padded, 2))
            assert found.rows.drop("line").unique().rows() == tidied(text).rows.drop("line").unique().rows()


@pytest.mark.parametrize(
    ("text", "header_line"),
    [
        ("Time period,Time identifier,Area code,Measure,Group,Score\n2025,Academic year,SV05,S02,Total,9\n", 1),
        ("Hubs\n,,\nIndicator,Service,2025-26 Q1,2025-26 Q2\nW01,School,9,3\nW02,Team,9,3\n", 3),
        ("Hubs\n,,\nProvider,Quarter,W01 num,W01 denom\nSV05,2025-26 Q1,9,3\n", 3),
    ],
)
def test_known_headings_do_not_make_a_row_of_data_the_headings(text, header_line):
    assert table_of(text).header_line == header_line


def test_what_the_reader_left_out_is_in_the_same_ledger():
    found = tidied("Return of the hubs\n,,\nQuarter,Service,Measure,Num,Denom\n2025-26 Q1,SV05,W01,9,12\n")

    assert found.fixes["rule"].to_list()[:2] == ["title-row", "heading-by-synonym"]
    assert found.fixes.schema == FIX_SCHEMA


BARE = "Measure,Num,Denom\nW01,9,12\nW02,3,4\n"


def asked(found, id):
    return next(question for question in found.questions if question.id == id)


def test_a_period_and_a_service_that_no_row_names_are_asked_for():
    found = tidied(BARE)

    assert [(question.id, question.options) for question in found.questions] == [("period", ()), ("service", ())]
    assert found.asked_columns == {"period", "service_id"}


def test_their_answers_fill_every_row_and_have_no_column():
    found = tidied(BARE, {"period": "Q1 2025/26", "service": "sv09"})

    assert found.rows.select("period", "service_id").rows() == [("Q1 2025/26", "SV09")] * 2
    assert (found.places[0]["period"], found.places[0]["service_id"]) == (("", ""), ("", ""))
    assert [row for row in found.fixes.rows() if row[0].endswith("-for-all")] == [
        ("period-for-all", None, "", "", "", "Q1 2025/26"),
        ("service-for-all", None, "", "", "", "SV09"),
    ]
    assert found.questions == ()


@pytest.mark.parametrize(
    ("answer", "period"),
    [
        ("Q1 25/26", "2025-26 Q1"),
        (" quarter 1 2025-26 ", "2025-26 Q1"),
        ("Apr - Jun 25", "2025-26 Q1"),
        ("30/06/2025", "2025-26 Q1"),
        ("Quarter ending 30 June 2025", "2025-26 Q1"),
    ],
)
def test_the_period_of_all_rows_may_be_answered_in_any_words_that_a_cell_may_hold(answer, period):
    found = tidied(BARE, {"period": answer, "service": "SV05"})

    assert found.rows["period"].unique().to_list() == [period]
    assert found.questions == ()


def test_an_answer_for_all_rows_that_can_mean_two_periods_is_asked_about_further():
    found = tidied(BARE, {"period": "Q1", "service": "SV05"})
    settled = tidied(BARE, {"period": "Q1", "service": "SV05", "year-of": "2025-26"})

    assert [question.id for question in found.questions] == ["year-of"]
    assert (settled.rows["period"].unique().to_list(), settled.questions) == (["2025-26 Q1"], ())


@pytest.mark.parametrize(
    ("answers", "declined", "left"),
    [
        ({"period": "soon", "service": "SV09"}, (), ["period"]),
        ({"period": "2025-26 Q1", "service": "SV99"}, (), ["service"]),
        ({"period": "2025-26 Q1", "service": "SV09"}, {("period-for-all", "")}, ["period"]),
        ({"period": "2025-26 Q1", "service": "Family Hubs and Early Help"}, {("service-for-all", "")}, ["service"]),
    ],
)
def test_an_answer_that_names_nothing_or_was_taken_back_leaves_the_question(answers, declined, left):
    assert [question.id for question in tidied(BARE, answers, declined).questions] == left


@pytest.mark.parametrize(
    ("titles", "filename", "period", "service"),
    [
        ("Family Hubs and Early Help: return for Q1 2025/26\n,,\n", "x.csv", "Q1 2025/26", "SV09"),
        ("", "SV19_2026-27-Q2.csv", "2026-27 Q2", "SV19"),
        ("Apr-Jun 2025\n,,\n", "SV19 2024-25 Q4.csv", "2025-26 Q1", "SV19"),
    ],
)
def test_what_titles_and_names_say_is_proposed_first_and_not_taken(titles, filename, period, service):
    found = tidied(titles + BARE, filename=filename)

    assert asked(found, "period").options[0][0] == period
    assert asked(found, "service").options[0] == (service, FRAMEWORK.service[service].name)
    assert found.rows["period"].to_list() == ["", ""]


@pytest.mark.parametrize(
    "title",
    ["Area E08000005", "From 2024-25 Q4 to 2025-26 Q1", "2025-27", "May to June 2025", "1 July 2025", "01/04/2025"],
)
def test_a_title_without_one_period_proposes_none(title):
    assert asked(tidied(f"{title}\n,,\n" + BARE), "period").options == ()


def test_the_place_of_what_was_found_is_in_the_question():
    assert asked(tidied("Return for 2025-26 Q1\n,,\n" + BARE), "period").text == (
        "No column holds the period, and row 1 says 'Return for 2025-26 Q1'. Which period are all rows about?"
    )


def test_nothing_is_asked_for_all_rows_while_a_column_may_still_say_it():
    text = "peirod,service_id,indicator_id,numerator,denominator\n2025-26 Q1,SV05,W01,9,12\n"

    assert [question.id for question in tidied(text).questions] == ["heading:A"]
    assert [question.id for question in tidied(text, {"heading:A": "ignore"}).questions] == ["period"]


def test_a_question_becomes_a_fault_that_says_how_to_answer():
    question = Question("heading:D", "Column D ('Count') can be two things. What does it hold?",
                        (("value", "The value"), ("W01 numerator", "The numerator")), "D", "Count")  # fmt: skip

    (problem,) = as_problems([question])

    assert (problem.rule, problem.blocks, problem.place) == ("asked", True, "Column D (Count)")
    assert problem.remedy == (
        "Column D ('Count') can be two things. What does it hold? Choose on the screen, or at the command line with "
        '--answer heading:D=value (The value) or --answer "heading:D=W01 numerator" (The numerator), '
        "or write it in the file."
    )


def test_a_question_without_options_says_where_its_answer_goes():
    assert "--answer service=..." in as_problems([Question("service", "Which?")])[0].remedy


def test_a_fingerprint_knows_the_headings_whatever_their_order_and_period():
    one = signature(table_of("Measure,Service,2025-26 Q1,2025-26 Q2\nW01,SV05,1,2\n"))

    assert one == signature(table_of("service,measure,2026-27 Q3,Jan-Mar 2026,fault_codes\nSV05,W01,1,2,\n"))
    assert one != signature(table_of("Measure,Service,2025-26 Q1,Notes\nW01,SV05,1,2\n"))


def test_a_ledger_is_summed_up_by_rule_and_column():
    rows = [
        ("footnote-row", 9, "", "", "Source: ours", "left out"),
        *(("thousands", line, "AA", "value", f"1,00{line}", f"100{line}") for line in range(2, 9)),
        ("heading-by-synonym", None, "B", "Service", "Service", "service_id"),
        ("thousands", 4, "B", "Service", "1,000", "1000"),
    ]

    groups = summary(pl.DataFrame(rows, FIX_SCHEMA, orient="row"))

    assert groups == [
        FixGroup("footnote-row", "", "", 1, (9,), "Source: ours", "left out"),
        FixGroup("heading-by-synonym", "B", "Service", 1, (), "Service", "service_id"),
        FixGroup("thousands", "B", "Service", 1, (4,), "1,000", "1000"),
        FixGroup("thousands", "AA", "value", 7, (2, 3, 4, 5, 6), "1,002", "1002"),
    ]
    assert groups[3].key == ("thousands", "AA")
    assert summary(no_fixes()) == []
