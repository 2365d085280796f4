"""Nobody recognisable: what may pass the gate, and what must not."""

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.access import PROGRAMME, Viewer
from impact.disclosure import KEPT, NOTHING_DECIDED, PROTECTS, RULES, protect, protect_rows
from impact.framework import Framework, from_json, to_json
from impact.metrics.intervals import wilson
from impact.words import value_text
from protected import figures

NUMBERS = ["numerator", "denominator", "value", "lower", "upper", "n", "sd", "asked"]


def only(frame: pd.DataFrame, framework: Framework) -> pd.Series:
    return protect(frame, framework).frame.iloc[0]


def exactly(frame: pd.DataFrame, framework: Framework) -> str:
    """The exact reason, as the programme team may read it."""
    return protect(frame, framework).why(PROGRAMME).iloc[0]


def with_policy(framework: Framework, **changes: object) -> Framework:
    """The framework with another policy for survey answers."""
    others = [one for one in framework.policies if one.id != "survey"]
    policy = framework.policy["survey"].model_copy(update=changes)
    return Framework.model_validate({**framework.model_dump(), "policies": [*others, policy]})


def share(numerator: float, denominator: float, **more: object) -> dict:
    value = 100 * numerator / denominator if denominator else float("nan")
    counts = {"numerator": float(numerator), "denominator": float(denominator)}
    return {**counts, "value": value, "lower": 0.0, "upper": 100.0, **more}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (share(1, 40), "1 to 5 people"),
        (share(5, 40), "1 to 5 people"),
        (share(35, 40), "1 to 5 people"),
        (share(39, 40), "1 to 5 people"),
        (share(0, 9), "a group of fewer than 10"),
        (share(9, 9), "a group of fewer than 10"),
        ({"indicator_id": "S07", "value": 5.0}, "1 to 5 people"),
        ({"indicator_id": "S02", "value": 60.0, "n": 9.0}, "a group of fewer than 10"),
        ({"indicator_id": "W10", "value": 22.0, "n": 14.0}, "a group of fewer than 15"),
        ({"indicator_id": "S12", "value": 2.1, "n": 4.0}, "a group of fewer than 5"),
    ],
)
def test_a_number_that_could_show_a_person_is_replaced_by_its_reason(
    framework: Framework, row: dict, reason: str
) -> None:
    seen = only(figures(row), framework)

    assert seen.hidden == PROTECTS == "Hidden to protect people"
    assert exactly(figures(row), framework) == f"Hidden: {reason}"
    assert seen.marker == "c"
    assert seen[NUMBERS].isna().all()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"indicator_id": "S02", "value": 60.0}, "Hidden: how many people it is about was not sent"),
        ({"indicator_id": "X99", "value": 60.0}, "Hidden: this framework does not say how to protect it"),
        (
            {**share(20, 40), "scope_kind": "service", "scope_id": "SV20"},
            "Hidden: a sector of fewer than 3 services shows no counts of people by service",
        ),
    ],
)
def test_a_reason_that_is_the_same_whatever_the_number_is_told_to_all(
    framework: Framework, row: dict, reason: str
) -> None:
    seen = only(figures(row), framework)

    assert (seen.hidden, seen.marker) == (reason, "c")
    assert seen[NUMBERS].isna().all()


@pytest.mark.parametrize(
    ("row", "changes", "hidden"),
    [
        (share(7, 100), {"smallest_shown": 8}, True),
        (share(8, 100), {"smallest_shown": 8}, False),
        (share(8, 100), {"publisher_shown": 10}, True),
        (share(8, 100), {"publisher_shown": 3}, False),
        (share(0, 12), {"all_or_nothing_base": 15}, True),
        (share(12, 12), {"all_or_nothing_base": 15}, True),
        (share(6, 12), {"all_or_nothing_base": 15}, False),
        (share(0, 9), {"smallest_base": 5, "all_or_nothing_base": 0}, False),
        ({**share(20, 40), "scope_kind": "service", "scope_id": "SV20"}, {"fewest_services": 2}, False),
        ({**share(20, 40), "scope_kind": "sector", "scope_id": "SEC6"}, {}, False),
    ],
    ids=[
        "1 to 7 as in hospital figures",
        "8 is shown by that rule",
        "the publisher is stricter",
        "the publisher is less strict",
        "none of a group",
        "all of a group",
        "some of a group",
        "a group may be small",
        "a sector may be small",
        "the small sector itself",
    ],
)
def test_every_threshold_is_data(framework: Framework, row: dict, changes: dict, hidden: bool) -> None:
    assert (only(figures(row), with_policy(framework, **changes)).hidden != "") is hidden


EARLIER = {"period_start": pd.Timestamp(2026, 1, 1), "period_end": pd.Timestamp(2026, 3, 31)}


def sent(service: str, few: bool = False, stretch: int = 0, **more: object) -> dict:
    """What a service sent for S01; of few people it is hidden."""
    counts = share(3 if few else 30, 60)
    return {**counts, "scope_kind": "service", "scope_id": service, "parts": 1.0, "stretch": stretch, **more}


UNSENT = {"scope_kind": "service", "scope_id": "SV06", "parts": 0.0, "stretch": 0, "marker": "c"}


