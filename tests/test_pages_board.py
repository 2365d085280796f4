"""The board's screens as its members meet them: agenda, meeting, what changed since last time."""

import html
import json
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import records
from impact import acts, minutes
from impact.answers.agenda import default_agenda
from impact.answers.meetings import meetings, written
from impact.charts.style import BOARD
from impact.framework import Framework
from impact.screen import cache
from impact.screen.since_board import decisions_waiting, lately_since_board
from impact.sources import View, end_of
from impact.words.meeting import item_title
from visiting import calm, opened

AGENDA, MEETING, SINCE = (f"pages/board/{name}.py" for name in ("agenda", "meeting", "since_last_board"))
VIEW = View("trauma-informed-borough", records.TODAY)
CLERK = "clerk to the board"
SUMMER = date(2026, 8, 31)


def said(visit: AppTest) -> str:
    """Everything a screen says, as its reader reads it."""
    kinds = ("title", "header", "subheader", "text")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    return html.unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))


def headline(visit: AppTest) -> str:
    """The sentence of a slide."""
    (found,) = [one.proto.body for one in visit.get("html") if one.proto.body.startswith("<h1>")]
    return html.unescape(found).removeprefix("<h1>").removesuffix("</h1>")


def begun(items: tuple[str, ...] = (), view: View = VIEW) -> int:
    """A meeting that began on the day of the record."""
    key = cache.key_of(view)
    ids = items or tuple(one.id for one in default_agenda(cache.framework(key)))
    return minutes.begin(cache.sources(), view, ids, key[1], CLERK, records.NOW)


def slide(*items: str, at: int = 1) -> AppTest:
    """One slide of a meeting with these items."""
    return opened(MEETING, meeting=str(begun(items)), slide=str(at))


def fonts(part: object) -> list[float]:
    """Every size of type that a picture sets."""
    if isinstance(part, dict):
        own = [part["size"]] if "family" in part and "size" in part else []
        return own + [one for value in part.values() for one in fonts(value)]
    return [one for value in part for one in fonts(value)] if isinstance(part, list) else []


def test_the_agenda_offers_the_default_and_says_what_is_open(home: Path, framework: Framework):
    visit = opened(AGENDA)

    words = said(visit)
    assert f"The meeting has {len(default_agenda(framework))} items. No action is open." in words
    assert all(item_title(one.kind, one.ref, framework) in words for one in default_agenda(framework))


def test_an_agenda_that_was_picked_stands_in_the_address_and_leads_to_its_meeting(home: Path):
    visit = opened(AGENDA)

    calm(visit.multiselect(key="items_choice").set_value(["held_up", "opening"]).run())

    assert visit.query_params["items"] in ("held_up,opening", ["held_up,opening"])
    assert "/meeting?items=held_up%2Copening%2Cdecisions" in said(visit)


def test_an_agenda_in_the_address_is_the_one_that_is_shown(home: Path):
    visit = opened(AGENDA, items="indicator.S01,opening")

    assert visit.multiselect(key="items_choice").value == ["indicator.S01", "opening"]
    assert "The meeting has 3 items." in said(visit)


def test_a_meeting_begins_with_its_agenda_and_fixes_the_moment_when_it_begins(home: Path, framework: Framework):
    visit = opened(MEETING)
    assert "Whatever comes in while it lasts changes none." in said(visit)

    calm(visit.button(key="meeting_begin").click().run())

    (one,) = meetings(cache.sources(), VIEW)
    assert one.items == tuple(item.id for item in default_agenda(framework))
    assert headline(visit).startswith("Of 24 outcomes that are measured")


def test_a_meeting_takes_the_whole_screen(home: Path):
    visit = slide("opening")

    assert 'class="whole-screen"' in said(visit)
    assert "Sectors and services" not in said(visit)
    assert [one.label for one in visit.selectbox] == []


