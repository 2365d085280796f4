"""A marked workbook is the one that was sent, its faulty cells coloured and listed, ready to be corrected."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from impact import marked
from impact.marked import marked_csv, marked_xlsx
from impact.marked.companion import MOST_LISTED, MOST_NOTES
from impact.problems import ImpactError
from marking import COUNCIL, NOTED, SENT, corrected_workbook, faults_of, marks, places, returns, table_of

FAULT, DOUBT = "FFF0DCEA", "FFE0E7F3"
HEADINGS = ["period", "service_id", "indicator_id", "numerator", "denominator", "total"]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def coloured(sheet: Worksheet, colour: str) -> set[str]:
    """The cells of a sheet that are filled with a colour."""
    return {
        f"{get_column_letter(column)}{row}"
        for ranges in sheet.conditional_formatting
        if any(rule.dxf.fill is not None and rule.dxf.fill.bgColor.rgb == colour for rule in ranges.rules)
        for area in ranges.sqref.ranges
        for row, column in area.cells
    }


def rows_of(sheet: Worksheet) -> list[list[object]]:
    return [[cell if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def notes_of(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def council_workbook(note: bool = False, faults: bool = False) -> bytes:
    """A workbook as a council keeps it: titles, formulas, formats, lists, a chart, a second sheet."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#dddddd"})
        workbook.add_worksheet("About").write_string("A1", "What this is")
        sheet = workbook.add_worksheet("Q1's return")
        sheet.merge_range("A1:D1", "Return of the nurses", bold)
        sheet.write_row(2, 0, HEADINGS, bold)
        for row in range(3, 9):
            sheet.write_row(row, 0, ["2025-26 Q1", "SV05", f"W{row:02d}", row, row + 5])
            sheet.write_formula(row, 5, f"=D{row + 1}+E{row + 1}", None, 2 * row + 5)
        sheet.data_validation("B4:B9", {"validate": "list", "source": ["SV05", "SV06"]})
        sheet.conditional_format("D4:D9", {"type": "cell", "criteria": ">", "value": 50, "format": bold})
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "='Q1''s return'!$D$4:$D$9"})
        sheet.insert_chart("J3", chart)
        if note:
            sheet.write_comment("C6", "Ask Ann.", {"author": "Bea"})
        if faults:
            workbook.add_worksheet("faults").write_string("A1", "Geology of the borough")
    return held.getvalue()


FOUND = marks(
    ("asked", None, "", "Which service?", True),
    ("unknown", None, "F", "Leave it out?", False),
    ("high", 5, "D", 'Is "5" & more <right>?', False),
    ("wrong", 6, "D", "Mend it.", True),
    ("low", 6, "D", "Is it so?", False),
    ("wrong", 7, "D", "Mend it.", True),
    ("row", 8, "", "This row is there twice.", True),
)


def test_rows_of_a_text_file_stand_in_a_workbook_as_they_were_sent():
    content = SENT.replace("0012", "00012").replace("9,12", "1.50,12.5", 1).encode()

    sheet = opened(marked_xlsx(content, "q1.csv", NOTED, table_of(content)))["Return"]

    assert rows_of(sheet) == [
        ["Return of the school nurses", *[""] * 7],
        [""] * 8,
        ["period", "service_id", "indicator_id", "numerator", "denominator", "note", "fault_codes", "what_to_do"],
        ["2025-26 Q1", "SV05", "W01", " 9 ", 12, "two lines,\nin one", "", ""],
        [""] * 8,
        ["2025-26 Q1", "SV06", "W01", "nine", "00012", "=1+1", "missing; not-a-number",
         "Column B (service_id): Write it. Column D (numerator): 'nine' is not a number."],
        ["2025-26 Q1", "SV07", "W01", "1.50", 12.5, "", "jump", "Worth a look: Column D (numerator): Is 9 right?"],
        ["Source: our own", *[""] * 7],
    ]  # fmt: skip
    assert sheet["F6"].data_type == "s"
    assert sheet.freeze_panes == "A4"


def test_faulty_cells_are_coloured_and_so_is_what_is_said_of_them():
    content = council_workbook()

    sheet = opened(marked_xlsx(content, "q1.xlsx", FOUND, table_of(content)))["Q1's return"]

    assert coloured(sheet, FAULT) == {"D6", "D7", "A8", *(f"{letter}{row}" for letter in "GH" for row in (4, 6, 7, 8))}
    assert coloured(sheet, DOUBT) == {"F3", "D5", "G5", "H5"}


