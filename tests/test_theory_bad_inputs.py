"""What is computed of the theory of change from odd records: each case gives a figure or a reason, and never stops."""

from datetime import date
from math import isnan
from typing import Any

import pytest

from impact.framework import Framework
from impact.metrics.bright import pointers
from impact.metrics.equity import divisions
from impact.metrics.like_for_like import like_for_like
from impact.metrics.outcomes import outcomes
from impact.metrics.rollup import figures
from impact.metrics.since import since_last_quarter
from impact.metrics.stage_moves import counted, moves, reviewed
from impact.metrics.stages import service_stages
from impact.metrics.stuck import stuck
from impact.periods import between, containing
from impact.words.comparing import division_sentence, same_sentence
from impact.words.results import node_sentence
from impact.words.stuck import stuck_sentence
from metrics_cases import borough, counts, default_framework, row

TODAY = date(2026, 10, 15)
QUARTERS = between(date(2025, 7, 1), date(2026, 9, 30), "quarter")
BOROUGH = default_framework()


def changed(**parts: Any) -> Framework:
    return Framework.model_validate({name: getattr(BOROUGH, name) for name in Framework.model_fields} | parts)


def share(service: str, indicator: str, period: Any, x: float = 30, n: float = 60, **more: Any) -> dict[str, Any]:
    return row(service, indicator, period, numerator=float(x), denominator=float(n), **more)


EMPTY: list[dict[str, Any]] = []
ONE_SERVICE = [share("SV09", one, at) for one in ("S01", "S03", "W01") for at in QUARTERS]
ONE_PERIOD = [share(service.id, "S01", QUARTERS[-1]) for service in BOROUGH.services]
NOUGHTS = [
    share(service.id, one, at, 0, 0) for service in BOROUGH.services for one in ("S01", "S17") for at in QUARTERS
]
ALL_HIDDEN = [
    row(service.id, one, at, marker="c") for service in BOROUGH.services for one in ("S01", "W01") for at in QUARTERS
]
MIXED = [
    *(share("SV02", "S01", at) for at in between(date(2025, 9, 1), date(2026, 8, 31), "term")),
    *(share("SV09", "S01", at) for at in QUARTERS),
    *(share("SV09", "S01", at) for at in between(date(2024, 4, 1), date(2026, 3, 31), "financial_year")),
]
ABSURD = [share("SV09", "S01", QUARTERS[-1], 90, 60), share("SV10", "S01", QUARTERS[-1], -5, 60), *ONE_PERIOD[:3]]
AHEAD = [share(service.id, "S01", containing(date(2031, 1, 1), "quarter")) for service in BOROUGH.services[:4]]
GROUPS_ALONE = [share("SV09", "S01", at) | {"breakdown": "age: a"} for at in QUARTERS]
WITHOUT_MEASURES = changed(
    indicators=(),
    criteria=(),
    pairs=(),
    sectors=tuple(one.model_copy(update={"indicators": ()}) for one in BOROUGH.sectors),
)

RECORDS = {
    "an empty store": EMPTY,
    "one service": ONE_SERVICE,
    "one period": ONE_PERIOD,
    "zero denominators": NOUGHTS,
    "all hidden": ALL_HIDDEN,
    "periods of mixed kinds": MIXED,
    "more than all, and fewer than none": ABSURD,
    "periods to come": AHEAD,
    "groups and no figure for all people": GROUPS_ALONE,
}
FRAMEWORKS = {
    "the borough": BOROUGH,
    "no links": changed(links=()),
    "no stages": changed(stages=(), criteria=()),
    "nodes of no indicators": WITHOUT_MEASURES,
    "no services": changed(services=()),
    "one service": changed(services=(BOROUGH.service["SV09"],)),
}

CASES = {
    f"{record}, {rules}": (RECORDS[record], FRAMEWORKS[rules])
    for record in RECORDS
    for rules in FRAMEWORKS
    if rules == "the borough" or record in ("an empty store", "one service")
}


@pytest.mark.parametrize(("rows", "rules"), CASES.values(), ids=CASES)
def test_whatever_was_sent_every_outcome_has_a_word_or_a_reason(rows, rules):
    frame = counts(rows, "polars")
    known = figures(frame, rules)

    results = outcomes(known, rules, TODAY)

    for one in results:
        assert one.reason or not isnan(one.score)
        assert node_sentence(one, rules).endswith(".")
    assert all(one.said for one in since_last_quarter(results, known, rules, TODAY))
    assert stuck_sentence(stuck(results, rules), rules).endswith(".")


@pytest.mark.parametrize(("rows", "rules"), CASES.values(), ids=CASES)
def test_whatever_was_sent_stages_and_pointers_are_told(rows, rules):
    frame = counts(rows, "polars")
    known = figures(frame, rules)
    here = {one.id for one in rules.services}

    history = reviewed(frame, known, rules, TODAY)
    found = pointers(known, rules, TODAY)

    assert {one.service_id for one in history} == (here if rules.stages else set())
    assert {one.service_id for one in service_stages(frame, known, rules, TODAY)} == (here if rules.stages else set())
    assert all(sum(stages.values()) for stages in counted(history, rules).values())
    assert {one.service_id for one in moves(history, rules)} <= here
    assert {one.service_id for one in (*found.candidates, *found.held_back, *found.offers)} <= here


@pytest.mark.parametrize("indicator", ["S01", "S17", "S02", "L13", "P01", "S14", "L10"])
@pytest.mark.parametrize("rows", RECORDS.values(), ids=RECORDS)
def test_whatever_was_sent_comparisons_give_a_figure_or_a_reason(rows, indicator):
    one, frame = BOROUGH.indicator[indicator], counts(rows, "polars")

    same = like_for_like(frame, BOROUGH, one, TODAY)

    assert bool(same.reason) != bool(same.now)
    assert same_sentence(same, one, BOROUGH).endswith(".")
    for division in divisions(frame, BOROUGH, one, TODAY):
        assert bool(division.reason) != bool(division.groups)
        assert division_sentence(division, one, BOROUGH).endswith(".")


def test_a_whole_borough_gives_results_everywhere():
    frame = counts(borough(), "polars")
    known = figures(frame, BOROUGH)

    results = outcomes(known, BOROUGH, TODAY)

    assert stuck(results, BOROUGH).judged > 10
    assert like_for_like(frame, BOROUGH, BOROUGH.indicator["S01"], TODAY).services > 10
