"""A sheet as a file to keep: a CSV, a workbook with what it is about beside it, or a CSV with its metadata."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from impact.marks import legend_sentence, marks_in
from impact.screen.tables import Column, safe, text_of

Rows = Sequence[Mapping[str, Any]]

_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Every text stays a text: nothing that somebody once wrote is run or followed."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The moment that every part of a zip carries: the same file made twice is the same byte for byte."""

_NUMBER = re.compile(r"(-|\N{MINUS SIGN})?(0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(\.\d+)?(%)?")
_MOST_DIGITS = 15
"""A spreadsheet keeps no more digits of a number; a longer one stays the text that it is."""

_NARROWEST, _WIDEST = 8, 60


@dataclass(frozen=True, slots=True)
class About:
    """What a file is about, for its metadata.

    told   term -> what is said of it: the framework, its version, the day whose knowledge it holds ...
    made   the day on which the file was made
    """

    told: Mapping[str, str]
    made: date


def sheet_csv(rows: Rows, columns: Sequence[Column], note: str) -> bytes:
    """A sheet as CSV, with the marks it shows and `note` as its last lines: UTF-8 with a mark for spreadsheets."""
    return _csv(rows, columns, [one for one in (_meant(rows, columns), note) if one])


def sheet_xlsx(rows: Rows, columns: Sequence[Column], name: str, note: str, about: About) -> bytes:
    """The same as a workbook: the sheet with its headings frozen, and a second one that says what it is about.

    Numbers are numbers where a column holds them and they are plain; ranges, marks and all else stay text.
    """
    out = io.BytesIO()
    with Workbook(out, _PLAIN) as book:
        book.set_properties({"title": name, "comments": note, "created": datetime.combine(about.made, time())})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        look = {kind: book.add_format({"num_format": kind, "valign": "top"}) for kind in _forms(rows, columns)}
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _data(book.add_worksheet("Data"), rows, columns, heading, look | {"": wrapped})
        _about(book.add_worksheet("About"), _all_told(rows, columns, name, note, about), heading, wrapped)
    return out.getvalue()


def sheet_zip(rows: Rows, columns: Sequence[Column], name: str, note: str, about: About) -> bytes:
    """The table alone as CSV and, beside it, its metadata as "CSV on the Web" (W3C) has them."""
    out = io.BytesIO()
    parts = {
        f"{name}.csv": _csv(rows, columns, []),
        f"{name}.csv-metadata.json": _metadata(rows, columns, name, note, about),
    }
    with zipfile.ZipFile(out, "w") as packed:
        for inside, content in parts.items():
            part = zipfile.ZipInfo(inside, _LONG_AGO)
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            packed.writestr(part, content)
    return out.getvalue()


def _csv(rows: Rows, columns: Sequence[Column], last: Iterable[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(column.heading) for column in columns])
    writer.writerows([[_one_end(safe(text_of(row, column))) for column in columns] for row in rows])
    writer.writerows([_one_end(safe(one))] for one in last)
    return out.getvalue().encode("utf-8-sig")


def _one_end(text: str) -> str:
    """A text whose lines end in one way: a bare carriage return would end a row."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _metadata(rows: Rows, columns: Sequence[Column], name: str, note: str, about: About) -> bytes:
    told = _all_told(rows, columns, name, note, about)
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": name,
        "dc:description": note,
        "dc:created": about.made.isoformat(),
        "notes": [{"about": term, "text": text} for term, text in told.items()],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\n"]},
        "tableSchema": {
            "columns": [
                {"name": f"c{number}_{re.sub(r'[^A-Za-z0-9]+', '_', one.key)}", "titles": one.heading}
                | {"datatype": "string"}
                for number, one in enumerate(columns, start=1)
            ]
        },
    }
    return (json.dumps(described, indent=2, ensure_ascii=False) + "\n").encode()


def _all_told(rows: Rows, columns: Sequence[Column], name: str, note: str, about: About) -> dict[str, str]:
    meant = _meant(rows, columns).removeprefix("Marks: ")
    first = {"File": name, "What these figures are": note}
    others = {term: text for term, text in about.told.items() if text != note}
    told = {**first, **others, "Marks": meant, "Made on": about.made.isoformat()}
    return {term: text for term, text in told.items() if text}


def _meant(rows: Rows, columns: Sequence[Column]) -> str:
    """What the marks mean that any cell shows; "" where none does."""
    return legend_sentence(marks_in(text_of(row, column)) for row in rows for column in columns)


def _data(sheet: Worksheet, rows: Rows, columns: Sequence[Column], heading: Format, look: Mapping[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        texts = [text_of(row, column) for row in rows]
        widest = max(map(len, (column.heading, *texts))) + 2
        sheet.set_column(at, at, min(max(widest, _NARROWEST), _WIDEST))
        sheet.write_string(0, at, column.heading, heading)
        for down, text in enumerate(texts, start=1):
            read = _number(text) if _counts(rows[down - 1], column) else None
            if read:
                sheet.write_number(down, at, read[0], look[read[1]])
            elif text:
                sheet.write_string(down, at, text, look[""])


def _about(sheet: Worksheet, told: Mapping[str, str], heading: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for down, (term, text) in enumerate(told.items()):
        sheet.write_string(down, 0, term, heading)
        sheet.write_string(down, 1, text, wrapped)


def _forms(rows: Rows, columns: Sequence[Column]) -> list[str]:
    """How the numbers of a sheet are written, each once."""
    read = (_number(text_of(row, column)) for row in rows for column in columns if _counts(row, column))
    return list(dict.fromkeys(one[1] for one in read if one))


def _counts(row: Mapping[str, Any], column: Column) -> bool:
    """Whether a cell may hold a number: its column is for numbers, or it is one already."""
    value = row.get(column.key)
    return column.number or (isinstance(value, int | float) and not isinstance(value, bool))


def _number(text: str) -> tuple[float, str] | None:
    """A plain number and how it is written: "1,080" is 1080 as "#,##0", "52.5%" is 0.525 as "0.0%"; else None."""
    found = _NUMBER.fullmatch(text)
    if not found or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    minus, whole, part, share = found.groups(default="")
    exact = float(f"{whole.replace(',', '')}{part}{'e-2' if share else ''}")
    form = ("#,##0" if "," in whole else "0") + ("." + "0" * (len(part) - 1) if part else "") + share
    return (-exact if minus else exact), form