@pytest.mark.parametrize(
    ("services", "told"),
    [
        ([sent("SV05"), sent("SV06")], True),
        ([sent("SV05"), sent("SV06", few=True)], False),
        ([sent("SV05"), sent("SV06"), sent("SV06", few=True, **EARLIER)], False),
        ([sent("SV05"), sent("SV06", stretch=1), sent("SV06", few=True, **EARLIER)], True),
        ([sent("SV05", few=True), sent("SV06", stretch=1), sent("SV06", few=True, **EARLIER)], False),
        ([sent("SV05"), sent("SV06", few=True, indicator_id="S03")], True),
        ([sent("SV05"), dict(UNSENT)], True),
        ([], False),
    ],
    ids=[
        "every row is shown",
        "one is hidden",
        "one of another period is hidden",
        "one is hidden from before a break",
        "the newest of one service is hidden",
        "one of another indicator is hidden",
        "its sender hid one",
        "no row was looked at",
    ],
)
def test_the_share_of_the_usual_total_is_told_where_every_row_it_is_taken_from_is_shown(
    framework: Framework, services: list[dict], told: bool
) -> None:
    total = {**share(60, 120), "scope_kind": "sector", "scope_id": "SEC2", "parts": 2.0, "share": 0.88}
    frame = figures(total).assign(stretch=0)
    rows = [figures(one).assign(stretch=one["stretch"]) for one in services]

    seen = protect(pd.concat([frame, *rows], ignore_index=True), framework, decided=NOTHING_DECIDED).frame.iloc[0]

    assert (None if pd.isna(seen.share) else seen.share) == (0.88 if told else None)
    assert (seen.hidden, seen.parts) == ("", 2)


def test_the_share_of_the_usual_total_is_not_told_of_rounded_counts(framework: Framework) -> None:
    total = {**share(60, 120), "scope_kind": "sector", "scope_id": "SEC2", "parts": 2.0, "share": 0.88}
    rows = figures(total, sent("SV05"))

    exact, rounded = (
        protect(rows, rules, decided=NOTHING_DECIDED).frame.share.iloc[0]
        for rules in (framework, with_policy(framework, round_to=5))
    )

    assert exact == 0.88
    assert pd.isna(rounded)


def test_what_hides_for_itself_and_for_a_neighbour_reads_the_same(framework: Framework) -> None:
    rows = figures(
        {**share(3, 60), "scope_kind": "service", "scope_id": "SV01"},
        {**share(20, 60), "scope_kind": "service", "scope_id": "SV02"},
        {**share(30, 60), "scope_kind": "service", "scope_id": "SV03"},
        {**share(53, 180), "scope_kind": "sector", "scope_id": "SEC1"},
        {**share(53, 180), "scope_kind": "whole"},
    )

    seen = protect(rows, framework)

    assert seen.frame.hidden.tolist() == [PROTECTS, PROTECTS, "", "", ""]
    assert seen.why(PROGRAMME).tolist()[:2] == ["Hidden: 1 to 5 people", "Hidden to protect a neighbour"]
    assert seen.why(Viewer("analyst", ("SV02",))).tolist()[:2] == [PROTECTS, "Hidden to protect a neighbour"]
    assert seen.why(Viewer("leader")).tolist()[:2] == [PROTECTS, PROTECTS]


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
    assert seen.value == pytest.approx(100 * said / 1000)


@pytest.mark.parametrize("measure", ["rate", "proportion", "count"])
def test_all_that_is_shown_beside_a_rounded_count_is_the_same_whatever_was_rounded_to_it(
    framework: Framework, measure: str
) -> None:
    indicators = [
        one.model_copy(update={"measure": measure, "policy": "health", "interval": "wilson"})
        if one.id == "S17"
        else one
        for one in framework.indicators
    ]
    health = from_json(to_json(framework.model_copy(update={"indicators": tuple(indicators)})))
    seen = []
    for x, n in ((38, 998), (40, 1000), (42, 1002)):
        value = float(x) if measure == "count" else 100 * x / n
        row = {"indicator_id": "S17", **share(x, n, lower=value - 1, upper=value + 1, asked=1007.0), "value": value}
        seen.append(only(figures(row), health)[NUMBERS].tolist())

    assert seen[0][:3] == [40, 1000, 40 if measure == "count" else 4]
    if measure != "count":
        assert seen[0][3:5] == pytest.approx([100 * one for one in wilson(40, 1000)])
        assert str(seen[0]) == str(seen[1]) == str(seen[2])


@pytest.mark.parametrize(("count", "hidden"), [(7, True), (8, False), (0, False)])
def test_health_counts_are_hidden_as_hospital_figures_are(framework: Framework, count: int, hidden: bool) -> None:
    indicators = [one.model_copy(update={"policy": "health"}) for one in framework.indicators if one.id == "S17"]
    others = [one for one in framework.indicators if one.id != "S17"]
    health = from_json(to_json(framework.model_copy(update={"indicators": (*others, *indicators)})))

    assert (only(figures({"indicator_id": "S17", **share(count, 1000)}), health).hidden != "") is hidden


def test_a_policy_may_keep_results_above_the_service(framework: Framework) -> None:
    strict = with_policy(framework, lowest_scope="sector")
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


def test_a_hidden_figure_still_says_that_its_series_breaks_there(framework: Framework) -> None:
    seen = only(figures(share(3, 40, marker="b")), framework)

    assert (seen.marker, seen.hidden != "") == ("c b", True)
    assert value_text(seen, framework.indicator["S01"]) == "[c][b]"
