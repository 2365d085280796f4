"""Whether one service meets one criterion of the roadmap on one day.

Source: `framework-method` (b.3). Six results; only "met" counts, "does not apply" leaves the sum, and
"not enough evidence" is said in words and never shown as a fail.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from math import isnan

from impact.framework.models import Criterion, Framework, Service
from impact.metrics.change import NOT_COMPARED, NOT_ENOUGH, WORSENING, compare
from impact.metrics.register import Register, Sent, before, newest_of
from impact.periods import TERM, containing

MET, NOT_MET, NO_EVIDENCE = "met", "not met", "not enough evidence"
OUT_OF_DATE, WAITING, NOT_APPLYING = "out of date", "waiting for peer", "does not apply"

UNTOLD = "not told, to protect people"
"""What stands in place of met or not met where the figure behind it is hidden: either would tell of it."""

OTHER_KIND = "asked of services of another kind"
NOT_ASKED = "its measure is not asked of this service"
SAID_SO = "the service says that it does not apply"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion's result for one service.

    value, when  what it was judged by, and the last day of the period that is about
    reason       why it does not apply; "" otherwise
    """

    criterion_id: str
    result: str
    value: float | None = None
    when: date | None = None
    reason: str = ""


def judged(criterion: Criterion, service: Service, day: date, known: Register) -> CriterionResult:
    """One criterion's result for one service on a day.

    The newest value that rests on enough people or answers and has not run out of date is judged.
    A criterion that a peer must confirm is met only while a confirmation is in date.
    """
    reason = known.reasons.get((criterion.id, service.id))
    if reason is None:
        reason = known.reasons[criterion.id, service.id] = _why_not(criterion, service, known.framework)
    if reason:
        return CriterionResult(criterion.id, NOT_APPLYING, reason=reason)
    rows = known.until(service.id, criterion.ref, day)
    if rows and "z" in rows[-1].marker.split():
        return CriterionResult(criterion.id, NOT_APPLYING, when=rows[-1].end, reason=SAID_SO)
    found = _JUDGES[criterion.kind](criterion, service, rows, day, known.framework)
    if criterion.review != "peer":
        return found
    met_but_unseen = found.result == MET and not known.confirmed(service.id, day)
    missing_peer = criterion.ref in known.peer_evidence and found.result == NO_EVIDENCE
    if met_but_unseen or missing_peer:
        return CriterionResult(criterion.id, WAITING, found.value, found.when)
    return found


def _why_not(criterion: Criterion, service: Service, framework: Framework) -> str:
    tags = set(service.tags)
    if not set(criterion.applies_with) <= tags or set(criterion.applies_without) & tags:
        return OTHER_KIND
    indicator = framework.indicator.get(criterion.ref)
    asked = criterion.kind == "evidence" or (indicator is not None and framework.reports(service, indicator))
    return "" if asked else NOT_ASKED


def _by_evidence(
    criterion: Criterion, service: Service, rows: list[Sent], day: date, framework: Framework
) -> CriterionResult:
    newest = newest_of(rows)
    if newest is None:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    if newest.value != criterion.threshold:
        result = NOT_MET
    else:
        result = MET if newest.end >= before(day, criterion.valid_months) else OUT_OF_DATE
    return CriterionResult(criterion.id, result, newest.value, newest.end)


def _by_indicator(
    criterion: Criterion, service: Service, rows: list[Sent], day: date, framework: Framework
) -> CriterionResult:
    by_term = framework.rhythm(service, framework.indicator[criterion.ref]) == TERM
    held = criterion.held_terms if by_term else criterion.held_periods
    enough = (one for one in reversed(rows) if not isnan(one.value) and _enough(one, criterion))
    known = list(islice(enough, max(1, held)))[::-1]
    if not known:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    newest = known[-1]
    if newest.end < before(day, criterion.valid_months):
        return CriterionResult(criterion.id, OUT_OF_DATE, newest.value, newest.end)
    run = _run(known, held)
    result = MET if all(_passes(one.value, criterion) for one in run) else NOT_MET
    if result == MET and len(run) < held:
        result = NO_EVIDENCE
    return CriterionResult(criterion.id, result, newest.value, newest.end)


def _by_register(
    criterion: Criterion, service: Service, rows: list[Sent], day: date, framework: Framework
) -> CriterionResult:
    newest = newest_of(rows)
    if newest is None:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    if newest.end < before(day, criterion.valid_months):
        return CriterionResult(criterion.id, OUT_OF_DATE, newest.value, newest.end)
    if framework.indicator[criterion.ref].measure == "count":
        year_ago = before(day, 12)
        amount = sum(one.value for one in rows if one.end > year_ago and not isnan(one.value))
    else:
        amount = newest.numerator
    result = MET if _passes(amount, criterion) else NOT_MET
    return CriterionResult(criterion.id, result, amount, newest.end)


def _by_no_worsening(
    criterion: Criterion, service: Service, rows: list[Sent], day: date, framework: Framework
) -> CriterionResult:
    known = [one for one in reversed(rows) if not isnan(one.value) and _enough(one, criterion)]
    if not known:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    newest = known[0]
    if newest.end < before(day, criterion.valid_months):
        return CriterionResult(criterion.id, OUT_OF_DATE, newest.value, newest.end)
    end = containing(before(newest.start, 12), newest.kind).end
    year_ago = next((one for one in known if one.end == end), None)
    indicator = framework.indicator[criterion.ref]
    word = compare(newest._asdict(), year_ago._asdict(), indicator).word if year_ago else NOT_ENOUGH
    result = {NOT_ENOUGH: NO_EVIDENCE, NOT_COMPARED: NO_EVIDENCE, WORSENING: NOT_MET}.get(word, MET)
    return CriterionResult(criterion.id, result, newest.value, newest.end)


_JUDGES = {
    "evidence": _by_evidence,
    "indicator": _by_indicator,
    "register": _by_register,
    "no_worsening": _by_no_worsening,
}


def _run(known: list[Sent], length: int) -> list[Sent]:
    """The newest value and those of the periods just before it, as far as no period is missing."""
    run = [known[-1]]
    for one in reversed(known[:-1]):
        if len(run) == length or one.end != run[-1].start - timedelta(days=1):
            break
        run.append(one)
    return run


def _enough(one: Sent, criterion: Criterion) -> bool:
    return criterion.smallest_base is None or isnan(one.base) or one.base >= criterion.smallest_base


def _passes(value: float, criterion: Criterion) -> bool:
    if criterion.operator == ">=":
        return value >= criterion.threshold
    return value <= criterion.threshold if criterion.operator == "<=" else value == criterion.threshold
