"""How services moved along the roadmap: which stage each held at every past review, and who moved when.

Source: `framework-method` (b.3). A review is the end of a quarter. Stages are ordered words: they are counted
by sector and never averaged. Every past review is judged by all that is known now, so that a return which
came in late counts where it belongs.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from impact.framework.models import Framework
from impact.metrics.register import register
from impact.metrics.slots import Counts
from impact.metrics.stages import CLAIMED, held_at_each, reached, results_on, reviews, takes_part


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One service at one review.

    stage_id          the stage it held, evidenced
    claimed_stage_id  the stage on its own word, if no peer were needed; never below
    """

    service_id: str
    review: date
    stage_id: str
    claimed_stage_id: str


@dataclass(frozen=True, slots=True)
class Move:
    """A change of the stage that a service held from one review to the next.

    before, after   stage ids
    up              whether it went up; down is only after failing at two reviews in a row
    """

    service_id: str
    review: date
    before: str
    after: str
    up: bool


def reviewed(
    counts: Counts, figures: pd.DataFrame, framework: Framework, today: date, services: Collection[str] | None = None
) -> tuple[Reviewed, ...]:
    """Every service at every review up to a day while it took part, in the framework's order, oldest first.

    counts    COUNTS, for evidence
    figures   FIGURES with the scope "service"
    Empty without stages.
    """
    if not framework.stages:
        return ()
    known = register(counts, figures, framework)
    named = {stage.rank: stage.id for stage in framework.stages}
    steps = framework.stage_rules.reviews_before_going_down
    days = reviews(framework, today)
    found: list[Reviewed] = []
    for service in (one for one in framework.services if services is None or one.id in services):
        judged = [results_on(service, known, day) for day in days]
        held = held_at_each([reached(one, framework) for one in judged], steps)
        for day, results, rank in zip(days, judged, held, strict=True):
            if takes_part(service, day):
                claimed = max(rank, reached(results, framework, CLAIMED))
                found.append(Reviewed(service.id, day, named[rank], named[claimed]))
    return tuple(found)


def moves(history: Iterable[Reviewed], framework: Framework) -> tuple[Move, ...]:
    """Who moved at which review, in the order of the history given."""
    found: list[Move] = []
    last: dict[str, str] = {}
    for one in history:
        before = last.get(one.service_id, one.stage_id)
        if before != one.stage_id:
            up = framework.stage[one.stage_id].rank > framework.stage[before].rank
            found.append(Move(one.service_id, one.review, before, one.stage_id, up))
        last[one.service_id] = one.stage_id
    return tuple(found)


def counted(history: Iterable[Reviewed], framework: Framework) -> dict[tuple[date, str], dict[str, int]]:
    """Services at each stage at each review: (review, sector id or "" for the whole) -> stage id -> services.

    A sector without a service at a review has no entry there.
    """
    order = [stage.id for stage in sorted(framework.stages, key=lambda one: one.rank)]
    found: dict[tuple[date, str], dict[str, int]] = {}
    for one in history:
        for scope in ("", framework.service[one.service_id].sector):
            found.setdefault((one.review, scope), dict.fromkeys(order, 0))[one.stage_id] += 1
    return dict(sorted(found.items()))
