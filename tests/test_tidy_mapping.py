"""Which column is what: matched where it can be one thing, asked where it can be two, and remembered."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework.load import load
from impact.ledger import Choices
from impact.reading import UnreadableReturn, read_table
from impact.tidy import known_headings, tidy

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
KNOWN = known_headings(FRAMEWORK)
TITLE = "Staff trained at the level their role needs"


def tidied(text, answers=None, declined=(), remembered=None, filename="q1.csv"):
    choices = Choices(answers=answers or {}, declined=frozenset(declined))
    table = read_table(text.encode(), filename, known_headings=KNOWN)
    return tidy(table, FRAMEWORK, choices, remembered or {}, filename)


def of_headings(found):
    return [row for row in found.fixes.rows() if row[0].startswith(("heading", "repeated-column"))]


def ids(found):
    return [question.id for question in found.questions]


def answers_of(found, id):
    return [answer for answer, _ in next(question.options for question in found.questions if question.id == id)]


LONG = "period,service_id,indicator_id,{heading},denominator\n2025-26 Q1,SV05,W01,9,12\n"


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Num", "numerator"),
        ("Numerator:", "numerator"),
        ("NUMERATOR (1)", "numerator"),
        ("Numerator²", "numerator"),
        ("Numerator1", "numerator"),
        ("Count", "numerator"),
        ("No.", "numerator"),
        ("#", "numerator"),
        ("%", "value"),
        ("Rate", "value"),
        ("Mean score", "value"),
        ("Std. dev.", "sd"),
        ("Sample size", "n"),
        ("Number asked", "asked"),
        ("Flag", "marker"),
        ("Status", "marker"),
        ("Comments", "note"),
        ("Remarks", "note"),
        ("Group", "breakdown"),
        ("Characteristic", "breakdown"),
    ],
)
def test_what_senders_call_a_column_is_known_and_listed(heading, target):
    found = tidied(LONG.format(heading=heading))

    assert found.rows[target].to_list() == ["9"]
    assert found.places[0][target] == ("D", heading)
    assert of_headings(found) == [("heading-by-synonym", None, "D", heading, heading, target)]
    assert (found.questions, found.problems) == ((), ())


@pytest.mark.parametrize("heading", ["Period", "period ", "Service ID", "service-id"])
def test_a_heading_of_the_template_is_no_fix_however_it_is_spaced(heading):
    text = f"{heading},service_id,indicator_id,numerator,denominator\n"
    text = text if "eriod" in heading else f"period,{heading},indicator_id,numerator,denominator\n"

    found = tidied(text + "2025-26 Q1,SV05,W01,9,12\n")

    assert of_headings(found) == []
    assert found.rows.select("period", "service_id").rows() == [("2025-26 Q1", "SV05")]


@pytest.mark.parametrize("service", ["Service", "Organisation", "School", "Service code"])
@pytest.mark.parametrize("indicator", ["Measure", "Indicator", "Code"])
@pytest.mark.parametrize("period", ["Quarter", "Term", "Reporting period", "Date"])
def test_a_file_in_its_senders_own_words_is_read(period, service, indicator):
    found = tidied(f"{period},{service},{indicator},Num,Out of\n2025-26 Q1,SV05,W01,9,12\n")

    assert found.rows.select("period", "service_id", "indicator_id", "numerator", "denominator").row(0) == (
        "2025-26 Q1", "SV05", "W01", "9", "12",
    )  # fmt: skip
    assert found.questions == ()
    assert list(found.mapping.values()) == ["period", "service_id", "indicator_id", "numerator", "denominator"]


def test_a_match_that_was_taken_back_is_asked_about():
    text = "Quarter,Service,Measure,Num,Denom\n2025-26 Q1,SV05,W01,9,12\n"

    found = tidied(text, declined={("heading-by-synonym", "D")})

    assert ids(found) == ["heading:D"]
    assert found.rows["numerator"].to_list() == [""]
    assert "numerator" not in found.places[0]


def test_what_was_remembered_wins_over_what_the_word_usually_means():
    text = "period,service_id,indicator_id,Total,Rate\n2025-26 Q1,SV05,S02,30,7\n"

    found = tidied(text, remembered={"total": "n"})

    assert found.rows.select("n", "value", "denominator").row(0) == ("30", "7", "")
    assert of_headings(found)[0] == ("heading-remembered", None, "D", "Total", "Total", "n")
    assert found.mapping["total"] == "n"


def test_what_was_remembered_can_be_taken_back():
    text = "period,service_id,indicator_id,Num,Total\n2025-26 Q1,SV05,W01,9,12\n"

    found = tidied(text, remembered={"total": "n"}, declined={("heading-remembered", "E")})

    assert found.rows["denominator"].to_list() == ["12"]


def test_a_memory_that_names_nothing_known_says_nothing():
    assert tidied(LONG.format(heading="Num"), remembered={"num": "W99"}).rows["numerator"].to_list() == ["9"]


UNKNOWN = "period,service_id,indicator_id,numerator,denominator,{heading}\n2025-26 Q1,SV05,W01,9,12,x\n"


def test_an_unknown_column_is_asked_about_and_blocks_until_it_is_answered():
    found = tidied(UNKNOWN.format(heading="colour"))

    (question,), (problem,) = found.questions, found.problems
    assert (question.id, question.column, question.heading) == ("heading:F", "F", "colour")
    assert question.text == "Column F ('colour') is not known. What does it hold?"
    assert question.options[0] == ("ignore", "Leave this column out")
    assert (problem.rule, problem.column, problem.blocks) == ("unknown-column", "F", True)
    assert "x" not in question.text


@pytest.mark.parametrize(
    ("answer", "target", "made"), [("ignore", None, "left out"), ("note", "note", "note"), (" Note ", "note", "note")]
)
def test_an_answer_settles_a_column_and_is_listed(answer, target, made):
    found = tidied(UNKNOWN.format(heading="colour"), {"heading:F": answer})

    assert (found.questions, found.problems) == ((), ())
    assert of_headings(found) == [("heading-answered", None, "F", "colour", "colour", made)]
    assert found.rows["note"].to_list() == (["x"] if target else [""])
    assert found.mapping["colour"] == answer.strip().lower()


@pytest.mark.parametrize(("answer", "declined"), [("blue", ()), ("W99", ()), ("note", {("heading-answered", "F")})])
def test_an_answer_that_says_nothing_or_was_taken_back_leaves_the_question(answer, declined):
    found = tidied(UNKNOWN.format(heading="colour"), {"heading:F": answer}, declined)

    assert ids(found) == ["heading:F"]
    assert [problem.rule for problem in found.problems] == ["unknown-column"]


def test_a_column_without_any_cell_is_passed_over():
    assert tidied(UNKNOWN.format(heading="colour").replace(",x\n", ",\n")).questions == ()


def test_the_columns_of_a_marked_file_are_passed_over():
    text = "period,service_id,indicator_id,numerator,denominator,fault_codes,What to do\n2025-26 Q1,SV05,W01,9,12,"

    for codes in ("not-a-number,Write digits\n", ",\n"):
        found = tidied(text + codes)
        assert (found.questions, found.problems, of_headings(found)) == ((), (), [])
        assert not {"fault_codes", "what_to_do"} & found.mapping.keys()


@pytest.mark.parametrize(
    ("heading", "cell", "first"),
    [
        ("indicatr", "x", "indicator_id"),
        ("Indicater reference", "x", "indicator_id"),
        ("my words", "W01", "indicator_id"),
        ("", "w01", "indicator_id"),
        ("my words", TITLE, "indicator_id"),
    ],
)
def test_a_column_that_resembles_one_is_asked_about_with_that_first(heading, cell, first):
    found = tidied(f"period,service_id,{heading},numerator,denominator\n2025-26 Q1,SV05,{cell},9,12\n")

    assert answers_of(found, "heading:C")[:2] == [first, "ignore"]
    assert found.asked_columns == {"indicator_id"}


def test_a_column_that_only_names_what_the_ids_beside_it_say_is_left_out():
    text = (
        "Service code,Service name,Quarter,Indicator,Title,Num,Denom\n"
        f"SV05,Health Visiting and School Nursing,2025-26 Q1,W01,{TITLE},9,12\nSV05,,2025-26 Q1,W02,,3,4\n"
    )

    found = tidied(text)

    assert [row[2] for row in of_headings(found) if row[0] == "repeated-column"] == ["B", "E"]
    assert found.questions == ()
    assert ids(tidied(text, declined={("repeated-column", "B")})) == ["heading:B"]


def test_a_column_that_names_another_service_than_the_ids_is_not_left_out():
    text = "service_id,Service name,period,indicator_id,numerator\nSV05,Neighbourhood Policing,2025-26 Q1,W01,9\n"

    assert ids(tidied(text)) == ["heading:B"]


TWICE = "period,service_id,indicator_id,numerator,denominator,{heading}\n2025-26 Q1,SV05,W01,9,12,{cell}\n"


def test_two_columns_of_one_heading_are_asked_about():
    found = tidied(TWICE.format(heading="numerator", cell="8"))

    (question,) = found.questions
    assert question.id == "which:numerator"
    assert [answer for answer, _ in question.options] == ["D", "F"]
    assert "numerator" not in found.places[0]


@pytest.mark.parametrize(("answer", "cell", "place"), [("F", "8", "F"), ("d", "9", "D")])
def test_the_answer_says_which_of_two_columns_it_is(answer, cell, place):
    found = tidied(TWICE.format(heading="numerator", cell="8"), {"which:numerator": answer})

    assert (found.rows["numerator"].to_list(), found.places[0]["numerator"][0]) == ([cell], place)
    assert [row[0::2] for row in of_headings(found)] == [
        ("heading-answered", "F" if place == "D" else "D", "numerator")
    ]
    again = tidied(TWICE.format(heading="numerator", cell="8"), remembered=found.mapping)
    assert (again.rows["numerator"].to_list(), again.questions) == ([cell], ())


def test_a_column_that_is_there_twice_is_taken_once():
    found = tidied(TWICE.format(heading="numerator", cell="9"))

    assert of_headings(found) == [("repeated-column", None, "F", "numerator", "numerator", "left out")]
    assert ids(tidied(TWICE.format(heading="numerator", cell="9"), declined={("repeated-column", "F")})) == [
        "which:numerator"
    ]


def test_of_two_columns_of_one_heading_the_one_with_cells_is_taken():
    found = tidied("period,service_id,indicator_id,numerator,numerator,denominator\n2025-26 Q1,SV05,W01,,9,12\n")

    assert (found.rows["numerator"].to_list(), found.questions) == (["9"], ())
    assert of_headings(found) == [("repeated-column", None, "D", "numerator", "numerator", "left out")]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (("9", "8"), ["numerator", "value", "ignore"]),
        (("1,234", "*"), ["numerator", "value", "ignore"]),
        (("blue", "red"), ["ignore", "breakdown", "numerator"]),
        (("01/04/2025", "01/05/2025"), ["ignore", "breakdown", "numerator"]),
    ],
)
def test_an_unknown_column_of_numbers_may_be_the_numbers_that_are_missing(cells, first):
    rows = "".join(f'2025-26 Q1,SV05,W0{place},"{cell}",12\n' for place, cell in enumerate(cells, start=1))

    found = tidied(f"period,service_id,indicator_id,How many did,denominator\n{rows}")

    assert answers_of(found, "heading:D")[:3] == first
    assert found.asked_columns == (frozenset({"numerator", "value"}) if first[0] != "ignore" else frozenset())
    assert "Did you mean" not in found.problems[0].remedy


def test_the_templates_own_heading_wins_over_another_word_for_it():
    found = tidied(TWICE.format(heading="Num", cell="8"))

    assert found.rows["numerator"].to_list() == ["9"]
    assert ids(found) == ["heading:F"]


def test_a_count_without_a_total_can_be_two_things_and_is_asked_about():
    text = "period,service_id,indicator_id,Count\n2025-26 Q1,SV05,S07,9\n"

    assert answers_of(tidied(text), "heading:D") == ["value", "numerator", "ignore"]
    assert tidied(text, {"heading:D": "value"}).rows["value"].to_list() == ["9"]


NEEDED = "The headings period, service_id and indicator_id are needed in one row"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name,age\nAnn Example,9\n",
            f"{NEEDED}, and 'q1.csv' has none of them. "
            "Start from the template: a return holds counts, one row for each indicator.",
        ),
        (
            "Returns\nname,service,period\nAnn Example,SV05,2025\n",
            f"{NEEDED}; row 2 of 'q1.csv' lacks 'indicator_id'. Write the headings as in the template.",
        ),
        (
            "Area,2013,2014\nLambeth,5,6\n",
            f"{NEEDED}; row 1 of 'q1.csv' lacks 'period', 'indicator_id'. Write the headings as in the template.",
        ),
    ],
)
def test_a_file_in_which_nothing_names_an_indicator_is_refused_by_what_it_lacks(text, said):
    with pytest.raises(UnreadableReturn) as refused:
        tidied(text)

    assert str(refused.value) == said


def test_the_last_column_of_indicators_cannot_be_left_out():
    text = "period,service_id,indicator_id,numerator,denominator\n2025-26 Q1,SV05,W01,9,12\n"

    assert answers_of(tidied(text, {"heading:C": "ignore"}), "heading:C") == ["indicator_id", "ignore"]


def test_a_sheet_of_thousands_of_unknown_columns_is_asked_about_at_once():
    heads = ",".join(f"h{number}" for number in range(5000))
    cells = ",".join(["3"] * 5000)
    text = f"period,service_id,indicator_id,numerator,denominator,{heads}\n2025-26 Q1,SV05,W01,9,12,{cells}\n"

    found = tidied(text)

    assert (ids(found), [problem.rule for problem in found.problems]) == (["headings"], ["unknown-column"])
    answered = tidied(text, {"headings": "ignore"})
    assert (answered.questions, answered.problems) == ((), ())
    assert answered.rows["numerator"].to_list() == ["9"]


HEADINGS = [
    *("period", "Quarter", "Date", "service_id", "Service", "Service name", "indicator_id", "Measure", "Title"),
    *("numerator", "numerator", "Num", "Count", "denominator", "Total", "value", "%", "n", "Comments", "line", ""),
    *("colour", "W01", "W01 numerator", "W01 denominator", "W01 n", "W01 target", TITLE, "2025-26 Q1", "Q2"),
    *("Q3 total", "2024-25 (prov)", "SV05", "Neighbourhood Policing", "W02 2025-26 Q1", "fault_codes", "indicatr"),
]
CELLS = st.sampled_from(["", "9", "W01", "SV05", "2025-26 Q1", TITLE, "Neighbourhood Policing", "x", " 12 "])
FREELY = {"period": "2025-26 Q1", "service": "SV05", "year": "2025-26"}


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_every_question_can_be_answered_by_any_of_its_options(data):
    headings = data.draw(st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=9))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headings), max_size=len(headings)), min_size=1, max_size=4))
    held = io.StringIO()
    csv.writer(held).writerows([headings, *rows])
    answers: dict[str, str] = {}

    for _ in range(30):
        try:
            found = tidied(held.getvalue(), answers)
        except UnreadableReturn as refused:
            assert "'q1.csv'" in str(refused)
            return
        assert len({question.id for question in found.questions}) == len(found.questions)
        assert found.questions or not any(problem.rule == "unknown-column" for problem in found.problems)
        if not found.questions:
            break
        for question in found.questions:
            options = [answer for answer, _ in question.options]
            again = answers.get(question.id)
            assert again not in options or (again, options[0]) == ("ignore", "indicator_id")
            answers[question.id] = data.draw(st.sampled_from(options)) if options else FREELY[question.id]
    else:
        pytest.fail("the questions never end")
    assert found.rows["indicator_id"].null_count() == 0
    assert {name for places in found.places for name in places} >= {"period", "service_id", "indicator_id"}
