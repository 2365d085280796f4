"""Prints how an outcome's result and a service's stage walk back."""

from typing import TYPE_CHECKING, Any

import typer

from impact.cli.passed import passed, row_passes, rulebooks
from impact.cli.printing import show
from impact.cli.rows import observation_row
from impact.cli.shared import Desk, Format, known_one

if TYPE_CHECKING:
    from impact.answers.results_traced import NodeTrace, StageTrace


def node_back(desk: Desk, word: str, form: Format) -> None:
    """An outcome, its result, and the figure that each of its indicators enters with."""
    from impact.answers.results_traced import trace_node  # slow to load, and --help needs none
    from impact.words import look_of
    from impact.words.results import confidence_sentence

    id = known_one(word, {one.id: one.title for one in desk.rules.nodes}, "outcome")
    found = trace_node(desk.sources, desk.view, id)
    result = look_of(found.result.word).word if found.result.word else "not scored"
    if form is Format.table:
        typer.echo(f"{found.node.title} ({id}): {result}. {found.result.reason}".rstrip())
        if found.result.confidence:
            typer.echo(confidence_sentence(found.result).strip())
        typer.echo("Each figure can be walked back further with: impact trace --indicator ID --period PERIOD.\n")
    sure = {"confidence": found.result.confidence, "notes": "; ".join(found.result.notes)}
    about = {"node": id, "outcome": found.node.title, "result": result, "reason": found.result.reason, **sure}
    rows = _parts(found, desk)
    brief = ("indicator_id", "title", "period", "value", "weight", "used", "why_not")
    show(rows, desk, form, (*brief, "seen") if any(row["seen"] for row in rows) else brief, **about)


def _parts(found: "NodeTrace", desk: Desk) -> list[dict[str, Any]]:
    from impact.periods import containing
    from impact.words.results import seen_words

    rows = []
    for part in found.result.parts:
        key = found.figures[part.indicator_id]
        period = containing(key.period_start, key.period_kind) if key else None
        named = {"period_code": period.code if period else "", "period": period.label if period else ""}
        numbers = {"value": part.value, "baseline": part.baseline, "target": part.target, "progress": part.progress}
        judged = {"change": part.change, "weight": part.weight, "used": part.used, "why_not": part.why_not}
        judged["seen"] = seen_words(part)
        title = desk.rules.indicator[part.indicator_id].title
        marker = {"marker": found.marks[part.indicator_id]}
        rows.append({"indicator_id": part.indicator_id, "title": title, **named, **numbers, **marker, **judged})
    return rows


def stage_back(desk: Desk, word: str, form: Format) -> None:
    """A service's stage, every criterion with its result, and the rows they were judged by."""
    from impact.answers.results_traced import trace_stage
    from impact.words.lineage import behind_sentence

    rules = desk.rules
    id = known_one(word, {one.id: one.name for one in rules.services}, rules.words.service)
    found = trace_stage(desk.sources, desk.view, id)
    stage = rules.stage[found.stage.stage_id].name
    behind = behind_sentence(found.behind.rows, found.behind.hidden, found.behind.closed)
    if form is Format.table:
        typer.echo(f"{found.service.name} ({id}): {stage}.\n{behind} {passed(found.held)}".rstrip() + "\n")
    rows = _criteria(found, desk)
    brief = ("criterion", "result", "about", "when", "file", "line", "cell", "rules_passed")
    show(rows, desk, form, brief, stage=stage, behind=behind, **rulebooks(found.held))


_OF_ROW = (
    *("return", "file", "line", "cell", "received", "sent_by", "marker"),
    *("rules_passed", "suite_rules_passed", "rules_that_asked"),
)


def _criteria(found: "StageTrace", desk: Desk) -> list[dict[str, Any]]:
    why = found.rows.why(desk.view.viewer).to_dict()
    told = [
        observation_row(row, desk.rules, why[at])
        | row_passes(found.held, row)
        | {"about": row["indicator_id"], "ends": row["period_end"].date()}
        for at, row in found.rows.frame.iterrows()
    ]
    rows = []
    for criterion, result in found.judged:
        row = next((one for one in told if (one["about"], one["ends"]) == (criterion.ref, result.when)), None)
        said = {"criterion_id": criterion.id, "criterion": criterion.text, "stage": criterion.stage}
        place = {name: row[name] if row else "" for name in _OF_ROW}
        judged = {"result": result.result, "about": criterion.ref, "when": result.when, "reason": result.reason}
        rows.append({**said, **judged, **place})
    return rows
