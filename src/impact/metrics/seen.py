"""Whether what services judge about themselves has been seen by a peer from outside.

Source: `framework-method` (f.5, "self-assessed or peer-seen"; b.3, "shown as self-assessed until a peer confirms").
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pandas as pd

from impact.framework.models import Framework
from impact.metrics.parts import NodePart
from impact.metrics.register import register
from impact.metrics.slots import Counts
from impact.metrics.withheld import there


def seen_by_peers(counts: Counts, figures: pd.DataFrame, framework: Framework, day: date) -> frozenset[str]:
    """The services (ids) that hold a peer's confirmation in date on a day, the one that stages ask for.

    counts    COUNTS with the evidence that services sent
    figures   FIGURES, of which only the columns are looked at
    """
    evidence = register(counts, figures.iloc[:0], framework)
    return frozenset(one.id for one in framework.services if evidence.confirmed(one.id, day))


def with_seen(part: NodePart, figures: pd.DataFrame, seen: Collection[str]) -> NodePart:
    """A part with how many of the services that judged themselves a peer has looked at.

    figures   FIGURES of services
    seen      the services (ids) that a peer has looked at
    """
    if not part.assessed or part.period is None:
        return part
    same = (figures.indicator_id == part.indicator_id) & (figures.period_end == pd.Timestamp(part.period))
    ours = figures[same]
    sent = set(ours.scope_id[there(ours)].astype(str))
    return replace(part, seen=len(sent.intersection(seen)))
