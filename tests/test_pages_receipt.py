"""One kept return on its screen: what counts, what was asked, what was set right, and what may be done about it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import doubted
from doubted import VIEW, doubt, record, send
from impact import answers, periods
from impact.access import Viewer
from impact.ledger import FIX_SCHEMA
from impact.screen import shell
from impact.sources import Sources
from visiting import calm, opened

RECEIPT, INDICATOR, SECTORS = "pages/returns/receipt.py", "pages/borough/indicator.py", "pages/sectors/sectors.py"
FIXES = pl.DataFrame(
    [("thousands", line, "E", "numerator", "1,080", "1080") for line in (2, 3)], FIX_SCHEMA, orient="row"
)

row = partial(doubted.row, service_id="SV05")


@pytest.fixture
def place(empty_home: Path) -> Iterator[Sources]:
    """The screens' own record: three quarters of SV05, the newest with two questions, one row of it replaced."""
    sources = record(empty_home)
    for day, code in ((-200, "2025-26 Q4"), (-100, "2026-27 Q1")):
        send(sources, [row(2, "S01", 75, 110, period=periods.parse(code))], day=day)
    rows = [row(2, "S01", 1080, 1500), row(3, "S03", 1080, 1400), row(4, "S05", 60, 90)]
    send(
        sources,
        rows,
        doubt(2, "base-changed", "People who felt heard rests on 1,500 and rested on 110."),
        doubt(3, "unusually-high", "Is 1,080 of 1,400 right?"),
        fixes=FIXES,
        remarks=("Two hidden columns were read too.",),
        columns={"numerator": "E", "denominator": "F"},
        line_ends="CRLF",
    )
    send(sources, [row(2, "S05", 61, 90)], day=1)
    yield sources
    sources.engine.dispose()


def visit(number: int = 3, page: str = RECEIPT, **chosen: str) -> AppTest:
    return opened(page, **({"return": str(number)} if page == RECEIPT else {}), **chosen)


def said(seen: AppTest) -> str:
    kinds = ("title", "header", "subheader", "text", "markdown")
    words = [str(one.value) for kind in kinds for one in seen.get(kind)]
    return unescape("\n".join([*words, *(one.proto.body for one in seen.get("html"))]))


def answer(seen: AppTest) -> str:
    return unescape(next(one.proto.body for one in seen.get("html") if 'class="answer"' in one.proto.body))


def notices(seen: AppTest) -> list[str]:
    return [unescape(one.proto.body) for one in seen.get("html") if 'class="notice"' in one.proto.body]


def name_field(seen: AppTest, key: str):
    return next(one for one in seen.text_input if one.key.startswith(key))


def typed(seen: AppTest, key: str, text: str) -> None:
    """Type into a selectbox, or choose what it offers."""
    box = seen.selectbox(key=key)
    box.options.append(text)
    box.set_value(text)


def explain(seen: AppTest, id: int, reason="New clinic opened.", name="Ann Lee", until: str | None = None) -> AppTest:
    seen.text_area(key=f"reason_{id}").input(reason)
    name_field(seen, f"name_{id}_").input(name)
    if until:
        typed(seen, f"until_{id}", until)
    return calm(seen.button(key=f"explain_{id}").click().run())


def test_the_first_line_says_what_came_in_and_what_counts(place):
    assert (
        "Return 3 from Health Visiting and School Nursing for Jul to Sep 2026 came in on 3 Nov 2026; "
        "2 of its 3 rows count today; 1 was replaced by return 4."
    ) in answer(visit())


def test_rows_that_were_replaced_are_named_and_lead_to_what_replaced_them(place):
    sheet = next(one.proto.body for one in visit().get("html") if "What became of the rows" in one.proto.body)

    assert 'href="/receipt?return=4"' in sheet
    assert '<td class="number">1</td><td>4</td>' in sheet


@pytest.mark.parametrize(
    ("number", "sentence"), [("", "Choose a return"), ("99", "no return number 99"), ("x", "Choose a return")]
)
def test_a_return_that_is_not_there_leads_back_to_the_list(place, number, sentence):
    seen = opened(RECEIPT, **({"return": number} if number else {}))

    assert sentence in answer(seen)
    assert 'href="/returns"' in said(seen)


