"""One service, bright spots, definitions and the first steps as their readers meet them."""

import html
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import records
from impact import answers, store
from impact.answers.funnels import funnel
from impact.disclosure import Protected
from impact.framework import Framework, load
from impact.screen import cache
from impact.sources import View
from impact.words.glossary import glossary
from impact.words.method import policy_rules, result_rules, stage_rules
from visiting import calm, opened

SERVICE, BRIGHT = "pages/services/service.py", "pages/sectors/bright_spots.py"
DEFINITIONS, METHOD, WORDS = (f"pages/framework/{one}.py" for one in ("definitions", "method", "glossary"))
VIEW = View("trauma-informed-borough", records.TODAY)


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(records.BOROUGH)


def said(visit: AppTest) -> str:
    kinds = ("title", "header", "subheader", "text", "markdown")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    return html.unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))


def test_one_service_says_where_it_stands_what_blocks_what_is_due_and_whom_to_ask(home: Path, framework: Framework):
    visit = opened(SERVICE, service="SV05")
    words = said(visit)

    assert visit.title[0].value == framework.service["SV05"].name
    headings = [one.value for one in visit.header]
    assert headings == ["What moved", "Returns", "What the next step waits for", "Bright spots, and whom to ask"]
    assert "everything this service is asked for" in words


def test_a_place_without_steps_has_services_all_the_same(home: Path):
    visit = opened(SERVICE, framework="england-children")

    assert "What the next step waits for" not in [one.value for one in visit.header]
    assert "One of " in said(visit)


def test_a_nomination_waits_for_two_looks_and_then_stands_as_a_card(home: Path):
    visit = opened(BRIGHT)
    assert "No bright spot is on show yet." in said(visit)

    for label, text in (
        ("What was done", "One worker for each family."),
        ("What changed for people", "Families told their story once."),
        ("How we know", "A listening round."),
    ):
        next(one for one in visit.text_area if one.label == label).set_value(text)
    visit.text_input(key="nominate_name").set_value("a champion")
    calm(next(one for one in visit.button if one.label == "Nominate").click().run())

    assert "1 nomination waits to be checked." in said(visit)
    assert "Nobody has looked yet" in said(visit)
    (spot,) = answers.bright_spots(cache.sources(), VIEW)
    assert spot.nominated_by == "a champion"


def test_a_nomination_without_words_is_answered_in_words_and_nothing_is_kept(home: Path):
    visit = opened(BRIGHT)

    calm(next(one for one in visit.button if one.label == "Nominate").click().run())

    assert "It is not said what was done. Write it in a few words." in said(visit)
    assert answers.bright_spots(cache.sources(), VIEW) == ()


def test_an_earlier_day_shows_bright_spots_and_takes_no_nomination(home: Path):
    visit = opened(BRIGHT, as_at="2026-10-31")

    assert "choose today in the bar at the top" in said(visit)
    assert [one.label for one in visit.button if one.label == "Nominate"] == []


def test_every_indicator_is_defined_and_one_can_be_read_in_full(home: Path, framework: Framework):
    visit = opened(DEFINITIONS, indicator="S01")
    words = said(visit)

    assert all(one.title in words for one in framework.indicators)
    assert visit.header[0].value == framework.indicator["S01"].title


def test_the_method_page_is_written_from_the_framework(home: Path, framework: Framework):
    words = said(opened(METHOD))

    rules = framework.outcome_rules
    assert f"{rules.moving_well:g}% of the way to the target or more" in words
    assert f"figures older than {rules.oldest_months} months" in words
    assert dict(result_rules(framework)).keys() >= {"moving well", "going back", "not enough evidence yet"}
    assert "two thirds" in dict(stage_rules(framework))["Reached"]
    assert policy_rules(framework.policy["people"]) == (
        "counts from 1 to 5 are hidden; so is the other side of the split; nothing is shown of fewer than 10."
    )


def test_the_glossary_is_shown_whole_in_the_order_of_the_alphabet(home: Path):
    words = said(opened(WORDS))

    assert all(one in words for one in glossary())
    assert list(glossary()) == sorted(glossary(), key=str.lower)


def test_an_empty_record_is_begun_with_a_framework_then_invitations_then_a_return(empty_home: Path):
    visit = calm(AppTest.from_file(str(Path(__file__).resolve().parents[1] / "app.py"), default_timeout=120).run())
    assert visit.title[0].value == "Nothing has been loaded yet"

    calm(visit.button(key="first_begin").click().run())

    assert visit.title[0].value == "Overview"
    assert "Invite the services" in said(visit)
    assert store.framework_ids(cache.sources().engine) == ["trauma-informed-borough"]


COUNTS = {"SV05": (60, 100), "SV06": (30, 50), "SV07": (12, 20), "SV08": (0, 40), "SV09": (70, 100)}


def shown(framework: Framework, hidden: str = "") -> Protected:
    """One quarter of S01 as the gate lets it through, for some services."""
    rows = [
        {
            "scope_kind": "service",
            "scope_id": service,
            "indicator_id": "S01",
            "period_start": pd.Timestamp("2026-07-01"),
            "period_end": pd.Timestamp("2026-09-30"),
            "period_kind": "quarter",
            "numerator": float("nan") if service == hidden else float(x),
            "denominator": float("nan") if service == hidden else float(n),
            "hidden": "Hidden to protect people" if service == hidden else "",
        }
        for service, (x, n) in COUNTS.items()
    ]
    return Protected(pd.DataFrame(rows), "")


def test_a_funnel_holds_services_whose_counts_are_shown_and_counts_the_others(framework: Framework):
    whole, without = (funnel(shown(framework, one), framework.indicator["S01"], framework) for one in ("", "SV09"))

    assert whole is not None
    assert without is not None
    assert whole.services == tuple(COUNTS)
    assert whole.plot.whole == pytest.approx(100 * 172 / 310)
    assert without.services == ("SV05", "SV06", "SV07", "SV08")
    assert without.plot.whole == pytest.approx(100 * 102 / 210)
    assert without.left_out == 1


def test_a_funnel_of_one_sector_holds_its_services_alone_and_too_few_make_none(framework: Framework):
    health = funnel(shown(framework), framework.indicator["S01"], framework, "SEC2")
    family = funnel(shown(framework), framework.indicator["S01"], framework, "SEC3")

    assert health is not None
    assert health.services == ("SV05", "SV06", "SV07", "SV08")
    assert family is None
