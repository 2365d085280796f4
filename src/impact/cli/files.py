"""How commands get at a file's bytes, and at a record that holds a framework."""

from pathlib import Path
from typing import TYPE_CHECKING

from impact.cli.shared import FRAMEWORKS, now, sources_in
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.sources import Sources


def content_of(file: Path) -> bytes:
    """A file's bytes; raises ImpactError where there is no such file or it is too large."""
    from impact.reading import refuse_by_size

    if file.is_dir():
        raise ImpactError(f"'{file}' is a folder. Name one file in it.")
    if not file.is_file():
        raise ImpactError(f"There is no file '{file}'. Check its name and folder.")
    refuse_by_size(file.stat().st_size, file.name)
    return file.read_bytes()


def with_framework(home: Path, framework_id: str) -> "Sources":
    """The record, given the framework first if it has none of that id and Impact brings it."""
    from impact.sources import adopt
    from impact.store import framework_ids

    sources = sources_in(home)
    if framework_id in FRAMEWORKS and framework_id not in framework_ids(sources.engine):
        adopt(sources, FRAMEWORKS[framework_id], now())
    return sources
