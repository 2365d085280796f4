"""A workbook is read as it shows itself, with what it hides said aloud."""

import io
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.contract import check
from impact.framework.load import load
from impact.ledger import summary
from impact.reading import read_table
from impact.reading.grid import LINE
from impact.reading.workbook.displayed import number, shown_as
from impact.tidy import tidy
from workbooks import (
    HEAD,
    MAIN,
    PLAIN,
    ROW,
    book,
    cells,
    grid,
    packed,
    refusal,
    saved,
    sheets,
    unpacked,
    xlsx,
)

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "real" / "messy"
FRAMEWORK = Path(__file__).resolve().parents[1] / "data" / "framework"


def shown(value: object, form: str) -> str:
    """How one cell of a format is read."""
    content = book([[value]], lambda sheet: setattr(sheet["A1"], "number_format", form))
    return cells(content)[0][1]


def test_a_workbook_in_the_form_of_the_template_is_read_with_its_rows_and_letters():
    table = read_table(book([HEAD, ROW, (), ROW]), "q1.xlsx")

    assert table.keys == HEAD
    assert table.letters == tuple("ABCDEF")
    assert table.rows.schema == {"line": pl.Int64, **dict.fromkeys(HEAD, pl.String)}
    assert table.rows.rows() == [
        (2, "2025-26 Q1", "SV05", "W01", "9", "12", "all well"),
        (4, "2025-26 Q1", "SV05", "W01", "9", "12", "all well"),
    ]
    assert (table.header_line, table.first_line, table.last_line) == (1, 2, 4)
    assert (table.encoding, table.delimiter, table.line_ends) == ("", "", "")
    assert (table.sheet, table.sheets, table.remarks, table.problems) == ("Return", ("Return",), (), ())


def test_faults_of_a_workbook_are_said_at_their_row_and_letter():
    framework = load(FRAMEWORK)
    rows = [("Return of Northgate",), HEAD, ROW, ("2025-26 Q1", "SV05", "W01", 13, 12, ""), (), (*ROW[:3], 0.5, 2, "")]

    def change(sheet):
        sheet["D6"].number_format = "0%"
        sheet["E3"] = "#REF!"
        sheet["E3"].data_type = "e"

    problems = check(tidy(read_table(book(rows, change), "q1.xlsx"), framework), framework, date(2026, 9, 1)).problems

    assert {(problem.line, problem.column, problem.found) for problem in problems if problem.column in "DE"} >= {
        (3, "E", "#REF!"),
        (4, "D", "13"),
        (6, "D", "50%"),
    }


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (12, "General", "12"),
        (12.0, "0.00", "12"),
        (-3, "General", "-3"),
        (9.3699999999999992, "General", "9.37"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "0.0", "0.333333333333333"),
        (1234567.5, "#,##0", "1234567.5"),
        (120000, "0.0E+00", "120000"),
        (1e-7, "General", "0.0000001"),
        (1e15, "General", "1000000000000000"),
        (1e300, "General", "1e+300"),
        (0.412, "0.0%", "41.2%"),
        (0.41234, "0%", "41.234%"),
        (0.07, "0%", "7%"),
        (1, "0%", "100%"),
        (-0.005, "0.00%;[Red]-0.00%", "-0.5%"),
        (41.2, '0.0"%"', "41.2%"),
        (41.2, "0.0\\%", "41.2%"),
        (123, "00000", "00123"),
        (0, "000", "000"),
        (1.5, "000", "1.5"),
        (123456, "000", "123456"),
        (12, "[Red]0", "12"),
        (12, '0 "days"', "12"),
        (45748, '"d"0', "45748"),
        (45748, "dd/mm/yyyy", "2025-04-01"),
        (45748, "mmm-yy", "2025-04-01"),
        (45748, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2025-04-01"),
        (45748.75, "dd/mm/yyyy", "2025-04-01"),
        (45748.5625, "dd/mm/yyyy hh:mm", "2025-04-01 13:30"),
        (45748.5625, "h:mm", "2025-04-01 13:30"),
        (0.5625, "h:mm AM/PM", "13:30"),
        (0.5, "mm:ss", "12:00"),
        (1.25, "[h]:mm", "30:00"),
        (1, "dd/mm/yyyy", "1900-01-01"),
        (59, "dd/mm/yyyy", "1900-02-28"),
        (61, "dd/mm/yyyy", "1900-03-01"),
        (60, "dd/mm/yyyy", "60"),
        (0, "dd/mm/yyyy", "0"),
        (-5, "dd/mm/yyyy", "-5"),
        (3_000_000, "dd/mm/yyyy", "3000000"),
        (date(2025, 9, 30), "d mmm", "2025-09-30"),
        (datetime(2025, 9, 30, 9, 5, 7), "yyyy-mm-dd hh:mm:ss", "2025-09-30 09:05:07"),
        (time(9, 5), "h:mm", "09:05"),
        (timedelta(hours=-1), "[h]:mm", "-01:00"),
        (True, "General", "TRUE"),
        (False, "0%", "FALSE"),
        ("007", "General", "007"),
        ("12", "0%", "12"),
        (" padded ", "@", " padded "),
        ("two\nlines", "General", "two\nlines"),
        ("a_x000D_b_x0000_", "General", "a\rb"),
    ],
)
def test_a_cell_is_read_as_it_is_displayed(value, form, text):
    assert shown(value, form) == text


