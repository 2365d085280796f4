"""What is said of a criterion where the figure that it rests on, or might rest on, is hidden: nothing."""

from datetime import date

import pandas as pd
import pytest

from impact.answers.stages_told import told
from impact.framework import load
from impact.metrics.criteria import (
    MET,
    NO_EVIDENCE,
    NOT_APPLYING,
    NOT_MET,
    OUT_OF_DATE,
    UNTOLD,
    WAITING,
    CriterionResult,
)
from impact.metrics.stages import ServiceStage
from records import BOROUGH, TODAY

RULES = load(BOROUGH)
SPRING, SUMMER, AUTUMN = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)


def shown(hidden: date, indicator: str = "W01") -> pd.DataFrame:
    """FIGURES of SV05 after the gate, with one figure that is hidden."""
    row = {"scope_kind": "service", "scope_id": "SV05", "indicator_id": indicator, "parts": 1, "hidden": "Hidden"}
    return pd.DataFrame([{**row, "period_end": pd.Timestamp(hidden)}])


def said(result: CriterionResult, hidden: pd.DataFrame, day: date = TODAY) -> ServiceStage:
    stage = ServiceStage("SV05", "ST1", "ST1", False, {}, (result,), (result.criterion_id,), shoulds_lacking=2)
    return told([stage], RULES, hidden, day)[0]


@pytest.mark.parametrize(
    "result",
    [
        CriterionResult("C301", MET, 80.0, SUMMER),
        CriterionResult("C301", NOT_MET, 60.0, SUMMER),
        CriterionResult("C301", WAITING, 80.0, SUMMER),
        CriterionResult("C301", OUT_OF_DATE, 80.0, SUMMER),
    ],
)
def test_of_a_criterion_judged_by_a_hidden_figure_nothing_is_told(result) -> None:
    stage = said(result, shown(SUMMER))

    (one,) = stage.criteria
    assert (one.result, one.when) == (UNTOLD, SUMMER)
    assert one.value != one.value
    assert (stage.blocks, stage.shoulds_lacking) == ((), 0)


@pytest.mark.parametrize("result", [CriterionResult("C301", MET, 80.0, SPRING), CriterionResult("C301", NO_EVIDENCE)])
def test_that_a_hidden_figure_was_passed_over_for_its_small_group_is_not_told(result) -> None:
    (one,) = said(result, shown(SUMMER)).criteria

    assert (one.result, one.when) == (UNTOLD, SUMMER)


def test_a_year_that_holds_a_hidden_figure_is_not_told() -> None:
    """C410 adds up what was written for others in a year."""
    (one,) = said(CriterionResult("C410", MET, 3.0, AUTUMN), shown(SPRING, "L12")).criteria

    assert one.result == UNTOLD


@pytest.mark.parametrize(
    ("result", "hidden", "day"),
    [
        (CriterionResult("C301", MET, 80.0, AUTUMN), shown(SPRING), TODAY),
        (CriterionResult("C301", NOT_APPLYING), shown(SUMMER), TODAY),
        (CriterionResult("C301", MET, 80.0, SPRING), shown(SUMMER), date(2026, 5, 1)),
    ],
    ids=["an older figure is hidden", "it does not apply", "the hidden period had not ended"],
)
def test_what_no_hidden_figure_could_change_is_told(result, hidden, day) -> None:
    stage = said(result, hidden, day)

    assert stage.criteria == (result,)
    assert (stage.blocks, stage.shoulds_lacking) == ((result.criterion_id,), 2)
