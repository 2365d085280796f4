"""Whether what services judge about themselves has been seen by a peer, and how sure a result is."""

from datetime import date
from math import nan
from typing import Any

import pandas as pd
import pytest

from impact.metrics.confidence import confidence
from impact.metrics.outcomes import SELF_ASSESSED, NodeResult, outcomes
from impact.metrics.parts import NodePart, judged_by_itself
from impact.metrics.rollup import figures
from impact.metrics.seen import seen_by_peers, with_seen
from impact.periods import containing
from metrics_cases import counts, default_framework, row

TODAY = date(2026, 10, 15)
FRAMEWORK = default_framework()
YEARS = [containing(date(year, 4, 1), "financial_year") for year in (2024, 2025)]
SERVICES = tuple(one.id for one in FRAMEWORK.reporting_services(FRAMEWORK.indicator["L08"]))


def yes(service: str, day: date = date(2026, 5, 1), value: float = 1.0) -> dict[str, Any]:
    """A peer's confirmation, or its taking back, in the quarter of a day."""
    return row(service, "E07", containing(day, "quarter"), value=value)


def levels() -> list[dict[str, Any]]:
    """Every service's answer on money beyond this year: a no, then a yes from every other one."""
    return [
        row(service, "L08", year, value=float(at * (place % 2)))
        for place, service in enumerate(SERVICES)
        for at, year in enumerate(YEARS)
    ]


def result(evidence: list[dict[str, Any]], engine: str = "duckdb") -> NodeResult:
    """IN1, which rests on that answer alone."""
    known = counts([*levels(), *evidence], engine)
    every = figures(known, FRAMEWORK)
    found = outcomes(every, FRAMEWORK, TODAY, ["IN1"], seen_by_peers(known, every, FRAMEWORK, TODAY))
    return found[0]


@pytest.mark.parametrize("engine", ["duckdb", "polars", "pandas"])
def test_a_level_is_self_assessed_until_a_peer_has_looked_at_half_of_its_services(engine: str) -> None:
    half = len(SERVICES) // 2
    none, few, enough = (
        result([yes(one) for one in SERVICES[:many]], engine) for many in (0, half - 1, len(SERVICES) - half)
    )

    assert [(one.parts[0].seen, one.parts[0].assessed) for one in (none, few, enough)] == [
        (0, len(SERVICES)),
        (half - 1, len(SERVICES)),
        (len(SERVICES) - half, len(SERVICES)),
    ]
    assert [SELF_ASSESSED in one.notes for one in (none, few, enough)] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([yes("SV05")], {"SV05"}),
        ([yes("SV05", date(2024, 5, 1))], set()),  # ran out
        ([yes("SV05", date(2026, 11, 1))], set()),  # of a quarter that has not ended
        ([yes("SV05"), yes("SV05", date(2026, 8, 1), 0.0)], set()),  # taken back
        ([yes("SV05"), yes("SV06"), yes("SV99")], {"SV05", "SV06"}),
        ([row("SV05", "E01", containing(date(2026, 5, 1), "quarter"), value=1.0)], set()),  # no peer's word
        ([], set()),
    ],
)
def test_a_peer_has_looked_where_stages_would_count_the_confirmation(
    rows: list[dict[str, Any]], seen: set[str]
) -> None:
    known = counts(rows)

    assert seen_by_peers(known, figures(known, FRAMEWORK), FRAMEWORK, TODAY) == seen


def test_only_those_who_sent_the_newest_figure_count_as_seen() -> None:
    end = date(2026, 3, 31)
    own = pd.DataFrame(
        [("SV01", "L08", end, 1.0), ("SV02", "L08", end, nan), ("SV03", "L07", end, 1.0)],
        columns=["scope_id", "indicator_id", "period_end", "value"],
    ).astype({"period_end": "datetime64[us]"})

    found = with_seen(NodePart("L08", assessed=2, period=end), own, {"SV01", "SV02", "SV03", "SV04"})

    assert (found.assessed, found.seen) == (2, 1)


def test_counts_and_answers_are_no_self_assessment() -> None:
    assert {one.id for one in FRAMEWORK.indicators if judged_by_itself(one)} == {"L07", "L08", "L13"}
    assert with_seen(NodePart("S01", period=TODAY), pd.DataFrame(), {"SV01"}) == NodePart("S01", period=TODAY)


def measure(name: str, **more: Any) -> NodePart:
    known: dict[str, Any] = {"used": True, "returned": 1.0, "response": 0.5, "period": date(2026, 9, 30)}
    return NodePart(name, progress=50, **(known | {"progress_lower": 45, "progress_upper": 55} | more))


DOUBTS: dict[str, dict[str, Any]] = {
    "coverage": {"returned": 0.89},
    "age": {"period": date(2025, 12, 31)},
    "answers": {"response": 0.29},
    "width": {"progress_lower": -20},
    "no limits": {"progress_lower": nan},
    "self-assessed": {"assessed": 9, "seen": 4},
}
NO_DOUBTS: dict[str, dict[str, Any]] = {
    "coverage": {"returned": 0.9},
    "unknown coverage": {"returned": nan},
    "age": {"period": date(2026, 1, 31)},
    "answers": {"response": 0.3},
    "unknown answers": {"response": nan},
    "width": {"progress_lower": -5},
    "peer-seen": {"assessed": 9, "seen": 5},
}


def sure(*parts: NodePart, present: float = 1.0, agree: bool = True, firm: bool = True, doubted: bool = False) -> str:
    """Confidence in parts named W01, W02, ..., with or without a doubt more."""
    present = 0.8 if doubted else present
    return confidence(parts, present, FRAMEWORK.indicator, TODAY, agree=agree, firm=firm)


@pytest.mark.parametrize("more", DOUBTS.values(), ids=DOUBTS)
def test_each_doubt_alone_leaves_a_result_strong_and_a_second_makes_it_fair(more: dict[str, Any]) -> None:
    parts = (measure("W01"), measure("W02", **more))

    assert (sure(*parts), sure(*parts, doubted=True)) == ("strong", "fair")


@pytest.mark.parametrize("more", NO_DOUBTS.values(), ids=NO_DOUBTS)
def test_what_is_on_the_line_or_not_known_is_no_doubt(more: dict[str, Any]) -> None:
    parts = (measure("W01"), measure("W02", **more))

    assert sure(*parts, doubted=True) == "strong"


@pytest.mark.parametrize(("many", "said"), [(0, "strong"), (1, "strong"), (2, "fair"), (3, "fair"), (4, "limited")])
def test_confidence_falls_with_the_number_of_doubts(many: int, said: str) -> None:
    together = {name: value for one in list(DOUBTS.values())[:many] for name, value in one.items()}

    assert sure(measure("W01"), measure("W02", **together)) == said


@pytest.mark.parametrize(
    ("agree", "firm", "said"),
    [(True, True, "strong"), (False, True, "strong"), (False, False, "fair")],
)
def test_a_word_that_depends_on_method_is_never_strong(agree: bool, firm: bool, said: str) -> None:
    assert sure(measure("W01"), measure("W02"), agree=agree, firm=firm) == said


def test_a_published_figure_may_be_twice_as_old() -> None:
    old = {"period": date(2025, 6, 30)}

    assert sure(measure("W01"), measure("P01", **old), doubted=True) == "strong"
    assert sure(measure("W01"), measure("W02", **old), doubted=True) == "fair"


def test_one_measure_alone_is_never_strong() -> None:
    assert sure(measure("W01")) == "fair"
