"""How much of what should have come in did come in."""

from datetime import date
from math import isnan
from statistics import median
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Framework
from impact.framework.broken import Break
from impact.metrics.coverage import usual_bases
from impact.metrics.rollup import figures
from impact.metrics.slots import known_rows
from impact.periods import between, containing
from metrics_cases import counts, default_framework, row

Q2, Q3 = (containing(date(2025, month, 15), "quarter") for month in (8, 11))
Q1 = containing(date(2026, 5, 1), "quarter")
SPRING = containing(date(2026, 2, 1), "term")


def whole(rows: list[dict[str, Any]], period: Any, framework: Framework | None = None) -> pd.Series:
    table = figures(counts(rows, "polars"), framework or default_framework(), ("whole",))
    return table[table.period_end == pd.Timestamp(period.end)].iloc[0]


def trained(service: str, period: Any, of: float) -> dict[str, Any]:
    return row(service, "W01", period, numerator=of / 2, denominator=of)


def test_a_core_indicator_is_expected_of_every_service_that_reports_it() -> None:
    found = whole([trained("SV05", Q3, 100.0)], Q3)

    assert (found.parts, found.expected) == (1, 24)


def test_any_other_indicator_is_expected_of_those_who_ever_sent_it() -> None:
    sent = [
        row(service, "W03", period, numerator=1.0, denominator=4.0)
        for service, period in (("SV05", Q2), ("SV06", Q2), ("SV05", Q3))
    ]

    assert whole(sent, Q3).expected == 2


def test_the_share_is_of_the_usual_denominator_and_not_of_services() -> None:
    framework = only("SV05", "SV06")
    sent = [trained("SV05", Q2, 300.0), trained("SV06", Q2, 100.0), trained("SV05", Q3, 290.0)]

    found = whole(sent, Q3, framework)

    assert found.share == pytest.approx(295 / 395)


def test_a_service_never_seen_is_taken_to_be_of_middle_size() -> None:
    found = whole([trained("SV05", Q3, 300.0), trained("SV06", Q3, 100.0)], Q3, only("SV05", "SV06", "SV07"))

    assert found.share == pytest.approx(400 / 600)


def test_a_service_counts_from_when_it_joined_until_it_left() -> None:
    joins = {"joined": date(2025, 11, 1)}
    left = {"left": date(2025, 11, 1)}
    framework = only("SV05", "SV06", "SV07", SV06=joins, SV07=left)
    sent = [trained("SV05", Q2, 10.0), trained("SV05", Q3, 10.0)]

    assert (whole(sent, Q2, framework).expected, whole(sent, Q3, framework).expected) == (2, 2)


def test_a_term_service_is_expected_where_a_term_ends_or_is_carried() -> None:
    framework = only("SV02", "SV05")
    sent = [trained("SV05", Q1, 10.0), trained("SV02", SPRING, 10.0)]
    shared = [row("SV05", "L12", Q1, value=1.0), row("SV02", "L12", SPRING, value=1.0)]

    assert (whole(sent, Q1, framework).expected, whole(sent, Q1, framework).parts) == (2, 2)
    assert whole(shared, Q1, framework).expected == 1


def test_what_is_usual_is_taken_from_periods_since_the_definition_changed_alone() -> None:
    rules = only("SV05", "SV06", "SV07")
    changed = rules.with_breaks((Break("W01", Q3.start, 1, ("service", "whole"), "what is divided by"),))
    sent = [trained(one, Q2, of) for one, of in (("SV05", 900.0), ("SV06", 900.0), ("SV07", 900.0))]
    sent += [trained("SV05", Q3, 30.0), trained("SV06", Q3, 10.0)]

    assert whole(sent, Q3, rules).share == pytest.approx((465 + 455) / (465 + 455 + 900))
    assert whole(sent, Q3, changed).share == pytest.approx(40 / 60)  # SV07, not seen since, is of middle size
    assert whole(sent, Q2, changed).share == 1
    assert whole(sent[:3], Q2, changed).share == 1  # nothing has come in since, so nothing is past yet


