"""Numbers and marks are read in the forms senders write; what can mean two things is asked, the rest is listed."""

from pathlib import Path

import polars as pl
import pytest

from impact.columns import NUMBERS, PARTS
from impact.framework.load import load
from impact.ledger import FIX_SCHEMA, Choices
from impact.marks import MARKS
from impact.reading import read_table
from impact.tidy import tidy
from impact.tidy.numbers import tidy_numbers
from impact.tidy.symbols import ASKED, BESIDE, INSTEAD, SAME_SIGN, meanings
from tidying import FRAMEWORK, LETTERS, PLACES, done, long_rows

W01 = {"service_id": "SV05", "indicator_id": "W01", "numerator": "9", "denominator": "12"}
S02 = {"service_id": "SV05", "indicator_id": "S02", "value": "70", "n": "30", "sd": "8.5"}
S07 = {"service_id": "SV05", "indicator_id": "S07", "value": "4"}
P05 = {"service_id": "E08000005", "indicator_id": "P05", "value": "12"}
P12 = {"service_id": "E08000005", "indicator_id": "P12", "value": "450.2"}
P17 = {"service_id": "E08000005", "indicator_id": "P17", "value": "3.1"}


def tidied(*rows, **choices):
    return done(tidy_numbers, long_rows(*rows), **choices)


def with_denominator(cell):
    return {**W01, "numerator": "", "denominator": cell}


MADE_PLAIN = [
    ("1,234", "1234", "thousands"),
    ("12,345,678", "12345678", "thousands"),
    ("1,234.5", "1234.5", "thousands"),
    ("27 480", "27480", "thousands"),
    ("27\u00a0480", "27480", "thousands"),
    ("27\u2009480", "27480", "thousands"),
    ("27\u202f480", "27480", "thousands"),
    ("+12", "12", "number-spelling"),
    (".5", "0.5", "number-spelling"),
    ("12.", "12", "number-spelling"),
    ("\uff11\uff12", "12", "number-spelling"),
    ("\u0661\u0662", "12", "number-spelling"),
    ("12\u200b", "12", "number-spelling"),
    ("\ufeff", "", "number-spelling"),
    ('="12"', "12", "number-spelling"),
    ("'12", "12", "number-spelling"),
    ("1.23456E+05", "123456", "number-spelling"),
    ("1.5e1", "15", "number-spelling"),
    ("9.3699999999999992", "9.37", "long-decimals"),
    ("70.33333333333333", "70.333333333", "long-decimals"),
    ("0.0000000005", "0.000000001", "long-decimals"),
    ("1.9999999999", "2", "long-decimals"),
    ("12\u00b9", "12", "footnote-sign"),
    ("1,234 [note 2]", "1234", "footnote-sign"),
]


@pytest.mark.parametrize(("found", "made", "rule"), MADE_PLAIN)
def test_a_number_that_means_one_thing_is_made_plain_and_listed(found, made, rule):
    right = tidied(with_denominator(found))

    assert right.rows.equals(long_rows(with_denominator(made)))
    assert right.fixes == [(rule, "F2", found, made)]
    assert right.questions == []


@pytest.mark.parametrize(("found", "rule"), [(found, rule) for found, _, rule in MADE_PLAIN])
def test_a_fix_of_a_number_that_was_taken_back_stays_as_found(found, rule):
    right = tidied(with_denominator(found), declined=frozenset({(rule, "F")}))

    assert right.rows.equals(long_rows(with_denominator(found)))
    assert (right.fixes, right.questions) == ([], [])


@pytest.mark.parametrize("cell", ["0", "12", "12.0", "12.00", "007", "3.5", "123456789012345", "0.123456789", ""])
def test_a_plain_number_is_never_touched(cell):
    right = tidied(with_denominator(cell))

    assert right.rows.equals(long_rows(with_denominator(cell)))
    assert (right.fixes, right.questions) == ([], [])


