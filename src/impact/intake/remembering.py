"""What a service's headings and signs were said to mean, kept with its returns and used the next time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from impact import store
from impact.framework import Framework
from impact.intake.receipt import Envelope
from impact.reading import TextTable
from impact.sources import Sources
from impact.tidy import Tidied, signature, tidy

_OF_ONE_FILE = ("period", "year", "service", "headings")
"""What is answered for one file only: the period changes, and the service is what the memory is kept for."""


def tidied_with_memory(sources: Sources, table: TextTable, rules: Framework, envelope: Envelope) -> Tidied:
    """A file in the form of a return, with what its service answered for a file of the same headings before.

    Memory is asked only where the file by itself leaves something open, so it never overrules what is written.
    """
    choices = envelope.choices
    tidied = tidy(table, rules, choices, filename=envelope.filename)
    if not tidied.questions:
        return tidied
    of = _services(tidied, rules, envelope)
    known = store.remembered(sources.engine, rules.id, signature(table), of) if of else None
    if known is None:
        return tidied
    answers = {**known["answers"], **choices.answers}
    return tidy(table, rules, replace(choices, answers=answers), known["mapping"], envelope.filename)


def remember(
    sources: Sources, tidied: Tidied, envelope: Envelope, services: Iterable[str], rules: Framework, now: datetime
) -> None:
    """Keep what was answered about a file's headings and signs for each of its services, if anything was."""
    answers = lasting(envelope.choices.answers)
    headed = any(id.startswith(("heading:", "which:", "headings")) for id in envelope.choices.answers)
    if not answers and not headed:
        return
    sign = signature(tidied.table)
    for service in services:
        known = store.remembered(sources.engine, rules.id, sign, [service])
        if known is None or (known["mapping"], known["answers"]) != (dict(tidied.mapping), answers):
            store.remember_mapping(
                sources.engine, rules.id, service, sign, tidied.mapping, answers, envelope.sent_by, now
            )


def lasting(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next file with the same headings: what signs and dates mean.

    What a heading means is in the mapping; letters of columns may differ next time.
    """
    return {
        id: answer
        for id, answer in answers.items()
        if id.partition(":")[0] not in (*_OF_ONE_FILE, "heading", "which", "year-of")
    }


def _services(tidied: Tidied, rules: Framework, envelope: Envelope) -> list[str]:
    """The services that a file is known to be about, else those its sender sends for."""
    named = [id for id in tidied.rows["service_id"].unique() if id in rules.service or id in rules.area]
    return named or list(envelope.viewer.services)
