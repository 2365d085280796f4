"""An OpenDocument workbook is read by the values of its cells, as any other workbook is."""

import pytest

from impact.reading import read_table
from workbooks import HEAD, ROW, cells, grid, ods, ods_row, ods_table


def _ods_cell(kind: str, text: str, attributes: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{text}</text:p></table:table-cell>'


def test_an_opendocument_workbook_is_read_like_any_other():
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    content = ods(
        ods_table(
            ods_row(*HEAD),
            ods_row(*ROW, attributes='table:number-rows-repeated="2"'),
            ods_row(blank, attributes='table:number-rows-repeated="3"'),
            ods_row(*ROW),
            ods_row(blank, attributes='table:number-rows-repeated="1048569"'),
        )
    )

    table = read_table(content, "q1.ods")

    assert table.keys == HEAD
    assert table.letters == tuple("ABCDEF")
    assert table.rows["line"].to_list() == [2, 3, 7]
    assert set(table.rows.drop("line").rows()) == {("2025-26 Q1", "SV05", "W01", "9", "12", "all well")}
    assert (table.sheet, table.sheets, table.remarks) == ("Return", ("Return",), ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (_ods_cell("float", "9.4", 'office:value="9.37"'), "9.37"),
        (_ods_cell("float", "1,234", 'office:value="1234"'), "1234"),
        (_ods_cell("float", "00123", 'office:value="123"'), "00123"),
        (_ods_cell("currency", "£5.00", 'office:value="5"'), "5"),
        (_ods_cell("percentage", "41%", 'office:value="0.412"'), "41.2%"),
        (_ods_cell("date", "01/04/25", 'office:date-value="2025-04-01"'), "2025-04-01"),
        (_ods_cell("date", "x", 'office:date-value="2025-04-01T13:30:00"'), "2025-04-01 13:30"),
        (_ods_cell("date", "one day", 'office:date-value="soon"'), "one day"),
        (_ods_cell("time", "9:30", 'office:time-value="PT09H30M00S"'), "09:30"),
        (_ods_cell("time", "30:00", 'office:time-value="PT30H00M00.000000S"'), "30:00"),
        (_ods_cell("boolean", "WAHR", 'office:boolean-value="true"'), "TRUE"),
        (_ods_cell("string", "shown", 'office:string-value="kept"'), "kept"),
        (_ods_cell("string", "#REF!", 'office:string-value="" calcext:value-type="error"'), "#REF!"),
        (_ods_cell("float", "#DIV/0!", 'office:value="0"'), "#DIV/0!"),
        (_ods_cell("float", "Err:502", 'office:value="0"'), "Err:502"),
        (_ods_cell("string", 'a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d', ""), "a   b\tc\nd"),
        (_ods_cell("string", "two</text:p><text:p>para<text:span>graphs</text:span>", ""), "two\nparagraphs"),
        (_ods_cell("string", "a\n   b", ""), "a b"),
        (
            _ods_cell("string", "</text:p><office:annotation><text:p>no</text:p></office:annotation><text:p>yes", ""),
            "\nyes",
        ),
        (_ods_cell("string", "</text:p><draw:frame><text:p>no</text:p></draw:frame><text:p>yes", ""), "\nyes"),
    ],
)
def test_an_opendocument_cell_is_read_by_its_value(cell, text):
    assert cells(ods(ods_table(ods_row("x", cell)))) == [(1, "x", text)]


def test_hidden_filtered_and_merged_cells_of_an_opendocument_workbook_are_said():
    label = _ods_cell("string", "North", 'table:number-rows-spanned="3"')
    covered = "<table:covered-table-cell/>"
    hidden = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    content = ods(
        ods_table(
            ods_row("ward", "boys", "girls"),
            ods_row(label, 1, 2),
            ods_row(covered, 3, 4, attributes='table:visibility="filter"'),
            ods_row(covered, 5, 6),
            columns=hidden,
        )
    )

    read = grid(content)

    assert read.cells["c0"].to_list() == ["ward", "North", "North", "North"]
    assert read.fixes["line"].to_list() == [3, 4]
    assert [remark.split(" in the sheet")[0] for remark in read.remarks] == [
        "Row 3 is hidden by a filter",
        "Columns B and C are hidden",
    ]


def test_hidden_sheets_and_formulas_without_a_result_of_an_opendocument_workbook_are_said():
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    content = ods(
        ods_table(ods_row("a", '<table:table-cell table:formula="of:=1"/>', "b"))
        + ods_table(ods_row("word", "word", "word"), name="Lists", attributes='table:style-name="ta2"')
        + ods_table(ods_row("<table:table-cell/>"), name="Sheet3"),
        styles=style,
    )

    assert grid(content).remarks == (
        "The sheet 'Lists' is hidden and not read.",
        "The sheet 'Sheet3' is empty.",
        "The formula in cell B1 was saved without its result, so the cell was read as blank. "
        "Open the workbook in a spreadsheet, save it there, and send it again.",
    )
