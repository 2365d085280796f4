"""The command that plays the intruder: what could be worked out, by whom, from which published figures."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    said_plainly,
)
from impact.problems import ImpactError

MOST_DAYS = 60
MOST_TOLD = 20


def audit(
    day: Annotated[
        list[datetime] | None,
        typer.Option("--day", formats=["%Y-%m-%d"], help="A day whose figures are looked at; may be repeated."),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", help="Without --day: how many days are looked at, those that could tell most.")
    ] = 10,
    knows: Annotated[
        str, typer.Option("--knows", help="A service that knows its own numbers and asks about the others (SV05).")
    ] = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    form: FormatOption = Format.table,
) -> None:
    """Try to work out every hidden figure from all that is shown, on several days taken together.

    What every screen, command and download shows is set beside what was shown on other days, and for each
    hidden figure the smallest and the largest number it could be are looked for. It takes about a minute.
    Exit codes: 0 nothing that this framework hides can be worked out, 1 something can, 2 it could not be tried.
    """
    with said_plainly():
        if not 1 <= days <= MOST_DAYS:
            raise ImpactError(f"Choose from 1 to {MOST_DAYS} days with --days.")
        desk = desk_at(home, framework, None)
        rules = desk.rules
        named = {one.id: one.name for one in rules.services}
        who = known_one(knows, named, rules.words.service) if knows else ""
        from impact import audit as audits  # scientific libraries are slow to load, and --help needs none

        done = audits.audit(desk.sources, desk.view, _past(day or [], desk.view.today), days, who)
        said = audits.verdict_sentence(done.verdict, done.shown, len(done.days))
        rows = [
            {
                "indicator_id": one.indicator_id,
                "scope_kind": one.scope_kind,
                "scope_id": one.scope_id,
                "period_start": one.period_start,
                "period_kind": one.period_kind,
                "number": one.what,
                "low": one.low,
                "high": one.high,
                "needed": one.needed,
                "publishers_own": one.publishers,
                "sentence": audits.finding_sentence(one, rules, who),
            }
            for one in done.verdict.findings
        ]
    if form is Format.table:
        typer.echo("\n".join((said, audits.TAKEN_IN, audits.LEFT_OUT)))
        for row in rows[:MOST_TOLD]:
            typer.echo(f"- {row['sentence']}")
        if len(rows) > MOST_TOLD:
            typer.echo(f"And {len(rows) - MOST_TOLD:,} more: see all with --format csv or json.")
    else:
        more = {"said": said, "days": done.days, "taken_in": audits.TAKEN_IN, "left_out": audits.LEFT_OUT}
        show(rows, desk, form, ("indicator_id", "scope_id", "period_start", "sentence"), **more)
    raise typer.Exit(1 if any(not row["publishers_own"] for row in rows) else 0)


def _past(days: list[datetime], today: date) -> list[date] | None:
    """The days asked for, refused where one has not come yet; None where none is."""
    asked = sorted({one.date() for one in days})
    if asked and asked[-1] > today:
        raise ImpactError(f"{asked[-1].day} {asked[-1]:%B %Y} has not come yet. Choose a day up to today.")
    return asked or None
