"""How much of what should have come in did come in.

A figure without its coverage can mislead: a drop in returns looks like progress. Source:
`framework-method` (f.2): services returned over services expected, and the share of the usual
denominator that they hold.
"""

from collections.abc import Iterator
from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from impact.framework.models import Framework, Indicator, Service
from impact.metrics.slots import CARRIED_MEASURES, KEYS, Rows, Scope, published
from impact.metrics.stretches import with_newest
from impact.periods import QUARTER, TERM


def usual_bases(rows: Rows, framework: Framework) -> Rows:
    """The median denominator (or n, or 1) of each service and indicator: `usual`; NaN if nobody has any.

    Taken from periods since the last break of the indicator alone: what was divided by before is another number.
    A service that sent only marks, or nothing since, is taken to be of middle size (the median of the others).
    """
    base = nw.when(nw.col("usable") & nw.col("newest")).then(nw.col("base"))
    sent = with_newest(rows, framework).with_columns(own_base=base)
    own = sent.group_by("service_id", "indicator_id").agg(own=nw.col("own_base").median())
    middle = own.group_by("indicator_id").agg(middle=nw.col("own").median())
    sized = nw.when(nw.col("own").is_null()).then(nw.col("middle")).otherwise(nw.col("own"))
    return own.join(middle, on="indicator_id", how="left").with_columns(usual=sized).drop("own", "middle")


def candidates(usual: Rows, framework: Framework) -> pl.DataFrame:
    """The services that each indicator is expected of, one a row, with the usual size of each.

    usual   as `usual_bases` gives them: they tell which services ever sent an indicator
    """
    seen = usual.with_columns(nw.col("service_id", "indicator_id").cast(nw.String)).collect("polars").to_pandas()
    found = [
        (one.id, service.id, framework.rhythm(service, one), one.measure in CARRIED_MEASURES)
        for one, service in _expected(seen, framework)
    ]
    table = pd.DataFrame(found, columns=["indicator_id", "service_id", "rhythm", "carries"]).astype(
        {"indicator_id": "str", "service_id": "str", "rhythm": "str", "carries": bool}
    )
    services = pd.DataFrame(
        [(one.id, one.sector, one.joined or _EVER[0], one.left or _EVER[1]) for one in framework.services],
        columns=["service_id", "sector", "joined", "left"],
    ).astype({"service_id": "str", "sector": "str", "joined": "datetime64[us]", "left": "datetime64[us]"})
    table = table.merge(services, on="service_id").merge(seen, on=["indicator_id", "service_id"], how="left")
    middle = table.groupby("indicator_id")["usual"].transform("median")
    return pl.from_pandas(table.assign(size=table["usual"].astype(float).fillna(middle)))


def covered(table: pl.DataFrame, due_from: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Figures with `expected` (services) and `share` (0 to 1 of the usual denominator).

    table     one scope kind's figures with `parts`, `parts_hidden` and `usual`, the sum of the usual
              denominators of the services added
    due_from  as `candidates` tells: which services each indicator is expected of

    A core indicator is expected of every service that reports it; any other of the services that
    ever sent it in these counts. A service is expected from the period in which it joined to the
    one before it left, where a period of its own rhythm ends in the slot or is carried into it. One
    that was never seen is taken to be of middle size (the median of the others); a service that
    sent without being expected counts as expected.
    """
    due, whole = (pl.col(name).fill_null(0.0) for name in ("due", "whole"))
    usual = pl.col("usual")
    return (
        table.join(_due(table, due_from, scope), KEYS, "left", maintain_order="left")
        .with_columns(
            expected=pl.max_horizontal(due, pl.col("parts") + pl.col("parts_hidden")),
            whole=pl.max_horizontal(whole, usual),
        )
        .with_columns(share=pl.when(pl.col("whole") > 0).then(usual / pl.col("whole")).otherwise(np.nan))
        .drop("due", "whole")
    )


_EVER = (date(1900, 1, 1), date(2200, 1, 1))
"""The days before which no service joined and after which none left, where no day is known."""


def _expected(seen: pd.DataFrame, framework: Framework) -> Iterator[tuple[Indicator, Service]]:
    senders: dict[str, list[str]] = {}
    for indicator_id, service_id in zip(seen["indicator_id"].tolist(), seen["service_id"].tolist(), strict=True):
        senders.setdefault(indicator_id, []).append(service_id)
    for indicator in framework.indicators:
        if published(indicator) or indicator.id not in senders:
            continue
        if indicator.core:
            yield from ((indicator, service) for service in framework.reporting_services(indicator))
        else:
            known = (framework.service.get(sender) for sender in senders[indicator.id])
            yield from ((indicator, service) for service in known if service)


def _due(table: pl.DataFrame, due_from: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """How many services are due in each slot, and their usual sizes together.

    Services that are alike in all that decides whether they are due are counted first: then slots meet kinds of
    services, and not each of them.
    """
    on = ["indicator_id", *(["scope_id"] if scope == "sector" else [])]
    alike = [*on, "rhythm", "carries", "joined", "left"]
    kinds = due_from.rename({"sector": "scope_id"}).group_by(alike).agg(many=pl.len(), sizes=pl.col("size").sum())
    in_term = (pl.col("period_kind") == QUARTER) & (pl.col("rhythm") == TERM)
    ends_in_slot = (pl.col("period_start").dt.month() != 4) | pl.col("carries")
    fits = (pl.col("rhythm") == pl.col("period_kind")) | (in_term & ends_in_slot)
    here = (pl.col("joined") <= pl.col("period_end")) & (pl.col("left") >= pl.col("period_end"))
    pairs = table.select(KEYS).join(kinds, on)
    due = pl.col("many").sum().cast(pl.Float64)
    return pairs.filter(fits & here).group_by(KEYS).agg(due=due, whole=pl.col("sizes").sum())
