"""A file is opened as it was sent, or refused in one sentence that says what to do."""

import csv
import gzip
import io
import zipfile
from itertools import zip_longest

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from impact.ledger import FIX_SCHEMA
from impact.reading import (
    MAX_BYTES,
    UnreadableReturn,
    column_letter,
    read_table,
    refuse_by_size,
    refuse_without_headings,
)
from impact.reading.records import by_record, in_one_go

HEAD = "period,service_id,indicator_id,numerator,denominator,note\n"
ROW = "2025-26 Q1,SV05,W01,9,12,all well\n"
SAVE = "Open it in a spreadsheet, choose 'Save as', then 'CSV UTF-8', and send that file."


def opened(content: bytes | str, **how):
    return read_table(content.encode() if isinstance(content, str) else content, "q1.csv", **how)


def cells(content: bytes | str) -> list[tuple]:
    sent = content.encode() if isinstance(content, str) else content
    return read_table(sent, "q1.csv").rows.rows()


def packed(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "content")
    return held.getvalue()


def test_every_cell_is_text_beside_its_line():
    table = read_table((HEAD + ROW).encode(), "q1.csv")

    assert table.rows.rows() == [(2, "2025-26 Q1", "SV05", "W01", "9", "12", "all well")]
    assert table.rows.schema == {"line": pl.Int64, **dict.fromkeys(table.keys, pl.String)}
    assert table.columns == ("period", "service_id", "indicator_id", "numerator", "denominator", "note")
    assert table.letters == tuple("ABCDEF")
    assert (table.encoding, table.delimiter, table.header_line) == ("utf-8", ",", 1)


NOTED = HEAD + ROW.replace("well", "wéll")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (NOTED.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + NOTED.encode(), "utf-8 with BOM"),
        (NOTED.encode("utf-16"), "utf-16 le"),
        (NOTED.encode("utf-16-le"), "utf-16 le"),
        (b"\xfe\xff" + NOTED.encode("utf-16-be"), "utf-16 be"),
        (NOTED.encode("utf-16-be"), "utf-16 be"),
        (NOTED.encode("cp1252"), "windows-1252"),
    ],
)
@pytest.mark.parametrize("times", [1, 3000], ids=["short", "long"])
def test_every_encoding_gives_the_same_cells(content, encoding, times):
    start = NOTED.index("2025")
    rows = NOTED[start:] * (times - 1)
    more = rows.encode({"utf-8 with BOM": "utf-8", "windows-1252": "cp1252"}.get(encoding, encoding.replace(" ", "-")))

    table = opened(content + more)

    assert table.encoding == encoding
    assert table.columns[0] == "period"
    assert set(table.rows["note"]) == {"all wéll"}
    assert table.rows["line"].to_list() == list(range(2, times + 2))


def test_windows_1252_is_said_to_be_a_guess_with_the_place_to_look_at():
    table = opened((HEAD + ROW + ROW.replace("well", "for £9")).encode("cp1252"))

    assert table.remarks == (
        "The file is not UTF-8, so it was read as Windows-1252, which is a guess. Check the first character that "
        "depends on it: '£' in row 3. If it is wrong, save the sheet again as 'CSV UTF-8'.",
    )


def test_mac_roman_is_believed_where_windows_1252_gives_nonsense():
    table = opened((HEAD + ROW.replace("all well", "café, don’t “wait” – crèche".replace(",", ""))).encode("mac_roman"))

    assert table.encoding == "mac roman"
    assert table.rows["note"].to_list() == ["café don’t “wait” – crèche"]
    assert table.remarks == (
        "The file is not UTF-8 and was read as Mac Roman, because it then reads 'café' in row 2 where Windows-1252 "
        "would give 'cafŽ'. If that is wrong, save it again as 'CSV UTF-8'.",
    )


def test_one_sign_of_mac_roman_is_said_and_not_acted_on():
    table = opened((HEAD + ROW.replace("all well", "at the café")).encode("mac_roman"))

    assert (table.encoding, table.rows["note"].to_list()) == ("windows-1252", ["at the cafŽ"])
    assert table.remarks[1] == (
        "Row 2 reads 'cafŽ', which may have been 'café' on an older Mac (Mac Roman). "
        "If so, save the sheet again as 'CSV UTF-8'."
    )


