"""Which services' rows a total counts, worked out as anybody can who reads how periods are joined.

Where one total takes in services that report by quarter and by term, a term counts in the quarter that
holds its last day; the spring term counts in April to June too, for what is divided, unless its service
sent something newer. Written apart from the metrics, so that each is a check of the other.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from impact.framework import Framework, Indicator

Row = dict[str, Any]

DIVIDED = ("proportion", "rate", "mean")


class Belonging:
    """The rows of one indicator that services sent, as they stand in the totals of sectors and the whole."""

    def __init__(self, rules: Framework, indicator: Indicator, rows: Iterable[Row]) -> None:
        """From one indicator's rows of services, one for each service and period, hidden or not."""
        self.rules, self.indicator = rules, indicator
        self.mixed = {
            scope: {"quarter", "term"} <= {rules.rhythm(one, indicator) for one in services}
            for scope, services in self._scopes().items()
        }
        self.of_period: dict[tuple[pd.Timestamp, str], list[Row]] = defaultdict(list)
        self.ending: dict[pd.Timestamp, list[Row]] = defaultdict(list)
        for row in rows:
            self.of_period[row["period_start"], row["period_kind"]].append(row)
            if row["period_kind"] == "term":
                self.ending[_quarter(row["period_end"])].append(row)

    def members(self, scope_id: str, start: pd.Timestamp, kind: str) -> list[Row]:
        """The rows that a sector's ("" for the whole's) total for one period counts; each gave a number."""
        placed = self._of(scope_id, self.of_period.get((start, kind), []))
        if self.mixed.get(scope_id) and kind == "quarter":
            placed += self._of(scope_id, self.ending.get(start, []))
            placed += self._carried(scope_id, start, {row["scope_id"] for row in placed})
        return [row for row in placed if row["parts"]]

    def _carried(self, scope_id: str, start: pd.Timestamp, sent: set[str]) -> list[Row]:
        """The spring terms that stand in April to June, of services that sent nothing newer."""
        if start.month != 4 or self.indicator.measure not in DIVIDED:
            return []
        spring = self._of(scope_id, self.ending.get(start - pd.DateOffset(months=3), []))
        return [row for row in spring if row["scope_id"] not in sent and row["period_end"].month == 3]

    def _of(self, scope_id: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if scope_id in ("", self._sector(row))]

    def _scopes(self) -> dict[str, list[Any]]:
        services = self.rules.reporting_services(self.indicator)
        sectors = {one.sector: [other for other in services if other.sector == one.sector] for one in services}
        return {"": services, **sectors}

    def _sector(self, row: Row) -> str:
        service = self.rules.service.get(row["scope_id"])
        return service.sector if service else "?"


def _quarter(day: pd.Timestamp) -> pd.Timestamp:
    return pd.Timestamp(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
