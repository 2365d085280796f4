"""What the commands share: their options, where the record lies, which view is asked for, whose clock."""

import getpass
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.problems import ImpactError, nearest

if TYPE_CHECKING:
    from impact.framework import Framework
    from impact.sources import Sources, View

REPO = Path(__file__).resolve().parents[3]
BOROUGH = "trauma-informed-borough"
FRAMEWORKS = {
    BOROUGH: REPO / "data" / "framework",
    "england-children": REPO / "data" / "frameworks" / "england-children",
}
"""The frameworks that come with Impact: id -> folder."""


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


HomeOption = Annotated[
    Path, typer.Option("--home", envvar="IMPACT_HOME", help="Folder of the record and its projection.", file_okay=False)
]
FrameworkOption = Annotated[
    str, typer.Option("--framework", envvar="IMPACT_FRAMEWORK", help="Id of the framework, if there are several.")
]
AsAtOption = Annotated[
    datetime | None,
    typer.Option("--as-at", formats=["%Y-%m-%d"], help="Show what was known at the end of this day (2026-03-31)."),
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="How to print: a table to read, or CSV or JSON with every column.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command that answers works with: the record, the view asked for, the framework of that moment."""

    sources: "Sources"
    view: "View"
    rules: "Framework"


@contextmanager
def said_plainly() -> Iterator[None]:
    """What anyone may meet becomes one sentence on standard error, and exit code 2."""
    try:
        yield
    except ImpactError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        place = f"'{error.filename}'" if error.filename else "A file or folder"
        typer.echo(f"{place} cannot be used: {error.strerror or error}. Check its name and who may use it.", err=True)
        raise typer.Exit(2) from error


def now() -> datetime:
    """This moment, in UTC; the commands are where the clock is read."""
    return datetime.now(UTC)


def today() -> date:
    """This day in the United Kingdom."""
    from impact.sources import LOCAL_TIME  # the record's libraries are slow to load, and --help needs none

    return now().astimezone(LOCAL_TIME).date()


def user() -> str:
    """Who is at this computer, as the system calls them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such name in the environment, nor a list of users
        return "someone at this computer"


def sources_in(home: Path) -> "Sources":
    """The record in a folder, or at IMPACT_DATABASE_URL where that is set."""
    from impact.sources import open_sources

    return open_sources(home, os.environ.get("IMPACT_DATABASE_URL") or None)


def desk_at(home: Path, framework_id: str, as_at: datetime | None) -> Desk:
    """The record, the view and the framework that --home, --framework and --as-at ask for."""
    from impact.sources import framework, view_on

    sources = sources_in(home)
    view = view_on(framework_id, today(), as_at.date() if as_at else None)
    return Desk(sources, view, framework(sources, view))


def known_one(word: str, known: Mapping[str, str], what: str) -> str:
    """The id that a word stands for, by id or by name; an ImpactError names the nearest known.

    known   id -> name
    what    what it is called in the sentence, such as 'indicator'
    """
    by_word = {name.casefold(): id for id, name in known.items()} | {id.casefold(): id for id in known}
    if found := by_word.get(word.strip().casefold()):
        return found
    close = nearest(word, [*known, *known.values()])
    if close:
        id = by_word[close.casefold()]
        raise ImpactError(f"There is no {what} '{word}'. Did you mean {id} ({known[id]})?")
    there = ", ".join(list(known)[:8]) + (" ..." if len(known) > 8 else "")
    raise ImpactError(f"There is no {what} '{word}'. There are: {there or 'none'}.")
