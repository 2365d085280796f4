"""A wide sheet becomes one row for each figure, each part with the line and the column it came from."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.framework.load import load
from impact.ledger import Choices
from impact.reading import column_letter, read_table
from impact.tidy import known_headings, signature, tidy

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
KNOWN = known_headings(FRAMEWORK)
W01 = "Staff trained at the level their role needs"


def table_of(text):
    return read_table(text.encode(), "q1.csv", known_headings=KNOWN)


def tidied(text, answers=None, declined=(), remembered=None):
    choices = Choices(answers=answers or {}, declined=frozenset(declined))
    return tidy(table_of(text), FRAMEWORK, choices, remembered or {}, "q1.csv")


def figures(found):
    """Every row as text: its line, its parts that are filled, and the column each part came from."""
    return [
        (
            row["line"],
            *(f"{name}={row[name]}@{found.places[row['block']][name][0]}" for name in RETURN_COLUMNS if row[name]),
        )
        for row in found.rows.iter_rows(named=True)
    ]


def rules(found):
    return [row[0] for row in found.fixes.rows()]


def ids(found):
    return [question.id for question in found.questions]


def test_one_column_for_each_indicator_becomes_one_row_for_each_figure():
    found = tidied("service_id,period,S07,S12\nSV05,2025-26 Q1,9,3\nSV06,2025-26 Q1,8,\n")

    assert figures(found) == [
        (2, "period=2025-26 Q1@B", "service_id=SV05@A", "indicator_id=S07@C", "value=9@C"),
        (2, "period=2025-26 Q1@B", "service_id=SV05@A", "indicator_id=S12@D", "value=3@D"),
        (3, "period=2025-26 Q1@B", "service_id=SV06@A", "indicator_id=S07@C", "value=8@C"),
    ]
    assert found.fixes.rows() == [("wide-to-long", None, "", "", "2 columns of figures", "3 rows")]
    assert (found.questions, found.problems) == ((), ())
    assert found.mapping["s07"] == "S07"


def test_a_pair_of_columns_is_one_figure_even_where_half_of_it_is_blank():
    found = tidied("service_id,period,W01 numerator,W01 denominator\nSV05,2025-26 Q1,,12\nSV06,2025-26 Q1,,\n")

    assert figures(found) == [
        (2, "period=2025-26 Q1@B", "service_id=SV05@A", "indicator_id=W01@C", "denominator=12@D"),
    ]
    assert found.places[0]["numerator"] == ("C", "W01 numerator")


@pytest.mark.parametrize(
    ("heading", "part", "rule"),
    [
        ("W01 numerator", "numerator", None),
        ("w01_numerator", "numerator", None),
        ("W01 num", "numerator", "heading-by-synonym"),
        ("W01 - out of", "denominator", "heading-by-synonym"),
        ("numerator W01", "numerator", None),
        ("W01 %", "value", "heading-by-synonym"),
        ("W01", "value", None),
        ("W01 note", "note", None),
        (W01, "value", "heading-by-title"),
        (W01.upper() + "1", "value", "heading-by-title"),
        (f"{W01} (numerator)", "numerator", "heading-by-title"),
        (f"W01: {W01}", "value", None),
        (f"{W01} [W01] denominator", "denominator", None),
    ],
)
def test_an_indicator_is_known_in_a_heading_by_id_or_title(heading, part, rule):
    found = tidied(f'service_id,period,"{heading}",S07\nSV05,2025-26 Q1,9,3\n')

    (row,) = [row for row in found.rows.rows(named=True) if row["indicator_id"] == "W01"]
    assert row[part] == "9"
    assert found.places[row["block"]][part] == ("C", heading)
    assert [name for name in rules(found) if name != "wide-to-long"] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("dims", "heading", "first"),
    [
        ("service_id,period", "W01 target", "W01"),
        ("service_id,period", "W01 n", "W01 denominator"),
        ("service_id,period", "Staff trainned at the level their role need", "W01"),
        ("service_id,indicator_id", "2025-26 Q1 (prov)", "2025-26 Q1"),
    ],
)
def test_a_heading_that_says_more_than_is_understood_is_asked_about(dims, heading, first):
    text = f"{dims},{heading}\nSV05,{'S07' if 'indicator_id' in dims else '2025-26 Q1'},9\n"

    (question,) = tidied(text).questions

    assert (question.id, question.options[0][0]) == ("heading:C", first)
    assert tidied(text, {"heading:C": first}).questions == ()


def test_a_figure_beside_a_denominator_of_its_own_is_asked_about():
    text = "service_id,period,W01,W01 denominator\nSV05,2025-26 Q1,9,12\n"

    assert ids(tidied(text)) == ["heading:C"]
    assert figures(tidied(text, {"heading:C": "W01 numerator"}))[0][4:] == ("numerator=9@C", "denominator=12@D")


@pytest.mark.parametrize(
    ("heading", "period", "rule"),
    [
        ("2025-26 Q2", "2025-26 Q2", None),
        ("Q2 2025/26", "Q2 2025/26", None),
        ("Jul-Sep 2025", "2025-26 Q2", "heading-by-synonym"),
        ("July to September 2025", "2025-26 Q2", "heading-by-synonym"),
        ("Autumn term 2025", "Autumn term 2025", None),
        ("2024-25", "2024-25", None),
        ("202425", "2024-25", "heading-by-synonym"),
        ("Q2 25/26", "2025-26 Q2", "heading-by-synonym"),
        ("25-26 Q2", "2025-26 Q2", "heading-by-synonym"),
        ("Autumn 25/26", "2025-26 Autumn", "heading-by-synonym"),
    ],
)
def test_one_column_for_each_period_becomes_one_row_for_each_figure(heading, period, rule):
    found = tidied(f"indicator_id,service_id,2023-24,{heading}\nS07,SV05,9,3\nS12,SV05,,4\n")

    assert [row[1:] for row in figures(found)] == [
        ("period=2023-24@C", "service_id=SV05@B", "indicator_id=S07@A", "value=9@C"),
        (f"period={period}@D", "service_id=SV05@B", "indicator_id=S07@A", "value=3@D"),
        (f"period={period}@D", "service_id=SV05@B", "indicator_id=S12@A", "value=4@D"),
    ]
    assert rules(found) == [*([rule] if rule else []), "wide-to-long"]
    assert heading.lower().replace(" ", "_") not in found.mapping


@pytest.mark.parametrize(
    ("heading", "id"), [("2025-07-31", None), ("31/07/2025", None), ("Jul - Sep 25", None), ("Jul-25", "month-meant:C")]
)
def test_a_heading_that_is_a_date_is_the_period_that_holds_it(heading, id):
    text = f"indicator_id,service_id,{heading}\nS07,SV05,9\nS12,SV05,4\n"

    found = tidied(text, {id: "whole"} if id else {})

    assert found.rows["period"].to_list() == ["2025-26 Q2"] * 2
    assert [question.id for question in tidied(text).questions] == ([id] if id else [])
    assert signature(table_of(text)) == signature(table_of(text.replace(heading, "2026-10-01")))


@pytest.mark.parametrize("heading", ["25/26", "46204", "12.5", "May", "Age 5-9", "1/2"])
def test_a_heading_that_is_another_number_or_word_is_no_period(heading):
    found = tidied(f"period,indicator_id,service_id,value,{heading}\n2025-26 Q1,S07,SV05,9,4\n")

    assert [question.id for question in found.questions] == ["heading:E"]


def test_one_column_for_each_service_becomes_one_row_for_each_figure():
    found = tidied("indicator_id,period,SV05,Neighbourhood Policing\nS07,2025-26 Q1,9,3\n")

    assert figures(found) == [
        (2, "period=2025-26 Q1@B", "service_id=SV05@C", "indicator_id=S07@A", "value=9@C"),
        (2, "period=2025-26 Q1@B", "service_id=SV13@D", "indicator_id=S07@A", "value=3@D"),
    ]
    assert rules(found) == ["heading-by-title", "wide-to-long"]


def test_a_heading_over_two_rows_says_both():
    text = "Return\n,,,\n,,W01,W01,W02,W02\nService,Period,num,denom,num,denom\nSV05,2025-26 Q1,9,12,3,4\n"

    assert [row[3:] for row in figures(tidied(text))] == [
        ("indicator_id=W01@C", "numerator=9@C", "denominator=12@D"),
        ("indicator_id=W02@E", "numerator=3@E", "denominator=4@F"),
    ]


def test_an_indicator_and_a_period_can_share_a_heading():
    found = tidied("service_id,breakdown,W01 2025-26 Q1 num,W01 2025-26 Q1 denom,2025-26 Q2 S07\nSV05,men,9,12,3\n")

    assert [row[1:] for row in figures(found)] == [
        ("period=2025-26 Q1@C", "service_id=SV05@A", "indicator_id=W01@C", "breakdown=men@B", "numerator=9@C",
         "denominator=12@D"),
        ("period=2025-26 Q2@E", "service_id=SV05@A", "indicator_id=S07@E", "breakdown=men@B", "value=3@E"),
    ]  # fmt: skip


def test_what_no_row_and_no_heading_says_is_asked_for():
    found = tidied("indicator_id,2025-26 Q1,2025-26 Q2\nS07,9,3\n", {"service": "SV05"})

    assert figures(found)[0] == (2, "period=2025-26 Q1@B", "service_id=SV05@", "indicator_id=S07@A", "value=9@B")
    assert ids(tidied("indicator_id,2025-26 Q1,2025-26 Q2\nS07,9,3\n")) == ["service"]


YEARLESS = "Return 2025/26\n,,\nindicator_id,service_id,Q1,Q2 total\nW01,SV05,9,3\n"


def test_quarters_without_a_year_are_asked_about_once():
    found = tidied(YEARLESS)

    (question,) = found.questions
    assert (question.id, question.options) == ("year", (("2025-26", "2025-26"),))
    assert found.asked_columns == {"period", *NUMBERS}


def test_their_year_is_listed_with_each_heading():
    found = tidied(YEARLESS, {"year": "2025-26"})

    assert [row[1] for row in figures(found)] == ["period=2025-26 Q1@C", "period=2025-26 Q2@D"]
    assert [row[2:] for row in found.fixes.rows() if row[0] == "heading-with-year"] == [
        ("C", "Q1", "Q1", "2025-26 Q1"),
        ("D", "Q2 total", "Q2 total", "2025-26 Q2 denominator"),
    ]
    assert ids(tidied(YEARLESS, {"year": "this year"})) == ["year"]


def test_a_sheet_taken_back_from_long_form_is_asked_about_column_by_column():
    text = "service_id,period,S07,S12\nSV05,2025-26 Q1,9,3\n"

    found = tidied(text, declined={("wide-to-long", "")})

    assert ids(found) == ["heading:C", "heading:D"]
    assert [answer for answer, _ in found.questions[0].options] == ["ignore", "S07"]
    assert (
        figures(tidied(text, {"heading:C": "S07", "heading:D": "ignore"}, {("wide-to-long", "")}))[0][4] == "value=9@C"
    )


def test_columns_of_last_years_figures_in_a_long_return_are_not_taken_for_figures():
    found = tidied("period,service_id,indicator_id,numerator,denominator,2024-25 Q1\n2025-26 Q1,SV05,W01,9,12,7\n")

    assert ids(found) == ["heading:F"]
    assert figures(found)[0][4:] == ("numerator=9@D", "denominator=12@E")


def test_a_date_beside_columns_of_periods_is_asked_about():
    found = tidied("indicator_id,service_id,Date,2025-26 Q1,2025-26 Q2\nS07,SV05,1 July,9,3\n")

    assert ids(found) == ["heading:C"]
    assert [row[1] for row in figures(found)] == ["period=2025-26 Q1@D", "period=2025-26 Q2@E"]


def test_a_number_shared_by_all_figures_of_a_row_is_asked_about():
    assert ids(tidied("service_id,period,W01 num,W02 num,Total\nSV05,2025-26 Q1,9,3,12\n")) == ["heading:E"]


def test_two_columns_for_one_figure_are_asked_about():
    text = f"service_id,period,W01 numerator,W01 numerator,{W01}\nSV05,2025-26 Q1,9,3,75\n"

    assert ids(tidied(text)) == ["which:W01_numerator"]
    assert figures(tidied(text, {"which:W01_numerator": "D"}))[0][4:] == ("numerator=3@D", "value=75@E")


def test_a_sheet_without_any_figure_says_so():
    found = tidied("service_id,period,S07,S12\nSV05,2025-26 Q1,,\nSV06,2025-26 Q1,,\n")

    assert found.rows.height == 0
    assert [str(problem) for problem in found.problems] == [
        "The file: No cell under the headings of figures, columns C to D, has anything in it. "
        "Fill them in and send the file again."
    ]


def test_what_was_answered_about_a_wide_sheet_is_remembered():
    text = "service_id,period,Trained,S07\nSV05,2025-26 Q1,9,3\n"

    answered = tidied(text, {"heading:C": "W01 numerator"})
    again = tidied(text, remembered=answered.mapping)

    assert ids(tidied(text)) == ["heading:C"]
    assert (figures(again), again.questions) == (figures(answered), ())


SERVICES = ["SV05", "SV06", "SV09", "SV13"]
PERIODS = ["2025-26 Q1", "2025-26 Q2", "Q3 2025/26", "2024-25"]
ITEMS = {
    "W01": ("numerator", "denominator", "note"),
    "S02": ("value", "n", "sd"),
    "S07": ("value",),
    "W02": ("value", "asked"),
}
numbers = st.integers(0, 9999).map(str)
keys = st.tuples(st.sampled_from(SERVICES), st.sampled_from(PERIODS), st.sampled_from([*ITEMS]))
long_returns = st.dictionaries(keys, st.lists(numbers | st.just(""), min_size=4, max_size=4), min_size=1, max_size=20)
DIMENSIONS = ("service_id", "period", "indicator_id")


@settings(deadline=None, max_examples=150)
@given(long_returns, st.sampled_from(DIMENSIONS), st.integers(0, 3), st.randoms(use_true_random=False), st.booleans())
def test_a_long_return_made_wide_comes_back_with_the_line_and_column_of_every_cell(sent, across, titles, chance, bare):
    wanted = {key: dict(zip(ITEMS[key[2]], cells, strict=False)) for key, cells in sent.items()}
    place = DIMENSIONS.index(across)
    down = [name for name in DIMENSIONS if name != across]
    shown = sorted({(key[place], part) for key, parts in wanted.items() for part in parts})
    chance.shuffle(shown)
    columns = [*down, *shown]
    chance.shuffle(columns)
    named = {part for _, part in shown}
    lines = list(dict.fromkeys(tuple(one for at, one in enumerate(key) if at != place) for key in wanted))
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerows([["Return of the hubs"], *[["", ""]] * 2][:titles])
    writer.writerow([_heading(column, bare and "denominator" not in named) for column in columns])
    expected = set()
    for line, start in enumerate(lines, start=titles + 2):
        cells = []
        for index, column in enumerate(columns):
            letter = column_letter(index)
            if isinstance(column, str):
                cells.append(start[down.index(column)])
                continue
            key = (*start[:place], column[0], *start[place:])
            cells.append(wanted.get(key, {}).get(column[1], ""))
            if cells[-1]:
                expected.add((line, *key, column[1], cells[-1], letter))
        writer.writerow(cells)

    found = tidied(held.getvalue())

    assert (found.questions, len(found.problems)) == ((), 0 if expected else 1)
    assert _cells(found) == expected
    assert found.rows.select("line", *DIMENSIONS).is_unique().all()
    for block, line in found.rows.select("block", "line").rows():
        for name in down:
            assert found.places[block][name] == (column_letter(columns.index(name)), name)
        assert line > titles + 1


def _heading(column, bare):
    if isinstance(column, str):
        return column
    return column[0] if bare and column[1] == "value" else f"{column[0]} {column[1]}"


def _cells(found):
    return {
        (row["line"], *(row[name] for name in DIMENSIONS), part, row[part], found.places[row["block"]][part][0])
        for row in found.rows.iter_rows(named=True)
        for part in RETURN_COLUMNS
        if part not in DIMENSIONS and row[part]
    }
