"""Where answers come from: the record, its projection, and whose view is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from impact import store
from impact.access import PROGRAMME, Viewer
from impact.framework import Framework, fingerprint, from_json, load, to_json
from impact.framework.breaks import Version, breaks
from impact.problems import ImpactError, nearest
from impact.projection import Projection

LOCAL_TIME = ZoneInfo("Europe/London")


class UnknownFramework(ImpactError):
    """A framework the record has never used."""


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """The record and its projection, opened once a process."""

    engine: store.Engine
    projection: Projection


@dataclass(frozen=True, slots=True)
class View:
    """Whose knowledge is shown: a framework, a moment, and a viewer.

    today  the day that ages, dates due and targets are measured against
    as_at  the moment whose knowledge is shown; None for all that is known
    """

    framework_id: str
    today: date
    as_at: datetime | None = None
    viewer: Viewer = PROGRAMME


def open_sources(home: Path, database_url: str | None = None) -> Sources:
    """The record in a folder (or at a database URL), with its projection beside it."""
    engine = store.open_engine(database_url or f"sqlite:///{home / 'record.sqlite'}")
    projection = Projection(
        home / "projection",
        rows_after=lambda framework_id, newest: store.rows_after(engine, framework_id, newest),
        chain_at=lambda framework_id, submission: store.chain_at(engine, framework_id, submission),
        withdrawn=lambda framework_id: store.withdrawn(engine, framework_id),
    )
    return Sources(engine, projection)


def view_on(framework_id: str, today: date, as_at_day: date | None = None, viewer: Viewer = PROGRAMME) -> View:
    """The view at the end of a past day, or of all that is known when no earlier day is named."""
    if as_at_day is None or as_at_day >= today:
        return View(framework_id, today, None, viewer)
    return View(framework_id, as_at_day, end_of(as_at_day), viewer)


def end_of(day: date) -> datetime:
    """The last moment of a day in the United Kingdom, in UTC."""
    return datetime.combine(day, time.max, LOCAL_TIME).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day of a moment in the United Kingdom."""
    return moment.astimezone(LOCAL_TIME).date()


def adopt(sources: Sources, folder: Path, now: datetime, since: datetime | None = None) -> Framework:
    """The framework in a folder, kept in the record if it differs from the newest version there.

    since   from when a framework's first version counts as known; a later version always counts from
            `now`, so that it never changes what was known before
    """
    framework = load(folder)
    first = framework.id not in store.framework_ids(sources.engine)
    moment = min(since, now) if first and since else now
    store.keep_framework(
        sources.engine, framework.id, fingerprint(framework), framework.effective, to_json(framework), moment
    )
    return framework


def framework(sources: Sources, view: View) -> Framework:
    """The framework in use at the view's moment, with the breaks that the versions known then make."""
    found = store.framework_history(sources.engine, view.framework_id, view.as_at)
    if not found:
        raise UnknownFramework(_unknown(view.framework_id, store.framework_ids(sources.engine)))
    return _with_history(tuple((day_of(moment), content) for moment, content in found))


def versions(sources: Sources, framework_id: str, as_at: datetime | None = None) -> tuple[Version, ...]:
    """Every version of a framework known at a moment (None: now), oldest first."""
    found = store.framework_history(sources.engine, framework_id, as_at)
    return tuple(Version(_parsed(content), day_of(moment)) for moment, content in found)


def _unknown(framework_id: str, known: list[str]) -> str:
    if not known:
        return (
            "The record is empty: it holds no framework yet. Load one with its returns: impact load FRAMEWORK_FOLDER "
            "RETURNS_FOLDER, or see the demonstration borough with: impact serve."
        )
    close = nearest(framework_id, known)
    hint = f"Did you mean '{close}'?" if close else f"It holds: {', '.join(known)}."
    return f"The record holds no framework called '{framework_id}'. {hint}"


def framework_titles(sources: Sources) -> Mapping[str, str]:
    """Framework id -> title, for every framework the record has used."""
    titles = {}
    for framework_id in store.framework_ids(sources.engine):
        found = store.framework_as_at(sources.engine, framework_id, None)
        if found is not None:
            titles[framework_id] = _parsed(found[0]).title
    return titles


def newest_framework(sources: Sources) -> int:
    """A number that changes whenever a version of any framework was kept; 0 for an empty record."""
    return store.newest_framework(sources.engine)


def newest_entry(sources: Sources) -> int:
    """A number that changes whenever something is written into a register: bright spots, meetings, decisions."""
    return store.newest_entry(sources.engine)


def version(sources: Sources, framework_id: str) -> int:
    """A number that changes whenever something was kept: the key of every cache."""
    return store.version(sources.engine, framework_id)


@lru_cache(maxsize=32)
def _with_history(kept: tuple[tuple[date, str], ...]) -> Framework:
    found = [Version(_parsed(content), day) for day, content in kept]
    return found[-1].framework.with_breaks(breaks(found)) if len(found) > 1 else found[-1].framework


@lru_cache(maxsize=32)
def _parsed(content: str) -> Framework:
    return from_json(content)
