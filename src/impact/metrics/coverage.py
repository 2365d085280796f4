"""How much of what should have come in did come in.

A figure without its coverage can mislead: a drop in returns looks like progress. Source:
`framework-method` (f.2): services returned over services expected, and the share of the usual
denominator that they hold.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from impact.framework.models import Framework
from impact.metrics.slots import CARRIED_MEASURES, KEYS, Rows, Scope, published
from impact.periods import QUARTER, TERM


def usual_bases(rows: Rows) -> Rows:
    """The median denominator (or n, or 1) of each service and indicator: `usual`; NaN if only marks came."""
    base = nw.when(nw.col("usable")).then(nw.col("base"))
    return (
        rows.with_columns(own_base=base).group_by("service_id", "indicator_id").agg(usual=nw.col("own_base").median())
    )


def collected(usual: Rows) -> pd.DataFrame:
    """The usual denominators as a table."""
    return usual.collect("pandas").to_pandas()


def covered(table: pd.DataFrame, seen: pd.DataFrame, scope: Scope, framework: Framework) -> pd.DataFrame:
    """Figures with `expected` (services) and `share` (0 to 1 of the usual denominator).

    table   one scope kind's figures with `parts`, `parts_hidden` and `usual`, the sum of the usual
            denominators of the services added
    seen    from `collected`: the services that ever sent each indicator

    A core indicator is expected of every service that reports it; any other of the services that
    ever sent it in these counts. A service is expected from the period in which it joined to the
    one before it left, where a period of its own rhythm ends in the slot or is carried into it. One
    that was never seen is taken to be of middle size (the median of the others); a service that
    sent without being expected counts as expected. One service, or one area, is all of itself.
    """
    if scope in ("service", "area"):
        return table.assign(expected=1.0, share=(table.parts > 0).astype(float))
    due = _due(table, _candidates(seen, framework), scope)
    joined = table[list(KEYS)].merge(due, on=list(KEYS), how="left").fillna({"due": 0.0})
    expected = np.maximum(joined.due.to_numpy(), table.parts + table.parts_hidden)
    whole = np.maximum(joined.whole.fillna(0.0).to_numpy(), table.usual.to_numpy())
    share = table.usual.to_numpy() / np.where(whole > 0, whole, np.nan)
    return table.assign(expected=expected, share=share)


def _candidates(seen: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    usual = {key: size for *key_parts, size in seen.itertuples(index=False) for key in [tuple(key_parts)]}
    found: list[dict[str, Any]] = []
    for indicator in framework.indicators:
        if published(indicator):
            continue
        for service in framework.services:
            key = (service.id, indicator.id)
            if framework.reports(service, indicator) if indicator.core else key in usual:
                found.append(
                    {
                        "indicator_id": indicator.id,
                        "sector": service.sector,
                        "size": usual.get(key, np.nan),
                        "rhythm": framework.rhythm(service, indicator),
                        "carries": indicator.measure in CARRIED_MEASURES,
                        "joined": pd.Timestamp(service.joined or "1900-01-01"),
                        "left": pd.Timestamp(service.left or "2200-01-01"),
                    }
                )
    columns = ["indicator_id", "sector", "size", "rhythm", "carries", "joined", "left"]
    table = pd.DataFrame(found, columns=columns)
    return table.assign(size=table["size"].fillna(table.groupby("indicator_id")["size"].transform("median")))


def _due(table: pd.DataFrame, candidates: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    if scope == "sector":
        pairs = table[list(KEYS)].merge(
            candidates, left_on=["indicator_id", "scope_id"], right_on=["indicator_id", "sector"]
        )
    else:
        pairs = table[list(KEYS)].merge(candidates, on="indicator_id")
    in_term = (pairs.period_kind == QUARTER) & (pairs.rhythm == TERM)
    ends_in_slot = (pairs.period_start.dt.month != 4) | pairs.carries
    fits = (pairs.rhythm == pairs.period_kind) | (in_term & ends_in_slot)
    here = (pairs.joined <= pairs.period_end) & (pairs.left >= pairs.period_end)
    grouped = pairs[fits & here].groupby(list(KEYS), sort=False)["size"]
    due: pd.DataFrame = grouped.agg(due="size", whole="sum").reset_index()
    return due
