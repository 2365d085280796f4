"""Figures from counts: pure functions that know no store, no clock and no screen."""