@pytest.mark.parametrize(
    "cell",
    [
        "1.2E+05",  # 118,734 is shown like this too
        "1E+05",
        "5E-05",
        "1,23,456",
        "1.234,5",
        "12 34",
        "12,",
        "3-5",
        "90-99",
        "05-Mar",  # 3-5 or 5 March, as Excel makes it
        "3-May",
        "2025-05-03",
        "(12)",
        "-3",
        "\u22123",
        "12 people",
        "n=12",
        "12 (1)",
        "12x",  # a mark that takes the place of the number beside it
        "12 [c]",
        "12k",
        "<50",
        ">5",
        "[p]",
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "12%",
        "\u00a31,200",
        "1234567890123456",
        "inf",
        "TRUE",
        "twelve",
    ],
)
def test_a_number_that_says_nothing_certain_stays_as_found(cell):
    right = tidied(with_denominator(cell))

    assert right.rows.equals(long_rows(with_denominator(cell)))
    assert (right.fixes, right.questions) == ([], [])


def test_scientific_notation_with_every_digit_is_certain_only_where_things_are_counted():
    assert tidied({**S02, "value": "1.23E+02"}).fixes == []
    assert tidied({**S07, "value": "1.23E+02"}).fixes == [("number-spelling", "G2", "1.23E+02", "123")]


@pytest.mark.parametrize(
    ("row", "found", "made"),
    [
        (P05, "12%", "12"),
        (P05, "12.5 %", "12.5"),
        (P17, "3.1 per cent", "3.1"),
        (W01, "75%", "75%"),  # the two counts are asked for
        (S02, "70%", "70%"),  # a score is no percentage
        (P12, "450%", "450%"),
        ({**P05, "indicator_id": "P99"}, "12%", "12%"),
    ],
)
def test_a_percent_sign_goes_where_the_indicator_is_sent_in_per_cent(row, found, made):
    right = tidied({**row, "value": found})

    assert right.cells("value") == (made,)
    assert right.fixes == ([("percent-sign", "G2", found, made)] if made != found else [])


def test_a_pound_sign_goes_where_the_indicator_is_sent_in_pounds():
    costs = FRAMEWORK.indicator["S07"].model_copy(update={"unit": "\u00a3 a year"})
    in_pounds = FRAMEWORK.model_copy(update={"indicators": (costs,)})

    right = tidied({**S07, "value": "\u00a31,200"}, framework=in_pounds)

    assert right.fixes == [("pound-sign", "G2", "\u00a31,200", "1200")]
    assert tidied({**S07, "value": "\u00a31,200"}).fixes == []


# Marks


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        *(("c", "c"), ("[c]", "c"), ("C", "c"), ("(c)", "c"), ("\u00a9", "c"), ("suppressed", "c")),
        *(("<5", "c"), ("<10", "c"), ("< 5", "c"), ("\u22644", "c"), ("<=4", "c"), ("fewer than 5", "c")),
        *(("x", "x"), ("[x]", "x"), ("not available", "x"), ("z", "z"), ("[z]", "z"), ("Not applicable", "z")),
        *(("k", "low"), ("low", "low"), ("[low]", "low"), ("u", "u"), ("[u]", "u")),
    ],
)
def test_a_mark_in_place_of_a_number_moves_to_the_column_of_marks(found, mark):
    right = tidied({**W01, "numerator": found})

    assert right.rows.equals(long_rows({**W01, "numerator": "", "marker": mark}))
    assert right.fixes == [("mark-moved", "E2", found, f"marker {mark}")]
    assert tidied({**W01, "numerator": found}, declined=frozenset({("mark-moved", "E")})).fixes == []


