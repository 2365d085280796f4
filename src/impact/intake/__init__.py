"""A return's way in: read, set right, check, doubt, compare, keep. Every screen and command comes through here."""

from dataclasses import asdict, replace
from datetime import datetime

from impact import store
from impact.answers import gate
from impact.framework import Framework, fingerprint
from impact.intake.answering import Answered, doubts_as_json
from impact.intake.examining import SUITES, Examined, examined, read
from impact.intake.giving_back import given_back
from impact.intake.passing import passages
from impact.intake.receipt import Envelope, NotAllowed, Receipt, Step, silently
from impact.intake.remembering import remember
from impact.intake.unasked import Unasked, unasked
from impact.reading import UnreadableReturn
from impact.sources import LOCAL_TIME, Sources
from impact.tidy import tidy
from impact.tidy.understood import Understood, as_json, understood

__all__ = [
    "PROTECTING",
    "Answered",
    "Envelope",
    "NotAllowed",
    "Receipt",
    "Unasked",
    "Understood",
    "as_json",
    "doubts_as_json",
    "examine",
    "given_back",
    "inspect",
    "receive",
    "unasked",
]

PROTECTING = "Working out what may be shown"
"""What is said while the gate goes through what a return changed."""


def inspect(rules: Framework, content: bytes, envelope: Envelope) -> Understood:
    """What is made of a file before anything of it is judged; a file that is no return is read all the same."""
    table = read(content, envelope, rules)
    try:
        tidied = tidy(table, rules, envelope.choices, filename=envelope.filename)
    except UnreadableReturn as refused:
        return understood(table, refused=str(refused))
    return understood(table, tidied)


def examine(
    sources: Sources, framework_id: str, content: bytes, envelope: Envelope, now: datetime, step: Step = silently
) -> Receipt:
    """Everything that is wrong, asked or doubtful in a file, and what it would change; nothing is kept."""
    return examined(sources, framework_id, content, envelope, now, step).receipt


def receive(
    sources: Sources,
    framework_id: str,
    content: bytes,
    envelope: Envelope,
    now: datetime,
    step: Step = silently,
    last: bool = True,
) -> Receipt:
    """Take a file in: keep it whole if nothing blocks, else keep nothing; either way say everything.

    last  whether no other file comes right after it: then what may be shown of the figures is worked out at once,
          by the one who sends, so that no reader waits for it

    The same file sent twice keeps nothing new; the receipt then names the submission kept before.
    """
    found = examined(sources, framework_id, content, envelope, now, step)
    receipt = found.receipt
    if receipt.blocked or found.tidied is None:
        return receipt
    step("Keeping it")
    kept = store.keep(sources.engine, _parcel(found, content, envelope, now), now)
    remember(sources, found.tidied, envelope, receipt.services, found.rules, now)
    if last:
        step(PROTECTING)
        gate.keep_up(sources, framework_id)
    return replace(receipt, kept=kept)


def _parcel(found: Examined, content: bytes, envelope: Envelope, now: datetime) -> store.Parcel:
    rules, table, receipt = found.rules, found.table, found.receipt
    assert receipt.rows is not None
    return store.Parcel(
        framework_id=rules.id,
        framework_sha256=fingerprint(rules),
        sender=envelope.sender or (receipt.services[0] if len(receipt.services) == 1 else "several services"),
        sent_by=envelope.sent_by,
        filename=envelope.filename,
        content=content,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=receipt.rows,
        columns=dict(zip(table.keys, table.letters, strict=True)),
        source=envelope.source,
        label="" if envelope.source else rules.demonstration,
        doubts=tuple(receipt.judged.doubts),
        fixes=receipt.understood.fixes,
        choices=asdict(envelope.choices),
        line_ends=table.line_ends,
        sheet=table.sheet,
        remarks=table.remarks,
        passed=passages(rules, now.astimezone(LOCAL_TIME).date(), receipt.judged, SUITES),
    )
