"""Commands that take returns in or make them: submit, load, import, demo-data."""

from pathlib import Path
from typing import Annotated

import typer

from impact.cli.answering import refuse_unasked
from impact.cli.checking import AnswerOption, FileArgument, LeaveOption, SheetOption, choices
from impact.cli.files import content_of, with_framework
from impact.cli.shared import BOROUGH, FRAMEWORKS, FrameworkOption, HomeOption, now, said_plainly, sources_in, user
from impact.cli.telling import changes, doubted, said_of, set_right
from impact.problems import ImpactError


def submit(
    file: FileArgument,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    sheet: SheetOption = "",
    answer: AnswerOption = None,
    leave: LeaveOption = None,
) -> None:
    """Check FILE and keep it if nothing must be mended or answered; the same file twice keeps nothing new.

    Exit codes: 0 kept (or kept before), 1 something must be mended and nothing was kept, 2 could not be
    read, or what was chosen is not in it.
    """
    with said_plainly():
        from impact.intake import Envelope, receive  # slow to load, like the others below, and --help needs none

        content = content_of(file)
        envelope = Envelope(file.name, user(), choices=choices(sheet, answer, leave))
        sources = with_framework(home, framework)
        refuse_unasked(sources, framework, [file], envelope.choices)
        receipt = receive(sources, framework, content, envelope, now())
    if receipt.kept is None:
        typer.echo("\n".join(said_of(receipt, envelope.choices)))
        typer.echo(f"{file.name}: nothing was kept. Mend what is said above and send the file again.")
        raise typer.Exit(1)
    for line in (*set_right(receipt.understood), *doubted(receipt)):
        typer.echo(line)
    if receipt.kept.is_new:
        typer.echo(f"{file.name}: kept as return {receipt.kept.submission_id}. {changes(receipt)}")
    else:
        typer.echo(
            f"{file.name}: this file was kept before, as return {receipt.kept.submission_id} on "
            f"{receipt.kept.received_at:%d %b %Y}. Nothing new was kept."
        )


def load_folders(
    framework_folder: Annotated[Path, typer.Argument(help="Folder of the framework.")],
    returns: Annotated[list[Path] | None, typer.Argument(help="Folders of returns, each with a manifest.csv.")] = None,
    home: HomeOption = Path("var"),
) -> None:
    """Load a framework, and every return that the manifests of some folders list, oldest first.

    A file that was kept before from its sender is passed over: the same folder a second time keeps nothing.
    Exit codes: 0 everything was kept, 1 some returns were not (each is named), 2 could not be read.
    """
    with said_plainly():
        from impact.loading import load_place

        receipts = list(load_place(sources_in(home), framework_folder, returns or [], now()))
    refused = [receipt for receipt in receipts if receipt.blocked]
    for receipt in refused:
        typer.echo(f"{receipt.filename}: not kept")
        typer.echo("\n".join(map(str, receipt.problems[:20])))
    new = sum(receipt.kept is not None and receipt.kept.is_new for receipt in receipts)
    known = len(receipts) - new - len(refused)
    nothing = " Nothing new was kept." if known and not new else ""
    typer.echo(f"{new} returns kept, {known} kept before, {len(refused)} not kept.{nothing}")
    raise typer.Exit(bool(refused))


def import_file(
    file: Annotated[
        Path, typer.Argument(help="A publisher's file, or a folder of them with --all.", show_default=False)
    ] = Path(),
    recipe: Annotated[str, typer.Option("--recipe", help="Name of the recipe; --recipe list names them all.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Where to write (default: standard output).")] = None,
    framework_folder: Annotated[
        Path, typer.Option("--framework-folder", help="The framework whose indicators are wanted.")
    ] = FRAMEWORKS[BOROUGH],
    everything: Annotated[
        bool,
        typer.Option("--all", help="FILE is a folder of published files: write every return."),
    ] = False,
    beside: Annotated[
        list[str] | None, typer.Option("--with", help="A second file that the recipe joins, as NAME=FILE.")
    ] = None,
) -> None:
    """Turn a publisher's FILE into a return in our own format, by a recipe; say what was refused and why.

    Exit codes: 0 done, 2 the file or the recipe could not be read.
    """
    with said_plainly():
        from impact.framework import load
        from impact.recipes import load_recipe, recipe_names, run, to_csv

        if recipe == "list":
            typer.echo("\n".join(f"{name}: {load_recipe(name).title}" for name in recipe_names()))
            return
        if everything:
            _import_all(framework_folder, file, out or Path("returns"))
            return
        if not recipe:
            raise ImpactError("Name a recipe with --recipe NAME; --recipe list shows them.")
        imported = run(load_recipe(recipe), content_of(file), _companions(beside or []), load(framework_folder))
        if out is not None:
            out.write_bytes(to_csv(imported))
    for one in imported.refused:
        typer.echo(f"refused: line {one.line}: {one.what}: {one.why}", err=True)
    typer.echo(", ".join(f"{word}: {count:,}" for word, count in imported.counts.items()), err=True)
    if out is None:
        typer.echo(to_csv(imported).decode(), nl=False)
    else:
        typer.echo(f"{out}: {imported.rows.height:,} rows. Source: {imported.metadata['publisher']}.", err=True)


def demo_data(
    seed: Annotated[int, typer.Option(help="The same seed gives the same returns.")] = 1,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("var/demo"),
) -> None:
    """Write twelve quarters of demonstration returns for the borough's invented services.

    Exit codes: 0 done, 2 could not be written.
    """
    with said_plainly():
        from impact.demo_data import generate
        from impact.framework import load

        written = generate(load(FRAMEWORKS[BOROUGH]), seed, out)
    typer.echo(f"{len(written)} files written to {out}. Demonstration data: invented services.")


def _import_all(framework_folder: Path, folder: Path, out: Path) -> None:
    from impact.recipes import build_returns

    if not folder.is_dir():
        raise ImpactError(f"'{folder}' is not a folder. With --all, name the folder that holds the published files.")
    built = build_returns(framework_folder, folder, out)
    refused = sum(len(some) for some in built.refused.values())
    typer.echo(f"{len(built.files)} returns, {built.rows:,} rows; {refused:,} figures refused (see refused.csv).")


def _companions(beside: list[str]) -> dict[str, bytes]:
    pairs = [one.partition("=") for one in beside]
    unnamed = next((one for one, equals, _ in pairs if not equals), None)
    if unnamed is not None:
        raise ImpactError(f"Write --with as NAME=FILE; '{unnamed}' has no '='.")
    return {name: content_of(Path(path)) for name, _, path in pairs}