def test_colours_are_told_apart_without_colour():
    content = council_workbook()

    sheet = opened(marked_xlsx(content, "q1.xlsx", FOUND, table_of(content)))["Q1's return"]

    looks = {
        (rule.dxf.font.b, rule.dxf.font.i, rule.dxf.border.left.style)
        for ranges in sheet.conditional_formatting
        for rule in ranges.rules
        if rule.type == "expression"
    }
    assert looks == {(True, False, "thin"), (False, True, "dashed")}


def test_notes_on_cells_say_what_is_wrong():
    content = council_workbook()

    sheet = opened(marked_xlsx(content, "q1.xlsx", FOUND, table_of(content)))["Q1's return"]

    assert notes_of(sheet) == {
        "F3": "Worth a look: Leave it out?",
        "D5": 'Worth a look: Is "5" & more <right>?',
        "D6": "Mend it.\nWorth a look: Is it so?",
        "D7": "Mend it.",
        "A8": "This row is there twice.",
    }


def test_a_sheet_lists_all_faults_each_with_a_link_to_its_cell():
    content = council_workbook()

    sheet = opened(marked_xlsx(content, "q1.xlsx", FOUND, table_of(content), "Demonstration data"))["Faults"]

    assert [row[0] for row in rows_of(sheet)[:4]] == [
        "Demonstration data",
        "q1.xlsx: 4 to mend, 3 to look at.",
        "Correct the coloured cells on the sheet 'Q1's return', save, and send this workbook again.",
        "This sheet and the columns fault_codes and what_to_do may stay: they are passed over when it comes in.",
    ]
    assert rows_of(sheet)[5:] == [
        ["cell", "row", "column", "heading", "code", "words"],
        ["", "", "", "", "asked", "Which service?"],
        ["F3", "", "F", "total", "unknown", "Worth a look: Leave it out?"],
        ["D5", 5, "D", "numerator", "high", 'Worth a look: Is "5" & more <right>?'],
        ["D6", 6, "D", "numerator", "wrong", "Mend it."],
        ["D6", 6, "D", "numerator", "low", "Worth a look: Is it so?"],
        ["D7", 7, "D", "numerator", "wrong", "Mend it."],
        ["A8", 8, "", "", "row", "This row is there twice."],
    ]
    assert sheet["A9"].hyperlink.location == "'Q1''s return'!D5"
    assert sheet["A7"].hyperlink is None


def test_all_else_of_a_workbook_stays_byte_for_byte():
    content = council_workbook()

    back = marked_xlsx(content, "q1.xlsx", FOUND, table_of(content))

    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (content, back))
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
        *("xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels"),
    }
    sheet = after.read("xl/worksheets/sheet2.xml").decode()
    for kept in ("<f>D4+E4</f><v>11</v>", "<mergeCell ", "<dataValidation ", "<drawing ", 'operator="greaterThan"'):
        assert kept in sheet
    order = re.findall(
        "<(mergeCells|conditionalFormatting|dataValidations|pageMargins|drawing|legacyDrawing)[ >]", sheet
    )
    assert list(dict.fromkeys(order)) == [
        *("mergeCells", "conditionalFormatting", "dataValidations", "pageMargins", "drawing", "legacyDrawing")
    ]


@pytest.mark.parametrize("saved_between", [False, True])
def test_a_workbook_marked_again_has_only_what_is_wrong_now(saved_between):
    content = council_workbook()
    once = marked_xlsx(content, "q1.xlsx", FOUND, table_of(content))
    sent = corrected_workbook(once, "Q1's return", {"D6": 5}) if saved_between else once

    twice = opened(marked_xlsx(sent, "q1.xlsx", FOUND.tail(2), table_of(sent)))

    sheet = twice["Q1's return"]
    assert twice.sheetnames == ["About", "Q1's return", "Faults"]
    assert coloured(sheet, FAULT) == {"D7", "A8", "G7", "H7", "G8", "H8"}
    assert coloured(sheet, DOUBT) == set()
    assert notes_of(sheet) == {"D7": "Mend it.", "A8": "This row is there twice."}
    assert [row[6:8] for row in rows_of(sheet)[2:9]] == [
        *(["fault_codes", "what_to_do"], ["", ""], ["", ""], ["", ""]),
        *(["wrong", "Column D (numerator): Mend it."], ["row", "This row is there twice."], ["", ""]),
    ]
    assert len(rows_of(twice["Faults"])) == 7


