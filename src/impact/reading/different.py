"""The different texts that stand in each column of a sheet: a million rows seldom have more than some hundred."""

from collections.abc import Iterable, Mapping

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
            self.look([name])
        return self._found[name]

    def look(self, names: Iterable[str]) -> None:
        """Look several columns through at once, on all processors."""
        unknown = [name for name in dict.fromkeys(names) if name not in self._found]
        filled = [name for name in unknown if _has_text(self._rows[name])]
        found = self._rows.select(pl.col(name).unique().implode() for name in filled)
        for name in unknown:
            self._found[name] = found[name].explode() if name in filled else self._rows[name].head(1)


def _has_text(cells: pl.Series) -> bool:
    return any(cells.head(50).to_list()) or bool((cells != "").any())
