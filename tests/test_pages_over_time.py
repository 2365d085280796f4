"""Charts over time, the roadmap's movement and the sign-off of a return, as their readers meet them."""

from html import unescape

import pytest

from test_pages_services import answer, said
from visiting import calm, opened

GRID, INDICATOR = "pages/sectors/over_time.py", "pages/borough/indicator.py"
ROADMAP, SIGN_OFF = "pages/services/roadmap.py", "pages/returns/sign_off.py"
CHILDREN = "england-children"


@pytest.mark.parametrize("page", [GRID, SIGN_OFF])
def test_an_empty_record_says_how_to_begin(empty_home, page):
    assert opened(page).title[0].value == "Nothing has been loaded yet"


@pytest.mark.parametrize("page", [GRID, SIGN_OFF])
@pytest.mark.parametrize("framework", ["trauma-informed-borough", CHILDREN])
@pytest.mark.parametrize("as_at", ["", "2023-01-01", "2026-03-31"])
def test_the_screen_begins_with_an_answer_whatever_is_known(home, page, framework, as_at):
    visit = opened(page, framework=framework, **({"as_at": as_at} if as_at else {}))

    assert answer(visit)


def test_each_indicator_has_a_row_with_words_a_small_line_and_a_way_to_its_chart(home):
    visit = opened(GRID, scope="service:SV05")

    told = said(visit)
    assert "by chance alone" in told
    assert "1 more quarter to firm limits." in told
    assert 'href="/indicator?indicator=S01&scope=service%3ASV05"' in told
    assert 'alt="From ' in told
    assert told.count("data:image/svg+xml,") == told.count("<img ")


def test_a_level_and_only_what_changed_can_be_chosen(home):
    every = opened(GRID)
    level = opened(GRID, level="service")

    changed = calm(every.selectbox(key="show_choice").select("changed").run())

    assert [one.value for one in level.header] == ["Service"]
    assert changed.query_params["show"] == "changed"
    assert said(changed).count("<img ") < said(opened(GRID)).count("<img ")
    assert "Too few figures yet" not in said(changed)


def test_an_indicator_asks_whether_it_changes_or_only_wobbles(home):
    visit = opened(INDICATOR, indicator="S01", scope="service:SV05")

    assert "Does it change or only wobble?" in [one.value for one in visit.header]
    assert any(one.value.startswith("Newest figure: ") for one in visit.subheader)
    assert len(visit.get("plotly_chart")) == 2
    assert "Limits by NHSRplotthedots 0.2.2 rules." in said(visit)


def test_the_roadmap_tells_how_it_has_moved_and_leads_to_each_service(home):
    visit = opened(ROADMAP)

    told = said(visit)
    assert "How it has moved" in told
    assert "moves up" in told
    assert "at each step at each review" in told
    assert 'href="/service?service=SV05"' in told
    assert len(visit.get("plotly_chart")) == 2


def test_what_waits_is_listed_by_service_in_the_order_of_the_alphabet(home, framework):
    sheet = next(one.proto.body for one in opened(SIGN_OFF).get("html") if "Returns that wait" in one.proto.body)

    named = [one.name for one in framework.services if f">{one.name}</a>" in unescape(sheet)]
    places = [unescape(sheet).index(f">{name}</a>") for name in sorted(named, key=str.casefold)]
    assert len(named) == 9
    assert places == sorted(places)


def test_a_return_stands_beside_last_times_and_what_is_hidden_stays_hidden(home):
    told = said(opened(SIGN_OFF, service="SV01"))

    assert "beside those of" in told
    assert "Hidden to protect people" in told
    assert "to protect people, as on every screen" in told
    assert "No question about it is open." in told


def test_a_return_that_is_accepted_waits_for_a_champions_sign_off(home):
    visit = opened(SIGN_OFF, service="SV05")
    before = answer(visit)
    visit.text_input(key="decide_name").input("Ann Lee")

    kept = calm(visit.button(key="decide_keep").click().run())

    assert "accepted on 22 Nov 2026 by Ann Lee" in said(kept)
    assert "and 1 for a champion's sign-off" in unescape(answer(kept))
    assert "champion's sign-off" not in unescape(before)


def test_the_return_that_is_decided_about_is_chosen_once(home):
    visit = opened(SIGN_OFF, service="SV05")

    assert [one.label for one in visit.selectbox if one.label == "Return"] == ["Return"]


def test_nothing_is_decided_about_the_past(home):
    assert "Decisions are made today" in said(opened(SIGN_OFF, service="SV05", as_at="2026-03-31"))


def test_where_no_return_is_asked_for_none_waits(home):
    assert "Every figure here is a published one" in said(opened(SIGN_OFF, framework=CHILDREN))
