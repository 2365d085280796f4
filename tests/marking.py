"""Faulty returns for the tests of marked files: how they are checked, and how their sender corrects them."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
from hypothesis import strategies as st

from impact.contract import check
from impact.framework.load import load
from impact.marked import MARKS
from impact.reading import TextTable, read_table
from impact.tidy import known_headings, tidy

FRAMEWORK = load(Path(__file__).resolve().parents[1] / "data" / "framework")
TODAY = date(2026, 9, 1)

Place = tuple[str, int | None, str]
"""Rule, line and column letter of a fault."""


def table_of(content: bytes, filename: str = "q1.csv") -> TextTable:
    return read_table(content, filename, known_headings=known_headings(FRAMEWORK))


def faults_of(content: bytes, filename: str = "q1.csv") -> pl.DataFrame:
    """MARKS of everything that is wrong with a file."""
    return check(tidy(table_of(content, filename), FRAMEWORK, filename="q1.csv"), FRAMEWORK, TODAY).problems.marks()


def places(marks: pl.DataFrame) -> list[Place]:
    return sorted(marks.select("rule", "line", "column").rows(), key=str)


def marks(*rows: tuple[str, int | None, str, str, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=MARKS, orient="row")


def corrected_text(content: bytes, delimiter: str, cells: dict[str, str]) -> bytes:
    """A text file saved once more by a program that knows nothing of us, some of its cells corrected."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    for cell, text in cells.items():
        column, line = ord(cell[0]) - ord("A"), int(cell[1:])
        rows[line - 1][column] = text
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows(rows)
    return held.getvalue().encode()


def corrected_workbook(content: bytes, sheet: str, cells: dict[str, str | int]) -> bytes:
    """A workbook saved once more by a program that knows nothing of us, some of its cells corrected."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for cell, value in cells.items():
        workbook[sheet][cell] = value
    held = io.BytesIO()
    workbook.save(held)
    return held.getvalue()


HEAD = "period,service_id,indicator_id,numerator,denominator,note"
SENT = (
    "Return of the school nurses\r\n"
    "\r\n"
    f"{HEAD}\r\n"
    '2025-26 Q1,SV05,W01, 9 ,12,"two lines,\r\nin one"\r\n'
    "2025-26 Q1,SV06,W01,nine,0012,=1+1\r\n"
    '"2025-26 Q1",SV07,W01,9,12,\r\n'
    "Source: our own"
)
NOTED = marks(
    ("not-a-number", 6, "D", "'nine' is not a number.", True),
    ("missing", 6, "B", "Write it.", True),
    ("jump", 7, "D", "Is 9 right?", False),
)
COUNCIL = (
    "Café and hub team;;;;;\r\nQuarter 1;;;;;\r\n;;;;;\r\n"
    "period;service_id;indicator_id;numerator;denominator;note\r\n"
    "2025-26 Q1;SV05;W01;9;12;naïve – all\r\n"
    "2025-26 Q1;SV05;W02;fifteen;12;\r\n"
    "2025-26 Q1;SV05;W03;3;;too few\r\n"
).encode("cp1252")

PLANTED = {
    "period": ["never", ""],
    "service_id": ["SV99", ""],
    "indicator_id": ["W99", "=W01"],
    "numerator": ["nine", "-4", "99", ""],
    "denominator": ["1.5.5", ";", ""],
    "note": ['he said "no"', "a; b, c | d", "two\nlines"],
}


@st.composite
def returns(draw: st.DrawFn) -> bytes:
    """A return with faults at random places, as one of many programs may have written it."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    rows = [
        dict(zip(PLANTED, ("2025-26 Q1", "SV05", f"W{one:02d}", "9", "12", ""), strict=True)) for one in range(1, 9)
    ]
    for row in rows:
        for name in draw(st.sets(st.sampled_from([*PLANTED]), max_size=2)):
            row[name] = draw(st.sampled_from(PLANTED[name]))
    titles = draw(st.sampled_from([[], ["Return of the nurses"], ["Return", "", "for quarter one"]]))
    cells = [[title] if title else [] for title in titles] + [[*PLANTED]] + [list(row.values()) for row in rows]
    quoted = [
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',;|"\n\t') else cell for cell in row]
        for row in cells
    ]
    text = "".join(delimiter.join(row) + end for row in quoted)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])))
