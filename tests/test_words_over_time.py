"""What is said of a chart over time: since when, of the target, how firm its limits are, and by which rules."""

from datetime import date

import polars as pl
import pytest

from impact.metrics.spc import MDC, NHSR, Profile, charted, gaps, icons
from impact.periods import MONTH, QUARTER, between
from impact.words.over_time import Steps, gap_sentence, point_phrase, rebase_sentence, rules_sentence, series_sentence

QUARTERS = Steps(QUARTER, lambda value: f"{value:g}%")
WOBBLING = [50, 52, 49, 51, 53, 50, 48, 51, 52, 50, 49, 51, 50, 52]


def chart(
    values: list, direction: str = "higher", target: float | None = None, profile: Profile = NHSR
) -> pl.DataFrame:
    """A chart of quarters from April to June 2020 on; a value that is left out is None."""
    periods = between(date(2020, 4, 1), date(2035, 3, 31), QUARTER)
    days = [one.end for one in periods[: len(values)]]
    frame = pl.DataFrame(
        {"name": "A", "date": days, "value": values, "kind": QUARTER}, schema_overrides={"value": float}
    )
    frame = frame.with_columns(direction=pl.lit(direction), target=pl.lit(target, pl.Float64))
    return charted(gaps(frame, ["name"], "kind"), ["name"], profile)


def sentence(values: list, direction: str = "higher", target: float | None = None) -> str:
    points = chart(values, direction, target)
    icon = icons(points, ["name"]).row(0, named=True)
    return series_sentence("North", icon, points.row(-1, named=True), QUARTERS)


def phrases(values: list) -> list[str]:
    return [point_phrase(one, QUARTERS) for one in chart(values).iter_rows(named=True)]


LOW_AT_LAST = [60, 55, 61, 56, 60, 57, 62, 50, 51, 50, 51, 50, 51, 50]


def test_a_run_that_goes_on_is_told_with_since_when_and_how_long():
    assert phrases(LOW_AT_LAST)[-1] == "below the mean since Jan to Mar 2022: seven quarters"


def test_a_run_that_ended_is_told_with_both_its_ends():
    assert phrases([*LOW_AT_LAST, 63])[7] == "below the mean from Jan to Mar 2022 to Jul to Sep 2023: seven quarters"


def test_an_ordinary_point_has_no_phrase():
    assert set(phrases(WOBBLING)) == {""}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([*WOBBLING, 70], "above the upper limit in Oct to Dec 2023"),
        ([*WOBBLING * 2, 30, 31], "below the lower limit since Apr to Jun 2027: two quarters"),
        ([*[50, 40, 55, 45] * 3, 42, 44, 46, 48, 50, 52, 54], "rising since Apr to Jun 2023: seven quarters"),
        (
            [*WOBBLING * 2, 56, 51.5, 56],
            "close to the upper limit in at least two of three quarters since Apr to Jun 2027",
        ),
    ],
)
def test_each_rule_has_its_words(values, said):
    assert phrases(values)[-1] == said


@pytest.mark.parametrize(
    ("values", "direction", "target", "said"),
    [
        (
            LOW_AT_LAST,
            "higher",
            40.0,
            "North: 50% in Jul to Sep 2023, a change for the worse (below the mean since Jan to Mar 2022: seven "
            "quarters). Its target of 40% would be met as things go.",
        ),
        (
            LOW_AT_LAST,
            "lower",
            52.0,
            "North: 50% in Jul to Sep 2023, a change for the better (below the mean since Jan to Mar 2022: seven "
            "quarters). Its target of 52% would be met at times and missed at times.",
        ),
        (
            WOBBLING,
            "none",
            60.0,
            "North: 52% in Jul to Sep 2023, ordinary ups and downs. Whether its target of 60% is met is not said, "
            "since neither direction is set as better.",
        ),
        (
            WOBBLING[:8],
            "higher",
            60.0,
            "North: 51% in Jan to Mar 2022, ordinary ups and downs. Its target of 60% would be missed as things go. "
            "Trial limits: 8 quarters known, 5 more quarters to firm limits.",
        ),
        (
            [7] * 13,
            "higher",
            7.0,
            "North: 7% in Apr to Jun 2023, the same as all that limits rest on. Nothing varies, so the limits are the "
            "mean. Its target of 7% is met.",
        ),
        (
            [7] * 13,
            "higher",
            8.0,
            "North: 7% in Apr to Jun 2023, the same as all that limits rest on. Nothing varies, so the limits are the "
            "mean. Its target of 8% is not met.",
        ),
        (
            [7],
            "higher",
            8.0,
            "North: 7% in Apr to Jun 2020. Limits need at least two quarters in a row. Too little is known to say "
            "whether its target of 8% would be met.",
        ),
        (
            [*WOBBLING, None],
            "higher",
            None,
            "North: no value in Oct to Dec 2023, so nothing is said of change.",
        ),
        ([None, None], "higher", None, "North: nothing is known yet, so nothing is said of change."),
    ],
)
def test_a_series_is_told_in_a_sentence_or_with_the_reason_why_not(values, direction, target, said):
    assert sentence(values, direction, target) == said


def test_twelve_points_lack_one_more():
    assert sentence(WOBBLING[:12]).endswith("Trial limits: 12 quarters known, 1 more quarter to firm limits.")


def test_the_rules_are_named_beside_the_chart():
    assert rules_sentence(NHSR) == "Limits by NHSRplotthedots 0.2.2 rules."
    assert rules_sentence(MDC, 12) == (
        "Limits by Making Data Count 2023 rules. They rest on the first 12 points of each stretch."
    )


def test_where_limits_or_runs_begin_anew_is_told_with_the_reason():
    months, days = Steps(MONTH, str), Steps("", str)

    assert rebase_sentence(date(2024, 4, 30), "A new form.", months) == "Limits begin anew in April 2024: A new form."
    assert rebase_sentence(date(2024, 4, 30), "", days) == (
        "Limits begin anew on 30 Apr 2024: no reason is recorded. Write what changed."
    )
    assert (
        gap_sentence(date(2024, 6, 1), months)
        == "Before June 2024 at least one month is missing: runs begin anew there."
    )
