"""The command that says what one kept row enters: figures, outcomes, criteria, a stage, bright spots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.asked import scope_name
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    JsonOption,
    desk_at,
    said_plainly,
)
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.answers.feeds import Feeds


def feeds(
    row: Annotated[str, typer.Argument(help="A return and a line or cell of its file: 12:5 or 12:E5.")],
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Say what one kept row enters: every figure, and the outcomes and criteria judged by it.

    'impact trace --json' names the return, the line and the cell of each row behind a figure.
    Exit codes: 0 shown (also where the row enters nothing), 2 there is no such return or row.
    """
    with said_plainly():
        number, place = _place(row)
        desk = desk_at(home, framework, as_at)
        from impact.answers.feeds import feeds as fed  # slow to load, and --help needs none

        found = fed(desk.sources, desk.view, number, place)
        rows = [one for each in found for one in _entered(each, desk)]
        said = [_sentence(one, desk) for one in found]
    form = Format.json if as_json else form
    if form is Format.table:
        typer.echo("\n".join(said) + "\n")
    show(rows, desk, form, ("row", "enters", "name", "scope", "period", "result", "judged_by_it"), sentences=said)


def _place(row: str) -> tuple[int, str]:
    number, _, place = row.partition(":")
    if not number.strip().isdecimal() or not place.strip():
        raise ImpactError(f"'{row}' does not name a row. Write a return and a line or cell of its file: 12:5 or 12:E5.")
    return int(number), place.strip()


def _sentence(one: "Feeds", desk: Desk) -> str:
    from impact.words.feeding import feeds_sentence, row_text

    row = row_text(one.number, one.cell, one.service_id, one.indicator_id, one.period, desk.rules)
    return feeds_sentence(row, one.becomes, one.instead, one.entered)


def _entered(one: "Feeds", desk: Desk) -> list[dict[str, Any]]:
    from impact.periods import containing
    from impact.words import look_of

    rules, rows = desk.rules, list[dict[str, Any]]()
    blank: dict[str, Any] = {
        "row": f"{one.number}:{one.cell}",
        **dict.fromkeys(("scope", "period", "result", "judged_by_it"), ""),
    }
    for key in one.figures:
        about: dict[str, Any] = {
            "enters": "figure",
            "id": key.indicator_id,
            "name": rules.indicator[key.indicator_id].title,
        }
        scope = scope_name(rules, key.scope_kind, key.scope_id)
        place = {"scope": scope, "period": containing(key.period_start, key.period_kind).label}
        rows.append({**blank, **about, **place})
    for node in one.nodes:
        about = {"enters": "outcome", "id": node.node_id, "name": rules.node[node.node_id].title}
        result = look_of(node.word).word if node.word else ""
        rows.append({**blank, **about, "result": result, "judged_by_it": node.judged})
    rows += [{**blank, **asked} for asked in _of_roadmap(one, desk)]
    return [{name: row.get(name, "") for name in _COLUMNS} for row in rows]


def _of_roadmap(one: "Feeds", desk: Desk) -> list[dict[str, Any]]:
    """The criteria that a row enters, the stage that its service holds, and its bright spots."""
    rules, rows = desk.rules, list[dict[str, Any]]()
    texts = {criterion.id: criterion.text for criterion in rules.criteria}
    for asked in one.criteria:
        about = {"enters": "criterion", "id": asked.criterion_id, "name": texts[asked.criterion_id]}
        rows.append({**about, "result": asked.result, "judged_by_it": asked.judged})
    if one.stage_id:
        about = {"enters": "stage", "id": one.stage_id, "name": rules.service[one.service_id].name}
        rows.append({**about, "result": rules.stage[one.stage_id].name})
    spots = [{"enters": "bright spot", "id": f"{spot}", "name": f"Bright spot {spot}"} for spot in one.spots]
    return rows + spots


_COLUMNS = ("row", "enters", "id", "name", "scope", "period", "result", "judged_by_it")
