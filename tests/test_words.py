"""What the board reads: numbers, sentences and result words, and no word of blame."""

import csv
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Result

import pandas as pd
import pytest

from impact.framework import Framework
from impact.metrics.parts import NodePart
from impact.periods import QUARTER, containing
from impact.words import (
    LOOKS,
    as_at_sentence,
    coverage_sentence,
    figure_sentence,
    interval_text,
    level_text,
    look_of,
    missing_sentence,
    node_sentence,
    number,
    overview_sentence,
    quantity,
    stage_sentence,
    target_text,
    uk_date,
    value_text,
)
from impact.words.figures import CHANGES, MISSING
from impact.words.lineage import observations_sentence
from impact.words.results import seen_words
from protected import figures, series, shown
from templates import templates

REPO = Path(__file__).resolve().parents[1]
TODAY = date(2026, 10, 20)
Q3 = containing(date(2026, 7, 1), QUARTER)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (52.5, "52.5"),
        (85.0, "85"),
        (99.97, "100"),
        (100.4, "100"),
        (1204.0, "1,204"),
        (0.0, "0"),
        (0.02, "less than 0.1"),
    ],
)
def test_numbers_have_a_decimal_only_where_it_tells(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("indicator", "value", "said"),
    [
        ("S01", 52.5, "52.5%"),
        ("P01", 91.25, "91.2 per 10,000"),
        ("P12", 258.4, "258 per 100,000"),
        ("S14", 21.0, "21 days"),
        ("S07", 1204.0, "1,204"),
        ("W06", 5.25, "5.25"),
        ("S02", 64.25, "64.2"),
        ("L07", 2.0, "level 2"),
    ],
)
def test_a_number_carries_its_unit(framework: Framework, indicator: str, value: float, said: str) -> None:
    assert quantity(value, framework.indicator[indicator]) == said


def test_every_indicator_has_a_sentence_with_its_number_and_no_missing_number(framework: Framework) -> None:
    for indicator in framework.indicators:
        row = {"indicator_id": indicator.id, "value": 12.0}
        said = figure_sentence(shown(series(row, row)), indicator, framework, None, TODAY)
        assert "12" in said and "nan" not in said.lower(), said


def test_a_hidden_figure_is_shown_as_its_mark_and_never_as_a_number(framework: Framework) -> None:
    row = shown(figures({"marker": "c"})).frame.iloc[0]

    assert value_text(row, framework.indicator["S01"]) == "[c]"
    assert interval_text(row, framework.indicator["S01"]) == ""


def test_the_interval_stands_in_brackets(framework: Framework) -> None:
    row = figures({"value": 68.8, "lower": 60.7, "upper": 75.94}).iloc[0]

    assert interval_text(row, framework.indicator["S01"]) == "(60.7 to 75.9)"


def test_a_figure_says_how_much_when_beside_what_and_towards_what(framework: Framework) -> None:
    seen = shown(series({"value": 48.0}, {"value": 52.5, "lower": 47.0, "upper": 58.0}))

    said = figure_sentence(seen, framework.indicator["S01"], framework, 85, TODAY, change="no clear change")

    assert said == (
        "People who felt heard, valued and understood: 52.5% of people who answered in Jul to Sep 2026 (47 to 58), "
        "up from 48% in Apr to Jun 2026, which could be chance. The target is 85%."
    )


def test_a_figure_may_be_set_beside_an_earlier_one_of_choice(framework: Framework) -> None:
    seen = shown(series({"value": 60.0}, {"value": 48.0}, {"value": 52.5}))

    said = figure_sentence(seen, framework.indicator["S01"], framework, None, TODAY, since=date(2026, 3, 31))

    assert "down from 60% in Jan to Mar 2026" in said