@pytest.mark.parametrize("form", [9, 10, 14, 20, 22, 45, 46])
def test_formats_that_go_by_number_alone_are_known(form):
    how = shown_as(form)

    assert how is not None
    assert how(1.5) in ("150%", "1900-01-01", "1900-01-01 12:00", "36:00")


@pytest.mark.parametrize(
    "form", [0, 1, 2, 4, 11, 49, 200, "General", "#,##0.00", "@", "0.00E+00", "# ?/?", "[Blue]0", ""]
)
def test_other_formats_leave_a_number_as_it_is(form):
    assert shown_as(form) is None


@given(
    st.floats() | st.integers(-(10**16), 10**16).map(float),
    st.sampled_from(["General", "0%", "dd/mm/yyyy", "[h]:mm", "000"]),
)
@settings(deadline=None)
def test_every_number_can_be_written_in_every_format(value, form):
    text = (shown_as(form) or number)(value)

    assert text
    if form == "General" and abs(value) < 10**300:
        assert float(text) == float(f"{value:.15g}")


def test_days_that_are_counted_from_1904_are_the_same_days():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"date_1904": True, "default_date_format": "dd/mm/yyyy"}) as made:
        made.add_worksheet().write_row(0, 0, [datetime(2025, 4, 1), datetime(1905, 1, 1)])

    assert cells(held.getvalue()) == [(1, "2025-04-01", "1905-01-01")]


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"]
)
def test_a_formula_s_error_is_text_in_its_cell(error):
    content = xlsx(f'<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="e"><f>B9</f><v>{error}</v></c></row>')

    assert cells(content) == [(1, "1", error)]


def test_a_formula_is_read_by_its_result():
    content = xlsx(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f t="shared" si="0"/><v>4</v></c></row>'
    )

    assert cells(content) == [(1, "2", "a", "4")]
    assert grid(content).remarks == ()


def test_formulas_without_a_result_are_said():
    content = book([HEAD, (*ROW[:3], "=1+1", "=D2", "x"), (*ROW[:3], 3, 4, "=A1")])

    read = read_table(content, "q1.xlsx")

    assert read.rows["numerator"].to_list() == ["", "3"]
    assert read.remarks == (
        "3 formulas were saved without their results (cells D2, E2 and F3), and read as blank. "
        "Open the workbook in a spreadsheet, save it there, and send it again.",
    )


def test_one_formula_without_a_result_is_said():
    assert grid(book([HEAD, (*ROW[:3], "=1+1", 3)])).remarks == (
        "The formula in cell D2 was saved without its result, so the cell was read as blank. "
        "Open the workbook in a spreadsheet, save it there, and send it again.",
    )


def test_formats_of_blank_cells_above_and_below_touch_no_number():
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    blank = '<row r="{0}"><c r="A{0}" s="1"></c></row>'
    rows = blank.format(1) + '<row r="3"><c r="A3"><v>5</v></c></row><row r="4"><c r="A4" s="1"><v>5</v></c></row>'

    assert cells(xlsx(rows + blank.format(9), **{"xl/styles.xml": styles})) == [(3, "5"), (4, "500%")]


# which sheet