@pytest.mark.parametrize(
    ("found", "number", "mark"),
    [
        ("12 [p]", "12", "p"),
        ("12[P]", "12", "p"),
        ("12p", "12", "p"),
        ("12 (p)", "12", "p"),
        ("12r", "12", "r"),
        ("1,234 [r]", "1234", "r"),
        ("12 (prov)", "12", "p"),
        ("12 rev", "12", "r"),
        ("12\u00ae", "12", "r"),
        ("12 e", "12", "e"),
        ("12 [b]", "12", "b"),
        ("12 [p][r]", "12", "p r"),
    ],
)
def test_a_mark_beside_a_number_moves_to_the_column_of_marks(found, number, mark):
    right = tidied({**W01, "denominator": found})

    assert right.rows.equals(long_rows({**W01, "denominator": number, "marker": mark}))
    assert right.fixes == [("mark-beside-number", "F2", found, f"{number}, marker {mark}")]


@pytest.mark.parametrize(
    ("row", "made"),
    [
        # both hidden: one mark
        ({**W01, "numerator": "c", "denominator": "[c]"}, {"marker": "c"}),
        # said there already
        ({**W01, "numerator": "c", "marker": "[C]"}, {"denominator": "12", "marker": "[C]"}),
        ({**W01, "numerator": "9 p", "denominator": "12p"}, {"numerator": "9", "denominator": "12", "marker": "p"}),
        # the percentage is hidden with its count
        ({**W01, "numerator": "c", "value": "c"}, {"denominator": "12", "marker": "c"}),
        ({**S02, "value": "x", "n": "", "sd": "x"}, {"marker": "x"}),
    ],
)
def test_marks_of_one_row_that_agree_become_one(row, made):
    names = (*NUMBERS, "marker")

    assert tidied(row).cells(*names) == tuple(made.get(name, "") for name in names)


@pytest.mark.parametrize(
    "row",
    [
        {**W01, "numerator": "c", "denominator": "x"},  # two marks
        {**W01, "numerator": "9 [p]", "denominator": "12 [r]"},
        {**W01, "numerator": "c", "marker": "p"},  # another mark is there
        {**W01, "numerator": "c", "marker": "q"},
        {**W01, "denominator": "c"},  # a number leads the row
        {**S02, "sd": "c"},
        {**P05, "value": "12", "numerator": "c", "denominator": ""},
        {**S02, "value": "<5"},  # a score below 5 hides nobody
    ],
)
def test_marks_that_contradict_their_row_stay_as_found(row):
    right = tidied(row)

    assert right.rows.equals(long_rows(row))
    assert (right.fixes, right.questions) == ([], [])


@pytest.mark.parametrize("sign", ["-", "\u2013", "N/A", "n/a", "x", "[z]", "..", ".", ":"])
@pytest.mark.parametrize(("row", "name"), [(W01, "value"), (W01, "sd"), (W01, "asked"), (S02, "asked"), (P05, "n")])
def test_a_sign_for_nothing_where_no_number_is_wanted_is_an_empty_cell(row, name, sign):
    right = tidied({**row, name: sign})

    assert right.rows.equals(long_rows({**row, name: ""}))
    assert right.fixes == [("blank-sign", f"{LETTERS[name]}2", sign, "")]
    assert right.questions == []


def test_a_mark_that_says_something_is_kept_where_no_number_is_wanted():
    row = {**W01, "value": "c"}

    assert tidied(row).rows.equals(long_rows(row))


# Signs that are asked about


@pytest.mark.parametrize("sign", sorted(ASKED))
def test_a_sign_that_publishers_use_differently_is_asked_about(sign):
    row = {**W01, "numerator": sign}

    right = tidied(W01, row)

    (question,) = right.questions
    assert right.rows.equals(long_rows(W01, row))
    assert right.fixes == []
    assert (question.id, question.column, question.heading, question.line) == (f"symbol:{sign}", "E", "numerator", 3)
    assert question.text == f"'{sign}' stands in place of a number in E3. What does it mean?"
    assert tuple(answer for answer, _ in question.options) == meanings(sign)


