"""How many services have reached each step of the roadmap, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from impact.framework import Framework

if TYPE_CHECKING:
    from impact.metrics.stages import ServiceStage


def steps_sentence(stages: Sequence[ServiceStage], framework: Framework) -> str:
    """Services at each step, first step first: 'Of 24 services, 3 are at Starting out, 9 at Aware'."""
    at = [one.stage_id for one in stages]
    ordered = sorted(framework.stages, key=lambda stage: stage.rank)
    told = [f"{at.count(stage.id)} at {stage.name}" for stage in ordered if stage.id in at]
    named = framework.words.service if len(at) == 1 else framework.words.services
    return f"Of {len(at)} {named}: {', '.join(told)}"
