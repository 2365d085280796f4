"""The few pieces every screen is made of: the answer line, pictures with their tables, sheets, links."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from impact.charts import PLAIN, Figure
from impact.marks import legend_sentence, marks_in
from impact.words import look_of
from impact.words.glossary import glossary


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its key in a row, its heading, and whether it holds numbers (set to the right)."""

    key: str
    heading: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """A cell that is markup of our own making; everything else in a sheet is escaped."""

    markup: str
    text: str


def answer(sentence: str) -> None:
    """The screen's first line: the answer to its question."""
    st.html(f'<p class="answer">{escape(sentence)}</p>')


def quiet(sentence: str) -> None:
    """A line of smaller, quieter words: coverage, a caveat, whose data it is."""
    if sentence:
        st.html(f'<p class="quiet">{escape(sentence)}</p>')


def picture(draw: Callable[[], Figure], sentence: str, key: str) -> None:
    """A chart under its own sentence, which is also what a screen reader hears."""
    st.subheader(sentence, anchor=False)
    st.plotly_chart(draw(), theme=None, config=PLAIN, alt=sentence, key=key)


def sheet(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], caption: str) -> None:
    """A table that is a table to everyone: caption, headings with scope, numbers to the right."""
    st.html(sheet_html(rows, columns, caption))


def sheet_html(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], caption: str) -> str:
    """The markup of a sheet; the first column names the row."""
    head = "".join(f'<th scope="col"{_kind(column)}>{escape(column.heading)}</th>' for column in columns)
    body = "".join(_row(row, columns) for row in rows)
    return (
        f'<div class="sheet" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def download(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], name: str, note: str, key: str) -> None:
    """A sheet as CSV, with `note` (what the data is and whose) as its last line; no text starts a formula.

    Where cells show marks such as [c], the line before says what they mean.
    """
    st.download_button(
        "Download as CSV",
        data=lambda: sheet_csv(rows, columns, note),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
    )


def sheet_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], note: str) -> bytes:
    """The bytes of that CSV: UTF-8 with a mark, so that a spreadsheet opens it rightly."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.heading for column in columns])
    writer.writerows([[_safe(row.get(column.key)) for column in columns] for row in rows])
    cells = (row.get(column.key) for row in rows for column in columns)
    meant = legend_sentence(marks_in(cell) for cell in cells if isinstance(cell, str))
    writer.writerows([_safe(one)] for one in (meant, note) if one)
    return out.getvalue().encode("utf-8-sig")


def result(word: str) -> Html:
    """A node's result as mark and word together."""
    look = look_of(word)
    shade = look.dark if is_dark() else look.light
    mark = f'<span aria-hidden="true">{look.mark}</span>'
    return Html(f'<span class="result" style="color:{shade}">{mark}{escape(word)}</span>', word)


def term(word: str, said: str = "") -> str:
    """The markup of a word with its note from the glossary, on hover and by key; `said` is how the text says it."""
    note = glossary()[word]
    name = f"note-{word.replace(' ', '-').replace('%', '')}"
    return (
        f'<span class="term" tabindex="0" aria-describedby="{name}">{escape(said or word)}'
        f'<span class="note" role="tooltip" id="{name}">{escape(note)}</span></span>'
    )


def is_dark() -> bool:
    """Whether this viewer's screen is dark; charts and marks take their colours by it."""
    return st.context.theme.type == "dark"


def link(text: str, page: str, **chosen: str) -> Html:
    """A link to another screen that carries the view: framework and as-at go along."""
    return Html(f'<a href="{escape(address(page, **chosen))}" target="_self">{escape(text)}</a>', text)


def address(page: str, **chosen: str) -> str:
    """The address of a screen with some choices, under the framework and the day that are shown now."""
    carried = {key: st.query_params[key] for key in ("framework", "as_at") if key in st.query_params}
    wanted = {**carried, **{key: value for key, value in chosen.items() if value}}
    return f"/{page}?{urlencode(wanted)}" if wanted else f"/{page}"


def _row(row: Mapping[str, Any], columns: Sequence[Column]) -> str:
    first, *rest = columns
    cells = "".join(f"<td{_kind(column)}>{_cell(row.get(column.key))}</td>" for column in rest)
    return f'<tr><th scope="row">{_cell(row.get(first.key))}</th>{cells}</tr>'


def _cell(value: Any) -> str:
    if isinstance(value, Html):
        return value.markup
    return "" if value is None else escape(str(value))


def _kind(column: Column) -> str:
    return ' class="number"' if column.number else ""


def _safe(value: Any) -> str:
    text = value.text if isinstance(value, Html) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
