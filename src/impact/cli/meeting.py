"""Commands for what a board decides: list decisions and actions, write one down, note an action as done."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
    now,
    said_plainly,
)

if TYPE_CHECKING:
    from impact.answers.meetings import Written

app = typer.Typer(help="What a board decided: list it, write it down, note an action as done.")
RoleOption = Annotated[str, typer.Option("--by", help="Who writes this down, as a role.")]


@app.callback()
def _group() -> None:
    """What a board decided: list it, write it down, note an action as done."""


@app.command("decisions")
def decisions(
    still_open: Annotated[bool, typer.Option("--open", help="Only actions that are not noted as done.")] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """List the decisions and actions of the board, oldest first.

    Exit codes: 0 listed (also when there is none), 2 the record or the framework could not be read.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact.answers.meetings import written

        found = [one for one in written(desk.sources, desk.view) if one.open or not still_open]
        show(
            [_row(one, desk) for one in found],
            desk,
            form,
            ("number", "written_on", "kind", "what", "who", "by", "stands"),
        )


@app.command("write")
def write(
    what: Annotated[str, typer.Argument(help="What was decided, or what is to be done; nothing about a person.")],
    who: Annotated[str, typer.Option("--who", help="The role that does it; with --by-when it is an action.")] = "",
    by_when: Annotated[
        datetime | None, typer.Option("--by-when", formats=["%Y-%m-%d"], help="The day by which it is to be done.")
    ] = None,
    meeting: Annotated[int | None, typer.Option("--meeting", help="The number of the meeting it was said in.")] = None,
    by: RoleOption = "clerk to the board",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Write down a decision, or with --who and --by-when an action.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import minutes
        from impact.answers.meetings import meeting as held

        number = held(desk.sources, desk.view, meeting).number if meeting is not None else None
        day = by_when.date() if by_when else None
        kind: Literal["action", "decision"] = "action" if who.strip() or day else "decision"
        one = minutes.write_down(desk.sources, desk.view, kind, what, by, now(), who=who, by=day, meeting=number)
    typer.echo(f"Kept as number {one.number}. {_said(one)}")


@app.command("done")
def done(
    number: Annotated[int, typer.Argument(help="The action's number, from impact meeting decisions.")],
    by: RoleOption = "clerk to the board",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Note that an action is done.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import minutes

        one = minutes.note_done(desk.sources, desk.view, number, by, now())
    typer.echo(f"Kept. {_said(one)}")


def _said(one: "Written") -> str:
    from impact.words.meeting import written_sentence

    return written_sentence(one.kind, one.what, one.who, one.by, one.done)


def _row(one: "Written", desk: Desk) -> dict[str, Any]:
    late = " (its day has passed)" if one.past(desk.view.today) else ""
    stands = "" if one.kind == "decision" else f"done on {one.done}" if one.done else f"open{late}"
    said = {"what": one.what, "who": one.who, "by": one.by or "", "stands": stands, "written_by": one.given_by}
    return {"number": one.number, "written_on": one.on, "kind": one.kind, "meeting": one.meeting or "", **said}
