"""The file as it was sent, given back with everything that was said about it in its cells."""

import polars as pl

from impact.contract import MARKS_SCHEMA, marks_of
from impact.framework import Framework
from impact.intake.examining import read
from impact.intake.receipt import Envelope, Receipt
from impact.marked import marked_csv, marked_name, marked_xlsx
from impact.problems import ImpactError
from impact.tidy import as_problems

CSV, XLSX = "csv", "xlsx"


def marks(receipt: Receipt) -> pl.DataFrame:
    """MARKS of a receipt: what has to be mended, what has to be answered, and what is asked."""
    asked = as_problems(receipt.questions)
    parts = [receipt.problems.marks(), marks_of(asked), marks_of(receipt.doubts)]
    return pl.concat([part.select(*MARKS_SCHEMA) for part in parts])


def given_back(
    rules: Framework, content: bytes, envelope: Envelope, receipt: Receipt, ending: str
) -> tuple[str, bytes]:
    """(file name, bytes) of the marked file; `ending` is CSV or XLSX.

    Raises ImpactError for another ending, and where the file is too large to be marked as a workbook.
    """
    table = read(content, envelope, rules)
    name = marked_name(envelope.filename, ending)
    if ending == CSV:
        return name, marked_csv(content, envelope.filename, marks(receipt), table)
    if ending == XLSX:
        return name, marked_xlsx(content, envelope.filename, marks(receipt), table, rules.demonstration)
    raise ImpactError(f"A marked file is a .csv or an .xlsx, not a .{ending}. Name it so.")