def test_the_sheet_with_our_headings_is_read_before_one_with_more_cells():
    content = saved(sheets(Notes=[["word"] * 9] * 90, Return=[HEAD, ROW], Old=[["period", "service_id"], ["a", "b"]]))

    read = read_table(content, "q1.xlsx")

    assert (read.sheet, read.sheets) == ("Return", ("Notes", "Return", "Old"))
    assert read.remarks == ()


def test_of_sheets_that_are_alike_the_sender_is_told_to_choose():
    content = saved(sheets(April=[HEAD, ROW, ROW], May=[HEAD, ROW], Notes=[["word"]]))

    assert grid(content).sheet == "April"
    assert grid(content).remarks == (
        "Of the sheets of this workbook 'April' was read. If the return is on 'May', choose that sheet.",
    )
    assert grid(saved(sheets(A=[["x", 1]], B=[["y", 1], ["z", 2]], C=[["w", 2]]))).remarks == (
        "Of the sheets of this workbook 'B' was read. If the return is on 'A' or 'C', choose that sheet.",
    )


def test_known_headings_decide_where_ours_are_on_none():
    content = saved(sheets(A=[["x", "y", "z"]] * 30, B=[["Ward", "Pupils", "Absent"], ["North", 3, 2]]))

    assert grid(content).sheet == "A"
    assert grid(content, known={"ward", "absent"}).sheet == "B"


def test_the_fullest_sheet_is_read_where_no_headings_are_known():
    assert grid(saved(sheets(A=[["x", 1]], B=[["y", 1], ["z", 2]], C=[["w", 2]]))).sheet == "B"


def test_a_sheet_that_is_named_is_read():
    content = saved(sheets(First=[HEAD, ROW], Second=[["a", "b"], [1, 2]]))

    assert cells(content, "Second") == [(1, "a", "b"), (2, "1", "2")]
    assert cells(content, " second ") == cells(content, "Second")
    assert grid(content, "Second").remarks == ()


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are():
    content = saved(sheets(Notes=[["a"]], Return=[HEAD, ROW]))

    assert refusal(content, "Retrun") == (
        "'q1.xlsx' has no sheet 'Retrun'; it has 'Notes' and 'Return'. The nearest is 'Return'. Choose one of them."
    )
    assert refusal(book([HEAD, ROW]), "x") == "'q1.xlsx' has no sheet 'x'; its only sheet is 'Return'. Choose that."


def test_hidden_and_empty_sheets_are_said_and_not_taken():
    made = sheets(Lists=[["word"] * 9] * 9, Deep=[["b"]], Return=[["a", "b"], ["c", "d"]], Sheet2=[], Sheet3=[])
    made["Lists"].sheet_state, made["Deep"].sheet_state = "hidden", "veryHidden"

    read = grid(saved(made))

    assert (read.sheet, read.sheets) == ("Return", ("Lists", "Deep", "Return"))
    assert read.remarks == (
        "The sheets 'Lists' and 'Deep' are hidden and not read.",
        "The sheets 'Sheet2' and 'Sheet3' are empty.",
    )


def test_a_hidden_sheet_is_read_where_it_is_named_or_alone_holds_anything():
    made = sheets(Front=[], Return=[HEAD, ROW])
    made["Return"].sheet_state = "hidden"
    remark = "The sheet 'Return' is hidden in the workbook; it was read all the same."

    assert grid(saved(made)).remarks == (remark, "The sheet 'Front' is empty.")
    assert grid(saved(made), "Return").remarks[0] == remark


def test_sheets_of_charts_are_no_sheets():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        chart = made.add_chart({"type": "line"})
        made.add_chartsheet("Chart").set_chart(chart)
        made.add_worksheet("Return").write_row(0, 0, ["a", "b"])
        chart.add_series({"values": "=Return!$A$1:$B$1"})

    assert (grid(held.getvalue()).sheet, grid(held.getvalue()).sheets) == ("Return", ("Return",))


def test_a_workbook_without_cells_is_refused():
    assert refusal(book([])) == (
        "'q1.xlsx' has nothing in the cells of its sheet 'Return'. Fill in one row for each indicator."
    )
    assert refusal(saved(sheets(A=[], B=[]))) == (
        "'q1.xlsx' has nothing in its cells. Fill in one row for each indicator and send it again."
    )


# what is hidden


