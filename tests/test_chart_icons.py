"""The icons of all charts are worked out at once, and are those of each chart by itself."""

import random

import pandas as pd
import pytest

from impact.answers.icons import SERIES, chart_icons
from impact.disclosure import Protected
from impact.framework import load
from impact.metrics.hidden_start import start_is_hidden
from impact.metrics.progress import progress
from protected import quarters, series, shown
from records import BOROUGH as FOLDER

RULES = load(FOLDER)
SCORED = [one for one in RULES.indicators if one.measure in ("proportion", "rate", "mean")]
TODAY = quarters(1)[0].end


def many(seed: int) -> Protected:
    """Charts of every indicator that has an interval, of three scopes, with gaps, breaks and hidden figures."""
    dice = random.Random(seed)
    parts = []
    for indicator in SCORED:
        for kind, scope in (("whole", ""), ("sector", "SEC2"), ("service", "SV05")):
            values = [{"value": dice.uniform(20, 60)} for _ in range(dice.randint(12, 26))]
            one = series(*values).assign(indicator_id=indicator.id, scope_kind=kind, scope_id=scope, stretch=0)
            some = [dice.random() < 0.05 for _ in values]
            one.loc[some, "value"] = float("nan")
            one.loc[some, "marker"] = "c"
            if dice.random() < 0.2:
                one["stretch"] = (pd.Series(range(len(one)), index=one.index) >= 8).astype(int)
            parts.append(one.sample(frac=1, random_state=seed))
    return shown(pd.concat(parts, ignore_index=True))


@pytest.mark.parametrize("seed", range(3))
def test_the_icons_of_all_charts_are_those_of_each_alone(seed):
    every = many(seed)

    at_once = chart_icons(every, RULES, TODAY)

    alone = {}
    for _, rows in every.frame.groupby(SERIES):
        alone |= chart_icons(Protected(rows, every.policy_note), RULES, TODAY)
    assert at_once == alone
    assert len(at_once) > 50


def test_the_level_a_chart_aims_for_is_the_one_its_progress_is_measured_by():
    from impact.answers.icons import _aims

    charts = many(7).frame
    charts = charts.groupby(SERIES).filter(
        lambda rows: rows["value"].notna().sum() >= 15 and rows["stretch"].max() == 0
    )

    aims = _aims(charts, {}, RULES, TODAY)

    for kind, scope, item, period, _, target in aims.iter_rows():
        at = (charts["scope_kind"] == kind) & (charts["scope_id"] == scope) & (charts["indicator_id"] == item)
        rows = charts[at & (charts["period_kind"] == period)]
        indicator = RULES.indicator[item]
        wanted = indicator.target(TODAY, scope if kind == "sector" else "")
        aim = progress(rows, indicator, TODAY, None, scope if kind == "sector" else "").aim
        relative = wanted is not None and wanted.style.startswith("improve") and start_is_hidden(rows, indicator)
        assert target == (None if aim is None or aim.is_band or relative else aim.low)


def test_no_chart_has_too_few_points_and_none_has_no_icons():
    few = shown(series(*({"value": 50.0} for _ in range(5))).assign(stretch=0))

    assert chart_icons(few, RULES, TODAY) == {}
