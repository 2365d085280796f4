"""The command for the expected-return kit: a template to fill in, and the dictionary of what may be sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    said_plainly,
)
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.framework import Service

_ENDINGS = (".xlsx", ".csv")


def template(
    service: Annotated[str, typer.Argument(help="Whose return, by id or name (SV05).", show_default=False)],
    period: Annotated[
        str,
        typer.Argument(
            help="For which period: '2026-27 Q2', '2025-26 Spring', 2025-26. Without it: the newest that is due.",
            show_default=False,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write, .xlsx or .csv. Without it: a workbook in this folder."),
    ] = None,
    dictionary: Annotated[
        bool, typer.Option("--dictionary", help="Write the dictionary of all that the service may send, as CSV.")
    ] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
) -> None:
    """Write the template of a return: exactly the rows expected, with the service's last figures in the workbook.

    Those figures are the service's own numbers, small ones as well: give the workbook to that service alone.
    A file that is there already is never written over.

    Exit codes: 0 written, 2 something asked for is not known, or the file could not be written.
    """
    with said_plainly():
        _refuse_other_endings(out, (".csv",) if dictionary else _ENDINGS)
        desk = desk_at(home, framework, as_at)
        known = {one.id: one.name for one in desk.rules.services}
        one = desk.rules.service[known_one(service, known, desk.rules.words.service)]
        said = _dictionary(desk, one, out) if dictionary else _template(desk, one, period, out)
    typer.echo(said)
    if desk.rules.demonstration:
        typer.echo(f"{desk.rules.demonstration}.")


def _dictionary(desk: Desk, service: "Service", out: Path | None) -> str:
    from impact import kit  # the contract is slow to load, like below, and --help needs none

    if not kit.asks_anything(desk.rules, service):
        raise ImpactError(kit.why_none(desk.rules, service))
    file = out or Path(kit.dictionary_name(desk.rules, service))
    _keep(file, kit.dictionary_csv(desk.rules, service))
    return f"{file}: everything that {service.name} may send."


def _template(desk: Desk, service: "Service", period: str, out: Path | None) -> str:
    from impact import kit

    sent = kit.sent_by(desk.sources, desk.view, service)
    about = kit.period_asked(desk.rules, service, sent, period, desk.view.today)
    made = kit.kit(desk.view, desk.rules, service, about, sent)
    file = out or Path(kit.file_name(made, "xlsx"))
    _keep(file, kit.as_csv(made) if file.suffix.lower() == ".csv" else kit.as_xlsx(made))
    said = (kit.expected_sentence(made), kit.over_sentence(made), kit.ABOUT_EFFORT)
    return f"{file}: {' '.join(filter(None, said))}"


def _refuse_other_endings(out: Path | None, endings: tuple[str, ...]) -> None:
    if out is not None and out.suffix.lower() not in endings:
        raise ImpactError(f"'{out}' cannot be written. End the name after --out with {' or '.join(endings)}.")


def _keep(file: Path, content: bytes) -> None:
    """Write a new file; one that is there may have been filled in, so it stays."""
    try:
        with file.open("xb") as opened:
            opened.write(content)
    except FileExistsError as error:
        said = f"'{file}' is there already and may have been filled in. Name another file with --out."
        raise ImpactError(said) from error