def test_hidden_rows_and_columns_are_read_and_said():
    def change(sheet):
        for line in (3, 4, 5, 9, 500):
            sheet.row_dimensions[line].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions.group("H", "XFD", hidden=True)

    read = grid(book([HEAD, *[ROW] * 10], change))

    assert read.cells.height == 11
    assert read.remarks == (
        "Rows 3 to 5 and 9 are hidden in the sheet; they were read all the same. Delete what is not meant to count.",
        "Column B is hidden in the sheet; it was read all the same. Delete what is not meant to count.",
    )


def test_of_many_hidden_rows_the_first_are_named():
    def change(sheet):
        for line in range(2, 40, 2):
            sheet.row_dimensions[line].hidden = True

    assert grid(book([HEAD, *[ROW] * 40], change)).remarks == (
        "Rows 2, 4, 6, 8, 10 and 14 more are hidden in the sheet; they were read all the same. "
        "Delete what is not meant to count.",
    )


def test_rows_of_no_height_and_columns_of_no_width_are_hidden():
    content = xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2" spans="1:2" ht="0" customHeight="1"><c r="A2"><v>1</v></c></row>',
        around=('<cols><col min="2" max="2" width="0" customWidth="1"/></cols>', ""),
    )

    assert [remark.split(" is hidden")[0] for remark in grid(content).remarks] == ["Row 2", "Column B"]


