"""The same services then and now, beside the headline, and only where nothing hidden could be worked out."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from doubted import RULES, VIEW, record, row, send
from impact import answers, periods
from impact.answers.comparing import NOT_SHOWN
from impact.cli import app, shared
from impact.metrics.like_for_like import (
    FROM_A_PUBLISHER,
    NOT_ADDED,
    NOTHING,
    ONE_PERIOD,
    TOO_FEW,
    like_for_like,
)
from impact.periods import Period, between, containing
from impact.sources import Sources
from impact.words.comparing import same_sentence
from metrics_cases import counts
from places import QUARTER, place, sent
from records import NOW

TODAY = date(2026, 10, 15)
NINE = place(("SEC1", "universal", 9))
YEAR_AGO = containing(date(2025, 7, 1), "quarter")
HEARD = NINE.indicator["S01"]


def compared(rows: list[dict[str, Any]], indicator: str = "S01") -> Any:
    return like_for_like(counts(rows, "polars"), NINE, NINE.indicator[indicator], TODAY)


def shares(own: float, *services: int) -> dict[str, tuple[float, float]]:
    return {f"A{one:02}": (own, 100) for one in services}


def test_only_services_that_sent_both_times_are_added_up():
    rows = [
        *sent(NINE, shares(50, 0, 1, 2) | shares(90, 3), YEAR_AGO),
        *sent(NINE, shares(60, 0, 1, 2) | shares(10, 4)),
    ]

    found = compared(rows)

    assert (found.before["value"], found.now["value"], found.change) == (50, 60, "clear improvement")
    assert (found.services, found.only_now, found.only_before) == (3, ("A04",), ("A03",))
    assert same_sentence(found, HEARD, NINE) == (
        "People who felt heard, valued and understood, from the 3 services that sent both times: 50% in Jul to Sep "
        "2025 and 60% in Jul to Sep 2026 (clear improvement). 1 service sent only the second time; 1 service sent only "
        "the first time."
    )


def test_the_same_period_a_year_before_is_taken_and_else_the_one_before():
    spring = between(date(2026, 1, 1), date(2026, 6, 30), "quarter")
    late = [row for at in spring for row in sent(NINE, shares(40, 0, 1, 2), at)]

    with_year = compared([*sent(NINE, shares(50, 0, 1, 2), YEAR_AGO), *late, *sent(NINE, shares(60, 0, 1, 2))])
    without = compared([*late, *sent(NINE, shares(60, 0, 1, 2))])

    assert (with_year.before["value"], without.before["value"]) == (50, 40)
    assert "Nobody is left out." in same_sentence(without, HEARD, NINE)


@pytest.mark.parametrize(
    ("rows", "indicator", "reason"),
    [
        ([], "S01", NOTHING),
        (sent(NINE, shares(50, 0, 1, 2)), "S01", ONE_PERIOD),
        (sent(NINE, shares(50, 0, 1, 2), containing(date(2027, 1, 1), "quarter")), "S01", NOTHING),
        ([*sent(NINE, shares(50, 0, 1), YEAR_AGO), *sent(NINE, shares(50, 0, 1, 2))], "S01", TOO_FEW),
        ([*sent(NINE, {"A00": (0, 0)}, YEAR_AGO), *sent(NINE, {"A00": (0, 0)})], "S01", TOO_FEW),
        ([], "P01", FROM_A_PUBLISHER),
        ([], "S14", NOT_ADDED),
        ([], "L13", NOT_ADDED),
    ],
)
def test_where_there_is_nothing_to_compare_the_reason_is_said(rows, indicator, reason):
    found = compared(rows, indicator)

    assert (found.reason, dict(found.now)) == (reason, {})
    assert same_sentence(found, NINE.indicator[indicator], NINE).endswith(
        f"no like-for-like comparison, since {reason}."
    )


def test_periods_of_nothing_but_noughts_have_no_value_and_do_not_stop_anything():
    nought = {f"A0{at}": (0.0, 0.0) for at in range(3)}
    rows = [row for period in (YEAR_AGO, QUARTER) for row in sent(NINE, nought, period)]

    assert compared(rows).change == "not enough data"


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_every_engine_gives_the_same_comparison(engine):
    rows = [*sent(NINE, shares(50, 0, 1, 2, 3), YEAR_AGO), *sent(NINE, shares(60, 0, 1, 2, 4))]

    assert repr(like_for_like(counts(rows, engine), NINE, HEARD, TODAY)) == repr(compared(rows))


SENT = st.dictionaries(st.integers(0, 8), st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=1)


@settings(deadline=None, max_examples=40)
@given(SENT, SENT)
def test_the_sums_are_those_of_a_plain_loop(before, now):
    rows = [
        *sent(NINE, {f"A{one:02}": pair for one, pair in before.items()}, YEAR_AGO),
        *sent(NINE, {f"A{one:02}": pair for one, pair in now.items()}),
    ]
    both = [one for one in now if one in before]

    found = compared(rows)

    if len(both) < 3:
        assert found.reason == TOO_FEW
    else:
        for row, side in ((found.now, now), (found.before, before)):
            assert row["numerator"] == sum(side[one][0] for one in both)
            assert row["denominator"] == sum(side[one][1] for one in both)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


SERVICES = ("SV05", "SV06", "SV07", "SV09", "SV10")


def keep(sources: Sources, period: str, shares: dict[str, tuple[float, float]], day: int) -> None:
    about: Period | None = periods.parse(period)
    for at, (service, (x, n)) in enumerate(shares.items()):
        send(sources, [row(2, "W01", x, n, service_id=service, period=about)], day=day + at)


def five(x: float, n: float, **others: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(SERVICES, (x, n)) | others


def test_the_comparison_stands_beside_the_headline(sources):
    keep(sources, "2025-26 Q2", five(30, 60), 0)
    keep(sources, "2026-27 Q2", {one: pair for one, pair in five(40, 60).items() if one != "SV10"}, 10)

    found = answers.beside_headline(sources, VIEW, "W01")

    assert found.headline_before is not None and found.headline_now is not None
    assert (found.headline_before.denominator, found.headline_now.denominator) == (300, 240)
    assert (found.same.before["denominator"], found.same.now["denominator"]) == (240, 240)


@pytest.mark.parametrize("left_out", [(3, 60), (58, 60), (4, 8)])
def test_where_one_left_out_is_hidden_the_sum_is_not_shown(sources, left_out):
    keep(sources, "2025-26 Q2", five(30, 60, SV10=left_out), 0)
    keep(sources, "2026-27 Q2", {one: pair for one, pair in five(40, 60).items() if one != "SV10"}, 10)

    found = answers.beside_headline(sources, VIEW, "W01").same

    assert (found.reason, dict(found.now), dict(found.before), found.change) == (NOT_SHOWN, {}, {}, "")


def test_one_that_is_hidden_among_those_of_both_times_stays_in_the_sum_if_nobody_is_left_out(sources):
    keep(sources, "2025-26 Q2", five(30, 60, SV10=(5, 60), SV09=(5, 60)), 0)
    keep(sources, "2026-27 Q2", five(40, 60, SV10=(5, 60), SV09=(5, 60)), 10)

    found = answers.beside_headline(sources, VIEW, "W01")

    headline = (found.headline_before, found.headline_now)
    assert (found.same.reason == "") == all(one is not None and one.hidden == "" for one in headline)
    if not found.same.reason:
        assert found.same.now["denominator"] == found.headline_now.denominator


@pytest.fixture
def desk(tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    return tmp_path


def test_at_a_desk_both_are_shown_then_and_now(desk, sources):
    keep(sources, "2025-26 Q2", five(30, 60), 0)
    keep(sources, "2026-27 Q2", five(40, 60), 10)

    said = CliRunner().invoke(app, ["like-for-like", "W01", "--home", str(desk), "--format", "json"])

    rows = json.loads(said.stdout)["rows"]
    assert [(one["who"], one["value"]) for one in rows] == [
        ("all who sent", "50%"),
        ("all who sent", "66.7%"),
        ("the same services", "50%"),
        ("the same services", "66.7%"),
    ]


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [("W01", 0, f"no like-for-like comparison, since {NOTHING}."), ("W99", 2, "There is no indicator 'W99'.")],
)
def test_at_a_desk_an_empty_record_and_a_wrong_word_are_answered(desk, word, code, said):
    result = CliRunner().invoke(app, ["like-for-like", word, "--home", str(desk)])

    assert (result.exit_code, said in result.output) == (code, True)
    assert RULES.indicator["W01"].title in result.output or code == 2