def test_a_sender_who_has_notes_and_a_sheet_of_faults_keeps_both():
    content = council_workbook(note=True, faults=True)

    once = marked_xlsx(content, "q1.xlsx", FOUND, table_of(content))
    twice = marked_xlsx(once, "q1.xlsx", FOUND.tail(1), table_of(once))

    for back, count in ((once, 7), (twice, 1)):
        workbook = opened(back)
        assert workbook.sheetnames == ["About", "Q1's return", "faults", "Faults in this return"]
        assert notes_of(workbook["Q1's return"]) == {"C6": "Ask Ann."}
        assert workbook["faults"]["A1"].value == "Geology of the borough"
        assert len(rows_of(workbook["Faults in this return"])) == count + 5


def test_our_notes_beside_those_of_the_sender_say_what_holds_now():
    content = council_workbook()
    once = opened(marked_xlsx(content, "q1.xlsx", FOUND, table_of(content)))
    once["Q1's return"]["B4"].comment = openpyxl.comments.Comment("Mine.", "Bea")
    held = io.BytesIO()
    once.save(held)

    twice = opened(marked_xlsx(held.getvalue(), "q1.xlsx", FOUND.tail(1), table_of(held.getvalue())))

    found = notes_of(twice["Q1's return"])
    assert (found["B4"], found["A8"]) == ("Mine.", "This row is there twice.")
    assert {found[cell] for cell in ("F3", "D5", "D6", "D7")} == {"Nothing to mend here any more."}


def test_what_was_added_to_a_workbook_is_passed_over_when_it_comes_in():
    content = council_workbook(faults=True)
    table = table_of(content)

    again = table_of(marked_xlsx(content, "q1.xlsx", FOUND, table))

    assert again.rows.equals(table.rows)
    assert (again.sheet, again.sheets, again.remarks) == (table.sheet, table.sheets, table.remarks)


def test_a_list_longer_than_the_return_is_not_taken_for_it():
    content = b"area;people\nNorth;12\nSouth;<5\n"
    found = marks(*(("odd", None, "B", f"Look {number}.", True) for number in range(40)))

    again = table_of(marked_xlsx(content, "q1.csv", found, table_of(content)))

    assert (again.sheet, again.sheets, again.rows.height) == ("Return", ("Return",), 2)


def test_a_marked_workbook_corrected_in_two_cells_is_clean():
    found = faults_of(COUNCIL)
    back = marked_xlsx(COUNCIL, "q1.csv", found, table_of(COUNCIL))

    mended = corrected_workbook(back, "Return", {"D6": 5, "E7": 12})

    assert places(faults_of(back)) == places(found)
    assert coloured(opened(back)["Return"], FAULT) == {"D6", "E7", "G6", "H6", "G7", "H7"}
    assert faults_of(mended).height == 0


@given(returns())
@settings(deadline=None, max_examples=40)
def test_a_marked_workbook_sent_as_it_is_has_the_same_faults_at_the_same_places(content):
    found = faults_of(content)

    back = marked_xlsx(content, "q1.csv", found, table_of(content))

    assert places(faults_of(back)) == places(found)


def test_a_workbook_comes_back_as_text_with_each_row_on_its_line():
    content = council_workbook()

    back = marked_csv(content, "q1.xlsx", FOUND.tail(1), table_of(content)).decode("utf-8-sig").split("\r\n")

    assert back[:4] == [
        "Return of the nurses,,,,,,,",
        "",
        "period,service_id,indicator_id,numerator,denominator,total,fault_codes,what_to_do",
        "2025-26 Q1,SV05,W03,3,8,11,,",
    ]
    assert back[7] == "2025-26 Q1,SV05,W07,7,12,19,row,This row is there twice."
    assert table_of("\r\n".join(back).encode()).rows.equals(table_of(content).rows)


def test_a_workbook_of_another_kind_comes_back_as_one_of_ours():
    cells = [HEADINGS[:5], ["2025-26 Q1", "SV05", "W01", "nine", "12"]]
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in cells)
    content = _ods(rows)

    back = opened(
        marked_xlsx(content, "q1.ods", marks(("wrong", 2, "D", "Mend it.", True)), table_of(content, "q1.ods"))
    )

    assert rows_of(back["Return"])[1] == [
        *("2025-26 Q1", "SV05", "W01", "nine", 12, "wrong", "Column D (numerator): Mend it.")
    ]


def _ods_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _ods(rows: str) -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{one}="{name}{one}:1.0"' for one in ("office", "table", "text"))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Q1">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return held.getvalue()