def test_a_hidden_newest_figure_is_said_to_be_hidden_after_the_newest_shown(framework: Framework) -> None:
    seen = shown(series({"value": 48.0}, {"marker": "c"}))

    said = figure_sentence(seen, framework.indicator["S01"], framework, None, TODAY)

    assert "48% of people who answered in Apr to Jun 2026" in said
    assert said.endswith("Jul to Sep 2026: hidden to protect people.")


def test_when_everything_is_hidden_the_sentence_says_so(framework: Framework) -> None:
    said = figure_sentence(shown(figures({"marker": "c"})), framework.indicator["S01"], framework, 85, TODAY)

    assert "no figure can be shown" in said
    assert not re.search(r"\d+%", said)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 10, 20), ""),
        (date(2027, 1, 20), "The figure for Oct to Dec 2026 is not due until 30 Jan 2027."),
        (date(2027, 2, 20), "The figure for Oct to Dec 2026 was due by 30 Jan 2027 and has not come in yet."),
    ],
)
def test_what_is_not_due_is_told_from_what_is_late(framework: Framework, today: date, said: str) -> None:
    sentence = figure_sentence(shown(series({"value": 48.0})), framework.indicator["S01"], framework, None, today)

    assert sentence.partition("2026. ")[2] == said


def test_every_kind_of_missing_has_its_own_words() -> None:
    said = [missing_sentence(kind, Q3, date(2026, 10, 30)) for kind in MISSING]

    assert len(set(said)) == len(MISSING)
    assert all(one.startswith("The figure for Jul to Sep 2026 ") for one in said)


@pytest.mark.parametrize(
    ("share", "said"), [(0.85, "85%"), (0.29, "29%"), (0.999, "99%"), (1.0, "all"), (0.0, "less than 1%")]
)
def test_coverage_says_who_sent_and_how_much_they_hold(framework: Framework, share: float, said: str) -> None:
    row = figures({"value": 52.5, "parts": 21, "expected": 24, "share": share, "parts_hidden": 1, "carried": 2}).iloc[0]

    assert coverage_sentence(row, framework.indicator["S01"], framework) == (
        f"21 of 24 services sent this. They hold {said} of the usual number of people who answered. "
        "1 sent a mark in place of a number. For 2 an earlier term stands in."
    )


@pytest.mark.parametrize(
    ("indicator", "levels", "said"),
    [
        ("L08", "0:2|1:5", "5 of 7 say yes"),
        ("L08", "1:1", "yes"),
        ("L07", "2:1", "level 2"),
        ("L07", "0:2|2:3", "2 at level 0, 3 at level 2"),
    ],
)
def test_levels_are_counted_and_never_averaged(framework: Framework, indicator: str, levels: str, said: str) -> None:
    assert level_text(levels, framework.indicator[indicator]) == said


def test_a_target_where_lower_is_better_says_or_less(framework: Framework) -> None:
    assert target_text(5, framework.indicator["S09"]) == "5% or less"
    assert target_text(85, framework.indicator["S01"]) == "85%"


def result(node: str, word: str, **more: object) -> Result:
    common = {"score": 44.0, "lower": 16.0, "upper": 68.0, "parts": (), "notes": (), "confidence": "fair", "reason": ""}
    return Result(node_id=node, word=word, **{**common, **more})


def test_an_outcome_says_its_result_what_it_rests_on_and_how_sure(framework: Framework) -> None:
    part = Result(indicator_id="S01", used=True, change="clear improvement")
    unused = Result(indicator_id="S02", used=False, change="")

    said = node_sentence(result("MO1", "moving", parts=(part, unused), notes=("rests on one measure",)), framework)

    assert said == (
        "People feel heard, valued and understood: moving, 44% of the way from where we started to the target "
        "(16 to 68). It rests on 1 of 2 measures. Clearly better: People who felt heard, valued and understood. "
        "Confidence is fair. Rests on one measure."
    )


