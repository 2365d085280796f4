"""Over a break nothing is compared: not a change, not a baseline, not a trend, not a chart's limits."""

from dataclasses import replace
from datetime import date

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.answers.icons import chart_icons
from impact.disclosure import Protected
from impact.framework import Framework, load
from impact.framework.broken import Break
from impact.metrics import rollup
from impact.metrics.change import NOT_COMPARED, compare
from impact.metrics.parts import node_part
from impact.metrics.progress import BROKEN, SCORED, baseline, progress
from impact.metrics.stretches import MARKED, apart, marked, newest, rebases
from impact.metrics.trend import NO_CHANGE, NONE, TOO_FEW, recent_trend
from impact.periods import QUARTER, containing
from records import BOROUGH

FRAMEWORK = load(BOROUGH)
SINCE = date(2025, 10, 1)
TODAY = date(2026, 11, 22)
EVERYWHERE = ("service", "area", "sector", "whole")
CHANGED = Break("S01", SINCE, 1, EVERYWHERE, "the definition changed on 1 October 2025: what is counted")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(BOROUGH)


@pytest.fixture(scope="module")
def broken(framework: Framework) -> Framework:
    return framework.with_breaks((CHANGED,))


def counts(
    many: int, first: date = date(2024, 7, 1), marks: dict[int, str] | None = None, id: str = "S01"
) -> pl.DataFrame:
    """COUNTS of two services, a quarter each line: 60 of 100 and one more every quarter."""
    period, rows = containing(first, QUARTER), []
    for at in range(many):
        for service in ("SV05", "SV12"):
            rows.append(
                {
                    "observation_id": len(rows) + 1, "submission_id": 1, "service_id": service, "sector_id": "SEC2",
                    "indicator_id": id, "breakdown": "", "period_start": period.start, "period_end": period.end,
                    "period_kind": QUARTER, "numerator": 60.0 + at % 3, "denominator": 100.0, "value": None, "n": None,
                    "sd": None, "asked": None, "marker": (marks or {}).get(at, "") if service == "SV05" else "",
                }
            )  # fmt: skip
        period = period.next()
    kinds = dict.fromkeys(("value", "n", "sd", "asked"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=kinds)


def whole(framework: Framework, many: int = 9, **more: object) -> pd.DataFrame:
    figures = rollup.figures(nw.from_native(counts(many, **more)), framework)
    return figures[figures.scope_kind == "whole"].reset_index(drop=True)


def test_the_first_figure_of_a_changed_definition_carries_the_mark_and_begins_a_stretch(broken: Framework) -> None:
    found = whole(broken)

    assert found.marker.tolist() == ["", "", "", "", "", "b", "", "", ""]
    assert found.stretch.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_period_belongs_to_the_definition_on_its_last_day(framework: Framework) -> None:
    amid = framework.with_breaks((replace(CHANGED, since=date(2025, 8, 15)),))

    assert whole(amid).marker.tolist().index("b") == 4


def test_without_breaks_nothing_is_marked(framework: Framework) -> None:
    found = whole(framework)

    assert set(found.marker) == {""}
    assert set(found.stretch) == {0}


def test_where_the_first_period_was_not_sent_the_next_one_carries_the_mark(broken: Framework) -> None:
    gap = counts(9).filter(pl.col("period_start") != SINCE)

    found = rollup.figures(nw.from_native(gap), broken)

    ours = found[(found.scope_kind == "service") & (found.scope_id == "SV05")]
    assert ours.loc[ours.marker == "b", "period_start"].dt.date.tolist() == [date(2026, 1, 1)]


def test_a_series_that_begins_after_the_break_has_none(broken: Framework) -> None:
    found = whole(broken, many=3, first=date(2025, 10, 1))

    assert set(found.marker) == {""}
    assert set(found.stretch) == {0}


def test_a_break_of_the_whole_leaves_the_services_alone(framework: Framework) -> None:
    of_the_whole = framework.with_breaks((replace(CHANGED, scope_kinds=("whole",)),))

    found = rollup.figures(nw.from_native(counts(9)), of_the_whole)

    assert found.loc[found.marker == "b", "scope_kind"].tolist() == ["whole"]


def test_a_mark_that_was_sent_breaks_as_well_and_is_not_written_twice(framework: Framework, broken: Framework) -> None:
    sent = whole(framework, marks={3: "b"})
    both = whole(broken, marks={5: "p b"})

    assert sent.stretch.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert both.marker.tolist()[5] == "p b"
    assert both.stretch.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_definition_that_comes_back_within_a_period_breaks_nothing(framework: Framework) -> None:
    back = replace(CHANGED, since=date(2025, 11, 1), definition=0)

    assert set(whole(framework.with_breaks((CHANGED, back))).marker) == {""}


def test_a_change_over_a_break_is_not_told(broken: Framework) -> None:
    found = whole(broken)
    indicator = broken.indicator["S01"]

    over = compare(found.iloc[5].to_dict(), found.iloc[4].to_dict(), indicator)
    within = compare(found.iloc[6].to_dict(), found.iloc[5].to_dict(), indicator)

    assert over.word == NOT_COMPARED == "not compared: the definition changed"
    assert pd.isna(over.difference)
    assert within.word != NOT_COMPARED


def test_a_baseline_is_set_anew_after_a_break(broken: Framework) -> None:
    indicator = broken.indicator["S01"]
    new = whole(broken, many=8)
    enough = whole(broken, many=10)

    assert progress(new, indicator, TODAY).state == BROKEN
    assert progress(enough, indicator, date(2026, 12, 31)).state == SCORED
    assert baseline(enough, indicator)["period_start"].date() == SINCE


def test_an_outcome_says_why_a_measure_is_not_compared(broken: Framework) -> None:
    history = whole(broken, many=8).assign(share=1.0, expected=2.0, parts=2.0)

    part = node_part(broken.indicator["S01"], history, None, broken, TODAY)

    assert (part.used, part.why_not) == (False, NOT_COMPARED)


def test_a_trend_does_not_reach_over_a_break_even_where_its_mark_is_hidden(framework: Framework) -> None:
    years = pd.date_range("2018-03-31", periods=9, freq="YE-MAR")
    rows = pd.DataFrame(
        {
            "period_end": years, "period_kind": "financial_year", "numerator": 50.0, "denominator": 100.0,
            "value": 50.0, "lower": 40.0, "upper": 60.0, "marker": "", "stretch": [0] * 6 + [1] * 3,
        }
    )  # fmt: skip

    assert recent_trend(rows, framework.indicator["P09"]).why == TOO_FEW
    assert recent_trend(rows.assign(stretch=0), framework.indicator["P09"]).word == NO_CHANGE
    assert recent_trend(rows.assign(marker=["b" if at == 6 else "" for at in range(9)]).drop(columns="stretch"),
                        framework.indicator["P09"]).word == NONE  # fmt: skip


def test_a_chart_has_icons_again_after_thirteen_figures_of_the_new_definition(framework: Framework) -> None:
    long_ago = framework.with_breaks((replace(CHANGED, since=date(2019, 10, 1)),))

    def icons(many: int, rules: Framework) -> int:
        figures = whole(rules, many=many, first=date(2016, 10, 1))
        shown = Protected(figures.assign(hidden=""), "")
        return len(chart_icons(shown, rules, TODAY))

    assert [icons(many, framework) for many in (12, 13)] == [0, 1]
    assert [icons(many, long_ago) for many in (24, 25)] == [0, 1]


def test_limits_begin_anew_with_the_reason(framework: Framework, broken: Framework) -> None:
    by = ["scope_kind", "scope_id", "indicator_id", "period_kind"]

    (of_definition,) = rebases(whole(broken), by, broken)
    (of_sender,) = rebases(whole(framework, marks={3: "b"}), by, framework)

    assert of_definition.series == ("whole", "", "S01", QUARTER)
    assert (of_definition.day, of_definition.reason) == (date(2025, 12, 31), CHANGED.reason)
    assert (of_sender.day, of_sender.reason) == (date(2025, 6, 30), MARKED)


@settings(deadline=None, max_examples=60)
@given(
    ends=st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True),
    changes=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), max_size=5, unique_by=lambda pair: pair[0]),
    sent=st.sets(st.integers(0, 40), max_size=3),
)
def test_stretches_are_what_a_loop_over_each_figure_finds(
    ends: list[int], changes: list[tuple[int, int]], sent: set[int]
) -> None:
    day = pd.Timestamp(2025, 1, 1)
    rows = pd.DataFrame({"scope_kind": "whole", "scope_id": "", "indicator_id": "S01", "period": ends})
    rows["period_start"] = rows["period_end"] = [day + pd.Timedelta(days=at) for at in ends]
    rows["marker"] = ["b" if at in sent else "" for at in ends]
    said = tuple(
        Break("S01", (day + pd.Timedelta(days=at)).date(), number, EVERYWHERE, "") for at, number in sorted(changes)
    )

    found = marked(rows, FRAMEWORK.with_breaks(said)).sort_values("period")

    number = stretch = 0
    before = None
    for at, told in zip(found.period, found.stretch, strict=True):
        number = next((one for since, one in sorted(changes, reverse=True) if since <= at), 0)
        stretch += at in sent or (before is not None and number != before)
        before = number
        assert told == stretch
    assert len(newest(found)) == (found.stretch == found.stretch.max()).sum()
    first, last = found.iloc[0], found.iloc[-1]
    assert apart(last, first) == (first.stretch != last.stretch)