@pytest.mark.parametrize("text", ["“Café”, don’t", "£9 – Zoë", "naïve ÉCOLE", "½ · São\xa0Paulo", "• €5 … Ångström"])
def test_ordinary_windows_letters_raise_no_suspicion_of_a_mac(text):
    table = opened((HEAD + ROW.replace("all well", f'"{text}"')).encode("cp1252"))

    assert (table.rows["note"].to_list(), len(table.remarks)) == ([text], 1)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("Â£9", "Row 3 holds 'Â£9': letters that an earlier program read in the wrong encoding."),
        ("donâ€™t", "Row 3 holds 'â€™': letters that an earlier program read in the wrong encoding."),
        ("cafÃ©", "Row 3 holds 'Ã©': letters that an earlier program read in the wrong encoding."),
        ("caf√©", "Row 3 holds '√©': letters that an earlier program read in the wrong encoding."),
        ("on:† 02/07/2012", "Row 3 has a dagger (†) beside a space, as where a no-break space was read"),
        ("caf\ufffd", "Row 3 holds '\ufffd': an earlier program lost a letter there."),
    ],
)
def test_spoiled_letters_are_said_with_their_row_and_left_as_found(found, said):
    table = opened(HEAD + ROW + ROW.replace("all well", found))

    (remark,) = table.remarks
    assert remark.startswith(said)
    assert table.rows["note"].to_list() == ["all well", found]


def test_good_utf_8_is_not_remarked_on():
    assert opened(HEAD + ROW.replace("all well", "café £9 – “don’t”† Ã Â")).remarks == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("told", [False, True])
