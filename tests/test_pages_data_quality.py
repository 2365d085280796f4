"""The data quality screen: four dimensions in words and counts, what the suites asked, traps of published files."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import doubted
from doubted import doubt, record, row, send
from impact import store
from impact.access import Viewer
from impact.answers import data_quality
from impact.ledger import FIX_SCHEMA
from impact.recipes import RECIPES, load_recipe, recipe_names
from impact.sources import Sources, View
from impact.standing import Tally
from impact.store import Passage, Rulebook
from impact.words.data_quality import (
    asked_sentence,
    came_sentence,
    judged_sentence,
    late_text,
    open_sentence,
    rows_text,
    set_right_sentence,
)
from visiting import on_the_day, opened, two_places

PAGE = "pages/returns/data_quality.py"
FIXES = pl.DataFrame(
    [("thousands", line, "E", "numerator", "1,080", "1080") for line in (2, 3)], FIX_SCHEMA, orient="row"
)
BOOK = Rulebook("service_return", "1.0", "ab" * 32, {"base-changed": "A base stays near what it was.", "new": "None."})


@pytest.fixture
def place(empty_home: Path) -> Iterator[Sources]:
    """Two services' returns: one with two questions, one of them answered, and with two cells set right."""
    sources = record(empty_home)
    rows = [row(2, "S01", 1080, 1500), row(3, "S03", 777, 1400)]
    asked = (doubt(2, "base-changed", "It rests on 1,500."), doubt(3, "unusually-high", "Is 777 right?"))
    passed = (Passage(BOOK, {"base-changed": (2, 1)}),)
    send(sources, rows, *asked, fixes=FIXES, passed=passed)
    store.explain(sources.engine, doubted.doubt_ids(sources, 1)[0], "A new clinic.", "Ann Lee", doubted.FIRST)
    send(sources, [row(2, "S01", 75, 110, service_id="SV05")], day=1)
    yield sources
    sources.engine.dispose()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_places(tmp_path_factory.mktemp("two"))


