"""The different texts that stand in each column of a sheet: a million rows seldom have more than some hundred."""

from collections.abc import Mapping

import polars as pl


class Different:
    """The different texts of each text column of a frame, each column looked through once and only if asked for."""

    def __init__(self, rows: pl.DataFrame, found: Mapping[str, pl.Series] | None = None) -> None:
        """Those of `rows`; `found` holds columns of which they are known already."""
        self._rows = rows
        self._found = dict(found or {})

    def of(self, name: str) -> pl.Series:
        """The different texts of a column, in no promised order."""
        if name not in self._found:
            cells = self._rows[name]
            self._found[name] = cells.unique() if (cells != "").any() else cells.head(1)
        return self._found[name]
