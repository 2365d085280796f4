"""Refuses answers on the command line that nothing in a file asks for, with the questions that there are."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.cli.files import content_of
from impact.cli.shared import today, user
from impact.problems import ImpactError, nearest

if TYPE_CHECKING:
    from impact.intake import Unasked
    from impact.ledger import Choices
    from impact.sources import Sources

_SHOWN = 6
"""Questions that are named where an answer names none of them; 'impact check FILE' lists them all. Judgement."""


def refuse_unasked(sources: "Sources", framework_id: str, files: Sequence[Path], chosen: "Choices") -> None:
    """An ImpactError where an answer is to a question that no file asks; one that cannot be read says so later."""
    if not chosen.answers:
        return
    found = [one for file in files if (one := _unasked(sources, framework_id, file, chosen)) is not None]
    idle = [id for id in chosen.answers if found and all(id in one.answers for one in found)]
    if idle:
        raise ImpactError(_sentence(idle[0], files, list(dict.fromkeys(id for one in found for id in one.asked))))


def _unasked(sources: "Sources", framework_id: str, file: Path, chosen: "Choices") -> "Unasked | None":
    from impact.intake import Envelope, unasked
    from impact.sources import View, framework

    rules = framework(sources, View(framework_id, today()))
    try:
        return unasked(rules, content_of(file), Envelope(file.name, user(), choices=chosen))
    except ImpactError:
        return None


def _sentence(id: str, files: Sequence[Path], asked: Sequence[str]) -> str:
    about = f"'{files[0].name}'" if len(files) == 1 else "these files"
    if not asked:
        return f"There is no question '{id}' about {about}, and none at all. Leave --answer out."
    close = nearest(id, tuple(asked))
    hint = f" Did you mean '{close}'?" if close else ""
    more = " and others" if len(asked) > _SHOWN else ""
    there = ", ".join(f"'{one}'" for one in asked[:_SHOWN])
    return (
        f"There is no question '{id}' about {about}.{hint} Asked is {there}{more}: name one of them, or leave it out."
    )
