"""What one kept row enters: figures, outcomes and criteria judged by them, its service's stage, bright spots."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from impact.answers.bright_spots import bright_spots
from impact.answers.figures import known
from impact.answers.lineage import FigureKey
from impact.answers.results import nodes, stages
from impact.answers.submission import UnknownReturn, submission
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.rollup import EVERY_SCOPE
from impact.metrics.slots import Counts, in_scope, known_rows
from impact.metrics.stages import ServiceStage
from impact.periods import Period, containing
from impact.projection.standing import standing
from impact.sources import Sources, View, framework
from impact.words.feeding import COUNTS, REPLACED, UNUSED, WITHDRAWN


@dataclass(frozen=True, slots=True)
class NodeFed:
    """An outcome that the row's indicator measures; `judged` if the figure it is judged by now holds this row."""

    node_id: str
    word: str
    judged: bool


@dataclass(frozen=True, slots=True)
class CriterionFed:
    """A criterion of the roadmap that asks for what the row says; `judged` if it was judged by this row."""

    criterion_id: str
    stage_id: str
    result: str
    judged: bool


@dataclass(frozen=True, slots=True)
class Feeds:
    """One kept row, what becomes of it at the view's moment, and all that it enters.

    becomes   COUNTS, REPLACED, WITHDRAWN or UNUSED, as `impact.words.feeding` says them
    instead   the return whose row counts in its place; None where none does, or where it counts itself
    figures   the whole first, then its sector, its service, its area
    stage_id  the stage that its service holds; "" where no criterion asks for what it says
    spots     numbers of the bright spots of its service that this indicator pointed to, as far as the viewer sees them
    """

    number: int
    line: int
    cell: str
    service_id: str
    indicator_id: str
    period: Period
    becomes: str
    instead: int | None
    figures: tuple[FigureKey, ...] = ()
    nodes: tuple[NodeFed, ...] = ()
    criteria: tuple[CriterionFed, ...] = ()
    stage_id: str = ""
    spots: tuple[int, ...] = ()

    @property
    def entered(self) -> tuple[int, int, int]:
        """How many figures, outcomes and criteria it enters."""
        return len(self.figures), len(self.nodes), len(self.criteria)


def feeds(sources: Sources, view: View, number: int, place: str) -> tuple[Feeds, ...]:
    """What the rows at a place of a kept return enter, as known at the view's moment.

    place    a line of the file ("12") or a cell ("E12"); a line of a wide sheet holds several rows

    Raises UnknownReturn for a return that was not kept by then, may not be opened by this viewer, or has no such row.
    """
    found = submission(sources, view, number)
    if not found.may_open:
        raise UnknownReturn(f"Return {number} can be opened only by those who send, check or sign off its returns.")
    rows = standing(sources.projection.refresh(view.framework_id), number, view.as_at)
    word = place.strip().upper()
    here = rows.filter((pl.col("line").cast(pl.String) == word) | (pl.col("cell").str.to_uppercase() == word))
    if here.is_empty():
        lines = f"{rows['line'][0]} to {rows['line'][-1]}"
        raise UnknownReturn(
            f"Return {number} ({found.filename}) has no row at {place}. Its rows stand in lines {lines}."
        )
    rules = framework(sources, view)
    results = {one.node_id: one for one in nodes(sources, view)}
    held = {one.service_id: one for one in stages(sources, view)}
    gone = found.withdrawn is not None
    return tuple(_fed(sources, view, rules, number, row, results, held, gone) for row in here.iter_rows(named=True))


def _fed(
    sources: Sources,
    view: View,
    rules: Framework,
    number: int,
    row: dict[str, Any],
    results: dict[str, NodeResult],
    held: dict[str, ServiceStage],
    gone: bool,
) -> Feeds:
    service, item = row["service_id"], row["indicator_id"]
    period = Period(row["period_start"], row["period_end"], row["period_kind"])
    about = (number, row["line"], row["cell"], service, item, period)
    if row["counting"] != number:
        return Feeds(*about, WITHDRAWN if gone else REPLACED, row["counting"])
    figures = _figures(known(sources, view, rules, [item]), rules, row["observation_id"])
    criteria = () if row["breakdown"] else _criteria(held.get(service), rules, item, period)
    stage = held[service].stage_id if criteria else ""
    spots = tuple(one.number for one in bright_spots(sources, view) if (one.service_id, one.indicator_id) == about[3:5])
    becomes = COUNTS if figures or criteria else UNUSED
    return Feeds(*about, becomes, None, figures, _nodes(rules, figures, results), criteria, stage, spots)


def _figures(counts: Counts, rules: Framework, observation_id: int) -> tuple[FigureKey, ...]:
    """Every figure in whose slot a row stands, or into which it is carried."""
    rows, found = known_rows(counts, rules), list[FigureKey]()
    for scope in EVERY_SCOPE:
        placed = in_scope(rows, scope, rules)
        ours = placed.filter(nw.col("observation_id") == observation_id)
        columns = ("scope_id", "indicator_id", "period_start", "period_kind")
        for one in ours.select(*columns).collect().to_pandas().to_dict("records"):
            key = FigureKey(one["indicator_id"], scope, one["scope_id"], one["period_start"].date(), one["period_kind"])
            found.append(key)
            if scope == "area" and rules.home and key.scope_id == rules.home.id:
                found.append(FigureKey(key.indicator_id, "whole", "", key.period_start, key.period_kind))
    order = {scope: place for place, scope in enumerate(EVERY_SCOPE)}
    return tuple(sorted(found, key=lambda one: (order[one.scope_kind], one.period_start)))


def _nodes(rules: Framework, figures: tuple[FigureKey, ...], results: dict[str, NodeResult]) -> tuple[NodeFed, ...]:
    """The outcomes that the figures of the whole measure."""
    found: dict[str, NodeFed] = {}
    for key in (one for one in figures if one.scope_kind == "whole"):
        result = results[rules.indicator[key.indicator_id].node]
        ends = [part.period for part in result.parts if part.indicator_id == key.indicator_id and part.used]
        judged = containing(key.period_start, key.period_kind).end in ends
        earlier = found.get(result.node_id)
        found[result.node_id] = NodeFed(result.node_id, result.word, judged or bool(earlier and earlier.judged))
    return tuple(found.values())


def _criteria(stage: ServiceStage | None, rules: Framework, item: str, period: Period) -> tuple[CriterionFed, ...]:
    """The criteria that ask for what a row says; a peer's confirmation enters every one that needs a peer."""
    if stage is None:
        return ()
    confirms = any(one.id == item and one.confirms_peer for one in rules.evidence)
    asked = {one.id: one for one in rules.criteria if one.ref == item or (confirms and one.review == "peer")}
    return tuple(
        CriterionFed(one.criterion_id, asked[one.criterion_id].stage, one.result, one.when == period.end)
        for one in stage.criteria
        if one.criterion_id in asked
    )
