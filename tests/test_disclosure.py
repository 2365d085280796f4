"""Nobody recognisable: what may pass the gate, and what must not."""

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.disclosure import KEPT, RULES, protect, protect_rows
from impact.framework import Framework, Policy
from protected import figures

NUMBERS = ["numerator", "denominator", "value", "lower", "upper", "n", "sd", "asked"]


def only(frame: pd.DataFrame, framework: Framework) -> pd.Series:
    return protect(frame, framework).frame.iloc[0]


def share(numerator: float, denominator: float, **more: object) -> dict:
    value = 100 * numerator / denominator if denominator else float("nan")
    counts = {"numerator": float(numerator), "denominator": float(denominator)}
    return {**counts, "value": value, "lower": 0.0, "upper": 100.0, **more}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (share(1, 40), "fewer than 6 people"),
        (share(5, 40), "fewer than 6 people"),
        (share(35, 40), "fewer than 6 people"),
        (share(39, 40), "fewer than 6 people"),
        (share(0, 9), "fewer than 10"),
        (share(9, 9), "fewer than 10"),
        ({"indicator_id": "S07", "value": 5.0}, "fewer than 6 people"),
        ({"indicator_id": "S02", "value": 60.0, "n": 9.0}, "fewer than 10"),
        ({"indicator_id": "W10", "value": 22.0, "n": 14.0}, "fewer than 15"),
        ({"indicator_id": "S12", "value": 2.1, "n": 4.0}, "fewer than 5"),
        ({"indicator_id": "S02", "value": 60.0}, "was not sent"),
        ({"indicator_id": "X99", "value": 60.0}, "does not say"),
    ],
)
def test_a_number_that_could_show_a_person_is_replaced_by_its_reason(
    framework: Framework, row: dict, reason: str
) -> None:
    seen = only(figures(row), framework)

    assert reason in seen.hidden
    assert seen.marker == "c"
    assert seen[NUMBERS].isna().all()


@pytest.mark.parametrize(
    "row",
    [
        share(0, 40),
        share(40, 40),
        share(6, 40),
        share(34, 40),
        {"indicator_id": "S07", "value": 6.0},
        {"indicator_id": "S07", "value": 0.0},
        {"indicator_id": "S02", "value": 60.0, "n": 10.0},
        {"indicator_id": "S14", "value": 3.0, "n": 40.0},
        {"indicator_id": "W13", **share(38, 40)},
        {"indicator_id": "L01", **share(1, 2)},
        {"indicator_id": "L10", "value": 1.0},
        {"indicator_id": "E01", "value": 1.0},
        {"indicator_id": "P04", **share(3, 8)},
        {"indicator_id": "P07", "value": 14.2},
    ],
)
def test_what_shows_nobody_is_shown_as_it_is(framework: Framework, row: dict) -> None:
    frame = figures(row)

    seen = protect(frame, framework).frame

    assert seen.hidden.tolist() == [""]
    pd.testing.assert_frame_equal(seen[NUMBERS], frame[NUMBERS])


def test_a_group_without_anyone_is_not_called_hidden(framework: Framework) -> None:
    assert only(figures(share(0, 0)), framework).hidden == ""


@pytest.mark.parametrize(
    ("indicator", "marker", "words"),
    [
        ("S01", "c", "Hidden by the service that sent it"),
        ("S01", "x", "Not available"),
        ("S01", "z p", "Does not apply"),
        ("P04", "c", "Hidden by the publisher"),
    ],
)
def test_a_senders_mark_is_kept_and_said_in_words(
    framework: Framework, indicator: str, marker: str, words: str
) -> None:
    seen = only(figures({"indicator_id": indicator, "marker": marker}), framework)

    assert (seen.marker, seen.hidden) == (marker, words)


def test_a_mark_that_qualifies_does_not_hide(framework: Framework) -> None:
    seen = only(figures(share(20, 40, marker="p r")), framework)

    assert (seen.marker, seen.hidden, seen.value) == ("p r", "", 50.0)


def test_both_sides_of_a_split_give_the_same_reason(framework: Framework) -> None:
    few_yes, few_no = (only(figures(share(count, 40)), framework).hidden for count in (2, 38))

    assert few_yes == few_no


@pytest.mark.parametrize(("sent", "said"), [(6, 10), (7, 10), (12, 10), (13, 15), (0, 0)])
def test_rounded_counts_are_never_shown_as_one_that_is_hidden(framework: Framework, sent: int, said: int) -> None:
    seen = only(figures({"indicator_id": "S17", **share(sent, 1001)}), framework)

    assert seen.numerator == said
    assert seen.denominator == 1000
    assert seen.value == pytest.approx(100 * sent / 1001)


