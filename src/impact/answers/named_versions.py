"""Versions of a framework as people name them: the one in use, the one of a day, or by the start of a fingerprint."""

from datetime import date
from hashlib import sha256

from impact import store
from impact.framework.breaks import Version
from impact.problems import ImpactError
from impact.sources import Sources, UnknownFramework, View, day_of, end_of, framework, versions
from impact.words import uk_date

LIVE = "live"
SHORTEST = 4
"""Signs of a fingerprint that name a version, where no other one begins like it. Judgement."""


class UnknownVersion(ImpactError):
    """A version that the record does not hold, or several."""


def named_version(sources: Sources, view: View, word: str) -> Version:
    """The version that a word names: 'live', a day (2026-10-01), or the start of a fingerprint.

    A day names the version that was in use at its end. Raises UnknownFramework or UnknownVersion.
    """
    kept = versions(sources, view.framework_id)
    if not kept:
        framework(sources, view)
        raise UnknownFramework(f"The record holds no framework called '{view.framework_id}'.")
    if word == LIVE:
        return kept[-1]
    history = store.framework_history(sources.engine, view.framework_id, None)
    found = [(moment, sha256(content.encode()).hexdigest()) for moment, content in history]
    day = _day(word)
    if day is not None:
        return kept[max(0, sum(moment <= end_of(day) for moment, _ in found) - 1)]
    begins = {sha: one for (_, sha), one in zip(found, kept, strict=True) if sha.startswith(word.lower())}
    if len(word) >= SHORTEST and len(begins) == 1:
        return next(iter(begins.values()))
    there = ", ".join(f"{sha[:8]} (from {uk_date(day_of(moment))})" for moment, sha in found[-8:])
    if len(word) >= SHORTEST and begins:
        raise UnknownVersion(f"Several versions begin with '{word}'. Write more of one: {there}.")
    raise UnknownVersion(
        f"'{word}' is no folder of a framework and names no version in the record. Write a folder, 'live', a day such "
        f"as 2026-10-01, or {SHORTEST} signs or more of a fingerprint: {there}."
    )


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word) if word.count("-") == 2 else None
    except ValueError:
        return None