def test_every_slide_says_whose_data_it_is_its_moment_and_how_far_the_meeting_is(home: Path, framework: Framework):
    items = tuple(one.id for one in default_agenda(framework))
    number = begun(items)

    for at in range(1, len(items) + 1):
        visit = opened(MEETING, meeting=str(number), slide=str(at))
        words = said(visit)
        assert framework.demonstration in words
        assert "As known on 22 Nov 2026 at 12:00" in words
        assert f"{at} of {len(items)}" in words
        assert headline(visit)


def test_every_picture_of_a_meeting_has_type_for_the_board_room(home: Path, framework: Framework):
    horizons = [one.id for one in default_agenda(framework) if one.kind in ("horizon", "indicator")]
    number = begun((*horizons, "roadmap"))

    for at in range(1, len(horizons) + 2):
        (picture,) = opened(MEETING, meeting=str(number), slide=str(at)).get("plotly_chart")
        sizes = fonts(json.loads(picture.proto.spec)["layout"])
        assert sizes and min(sizes) >= BOARD.small == 28
        assert picture.proto.alt


def test_an_indicator_has_its_figure_in_sentence_plain_figure_and_picture(home: Path):
    visit = slide("indicator.S01")

    figure = headline(visit).split(": ")[1].split(" ")[0]
    assert f"<dd>{figure}</dd>" in said(visit)
    assert figure in visit.get("plotly_chart")[0].proto.spec


def test_next_and_back_go_through_the_slides_by_button_and_by_key(home: Path):
    visit = slide("opening", "held_up")
    assert [visit.button(key=key).proto.shortcut for key in ("meeting_back", "meeting_next", "meeting_leave")] == [
        "left",
        "right",
        "escape",
    ]
    assert visit.button(key="meeting_back").disabled

    calm(visit.button(key="meeting_next").click().run())
    assert "Where it is held up, 2 of 3" in said(visit)

    calm(visit.button(key="meeting_back").click().run())
    assert "Where we stand, 1 of 3" in said(visit)


@pytest.mark.parametrize("at", ["0", "99", "x", "-1"])
def test_a_slide_that_is_not_there_is_the_nearest_one(home: Path, at: str):
    visit = opened(MEETING, meeting=str(begun(("opening",))), slide=at)

    assert "of 2" in said(visit)


@pytest.mark.parametrize(
    ("number", "answered"),
    [("99", "There is no meeting number 99."), ("<b>", "The address names no meeting.")],
)
def test_a_meeting_that_is_not_there_is_answered_in_words(home: Path, number: str, answered: str):
    visit = AppTest.from_file("../app.py", default_timeout=120)
    visit.switch_page(MEETING)
    visit.query_params["meeting"] = number

    visit.run()

    assert next(one.value for one in visit.error).startswith(answered)


def test_an_action_written_down_on_a_slide_is_kept_and_shown_on_the_last_one(home: Path):
    number = begun(("opening",))
    visit = opened(MEETING, meeting=str(number))
    visit.text_area(key="slide_0_what").set_value("Ask every sector for one bright spot")
    visit.text_input(key="slide_0_who").set_value("head of partnerships")
    visit.text_input(key="slide_0_by").set_value("31/3/2027")

    calm(visit.button(key="slide_keep").click().run())

    last = opened(MEETING, meeting=str(number), slide="2")
    told = "Action for head of partnerships, by 31 Mar 2027: Ask every sector for one bright spot. Open."
    assert told in said(visit) and told in said(last)
    assert headline(last) == "1 action was written down at this meeting."
    assert visit.text_area(key="slide_1_what").value == ""