def test_a_policy_may_keep_results_above_the_service(framework: Framework) -> None:
    policy = Policy(id="survey", title="Sectors only", lowest_scope="sector")
    others = [one for one in framework.policies if one.id != "survey"]
    strict = Framework.model_validate({**framework.model_dump(), "policies": [*others, policy]})
    rows = figures(*(share(50, 100, scope_kind=kind) for kind in ("service", "sector", "whole", "unheard of")))

    assert (protect(rows, strict).frame.hidden != "").tolist() == [True, False, False, True]


def test_observations_are_held_to_the_same_rules(framework: Framework) -> None:
    rows = figures(share(3, 40), share(20, 40)).drop(columns=["scope_kind", "scope_id", "lower", "upper", "levels"])
    rows = rows.assign(service_id="SV05", line=[2, 3], cell=["E2", "E3"], note="Three people said so", breakdown="")

    seen = protect_rows(rows, framework).frame

    assert (seen.hidden != "").tolist() == [True, False]
    assert seen.note.tolist() == ["", "Three people said so"]
    assert seen.cell.tolist() == ["E2", "E3"]
    assert "scope_kind" not in seen


def test_no_figures_give_no_figures(framework: Framework) -> None:
    assert protect(figures().iloc[:0], framework).frame.empty


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [name for name, _ in RULES]

    assert len(names) == len(set(names)) > 0


def test_the_note_says_for_whom_and_by_which_policy(framework: Framework) -> None:
    note = protect(figures(share(20, 40)), framework, "public").policy_note

    assert note.startswith("Protected for the public.")
    assert framework.policy["survey"].title in note


SPLIT = ["S01", "S05", "W01", "W13", "S17", "W11", "L01", "P04"]
SCORED = ["S02", "W10", "S12", "S14", "S07"]
people = st.integers(0, 60)


@st.composite
def row(draw: st.DrawFn) -> dict:
    indicator = draw(st.sampled_from(SPLIT + SCORED))
    kind = draw(st.sampled_from(["whole", "sector", "service"]))
    base = {"indicator_id": indicator, "scope_kind": kind, "levels": "0:3"}
    if indicator in SPLIT:
        count, whole = sorted((draw(people), draw(people)))
        return {**base, **share(count, whole), "asked": float(whole + 3)}
    return {**base, "value": float(draw(people)), "n": float(draw(people)), "sd": 1.5}


frames = st.lists(row(), min_size=1, max_size=12).map(lambda rows: figures(*rows))


@settings(deadline=None)
@given(frames)
def test_no_figure_shown_rests_on_a_few_people(framework: Framework, frame: pd.DataFrame) -> None:
    seen = protect(frame, framework).frame

    for at, one in seen[seen.hidden == ""].iterrows():
        indicator = framework.indicator[one.indicator_id]
        policy = framework.policy[indicator.policy]
        sent = frame.loc[at]
        split = indicator.measure in ("proportion", "rate")
        count = sent.numerator if split else sent.value if indicator.measure == "count" else sent.n
        sides = [count, sent.denominator - sent.numerator] if split and policy.complement else [count]
        assert all(side == 0 or side >= policy.smallest_shown for side in sides)
        base = sent.denominator if split else sent.n if indicator.measure != "count" else 0
        assert base == 0 or base >= policy.smallest_base


@settings(deadline=None)
@given(frames)
def test_protecting_twice_changes_nothing_more(framework: Framework, frame: pd.DataFrame) -> None:
    once = protect(frame, framework).frame

    pd.testing.assert_frame_equal(protect(once, framework).frame, once)


@settings(deadline=None)
@given(frames, st.randoms(use_true_random=False))
def test_the_order_and_the_names_of_rows_do_not_matter(
    framework: Framework, frame: pd.DataFrame, random: Random
) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order].set_axis([f"row {place}" for place in order])

    seen = protect(mixed, framework).frame

    assert seen.index.tolist() == mixed.index.tolist()
    straight = protect(frame, framework).frame.iloc[order]
    pd.testing.assert_frame_equal(seen.reset_index(drop=True), straight.reset_index(drop=True))


@settings(deadline=None)
@given(frames)
def test_nothing_of_a_hidden_row_is_left_anywhere(framework: Framework, frame: pd.DataFrame) -> None:
    frame = frame.assign(note="said so", draft_total=frame.numerator.fillna(7))

    seen = protect(frame, framework).frame

    hidden = seen[seen.hidden != ""].drop(columns=[name for name in KEPT if name in seen])
    assert hidden.map(lambda cell: pd.isna(cell) or cell == "").all(axis=None)
