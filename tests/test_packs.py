"""What a board pack holds: only what may be shown, the same for the same day, at most twenty figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doubted
import records
from impact import acts, answers, packs
from impact.answers.changes import WrongMoments
from impact.packs import Chosen, Pack, PackRefused
from impact.packs.charted import as_read
from impact.packs.stamping import stamp as stamped
from impact.sources import Sources, View, open_sources, view_on
from impact.words import number, period_of
from impact.words.numbers import decimals_of
from impact.words.packs import spot_lines

BOROUGH = "trauma-informed-borough"
VIEW = View(BOROUGH, records.TODAY)
PAST = view_on(BOROUGH, records.TODAY, date(2026, 8, 31))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    records.small_record(folder).engine.dispose()
    return folder


@pytest.fixture
def sources(home: Path) -> Iterator[Sources]:
    opened = open_sources(home)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module")
def pack(home: Path) -> Pack:
    opened = open_sources(home)
    made = packs.contents(opened, VIEW)
    opened.engine.dispose()
    return made


@pytest.fixture(scope="module")
def again(home: Path) -> Pack:
    """The same pack, made from a record that was opened anew."""
    opened = open_sources(home)
    made = packs.contents(opened, VIEW)
    opened.engine.dispose()
    return made


@pytest.fixture
def hiding(tmp_path: Path) -> Sources:
    """A record in which the borough's figure of one indicator is hidden: 3 of 110 people."""
    sources = doubted.record(tmp_path)
    doubted.send(
        sources, [doubted.row(2, "S01", 3, 110, service_id="SV05"), doubted.row(3, "S03", 70, 110, service_id="SV05")]
    )
    return sources


@pytest.mark.parametrize("ending", packs.KINDS)
def test_the_same_pack_made_again_has_the_same_bytes(pack: Pack, again: Pack, ending: str):
    assert again == pack
    assert packs.KINDS[ending].write(again) == packs.KINDS[ending].write(pack)


def test_a_pack_of_a_past_day_stays_as_it_was_whatever_comes_later(tmp_path: Path):
    sources = doubted.record(tmp_path)
    number = doubted.send(sources, [doubted.row(2, "S03", 70, 110, service_id="SV05")])
    then = view_on(BOROUGH, doubted.TODAY, (doubted.FIRST + timedelta(days=1)).date())
    chosen = Chosen(figures=("S03",))
    before = packs.contents(sources, then, chosen)

    doubted.send(sources, [doubted.row(2, "S03", 90, 110, service_id="SV05")], day=5)
    acts.withdraw(sources, VIEW, number, "Sent by mistake", "Ann Lee", records.NOW)
    acts.note_shown(sources, VIEW, "Autumn pack", "clerk to the board", records.NOW)

    assert packs.contents(sources, then, chosen) == before
    assert packs.contents(sources, VIEW, chosen) != before


def test_noting_that_the_board_was_shown_a_pack_leaves_that_pack_as_it_was(tmp_path: Path):
    sources = doubted.record(tmp_path)
    doubted.send(sources, [doubted.row(2, "S03", 70, 110, service_id="SV05")])
    before = packs.contents(sources, VIEW)

    acts.note_shown(sources, VIEW, "Autumn pack", "clerk to the board", records.NOW)

    assert packs.contents(sources, VIEW) == before


def test_the_next_pack_says_what_changed_since_the_board_was_last_shown_one(tmp_path: Path):
    sources = doubted.record(tmp_path)
    then = view_on(BOROUGH, doubted.TODAY, date(2026, 11, 5))
    acts.note_shown(sources, then, "Autumn pack", "clerk to the board", doubted.FIRST + timedelta(days=3))

    assert [one.title for one in packs.contents(sources, VIEW).sections][2] == "What changed since 5 Nov 2026"


def test_any_change_of_what_it_holds_changes_its_fingerprint(pack: Pack):
    others = [replace(pack, title="Another"), replace(pack, marks=()), replace(pack, sections=pack.sections[1:])]

    assert pack.sealed() == pack
    assert len({one.sealed().stamp.contents for one in [pack, *others]}) == 4


def test_every_number_of_a_pack_is_one_that_may_be_shown(sources: Sources, pack: Pack):
    rules = doubted.RULES
    shown = {
        (*place, period_of(row), what): as_read(row[what], rules.indicator[row["indicator_id"]])
        for _, row in answers.figures(sources, VIEW).frame.iterrows()
        if not row["hidden"]
        for place in [(row["indicator_id"], row["scope_kind"], row["scope_id"])]
        for what in ("value", "lower", "upper")
        if pd.notna(row[what])
    }

    numbers = packs.numbers_of(pack)

    assert len(numbers) > 100
    for one in numbers:
        key = (one.indicator_id, one.scope_kind, one.scope_id, one.period, one.what)
        assert shown[key] == one.number, key


