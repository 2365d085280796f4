"""Every consequence of a return is one plain sentence, and a hidden figure is said in words and never by its number."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from impact.framework import Framework
from impact.metrics.stages import ServiceStage
from impact.words.consequences import (
    ASSURANCES,
    FIGURES,
    VARIATIONS,
    consequences_sentence,
    moved_figure_sentence,
    moved_icon_sentence,
    moved_node_sentence,
    moved_stage_sentence,
    pack_sentence,
    packs_sentence,
    revised_sentence,
)
from protected import figures

HEARD = "“People who felt heard, valued and understood” (Jul to Sep 2026)"


def row(**more: Any) -> pd.Series:
    return figures({"value": 52.5, **more}).iloc[0]


@pytest.mark.parametrize(
    ("kind", "before", "after", "said"),
    [
        ("new", "", "54.1%", f"The borough would show a figure for {HEARD}: 54.1%."),
        ("first", "", "54.1%", f"The borough would show its first figure for {HEARD}: 54.1%."),
        ("marked", "", "[c]", f"The borough would have a figure for {HEARD}, hidden ([c])."),
        ("marked", "", "[x]", f"The borough would have a figure for {HEARD}, not available ([x])."),
        ("changed", "52.5%", "54.1%", f"The borough's figure for {HEARD} would change from 52.5% to 54.1%."),
        ("changed", "52.5%", "[c]", f"The borough's figure for {HEARD} would change from 52.5% to hidden ([c])."),
        ("gone", "52.5%", "", f"The borough's figure for {HEARD} would no longer be shown. It is 52.5% now."),
        (
            "slight",
            "52.5%",
            "52.5%",
            f"The borough's figure for {HEARD} would stay at 52.5%. It moves by less than can be read.",
        ),
        ("hidden", "[c]", "[c]", f"The borough's figure for {HEARD} stays hidden ([c])."),
        (
            "unsaid",
            "[c]",
            "[c]",
            f"The borough's figure for {HEARD} stays hidden ([c]) here. "
            "Whether it can be shown is known once this is kept.",
        ),
        (
            "unsaid new",
            "",
            "",
            f"The borough would have a new figure for {HEARD}. Its number is told once this is kept.",
        ),
    ],
)
def test_what_becomes_of_a_figure_is_one_sentence(
    kind: str, before: str, after: str, said: str, framework: Framework
) -> None:
    assert moved_figure_sentence(row(), framework.indicator["S01"], framework, kind, before, after) == said


@pytest.mark.parametrize(
    ("scope", "start"),
    [
        ({"scope_kind": "sector", "scope_id": "SEC2"}, "Health's figure for "),
        ({"scope_kind": "sector", "scope_id": "SEC6"}, "Housing and homelessness's figure for "),
        ({"scope_kind": "service", "scope_id": "SV19"}, "Social Housing Neighbourhood Teams' figure for "),
        ({"scope_kind": "area", "scope_id": "E08000005"}, "Rochdale's figure for "),
    ],
)
def test_a_figure_is_called_by_the_name_of_its_scope(scope: dict[str, str], start: str, framework: Framework) -> None:
    said = moved_figure_sentence(row(**scope), framework.indicator["S01"], framework, "changed", "1%", "2%")

    assert said.startswith(start)


@pytest.mark.parametrize("kind", ["hidden", "unsaid", "unsaid new"])
def test_a_hidden_figure_is_said_without_its_number(kind: str) -> None:
    template = FIGURES[kind]

    assert "{before}" not in template
    assert "{after}" not in template


def test_an_outcome_changes_from_one_word_to_another(framework: Framework) -> None:
    node = next(one for one in framework.nodes if one.scored)

    assert moved_node_sentence(node.id, "moving", "moving well", framework) == (
        f"The outcome “{node.title}” would change from “moving” to “moving well”."
    )
    assert moved_node_sentence(node.id, "moving", "", framework) == (
        f"The outcome “{node.title}” rests on a figure that is hidden ([c]). "
        "Whether it changes is known once this is kept."
    )


def test_a_stage_that_moves_says_from_where_to_where_and_what_the_next_waits_for(framework: Framework) -> None:
    names = [one.name for one in sorted(framework.stages, key=lambda one: one.rank)]
    stages = [one.id for one in sorted(framework.stages, key=lambda one: one.rank)]
    was = ServiceStage("SV05", stages[0], stages[0], False, {}, (), ())
    must = framework.criteria[0]
    name = framework.service["SV05"].name

    assert moved_stage_sentence(was, replace(was, stage_id=stages[1], claimed_stage_id=stages[1]), framework) == (
        f"{name} would go from {names[0]} to {names[1]}."
    )
    assert moved_stage_sentence(was, replace(was, blocks=(must.id,), review_due=True), framework) == (
        f"{name} would stay at {names[0]}. A review would be due. "
        f"The next step, {names[1]}, would wait for: {must.text.rstrip('.')}."
    )
    assert moved_stage_sentence(was, replace(was, claimed_stage_id=stages[1]), framework) == (
        f"{name} would stay at {names[0]}. By its own word it would be at {names[1]}; a peer must confirm it."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            None,
            ("improvement", "pass"),
            "would have enough points for its first icons: it would show a change for the better, and its target "
            "would be met as things go.",
        ),
        (
            ("common cause", "fail"),
            ("concern", "fail"),
            "would show a change for the worse, where it shows ordinary ups and downs now.",
        ),
        (
            ("common cause", "inconsistent"),
            ("common cause", "fail"),
            "would say that its target would be missed as things go.",
        ),
        (
            ("improvement", ""),
            ("common cause", "inconsistent"),
            "would show ordinary ups and downs, where it shows a change for the better now, and would say that its "
            "target would be met at times and missed at times.",
        ),
        (("improvement", "pass"), None, "would have too few points for its icons."),
    ],
)
def test_a_charts_icons_are_said_in_words(before: Any, after: Any, said: str, framework: Framework) -> None:
    chart = "The borough's chart of “People who felt heard, valued and understood”"

    assert moved_icon_sentence(row(), framework.indicator["S01"], framework, before, after) == f"{chart} {said}"


def test_every_icon_has_its_words() -> None:
    assert set(VARIATIONS) == {"common cause", "improvement", "concern", "neither", ""}
    assert set(ASSURANCES) == {"pass", "fail", "inconsistent", ""}


@pytest.mark.parametrize(
    ("now", "said"),
    [("54.1%", "54.1% [r]."), ("[c]", "hidden ([c])."), ("", "no figure.")],
)
def test_a_revised_figure_says_what_was_shown_and_what_stands_now(now: str, said: str, framework: Framework) -> None:
    sentence = revised_sentence(row(), framework.indicator["S01"], framework, "52.5%", now)

    assert sentence == f"The borough's figure for {HEARD}: 52.5% was shown; it would now be {said}"


@pytest.mark.parametrize(
    ("many", "said"),
    [(1, "1 figure that would now be another"), (2, "2 figures that would now be others")],
)
def test_a_pack_says_how_many_of_its_figures_would_be_others(many: int, said: str) -> None:
    assert pack_sentence("Board, July", date(2026, 7, 14), many) == (
        f"“Board, July”, as known on 14 Jul 2026, showed {said} ([r], revised)."
    )


@pytest.mark.parametrize(
    ("shown", "differing", "said"),
    [
        (0, 0, "No pack has been shown to a board yet."),
        (3, 0, "No pack that was shown to a board held another figure."),
        (1, 1, "The pack that was shown to a board held another figure ([r])."),
        (4, 2, "2 of 4 packs that were shown to a board held another figure ([r])."),
    ],
)
def test_packs_are_counted(shown: int, differing: int, said: str) -> None:
    assert packs_sentence(shown, differing) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((12, 1, 0), "12 figures, 1 outcome and no stage would move."),
        ((0, 0, 0), "Nothing on the board's screens would change."),
        ((0, 0, 1, 2), "No figure, no outcome, 1 stage and the icons of 2 charts would move."),
        (
            (1204, 0, 0, 0, 3),
            "1,204 figures, no outcome and no stage would move. 3 figures would move by less than can be read.",
        ),
        (
            (0, 0, 0, 0, 1, 1),
            "Nothing on the board's screens would change. 1 figure would move by less than can be read. "
            "1 more is hidden ([c]) and not told.",
        ),
        ((2, 0, 0, 0, 0, 2), "2 figures, no outcome and no stage would move. 2 more are hidden ([c]) and not told."),
    ],
)
def test_the_first_line_counts_what_would_move(counts: tuple[int, ...], said: str) -> None:
    assert consequences_sentence(*counts) == said
