"""A file is opened as it was sent, or refused in one sentence that says what to do."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.reading import MAX_BYTES, UnreadableReturn, column_letter, read_table, refuse_by_size

HEAD = "period,service_id,indicator_id,numerator,denominator,note\n"
ROW = "2025-26 Q1,SV05,W01,9,12,all well\n"
SAVE = "Open it in a spreadsheet, choose 'Save as', then 'CSV UTF-8', and send that file."


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


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ((HEAD + ROW.replace("well", "wéll")).encode(), "utf-8"),
        (b"\xef\xbb\xbf" + (HEAD + ROW.replace("well", "wéll")).encode(), "utf-8 with BOM"),
        ((HEAD + ROW.replace("well", "wéll")).encode("cp1252"), "windows-1252"),
    ],
)
def test_three_encodings_give_the_same_cells(content, encoding):
    table = read_table(content, "q1.csv")

    assert table.encoding == encoding
    assert table.columns[0] == "period"
    assert table.rows["note"].to_list() == ["all wéll"]


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

    table = read_table((HEAD + rows).replace("\n", newline).encode(), "q1.csv")

    assert table.rows["line"].to_list() == [2, 5, 6]
    assert table.rows["note"].to_list() == [f"two{newline}lines", "all well", 'a, b "c"']


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


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
NEEDED = "The headings period, service_id and indicator_id are needed in one row"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "'q1.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        (b" \r\n\r\n", "'q1.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        (PNG, f"'q1.csv' is a picture, and returns are CSV files. {SAVE}"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", f"'q1.csv' is a picture, and returns are CSV files. {SAVE}"),
        (b"%PDF-1.7\n", f"'q1.csv' is a PDF document, and returns are CSV files. {SAVE}"),
        (packed("xl/book.xml"), f"'q1.csv' is a spreadsheet (XLSX or ODS), and returns are CSV files. {SAVE}"),
        (packed("q1.txt"), f"'q1.csv' is a packed (ZIP) file, and returns are CSV files. {SAVE}"),
        (gzip.compress(ROW.encode()), f"'q1.csv' is a packed (gzip) file, and returns are CSV files. {SAVE}"),
        ((HEAD + ROW).encode("utf-16"), f"'q1.csv' is written in UTF-16 ('Unicode text'). {SAVE}"),
        ((HEAD + ROW).encode("utf-16-be"), f"'q1.csv' is written in UTF-16 ('Unicode text'). {SAVE}"),
        (
            (HEAD + "\0" + ROW).encode(),
            f"'q1.csv' holds bytes that are not text, so it is damaged or not a CSV file. {SAVE}",
        ),
        (
            bytes(5000),
            f"'q1.csv' holds bytes that are not text, so it is damaged or not a CSV file. {SAVE}",
        ),
        (HEAD.encode() + b"\x81\xe9", f"'q1.csv' is written in an encoding that is not known. {SAVE}"),
        (
            HEAD.encode(),
            "'q1.csv' has headings but no rows under them. Fill in one row for each indicator and send it again.",
        ),
        (
            b"name,age\nAnn Example,9\n",
            f"{NEEDED}, and none of the first 20 rows of 'q1.csv' has them. "
            "Start from the template: a return holds counts, one row for each indicator.",
        ),
        (
            b"Return\nPeriod,Services ID,Measure\n",
            f"{NEEDED}; row 2 of 'q1.csv' lacks 'service_id' (the nearest is 'Services ID'), 'indicator_id'. "
            "Write the headings as in the template.",
        ),
        (
            b"period,service_id,note,indicator_id,Note\n1,2,3,4,5\n",
            "'q1.csv' has the heading 'Note' twice in row 1, in columns C and E. Rename or delete one of them.",
        ),
        (
            (HEAD + ROW + '2025-26 Q1,SV05,W01,9,12,"all\n').encode(),
            "'q1.csv' cannot be read from row 3 on: a quotation mark there is not closed, or text "
            "follows a closing one. Mend that row, or save the sheet again as 'CSV UTF-8'.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(content, said):
    with pytest.raises(UnreadableReturn) as refused:
        read_table(content, "q1.csv")

    assert str(refused.value) == said


def test_a_list_of_people_without_our_headings_is_refused_without_its_values():
    with pytest.raises(UnreadableReturn) as refused:
        read_table(b"name,service,period\nAnn Example,1943,SV05\n", "people.csv")

    assert "Ann" not in str(refused.value)


def test_a_file_of_a_gigabyte_is_refused_by_its_size_alone():
    with pytest.raises(UnreadableReturn, match=r"'zeros.csv' has 1,074 MB; the most that can be read is 25 MB"):
        refuse_by_size(2**30, "zeros.csv")

    refuse_by_size(MAX_BYTES, "large.csv")


def test_columns_have_the_letters_of_a_spreadsheet():
    named = {index: column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702, 16383)}

    assert named == {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"}


text_cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(text_cells, min_size=6, max_size=6), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back_at_its_line(rows, delimiter, newline):
    rows = [["2025-26 Q1", *row[1:]] for row in rows]
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([HEAD.strip().split(","), *rows])
    starts, line = [], 2
    for row in rows:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)

    table = read_table(held.getvalue().encode(), "q1.csv")

    assert [list(row[1:]) for row in table.rows.rows()] == rows
    assert table.rows["line"].to_list() == starts


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: HEAD.encode() + tail))
def test_no_bytes_break_the_reader(content):
    try:
        table = read_table(content, "q1.csv")
    except UnreadableReturn as refused:
        assert "'q1.csv'" in str(refused)
    else:
        assert table.rows.height or table.problems


REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"


@pytest.mark.skipif(not REAL.is_dir(), reason="the published files lie outside the repository: ../shared is absent")
def test_published_files_in_other_shapes_are_refused_and_not_misread():
    refused = []
    for path in [*(REAL / "messy").iterdir(), *(REAL / "indicators").glob("*.csv")]:
        with pytest.raises(UnreadableReturn):
            read_table(path.read_bytes()[:MAX_BYTES], path.name)
        refused.append(path.name)

    assert len(refused) > 10