@pytest.mark.parametrize(
    ("sign", "first"),
    [("*", "c"), ("~", "low"), ("..", "x"), (":", "x"), ("-", "z"), (".", "z"), ("N/A", "x"), ("\u2020", "c")],
)
def test_the_likelier_meaning_of_a_sign_is_offered_first(sign, first):
    (question,) = tidied({**W01, "numerator": sign}).questions

    assert question.options[0] == (first, f"{first}: {MARKS[first].meaning}")


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("\u2013", "-"),
        ("\u2014", "-"),
        ("\u2212", "-"),
        ("NA", "n/a"),
        ("n.a.", "n/a"),
        ("\u2026", ".."),
        ("NaN", "null"),
        ("[*]", "*"),
    ],
)
def test_a_sign_is_the_same_however_it_is_drawn(cell, sign):
    assert tidied({**W01, "numerator": cell}).ids == [f"symbol:{sign}"]
    assert tidied({**W01, "numerator": cell}, answers={f"symbol:{sign}": "c"}).cells("numerator", "marker") == ("", "c")


def test_a_sign_is_asked_about_once_in_a_file_and_its_answer_holds_everywhere():
    rows = [{**W01, "numerator": "*"}, {**W01, "numerator": "*", "denominator": "*"}, {**S07, "value": "*"}, W01]

    asked, right = tidied(*rows), tidied(*rows, answers={"symbol:*": "c"})

    assert [(one.id, one.text) for one in asked.questions] == [
        ("symbol:*", "'*' stands in place of a number in E2, E3, F3 and 1 more. What does it mean?")
    ]
    assert right.questions == []
    assert right.rows["marker"].to_list() == ["c", "c", "c", ""]
    assert right.fixes == [("sign-answered", at, "*", "marker c") for at in ("E2", "E3", "F3", "G4")]


def test_a_sign_that_was_answered_to_be_nought_becomes_one():
    right = tidied({**W01, "numerator": "-"}, answers={"symbol:-": "0"})

    assert right.fixes == [("sign-answered", "E2", "-", "0")]
    assert right.cells("numerator", "marker") == ("0", "")


@pytest.mark.parametrize("answer", ["", "9", "p", "yes"])
def test_an_answer_that_was_not_offered_leaves_the_question_open(answer):
    right = tidied({**W01, "numerator": "*"}, answers={"symbol:*": answer})

    assert (right.ids, right.cells("numerator")) == (["symbol:*"], ("*",))


def test_an_answer_that_was_taken_back_in_a_column_leaves_its_cells_as_found():
    rows = [{**W01, "numerator": "*"}, {**S07, "value": "*"}]

    right = tidied(*rows, answers={"symbol:*": "c"}, declined=frozenset({("sign-answered", "E")}))

    assert right.rows["numerator"].to_list() == ["*", ""]
    assert right.fixes == [("sign-answered", "G3", "*", "marker c")]


def test_a_sign_that_no_answer_could_set_right_is_not_asked_about():
    assert tidied({**W01, "denominator": "*"}).questions == []
    assert tidied({**W01, "denominator": "-"}).ids == ["symbol:-"]  # it can be a nought


@pytest.mark.parametrize("sign", ["*", "**", "\u2020", "#"])
def test_a_sign_beside_a_number_is_asked_about(sign):
    rows = [{**W01, "denominator": f"12{sign}"}, {**W01, "numerator": f"9 {sign}"}]

    asked = tidied(*rows)

    (question,) = asked.questions
    assert asked.rows.equals(long_rows(*rows))
    assert (question.id, question.column, question.line) == (f"beside:{sign}", "F", 2)
    assert question.text == f"'{sign}' stands beside a number in F2 and E3. What does it mean?"
    assert [answer for answer, _ in question.options] == ["footnote", "p", "r", "e", "b", "f"]
    assert tidied(*rows, answers={question.id: "footnote"}).fixes == [
        ("sign-answered", "F2", f"12{sign}", "12"),
        ("sign-answered", "E3", f"9 {sign}", "9"),
    ]
    assert tidied(*rows, answers={question.id: "r"}).rows["marker"].to_list() == ["r", "r"]
    assert tidied(*rows, declined=frozenset({("sign-answered", "E"), ("sign-answered", "F")})).questions == []


