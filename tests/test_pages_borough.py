"""Overview, theory of change and indicator as their readers meet them."""

import html
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import records
from impact import nominating, store
from impact.framework import Framework
from impact.loading import load_place
from impact.screen import cache
from impact.screen.cards import sheet_csv
from impact.screen.pictures import origin_note
from impact.screen.series import PERIOD
from impact.sources import View, adopt, open_sources
from impact.words.definitions import aim_words
from impact.words.lineage import formula_sentence, version_sentence
from visiting import calm, on_the_day, opened

REPO = Path(__file__).resolve().parents[1]
OVERVIEW, MAP = "pages/borough/overview.py", "pages/borough/theory_of_change.py"
OUTCOME, INDICATOR = "pages/borough/outcome.py", "pages/borough/indicator.py"
PAGES = (OVERVIEW, MAP, OUTCOME, INDICATOR)
HEARD = {"indicator": "S01", "scope": "sector:SEC6"}
"""The worked example: two services of one sector, 150 of 300 and 18 of 20."""


@pytest.fixture
def home_without_returns(record_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A record that knows a framework and nothing else."""
    sources = open_sources(record_folder)
    adopt(sources, records.BOROUGH, records.NOW)
    sources.engine.dispose()
    yield from on_the_day(record_folder, monkeypatch)


def said(visit: AppTest) -> str:
    """Everything a screen says, as its reader reads it."""
    kinds = ("title", "header", "subheader", "text")
    words = [str(one.value) for kind in kinds for one in visit.get(kind)]
    return html.unescape("\n".join([*words, *(one.proto.body for one in visit.get("html"))]))


def answer(visit: AppTest) -> str:
    return next(html.unescape(one.proto.body) for one in visit.get("html") if 'class="answer"' in one.proto.body)


def heard(said_of_sheet: str, service: str) -> str:
    """The row of a service in the sheet of observations."""
    return next(row for row in said_of_sheet.split("<tr>") if service in row and "File" not in row)


def test_the_overview_answers_in_one_sentence_and_shows_every_measured_outcome(home: Path, framework: Framework):
    visit = opened(OVERVIEW)

    assert "24 outcomes that are measured" in answer(visit)
    assert all(node.title in said(visit) for node in framework.nodes if node.scored)


def test_the_overview_says_whose_returns_are_awaited_and_what_changed_since_the_last_board(home: Path):
    words = said(opened(OVERVIEW))

    assert "services have sent the newest return that was due. Past the day due: " in words
    assert "What changed" in words
    assert "What needs a decision" in words


def test_the_overview_shows_the_bright_spots_on_show_before_anything_else(home: Path):
    sources = cache.sources()
    view, day = View("trauma-informed-borough", records.NOW.date()), records.NOW
    assert "None is on show yet" in said(opened(OVERVIEW))

    said_of = ("One worker for each family.", "Families told their story once.", "A listening round.")
    number = nominating.nominate(sources, view, "SV05", "FP1", *said_of, "clerk", day)
    nominating.look(sources, view, number, "champion", "confirmed", "Seen.", "clerk", day, "SEC3")
    nominating.look(sources, view, number, "lived experience", "confirmed", "Felt.", "clerk", day)
    assert "One worker" not in said(opened(OVERVIEW))
    nominating.agree(sources, view, number, True, "clerk", day)
    words = said(opened(OVERVIEW))

    assert words.index("One worker for each family.") < words.index('class="horizons"')


def test_the_overview_counts_services_at_each_step_where_there_is_a_roadmap(home: Path):
    borough, country = opened(OVERVIEW), opened(OVERVIEW, framework="england-children")

    assert "Of 24 services: " in said(borough)
    assert "See the roadmap" not in said(country)


def test_a_node_in_the_address_opens_its_panel(home: Path, framework: Framework):
    visit = opened(MAP, node="MO1")

    assert visit.header[0].value == framework.node["MO1"].title
    assert "People who felt heard, valued and understood" in said(visit)
    assert "indicator=S01" in said(visit)


def test_picking_a_node_from_the_list_opens_its_panel_and_keeps_it_in_the_address(home: Path, framework: Framework):
    visit = opened(MAP)
    assert framework.node["MO2"].title not in [one.value for one in visit.header]

    calm(visit.selectbox(key="node_choice").set_value("MO2").run())

    assert visit.header[0].value == framework.node["MO2"].title
    assert visit.query_params["node"] in ("MO2", ["MO2"])


def test_the_panel_says_what_is_assumed_on_the_way_to_a_node(home: Path, framework: Framework):
    words = said(opened(MAP, node="MO1"))

    into = [link for link in framework.links if link.target == "MO1"]
    assert into
    assert all(link.assumption in words for link in into)


def test_the_whole_map_is_there_as_a_list(home: Path, framework: Framework):
    words = said(opened(MAP))

    assert all(node.title in words for node in framework.nodes)


def test_an_indicator_tells_the_pooled_share_of_a_sector(home: Path):
    visit = opened(INDICATOR, **HEARD)

    assert "People who felt heard, valued and understood: 52.5% of people who answered in Jul to Sep 2026" in answer(
        visit
    )
    assert "2 of 2 services sent this" in said(visit)


def test_a_figure_is_walked_back_to_the_sum_the_file_the_line_and_the_cell(home: Path, framework: Framework):
    words = said(opened(INDICATOR, **HEARD, period="2026-27 Q2"))

    assert "÷ people who answered × 100 = 168 ÷ 320 × 100 = 52.5%." in words
    row = heard(words, framework.service["SV19"].name)
    assert all(f">{cell}<" in row for cell in ("SV19_2026-27-Q2.csv", "10", "E10"))


def test_an_observation_of_few_people_is_hidden_with_its_reason_and_stays_in_the_sum(home: Path, framework: Framework):
    words = said(opened(INDICATOR, **HEARD, period="2026-27 Q2"))

    row = heard(words, framework.service["SV20"].name)
    assert "Hidden: a sector of fewer than 3 services shows no counts of people by service" in row
    assert "[c]" in row
    assert not any(f">{number}<" in row for number in ("18", "20"))
    assert "A number hidden here to protect people is in the sum all the same" in words


def test_another_period_in_the_address_shows_its_own_cells(home: Path):
    words = said(opened(INDICATOR, **HEARD, period="2025-26 Q4"))

    assert "The observations behind Jan to Mar 2026" in words
    assert "SV19_2025-26-Q4.csv" in words
    assert "SV19_2026-27-Q2.csv" not in words


def test_an_earlier_day_shows_the_figure_known_then(home: Path):
    visit = opened(INDICATOR, **HEARD, as_at="2026-08-31")

    assert "in Apr to Jun 2026" in answer(visit)
    assert "52.5%" not in answer(visit)


def test_going_back_to_an_address_without_a_choice_takes_the_choice_back(home: Path):
    visit = opened(INDICATOR, indicator="S01")
    visit.selectbox(key="period_choice").select("2025-26 Q3").run()
    visit.selectbox(key="as_at_choice").select("2026-03-31").run()

    del visit.query_params["as_at"]
    calm(visit.run())
    assert visit.selectbox(key="as_at_choice").value == "today"
    assert visit.selectbox(key="period_choice").value == "2025-26 Q3"

    del visit.query_params["period"]
    calm(visit.run())
    assert visit.selectbox(key="period_choice").value == "2026-27 Q2"
    assert visit.selectbox(key="indicator_choice").value == "S01"


def test_a_choice_outlives_a_change_of_screen(home: Path):
    visit = opened(INDICATOR, indicator="S03")

    visit.query_params.clear()
    visit.switch_page("pages/services/roadmap.py")
    calm(visit.run())
    visit.switch_page(INDICATOR)
    calm(visit.run())

    assert visit.selectbox(key="indicator_choice").value == "S03"


def test_an_indicator_shows_its_definition_target_and_review(home: Path, framework: Framework):
    words = said(opened(INDICATOR, **HEARD))

    indicator = framework.indicator["S01"]
    assert all(text in words for text in (indicator.question, indicator.numerator, indicator.caveat))
    assert "85% or more, from 1 Oct 2023" in words
    assert "1 Sep 2026" in words


def test_a_help_line_stands_beside_a_hard_topic_and_only_there(home: Path, framework: Framework):
    hard = next(one.id for one in framework.indicators if one.hard_topic)

    assert "Samaritans 116 123" in said(opened(INDICATOR, indicator=hard))
    assert "Samaritans" not in said(opened(INDICATOR, **HEARD))


def test_a_published_indicator_stands_beside_other_areas(home: Path):
    visit = opened(INDICATOR, indicator="P03")

    beside = [one.value for one in visit.header if one.value.startswith("Rochdale: ")]
    assert len(beside) == 1
    assert "; England: " in beside[0]
    assert "DfE statistical neighbour model, May 2025" in said(visit)


@pytest.mark.parametrize(("indicator_id", "last"), [("S01", "Demonstration data: invented services"), ("P03", "DfE")])
def test_the_series_as_csv_ends_with_whose_figures_they_are(framework: Framework, indicator_id: str, last: str):
    note = origin_note(framework, framework.indicator[indicator_id])

    lines = sheet_csv([{"period": "2025"}], [PERIOD], note).decode("utf-8-sig").splitlines()

    assert lines[:2] == ["Period", "2025"]
    assert lines[-1].endswith(last)


@pytest.mark.parametrize("page", PAGES)
def test_a_second_framework_runs_on_every_screen(home: Path, page: str):
    visit = opened(page, framework="england-children")

    assert visit.title[0].value
    assert len(answer(visit)) > len('<p class="answer"></p>')


@pytest.mark.parametrize("page", PAGES)
def test_a_day_before_anything_came_in_is_calm(home: Path, page: str):
    visit = opened(page, as_at="2019-01-01")

    assert visit.title[0].value


@pytest.mark.parametrize("page", PAGES)
def test_a_framework_without_returns_is_calm(home_without_returns: Path, page: str):
    visit = opened(page)

    assert visit.title[0].value
    assert "%" not in answer(visit)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_record_says_how_to_begin(empty_home: Path, page: str):
    visit = opened(page)

    assert visit.title[0].value == "Nothing has been loaded yet"


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        (MAP, {"node": "NOPE", "size": "NOPE"}),
        (OUTCOME, {"node": "NOPE"}),
        (INDICATOR, {"indicator": "NOPE", "scope": "sector:NOPE", "period": "NOPE"}),
        (INDICATOR, {"indicator": "S01", "scope": "area:<b>", "period": "2026-27 Q9"}),
    ],
)
def test_an_unknown_id_in_the_address_falls_back_calmly(home: Path, page: str, chosen: dict[str, str]):
    visit, plain = opened(page, **chosen), opened(page)

    assert answer(visit)[:30] == answer(plain)[:30] or chosen.get("indicator") == "S01"
    assert "NOPE" not in said(visit)
    assert "<b>" not in answer(visit)


def figure(**numbers: object) -> pd.Series:
    empty = {"numerator": float("nan"), "denominator": float("nan"), "value": float("nan"), "n": float("nan")}
    return pd.Series({**empty, "parts": 2.0, "hidden": "", "levels": "", "marker": "", **numbers})


@pytest.mark.parametrize(
    ("indicator_id", "numbers", "ends"),
    [
        ("S01", {"numerator": 168.0, "denominator": 320.0, "value": 52.5}, "= 168 ÷ 320 × 100 = 52.5%."),
        ("P01", {"numerator": 594.0, "denominator": 58087.0, "value": 102.26}, "× 10,000 = 102 per 10,000."),
        ("P09", {"value": 20.0}, "The publisher gives this figure and not the counts behind it: 20%."),
        ("L10", {"value": 12.0}, "added over the 2 that sent it = 12."),
        ("W10", {"value": 23.7, "n": 633.0, "parts": 15.0}, "23.7, from 633 answers in all."),
        ("S14", {"value": 21.0, "parts": 1.0}, "nothing was added up. It is 21 days."),
        (
            "L08",
            {"numerator": 5.0, "denominator": 7.0, "value": 500 / 7, "levels": "0:2|1:5"},
            "Levels are never averaged.",
        ),
        (
            "S01",
            {"hidden": "Hidden: fewer than 6"},
            "The sum is not shown, because the figure is not: hidden: fewer than 6.",
        ),
        ("S01", {}, "There is no figure for this period, so there is no sum."),
    ],
)
def test_every_kind_of_figure_tells_its_sum(
    framework: Framework, indicator_id: str, numbers: dict[str, object], ends: str
):
    sentence = formula_sentence(figure(**numbers), framework.indicator[indicator_id])

    assert sentence.endswith(ends)


def test_versions_of_the_framework_are_counted_only_where_there_are_several():
    assert version_sentence({"a" * 64: 2}) == "All were taken in under one version of the framework (aaaaaaaaaaaa)."
    assert "1 under aaaaaaaaaaaa, 3 under bbbbbbbbbbbb" in version_sentence({"a" * 64: 1, "b" * 64: 3})


@pytest.mark.parametrize(
    ("indicator_id", "words"),
    [
        ("S09", "5% or less, from 1 Oct 2023"),
        ("S02", "5 points above where it started, from 1 Oct 2023"),
        ("S14", "20% below where it started, from 1 Oct 2023"),
        ("P03", "between 10% and 22%, from 1 Oct 2023"),
        ("P04", "the figure of England, from 1 Oct 2023"),
    ],
)
def test_a_target_is_said_in_words(framework: Framework, indicator_id: str, words: str):
    indicator = framework.indicator[indicator_id]

    assert aim_words(indicator.targets[0], indicator, framework) == words


def test_a_new_return_shows_at_once(home: Path):
    before = store.version(cache.sources().engine, "trauma-informed-borough")
    opened(OVERVIEW)

    sources = cache.sources()
    folder = records.trimmed(records.DATA / "demo" / "returns", home / "more", lambda row: row["sender"] == "SV24")
    list(load_place(sources, records.BOROUGH, [folder], records.NOW))

    assert store.version(sources.engine, "trauma-informed-borough") > before
    assert "26 Oct 2026: " in said(opened(OVERVIEW))
