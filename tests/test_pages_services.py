"""Sectors, roadmap, returns and published figures as their readers meet them."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from impact import store
from impact.screen import cache
from visiting import calm, opened

REPO = Path(__file__).resolve().parents[1]
SECTORS, ROADMAP = "pages/sectors/sectors.py", "pages/services/roadmap.py"
RETURNS, PUBLISHED = "pages/returns/returns.py", "pages/borough/published.py"
PAGES = (SECTORS, ROADMAP, RETURNS, PUBLISHED)

HEADER = "period,service_id,indicator_id,breakdown,numerator,denominator,value,n,sd,asked,marker,note\n"
GOOD = HEADER + "2026-27 Q2,SV12,S01,,80,110,,,,200,,\n2026-27 Q2,SV12,W01,,40,80,,,,,,\n"
"""The return that SV12 has not sent yet."""

Open = Callable[..., AppTest]


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


def answer(visit: AppTest) -> str:
    return next(one.proto.body for one in visit.get("html") if 'class="answer"' in one.proto.body)


def kept(home: Path) -> int:
    """How many returns the record holds."""
    return len(store.submissions(cache.sources().engine, "trauma-informed-borough"))


def has_send(visit: AppTest) -> bool:
    return any(one.key == "send" for one in visit.button)


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
    assert len(visit.get("plotly_chart")) == 1


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
    assert "Hidden: fewer than 6 people could be recognised" in said(visit)


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


def test_a_clean_return_can_be_sent_and_its_receipt_says_what_changed(home):
    before = opened(RETURNS) and kept(home)
    visit = upload(GOOD)
    assert kept(home) == before

    visit = send(visit)

    assert kept(home) == before + 1
    assert f"Kept as return number {before + 3}" in said(visit)  # two of the other framework lie between
    assert "2 rows on 2 indicators from 1 service (Fostering and Children's Homes): 2 new" in said(visit)
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
    sheets = [one.proto.body for one in visit.get("html") if "to mend" in one.proto.body]
    assert any("Column E (numerator)" in one and '<th scope="row">2</th>' in one for one in sheets)
    assert any("Column C (indicator_id)" in one and '<th scope="row">3</th>' in one for one in sheets)
    assert not has_send(visit)


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
        (b"PK\x03\x04xl/workbook", "is a spreadsheet (XLSX or ODS), and returns are CSV files"),
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

    assert "none of them stops the return" in said(visit)
    assert has_send(visit)


def test_markup_in_a_cell_is_shown_as_text(home):
    visit = upload(GOOD.replace("W01", "<img src=x onerror=alert(1)>"))

    assert "<img" not in "".join(one.proto.body for one in visit.get("html"))
    assert "<img src=x" in said(visit)


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
