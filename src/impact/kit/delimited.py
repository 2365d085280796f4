"""The template and the dictionary as CSV: what any program can fill in or read."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from impact.columns import RETURN_COLUMNS
from impact.kit.rows import Kit, Row

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(kit: Kit) -> bytes:
    """The rows expected under the headings of a return, numbers blank: UTF-8 with a mark, lines ended as in RFC 4180.

    It has no other column: the figures of last time are in the workbook alone, so that whatever program fills
    this in finds exactly what it is to send.
    """
    return csv_bytes(RETURN_COLUMNS, (cells(kit, row) for row in kit.rows))


def cells(kit: Kit, row: Row) -> dict[str, str]:
    """What is filled in already of a row; the breakdown is blank for all people."""
    return {
        "period": kit.period.code,
        "service_id": kit.service.id,
        "indicator_id": row.item.id,
        "breakdown": row.breakdown,
    }


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as the bytes of a CSV; a text that a spreadsheet would take for a formula is preceded by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ")[:1] in _FORMULA_BEGINS and text.strip(" ") else text
