"""Who moved along the roadmap and when, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from impact.framework import Framework
from impact.words.numbers import uk_date

if TYPE_CHECKING:
    from impact.metrics.stage_moves import Move, Reviewed


def moves_sentence(moves: Sequence[Move], framework: Framework, history: Sequence[Reviewed]) -> str:
    """How many moves there were over the reviews told of, up and down."""
    if not framework.stages:
        return "This framework has no stages."
    if not history:
        return "No review has come yet: the first is at the end of the first quarter."
    days = sorted({one.review for one in history})
    over = f"From {uk_date(days[0])} to {uk_date(days[-1])}, by what is known now"
    up = sum(one.up for one in moves)
    steps = [
        f"{many} {'move' if many == 1 else 'moves'} {way}" for many, way in ((up, "up"), (len(moves) - up, "down"))
    ]
    return f"{over}: {' and '.join(steps)}."


def move_sentence(move: Move, framework: Framework) -> str:
    """One service's move at one review."""
    name, stage = framework.service[move.service_id].name, framework.stage
    way = f"{'to' if move.up else 'back to'} {stage[move.after].name}"
    return f"{name}: from {stage[move.before].name} {way} at the review of {uk_date(move.review)}."
