"""The returns calendar as its readers meet it: what is due from whom, a reminder to send, a decision to make."""

from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from impact import answers, store
from impact.screen import cache
from impact.sources import View
from records import TODAY
from visiting import calm, opened

CALENDAR = "pages/returns/calendar.py"
BOROUGH = "trauma-informed-borough"


def said(visit: AppTest) -> str:
    """Everything the screen says, with plain spaces."""
    kinds = ("title", "header", "subheader", "text", "markdown", "code", "warning")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    told = unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))
    return told.replace("\N{NO-BREAK SPACE}", " ")


def answer(visit: AppTest) -> str:
    return next(one.proto.body for one in visit.get("html") if 'class="answer"' in one.proto.body)


def sheet(visit: AppTest, caption: str) -> str:
    found = (one.proto.body for one in visit.get("html") if f"<caption>{caption}" in one.proto.body)
    return unescape(next(found, "")).replace("\N{NO-BREAK SPACE}", " ")


def buttons(visit: AppTest) -> set[str]:
    return {one.key for one in visit.button}


def decide(visit: AppTest, act: str, name: str = "Ann Lee", reason: str = "") -> AppTest:
    visit = calm(visit.radio(key="decide_act").set_value(act).run())
    visit.text_input(key="decide_name").set_value(name)
    if reason:
        next(one for one in visit.text_input if one.key.startswith("decide_reason")).set_value(reason)
    return calm(visit.button(key="decide_keep").click().run())


def decisions(home: Path) -> list[tuple[str, str, str]]:
    rows = store.decisions(cache.sources().engine, BOROUGH)
    return [(row["service_id"], row["act"], row["given_by"]) for row in rows]


@pytest.mark.parametrize("framework", [BOROUGH, "england-children"])
@pytest.mark.parametrize("as_at", ["", "2015-01-01", "2023-11-30", "2026-03-31"])
def test_the_calendar_begins_with_an_answer_whatever_is_known(home, framework, as_at):
    visit = opened(CALENDAR, framework=framework, **({"as_at": as_at} if as_at else {}))

    assert answer(visit)


def test_an_empty_record_says_how_to_begin(empty_home):
    assert opened(CALENDAR).title[0].value == "Nothing has been loaded yet"


def test_where_every_figure_is_published_nobody_is_asked_for_a_return(home):
    visit = opened(CALENDAR, framework="england-children")

    assert "no return is asked of any authority" in answer(visit)
    assert "Reminder" not in said(visit)


def test_what_is_late_is_named_with_its_service_and_days(home):
    visit = opened(CALENDAR, sector="SEC3")

    assert "late and nothing is due now." in answer(visit)
    awaited = sheet(visit, "What is waited for now")
    assert "Fostering and Children's Homes" in awaited
    assert "late by 23 days" in awaited


def test_services_stand_by_the_alphabet_with_their_newest_periods_side_by_side(home):
    grid = sheet(opened(CALENDAR), "Where each return stands: quarters")

    assert grid.index("Assessment and Safeguarding Teams") < grid.index("Youth and Community Centres Network")
    assert grid.index("Oct to Dec 2026") < grid.index("Jul to Sep 2026")
    assert "not due until 30 Jan 2027" in grid


def test_each_rhythm_has_its_own_calendar_in_the_address(home):
    terms = sheet(opened(CALENDAR, kind="term"), "Where each return stands: school terms")
    years = sheet(opened(CALENDAR, kind="financial_year"), "Where each return stands: financial years")

    assert "Summer term 2026" in terms
    assert "Health Visiting" not in terms
    assert "Health Visiting" in years


def test_completeness_is_a_bar_with_words_and_numbers(home):
    visit = opened(CALENDAR, sector="SEC6")

    sectors = sheet(visit, "Returns of each sector")
    assert '<i style="width:100.0%"></i>' in sectors
    assert "100% (578 of 578)" in sectors
    assert "28 of 28" in sectors


def test_every_reminder_can_be_had_at_once(home):
    visit = opened(CALENDAR, sector="SEC3")

    assert "Choose a service to read its reminder" in said(visit)
    assert [one.proto.label for one in visit.get("download_button") if "reminder" in one.proto.label] == [
        "Download all 4 reminders as text"
    ]


def test_a_service_shows_its_returns_and_the_reminder_to_send(home):
    visit = opened(CALENDAR, service="SV12")

    assert "Late by 23 days." in sheet(visit, "Returns of Fostering")
    assert visit.code[0].value.startswith("Fostering and Children's Homes\nReturns to Trauma-informed Rochdale, 22 Nov")
    assert "It was due by 30 Oct 2026 and is still welcome." in visit.code[0].value


def test_a_return_is_accepted_and_signed_off_on_the_screen(home):
    visit = decide(opened(CALENDAR, service="SV19"), "accepted")
    assert "Kept: Jul to Sep 2026 accepted on 22 Nov 2026 by Ann Lee." in said(visit)

    visit = decide(visit, "signed off", "Bo Field")

    assert "Signed off on 22 Nov 2026 by Bo Field." in sheet(visit, "Returns of Social Housing")
    assert decisions(home) == [("SV19", "accepted", "Ann Lee"), ("SV19", "signed off", "Bo Field")]


def test_what_is_locked_needs_a_reason_and_shows_it(home):
    visit = decide(opened(CALENDAR, service="SV19"), "locked")
    assert "A reason is missing. Write it in a few words." in said(visit)
    assert decisions(home) == []

    visit = decide(visit, "locked", reason="The board pack is out")

    assert "Locked on 22 Nov 2026 by Ann Lee: The board pack is out." in said(visit)
    assert ("SV19", "locked") in {one[:2] for one in decisions(home)}
    assert len(answers.locked(cache.sources(), View(BOROUGH, TODAY))) == 1


def test_a_decision_needs_a_name(home):
    visit = decide(opened(CALENDAR, service="SV19"), "accepted", name="")

    assert "A name is missing." in said(visit)
    assert decisions(home) == []


def test_markup_in_a_name_or_reason_is_shown_as_text(home):
    visit = decide(opened(CALENDAR, service="SV19"), "locked", "<b>Ann</b>", "<img src=x>")

    assert "<img" not in "".join(one.proto.body for one in visit.get("html"))
    assert "Locked on 22 Nov 2026 by <b>Ann</b>: <img src=x>." in said(visit)


def test_nothing_is_decided_while_an_earlier_day_is_shown(home):
    visit = opened(CALENDAR, service="SV19", as_at="2026-03-31")

    assert "Decisions are made today: choose today in the bar" in said(visit)
    assert "decide_keep" not in buttons(visit)


def test_a_choice_of_service_stands_in_the_address(home):
    visit = opened(CALENDAR)

    calm(visit.selectbox(key="service_choice").select("SV19").run())

    assert visit.query_params["service"] == "SV19"