@pytest.mark.parametrize(
    ("assessed", "seen", "said"),
    [
        (0, 0, ""),
        (8, 0, "self-assessed: a peer has looked at 0 of 8"),
        (8, 3, "self-assessed: a peer has looked at 3 of 8"),
        (8, 4, "peer-seen: a peer has looked at 4 of 8"),
    ],
)
def test_a_measure_says_whether_a_peer_has_looked(assessed: int, seen: int, said: str) -> None:
    assert seen_words(NodePart("L08", assessed=assessed, seen=seen)) == said


def test_an_outcome_without_enough_evidence_gives_the_reason_and_no_number(framework: Framework) -> None:
    said = node_sentence(result("MO1", "not enough evidence yet", reason="fewer than half returned"), framework)

    assert said == "People feel heard, valued and understood: not enough evidence yet. Fewer than half returned."


def test_the_overview_counts_outcomes_by_result_and_leaves_out_what_is_not_scored(framework: Framework) -> None:
    words = {"MO1": "moving well", "MO2": "moving", "MO3": "moving", "SO1": "not enough evidence yet", "AC1": "moving"}

    said = overview_sentence([result(node, word) for node, word in words.items()], framework)

    assert said == "Of 4 outcomes that are measured, 1 is moving well and 2 are moving; 1 cannot be judged yet."


def test_a_service_says_its_step_and_what_the_next_one_waits_for(framework: Framework) -> None:
    criterion = framework.criteria[0]
    stage = Result(service_id="SV05", stage_id="ST1", review_due=False, blocks=[criterion.id])

    said = stage_sentence(stage, framework)

    assert f"{framework.service['SV05'].name}: Aware." in said
    assert f"The next step, Sensitive, waits for: {criterion.text.rstrip('.')}." in said


def test_every_result_has_its_own_word_mark_and_colours() -> None:
    looks = list(LOOKS.values())

    for part in ("word", "mark", "light", "dark"):
        assert len({getattr(look, part) for look in looks}) == 6
    assert look_of("unheard of").word == "not enough evidence yet"


def test_dates_are_written_as_here() -> None:
    assert uk_date(date(2026, 11, 2)) == "2 Nov 2026"
    assert as_at_sentence(date(2026, 11, 2), date(2026, 11, 2)) == "As known on 2 Nov 2026"
    assert "left out" in as_at_sentence(date(2026, 11, 2), date(2026, 11, 3))


def test_no_template_uses_a_word_that_the_wording_list_replaces() -> None:
    with (REPO / "data" / "wording.csv").open(encoding="utf-8", newline="") as file:
        listed = [row["word"] for row in csv.DictReader(file)]
    barred = re.compile(r"\b(" + "|".join(map(re.escape, listed)) + r")\b", re.IGNORECASE)

    assert barred.search("the worst service")
    assert [(file, text) for file, text in templates() if barred.search(text)] == []


def test_every_result_of_the_test_of_change_has_words() -> None:
    from impact.metrics import change

    verdicts = {
        change.IMPROVEMENT,
        change.WORSENING,
        change.RISE,
        change.FALL,
        change.NO_CLEAR_CHANGE,
        change.NOT_ENOUGH,
        change.NOT_COMPARED,
    }

    assert verdicts == set(CHANGES)


def test_every_result_of_an_outcome_has_a_look() -> None:
    from impact.metrics.outcomes import WORDS

    assert set(WORDS) == set(LOOKS)


@pytest.mark.parametrize(
    ("term_ends", "said"),
    [
        ("2026-08-31", "1 observation behind it."),
        ("2026-06-30", "1 observation behind it. 1 comes from an earlier period and still stands in."),
    ],
)
def test_a_term_that_ends_in_the_quarter_is_of_it_and_one_that_ended_before_stands_in(
    term_ends: str, said: str
) -> None:
    rows = pd.DataFrame({"hidden": [""], "period_end": [pd.Timestamp(term_ends)]})

    assert observations_sentence(rows, pd.Timestamp("2026-07-01")) == said
