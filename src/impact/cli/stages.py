"""The command for the roadmap: which stage each service has reached, what its next step waits for, who moved when."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    said_plainly,
)

if TYPE_CHECKING:
    from impact.metrics.criteria import CriterionResult
    from impact.metrics.stage_moves import Reviewed
    from impact.metrics.stages import ServiceStage


def stages(
    service: Annotated[str, typer.Option("--service", help="One service, by id or name (SV05). Without it: all.")] = "",
    over_time: Annotated[
        bool, typer.Option("--over-time", help="Show who moved when, and how many stood at each stage at every review.")
    ] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show the stage each service has reached, the one it claims, and what its next step waits for.

    With --over-time: services counted at each past review by sector, never averaged; of one service, its own way.
    Exit codes: 0 shown (also where the framework has no stages), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        rules = desk.rules
        only = known_one(service, {one.id: one.name for one in rules.services}, rules.words.service) if service else ""
        if over_time:
            _over_time(desk, only, form)
            return
        from impact import answers  # scientific libraries are slow to load, and --help needs none

        found = [one for one in answers.stages(desk.sources, desk.view) if only in ("", one.service_id)]
        rows = [_now(one, desk) for one in found]
    show(rows, desk, form, ("service_id", "service", "stage", "claimed", "review_due", "waits_for"))


def _now(one: "ServiceStage", desk: Desk) -> dict[str, Any]:
    rules = desk.rules
    return {
        "service_id": one.service_id,
        "service": rules.service[one.service_id].name,
        "stage": rules.stage[one.stage_id].name,
        "claimed": rules.stage[one.claimed_stage_id].name,
        "review_due": one.review_due,
        "waits_for": "; ".join(_waits_for(one, desk)),
        "features": "; ".join(f"{feature} {rules.stage[stage].name}" for feature, stage in one.features.items()),
    }


def _waits_for(one: "ServiceStage", desk: Desk) -> Iterable[str]:
    """The musts that are not met, each with how it stands; then how many of the others it takes."""
    texts = {criterion.id: criterion.text.rstrip(".") for criterion in desk.rules.criteria}
    results: dict[str, CriterionResult] = {criterion.criterion_id: criterion for criterion in one.criteria}
    yield from (f"{texts[id]} ({results[id].result})" for id in one.blocks)
    if one.shoulds_lacking:
        yield f"{one.shoulds_lacking} more of what should be met"
    if one.too_few_apply:
        yield "so little of the next stage applies to it that it cannot be judged by it"


def _over_time(desk: Desk, only: str, form: Format) -> None:
    from impact import answers
    from impact.metrics import stage_moves
    from impact.words.roadmap import move_sentence, moves_sentence

    history = answers.stages_over_time(desk.sources, desk.view)
    found = [one for one in stage_moves.moves(history, desk.rules) if only in ("", one.service_id)]
    said = [moves_sentence(found, desk.rules, history), *(move_sentence(one, desk.rules) for one in found)]
    if form is Format.table:
        typer.echo("\n".join([*said, ""]))
    name = {stage.id: stage.name for stage in desk.rules.stages}
    moved = [
        {"service_id": one.service_id, "review": one.review, "from": name[one.before], "to": name[one.after]}
        for one in found
    ]
    rows = [_reviewed(one, desk) for one in history if one.service_id == only] if only else _counts(history, desk)
    brief = tuple(rows[0]) if rows else ()
    show(rows, desk, form, brief, said=said, moves=moved)


def _reviewed(one: "Reviewed", desk: Desk) -> dict[str, Any]:
    stage = desk.rules.stage
    claimed = {"stage": stage[one.stage_id].name, "claimed": stage[one.claimed_stage_id].name}
    return {"service_id": one.service_id, "service": desk.rules.service[one.service_id].name, "review": one.review} | (
        claimed
    )


def _counts(history: "Iterable[Reviewed]", desk: Desk) -> list[dict[str, Any]]:
    from impact.metrics.stage_moves import counted

    rules = desk.rules
    return [
        {"review": review, "scope": rules.sector[scope].name if scope else f"the {rules.words.whole}"}
        | {rules.stage[stage].name: many for stage, many in found.items()}
        for (review, scope), found in counted(history, rules).items()
    ]
