"""Files as publishers and councils really sent them are read as their facts say, or refused with the way out."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from impact.reading import TextTable, UnreadableReturn, read_table

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"
MESSY = REAL / "messy"
pytestmark = pytest.mark.skipif(
    not MESSY.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real."
)

TEXTS = {
    "EES_weekly_data_2022_w37_rownames.csv": ("utf-8", "LF", (1,), 2, 486, 485, 63),
    "SFR35_2017_reason_for_exclusion.csv": ("utf-8", "LF", (1,), 2, 6368, 6367, 34),
    "la_care_leavers_accommodation_suitability.csv": ("utf-8", "LF", (1,), 2, 6681, 6680, 14),
    "lambeth_foi_disclosure_log_2012_01_cp1252.csv": ("windows-1252", "LF", (2,), 3, 144, 142, 3),
    "lambeth_meals_on_wheels_by_ward_lt10.csv": ("utf-8", "LF", (1,), 2, 22, 21, 3),
    "lambeth_payments_2012_06_cyps_subset.csv": ("utf-8", "LF", (10,), 11, 809, 615, 6),
    "oc2_2010_final_v2.csv": ("utf-8", "CRLF", (1,), 2, 166, 163, 56),
    "s251_outturn_2010_11_cp1252.csv": ("windows-1252", "CRLF", (1,), 2, 7905, 7904, 15),
    "sfr_2013_LA10_absence_cla.csv": ("utf-8 with BOM", "CRLF", (5, 6, 7), 9, 181, 164, 37),
    "sfr_2013_LA6_health_checks_16k_columns.csv": ("utf-8 with BOM", "CRLF", (5,), 7, 179, 164, 7),
    "sfr_2016_LAI4_sdq_cla.csv": ("utf-8 with BOM", "CRLF", (6, 7, 9, 10), 11, 184, 164, 24),
}
"""Encoding, line ends, lines of headings, first and last line of data, rows, columns."""


@cache
def table(name: str) -> TextTable:
    return read_table((MESSY / name).read_bytes(), name)


def cells(name: str) -> pl.DataFrame:
    return table(name).rows.drop("line")


def counted(name: str) -> Counter[str]:
    return Counter(cell.strip() for column in cells(name).iter_columns() for cell in column)


def rows_of(name: str, *words: str) -> pl.DataFrame:
    alike = [pl.col(key).str.strip_chars() == word for key in table(name).keys for word in words]
    return table(name).rows.filter(pl.any_horizontal(alike))


def rules(name: str) -> dict[str, list[int]]:
    found = table(name).fixes.group_by("rule", maintain_order=True).agg("line")
    return dict(found.iter_rows())


def test_every_file_is_listed_here():
    texts = {path.name for path in MESSY.iterdir() if path.suffix == ".csv"}

    assert texts == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_read_as_its_facts_say(name):
    encoding, line_ends, header_lines, first, last, rows, columns = TEXTS[name]

    read = table(name)

    assert (read.encoding, read.line_ends, read.delimiter) == (encoding, line_ends, ",")
    assert (read.header_lines, read.first_line, read.last_line) == (header_lines, first, last)
    assert (read.rows.height, len(read.keys)) == (rows, columns)


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_of_a_file_is_lost_without_being_said(name):
    read = table(name)
    encoding = {"windows-1252": "cp1252"}.get(read.encoding, "utf-8-sig")
    with (MESSY / name).open(encoding=encoding, newline="") as file:
        reader, start, sent = csv.reader(file), 1, {}
        for row in reader:
            if any(map(str.strip, row)):
                sent[start] = [cell.strip() for cell in row if cell.strip()]
            start = reader.line_num + 1

    accounted = {*read.header_lines, *read.fixes["line"], *(problem.line for problem in read.problems)}
    kept = {line: [cell.strip() for cell in row if cell.strip()] for line, *row in read.rows.rows()}
    assert kept == {line: row for line, row in sent.items() if line not in accounted}
    assert accounted <= set(sent)


def test_counts_of_marks_are_those_of_the_publisher():
    exclusions = counted("SFR35_2017_reason_for_exclusion.csv")
    leavers = counted("la_care_leavers_accommodation_suitability.csv")

    assert counted("oc2_2010_final_v2.csv")["x"] == 1_946
    assert (exclusions["x"], exclusions["."]) == (19_883, 16)
    assert (leavers["c"], leavers["z"], leavers["k"]) == (2_852, 264, 13)
    assert counted("lambeth_meals_on_wheels_by_ward_lt10.csv")["<10"] == 7
    assert exclusions["16.0753"] > 0


@pytest.mark.parametrize(
    ("name", "words", "count"),
    [
        ("sfr_2013_LA10_absence_cla.csv", ["Rochdale"], 1),
        ("sfr_2016_LAI4_sdq_cla.csv", ["E08000005"], 1),
        ("sfr_2013_LA6_health_checks_16k_columns.csv", ["Rochdale"], 1),
        ("oc2_2010_final_v2.csv", ["Rochdale"], 1),
        ("s251_outturn_2010_11_cp1252.csv", ["Rochdale"], 52),
        ("SFR35_2017_reason_for_exclusion.csv", ["E08000005"], 40),
        ("la_care_leavers_accommodation_suitability.csv", ["E08000005"], 40),
        ("EES_weekly_data_2022_w37_rownames.csv", ["E08000005"], 3),
    ],
)
def test_rochdale_is_found(name, words, count):
    assert rows_of(name, *words).height == count


def test_three_rows_of_merged_headings_give_every_column_its_year():
    name = "sfr_2013_LA10_absence_cla.csv"
    read = table(name)

    years = Counter(heading.split(" / ")[0] for heading in read.columns)
    assert years == {
        "": 1,
        "2009 (5 terms)3": 6,
        "2010 (5 terms)3": 6,
        "2011 (5 terms)3": 6,
        "2012 (5 terms)3": 6,
        "2013 (5 terms)3": 6,
        "2013 (6 terms)3": 6,
    }
    assert len(set(read.columns)) == len(read.columns)
    assert read.remarks[1:] == (
        "The heading '2013 (6 terms)3' stands above column BE; it was taken to hold from column BA on, where the "
        "headings below it begin.",
    )
    absence = "2013 (6 terms)3 / Percentage of sessions lost due to6: / Overall absence"
    assert read.columns.count(absence) == 1
    assert rows_of(name, "Rochdale")["line"].to_list() == [39]
    assert rules(name) == {"title-row": [1, 2, 3], "footnote-row": [*range(183, 192), *range(194, 200)]}


def test_headings_over_five_lines_keep_three_years_apart():
    name = "sfr_2016_LAI4_sdq_cla.csv"
    (rochdale,) = rows_of(name, "E08000005").to_dicts()

    by_heading = {heading: rochdale[key] for heading, key in zip(table(name).columns, table(name).keys, strict=True)}
    assert [by_heading[f"{year} / Average score per child"] for year in (2014, 2015, 2016)] == ["11.5", "11.0", "11.6"]
    for year in (2014, 2015, 2016):
        assert f"{year} / Banded SDQ Score5 / Percentage / Concern" in by_heading
    assert table(name).columns[:3] == ("LA Code", "", "")
    assert "'2015' stands above column J; it was taken to hold from column L on" in table(name).remarks[1]


def test_the_lost_separators_of_the_payments_are_reported_and_not_guessed():
    name = "lambeth_payments_2012_06_cyps_subset.csv"
    problems = table(name).problems

    assert len(problems) == 184
    assert {problem.rule for problem in problems} == {"too-few-cells"}
    assert str(problems[0]) == (
        "Row 25, column D (Invoice Creation Date): This row has 5 cells where other rows have 6, and a date and a "
        "number run into each other here: a separator was lost. Put it back where it belongs."
    )
    assert problems[0].found == "07/06/2012784"
    assert rules(name) == {"title-row": [1, 3, 5, 6, 7, 8], "total-row": [811], "footnote-row": [815]}
    assert any("dagger" in remark and "Row 3 " in remark for remark in table(name).remarks)


def test_unnamed_columns_keep_their_cells():
    assert table("oc2_2010_final_v2.csv").keys[:2] == ("la_number", "column B")
    assert table("EES_weekly_data_2022_w37_rownames.csv").keys[0] == "column A"
    assert cells("EES_weekly_data_2022_w37_rownames.csv")["column A"][0] == "1"


def test_no_break_spaces_and_pounds_of_windows_1252_are_kept_and_the_guess_is_said():
    spending, asked = "s251_outturn_2010_11_cp1252.csv", "lambeth_foi_disclosure_log_2012_01_cp1252.csv"

    assert sum(cell.count("\xa0") for column in cells(spending).iter_columns() for cell in column) == 456
    assert "a no-break space in row 52" in table(spending).remarks[0]
    assert any("£" in cell for cell in cells(asked)["summary"])
    assert "'£' in row 10" in table(asked).remarks[0]
    assert len(table(spending).remarks) == len(table(asked).remarks) == 1


def test_a_column_called_line_does_not_hide_the_line():
    read = table("s251_outturn_2010_11_cp1252.csv")

    assert read.keys[3] == "line~D"
    assert (read.rows["line"][0], read.rows["line~D"][0]) == (2, "1")


@pytest.mark.parametrize("path", sorted(REAL.glob("*/*.csv")), ids=lambda path: path.name)
def test_a_published_table_has_its_headings_in_the_row_where_they_are(path):
    expected = TEXTS[path.name][2] if path.parent == MESSY else (1,)

    assert read_table(path.read_bytes(), path.name).header_lines == expected


def test_a_workbook_is_read_or_refused_with_the_way_out():
    name = "sn_may_2025.xlsx"

    try:
        read = table(name)
    except UnreadableReturn as refused:
        assert "CSV UTF-8" in str(refused)
    else:
        assert (read.header_line, read.columns[:2]) == (3, ("LA num", "LA Name"))
