"""The screen of templates: what is expected, by when, how long it takes, and the files to take away."""

from datetime import date
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from impact import kit
from impact.framework import Framework
from impact.screen import cache
from impact.sources import view_on
from records import TODAY
from visiting import calm, opened

TEMPLATES = "pages/returns/template.py"


def said(visit: AppTest) -> str:
    return unescape("\n".join(one.proto.body for one in visit.get("html")))


def answer(visit: AppTest) -> str:
    return unescape(next(one.proto.body for one in visit.get("html") if 'class="answer"' in one.proto.body))


def files(visit: AppTest) -> dict[str, str]:
    """Label of each download -> the key, which holds the file's name."""
    return {one.proto.label: one.proto.id.rsplit("-kit_", 1)[-1] for one in visit.get("download_button")}


def sheet(visit: AppTest) -> str:
    return unescape(next(one.proto.body for one in visit.get("html") if "<table>" in one.proto.body))


def test_an_empty_record_says_how_to_begin(empty_home):
    assert opened(TEMPLATES).title[0].value == "Nothing has been loaded yet"


def test_one_sentence_says_what_is_expected_by_when_and_how_long_it_takes(home):
    visit = opened(TEMPLATES, service="SV19")

    assert (
        "24 rows are expected of Social Housing Neighbourhood Teams for Jul to Sep 2026, by 30 Oct 2026. Filling in "
        "takes about 85 minutes." in answer(visit)
    )
    assert [one.value for one in visit.text] == [
        "Where this return stands: received. The time is an estimate by the kinds of rows, not a measurement."
    ]


def test_workbook_csv_and_dictionary_can_be_taken_away(home):
    assert files(opened(TEMPLATES, service="SV19")) == {
        "Template as a workbook": "SV19_2026-27-Q2_template_demonstration.xlsx",
        "Template as CSV": "SV19_2026-27-Q2_template_demonstration.csv",
        "Dictionary as CSV": "SV19_dictionary_demonstration.csv",
    }


def test_every_row_expected_is_listed_and_no_figure_is_shown(home, framework):
    visit = opened(TEMPLATES, service="SV20")

    service, view = framework.service["SV20"], view_on(framework.id, TODAY)
    sent = kit.sent_by(cache.sources(), view, service)
    held = kit.kit(view, framework, service, kit.period_asked(framework, service, sent, "", TODAY), sent)
    assert all(row.item.title in sheet(visit) for row in held.rows)
    assert "numerator and denominator" in sheet(visit)
    assert not any(f">{row.last.said}<" in sheet(visit) for row in held.rows if row.last)
    assert "Keep it within the service" in said(visit)


def test_the_service_and_the_period_stand_in_the_address(home):
    visit = opened(TEMPLATES, service="SV01")

    calm(visit.selectbox(key="return_choice").select("2025-26").run())

    assert (visit.query_params["service"], visit.query_params["return"]) == ("SV01", "2025-26")
    assert "expected of Early Years Settings Network for 2025/26" in answer(visit)


def test_a_link_to_one_return_shows_that_return(home):
    assert "for Apr to Jun 2026" in answer(opened(TEMPLATES, **{"service": "SV05", "return": "2026-27 Q1"}))


def test_another_service_keeps_to_its_own_periods(home):
    visit = opened(TEMPLATES, **{"service": "SV05", "return": "2026-27 Q1"})

    calm(visit.selectbox(key="service_choice").select("SV01").run())

    assert "for Summer term 2026" in answer(visit)


def test_a_period_that_still_runs_is_offered_as_such(home):
    visit = opened(TEMPLATES, **{"service": "SV19", "return": "2026-27 Q3"})

    assert "The period ends on 31 Dec 2026: fill it in as you go, and send it after that day." in visit.text[0].value
    assert "Where this return stands: not due until 30 Jan 2027." in visit.text[0].value
    assert "2026/27 Q3 (Oct to Dec 2026), not over yet" in visit.selectbox(key="return_choice").options


def test_a_framework_of_published_figures_says_that_no_return_is_asked(home):
    visit = opened(TEMPLATES, framework="england-children")

    assert "No return is asked of" in answer(visit)
    assert files(visit) == {}


def test_a_service_that_left_before_any_return_says_so(home, framework, monkeypatch):
    left = framework.service["SV19"].model_copy(update={"left": date(2023, 11, 5)})
    services = tuple(left if one.id == "SV19" else one for one in framework.services)
    changed = Framework(**{**{name: getattr(framework, name) for name in Framework.model_fields}, "services": services})
    monkeypatch.setattr("impact.answers.framework", lambda *_: changed)

    visit = opened(TEMPLATES, service="SV19")

    assert "left on 5 Nov 2023, and no return was asked of it before that." in answer(visit)
    assert files(visit) == {}


@pytest.mark.parametrize("as_at", ["2023-01-01", "2023-11-30", "2026-03-31"])
def test_the_screen_holds_whatever_is_known(home, as_at):
    assert answer(opened(TEMPLATES, as_at=as_at))
