"""Which figures are there although nobody may see them, so that nothing is concluded as if there were none."""

from typing import Any

import pandas as pd

WAITS = "x"
"""The mark of a figure that was not added up yet: it is not there."""


def withheld(figures: pd.DataFrame) -> "pd.Series[bool]":
    """The rows of FIGURES after the gate that hold a number which is hidden to protect people.

    Of figures that have not passed the gate none is. What its sender hid is no number that anyone here knows.
    """
    if "hidden" not in figures:
        return pd.Series(False, index=figures.index)
    hidden = (figures["hidden"] != "") & (figures["parts"] > 0)
    if not hidden.any():
        return hidden
    return hidden & ~figures["marker"].where(hidden, "").str.split().map(lambda marks: WAITS in marks).astype(bool)


def there(figures: pd.DataFrame) -> "pd.Series[Any]":
    """The rows of FIGURES that hold a number, be it shown or withheld."""
    return figures["value"].notna() | withheld(figures)