def test_where_a_number_is_hidden_the_pack_shows_its_mark(sources: Sources):
    frame = answers.figures(sources, VIEW).frame
    hidden = frame[(frame.scope_kind == "whole") & (frame.hidden != "")]
    wanted = tuple(sorted(set(hidden.indicator_id))[: packs.MOST_FIGURES])
    pack = packs.contents(sources, VIEW, Chosen(figures=wanted, parts=("figures",)))
    ours = {one.indicator_id: one for one in pack.figures}
    seen = 0
    for _, row in hidden[hidden.indicator_id.isin(ours)].iterrows():
        table = ours[row["indicator_id"]].table
        assert table is not None
        cells = next((cells for cells in table.rows if cells[0] == period_of(row).label), None)
        if cells is not None:
            seen += 1
            assert cells[1] in ("[c]", "[x]")
            assert row["hidden"] in cells
    assert seen


@pytest.mark.parametrize("ending", ["html", "pptx"])
def test_a_hidden_figure_is_nowhere_in_a_pack(hiding: Sources, ending: str):
    pack = packs.contents(hiding, VIEW, Chosen(figures=("S01", "S03")))

    content = packs.KINDS[ending].write(pack)

    s01, s03 = pack.figures
    assert s01.table and s01.table.rows[0][1] == "[c]"
    assert s03.table and s03.table.rows[0][1] == "63.6%"
    assert {one.indicator_id for one in packs.numbers_of(pack)} == set()  # one period alone makes no chart
    assert pack.marks == (("c", "hidden because it could show a person"),)
    told = " ".join(packs.texts_of(pack)) + (content.decode() if ending == "html" else "")
    assert "2.7%" not in told
    assert "63.6%" in told


def test_a_pack_is_stamped_with_what_it_was_made_from(sources: Sources, pack: Pack):
    stamp = pack.stamp

    assert (stamp.place, stamp.day) == ("Trauma-informed Rochdale", records.TODAY)
    assert stamp.label == "Demonstration data: invented services"
    assert {len(one) for one in (stamp.framework, stamp.chain, stamp.policy, stamp.contents)} == {64}
    assert stamp.chain != stamped(sources, PAST, doubted.RULES).chain


def test_a_pack_has_its_parts_in_order_and_begins_with_the_overview(pack: Pack):
    assert [one.id for one in pack.sections] == list(packs.PARTS)
    assert pack.sentence.startswith("Of 24 outcomes that are measured, ")


def test_the_usual_figures_are_twenty_core_ones_spread_over_the_outcomes(framework):
    usual = packs.usual_figures(framework)

    assert len(usual) == packs.MOST_FIGURES
    assert all(one.core for one in usual)
    assert {one.node for one in usual} == {one.node for one in framework.indicators if one.core}


def test_only_the_chosen_outcomes_and_what_measures_them_are_told(sources: Sources):
    made = packs.contents(sources, VIEW, Chosen(outcomes=("SO1",), parts=("outcomes", "figures")))

    rules = doubted.RULES
    assert [row[0] for table in made.sections[0].tables for row in table.rows] == [rules.node["SO1"].title]
    assert [one.indicator_id for one in made.figures] == [one.id for one in rules.indicators_of("SO1")]


@pytest.mark.parametrize(
    ("chosen", "refusal", "said"),
    [
        (
            Chosen(figures=tuple(one.id for one in doubted.RULES.indicators[:21])),
            PackRefused,
            "A pack holds at most 20 figures, and 21 were chosen. Leave some of them out.",
        ),
        (Chosen("T" * 121), PackRefused, "A title takes at most 120 characters. Say it more shortly."),
        (Chosen(since=date(2026, 11, 22)), WrongMoments, "22 Nov 2026 is not before 22 Nov 2026."),
    ],
)
def test_what_cannot_be_packed_is_said_in_a_sentence(hiding: Sources, chosen: Chosen, refusal: type, said: str):
    with pytest.raises(refusal, match=said):
        packs.contents(hiding, VIEW, chosen)


@given(st.floats(0, 5_000, allow_nan=False))
@settings(deadline=None)
def test_a_chart_holds_the_number_that_its_table_says(value: float):
    indicator = doubted.RULES.indicator["S01"]
    said = number(value, decimals_of(indicator)).replace(",", "")

    assert as_read(value, indicator) == (0 if said.startswith("less than") else float(said))


def test_a_bright_spot_says_what_was_done_what_changed_and_until_when():
    told = spot_lines(("A quiet room", "People stay longer.", " "), date(2027, 3, 31))

    assert told == ("A quiet room.", "People stay longer.", "On show until 31 Mar 2027.")


@pytest.mark.parametrize("day", [date(2023, 11, 30), date(2026, 3, 31)])
def test_a_pack_is_made_for_any_day_however_little_was_known(sources: Sources, day: date):
    made = packs.contents(sources, view_on(BOROUGH, records.TODAY, day))

    assert made.stamp.day == day
    assert all(kind.write(made) for kind in packs.KINDS.values())
