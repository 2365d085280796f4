"""Figures and results as the board says them; every screen, heading and alt text takes its sentence here.

Numbers reach this package only through the disclosure gate. Nothing here computes a figure, and nothing
reads the clock.
"""

from impact.words.figures import coverage_sentence, figure_sentence, missing_sentence
from impact.words.numbers import (
    as_at_sentence,
    interval_text,
    level_text,
    marked_text,
    number,
    period_of,
    quantity,
    target_text,
    uk_date,
    value_text,
)
from impact.words.results import (
    LOOKS,
    NOT_YET,
    ResultLook,
    look_of,
    node_sentence,
    overview_sentence,
    stage_sentence,
)

__all__ = [
    "LOOKS",
    "NOT_YET",
    "ResultLook",
    "as_at_sentence",
    "coverage_sentence",
    "figure_sentence",
    "interval_text",
    "level_text",
    "look_of",
    "marked_text",
    "missing_sentence",
    "node_sentence",
    "number",
    "overview_sentence",
    "period_of",
    "quantity",
    "stage_sentence",
    "target_text",
    "uk_date",
    "value_text",
]
