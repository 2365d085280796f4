"""Faults are held as columns and worded when they are read; those of one cause in one column are told as one."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from impact.contract import FaultGroup, as_faults, check, marks_of
from impact.contract.causes import causes, form_of
from impact.contract.people import PERSON_RULES
from impact.contract.rules_number import number_rules
from impact.contract.rules_row import row_rules
from impact.contract.rules_what import what_rules
from impact.framework.load import load
from impact.problems import Problem
from impact.reading import read_table
from impact.tidy import tidy
from impact.words.causes import CAUSES, faults_sentence, group_sentence

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
TODAY = date(2026, 9, 1)
HEAD = "period,service_id,indicator_id,numerator,denominator,note\n"


def faults(*rows: str):
    content = (HEAD + "".join(f"{row}\n" for row in rows)).encode()
    return check(tidy(read_table(content, "q1.csv"), FRAMEWORK), FRAMEWORK, TODAY).problems


def row(numerator: str, denominator: str = "12", indicator: str = "W01") -> str:
    return f"2025-26 Q1,SV05,{indicator},{numerator},{denominator},"


def test_one_by_one_in_slices_and_as_a_frame_the_faults_are_the_same():
    found = faults(row("nine"), row("13", indicator="W02"), row("4", "x4", "S01"))

    each = list(found)
    assert len(found) == len(each) == 3
    assert [found[0], found[1], found[2]] == found[:3] == each
    assert found[-1] == each[-1]
    assert found.marks().select("line", "column", "rule", "remedy").rows() == [
        (one.line, one.column, one.rule, one.remedy) for one in each
    ]


def test_cells_that_share_a_sentence_each_have_the_one_they_would_have_alone():
    kinds = ["few", "3-5", "<5", "1,234", "13", "9 ", "-4", "12%", "#REF!", "1e5", "n/a", ""]
    rows = [row(one, total, name) for one in kinds for total, name in (("12", "W01"), ("0", "W02"), ("", "L10"))]

    together = faults(*rows, *rows)

    assert len(together) > 60
    assert together.marks()["remedy"].to_list() == [one.remedy for one in together]
    for place in range(0, len(together), 5):
        assert faults(*rows, *rows)[place] == together[place]


def test_rows_that_repeat_others_are_each_told_which_one():
    found = faults(row("3"), row("4"), row("3"), row("5", indicator="W02"), row("5", indicator="W02"))

    assert [one.split(":")[0] for one in found.marks()["remedy"]] == [
        "This repeats row 2", "This repeats row 2", "This repeats row 5"
    ]  # fmt: skip


def test_problems_in_words_already_go_in_and_come_out_alike():
    sent = [Problem("unreadable", "It cannot be read."), Problem("repeated", "Twice.", 4, "", "", "")]

    assert list(as_faults(sent)) == sent
    assert marks_of(sent)["remedy"].to_list() == ["It cannot be read.", "Twice."]


def test_faults_of_one_cause_in_one_column_are_one_group_with_its_first_lines():
    groups = faults(
        row("few"),
        row("some", indicator="W13"),
        row("3-5", indicator="S01"),
        row("many", indicator="S03"),
        row("13", indicator="W02"),
    ).groups()

    assert [(one.cause, one.column, one.count, one.lines) for one in groups] == [
        ("not-a-number/words", "D", 3, (2, 3, 5)),
        ("not-a-number/range", "D", 1, (4,)),
        ("over-the-total", "D", 1, (6,)),
    ]
    assert groups[0].first.remedy.startswith("'few' is not a number.")


def test_the_faults_of_a_group_can_be_had_alone():
    found = faults(row("few"), row("13", indicator="W02"), row("some", indicator="S01"))
    words = found.groups()[0]

    assert [problem.found for problem in found.of(words, 10)] == ["few", "some"]
    assert len(found.of(words, 1)) == 1


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (("not-a-number/date", "D", "numerator", 214, (3, 4, 5, 6, 7)),
         "214 cells in column D (numerator): dates where a number belongs. Rows 3, 4, 5, 6, 7 and more."),
        (("over-the-total", "E", "numerator", 2, (4, 10)),
         "2 cells in column E (numerator): more than the total. Rows 4 and 10."),
        (("repeated", "", "", 1, (9,)), "1 row: the same figure twice. Row 9."),
        (("unknown-column", "M", "colour", 1, ()), "Column M (colour): a heading that is not known."),
        (("unreadable", "", "", 1, ()), "The file: a file that cannot be read."),
    ],
)  # fmt: skip
def test_a_group_is_told_in_one_sentence(group, said):
    assert group_sentence(FaultGroup(*group, Problem("rule", "remedy"))) == said


def test_how_much_there_is_to_mend_is_said_in_one_line():
    groups = faults(row("few"), row("13", indicator="W02")).groups()

    assert faults_sentence(groups, "q1.csv") == (
        "2 things have to be mended before 'q1.csv' can be sent, in 2 groups. Nothing was kept."
    )
    assert faults_sentence([], "q1.csv") == "Nothing in 'q1.csv' has to be mended."


def test_every_cause_has_words_and_no_words_are_left_over():
    rules = {rule.id for rule in (*what_rules(FRAMEWORK, TODAY), *row_rules(), *number_rules())}
    of_the_file = {"asked", "no-figures", "too-many-cells", "too-few-cells", "unknown-column", "unreadable"}

    assert set(CAUSES) == rules | set(PERSON_RULES) | {"person-rows"} | of_the_file | set(causes())


@pytest.mark.parametrize(
    ("cell", "form"),
    [("#REF!", "formula-error"), ("05-Mar", "date"), ("3/5/2025", "date"), ("Mar-25", "date"), ("3-5", "range"),
     ("90 to 99", "range"), ("<5", "small"), ("1.2E+05", "scientific"), ("1,23", "comma"), ("£12", "money"),
     ("twelve", "words"), ("?", "")],
)  # fmt: skip
def test_what_stands_in_place_of_a_number_is_told_apart(cell, form):
    assert form_of("not-a-number", cell) == form


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [("#DIV/0!", "is what a spreadsheet shows where a formula cannot be worked out."),
     ("05-Mar", "is a date, as a spreadsheet makes of 3-5 or 5/3."), ("3-5", "is a range. Write one number")],
)  # fmt: skip
def test_what_a_spreadsheet_made_of_a_number_is_said(cell, remedy):
    (problem,) = faults(row(cell))

    assert remedy in problem.remedy


def test_half_a_file_of_faults_is_told_as_a_few_groups():
    rows = [f"2025-26 Q1,SV05,W01,{'few' if place % 2 else 4},12,n{place}" for place in range(400)]
    content = HEAD.replace("note", "breakdown") + "\n".join(rows) + "\n"

    found = check(tidy(read_table(content.encode(), "q1.csv"), FRAMEWORK), FRAMEWORK, TODAY).problems

    assert len(found) == 200
    assert [group.count for group in found.groups()] == [200]
    assert found.cells["line"].to_list() == list(range(3, 402, 2))
    assert found.cells.schema["line"] == pl.Int64
