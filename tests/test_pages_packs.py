"""The screen of board packs: what goes in, three files, and noting that the board was shown it."""

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from impact import packs, store
from impact.screen import cache
from impact.sources import View
from records import TODAY
from visiting import calm, opened

PACKS = "pages/board/packs.py"
BOROUGH = "trauma-informed-borough"


def answer(visit: AppTest) -> str:
    return unescape(next(one.proto.body for one in visit.get("html") if 'class="answer"' in one.proto.body))


def notices(visit: AppTest) -> str:
    return unescape(" ".join(one.proto.body for one in visit.get("html") if 'class="notice"' in one.proto.body))


def shown() -> list[str]:
    return [one["title"] for one in store.shown(cache.sources().engine, BOROUGH)]


@pytest.mark.parametrize("framework", [BOROUGH, "england-children"])
@pytest.mark.parametrize("as_at", ["", "2023-11-30", "2026-03-31"])
def test_the_first_line_says_what_the_pack_holds(home, framework, as_at):
    visit = opened(PACKS, framework=framework, **({"as_at": as_at} if as_at else {}))

    assert "This pack holds " in answer(visit)
    assert [one.proto.label for one in visit.get("download_button")] == [
        "Download as HTML page",
        "Download as PowerPoint",
        "Download as PDF to print",
    ]


def test_a_pack_of_published_figures_alone_is_made_too(home):
    made = packs.contents(cache.sources(), View("england-children", TODAY))

    assert "Every figure here is a published one; no return is asked of anyone." in packs.texts_of(made)
    assert made.figures
    assert all(kind.write(made) for kind in packs.KINDS.values())


def test_what_is_left_out_is_left_out_of_the_first_line_and_stands_in_the_address(home):
    visit = opened(PACKS)
    assert "holds 24 outcomes, 20 figures and what changed since 22 Aug 2026, as known on 22 Nov 2026." in answer(visit)

    visit = calm(visit.checkbox(key="pack_part_figures").uncheck().run())
    visit = calm(visit.checkbox(key="pack_part_changed").uncheck().run())

    assert "This pack holds 24 outcomes, as known on 22 Nov 2026." in answer(visit)
    assert visit.query_params["parts"] == "bright,outcomes,coverage,method"


def test_figures_come_from_the_address_and_go_back_to_it(home):
    visit = opened(PACKS, figures="S03,S01,none")
    assert "24 outcomes, 2 figures and what changed" in answer(visit)

    visit = calm(visit.multiselect[0].select("W01").run())

    assert visit.query_params["figures"] == "S03,S01,W01"


def test_where_every_figure_is_taken_out_the_usual_ones_go_in_and_the_address_is_clean(home):
    visit = opened(PACKS, figures="S03")

    visit = calm(visit.multiselect[0].unselect("S03").run())

    assert "24 outcomes, 20 figures and what changed" in answer(visit)
    assert "figures" not in visit.query_params
    assert any("No figure is chosen, so the usual 20 go in." in one.proto.body for one in visit.get("html"))

    visit = calm(visit.multiselect[0].select("W01").run())

    assert visit.query_params["figures"] == "W01"


def test_an_address_without_any_figure_shows_the_usual_ones(home):
    visit = opened(PACKS, figures="")

    assert "24 outcomes, 20 figures and what changed" in answer(visit)


def test_the_board_was_shown_this_is_noted_with_the_title_of_the_pack(home):
    visit = opened(PACKS)
    calm(visit.text_input(key="pack_title_2026-11-22").set_value("Autumn <pack>").run())
    visit.text_input(key="pack_by").set_value("clerk to the board")

    visit = calm(visit.button(key="pack_note").click().run())

    assert "Noted: a board was shown “Autumn <pack>” with the figures as known on 22 Nov 2026." in notices(visit)
    assert shown() == ["Autumn <pack>"]


def test_nothing_is_noted_without_a_name(home):
    visit = calm(opened(PACKS).button(key="pack_note").click().run())

    assert "A name is missing." in notices(visit)
    assert shown() == []
