"""Sectors, roadmap, returns and published figures as their readers meet them."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from visiting import calm, opened

REPO = Path(__file__).resolve().parents[1]
SECTORS, ROADMAP = "pages/sectors/sectors.py", "pages/services/roadmap.py"
RETURNS, PUBLISHED = "pages/returns/returns.py", "pages/borough/context.py"
PAGES = (SECTORS, ROADMAP, RETURNS, PUBLISHED)

Open = Callable[..., AppTest]


def said(visit: AppTest) -> str:
    """Everything a screen says, in order within each kind."""
    kinds = ("title", "header", "subheader", "text", "markdown", "success", "info", "warning", "error")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    return unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))


def answer(visit: AppTest) -> str:
    return next(one.proto.body for one in visit.get("html") if 'class="answer"' in one.proto.body)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_record_says_how_to_begin_on_every_screen(empty_home, page):
    visit = opened(page)

    assert visit.title[0].value == "Nothing has been loaded yet"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("framework", ["trauma-informed-borough", "england-children"])
@pytest.mark.parametrize("as_at", ["", "2023-01-01", "2023-11-30", "2026-03-31"])
def test_every_screen_begins_with_an_answer_whatever_is_known(home, page, framework, as_at):
    visit = opened(page, framework=framework, **({"as_at": as_at} if as_at else {}))

    assert answer(visit)


def test_sectors_stand_side_by_side_in_the_order_of_the_alphabet(home, framework):
    visit = opened(SECTORS, indicator="S01")

    sheet = next(one.proto.body for one in visit.get("html") if "newest figure of each sector" in one.proto.body)
    places = [sheet.index(f">{name.replace(chr(39), '&#x27;')}<") for name in sorted(s.name for s in framework.sectors)]
    assert places == sorted(places)
    multiples, beside = (one.proto.alt for one in visit.get("plotly_chart"))
    assert multiples.endswith("in the order of the alphabet")
    assert beside.startswith("People who felt heard, valued and understood, ")


def test_a_sector_shows_its_services_by_the_alphabet_with_their_stage(home, framework):
    visit = opened(SECTORS, sector="SEC1", indicator="S01")

    sheet = next(one.proto.body for one in visit.get("html") if "by the alphabet" in one.proto.body)
    assert sheet.index("Early Years Settings Network") < sheet.index("Primary Schools Cluster")
    assert "Stage of the roadmap" in sheet
    assert "indicator=S01" in sheet


def test_a_service_shows_everything_it_is_asked_for_and_why_a_figure_is_hidden(home):
    visit = opened(SECTORS, service="SV05")

    assert "Health Visiting and School Nursing" in answer(visit)
    assert "everything this service is asked for" in said(visit)
    assert "Hidden to protect people" in said(visit)


def test_a_choice_of_sector_stands_in_the_address(home):
    visit = opened(SECTORS)

    calm(visit.selectbox(key="sector_choice").select("SEC2").run())

    assert visit.query_params["sector"] == "SEC2"


def test_another_framework_uses_its_own_words_for_sectors_and_services(home):
    visit = opened(SECTORS, framework="england-children", sector="E12000007")

    assert visit.title[0].value == "Regions and authorities"
    assert "the authorities of London, by the alphabet" in said(visit)
    assert "service" not in " ".join(one.label.lower() for one in visit.selectbox)


def test_the_roadmap_counts_services_at_each_stage_and_never_averages(home):
    visit = opened(ROADMAP)

    assert "Of 24 services" in answer(visit)
    assert "at Informed" in answer(visit)
    assert "average" not in answer(visit)


def test_a_feature_without_any_evidence_is_an_outline_and_not_a_stage(home):
    visit = opened(ROADMAP)

    matrix = next(one.proto.body for one in visit.get("html") if "sheet matrix" in one.proto.body)
    assert '<span class="step bare">not enough evidence yet</span>' in matrix
    assert "The next step waits for" in matrix


def test_a_service_on_the_roadmap_shows_every_criterion_and_what_is_claimed(home, framework):
    visit = opened(ROADMAP, service="SV05")

    sheet = next(one.proto.body for one in visit.get("html") if "every criterion of every step" in one.proto.body)
    assert all(one.text.split("'")[0] in sheet for one in framework.criteria)
    assert "is evidenced" in said(visit)


def test_a_framework_without_stages_has_no_roadmap_and_says_so(home):
    visit = opened(ROADMAP, framework="england-children")

    assert "has no roadmap" in answer(visit)


def test_a_late_return_is_named_with_its_days(home):
    visit = opened(RETURNS)

    assert "late" in answer(visit)
    assert "Jul to Sep 2026: late by 23 days (was due by 30 Oct 2026)" in said(visit)


def test_nobody_is_late_where_every_figure_is_published_by_others(home):
    visit = opened(RETURNS, framework="england-children")

    assert "no return is asked of anyone" in answer(visit)
    assert "late by" not in said(visit)


def test_the_next_return_is_said_to_be_not_due(home):
    visit = opened(RETURNS, service="SV05")

    assert "Oct to Dec 2026: not due until 30 Jan 2027" in said(visit)


def test_what_came_in_can_be_held_to_one_service(home):
    visit = opened(RETURNS, service="SV05")

    sheet = next(one.proto.body for one in visit.get("html") if "Returns received" in one.proto.body)
    assert "SV05_2026-27-Q2.csv" in sheet
    assert "SV21_2026-27-Q2.csv" not in sheet


def test_nothing_is_sent_while_an_earlier_day_is_shown(home):
    visit = opened(RETURNS, as_at="2026-03-31")

    assert "Sending is done today: choose today in the bar" in said(visit)
    assert len(visit.file_uploader) == 0


def test_published_figures_say_whose_they_are_and_that_the_plate_is_not_about_them(home):
    visit = opened(PUBLISHED)

    assert "These are real figures about Rochdale" in said(visit)
    assert "Demonstration data: invented services" in said(visit)
    assert "DfE statistical neighbour model, May 2025" in said(visit)
    sheet = next(one.proto.body for one in visit.get("html") if "Published figures of Rochdale" in one.proto.body)
    assert "lower is better" in sheet
    assert "Public Health England, 20 Aug 2020" in sheet


def test_published_figures_show_no_figure_of_an_invented_service(home, framework):
    visit = opened(PUBLISHED)

    sheet = next(one.proto.body for one in visit.get("html") if "Published figures of Rochdale" in one.proto.body)
    returned = [one for one in framework.indicators if one.fed_by != "published"]
    assert not [one.title for one in returned if one.title in sheet]
    assert set(visit.selectbox(key="indicator_choice").options) <= {
        one.title for one in framework.indicators if one.fed_by == "published"
    }


def test_a_country_without_a_home_area_shows_its_own_published_figures(home):
    visit = opened(PUBLISHED, framework="england-children")

    assert "Published figures of England" in said(visit)
    assert "invented" not in said(visit)