def test_a_workbook_written_with_prefixes_and_without_places_is_marked_as_well():
    content = _rewritten(council_workbook(), _prefixed)
    table = table_of(content)

    back = marked_xlsx(content, "q1.xlsx", FOUND, table)

    assert table_of(back).rows.equals(table.rows)
    sheet = opened(back)["Q1's return"]
    assert "D6" in coloured(sheet, FAULT)
    assert [row[6] for row in rows_of(sheet)[2:6]] == ["fault_codes", "asked; unknown", "high", "wrong; low"]


def _rewritten(content: bytes, how) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            after.writestr(name, how(name, before.read(name)))
    return held.getvalue()


def _prefixed(name: str, part: bytes) -> bytes:
    if not re.fullmatch(r"xl/(?:worksheets/sheet2|styles|workbook)\.xml", name):
        return part
    part = re.sub(rb"<(/?)(\w+)(?=[\s/>])", rb"<\1x:\2", part).replace(b" xmlns=", b" xmlns:x=", 1)
    return re.sub(rb'(<x:c) r="[A-Z]+\d+"', rb"\1", part)


def test_the_same_file_gives_the_same_bytes():
    content = SENT.encode()
    table = table_of(content)

    assert marked_xlsx(content, "q1.csv", NOTED, table) == marked_xlsx(content, "q1.csv", NOTED, table)


def test_notes_and_list_end_where_a_workbook_would_open_slowly(monkeypatch):
    rows = "".join("2025-26 Q1,SV05,W01,9,12\n" for _ in range(MOST_NOTES + 20))
    content = f"{','.join(HEADINGS[:5])}\n{rows}".encode()
    found = marks(*(("odd", 2 + at % (MOST_NOTES + 10), "D", f"See {at}.", True) for at in range(MOST_LISTED + 7)))

    back = opened(marked_xlsx(content, "q1.csv", found, table_of(content)))

    assert len(notes_of(back["Return"])) == MOST_NOTES
    assert rows_of(back["Faults"])[-1][5] == "And 7 more: the column what_to_do says them all."


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("MOST_ROWS", "'q1.csv' has 7 rows, and a marked workbook is made up to 6. Take the marked CSV file instead."),
        (
            "MOST_CELLS",
            "'q1.csv' has 17 cells, and a marked workbook is made up to 6. Take the marked CSV file instead.",
        ),
    ],
)
def test_a_file_too_large_for_a_workbook_is_given_back_as_text_only(monkeypatch, limit, said):
    monkeypatch.setattr(marked, limit, 6)
    content = SENT.encode()

    with pytest.raises(ImpactError) as refused:
        marked_xlsx(content, "q1.csv", NOTED, table_of(content))

    assert str(refused.value) == said


def test_a_cell_longer_than_a_workbook_holds_is_given_back_as_text_only():
    content = SENT.replace("all", "x").replace("two lines", "x" * 33_000).encode()

    with pytest.raises(ImpactError) as refused:
        marked_xlsx(content, "q1.csv", NOTED, table_of(content))

    assert str(refused.value) == "A cell in row 4 holds more letters than a workbook can. Take the marked CSV file."


def test_the_two_columns_are_seen_where_all_others_are_hidden_and_merged():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Q1")
        sheet.merge_range("A1:Z1", "Return")
        sheet.write_row(1, 0, HEADINGS)
        sheet.write_row(2, 0, ["2025-26 Q1", "SV05", "W01", 9, 12, 21])
        sheet.merge_range("F3:G3", 21)
        sheet.set_column("A:F", 20)
        sheet.set_column("G:XFD", 3, None, {"hidden": True})
    content = held.getvalue()

    back = opened(marked_xlsx(content, "q1.xlsx", marks(("odd", 3, "D", "So.", True)), table_of(content)))["Q1"]

    assert [back[cell].value for cell in ("G3", "H3", "I3")] == [None, "odd", "Column D (numerator): So."]
    seen = sorted((one.min, one.max, one.hidden) for one in back.column_dimensions.values())
    assert seen == [(1, 6, False), (7, 7, True), (8, 8, False), (9, 9, False), (10, 16384, True)]


def test_a_workbook_that_cannot_be_added_to_is_given_back_as_text_only():
    content = _rewritten(
        council_workbook(), lambda name, part: part.replace(b"relationships/styles", b"relationships/x")
    )

    with pytest.raises(ImpactError, match="Take the marked CSV file instead"):
        marked_xlsx(content, "q1.xlsx", FOUND, table_of(content))
