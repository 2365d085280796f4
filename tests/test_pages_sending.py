"""A return sent at the screen: checked at once, asked about, mended, previewed, explained, sent."""

from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from impact import store
from impact.screen import cache, sending
from visiting import calm, opened

RETURNS = "pages/returns/returns.py"

HEADER = "period,service_id,indicator_id,breakdown,numerator,denominator,value,n,sd,asked,marker,note\n"
GOOD = HEADER + "2026-27 Q2,SV12,S01,,80,110,,,,200,,\n2026-27 Q2,SV12,W01,,40,80,,,,,,\n"
"""The return that SV12 has not sent yet."""


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A visit that waits until the check is done, for no browser asks again here."""
    monkeypatch.setattr(sending, "PATIENCE", 90)


def upload(content: bytes | str, name: str = "SV12_2026-27-Q2.csv", **chosen: str) -> AppTest:
    """The screen of returns just after a file was chosen."""
    visit = opened(RETURNS, **chosen)
    sent = content.encode() if isinstance(content, str) else content
    return calm(visit.file_uploader(key="return_file").upload(name, sent, "text/csv").run())


def send(visit: AppTest) -> AppTest:
    return calm(visit.button(key="send").click().run())


def said(visit: AppTest) -> str:
    """Everything a screen says, in order within each kind."""
    kinds = ("title", "header", "subheader", "text", "markdown", "success", "info", "warning", "error")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    return unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))


def kept(home: Path) -> int:
    """How many returns the record holds."""
    return len(store.submissions(cache.sources().engine, "trauma-informed-borough"))


def has_send(visit: AppTest) -> bool:
    return any(one.key == "send" for one in visit.button)


def test_a_clean_return_can_be_sent_and_its_receipt_says_what_changed(home):
    before = opened(RETURNS) and kept(home)
    visit = upload(GOOD)
    assert kept(home) == before

    visit = send(visit)

    assert kept(home) == before + 1
    assert f"Kept as return number {before + 3}" in said(visit)  # two of the other framework lie between
    assert "It holds 2 rows on 2 indicators from 1 service (Fostering and Children's Homes)." in said(visit)
    assert "SHA-256 begins" in said(visit)
    assert "/sectors?service=SV12" in said(visit)


def test_what_was_sent_shows_at_once_as_received(home):
    visit = send(upload(GOOD, service="SV12"))

    sheet = next(one.proto.body for one in visit.get("html") if "Returns received" in one.proto.body)
    assert "SV12_2026-27-Q2.csv" in sheet
    assert "Jul to Sep 2026: late by 23 days (was due by 30 Oct 2026)" not in said(visit)


def test_the_same_file_sent_twice_keeps_nothing_and_says_so(home):
    send(upload(GOOD))
    before = kept(home)

    visit = send(upload(GOOD, "again.csv"))

    assert "This very file was sent before" in said(visit)
    assert kept(home) == before


def test_everything_wrong_is_said_with_row_and_column_and_nothing_can_be_sent(home):
    bad = GOOD.replace(",80,110,", ",180,110,").replace("W01", "W99")

    visit = upload(bad)

    assert "to be mended before" in said(visit)
    assert "Nothing was kept" in said(visit)
    assert "1 cell in column E (numerator): more than the total. Row 2." in said(visit)
    assert "1 cell in column C (indicator_id): not a known indicator. Row 3." in said(visit)
    assert not has_send(visit)


def test_the_file_is_shown_with_its_faulty_cells_marked_and_each_fault_leads_there(home):
    visit = upload(GOOD.replace(",80,110,", ",180,110,"))

    pages = "".join(one.proto.body for one in visit.get("html"))
    assert '<a href="#cell-E2">2</a>' in pages
    assert '<span id="cell-E2" class="faulty">▲ 180</span>' in pages
    assert pages.count('class="faulty"') == 1


def test_the_marked_file_is_offered_as_csv_and_as_a_workbook(home):
    visit = upload(GOOD.replace(",80,110,", ",180,110,"))

    assert [one.key for one in visit.get("download_button")][:2] == ["marked_csv", "marked_xlsx"]


def test_what_was_set_right_is_listed_and_can_be_taken_back(home):
    visit = upload(GOOD.replace("2026-27 Q2,SV12,S01", "Q2 26/27,SV12,S01"))
    assert has_send(visit)

    (box,) = [one for one in visit.checkbox if "Q2 26/27" in one.label]
    visit = calm(box.uncheck().run())

    assert not has_send(visit)
    assert "'Q2 26/27' is not a period." in said(visit)
    (box,) = [one for one in visit.checkbox if one.label.startswith("Taken back")]
    assert has_send(calm(box.check().run()))


def test_what_would_be_guessing_is_asked_and_the_answer_used_and_remembered(home):
    marked = GOOD.replace(",40,80,", ",*,80,")
    visit = upload(marked)
    assert "One question has to be answered before this can be sent." in said(visit)
    assert not has_send(visit)

    (asked,) = [one for one in visit.selectbox if "'*'" in one.label]
    asked.select("c")
    visit = calm(visit.button(key="use_answers").click().run())
    assert has_send(visit)
    send(visit)

    again = upload(marked.replace(",80,110,", ",81,110,"), "next.csv")
    assert has_send(again)


def test_what_changes_is_shown_old_beside_new_and_so_are_its_consequences(home):
    send(upload(GOOD))

    visit = upload(GOOD.replace(",80,110,", ",90,110,"), "revised.csv")

    assert "No row is new, 1 row changes and 1 row stays as it is." in said(visit)
    pages = "".join(one.proto.body for one in visit.get("html"))
    assert "<td>80 of 110 (asked 200)</td><td>90 of 110 (asked 200)</td>" in pages
    assert "would move" in said(visit)
    assert "No pack has been shown to a board yet." in said(visit)


def test_a_reason_goes_with_the_return_and_is_asked_for_with_a_name(home):
    visit = upload(GOOD.replace(",80,110,", ",2,1100,").replace(",200,", ",2000,"))
    reason = next(one for one in visit.text_input if one.label == "Reason for question 1")
    reason.input("A survey of all leavers.")

    nameless = send(visit)
    assert "A name is missing." in said(nameless)
    nameless.text_input(key="sender_name").input("Ann Lee")
    sent = send(nameless)

    assert "Kept as return number" in said(sent)
    newest = store.submissions(cache.sources().engine, "trauma-informed-borough")[-1]
    assert newest["sent_by"] == "Ann Lee"
    explained = [one["explanation"] for one in store.doubts_of(cache.sources().engine, newest["id"])]
    assert [(one["reason"], one["given_by"]) for one in explained if one] == [("A survey of all leavers.", "Ann Lee")]


def test_a_file_with_semicolons_is_read_as_well(home):
    visit = upload(GOOD.replace(",", ";"))

    assert has_send(visit)


def test_a_guess_at_the_encoding_is_said(home):
    noted = GOOD.replace("200,,\n", "200,,Café closed\n").encode("cp1252")

    visit = upload(noted)

    assert "windows-1252" in said(visit)
    assert has_send(visit)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n0000", "is a picture, and returns are CSV files"),
        (b"PK\x03\x04xl/workbook", "is damaged, as a file is that was not sent or saved to its end"),
        (b"", "is empty"),
        (HEADER.encode(), "has headings but no rows"),
        (b"hello\nworld\n", "The headings period, service_id and indicator_id are needed"),
    ],
    ids=["picture", "spreadsheet", "empty", "headings only", "something else"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(home, content, sentence):
    visit = upload(content)

    assert sentence in said(visit)
    assert "Nothing was kept" in said(visit)
    assert not has_send(visit)


def test_a_list_of_people_is_refused_before_anything_else(home):
    lines = GOOD.splitlines()
    named = "\n".join([f"{lines[0]},first name,surname", *(f"{line},Ada,Lovelace" for line in lines[1:])])

    visit = upload(named + "\n")

    assert "Nothing was kept" in said(visit)
    assert "Lovelace" not in said(visit)
    assert not has_send(visit)


def test_a_doubt_asks_and_does_not_stop_a_return(home):
    visit = upload(GOOD.replace(",80,110,", ",2,1100,").replace(",200,", ",2000,"))

    assert "None of it stops the return." in said(visit)
    assert has_send(visit)


def test_markup_in_a_cell_is_shown_as_text(home):
    visit = upload(GOOD.replace("W01", "<img src=x onerror=alert(1)>"))

    assert "<img" not in "".join(one.proto.body for one in visit.get("html"))
    assert "<img src=x" in said(visit)


def test_what_was_explained_before_is_shown_with_its_reason_and_not_asked_again(home):
    odd = GOOD.replace(",80,110,", ",2,1100,").replace(",200,", ",2000,")
    visit = upload(odd)
    asked = sum(one.label.startswith("Reason for question") for one in visit.text_input)
    next(one for one in visit.text_input if one.label == "Reason for question 1").input("A survey of all leavers.")
    visit.text_input(key="sender_name").input("Ann Lee")
    send(visit)

    again = upload(odd.replace("2000,,\n", "2000,,looked at again\n"), "again.csv")

    assert sum(one.label.startswith("Reason for question") for one in again.text_input) == asked - 1
    assert "One question was answered before" in said(again)
    assert "“A survey of all leavers.” What was asked: Row 2" in said(again)


def test_a_sign_off_that_would_be_taken_back_is_said_before_sending(home):
    send(upload(GOOD))
    sources, start = cache.sources(), date(2026, 7, 1)
    for act in ("accepted", "signed off"):
        store.decide(sources.engine, "trauma-informed-borough", "SV12", start, "quarter", act, "Bo Hill", cache.now())

    visit = upload(GOOD.replace(",80,110,", ",90,110,"), "revised.csv")

    assert "was signed off by Bo Hill on" in said(visit)
    assert "it has to be accepted and signed off again." in said(visit)
