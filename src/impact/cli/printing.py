"""Rows as a table for people, or as CSV or JSON for another program; every export says what data it holds."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import typer

from impact.cli.shared import Desk, Format
from impact.marks import legend, legend_sentence, marks_in, meanings, with_marks

Row = Mapping[str, Any]

NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked", "number")
"""The columns beside which a mark stands."""


def show(rows: Sequence[Row], desk: Desk, form: Format, brief: Sequence[str], **more: Any) -> None:
    """Print rows that all have the same keys.

    brief   the keys that a table for people shows; CSV and JSON hold every key
    more    what JSON holds beside the rows

    CSV carries the framework's demonstration label in its last column, JSON at its top. Rows that have a `marker`, or
    show marks such as [c] in their texts, are given with what their marks mean: a column in CSV and JSON, a legend in
    JSON and under a table. In a table marks stand behind the first number of their row, or in its place.
    """
    from impact.framework import fingerprint  # slow to load, and --help needs none

    marks = [marks_of(row) for row in rows]
    if any(marks) or any("marker" in row for row in rows):
        rows = [{**row, "marks_mean": meanings(one)} for row, one in zip(rows, marks, strict=True)]
    if form is Format.json:
        about = {
            "label": desk.rules.demonstration,
            "framework": desk.rules.id,
            "framework_version": fingerprint(desk.rules),
            "as_at": _moment(desk),
        }
        told = {"marks": legend(marks)} if any(marks) else {}
        whole = {**about, **told, **plain(more), "rows": [plain(row) for row in rows]}
        typer.echo(json.dumps(whole, default=str, indent=1, ensure_ascii=False))
    elif form is Format.csv:
        columns = list(rows[0]) if rows else list(brief)
        labelled = [{**row, "label": desk.rules.demonstration} for row in rows]
        typer.echo(as_csv(labelled, [*columns, "label"]), nl=False)
    else:
        typer.echo(as_table([_marked(row, brief) for row in rows], brief))
        if any(marks):
            typer.echo(legend_sentence(marks))
        typer.echo(_foot(desk))


def marks_of(row: Row) -> str:
    """The marks of a row, once each: what its `marker` says, and those that its texts show."""
    told = [str(row.get("marker") or ""), *(marks_in(cell) for cell in row.values() if isinstance(cell, str))]
    return " ".join(legend(told))


def _marked(row: Row, columns: Sequence[str]) -> Row:
    """A row of a table, its marks behind its first number or in the place of one; texts carry theirs already."""
    marker = str(row.get("marker") or "")
    numbers = [name for name in columns if name in NUMBERS]
    if not marker or not numbers or any(isinstance(row.get(name), str) for name in numbers):
        return row
    at = next((name for name in numbers if plain(row.get(name)) is not None), numbers[0])
    return {**row, at: with_marks(_text(plain(row.get(at))), marker)}


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Rows as CSV; a text that a spreadsheet would take for a formula is preceded by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_safe(plain(row.get(name))) for name in columns] for row in rows)
    return out.getvalue()


def _moment(desk: Desk) -> str:
    return desk.view.as_at.isoformat() if desk.view.as_at else desk.view.today.isoformat()


def _foot(desk: Desk) -> str:
    from impact.words import uk_date

    label = f" {desk.rules.demonstration}." if desk.rules.demonstration else ""
    return f"As known on {uk_date(desk.view.today)}.{label}"


def plain(value: Any) -> Any:
    """A value as any program reads it: what is missing is None, a number of any library is Python's own."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if value != value else round(value, 10)
    return value.isoformat() if isinstance(value, date) else value


def _safe(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\n") and text.strip(" ") else text


def as_table(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Some columns of rows as a table for people, one line a row."""
    if not rows:
        return "Nothing to show."
    cells = [[_text(plain(row.get(name))) for name in columns] for row in rows]
    heads = [name.replace("_", " ") for name in columns]
    widths = [max(len(name), *(len(row[at]) for row in cells)) for at, name in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths], *cells]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split())
