"""The few pieces every screen is made of: the answer line, pictures with their tables, sheets, links."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from impact.charts import PLAIN, Figure
from impact.screen.about import about_shown
from impact.screen.downloads import sheet_csv, sheet_xlsx, sheet_zip
from impact.screen.tables import Column, File, Html
from impact.words import look_of
from impact.words.glossary import glossary

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP = "application/zip"

__all__ = [
    "Column",
    "File",
    "Html",
    "address",
    "answer",
    "download",
    "is_dark",
    "link",
    "picture",
    "quiet",
    "result",
    "sheet",
    "sheet_csv",
    "sheet_html",
    "term",
]


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
    """A sheet as files to keep, each made when it is asked for; `note` says what the data is and whose.

    A CSV (with the marks it shows and the note as its last lines), a workbook with a sheet about it, or a CSV with
    its metadata beside it. No text starts a formula.
    """
    box = st.popover("Download this table", key=f"download_{key}", on_change="rerun")
    if not box.open:
        return
    about = about_shown()
    kinds: tuple[tuple[str, str, str, str, Callable[[], bytes]], ...] = (
        ("CSV", "csv", "text/csv", key, lambda: sheet_csv(rows, columns, note)),
        ("Excel workbook", "xlsx", _XLSX, f"{key}_xlsx", lambda: sheet_xlsx(rows, columns, name, note, about)),
        ("CSV with metadata", "zip", _ZIP, f"{key}_zip", lambda: sheet_zip(rows, columns, name, note, about)),
    )
    for label, ending, mime, each, made in kinds:
        box.download_button(
            label, data=made, file_name=f"{name}.{ending}", mime=mime, key=each, on_click="ignore", width="stretch"
        )


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


def link(text: str, page: str, part: str = "", **chosen: str) -> Html:
    """A link to a screen, or to the part of it with that key; it carries the view: framework and as-at go along."""
    where = address(page, **chosen) + (f"#{part}" if part else "")
    return Html(f'<a href="{escape(where)}" target="_self">{escape(text)}</a>', text)


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
