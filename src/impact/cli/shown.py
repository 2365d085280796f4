"""The command that notes what a board was shown, so that what changes afterwards can be marked as revised."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from impact.cli import shared
from impact.cli.acts import ByOption
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    said_plainly,
)
from impact.problems import ImpactError


def shown(
    title: Annotated[
        str, typer.Argument(help="What the board was shown: 'Board pack, autumn 2026'.", show_default=False)
    ] = "",
    by: ByOption = "",
    as_at: Annotated[
        datetime | None,
        typer.Option("--as-at", formats=["%Y-%m-%d"], help="The day whose figures it held. Without it: those of now."),
    ] = None,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    form: FormatOption = Format.table,
) -> None:
    """Note that a board was shown a pack of figures; without TITLE, list what was noted.

    A return that would change a figure of such a pack is told so by impact check ([r], revised).
    Exit codes: 0 noted or listed, 2 not (the message says why).
    """
    with said_plainly():
        if title.strip():
            said = _noted(desk_at(home, framework, as_at), title, by or shared.user(), as_at)
        else:
            desk = desk_at(home, framework, None)
            show(_listed(desk), desk, form, ("title", "as_at", "noted_by", "noted_on"))
            return
    typer.echo(said)


def _noted(desk: Desk, title: str, by: str, as_at: datetime | None) -> str:
    from impact import acts  # slow to load, and --help needs none
    from impact.words import uk_date

    day = as_at.date() if as_at else shared.today()
    if day > shared.today():
        raise ImpactError(f"{uk_date(day)} has not come yet. Name the day whose figures the board was shown.")
    acts.note_shown(desk.sources, desk.view, title, by, shared.now())
    return f"Noted: a board was shown “{title.strip()}” with the figures as known on {uk_date(day)}."


def _listed(desk: Desk) -> list[dict[str, str | date]]:
    from impact import store
    from impact.sources import LOCAL_TIME

    return [
        {
            "title": one["title"],
            "as_at": one["as_at"].astimezone(LOCAL_TIME).date(),
            "noted_by": one["given_by"],
            "noted_on": one["known_from"].astimezone(LOCAL_TIME).date(),
        }
        for one in store.shown(desk.sources.engine, desk.view.framework_id)
    ]