@pytest.fixture
def home(two: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("IMPACT_HOME", str(two))
    yield from on_the_day(two, monkeypatch)


def said(seen: AppTest) -> str:
    words = [str(one.value) for kind in ("title", "header", "text") for one in seen.get(kind)]
    return unescape(
        "\n".join([*words, *(one.proto.body for one in seen.get("html") if "<style>" not in one.proto.body)])
    )


def answer(seen: AppTest) -> str:
    return unescape(next(one.proto.body for one in seen.get("html") if 'class="answer"' in one.proto.body))


def headers(seen: AppTest) -> list[str]:
    return [one.value for one in seen.header]


def row_of(seen: AppTest, caption: str, name: str) -> list[str]:
    """The cells of a line of a sheet, as text."""
    body = next(one.proto.body for one in seen.get("html") if f"<caption>{caption}" in one.proto.body)
    line = next(part for part in body.split("<tr>") if f'<th scope="row">{name}</th>' in part)
    return [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]


def test_the_four_dimensions_and_the_traps_follow_the_answer(home):
    seen = opened(PAGE)

    assert re.search(r"Of \d+ returns due before 22 Nov 2026, \d+ \(\d+%\) came in time;", answer(seen))
    assert "No question is open." in answer(seen)
    assert headers(seen) == ["Complete", "In time", "Well formed", "Plausible", "Known traps of published files"]
    assert [one.proto.popover.label for one in seen.get("popover")] == ["Download this table"] * 4


def test_the_traps_are_those_of_the_files_that_came_in(home):
    words = said(opened(PAGE))

    assert "age-standardised rate" in words
    assert "Kingston with Richmond" in words
    assert "A hyphen stands for every kind of missing figure" not in words


def test_a_sector_shows_its_own_services_alone(home):
    seen = opened(PAGE, sector="SEC4")

    assert "Published files" not in said(seen)
    assert row_of(seen, "How returns due", "Youth Justice Service")


def test_a_framework_of_published_figures_asks_for_no_return(home):
    seen = opened(PAGE, framework="england-children")

    assert "no return is asked of any authority" in answer(seen)
    assert headers(seen) == ["Well formed", "Plausible", "Known traps of published files"]
    assert "Region" not in [one.label for one in seen.selectbox]


def test_what_was_set_right_asked_and_answered_is_counted(place):
    seen = opened(PAGE)
    words = said(seen)

    assert "1 question is open." in answer(seen)
    assert "In 1 of 2 returns something was set right by itself: 2 cells or headings in all." in words
    assert "2 questions were asked: 1 is answered and 1 is open." in words
    assert row_of(seen, "What was set right", "commas or spaces between thousands taken out") == ["2", "1"]


def test_no_value_of_any_cell_is_told(place):
    words = said(opened(PAGE))

    assert [number for number in ("1,080", "1080", "1,500", "777", "1,400") if number in words] == []
    assert "A new clinic" not in words


def test_a_rule_with_rows_of_too_few_services_tells_no_count(place):
    seen = opened(PAGE)

    assert "What the suites asked" in headers(seen)
    assert row_of(seen, "Every rule", "A base stays near what it was.")[0] == "too few services to tell"
    assert row_of(seen, "Every rule", "None.")[0] == "no row could be judged yet"


def test_a_rule_tells_its_counts_to_who_may_open_every_return(place):
    for day, service in enumerate(("SV05", "SV06", "SV07"), start=2):
        passed = (Passage(BOOK, {"base-changed": (10, day - 2)}),)
        send(place, [row(2, "S01", 70 + day, 110, service_id=service)], day=day, passed=passed)

    programme = data_quality.expectations(place, doubted.VIEW)
    leader = data_quality.expectations(place, View(doubted.RULES.id, doubted.TODAY, viewer=Viewer("leader")))

    assert [(one.rule, one.judged, one.asked) for one in programme] == [("base-changed", 32, 4), ("new", 0, 0)]
    assert {(one.judged, one.asked) for one in leader} == {(None, None)}


def test_before_the_returns_came_nothing_was_asked(place):
    before = View(doubted.RULES.id, doubted.TODAY, doubted.FIRST.replace(year=2025))

    assert data_quality.checked(place, before) == ()
    assert data_quality.expectations(place, before) == ()


def test_every_recipe_with_a_caveat_names_a_trap_and_what_was_done():
    for recipe in map(load_recipe, recipe_names(RECIPES)):
        assert recipe.traps or not recipe.caveat
        assert all(one.trap.endswith(".") and one.done.endswith(".") for one in recipe.traps)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (open_sentence(0), "No question is open."),
        (open_sentence(1), "1 question is open."),
        (open_sentence(3), "3 questions are open."),
        (late_text([]), ""),
        (late_text([1]), "1 day"),
        (late_text([2, 4, 12]), "typically 4 days, at most 12 days"),
        (came_sentence(Tally()), "No return was due yet."),
        (came_sentence(Tally(5, 5)), "5 came in time."),
        (came_sentence(Tally(6, 4, 1)), "4 came in time, 1 came later and 1 is not in yet."),
        (set_right_sentence(0, 0, 0, 0), "No return has come in yet."),
        (
            set_right_sentence(1, 0, 0, 1),
            "Of 1 return, each was taken as it came: nothing had to be set right. 1 return was withdrawn.",
        ),
        (
            set_right_sentence(3, 1, 1, 0),
            "In 1 of 3 returns something was set right by itself: 1 cell or heading in all. None was withdrawn.",
        ),
        (asked_sentence(0, 0, 0, 0), "No question was asked about what came in."),
        (asked_sentence(1, 0, 0, 1), "1 question was asked: 1 is open."),
        (
            asked_sentence(6, 3, 1, 2),
            "6 questions were asked: 3 are answered, 1 is settled by what came later and 2 are open.",
        ),
        (judged_sentence(2, 2), ""),
        (
            judged_sentence(3, 2),
            "The suites were run over 2 of 3 returns; the other one was loaded from files.",
        ),
        (rows_text(None, None), "too few services to tell"),
        (rows_text(0, 0), "no row could be judged yet"),
        (rows_text(1, 0), "of 1 row asked about none"),
        (rows_text(1200, 3), "of 1,200 rows asked about 3"),
    ],
)
def test_the_words_say_how_good_the_data_is(found, sentence):
    assert found == sentence


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["answered", "waiting", "settled"])), max_size=30))
def test_every_question_has_one_fate(fates):
    counts = [sum(one == (name,) for one in fates) for name in ("answered", "settled", "waiting")]
    one = data_quality.Checked(1, "SV05", 1, False, {}, len(fates), counts[0], counts[2], True)

    assert one.settled == counts[1]