# The column of marks


@pytest.mark.parametrize(
    ("found", "made", "rule"),
    [
        ("Suppressed", "c", "mark-spelling"),
        ("[Provisional]", "p", "mark-spelling"),
        ("rev", "r", "mark-spelling"),
        ("<5", "c", "mark-spelling"),
        ("not available", "x", "mark-spelling"),
        ("c\u200b", "c", "plain-letters"),
        ("\uff3bc\uff3d", "[c]", "plain-letters"),
    ],
)
def test_a_mark_spelt_otherwise_is_set_right(found, made, rule):
    right = tidied({**W01, "marker": found})

    assert right.rows.equals(long_rows({**W01, "marker": made}))
    assert right.fixes == [(rule, "K2", found, made)]
    assert tidied({**W01, "marker": found}, declined=frozenset({(rule, "K")})).fixes == []


@pytest.mark.parametrize("cell", ["c", "[C]", "p r", "[p][r]", "k", "", "q", "see note"])
def test_a_mark_that_is_read_or_not_known_stays_as_found(cell):
    row = {**W01, "marker": cell}

    assert tidied(row).rows.equals(long_rows(row))
    assert tidied(row).questions == []


def test_a_sign_among_marks_is_asked_about_by_what_stands_beside_it():
    hidden, shown = {**W01, "numerator": "", "marker": "*"}, {**W01, "marker": "*"}

    (of_hidden,), (of_shown,) = tidied(hidden).questions, tidied(shown).questions

    assert (of_hidden.id, of_hidden.column, of_hidden.line) == ("marker:*", "K", 2)
    assert of_hidden.text == "'*' stands for a mark in K2. What does it mean?"
    assert of_hidden.options[0][0] == "c"
    assert of_shown.options[0] == ("none", "Nothing: no mark is needed")
    assert tidied(hidden, answers={"marker:*": "c"}).fixes == [("sign-answered", "K2", "*", "c")]
    assert tidied(shown, answers={"marker:*": "none"}).cells("marker") == ("",)


def test_an_answer_about_marks_lets_a_mark_join_them():
    row = {**W01, "numerator": "*", "marker": "*"}

    right = tidied(row, answers={"symbol:*": "c", "marker:*": "c"})

    assert right.cells("numerator", "marker") == ("", "c")
    assert right.fixes == [("sign-answered", "K2", "*", "c"), ("sign-answered", "E2", "*", "marker c")]


# Commas


def test_a_comma_that_can_be_a_decimal_one_is_asked_about_for_its_column():
    rows = [{**S02, "value": "70,5", "sd": "8,5"}, {**S02, "value": "1,234", "sd": "7"}]

    asked = tidied(*rows)

    assert asked.rows.equals(long_rows(*rows))
    assert [(one.id, one.text, one.line) for one in asked.questions] == [
        ("decimal-comma:G", "Column G (value) holds '70,5' (G2). What does the comma stand for?", 2),
        ("decimal-comma:I", "Column I (sd) holds '8,5' (I2). What does the comma stand for?", 2),
    ]
    assert asked.questions[0].options == (
        ("point", "A decimal point: 70.5"),
        ("leave", "Something else: leave these cells as they are"),
    )
    point = tidied(*rows, answers={"decimal-comma:G": "point"})
    assert point.fixes == [
        ("decimal-comma-answered", "G2", "70,5", "70.5"),
        ("decimal-comma-answered", "G3", "1,234", "1.234"),
    ]
    assert point.ids == ["decimal-comma:I"]
    left = tidied(*rows, answers={"decimal-comma:G": "leave", "decimal-comma:I": "leave"})
    assert (left.fixes, left.questions) == ([("thousands", "G3", "1,234", "1234")], [])
    taken_back = frozenset({("decimal-comma-answered", "G"), ("decimal-comma-answered", "I")})
    assert tidied(*rows, declined=taken_back).questions == []


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_column_of_a_file_with_semicolons_proves_its_decimal_commas(delimiter):
    rows = [{**S02, "value": "70,5"}, {**S02, "value": "8,25"}, S02]

    right = tidied(*rows, delimiter=delimiter)

    assert right.fixes == [("decimal-comma", "G2", "70,5", "70.5"), ("decimal-comma", "G3", "8,25", "8.25")]
    assert tidied(*rows, delimiter=delimiter, declined=frozenset({("decimal-comma", "G")})).fixes == []
    assert tidied({**P05, "value": "12,5 %"}, delimiter=delimiter).fixes == [("percent-sign", "G2", "12,5 %", "12.5")]


