"""What somebody who wants to could work out from everything that is shown: each hidden figure is tried."""

from dataclasses import dataclass
from datetime import date

from impact.audit.areas import collect_areas
from impact.audit.collecting import collect, guarded
from impact.audit.insider import know_own
from impact.audit.saying import LEFT_OUT, TAKEN_IN, finding_sentence, verdict_sentence
from impact.audit.snapshots import MOMENTS, Snapshot, days_worth_a_look, of_others, snapshot
from impact.audit.verdict import Finding, Verdict, judge
from impact.sources import Sources, View, framework

__all__ = [
    "LEFT_OUT",
    "TAKEN_IN",
    "Audited",
    "Finding",
    "Snapshot",
    "Verdict",
    "audit",
    "collect",
    "days_worth_a_look",
    "finding_sentence",
    "guarded",
    "judge",
    "snapshot",
    "verdict_sentence",
]


@dataclass(frozen=True)
class Audited:
    """What came of an audit, and of what.

    days     whose knowledge was looked at
    shown    how many published numbers were taken together
    unread   totals whose parts could not be made out; there should be none
    """

    verdict: Verdict
    days: tuple[date, ...]
    shown: int
    unread: int


def audit(
    sources: Sources, view: View, days: list[date] | None = None, most: int = MOMENTS, knows: str = ""
) -> Audited:
    """Every hidden figure that too much could be worked out about, from what was shown on some days taken together.

    days    the days whose knowledge is looked at; None: today and those worth a look, `most` of them
    knows   a service that knows what it sent itself, and asks about the others; "" for somebody who knows nothing

    The newest of the days is looked at with its roadmap and theory of change too.
    """
    chosen = sorted(days or days_worth_a_look(sources, view, most))
    rules = framework(sources, view)
    indicators = [*guarded(rules), *of_others(rules)]
    seen = [snapshot(sources, view, day, indicators, whole=day == chosen[-1]) for day in chosen]
    found = collect(seen)
    collect_areas(seen[-1], found)
    if knows:
        know_own(sources, view, knows, found)
    return Audited(judge(found), tuple(chosen), found.shown, len(found.unread))
