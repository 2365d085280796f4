"""Whether one service meets one criterion of the roadmap on one day.

Source: `framework-method` (b.3). Six results; only "met" counts, "does not apply" leaves the sum, and
"not enough evidence" is said in words and never shown as a fail.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from math import isnan
from typing import Any, cast

import narwhals as nw
import pandas as pd

from impact.framework.models import Criterion, Framework, Indicator, Service
from impact.metrics.change import NOT_COMPARED, NOT_ENOUGH, WORSENING, base, compare
from impact.metrics.rounding import rounded
from impact.metrics.slots import Counts
from impact.metrics.sums import collected
from impact.periods import TERM, containing

MET, NOT_MET, NO_EVIDENCE = "met", "not met", "not enough evidence"
OUT_OF_DATE, WAITING, NOT_APPLYING = "out of date", "waiting for peer", "does not apply"
RESULTS = (MET, NOT_MET, NO_EVIDENCE, OUT_OF_DATE, WAITING, NOT_APPLYING)

UNTOLD = "not told, to protect people"
"""What stands in place of met or not met where the figure behind it is hidden: either would tell of it."""

OTHER_KIND = "asked of services of another kind"
NOT_ASKED = "its measure is not asked of this service"
SAID_SO = "the service says that it does not apply"

PEER_VALID_MONTHS = 24
"""How long a peer's confirmation lasts where no criterion says so (judgement)."""


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


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing a service sent: the row of its figure, and what criteria ask of it."""

    end: date
    start: date
    kind: str
    value: float
    numerator: float
    base: float
    marker: str
    row: dict[str, Any]


@dataclass(frozen=True)
class Register:
    """Everything that services sent, oldest first, by service and indicator or evidence id."""

    sent: dict[tuple[str, str], list[Sent]]
    framework: Framework

    def until(self, service: str, ref: str, day: date) -> list[Sent]:
        """What had ended by a day, oldest first."""
        rows = self.sent.get((service, ref), [])
        return rows[: bisect_right(rows, day, key=lambda one: one.end)]

    @cached_property
    def peer_evidence(self) -> dict[str, int]:
        """The evidence ids that confirm by a peer, with how many months each lasts."""
        lasts = {one.ref: one.valid_months for one in self.framework.criteria if one.kind == "evidence"}
        return {one.id: lasts.get(one.id, PEER_VALID_MONTHS) for one in self.framework.evidence if one.confirms_peer}

    def confirmed(self, service: str, day: date) -> bool:
        """Whether a peer's confirmation is in date on a day."""
        for ref, months in self.peer_evidence.items():
            rows = [one for one in self.until(service, ref, day) if not isnan(one.value)]
            if rows and rows[-1].value == 1 and rows[-1].end >= before(day, months):
                return True
        return False


def register(counts: Counts, figures: pd.DataFrame, framework: Framework) -> Register:
    """What criteria are judged by: the evidence in COUNTS and the FIGURES of services, rounded where shown so."""
    refs = {one.ref for one in framework.criteria}
    ours = rounded(figures[(figures.scope_kind == "service") & figures.indicator_id.isin(refs)], framework)
    found = [*_of_figures(ours, framework), *_of_evidence(counts, framework)]
    sent: dict[tuple[str, str], list[Sent]] = {}
    for key, one in sorted(found, key=lambda pair: (pair[1].end, pair[1].start)):
        sent.setdefault(key, []).append(one)
    return Register(sent, framework)


