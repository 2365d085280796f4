"""The command that serves the screens, with the demonstration borough in an empty record."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.cli.shared import BOROUGH, FRAMEWORKS, REPO, HomeOption, now, said_plainly, sources_in

if TYPE_CHECKING:
    from impact.sources import Sources

RETURNS = {
    BOROUGH: [REPO / "data" / "demo" / "returns", REPO / "data" / "published"],
    "england-children": [FRAMEWORKS["england-children"] / "returns"],
}


def serve(
    port: Annotated[int, typer.Option(envvar="IMPACT_PORT", help="The port to serve at.")] = 8501,
    address: Annotated[str, typer.Option(envvar="IMPACT_ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    home: HomeOption = Path("var"),
    empty: Annotated[bool, typer.Option("--empty", envvar="IMPACT_EMPTY", help="Leave an empty record empty.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser when ready.")] = False,
) -> None:
    """Serve the screens; an empty record is first given the demonstration borough and published figures.

    Exit codes: 0 stopped, 2 could not start (the port is taken, or the record cannot be opened).
    """
    with said_plainly():
        from impact.store import framework_ids  # slow to load, and --help does not need it

        sources = sources_in(home)
        if not empty and (not framework_ids(sources.engine) or _begun(home).exists()):
            _fill(sources, _begun(home))
        from impact import plausibility
        from impact import serve as server  # loads Streamlit, which no other command needs

        server.serve(port, address, open_browser, record=home, warm=_warm, later=plausibility.warm)


def _begun(home: Path) -> Path:
    """Stands in the home while it is being filled, so that a start that was cut off goes on where it was."""
    return home / "filling"


def _fill(sources: "Sources", begun: Path) -> None:
    from impact.loading import load_place

    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.touch()
    for framework_id, folder in FRAMEWORKS.items():
        typer.echo(f"Loading {framework_id} ...")
        receipts = list(load_place(sources, folder, RETURNS[framework_id], now()))
        kept = sum(receipt.kept is not None for receipt in receipts)
        typer.echo(f"  {kept} of {len(receipts)} returns kept, {sum(one.row_count for one in receipts):,} rows")
    begun.unlink()


def _warm() -> None:
    from impact.screen.ready import warm  # needs the server's runtime

    warm()
