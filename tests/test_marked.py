"""A text file comes back as it was sent, marked in two columns, ready to be corrected and sent again."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.columns import MARK_COLUMNS
from impact.marked import marked_csv, marked_name
from impact.marked.saying import LONGEST, sayings
from impact.reading import MAX_BYTES, column_letter
from marking import COUNCIL, HEAD, NOTED, SENT, corrected_text, faults_of, marks, places, returns, table_of

BOM = b"\xef\xbb\xbf"


def marked(text: str, found: pl.DataFrame) -> str:
    content = text.encode()
    return marked_csv(content, "q1.csv", found, table_of(content)).decode("utf-8-sig")


def test_every_row_comes_back_in_its_place_letter_by_letter_with_what_is_wrong_beside_it():
    assert marked(SENT, NOTED) == (
        "Return of the school nurses\r\n"
        "\r\n"
        f"{HEAD},fault_codes,what_to_do\r\n"
        '2025-26 Q1,SV05,W01, 9 ,12,"two lines,\r\nin one",,\r\n'
        '2025-26 Q1,SV06,W01,nine,0012,=1+1,"missing; not-a-number",'
        "Column B (service_id): Write it. Column D (numerator): 'nine' is not a number.\r\n"
        '"2025-26 Q1",SV07,W01,9,12,,jump,Worth a look: Column D (numerator): Is 9 right?\r\n'
        "Source: our own"
    )


def test_what_is_about_the_whole_file_a_column_or_the_headings_is_said_in_the_first_row_of_data():
    found = marks(
        ("number", 4, "D", "Hm.", True),
        ("asked", None, "", "Which service?", True),
        ("unknown-column", None, "F", "Leave it out?", False),
        ("twice", 3, "E", "There are two.", True),
        ("whole-row", 4, "", "This row\nis odd.", True),
        ("whole-row", 4, "", "This row\nis odd.", True),
    )

    said = sayings(found, table_of(SENT.encode()), MAX_BYTES)

    assert said == {
        4: (
            "asked; twice; unknown-column; whole-row; number",
            "Whole file: Which service? Row 3, column E (denominator): There are two. "
            "Worth a look: Whole column F (note): Leave it out? This row is odd. Column D (numerator): Hm.",
        )
    }


@pytest.mark.parametrize(
    ("sent", "given"),
    [("\n", "\n"), ("\r\n", "\r\n"), ("\r", "\r\n")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separator_and_line_ends_stay_and_the_encoding_becomes_utf_8(sent, given, delimiter, encoding):
    rows = [HEAD.split(","), ["2025-26 Q1", "SV05", "W01", "9", "12", "£5 café – a row"]]
    content = "".join(delimiter.join(row) + sent for row in rows).encode(encoding)

    back = marked_csv(content, "q1.csv", marks(("odd", 2, "D", "Look.", True)), table_of(content))

    added = [list(MARK_COLUMNS), ["odd", "Column D (numerator): Look."]]
    wanted = "".join(delimiter.join([*row, *more]) + given for row, more in zip(rows, added, strict=True))
    assert back == BOM + wanted.encode()
    assert table_of(back).rows.equals(table_of(content).rows)


def test_each_row_keeps_the_line_end_it_has():
    text = f"{HEAD}\n2025-26 Q1,SV05,W01,9,12,a\r\n2025-26 Q1,SV05,W02,9,12,b\r2025-26 Q1,SV05,W03,9,12,c"

    ends = [line[-2:] for line in marked(text, marks()).encode().removeprefix(BOM).splitlines(keepends=True)]

    assert ends == [b"o\n", b"\r\n", b"\r\n", b",,"]


def test_a_file_marked_again_is_the_same_and_one_with_other_faults_has_only_those():
    once = marked(SENT, NOTED)

    assert marked(once, NOTED) == once
    assert marked(once, marks()) == marked(SENT, marks())
    assert marked(marked(SENT, NOTED.tail(1)), NOTED) == once


def test_a_row_of_which_only_our_words_are_left_is_no_row():
    cleared = corrected_text(marked(SENT, NOTED).encode(), ",", {f"{letter}5": "" for letter in "ABCDEF"})

    assert "=1+1" not in cleared.decode()
    assert table_of(cleared).rows["service_id"].to_list() == ["SV05", "SV07"]


RAGGED = (
    f"{HEAD}\n" + "2025-26 Q1,SV05,W01,9,12,\n" * 6 + "2025-26 Q1,SV05,W01,9,12,a note, and more\n"
    "2025-26 Q1,SV05,W01 9,twelve\n2025-26 Q1,SV05\n"
)


@pytest.mark.parametrize("text", [RAGGED, RAGGED.replace(",", ";"), RAGGED.replace("a note", '"a" note'), SENT])
def test_rows_with_cells_too_many_or_too_few_are_found_again(text):
    content = text.encode()
    table = table_of(content)
    found = marks(*((one.rule, one.line, one.column, one.remedy, True) for one in table.problems))

    again = table_of(marked_csv(content, "q1.csv", found, table))

    assert [(one.rule, one.line, one.column) for one in again.problems] == found.select("rule", "line", "column").rows()
    assert again.rows.equals(table.rows)
    assert (again.keys, again.letters, again.fixes.rows()) == (table.keys, table.letters, table.fixes.rows())


def test_columns_that_were_moved_in_the_meantime_are_written_where_they_are():
    text = f"what_to_do,{HEAD},fault_codes\nold words,2025-26 Q1,SV05,W01,9,12,,old\nold,2025-26 Q1,SV05,W02,9,12,,\n"

    back = marked(text, marks(("new", 2, "E", "New.", True)))

    assert back == (
        f"what_to_do,{HEAD},fault_codes\nColumn E (numerator): New.,2025-26 Q1,SV05,W01,9,12,,new\n"
        ",2025-26 Q1,SV05,W02,9,12,,\n"
    )


@given(st.text(max_size=30), st.text(max_size=30), st.booleans(), st.sampled_from(["", "D"]))
@settings(deadline=None)
def test_nothing_that_is_added_can_be_taken_for_a_formula_or_spoils_the_file(code, words, blocks, column):
    content = SENT.encode()
    table = table_of(content)

    back = marked_csv(content, "q1.csv", marks((code, 6, column, words, blocks)), table)

    cells = [
        cell for pair in sayings(marks((code, 6, column, words, blocks)), table, MAX_BYTES).values() for cell in pair
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
    assert table_of(back).rows.equals(table.rows)


def test_more_than_a_cell_holds_is_counted():
    found = marks(*(("odd", 6, column_letter(place % 6), f"{place} {'x' * 150}", True) for place in range(400)))

    words = sayings(found, table_of(SENT.encode()), MAX_BYTES)[6][1]

    assert LONGEST - 300 < len(words) <= LONGEST + 20
    assert words.endswith(f"And {400 - words.count('Column'):,} more.")


def test_where_there_is_no_room_for_all_words_the_first_rows_of_each_code_have_them():
    rows = "".join(f"2025-26 Q1,SV05,W01,{line},12,\n" for line in range(20))
    found = marks(*((code, line, "D", f"Mend {line}.", True) for line in range(2, 22) for code in ("one", "two")))

    said = sayings(found, table_of(f"{HEAD}\n{rows}".encode()), 100)

    assert {codes for codes, _ in said.values()} == {"one; two"}
    assert [line for line, (_, words) in said.items() if words] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("filename", "ending", "name"),
    [
        ("q1.csv", "csv", "q1_marked.csv"),
        ("q1.csv", ".xlsx", "q1_marked.xlsx"),
        ("Q1 return.final.XLSX", "csv", "Q1 return.final_marked.csv"),
        ("q1_marked.csv", "csv", "q1_marked.csv"),
        ("q1_marked (1).csv", "XLSX", "q1_marked.xlsx"),
        ("C:\\data\\q1.csv", "csv", "q1_marked.csv"),
        ("../q1", "csv", "q1_marked.csv"),
        ("", "csv", "return_marked.csv"),
    ],
)
def test_a_marked_file_is_named_after_the_one_that_was_sent(filename, ending, name):
    assert marked_name(filename, ending) == name


def test_a_marked_file_corrected_in_two_cells_is_clean():
    found = faults_of(COUNCIL)
    back = marked_csv(COUNCIL, "q1.csv", found, table_of(COUNCIL))

    mended = corrected_text(back, ";", {"D6": "5", "E7": "12"})

    assert [(line, column) for _, line, column in places(found)] == [(6, "D"), (7, "E")]
    assert places(faults_of(back)) == places(found)
    assert faults_of(mended).height == 0


@given(returns())
@settings(deadline=None, max_examples=60)
def test_a_marked_file_sent_as_it_is_has_the_same_faults_at_the_same_places(content):
    found = faults_of(content)

    back = marked_csv(content, "q1.csv", found, table_of(content))

    assert places(faults_of(back)) == places(found)


MESSY = Path(__file__).resolve().parents[2] / "shared" / "data" / "real" / "messy"


@pytest.mark.skipif(not MESSY.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real.")
def test_files_as_publishers_sent_them_read_the_same_once_marked():
    for path in sorted(MESSY.glob("*.csv")):
        content = path.read_bytes()
        table = table_of(content, path.name)
        lines = table.rows["line"].gather_every(7)
        found = marks(
            ("all", None, "", "So.", True), *(("odd", line, table.letters[-1], "So; it, is.", True) for line in lines)
        )

        back = marked_csv(content, path.name, found, table)

        again = table_of(back, path.name)
        assert again.rows.equals(table.rows), path.name
        assert (again.columns, again.letters, again.header_lines) == (table.columns, table.letters, table.header_lines)
        assert marked_csv(back, path.name, found, again) == back
