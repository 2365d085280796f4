"""A columnar copy of the record, rebuilt at will, that answers what was known at a moment."""

from impact.projection.copy import COUNTS, ChainAt, Projection, RowsAfter, Withdrawn
from impact.projection.intervals import KEY

__all__ = ["COUNTS", "KEY", "ChainAt", "Projection", "RowsAfter", "Withdrawn"]
