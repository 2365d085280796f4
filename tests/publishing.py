"""Made-up publications for the tests of the intruder: counts, added up, and hidden one row at a time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl

from impact.audit import Finding, Snapshot, Verdict, collect, judge
from impact.framework import Framework
from impact.metrics.rollup import figures
from metrics_cases import default_framework, row, table

EMPTIED = ("numerator", "denominator", "value", "n", "sd", "asked", "lower", "upper")
FEW = "Hidden: fewer than 6 people could be recognised"
SMALL = "Hidden: a group of fewer than {:g} is too small to show"
ALIKE = "Hidden to protect people"
DAY = date(2026, 11, 22)
NO_AREAS = pd.DataFrame({"service_id": [], "indicator_id": []})


def few_only(shown: pd.DataFrame, rules: Framework, reason: str = "") -> pd.DataFrame:
    """Each row looked at by itself and never beside its total: the gate without its second half.

    reason   what is said in place of every hidden number; "" for what is true of each
    """
    said = [_few(one, rules) for one in shown.to_dict("records")]
    return _hidden(shown, [(reason or one) if one else "" for one in said])


def hiding(shown: pd.DataFrame, hide: Sequence[bool], reason: str = FEW) -> pd.DataFrame:
    """Figures with some rows hidden, whatever is in them."""
    return _hidden(shown, [reason if one else "" for one in hide])


def _hidden(shown: pd.DataFrame, reasons: Sequence[str]) -> pd.DataFrame:
    said = pd.Series(list(reasons), index=shown.index, dtype=object)
    emptied = {name: shown[name].astype(float).mask(said != "") for name in EMPTIED}
    return shown.assign(**emptied, hidden=said)


def _few(one: dict[str, Any], rules: Framework) -> str:
    indicator = rules.indicator[one["indicator_id"]]
    policy = rules.policy[indicator.policy]
    split = indicator.measure in ("proportion", "rate")
    count = one["numerator"] if split else one["value"] if indicator.measure == "count" else one["n"]
    base = one["denominator"] if split else one["n"]
    sides = [count, base - count] if split and policy.complement else [count]
    if (split or indicator.measure == "count") and any(0 < side < policy.smallest_shown for side in sides):
        return FEW
    return SMALL.format(policy.smallest_base) if 0 < base < policy.smallest_base else ""


def day(
    rows: Iterable[dict[str, Any]], on: date = DAY, gate: Any = few_only, changed: Any = None, **more: Any
) -> Snapshot:
    """What would be shown of some rows of counts on a day; `observation_id` tells which of them are the same.

    gate   from FIGURES and the framework to FIGURES with `hidden`
    """
    rules = default_framework()
    sent = list(rows)
    frame = table(sent).with_columns(
        observation_id=pl.Series([one.get("observation_id", at) for at, one in enumerate(sent)], dtype=pl.Int64)
    )
    shown = gate(figures(nw.from_native(frame.lazy()), rules), rules)
    places = frame.select("service_id", "indicator_id", "period_start", "period_kind", "observation_id").rows()
    versions = {(one, two, pd.Timestamp(start), kind): seen for one, two, start, kind, seen in places}
    moments = changed or {
        (service, start, kind): datetime(2026, 1, 1 + number % 28)
        for (service, _, start, kind), number in versions.items()
    }
    return Snapshot(on, rules, shown, versions, moments, NO_AREAS, **more)


def tried(*snapshots: Snapshot) -> Verdict:
    """What an intruder makes of some days."""
    found = collect(snapshots)
    assert found.unread == []
    verdict = judge(found)
    assert verdict.contradictory == ()
    return verdict


def ends(found: Iterable[Finding]) -> dict[tuple[str, str], tuple[float, float]]:
    """(place, which number) -> the limits found, rounded to whole numbers."""
    return {(one.scope_id, one.what): (round(one.low), round(one.high)) for one in found}


def share(service: str, indicator: str, period: Any, part: float, whole: float, **more: Any) -> dict[str, Any]:
    """One service's row of a proportion or rate."""
    return row(service, indicator, period, numerator=float(part), denominator=float(whole), **more)
