"""How a question about cells names them: the column with its heading, the first cells, and how many more."""

from collections.abc import Mapping
from typing import Any

import polars as pl

_NAMED = 3


def cells_said(cells: pl.DataFrame) -> str:
    """Some cells (letter, line) in words: 'E4', 'E4 and E7', 'E4, E7, F9 and 12 more'; one named twice counts once."""
    different = cells.unique(["line", "letter"], maintain_order=True).sort("line", maintain_order=True)
    named = [f"{letter}{line}" for letter, line in different.head(_NAMED).select("letter", "line").rows()]
    more = different.height - len(named)
    *first, last = [*named, f"{more:,} more"] if more else named
    return f"{', '.join(first)} and {last}" if first else last


def column_said(cell: Mapping[str, Any]) -> str:
    """A cell's column in words: 'Column I (sd)'."""
    return f"Column {cell['letter']} ({cell['heading']})" if cell["heading"] else f"Column {cell['letter']}"
