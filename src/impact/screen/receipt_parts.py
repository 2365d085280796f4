"""One kept return, piece by piece: what counts of it, how it was read, what was set right by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from impact import answers
from impact.answers.submission import NAMED, Instead, Submission
from impact.framework import Framework
from impact.ledger import FixGroup
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, Html, download, link, quiet, sheet
from impact.sources import LOCAL_TIME
from impact.words import uk_date
from impact.words.fixes import rule_text
from impact.words.receipt import lines_text, receipt_sentence

PAGE, ADDRESS = "receipt", "return"
"""The screen of one return, and where its address keeps the number: /receipt?return=12."""

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_LINE_ENDS = {"LF": "LF, as on Linux and Mac", "CRLF": "CRLF, as on Windows", "CR": "CR, as on old Macs"}
_LEDGER = (
    Column("rule", "What was set right"),
    Column("column", "Column"),
    Column("count", "How many", number=True),
    Column("lines", "Rows"),
    Column("found", "Found, for example"),
    Column("made", "Became"),
)
_STANDS = (Column("what", "Its rows"), Column("rows", "How many", number=True), Column("lines", "Rows of the file"))
_READ = (Column("what", "What"), Column("how", "How"))


def return_link(text: str, number: int) -> Html:
    """A link to the screen of one return."""
    return link(text, PAGE, **{ADDRESS: str(number)})


@st.cache_resource(show_spinner="Looking the return up ...", max_entries=64)
def read(key: Key, number: int) -> Submission:
    """One kept return as it stands; read it, never change it."""
    return answers.submission(cache.sources(), key.view, number)


def asked_for() -> int | None:
    """The number in the address; None where there is none."""
    text = st.query_params.get(ADDRESS, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def first_line(one: Submission, key: Key) -> str:
    """The answer: from whom, when, and how much of it counts."""
    about = f" for {one.periods[0].label}" if len(one.periods) == 1 else ""
    day = key.view.today if key.view.as_at else None
    gone = (_day(one.withdrawn.when), one.withdrawn.by) if one.withdrawn else None
    instead = [(other.number, other.rows) for other in one.replaced]
    return receipt_sentence(
        one.number, f"{one.sender}{about}", _day(one.received_at), one.rows, one.counting, instead, gone, day
    )


def standing(one: Submission) -> None:
    """Where some rows do not count: which, and the return whose rows count in their place."""
    if one.withdrawn and one.withdrawn.reason:
        quiet(f"Why it was withdrawn: “{one.withdrawn.reason}”")
    if not one.replaced:
        return
    rows = [_instead(other) for other in one.replaced]
    if one.counting:
        rows.insert(0, {"what": "count", "rows": f"{one.counting:,}", "lines": "all others"})
    with st.container(width=640):
        sheet(rows, _STANDS, f"What became of the rows of return {one.number}")


def onward(one: Submission, framework: Framework) -> None:
    """Where to go from here: the figures of its service, and all returns."""
    links = [link("All returns", "returns").markup]
    if len(one.services) == 1 and one.services[0] in framework.service:
        service = framework.service[one.services[0]]
        see = link(f"The figures of {service.name}", "sectors", service=service.id, sector=service.sector)
        links.insert(0, see.markup)
    st.html(f'<p class="onward">{" · ".join(links)}</p>')


def ledger(fixes: Sequence[FixGroup]) -> None:
    """Everything that was set right by itself: the rule in words, where, how often, and an example."""
    if not fixes:
        st.text("Nothing was set right by itself: the file was taken as it is.")
        return
    rows = [_fix(one) for one in fixes]
    sheet(rows, _LEDGER, "Every fix, by its kind and column")
    download(rows, _LEDGER, "set_right", "", "ledger_csv")


def how_it_was_read(one: Submission) -> None:
    """The file, its sender, its form, what was said about it and what its sender chose."""
    reading, moment = one.reading, one.received_at.astimezone(LOCAL_TIME)
    told = {
        "File": one.filename,
        "Received": f"{uk_date(moment.date())}, {moment:%H:%M}",
        "Sent by": one.sent_by,
        "Periods": _periods(one),
        "Sheet": reading.sheet,
        "Encoding": reading.encoding,
        "Separator": _DELIMITERS.get(reading.delimiter, reading.delimiter),
        "Line ends": _LINE_ENDS.get(reading.line_ends, reading.line_ends),
        "Columns": ", ".join(f"{letter} {heading}" for heading, letter in reading.columns.items()),
        "Said when it was read": " ".join(reading.remarks),
        "Chosen by its sender": _chosen(reading.choices),
        "Label": one.label,
        "SHA-256": one.sha256,
    }
    rows = [{"what": what, "how": how} for what, how in told.items() if how]
    with st.container(key="receipt_read"):
        sheet(rows, _READ, "The file and its form")


def original(key: Key, one: Submission) -> None:
    """The very bytes that were sent, to be saved."""
    st.download_button(
        "Download the file as it was sent",
        data=lambda: answers.original(cache.sources(), key.view, one.number),
        file_name=one.filename,
        mime="application/octet-stream",
        key="original",
        on_click="ignore",
    )


def _day(moment: Any) -> Any:
    return moment.astimezone(LOCAL_TIME).date()


def _instead(other: Instead) -> dict[str, Any]:
    what: Any = "count no longer, and nothing in their place"
    if other.number is not None:
        what = return_link(f"replaced by return {other.number}", other.number)
    more = len(other.lines) == NAMED and other.rows > NAMED
    return {"what": what, "rows": f"{other.rows:,}", "lines": lines_text(other.lines, more=more)}


def _fix(one: FixGroup) -> dict[str, Any]:
    named = f"{one.column} ({one.heading})" if one.column and one.heading else one.column or "the file"
    return {
        "rule": rule_text(one.rule),
        "column": named,
        "count": f"{one.count:,}",
        "lines": lines_text(one.lines, more=one.count > len(one.lines) > 0),
        "found": one.found,
        "made": one.made,
    }


def _periods(one: Submission) -> str:
    labels = [period.label for period in one.periods]
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]} ({len(labels)} periods)" if labels else ""


def _chosen(choices: Mapping[str, Any]) -> str:
    said = [f"{question}: {answer}" for question, answer in dict(choices.get("answers", {})).items()]
    said += [f"taken back: {rule_text(rule)} ({column or 'the file'})" for rule, column in choices.get("declined", [])]
    return "; ".join(said)
