"""The command that makes a board pack: one HTML page, slides, or a PDF to print."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from impact.cli import shared
from impact.cli.shared import BOROUGH, AsAtOption, FrameworkOption, HomeOption, desk_at, known_one, said_plainly
from impact.problems import ImpactError


def pack(
    out: Annotated[Path, typer.Option("--out", help="The file to write; its ending says which kind: .html .pptx .pdf")],
    as_at: AsAtOption = None,
    title: Annotated[
        str, typer.Option("--title", help="What the pack is called. Without it: 'Board pack' and day.")
    ] = "",
    figures: Annotated[
        list[str] | None,
        typer.Option("--figures", help="Which figures, by id or title, repeated or with commas: S01,S03. At most 20."),
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option("--outcomes", help="Which outcomes, by id or title, and then their figures. Without it: all."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], help="The last board's day. Without it: as 'impact shown' has it."
        ),
    ] = None,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Make a board pack as known on a day: outcomes, what changed, up to 20 figures with charts, and the method.

    The same pack made again for the same day has the same bytes. Nothing is fetched and nothing is noted: once the
    board has seen it, note that with impact shown.
    Exit codes: 0 written, 2 not (the message says why).
    """
    with said_plainly():
        said = _made(out, home, framework, as_at, title, figures or [], outcomes or [], since)
    typer.echo(said)


def _made(
    out: Path,
    home: Path,
    framework: str,
    as_at: datetime | None,
    title: str,
    figures: list[str],
    outcomes: list[str],
    since: datetime | None,
) -> str:
    from impact import packs  # slow to load, and --help needs none
    from impact.words.packs import made_sentence

    kind = packs.kind_of(out)
    _refuse(out, as_at)
    desk = desk_at(home, framework, as_at)
    nodes = {one.id: one.title for one in desk.rules.nodes if one.scored}
    chosen = packs.Chosen(
        title,
        _ids(figures, {one.id: one.title for one in desk.rules.indicators}, "indicator"),
        _ids(outcomes, nodes, "outcome"),
        since.date() if since else None,
    )
    made = packs.contents(desk.sources, desk.view, chosen)
    content = kind.write(made)
    _write(out, content)
    return made_sentence(str(out), kind.name, len(made.figures), desk.view.today, made.stamp.contents)


def _ids(words: Sequence[str], known: Mapping[str, str], what: str) -> tuple[str, ...] | None:
    """The ids that some words stand for, each an id, a title, or several of them with commas; None for no word."""
    titles = {name.casefold() for name in known.values()}
    parts = [part for word in words for part in ([word] if word.strip().casefold() in titles else word.split(","))]
    return tuple(known_one(part, known, what) for part in parts if part.strip()) or None


def _refuse(out: Path, as_at: datetime | None) -> None:
    """What can be known to be in vain is said before the figures are added up."""
    from impact.words import uk_date

    if as_at and as_at.date() > shared.today():
        raise ImpactError(f"{uk_date(as_at.date())} has not come yet. Name a day up to today.")
    if out.is_dir():
        raise ImpactError(f"'{out}' is a folder. Name a file in it.")
    if not out.absolute().parent.is_dir():
        raise ImpactError(f"There is no folder '{out.parent}'. Make it first, or name another.")


def _write(out: Path, content: bytes) -> None:
    """The whole file or none: a pack that was cut off does not stand there as if it were whole."""
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.write_bytes(content)
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)