def test_what_was_set_right_is_told_by_rule_column_count_and_example(place):
    sheet = next(one.proto.body for one in visit().get("html") if "Every fix, by its kind" in one.proto.body)

    assert (
        '<th scope="row">commas or spaces between thousands taken out</th><td>E (numerator)</td>'
        '<td class="number">2</td><td>2 to 3</td><td>1,080</td><td>1080</td>'
    ) in sheet


def test_a_return_in_which_nothing_was_set_right_says_so(place):
    assert "Nothing was set right by itself: the file was taken as it is." in said(visit(4))


def test_how_it_was_read_is_told_and_the_file_can_be_had_again(place):
    seen = visit()

    for told in ("CRLF", "utf-8", "comma", "E numerator, F denominator", "Two hidden columns were read too."):
        assert told in said(seen)
    assert "Download the file as it was sent" in [one.label for one in seen.get("download_button")]


def test_each_question_waits_with_its_place_and_leads_to_its_chart(place):
    seen = visit()

    assert "2 of 2 questions wait for an answer." in said(seen)
    assert "<b>Row 2, column E (numerator).</b> People who felt heard rests on 1,500" in said(seen)
    assert "/indicator?indicator=S01&scope=service%3ASV05" in said(seen)


def test_a_question_is_explained_and_the_screen_says_what_happened(place):
    seen = explain(visit(), 1, until="2027-03-31")

    assert notices(seen) == [
        '<p class="notice" role="status">Kept: what explains row 2, column E (numerator). From now on it stands below '
        "the chart of its figure, until 31 Mar 2027.</p>"
    ]
    assert "1 of 2 questions waits for an answer." in said(seen)
    assert "Explained by Ann Lee on 22 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027." in said(seen)
    assert calm(seen.run()) and notices(seen) == []


def test_a_name_is_written_once(place):
    seen = explain(visit(), 1)

    assert name_field(seen, "name_2_").value == "Ann Lee"


@pytest.mark.parametrize(("typed", "day"), [("31/3/2027", "31 Mar 2027"), ("until 1 May 2027", "1 May 2027")])
def test_a_last_day_can_be_typed(place, typed, day):
    assert f"Holds until {day}." in said(explain(visit(), 1, until=typed))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": " "}, "A reason is missing. Write it in a few words."),
        ({"name": ""}, "A name is missing. Write your name, so that others know whom to ask."),
        ({"until": "soon"}, "'soon' is not a day. Write it as 2027-03-31 or 31/3/2027."),
        ({"until": "1/11/2026"}, "The last day, 1 Nov 2026, has passed."),
        ({"reason": "Ask ann@example.org"}, "This looks like an e-mail address."),
    ],
)
def test_what_is_missing_in_an_explanation_is_said_and_nothing_is_kept(place, given, sentence):
    seen = explain(visit(), 1, **given)

    assert any(sentence in one and 'role="alert"' in one for one in notices(seen))
    assert [one.state for one in answers.submission(place, VIEW, 3).doubts] == ["open", "open"]


def test_what_a_sender_wrote_stays_text(place):
    seen = explain(visit(), 1, reason="<img src=x> & [more](http://x.example)")

    assert "<img" not in "".join(one.proto.body for one in seen.get("html"))
    assert "“<img src=x> & [more](http://x.example)”" in said(seen)


def withdraw(seen: AppTest, reason="Wrong sheet.", name="Ann Lee") -> AppTest:
    seen.text_area(key="withdraw_reason").input(reason)
    name_field(seen, "withdraw_name_").input(name)
    return calm(seen.button(key="withdraw").click().run())


def test_a_return_is_withdrawn_after_it_was_asked_once_more(place):
    seen = visit(4)
    assert "Its 1 row would no longer count: for it return 3 would count again." in said(seen)
    seen = withdraw(seen)
    assert answers.submission(place, VIEW, 4).withdrawn is None
    assert "Withdraw return 4, as Ann Lee, because “Wrong sheet.”?" in notices(seen)[0]

    seen = calm(seen.button(key="withdraw_yes").click().run())

    assert "Return 4 was withdrawn. What was known before it counts again." in notices(seen)[0]
    assert "and was withdrawn on 22 Nov 2026 by Ann Lee; its only row does not count today" in answer(seen)
    assert "Why it was withdrawn: “Wrong sheet.”" in said(seen)
    assert not [one for one in seen.button if one.key == "withdraw"]
    assert "3 of its rows count today" in answer(visit(3))