@pytest.mark.parametrize(
    ("who", "by", "answered"),
    [
        ("head of housing", "", "It is not said by when it is to be done. Write a day, such as 31/3/2027."),
        ("head of housing", "soon", "'soon' is not a day. Write it as 2027-03-31 or 31/3/2027."),
        ("Jane Smith", "31/3/2027", "This looks like a person's name."),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(home: Path, who: str, by: str, answered: str):
    visit = slide("opening")
    visit.text_area(key="slide_0_what").set_value("Ask every sector")
    visit.text_input(key="slide_0_who").set_value(who)
    visit.text_input(key="slide_0_by").set_value(by)

    calm(visit.button(key="slide_keep").click().run())

    assert answered in said(visit)
    assert written(cache.sources(), VIEW) == ()


def test_a_meeting_that_was_held_can_be_opened_again_and_its_actions_closed(home: Path):
    number = begun()
    minutes.write_down(cache.sources(), VIEW, "action", "Ask", CLERK, records.NOW, who="clerk", by=date(2027, 3, 31))
    visit = opened(AGENDA)
    assert f"/meeting?meeting={number}" in said(visit)

    calm(visit.button(key="done_keep").click().run())

    assert "done on 22 Nov 2026" in said(visit)


def test_on_an_earlier_day_nothing_is_written_down(home: Path):
    visit = opened(AGENDA, as_at="2026-09-30")

    assert "Decisions are written down today" in said(visit)
    assert len(visit.text_area) == 0


def test_the_board_that_was_shown_these_figures_is_the_next_one_to_compare_with(home: Path):
    visit = opened(MEETING, meeting=str(begun(("opening",))), slide="2")

    calm(visit.button(key="shown_keep").click().run())

    assert "Noted: the board was shown “Board meeting, 22 Nov 2026”." in said(visit)


def test_since_the_last_board_the_first_line_is_the_answer_and_every_cause_is_told(home: Path):
    acts.note_shown(cache.sources(), View(VIEW.framework_id, SUMMER, end_of(SUMMER)), "Summer pack", CLERK, records.NOW)

    visit = opened(SINCE)

    words = said(visit)
    assert "changed between 31 Aug 2026 and 22 Nov 2026." in words
    assert visit.selectbox(key="since_choice").options[0] == "Summer pack (31 Aug 2026)"
    assert words.index("What went well") < words.index("What went back") < words.index("Returns that came in")
    assert "came in on 16 Oct 2026" in words


def test_a_figure_that_moved_stands_beside_the_one_that_was_shown_then(home: Path):
    words = said(opened(SINCE))

    row = next(one for one in words.split("<tr>") if "People who felt heard, valued and understood" in one)
    assert "(Apr to Jun 2026)" in row
    assert "new return" in row


def test_nothing_before_the_first_return_is_no_reason_for_an_error(home: Path):
    assert "changed between" in said(opened(SINCE, as_at="2024-09-30"))


def test_another_framework_has_the_same_screens(home: Path):
    other = {"framework": "england-children"}

    assert "The meeting has" in said(opened(AGENDA, **other))
    assert "Figures that moved" in said(opened(SINCE, **other))
    visit = opened(MEETING, **other)
    calm(visit.button(key="meeting_begin").click().run())
    assert "outcomes that are measured" in headline(visit)


def test_at_most_five_dated_sentences_tell_what_moved_since_the_last_board(home: Path, framework: Framework):
    told = lately_since_board(cache.key_of(VIEW), framework)

    assert 1 <= len(told) <= 5
    assert any("returns came in from" in one for one in told)


def test_an_action_past_its_day_waits_for_a_decision(home: Path, framework: Framework):
    minutes.write_down(cache.sources(), VIEW, "action", "Ask", CLERK, records.NOW, who="the clerk", by=records.TODAY)
    later = View(VIEW.framework_id, date(2026, 11, 23))

    assert not any("Ask" in one.sentence for one in decisions_waiting(cache.key_of(VIEW), framework))
    assert [one.page for one in decisions_waiting(cache.key_of(later), framework) if "Ask" in one.sentence] == [
        "agenda"
    ]


def test_every_chart_of_a_meeting_is_there_as_a_table_too(home: Path, framework: Framework):
    number = begun(("horizon.medium", "roadmap", "indicator.S01"))

    for at, held in ((1, framework.node["MO1"].title), (2, framework.sector["SEC1"].name), (3, "Jul to Sep 2026")):
        tables = said(opened(MEETING, meeting=str(number), slide=str(at))).split("<table>")[1:]
        assert len(tables) == 1
        assert held in tables[0]