def test_four_separators_give_the_same_cells(delimiter, told):
    content = (f"sep={delimiter}\r\n" if told else "") + (HEAD + ROW).replace(",", delimiter)

    table = read_table(content.encode(), "q1.csv")

    assert table.delimiter == delimiter
    assert table.header_line == (2 if told else 1)
    assert table.rows.rows() == [(3 if told else 2, "2025-26 Q1", "SV05", "W01", "9", "12", "all well")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file_even_after_line_breaks_in_quotes(newline):
    rows = ROW.replace("all well", '"two\nlines"') + "\n" + ROW + ROW.replace("all well", '"a, b ""c"""')

    table = opened((HEAD + rows).replace("\n", newline))

    assert table.rows["line"].to_list() == [2, 5, 6]
    assert table.rows["note"].to_list() == [f"two{newline}lines", "all well", 'a, b "c"']


@pytest.mark.parametrize(
    ("ends", "named"),
    [(["\n"], "LF"), (["\r\n"], "CRLF"), (["\r"], "CR"), (["\n", "\r\n"], "mixed"), (["\r", "\n"], "mixed")],
)
@pytest.mark.parametrize("note", ["all well", '"two\nlines, and ""more"""', '"a\r\nb"'])
@pytest.mark.parametrize("times", [4, 4000], ids=["short", "long"])
def test_line_ends_are_named_as_they_are_outside_quotation_marks(ends, named, note, times):
    rows = [HEAD.strip(), *[ROW.strip().replace("all well", note)] * times]

    table = opened("".join(row + ends[place % len(ends)] for place, row in enumerate(rows)))

    step = 1 + ("\n" in note)
    assert table.line_ends == named
    assert table.rows["line"].to_list() == list(range(2, 2 + times * step, step))
    assert set(table.rows["note"]) == {(note[1:-1] if '"' in note else note).replace('""', '"')}


def test_a_long_file_keeps_its_lines_past_blank_ones_and_names_its_long_rows():
    rows = [ROW, "\n", ROW, ROW.replace("well", "well,more"), ",,,,,\n", ROW.replace("all well", '"a, b"')] * 1000

    table = opened(HEAD + "".join(rows))

    starts = [line for line in range(2, 6002) if (line - 2) % 6 in (0, 2, 5)]
    assert table.rows["line"].to_list() == starts
    assert [problem.line for problem in table.problems] == list(range(5, 6002, 6))
    assert set(table.rows["note"]) == {"all well", "a, b"}


@pytest.mark.parametrize("bare", ["a;b;c\n1,5;2;x\n2,5;3;y\n", "a|b\n1|2\n", "a\tb, c\n1\t2\n", "a;b\n1;2;\n3;4\n"])
def test_the_separator_is_the_one_that_gives_even_rows(bare):
    table = opened(bare)

    assert table.delimiter == next(letter for letter in ";|\t" if letter in bare)
    assert table.columns[:2] == tuple(bare.split("\n")[0].split(table.delimiter)[:2])


def test_known_headings_settle_the_separator_when_notes_hold_another():
    rows = ROW.replace(",", ";").replace("all well", "all well, but late")

    assert opened("Hubs, all\nSent in June, late\n" + HEAD.replace(",", ";") + rows).delimiter == ";"


def test_lines_above_the_headings_are_passed_over():
    table = read_table(("Return of the family hubs\n\n" + HEAD + ROW).encode(), "q1.csv")

    assert table.header_line == 3
    assert table.rows["line"].to_list() == [4]


def test_blank_rows_and_blank_columns_are_dropped_and_letters_stay():
    content = "period,,service_id,indicator_id,,note,,\n2025-26 Q1,,SV05,W01,x,well,,\n,,,,,,,\n , ,\n"

    table = read_table(content.encode(), "q1.csv")

    assert table.columns == ("period", "service_id", "indicator_id", "", "note")
    assert table.letters == ("A", "C", "D", "E", "F")
    assert table.rows.rows() == [(2, "2025-26 Q1", "SV05", "W01", "x", "well")]


def test_headings_are_known_by_word_and_not_by_case():
    table = read_table(f"Period,Service ID,indicator-id\n{ROW[:19]}\n".encode(), "q1.csv")

    assert table.keys == ("period", "service_id", "indicator_id")
    assert table.columns == ("Period", "Service ID", "indicator-id")


def test_a_short_row_ends_in_blank_cells():
    assert cells(HEAD + "2025-26 Q1,SV05,W01\n") == [(2, "2025-26 Q1", "SV05", "W01", "", "", "")]


def test_a_row_with_too_many_cells_is_a_problem_with_its_line():
    content = HEAD + ROW + ROW.replace("all", "all,") + ROW.strip() + ",,\n"

    table = read_table(content.encode(), "q1.csv")

    assert table.rows["line"].to_list() == [2, 4]
    assert [str(problem) for problem in table.problems] == [
        "Row 3: This row has 7 cells under 6 headings. If a note or a number holds the separator, "
        "put that cell in quotation marks or take the separator out."
    ]


def fixes(table) -> list[tuple]:
    assert table.fixes.schema == FIX_SCHEMA
    return table.fixes.select("rule", "line", "found").rows()


BODY = "SV01,3,4\nSV02,5,6\n"


@pytest.mark.parametrize(
    ("content", "header_lines", "columns"),
    [
        ("Service,Q1,Q2\n", (1,), ("Service", "Q1", "Q2")),
        ("Hubs\n\nService,Q1,Q2\n", (3,), ("Service", "Q1", "Q2")),
        ("Prepared by:,Hubs\nService,Q1,Q2\n", (2,), ("Service", "Q1", "Q2")),
        (" Service ,  Q1,Q2  \n", (1,), ("Service", "Q1", "Q2")),
        (",Q1,Q2\n", (1,), ("", "Q1", "Q2")),
        ("Service,2024,2025\n", (1,), ("Service", "2024", "2025")),
        ("Service,01/04/2025,01/07/2025\n", (1,), ("Service", "01/04/2025", "01/07/2025")),
        (",The hubs in June,\nService,Q1,Q2\n", (2,), ("Service", "Q1", "Q2")),
        (",2024,2025\nService,Seen,Seen\n", (1, 2), ("Service", "2024 / Seen", "2025 / Seen")),
        ("Hubs,,\nService,Seen,\n,\n,Q1,Q2\n", (2, 4), ("Service", "Seen / Q1", "Seen / Q2")),
        ("A,B,C\n1,2,3\nService,Q1,Q2\n", (3,), ("Service", "Q1", "Q2")),
    ],
)
def test_headings_are_found_wherever_they_stand(content, header_lines, columns):
    table = opened(content + BODY)

    assert (table.header_lines, table.header_line, table.columns) == (header_lines, header_lines[-1], columns)
    assert [row[1:] for row in table.rows.rows()] == [("SV01", "3", "4"), ("SV02", "5", "6")]
    assert (table.first_line, table.last_line) == (header_lines[-1] + 1, header_lines[-1] + 2)


def test_a_wider_heading_does_not_begin_inside_a_narrower_one():
    head = ",2014,,2015,,\n,Seen,Score,,Seen,Score\n,,Low,High,,Low\n"

    table = opened(head + "SV01,1,2,3,4,5\nSV02,1,2,3,4,5\n")

    assert table.columns[1:] == (
        "2014 / Seen",
        "2014 / Score / Low",
        "2014 / Score / High",
        "2015 / Seen",
        "2015 / Score / Low",
    )


def test_a_heading_over_the_middle_of_its_series_holds_for_all_of_it():
    table = opened(",2014,,,2015\nTeam,Seen,Due,Seen,Due\nSV01,1,2,3,4\nSV02,1,2,3,4\n")

    assert table.columns == ("Team", "2014 / Seen", "2014 / Due", "2015 / Seen", "2015 / Due")
    assert table.remarks[1:] == (
        "The heading '2015' stands above column E; it was taken to hold from column D on, where the headings below "
        "it begin.",
    )


def test_rows_of_headings_that_were_joined_are_said():
    assert opened("Service,Seen,\n,Q1,Q2\n" + BODY).remarks == (
        "The headings take the rows 1 and 2; their parts were joined with ' / '.",
    )


def test_known_headings_find_their_row_among_others():
    content = "Sent by,Hubs,June\nService,W01,W02\nx,y,z\n"

    assert opened(content, known_headings=("W01", "w02", "Service")).header_line == 2


def test_a_file_without_headings_says_which_row_was_taken_for_them():
    table = opened("1,2,3\n4,5,6\n7,8,9\n")

    assert table.remarks == (
        "No row of headings was found, so row 1 was taken for it. If it is data, put a row of headings above it.",
    )


def test_text_alone_has_its_headings_in_the_first_full_row():
    table = opened("Our hubs\nName,Place\nNorth,Mill Lane\nSouth,\n")

    assert (table.columns, table.rows["name"].to_list()) == (("Name", "Place"), ["North", "South"])


def test_headings_like_one_another_keep_keys_of_their_own():
    table = opened("Line,Note,note,,Note\n1,2,3,4,5\n")

    assert table.keys == ("line~A", "note", "note~C", "column D", "note~E")
    assert table.columns == ("Line", "Note", "note", "", "Note")
    assert table.rows.rows() == [(2, "1", "2", "3", "4", "5")]


AROUND = [
    ("title-row", 1, "Hubs"),
    ("title-row", 2, "Sent in June"),
    ("units-row", 5, "number"),
    ("repeated-heading", 7, "Service"),
    ("total-row", 9, "Total"),
    ("footnote-row", 11, "Source: our own records"),
    ("footnote-row", 12, "1. Seen at least once in the quarter."),
    ("footnote-row", 13, "Note: provisional"),
]
SHEET = (
    "Hubs\nSent in June\n\nService,Q1,Q2\n,number,number\nSV01,3,4\nService,Q1,Q2\nSV02,5,6\nTotal,8,10\n\n"
    "Source: our own records\n1. Seen at least once in the quarter.\nNote: provisional,may change\n,,\n"
)


def test_rows_around_the_data_are_left_out_and_each_is_listed():
    table = opened(SHEET)

    assert table.rows["line"].to_list() == [6, 8]
    assert fixes(table) == AROUND
    assert set(table.fixes["made"]) == {"left out"}


@pytest.mark.parametrize("rule", sorted({rule for rule, _, _ in AROUND}))
def test_rows_left_out_by_a_rule_can_be_had_back(rule):
    table = opened(SHEET, declined=frozenset({(rule, "")}))

    back = [line for name, line, _ in AROUND if name == rule]
    assert table.rows["line"].to_list() == sorted([6, 8, *back])
    assert fixes(table) == [fix for fix in AROUND if fix[0] != rule]


@pytest.mark.parametrize(
    "last",
    ["SV03,7,8\n", "SV03,,\n", "Total,8,10\nTotal,1,2\n", "Total need,1,2\n", "Rochdale,,\n", "Our north hub,1,\n"],
)
def test_a_last_row_that_may_be_data_stays(last):
    table = opened("Service,Q1,Q2\n" + BODY + last)

    assert (table.rows.height, fixes(table)) == (2 + last.count("\n"), [])


def test_a_return_in_our_form_loses_no_row_to_a_guess():
    table = opened(HEAD + ROW + "2025-26 Q1,,,,,\n,SV05,,,,\n,,,9,12,\n")

    assert (table.rows["line"].to_list(), fixes(table)) == ([2, 3, 4, 5], [])


@pytest.mark.parametrize("times", [3, 4000], ids=["short", "long"])
def test_a_row_that_lost_a_separator_is_a_problem_at_its_cell(times):
    good = "Hub,12/06/2025,784,Fares\n"
    content = "Team,Date,Amount,Reason\n" + good * times + "Hub,07/06/2025784,Fares\nHub,,Fares\nHub,07/06/2025\n"

    table = opened(content)

    assert [str(problem) for problem in table.problems] == [
        f"Row {times + 2}, column B (Date): This row has 3 cells where other rows have 4, and a date and a number run "
        "into each other here: a separator was lost. Put it back where it belongs.",
        f"Row {times + 3}, column C (Amount): This row has 3 cells where other rows have 4, and there are words here "
        "under a heading for numbers: a separator was lost. Put it back where it belongs.",
    ]
    assert {problem.rule for problem in table.problems} == {"too-few-cells"}
    assert table.rows["line"].to_list() == [*range(2, times + 2), times + 4]


def test_a_nameless_column_that_most_rows_fill_is_a_column_and_no_fault():
    table = opened("Service,Q1\nSV01,3,x\nSV02,5,y\nSV03,5\n")

    assert (table.columns, table.keys, table.problems) == (("Service", "Q1", ""), ("service", "q1", "column C"), ())


def test_in_our_form_text_beyond_the_headings_is_a_fault_in_every_row():
    table = opened(HEAD + ROW.replace("all", "all,") * 3 + ROW)

    assert [problem.line for problem in table.problems] == [2, 3, 4]


def test_text_after_a_closing_quotation_mark_is_read_and_said():
    table = opened(HEAD + ROW.replace("all well", '"all" well') + ROW)

    assert table.rows["note"].to_list() == ["all well", "all well"]
    assert table.remarks == ("Row 2 has text after a closing quotation mark; the two were read as one cell.",)


def test_a_quotation_mark_inside_a_cell_is_a_letter():
    assert opened(HEAD + ROW.replace("all well", '5" pipe') * 2).rows["note"].to_list() == ['5" pipe'] * 2


@pytest.mark.parametrize("rows", [3, 20])
def test_a_sheet_of_every_column_there_is_is_read(rows):
    heads = ",".join(f"h{column}" for column in range(16_384))
    body = "\n".join(",".join(map(str, range(row, 16_384 + row))) for row in range(rows))

    table = opened(f"{heads}\n{body}\n")

    assert (table.rows.shape, table.letters[-1], table.rows["h16383"][0]) == ((rows, 16_385), "XFD", "16383")


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
NEEDED = "The headings period, service_id and indicator_id are needed in one row"
NO_TEXT = "and returns are CSV files or XLSX workbooks"
COPY = "Copy the figures into the template, and send that."
UNPACK = "Unpack it, and send the CSV file or workbook that is in it."
EXPORT = "Export the figures as CSV from the system that they come from, and send that file."
WEB_PAGE = "a web page, as some systems export under the name of a workbook"
PAGES = ("<html>\n<body><table>\n<tr>", "\n <!DOCTYPE html>\n<p>", "<?xml version='1.0'?>\n<!-- x -->\n<html x='y'>\n")
CODES = ("utf-8", "utf-8-sig", "utf-16")
XML_2003 = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">\n<Worksheet>'
UNCLOSED = (
    "a quotation mark there is not closed, so that the rows below it run into one cell. Close it or take it out, "
    "or save the sheet again as 'CSV UTF-8'."
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "'q1.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        (b" \r\n\r\n", "'q1.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        ("\ufeff \n".encode("utf-16-le"), "'q1.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        (PNG, f"'q1.csv' is a picture, {NO_TEXT}. {COPY}"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", f"'q1.csv' is a picture, {NO_TEXT}. {COPY}"),
        (b"%PDF-1.7\n", f"'q1.csv' is a PDF document, {NO_TEXT}. {COPY}"),
        (b"{\\rtf1\\ansi period\\par}", f"'q1.csv' is a text document (RTF), {NO_TEXT}. {COPY}"),
        (packed("q1.txt"), f"'q1.csv' is a packed (ZIP) file, {NO_TEXT}. {UNPACK}"),
        (packed("word/document.xml"), f"'q1.csv' is a Word document, {NO_TEXT}. {COPY}"),
        (gzip.compress(ROW.encode()), f"'q1.csv' is a packed (gzip) file, {NO_TEXT}. {UNPACK}"),
        *((page.encode(code), f"'q1.csv' is {WEB_PAGE}, {NO_TEXT}. {SAVE}") for page in PAGES for code in CODES),
        (XML_2003, f"'q1.csv' is a workbook of Excel 2003 (XML), {NO_TEXT}. {SAVE}"),
        (b"<?xml version='1.0'?>\n<rows><row/></rows>", f"'q1.csv' is an XML file, {NO_TEXT}. {EXPORT}"),
        (b"MIME-Version: 1.0\n\n<html>", f"'q1.csv' is a saved web page or an e-mail, {NO_TEXT}. {SAVE}"),
        (b'[\n {"period": "2025-26 Q1"},\n {"a": 1}]', f"'q1.csv' is a JSON file, {NO_TEXT}. {EXPORT}"),
        (b'{"period": "2025-26 Q1"}\n{"period": ""}\n', f"'q1.csv' is a JSON file, {NO_TEXT}. {EXPORT}"),
        (
            (HEAD + "\0" + ROW).encode(),
            "'q1.csv' holds bytes that are not text, the first in row 2, so it is damaged or not a CSV file. " + SAVE,
        ),
        (
            bytes(5000),
            "'q1.csv' holds bytes that are not text, the first in row 1, so it is damaged or not a CSV file. " + SAVE,
        ),
        (
            (HEAD + ROW).encode("utf-16") + b"\n",
            f"'q1.csv' is written in UTF-16 ('Unicode text') and is damaged in row 3. {SAVE}",
        ),
        (
            (HEAD + ROW).encode() + b"\x81\xe9",
            "'q1.csv' cannot be read in row 3: the byte 0x81 there stands for no letter in UTF-8 or Windows-1252. "
            + SAVE,
        ),
        (
            HEAD.encode(),
            "'q1.csv' has headings but no rows under them. Fill in one row for each indicator and send it again.",
        ),
        (
            b"Hubs\nService,Q1,Q2\nTotal,8,10\n",
            "'q1.csv' has headings but no rows under them. Fill in one row for each indicator and send it again.",
        ),
        (
            b"a" * 200_000 + b"," * 600,
            "'q1.csv' cannot be read from row 1 on: a cell there has more than 131,072 letters, so it is no table. "
            + SAVE,
        ),
        ((HEAD + ROW + ROW.replace("all", '"all')).encode(), f"'q1.csv' cannot be read from row 3 on: {UNCLOSED}"),
        (
            (HEAD + ROW + ROW.replace("all", '"all') + ROW + ROW.replace("all well", '"well"')).encode(),
            f"'q1.csv' cannot be read from row 3 on: {UNCLOSED}",
        ),
        (
            (HEAD + ROW * 5000 + ROW.replace("all", '"all')).encode(),
            f"'q1.csv' cannot be read from row 5002 on: {UNCLOSED}",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(content, said):
    with pytest.raises(UnreadableReturn) as refused:
        opened(content)

    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "name,age\nAnn Example,9\n",
            f"{NEEDED}, and 'q1.csv' has none of them. "
            "Start from the template: a return holds counts, one row for each indicator.",
        ),
        (
            "Return\nPeriod,Services ID,Measure\n2025,SV05,3\n",
            f"{NEEDED}; row 2 of 'q1.csv' lacks 'service_id' (the nearest is 'Services ID'), 'indicator_id'. "
            "Write the headings as in the template.",
        ),
    ],
)
def test_a_table_without_our_headings_can_be_refused_by_what_it_lacks(content, said):
    with pytest.raises(UnreadableReturn) as refused:
        refuse_without_headings(opened(content), "q1.csv")

    assert str(refused.value) == said


def test_a_table_with_our_headings_is_not_refused():
    table = opened(HEAD + ROW)

    refuse_without_headings(table, "q1.csv")

    assert table.rows.height == 1


def test_a_list_of_people_without_our_headings_is_refused_without_its_values():
    with pytest.raises(UnreadableReturn) as refused:
        refuse_without_headings(opened("name,service,period\nAnn Example,1943,SV05\n"), "people.csv")

    assert "Ann" not in str(refused.value)


def test_a_file_of_a_gigabyte_is_refused_by_its_size_alone():
    with pytest.raises(UnreadableReturn, match=r"'zeros.csv' has 1,074 MB; the most that can be read is 120 MB"):
        refuse_by_size(2**30, "zeros.csv")

    refuse_by_size(MAX_BYTES, "large.csv")


def test_columns_have_the_letters_of_a_spreadsheet():
    named = {index: column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702, 16383)}

    assert named == {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"}


letters = st.sampled_from('aBé 09,;|\t"\n')
text_cells = st.text(letters, max_size=6) | st.text(
    st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=9
)
titles = st.lists(
    st.sampled_from(["Return of the hubs", "Family hubs, 2025; all", 'Called "the hubs"', ""]), max_size=3
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.lists(text_cells, min_size=5, max_size=5), min_size=1, max_size=12),
    titles,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(ENCODINGS),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_is_written_is_read_back_at_its_line(rows, above, delimiter, newline, encoding, quoting):
    rows = [["2025-26 Q1", *row] for row in rows]
    held = io.StringIO()
    quoting = csv.QUOTE_ALL if newline == "\r" else quoting
    writer = csv.writer(held, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([*([title] for title in above), HEAD.strip().split(","), *rows])
    starts, line = [], 2 + len(above)
    for row in rows:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)

    table = opened(held.getvalue().encode(encoding))

    assert [list(row[1:]) for row in table.rows.rows()] == rows
    assert table.rows["line"].to_list() == starts
    assert (table.delimiter, table.header_line) == (delimiter, 1 + len(above))
    assert [found for _, _, found in fixes(table)] == [title for title in above if title]


ragged = st.lists(st.lists(text_cells, max_size=6), min_size=1, max_size=12)


@settings(deadline=None, max_examples=200)
@given(ragged, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_ways_of_taking_a_text_apart_agree(rows, delimiter, newline, ended):
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator=newline).writerows(rows)
    content = held.getvalue().encode().removesuffix(b"" if ended else newline.encode())

    assume(content)

    quick, slow = in_one_go(content, delimiter, 1), by_record(content, delimiter, "q1.csv")

    assert quick is not None
    assert filled(quick.cells) == filled(slow.cells)
    assert slow.remarks == ()


def filled(cells: pl.DataFrame) -> dict[int, list[str]]:
    """Line -> its cells from the left, without blank ones at its end; blank rows left out."""
    places = [int(name[1:]) for name in cells.columns[1:]]
    found = {}
    for line, *row in cells.rows():
        by_place = dict(zip_longest(places, row))
        whole = [by_place.get(place, "") for place in range(max(places, default=-1) + 1)]
        while whole and not whole[-1].strip():
            whole.pop()
        if whole:
            found[line] = whole
    return found


BYTES = st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: HEAD.encode() + tail)
PIECES = st.lists(st.sampled_from([*HEAD, "\r", '"', '",', ',"', "\n\n", "x", "1", "Total", "é", "†"]), max_size=60)