@pytest.mark.parametrize("whose", ["sheet", "table"])
def test_filtered_rows_are_read_and_said(whose):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate([HEAD, ROW, ROW, ROW]):
            sheet.write_row(line, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.autofilter("A1:F4") if whose == "sheet" else sheet.add_table("A1:F4", {"header_row": True})
        if whose == "sheet":
            sheet.filter_column("D", "x == 9")
    content = held.getvalue()
    if whose == "table":
        parts = unpacked(content)
        table = parts["xl/tables/table1.xml"]
        filtered = b'<autoFilter ref="A1:F4"><filterColumn colId="3"/></autoFilter>'
        parts["xl/tables/table1.xml"] = table.replace(b'<autoFilter ref="A1:F4"/>', filtered)
        content = packed(parts)

    assert grid(content).remarks == (
        "Row 3 is hidden by a filter in the sheet; it was read all the same. Delete what is not meant to count.",
    )


# what it brings along


def test_links_to_other_workbooks_and_documents_inside_are_said():
    content = xlsx(PLAIN, **{"xl/externalLinks/externalLink1.xml": "x", "xl/embeddings/oleObject1.bin": "x"})

    assert grid(content).remarks == (
        "The workbook takes values from other workbooks; they were read as they were last saved.",
        "The workbook holds other documents inside; they were not read.",
    )


# merged cells

MERGED = [
    ("ward", "period", "children"),
    ("North", "2024-25", 5),
    (None, None, 6),
    (None, None, 7),
    ("South", "2025-26", 8),
]


def test_a_label_over_several_rows_is_written_into_each_and_listed():
    def change(sheet):
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B2:B3")

    read = read_table(book(MERGED, change), "q1.xlsx")

    assert read.rows.rows() == [
        (2, "North", "2024-25", "5"),
        (3, "North", "2024-25", "6"),
        (4, "North", "", "7"),
        (5, "South", "2025-26", "8"),
    ]
    assert read.fixes.rows() == [
        ("merged-cell", 3, "A", "ward", "", "North"),
        ("merged-cell", 3, "B", "period", "", "2024-25"),
        ("merged-cell", 4, "A", "ward", "", "North"),
    ]
    assert [(group.count, group.lines) for group in summary(read.fixes)] == [(2, (3, 4)), (1, (3,))]
    assert read.remarks == ()


@pytest.mark.parametrize("label", ["2025-26 Q1", "Q1 2025/26", "Q1", "Q 1", "30/06/2025", "2025-06-30", "Apr-Jun 25"])
def test_a_period_over_several_rows_is_written_into_each(label):
    rows = [("period", "children"), (label, 5), (None, 6)]

    read = read_table(book(rows, lambda sheet: sheet.merge_cells("A2:A3")), "q1.xlsx")

    assert read.rows["period"].to_list() == [label, label]
    assert (read.fixes["rule"].to_list(), read.remarks) == (["merged-cell"], ())


def test_filling_merged_cells_can_be_taken_back():
    content = book(MERGED, lambda sheet: sheet.merge_cells("A2:A4"))

    read = read_table(content, "q1.xlsx", declined=frozenset({("merged-cell", "A")}))

    assert read.rows["ward"].to_list() == ["North", "", "", "South"]
    assert read.fixes.height == 0
    assert read.remarks == (
        "The cells A2:A4 are merged; what they hold was read for A2 alone. "
        "If it holds for all of them, unmerge them and write it in each.",
    )


def test_a_merged_number_or_mark_is_left_and_said():
    rows = [
        ("ward", "children", "marker"),
        ("North", 5, "low"),
        ("East", None, None),
        ("South", 8, "c"),
        ("West", 9, None),
    ]

    def change(sheet):
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("C4:C5")

    read = grid(book(rows, change))

    assert read.cells["c1"].to_list() == ["children", "5", "", "8", "9"]
    assert read.fixes.height == 0
    assert read.remarks == (
        "The cells B2:B3, C2:C3 and C4:C5 are merged; what they hold was read for the first cell of each alone. "
        "If it holds for all of them, unmerge them and write it in each.",
    )


def test_merged_titles_headings_and_notes_need_no_word():
    rows = [("Return of wards",), ("Area", "2024", None, None), (None, "boys", "girls", "all")]
    rows += [("North", 1, 2, 3), ("South", 4, 5, 9), (), ("Source: the register of all the pupils in the borough.",)]

    def change(sheet):
        for area in ("A1:D1", "B2:D2", "A2:A3", "A7:D8"):
            sheet.merge_cells(area)

    read = read_table(book(rows, change), "q1.xlsx")

    assert read.columns == ("Area", "2024 / boys", "2024 / girls", "2024 / all")
    assert read.rows["line"].to_list() == [4, 5]
    assert not any("merged" in remark for remark in read.remarks)
    assert "merged-cell" not in read.fixes["rule"]


def test_cells_merged_across_columns_of_data_are_said():
    rows = [("ward", "boys", "girls"), ("North", 1, 2), ("South", "not collected", None)]

    assert grid(book(rows, lambda sheet: sheet.merge_cells("B3:C3"))).remarks == (
        "The cells B3:C3 are merged; what they hold was read for B3 alone. "
        "If it holds for all of them, unmerge them and write it in each.",
    )


# far and wide


def test_a_sheet_that_claims_a_million_rows_is_read_by_what_it_holds():
    content = xlsx(
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
        '<row r="1048575"><c r="XFD1048575" s="3"/></row><row r="1048576"><c r="XFD1048576" t="str"><v>z</v></c></row>',
        around=('<dimension ref="A1:XFD1048576"/>', ""),
    )

    assert cells(content) == [(1, "a", "b", ""), (1048576, "", "", "z")]
    assert grid(content).cells.columns == ["line", "c0", "c1", "c16383"]
    assert grid(content).width == 16384


def test_formats_hold_in_a_sheet_whose_cells_lie_far_apart():
    def change(sheet):
        sheet["XFD900000"], sheet["XFD1"] = 0.25, 0.5
        sheet["XFD900000"].number_format = "0%"
        sheet.row_dimensions[900000].hidden = True

    read = grid(book([["a"]], change))

    assert read.cells.rows() == [(1, "a", "0.5"), (900000, "", "25%")]
    assert read.remarks[0].startswith("Row 900000 is hidden")


def test_rows_and_columns_without_text_are_left_out():
    content = book([(), (None, "a", None, "b"), (" ", None, None, None, " "), (None, None, None, 5)])

    assert cells(content) == [(2, "a", "b"), (4, "", "5")]
    assert grid(content).width == 4


def test_cells_that_spread_over_everything_are_refused():
    letters = openpyxl.utils.get_column_letter
    content = xlsx("".join(f'<row r="{n}"><c r="{letters(n)}{n}"><v>1</v></c></row>' for n in range(1, 5000)))

    assert refusal(content) == (
        "'q1.xlsx' has a sheet of 4,999 rows and 4,999 columns, which is more than can be read. "
        "Send one file for each period, with one row for each indicator."
    )


# XML as few programs write it

READ = [(1, "a", "2"), (2, "3", "")]


def test_the_usual_xml_is_read():
    assert cells(xlsx(PLAIN)) == READ


@pytest.mark.parametrize(
    "rows",
    [
        PLAIN.replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="A2"', ""),
        PLAIN.replace(' r="1"', "").replace(' r="2"', ""),
        '<row><c t="str"><v>a</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
        PLAIN.replace('"', "'"),
        PLAIN.replace('r="A1" t="str"', 't="str" r="A1"'),
        PLAIN.replace("<v>2</v>", "<v><![CDATA[2]]></v>"),
        PLAIN.replace("<row", "<!-- <c r='Z9'><v>9</v></c> --><row"),
        PLAIN.replace("<row", "<?note?>\n  <row").replace("<c ", "\n<c "),
        PLAIN.replace("><v>", ">\n<v>").replace("<c r", "<c  r"),
        PLAIN.replace(">a<", ">&#97;<"),
        PLAIN.replace("</row>", '<c r="XFC7"/><c r="XFD8"></c></row>', 1),
    ],
)
def test_xml_in_any_form_gives_the_same_cells(rows):
    assert cells(xlsx(rows)) == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("space", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_and_encodings_give_the_same_cells(encoding, space, prefix):
    named = encoding.removesuffix("-sig")
    rows = PLAIN.replace("</", "~").replace("<", f"<{prefix}").replace("~", f"</{prefix}").replace("a", "é", 0)
    spaces = f'xmlns:{prefix[:-1]}="{space}"' if prefix else f'xmlns="{space}"'
    root = (
        f'<?xml version="1.0" encoding="{named}" standalone="yes"?>\n<{prefix}worksheet {spaces}>'
        f"<{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>"
    )

    assert cells(xlsx("", root=root.replace(">a<", ">é<").encode(encoding))) == [(1, "é", "2"), (2, "3", "")]


def test_a_prefix_beside_a_space_without_one_gives_the_same_cells():
    prefixed = PLAIN.replace("</", "~").replace("<", "<x:").replace("~", "</x:")
    root = f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:a"><x:sheetData>{prefixed}</x:sheetData><note/></x:worksheet>'

    assert cells(xlsx("", root=root)) == READ


def test_shared_strings_are_put_together_from_their_parts():
    strings = (
        "<si><t>one</t></si><si><r><t>ri</t></r><r><rPr><b/></rPr><t xml:space='preserve'> ch</t></r>"
        "<rPh sb='0' eb='1'><t>sound</t></rPh></si><si><t/></si><!-- none --><si><t><![CDATA[<b> & co]]></t></si>"
    )
    rows = "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCD"))

    assert cells(xlsx(f'<row r="1">{rows}</row>', strings=strings)) == [(1, "one", "ri ch", "<b> & co")]