@pytest.mark.parametrize(
    ("cells", "delimiter", "options"),
    [
        (["70,5", "1,234"], ";", ("point", "leave")),
        (["1,234", "70"], ";", ("point", "thousands")),
        (["70,5", "8,5"], ",", ("point", "leave")),
    ],
)
def test_commas_that_their_column_does_not_settle_are_asked_about(cells, delimiter, options):
    right = tidied(*({**S02, "value": cell} for cell in cells), delimiter=delimiter)

    assert [(one.id, tuple(answer for answer, _ in one.options)) for one in right.questions] == [
        ("decimal-comma:G", options)
    ]
    assert right.fixes == []


def test_thousands_in_a_file_with_semicolons_can_be_answered():
    row = {**S02, "value": "1,234"}

    assert tidied(row, delimiter=";", answers={"decimal-comma:G": "thousands"}).cells("value") == ("1234",)
    assert tidied(row, delimiter=";", answers={"decimal-comma:G": "point"}).cells("value") == ("1.234",)


@pytest.mark.parametrize(
    ("name", "cells", "kept"),
    [
        ("value", ["70,5", "3.5"], ["70,5", "3.5"]),  # both signs in one column: one of them is a slip
        ("value", ["70,5", "1,234,567"], ["70,5", "1234567"]),
        ("n", ["30,5", "1,234"], ["30,5", "1234"]),  # answers are whole
    ],
)
def test_commas_that_cannot_be_decimal_ones_are_left_for_the_contract(name, cells, kept):
    right = tidied(*({**S02, name: cell} for cell in cells))

    assert right.questions == []
    assert right.rows[name].to_list() == kept


def test_a_comma_of_a_number_that_does_not_fit_its_column_is_never_read():
    rows = [{**W01, "denominator": "1,234%"}, {**W01, "denominator": "8,5"}]

    assert tidied(*rows, delimiter=";").fixes == [("decimal-comma", "F3", "8,5", "8.5")]


POINTED = [{**S02, "value": "70,5"}, {**S02, "n": "1.204"}, {**S02, "n": "12.345.678"}]


def test_points_before_three_digits_are_asked_about_where_commas_are_decimal_ones():
    asked = tidied(*POINTED, delimiter=";")

    (question,) = asked.questions
    assert (question.id, question.line) == ("thousands-point:H", 3)
    assert question.text == (
        "Column H (n) holds '1.204' (H3 and H4), and commas in this file are decimal ones. What does the point stand "
        "for?"
    )
    assert question.options == (
        ("thousands", "It sets thousands apart: 1204"),
        ("decimal", "A decimal point: 1.204"),
    )
    assert asked.fixes == [("decimal-comma", "G2", "70,5", "70.5")]


