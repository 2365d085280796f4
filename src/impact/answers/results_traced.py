"""How an outcome's result and a service's stage walk back: to the figures, and to the rows, that they rest on."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from impact.answers.evidence import Behind, opened
from impact.answers.figures import figures, known
from impact.answers.gate import protect
from impact.answers.lineage import ROWS, FigureKey, UnknownFigure, rows_protected, with_returns
from impact.answers.moved import key_of
from impact.answers.passed import HeldTo, held_to
from impact.answers.results import nodes, stages
from impact.disclosure import Protected
from impact.framework import Criterion, Framework, Node, Service
from impact.metrics import rollup
from impact.metrics.criteria import CriterionResult
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.stages import ServiceStage
from impact.problems import nearest
from impact.sources import Sources, View, framework


@dataclass(frozen=True, slots=True)
class NodeTrace:
    """An outcome's result, and the figure that each of its indicators enters with.

    result   as anyone may see it
    figures  indicator id -> the figure it is judged by, to be walked back with `trace`; None where there is none
    marks    indicator id -> the marks of that figure after the gate; "" where there are none
    """

    node: Node
    result: NodeResult
    figures: dict[str, FigureKey | None]
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class StageTrace:
    """A service's stage, and the rows that its criteria were judged by.

    stage   as anyone may see it
    judged  each criterion with its result
    rows    the newest row that each criterion was judged by, after the gate; those this viewer may open
    behind  how many such rows there are in all
    held    what they were held to before they were kept
    """

    service: Service
    stage: ServiceStage
    judged: tuple[tuple[Criterion, CriterionResult], ...]
    rows: Protected
    behind: Behind
    held: HeldTo


def trace_node(sources: Sources, view: View, node_id: str) -> NodeTrace:
    """An outcome down to the figures of the whole that it rests on; raises UnknownFigure for one that is not there."""
    rules = framework(sources, view)
    node = rules.node.get(node_id)
    if node is None:
        raise UnknownFigure(_unknown(node_id, list(rules.node), "outcome"))
    result = next(one for one in nodes(sources, view) if one.node_id == node_id)
    ids = [part.indicator_id for part in result.parts]
    whole = figures(sources, view, ids, ("whole",)).frame if ids else pd.DataFrame()
    rows = {part.indicator_id: _figure_of(part, whole) for part in result.parts}
    keys = {id: None if row is None else key_of(row) for id, row in rows.items()}
    marks = {id: "" if row is None else str(row["marker"]) for id, row in rows.items()}
    return NodeTrace(node, result, keys, marks)


def trace_stage(sources: Sources, view: View, service_id: str) -> StageTrace:
    """A service's stage down to the rows it rests on; raises UnknownFigure where there is no such service then."""
    rules = framework(sources, view)
    stage = next((one for one in stages(sources, view) if one.service_id == service_id), None)
    if stage is None:
        raise UnknownFigure(_unknown(service_id, list(rules.service), rules.words.service))
    criteria = {one.id: one for one in rules.criteria}
    judged = tuple((criteria[one.criterion_id], one) for one in stage.criteria)
    every = _judged_by(sources, view, rules, service_id, judged)
    rows, behind = opened(every, rules, view.viewer)
    held = held_to(sources, every.frame, rows.frame, rules)
    return StageTrace(rules.service[service_id], stage, judged, rows, behind, held)


def _figure_of(part: NodePart, whole: pd.DataFrame) -> "pd.Series[Any] | None":
    """The row of FIGURES that a measure enters with."""
    at = whole[(whole.indicator_id == part.indicator_id) & (whole.period_end.dt.date == part.period)]
    return None if part.period is None or at.empty else at.iloc[-1]


def _judged_by(
    sources: Sources,
    view: View,
    rules: Framework,
    service_id: str,
    judged: tuple[tuple[Criterion, CriterionResult], ...],
) -> Protected:
    refs = sorted({criterion.ref for criterion, _ in judged})
    counts = known(sources, view, rules, refs)
    own = counts.lazy().filter((nw.col("service_id") == service_id) & (nw.col("breakdown").fill_null("") == ""))
    rows = own.select(*ROWS).collect().to_pandas()
    newest = {(criterion.ref, result.when) for criterion, result in judged if result.when is not None}
    pairs = zip(rows["indicator_id"], pd.to_datetime(rows["period_end"]).dt.date, strict=True)
    mine = pd.Series([one in newest for one in pairs], index=rows.index, dtype=bool)
    behind, _ = with_returns(sources, view, rows[mine])
    every = protect(sources, view, rules, rollup.figures(counts, rules))
    return rows_protected(behind, every, rules)


def _unknown(word: str, known_ids: list[str], what: str) -> str:
    close = nearest(word, known_ids)
    return f"There is no {what} '{word}' in this framework then." + (f" Did you mean {close}?" if close else "")