@settings(deadline=None, max_examples=300)
@given(BYTES | PIECES.map("".join).map(str.encode) | PIECES.map("".join).map(lambda text: text.encode("utf-16")))
def test_no_bytes_break_the_reader(content):
    try:
        table = opened(content)
    except UnreadableReturn as refused:
        assert "'q1.csv'" in str(refused)
    else:
        assert table.rows.height or table.problems
        assert len(set(table.keys)) == len(table.keys) == table.rows.width - 1


@settings(deadline=None, max_examples=20)
@given(PIECES.map("".join).map(str.encode) | st.binary(min_size=1, max_size=40))
def test_no_bytes_repeated_into_a_long_file_break_the_reader(piece):
    content = HEAD.encode() + piece * (70_000 // max(len(piece), 1))

    try:
        table = opened(content)
    except UnreadableReturn as refused:
        assert "'q1.csv'" in str(refused)
    else:
        assert table.rows.height or table.problems


@pytest.mark.parametrize("above", ["¹,²,³12", "1,2,³", "٣,٤,٥"])
def test_raised_and_foreign_digits_above_the_headings_do_not_stop_the_reader(above):
    content = f"{above}\nMeasure,Total,Note\nW01,12,a\nW02,13,b\nW03,14,c\n".encode()

    assert {"W01", "W02", "W03"} <= set(read_table(content, "q1.csv").rows.to_series(1))