def test_points_are_read_as_answered():
    apart = tidied(*POINTED, delimiter=";", answers={"thousands-point:H": "thousands"})
    decimal = tidied(*POINTED, delimiter=";", answers={"thousands-point:H": "decimal"})
    back = tidied(
        *POINTED,
        delimiter=";",
        answers={"thousands-point:H": "thousands"},
        declined=frozenset({("thousands-answered", "H")}),
    )

    assert apart.rows["n"].to_list()[1:] == ["1204", "12345678"]
    assert apart.fixes[1:] == [
        ("thousands-answered", "H3", "1.204", "1204"),
        ("thousands-answered", "H4", "12.345.678", "12345678"),
    ]
    assert decimal.rows["n"].to_list()[1:] == back.rows["n"].to_list()[1:] == ["1.204", "12.345.678"]
    assert (apart.questions, decimal.questions, back.questions) == ([], [], [])


@pytest.mark.parametrize(
    ("cells", "delimiter"),
    [
        (["70,5", "1.204", "3.5"], ";"),
        (["70,5", "0.204"], ";"),
        (["70,5", "1.20"], ";"),
        (["70.5", "1.204"], ";"),
        (["70", "1.204"], ","),
    ],
)
def test_points_that_are_decimal_ones_are_not_asked_about(cells, delimiter):
    rows = [{**S02, "sd": cells[0]}, *({**S02, "value": cell} for cell in cells[1:])]

    assert not any(id.startswith("thousands-point") for id in tidied(*rows, delimiter=delimiter).ids)


def test_decimal_commas_elsewhere_in_a_file_cast_doubt_on_its_thousands():
    row = {**S02, "value": "70,5", "n": "1,234", "sd": "1,234"}

    right = tidied(row)

    assert right.ids == ["decimal-comma:G", "decimal-comma:I"]
    assert right.fixes == [("thousands", "H2", "1,234", "1234")]


def test_the_separator_of_a_file_is_optional():
    assert tidied({**S02, "value": "70,5"}).ids == ["decimal-comma:G"]


# Shares


def test_numbers_that_can_be_shares_are_asked_about_for_their_indicator():
    rows = [
        {**P05, "value": "0.12"},
        {**P05, "value": "0"},
        {**P05, "value": "0.1449999999999999"},
        {**P17, "value": "3.1"},
    ]

    asked = tidied(*rows)

    (question,) = asked.questions
    title = FRAMEWORK.indicator["P05"].title
    assert (question.id, question.column, question.heading, question.line) == ("share:P05", "G", "value", 2)
    assert question.text == (
        f"P05 ({title}) is sent in per cent, and column G (value) holds numbers from 0 to 1 for it, such as 0.12 "
        "(G2 and G4). Are these shares or per cent?"
    )
    assert question.options == (
        ("share", "Shares: 0.12 is 12 per cent"),
        ("percent", "Per cent: 0.12 is 0.12 per cent"),
    )
    assert asked.rows["value"].to_list() == ["0.12", "0", "0.145", "3.1"]
    shares = tidied(*rows, answers={"share:P05": "share"})
    assert shares.rows["value"].to_list() == ["12", "0", "14.5", "3.1"]
    assert shares.fixes == [
        ("share-answered", "G2", "0.12", "12"),
        ("share-answered", "G4", "0.1449999999999999", "14.5"),
    ]
    per_cent = tidied(*rows, answers={"share:P05": "percent"})
    assert (per_cent.ids, per_cent.rows.equals(asked.rows)) == ([], True)
    taken_back = tidied(*rows, answers={"share:P05": "share"}, declined=frozenset({("share-answered", "G")}))
    assert taken_back.rows.equals(long_rows(*rows))


