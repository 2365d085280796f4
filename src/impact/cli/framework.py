"""Commands for those who edit a framework."""

from pathlib import Path
from typing import Annotated

import typer

from impact.cli import versions
from impact.cli.shared import BOROUGH, FRAMEWORKS, said_plainly, today

app = typer.Typer(help="Look after a framework: its indicators, theory of change, stages and targets.")


@app.callback()
def _group() -> None:
    """Look after a framework: its indicators, theory of change, stages and targets."""


app.command("diff")(versions.diff)
app.command("what-if")(versions.what_if)


@app.command("lint")
def lint(
    folder: Annotated[Path, typer.Argument(help="Folder of the framework.")] = FRAMEWORKS[BOROUGH],
) -> None:
    """Say everything that is wrong in a framework's files: the file, the key and what to do.

    Exit codes: 0 nothing to mend, 1 something to mend, 2 the folder could not be read.
    """
    with said_plainly():
        from impact.framework.lint import lint as findings_in  # slow to load, and --help does not need it

        findings = findings_in(folder, today())
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{folder.name}: {len(findings)} to mend." if findings else f"{folder.name}: nothing to mend.")
    raise typer.Exit(bool(findings))