def test_a_return_is_kept_where_its_sender_thinks_better_of_it(place):
    seen = calm(withdraw(visit(4)).button(key="withdraw_no").click().run())

    assert "Return 4 was not withdrawn." in notices(seen)[0]
    assert answers.submission(place, VIEW, 4).withdrawn is None


def test_a_withdrawal_without_a_reason_is_not_asked_about(place):
    seen = withdraw(visit(4), reason="")

    assert "A reason is missing." in notices(seen)[0]
    assert not [one for one in seen.button if one.key == "withdraw_yes"]


def test_on_an_earlier_day_nothing_can_be_done(place):
    seen = visit(as_at="2026-11-03")

    assert "all 3 of its rows counted on 3 Nov 2026" in answer(seen)
    assert "Explaining is done today" in said(seen)
    assert not seen.text_area and not [one for one in seen.button if one.key in ("withdraw", "explain_1")]


def test_who_does_not_send_for_a_service_sees_that_a_return_came_in_and_no_cell(place, monkeypatch):
    monkeypatch.setattr(shell, "view_on", lambda *given: replace(VIEW, viewer=Viewer("leader")))

    seen = visit()

    assert "2 of its 3 rows count today" in answer(seen)
    assert "1,080" not in said(seen) and not seen.text_area and not seen.get("download_button")
    assert "for those who send, check or sign off" in said(seen)


def test_a_champion_reads_and_does_not_explain(place, monkeypatch):
    monkeypatch.setattr(shell, "view_on", lambda *given: replace(VIEW, viewer=Viewer("champion", ("SV05",))))

    seen = visit()

    assert "1,080" in said(seen) and not seen.text_area
    assert "It can be explained by those who send its returns" in said(seen)


def test_many_questions_are_explained_a_few_at_a_time(place):
    rows = [row(line, "S01", 60, 90, breakdown=f"group:{line}") for line in range(2, 32)]
    number = send(place, rows, *(doubt(line) for line in range(2, 32)), day=2)

    seen = visit(number)

    assert len([one for one in seen.text_area if one.key.startswith("reason_")]) == 20
    assert "These are the first 20 of 30; the others follow when these are answered." in said(seen)


# The explained point on its chart


def chart(seen: AppTest) -> str:
    return str(seen.get("plotly_chart")[0].proto.alt)


def test_the_chart_says_in_words_in_its_table_and_to_the_ear_what_was_explained(place):
    explain(visit(), 1, until="2027-03-31")

    seen = visit(page=INDICATOR, indicator="S01", scope="service:SV05")

    line = "Ann Lee on 22 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027."
    assert f"<li>Jul to Sep 2026: explained by {line}</li>" in said(seen)
    assert "E marks a figure that was explained:" in said(seen)
    assert chart(seen).endswith("Explained, marked E: Jul to Sep 2026.")
    sheet = next(one.proto.body for one in seen.get("html") if '<th scope="col">Explained</th>' in one.proto.body)
    assert f"<td>{line}</td>" in unescape(sheet)
    assert '"name":"explained"' in seen.get("plotly_chart")[0].proto.spec.replace(" ", "")


def test_a_sector_says_how_many_explained_and_not_what(place):
    explain(visit(), 1)

    for scope in ("sector:SEC2", "whole"):
        seen = visit(page=INDICATOR, indicator="S01", scope=scope)
        assert "<li>Jul to Sep 2026: 1 service explained its figure.</li>" in said(seen)
        assert "New clinic" not in said(seen) and "Ann Lee" not in said(seen)


def test_the_screen_of_a_service_says_it_too(place):
    explain(visit(), 1)

    seen = visit(page=SECTORS, service="SV05", indicator="S01")

    assert "“New clinic opened.”" in said(seen)
    assert "Explained, marked E: Jul to Sep 2026." in chart(seen)


def test_a_chart_of_which_nothing_was_explained_stays_as_it_was(place):
    seen = visit(page=INDICATOR, indicator="S01", scope="service:SV05")

    assert "Explained" not in said(seen) and "marked E" not in chart(seen)