CELL = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | st.text("aé'<&\"7 \n", max_size=5)
)


@given(st.lists(st.lists(CELL, max_size=5), min_size=1, max_size=8), st.booleans())
@settings(deadline=None, max_examples=60)
def test_cells_are_those_that_another_reader_finds(rows, as_strings):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": not as_strings}) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None and cell != "":
                    write = sheet.write_string if isinstance(cell, str) else sheet.write
                    write(line, place, cell)
    found = [
        [_as_text(cell) for cell in row] for row in openpyxl.load_workbook(held).active.iter_rows(values_only=True)
    ]
    expected = {
        (line, place): cell for line, row in enumerate(found, 1) for place, cell in enumerate(row) if cell.strip()
    }
    if not expected:
        return

    read = grid(held.getvalue()).cells

    columns = {name: int(name[1:]) for name in read.columns if name != LINE}
    assert expected == {
        (row[LINE], place): row[name] for row in read.to_dicts() for name, place in columns.items() if row[name].strip()
    }


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    return number(float(cell)) if isinstance(cell, int | float) else str(cell)


# as it was really sent


@pytest.mark.skipif(not REAL.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real.")
def test_a_workbook_as_it_was_published_is_read_below_its_two_rows_of_numbering():
    content = (REAL / "sn_may_2025.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active

    table = read_table(content, "sn_may_2025.xlsx")

    assert (table.sheet, table.header_line, table.first_line, table.last_line) == ("LA SN Groups", 3, 4, 164)
    assert table.columns[:6] == ("LA num", "LA Name", "LA number", "GOInd", "GOReg", "SN1")
    assert table.fixes["rule"].to_list()[:2] == ["title-row", "title-row"]
    for row in table.rows.rows():
        found = [_as_text(cell.value) for cell in sheet[row[0]]]
        assert all(one == other for one, other in zip_longest(row[1:], found, fillvalue=""))