def judged(criterion: Criterion, service: Service, day: date, known: Register) -> CriterionResult:
    """One criterion's result for one service on a day.

    The newest value that rests on enough people or answers and has not run out of date is judged.
    A criterion that a peer must confirm is met only while a confirmation is in date.
    """
    reason = _why_not(criterion, service, known.framework)
    if reason:
        return CriterionResult(criterion.id, NOT_APPLYING, reason=reason)
    rows = known.until(service.id, criterion.ref, day)
    if rows and "z" in rows[-1].marker.split():
        return CriterionResult(criterion.id, NOT_APPLYING, when=rows[-1].end, reason=SAID_SO)
    found = _JUDGES[criterion.kind](criterion, service, rows, day, known.framework)
    met_but_unseen = found.result == MET and not known.confirmed(service.id, day)
    missing_peer = criterion.ref in known.peer_evidence and found.result == NO_EVIDENCE
    if criterion.review == "peer" and (met_but_unseen or missing_peer):
        return CriterionResult(criterion.id, WAITING, found.value, found.when)
    return found


@lru_cache(maxsize=4096)
def before(day: date, months: int) -> date:
    """The day some months before another (the last of that month where it has no such day)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


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
    known = [one for one in rows if not isnan(one.value)]
    if not known:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    newest = known[-1]
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
    known = [one for one in rows if not isnan(one.value)]
    if not known:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    newest, since = known[-1], before(day, criterion.valid_months)
    if newest.end < since:
        return CriterionResult(criterion.id, OUT_OF_DATE, newest.value, newest.end)
    if framework.indicator[criterion.ref].measure == "count":
        amount = sum(one.value for one in known if one.end > before(day, 12))
    else:
        amount = newest.numerator
    result = MET if _passes(amount, criterion) else NOT_MET
    return CriterionResult(criterion.id, result, amount, newest.end)


def _by_no_worsening(
    criterion: Criterion, service: Service, rows: list[Sent], day: date, framework: Framework
) -> CriterionResult:
    known = {one.end: one for one in rows if not isnan(one.value) and _enough(one, criterion)}
    if not known:
        return CriterionResult(criterion.id, NO_EVIDENCE)
    newest = known[max(known)]
    if newest.end < before(day, criterion.valid_months):
        return CriterionResult(criterion.id, OUT_OF_DATE, newest.value, newest.end)
    year_ago = known.get(containing(before(newest.start, 12), newest.kind).end)
    indicator = framework.indicator[criterion.ref]
    word = compare(newest.row, year_ago.row, indicator).word if year_ago else NOT_ENOUGH
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


def _of_figures(figures: pd.DataFrame, framework: Framework) -> Iterable[tuple[tuple[str, str], Sent]]:
    days = [figures[name].dt.date.tolist() for name in ("period_end", "period_start")]
    for row, end, start in zip(figures.to_dict("records"), *days, strict=True):
        indicator: Indicator = framework.indicator[row["indicator_id"]]
        named: dict[str, Any] = cast(dict[str, Any], row)
        rests_on = base(named, indicator)
        sent = Sent(
            end, start, named["period_kind"], named["value"], named["numerator"], rests_on, named["marker"], named
        )
        yield (named["scope_id"], indicator.id), sent


def _of_evidence(counts: Counts, framework: Framework) -> Iterable[tuple[tuple[str, str], Sent]]:
    ids = [one.id for one in framework.evidence]
    if not ids:
        return
    columns = ("service_id", "indicator_id", "period_start", "period_end", "period_kind", "value", "marker")
    rows = collected(counts.lazy().filter(nw.col("indicator_id").is_in(ids)).select(*columns)).to_pandas()
    for row in rows.to_dict("records"):
        named = {str(name): value for name, value in row.items()}
        marker = named["marker"] if isinstance(named["marker"], str) else ""
        value = float("nan") if named["value"] is None else float(named["value"])
        yield (
            (named["service_id"], named["indicator_id"]),
            _sent(named | {"marker": marker, "value": value}, float("nan"), float("nan")),
        )


def _sent(row: dict[str, Any], numerator: float, rests_on: float) -> Sent:
    end, start = pd.Timestamp(row["period_end"]).date(), pd.Timestamp(row["period_start"]).date()
    return Sent(end, start, row["period_kind"], float(row["value"]), numerator, rests_on, row["marker"], row)