def test_what_is_usual_of_a_service_is_taken_from_periods_since_it_marked_a_break() -> None:
    sent = [trained("SV05", Q2, 900.0), trained("SV06", Q2, 100.0), trained("SV05", Q3, 300.0) | {"marker": "b"}]

    assert whole(sent, Q3, only("SV05", "SV06")).share == pytest.approx(300 / 400)


BROKEN_AT = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), max_size=3)
SENT = st.dictionaries(
    st.tuples(st.sampled_from(["SV05", "SV06"]), st.integers(0, 4)),
    st.tuples(st.integers(1, 400), st.sampled_from(["", "", "b", "c"])),
    min_size=1,
)


@pytest.mark.parametrize("engine", ["duckdb", "polars", "pandas"])
@given(sent=SENT, breaks=BROKEN_AT)
@settings(deadline=None, max_examples=25)
def test_what_is_usual_agrees_with_plain_loops(
    engine: str, sent: dict[tuple[str, int], tuple[int, str]], breaks: list[tuple[int, int]]
) -> None:
    quarters = between(date(2025, 1, 1), date(2026, 3, 31), "quarter")
    rules = only("SV05", "SV06").with_breaks(
        tuple(Break("W01", quarters[at].start, number, ("service",), "") for at, number in sorted(breaks))
    )
    rows = [trained(one, quarters[at], float(of)) | {"marker": mark} for (one, at), (of, mark) in sent.items()]

    found = usual_bases(known_rows(counts(rows, engine), rules), rules).collect("pandas").to_pandas()

    def definition(at: int) -> int:
        return ([0] + [number for since, number in sorted(breaks) if since <= at])[-1]

    newest = max(at for _, at in sent)
    other = max([-1, *(at for _, at in sent if definition(at) != definition(newest))])
    own = {}
    for service in {one for one, _ in sent}:
        marked = max([0, *(at for (one, at), (_, mark) in sent.items() if one == service and mark == "b")])
        ours = [
            of
            for (one, at), (of, mark) in sent.items()
            if one == service and at > other and at >= marked and mark != "c"
        ]
        own[service] = median(ours) if ours else None
    middle = median([one for one in own.values() if one] or [0])
    assert dict(zip(found.service_id, found.usual.fillna(0), strict=True)) == {
        service: one or middle for service, one in own.items()
    }


def test_nothing_known_of_any_size_leaves_the_share_unknown() -> None:
    found = whole([row("SV05", "W01", Q3, marker="c")], Q3)

    assert isnan(found.share)
    assert (found.parts, found.parts_hidden) == (0, 1)


def only(*ids: str, **dates: Any) -> Framework:
    framework = default_framework()
    kept = tuple(framework.service[one].model_copy(update=dates.get(one, {})) for one in ids)
    return framework.model_copy(update={"services": kept})


sizes = st.dictionaries(
    st.tuples(st.sampled_from(["SV05", "SV06", "SV07", "SV08"]), st.integers(0, 3)),
    st.integers(1, 400),
    min_size=1,
    max_size=12,
)


@given(sizes)
@settings(deadline=None, max_examples=40)
def test_the_share_agrees_with_plain_loops(sent: dict[tuple[str, int], int]) -> None:
    quarters = between(date(2025, 1, 1), date(2025, 12, 31), "quarter")
    ids = ["SV05", "SV06", "SV07", "SV08"]

    table = figures(
        counts([trained(service, quarters[at], float(of)) for (service, at), of in sent.items()], "polars"),
        only(*ids),
        ("whole",),
    )

    usual = {one: median([of for (service, _), of in sent.items() if service == one] or [0]) for one in ids}
    middle = median(size for size in usual.values() if size)
    usual = {one: size or middle for one, size in usual.items()}
    for _, found in table.iterrows():
        returned = [s for s, at in sent if pd.Timestamp(quarters[at].end) == found.period_end]
        assert found.expected == 4
        assert found.share == pytest.approx(sum(usual[one] for one in returned) / sum(usual.values()))
