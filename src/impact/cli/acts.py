"""Commands about kept returns: what was asked of them, explain, withdraw; and what the suites make of a file."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli import shared
from impact.cli.answering import refuse_unasked
from impact.cli.checking import AnswerOption, FileArgument, LeaveOption, SheetOption, choices
from impact.cli.files import content_of, with_framework
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
    said_plainly,
)
from impact.cli.telling import said_of

if TYPE_CHECKING:
    from impact.answers import Doubted
    from impact.intake import Receipt

ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in a few words; nothing about a person.")]
ByOption = Annotated[str, typer.Option("--by", help="Your name. Without it: as this computer knows you.")]


def doubts(
    number: Annotated[int | None, typer.Argument(help="Number of a kept return.", show_default=False)] = None,
    open_only: Annotated[
        bool, typer.Option("--open", help="Only what waits for an answer (without NUMBER: all).")
    ] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show what was asked about a return and what was answered; without NUMBER, every question that waits.

    Exit codes: 0 shown (also when there is nothing to show), 2 there is no such return.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact.answers import submission, waiting_doubts  # slow to load, and --help needs none
        from impact.answers.doubts import WAITING

        if number is None:
            found = waiting_doubts(desk.sources, desk.view)
        else:
            found = submission(desk.sources, desk.view, number).doubts
        rows = [_doubt(one, desk) for one in found if one.state in WAITING or not open_only]
    show(rows, desk, form, ("doubt", "return", "sender", "place", "state", "explained", "question"))


def explain(
    doubt: Annotated[int, typer.Argument(help="Number of the question, as 'impact doubts' shows it.")],
    reason: ReasonOption,
    by: ByOption = "",
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%d"], help="The last day it holds. Without: while the figure is the same."
        ),
    ] = None,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Say what explains a figure that was asked about; the reason then stands below its chart.

    It lapses when the figure changes. Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import acts

        last = until.date() if until else None
        number = acts.explain(desk.sources, desk.view, doubt, reason, by or shared.user(), shared.now(), last)
    typer.echo(f"Question {doubt} about return {number}: your explanation was kept.")


def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the return.")],
    reason: ReasonOption,
    by: ByOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Take a kept return back: its rows no longer count, and what was known before counts again; nothing is deleted.

    Exit codes: 0 withdrawn, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import acts
        from impact.answers import submission
        from impact.words.receipt import withdrawal_sentence

        before = submission(desk.sources, desk.view, number)
        acts.withdraw(desk.sources, desk.view, number, reason, by or shared.user(), shared.now())
        falls_back = [(one.number, one.rows) for one in before.falls_back]
    typer.echo(f"Return {number} ({before.filename}) was withdrawn. ", nl=False)
    typer.echo(withdrawal_sentence(number, before.counting, falls_back, done=True))


def report(
    file: FileArgument,
    out: Annotated[Path, typer.Option("--out", help="The page to write.", dir_okay=False)] = Path("doubts.html"),
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    sheet: SheetOption = "",
    answer: AnswerOption = None,
    leave: LeaveOption = None,
) -> None:
    """Write what the plausibility suites make of FILE as one HTML page that stands alone; keep nothing.

    Exit codes: 0 written, 1 something in FILE must be mended or answered first, 2 it could not be read or written.
    """
    with said_plainly():
        from impact.intake import Envelope, examine

        sources = with_framework(home, framework)
        envelope = Envelope(file.name, shared.user(), choices=choices(sheet, answer, leave))
        refuse_unasked(sources, framework, [file], envelope.choices)
        receipt = examine(sources, framework, content_of(file), envelope, shared.now())
        if not receipt.blocked:
            out.write_text(_page(receipt, desk_at(home, framework, None), envelope.sent_by), encoding="utf-8")
    if receipt.blocked:
        typer.echo("\n".join(said_of(receipt)))
        typer.echo(
            f"{file.name}: no page was written. Mend or answer the above first, for only a clean file is judged."
        )
        raise typer.Exit(1)
    asked = len(receipt.doubts)
    typer.echo(f"{out}: {asked:,} question{'' if asked == 1 else 's'} about {file.name}. The page needs no other file.")


def _page(receipt: "Receipt", desk: Desk, checked_by: str) -> str:
    from impact.plausibility.report import html
    from impact.sources import LOCAL_TIME
    from impact.words.explained import explanation_text

    named = [desk.rules.service.get(one) or desk.rules.area.get(one) for one in receipt.services]
    about = {
        "File": receipt.filename,
        "From": ", ".join(one.name for one in named if one) or ", ".join(receipt.services),
        "Rows": f"{receipt.row_count:,}",
        "Checked by": checked_by,
        "SHA-256": receipt.sha256,
        "Framework": desk.rules.title,
    }
    label = {"Data": desk.rules.demonstration} if desk.rules.demonstration else {}
    answered = {one.doubt: explanation_text(one.explanation) for one in receipt.answered}
    return html(receipt.judged, about | label, shared.now().astimezone(LOCAL_TIME), answered)


def _doubt(one: "Doubted", desk: Desk) -> dict[str, Any]:
    from impact.answers.doubts import EXPLAINED
    from impact.words.explained import explanation_text

    sender = desk.rules.service.get(one.sender) or desk.rules.area.get(one.sender)
    given = one.explanation
    return {
        "doubt": one.id,
        "return": one.number,
        "sender_id": one.sender,
        "sender": sender.name if sender else one.sender,
        "place": one.asked.place,
        "rule": one.asked.rule,
        "state": one.state,
        "question": one.asked.remedy,
        "explained": explanation_text(given, past=one.state != EXPLAINED) if given else "",
        "reason": given.reason if given else "",
        "explained_by": given.given_by if given else "",
        "explained_on": given.given_on if given else None,
        "until": given.until if given else None,
    }
