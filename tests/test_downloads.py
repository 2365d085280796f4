"""Every table can be taken away: as CSV, as a workbook and as CSV with its metadata, and nothing in it is run."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from impact.screen.cards import Column, Html, sheet_csv
from impact.screen.downloads import About, sheet_xlsx, sheet_zip
from impact.screen.tables import safe

ABOUT = About({"Framework": "trauma-informed-borough", "As known on": "22 Nov 2026"}, date(2026, 11, 22))
COLUMNS = (Column("place", "Place"), Column("value", "Value", number=True), Column("note", "Note"))
ROWS = [
    {"place": Html("<a href='/x'>Rochdale</a>", "Rochdale"), "value": "1,080", "note": "0161"},
    {"place": "Bury", "value": "52.5%", "note": None},
    {"place": "Oldham", "value": "[c]", "note": '=HYPERLINK("http://example.org")'},
    {"place": "Bolton", "value": "50.1% to 54.9%", "note": "20.9 [p]"},
    {"place": "Wigan", "value": "-3.20", "note": "1,080"},
]
NOTE = "Demonstration data."


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def book(rows=ROWS, columns=COLUMNS):
    return load_workbook(io.BytesIO(sheet_xlsx(rows, columns, "figures", NOTE, ABOUT)))


def packed() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sheet_zip(ROWS, COLUMNS, "figures", NOTE, ABOUT))) as found:
        return {name: found.read(name) for name in found.namelist()}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "\N{NO-BREAK SPACE}=1", "＝1+1"]
)
def test_a_text_that_would_begin_a_formula_is_preceded_by_an_apostrophe(text):
    rows = [{"place": text, "value": text, "note": "x"}]

    assert safe(text) == f"'{text}"
    assert lines(sheet_csv(rows, COLUMNS, text))[1][:2] == [f"'{text}".replace("\r", "\n")] * 2


@pytest.mark.parametrize("text", ["-3.2", "-5", "-12.5%", "52", "a-b", "", "’=", "–"])
def test_a_number_and_a_harmless_text_are_left_as_they_are(text):
    assert safe(text) == text


@settings(deadline=None)
@given(st.text())
def test_no_cell_of_a_csv_begins_a_formula(text):
    begins = safe(text).lstrip(" \N{NO-BREAK SPACE}")[:1]

    assert begins not in ("=", "+", "@", "\t", "\r", "\n")
    assert begins != "-" or safe(text).strip("-%").replace(".", "", 1).isdecimal()


def test_no_formula_and_no_link_stands_in_a_workbook():
    cells = [cell for row in book()["Data"].iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    assert '=HYPERLINK("http://example.org")' in [cell.value for cell in cells]


def test_a_workbook_types_plain_numbers_and_shows_them_as_they_were():
    sheet = book()["Data"]

    found = [(sheet.cell(row, 2).value, sheet.cell(row, 2).number_format) for row in range(2, 7)]
    assert found == [
        (1080, "#,##0"),
        (0.525, "0.0%"),
        ("[c]", "General"),
        ("50.1% to 54.9%", "General"),
        (-3.2, "0.00"),
    ]


def test_a_text_column_keeps_its_digits_and_an_empty_cell_stays_empty():
    sheet = book()["Data"]

    assert [sheet.cell(row, 3).value for row in (2, 3, 6)] == ["0161", None, "1,080"]


def test_a_workbook_freezes_its_headings_and_gives_columns_their_width():
    sheet = book()["Data"]

    assert [cell.value for cell in sheet[1]] == ["Place", "Value", "Note"]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["C"].width > 30


def test_a_second_sheet_says_what_the_data_is_and_what_its_marks_mean():
    told = {row[0].value: row[1].value for row in book()["About"].iter_rows()}

    assert told == {
        "File": "figures",
        "What these figures are": NOTE,
        "Framework": "trauma-informed-borough",
        "As known on": "22 Nov 2026",
        "Marks": "[c] hidden because it could show a person; [p] provisional.",
        "Made on": "2026-11-22",
    }


def test_marks_stand_in_every_form_as_on_the_screen():
    assert lines(sheet_csv(ROWS, COLUMNS, NOTE))[3][1] == "[c]"
    assert lines(packed()["figures.csv"])[3][1] == "[c]"
    assert book()["Data"].cell(4, 2).value == "[c]"


def test_the_zip_holds_the_table_alone_and_its_metadata_beside_it():
    parts = packed()
    told = json.loads(parts["figures.csv-metadata.json"])

    assert list(parts) == ["figures.csv", "figures.csv-metadata.json"]
    assert len(lines(parts["figures.csv"])) == 1 + len(ROWS)
    assert told["@context"][0] == "http://www.w3.org/ns/csvw"
    assert told["url"] == "figures.csv"
    assert [one["titles"] for one in told["tableSchema"]["columns"]] == lines(parts["figures.csv"])[0]
    assert len({one["name"] for one in told["tableSchema"]["columns"]}) == len(COLUMNS)
    assert {"about": "As known on", "text": "22 Nov 2026"} in told["notes"]


def test_an_empty_sheet_can_be_taken_away_too():
    assert lines(sheet_csv([], COLUMNS, "")) == [["Place", "Value", "Note"]]
    assert [cell.value for cell in book([])["Data"][1]] == ["Place", "Value", "Note"]


@pytest.mark.parametrize("made", [sheet_xlsx, sheet_zip])
def test_a_file_made_twice_is_the_same_byte_for_byte(made):
    assert made(ROWS, COLUMNS, "figures", NOTE, ABOUT) == made(ROWS, COLUMNS, "figures", NOTE, ABOUT)