@pytest.mark.parametrize(
    "rows",
    [
        [{**P05, "value": "0.12"}, {**P05, "value": "12"}],  # one is surely per cent
        [{**P05, "value": "0.9"}],  # 90 per cent would not be believed
        [{**P17, "value": "0.8"}],  # 80 cannot be
        [{**P05, "value": "0"}, {**P05, "value": "1"}],
        [{**P05, "value": "0.12%"}],
        [{**P12, "value": "0.12"}],  # not in per cent
        [{**W01, "value": "0.12"}],  # sent by counts
        [{**S02, "value": "0.12", "sd": "0.5"}],
    ],
)
def test_numbers_that_are_no_shares_are_not_asked_about(rows):
    right = tidied(*rows)

    assert right.questions == []
    assert right.fixes == ([("percent-sign", "G2", "0.12%", "0.12")] if "%" in rows[0]["value"] else [])


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        ("0.05", "5"),
        ("0.125", "12.5"),
        ("0.1", "10"),
        ("1", "100"),
        ("0.004", "0.4"),
        ("0.0", "0"),
        ("0.123456789", "12.3456789"),
    ],
)
def test_a_share_becomes_per_cent_without_losing_a_digit(share, percent):
    others = [{**P05, "value": "0.2"}] * 3

    right = tidied(*others, {**P05, "value": share}, answers={"share:P05": "share"})

    assert right.rows["value"][3] == percent


# Wide sheets, and files from end to end


def test_in_a_wide_sheet_each_cell_is_listed_and_asked_about_at_its_own_column():
    first, second = long_rows({**S07, "value": "1,234"}), long_rows({**S07, "value": "70,5"}, {**S07, "value": "*"})
    rows = pl.concat([first, second.with_columns(pl.lit(1, pl.Int32).alias("block"))])
    places = ({"value": ("C", "2025-26 Q1")}, {"value": ("D", "2025-26 Q2")})

    right = done(tidy_numbers, rows, places=places, answers={"decimal-comma:D": "point", "symbol:*": "x"})
    asked = done(tidy_numbers, rows, places=places)

    assert [(one.id, one.column, one.line) for one in asked.questions] == [
        ("decimal-comma:C", "C", 2),
        ("decimal-comma:D", "D", 2),
        ("symbol:*", "D", 3),
    ]
    assert right.fixes == [("decimal-comma-answered", "D2", "70,5", "70.5"), ("sign-answered", "D3", "*", "marker x")]
    assert right.rows["marker"].to_list() == ["", "", "x"]


def test_a_file_as_found_comes_out_tidy():
    text = (
        "period,service_id,indicator_id,breakdown,numerator,denominator,value,marker\n"
        '2025-26 Q1,sv05,W01,Total," 1,009 ","1,234",N/A,\n'
        "2025-26 Q1,SV05,W01,women,<5,12,-,\n"
    )

    found = tidy(read_table(text.encode(), "q1.csv"), FRAMEWORK)

    assert found.rows.select("service_id", "breakdown", "numerator", "denominator", "value", "marker").rows() == [
        ("SV05", "", "1009", "1234", "", ""),
        ("SV05", "women", "", "12", "", "c"),
    ]
    assert found.questions == ()
    assert sorted(found.fixes.select("rule", "line", "column").rows()) == [
        ("blank-sign", 2, "G"),
        ("blank-sign", 3, "G"),
        ("everyone", 2, "D"),
        ("id-spelling", 2, "B"),
        ("mark-moved", 3, "E"),
        ("thousands", 2, "E"),
        ("thousands", 2, "F"),
    ]


def test_plain_numbers_cost_an_empty_ledger():
    rows = long_rows(W01, S02, {**W01, "numerator": "", "marker": "c"})

    made, fixes, questions = tidy_numbers(rows, PLACES, FRAMEWORK, Choices())

    assert made is rows
    assert dict(fixes.schema) == FIX_SCHEMA
    assert (fixes.height, questions) == (0, [])


def test_every_word_for_a_mark_leads_to_a_mark_of_its_kind():
    assert {MARKS[mark].replaces_number for mark in INSTEAD.values()} == {True}
    assert {MARKS[mark].replaces_number for mark in BESIDE.values()} == {False}
    assert set(SAME_SIGN.values()) <= set(ASKED)
    assert not {*ASKED, *SAME_SIGN} & {*INSTEAD, *BESIDE}


def test_every_indicator_of_another_framework_has_a_known_measure():
    other = load(Path(__file__).resolve().parents[1] / "data" / "frameworks" / "england-children")

    assert {one.measure for one in other.indicators} <= set(PARTS)
