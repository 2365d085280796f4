"""Tells what people of a demonstration said in the past: bright spots, what boards were shown, what they decided.

A folder of demonstration returns may hold `said.toml`. Each of its entries goes through the same door as if it were
said on a screen at its moment, among the returns of that time, so that an earlier day shows what was said by then.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from impact import acts, minutes, nominating, store
from impact.answers.bright_spots import BRIGHT_SPOT
from impact.answers.meetings import MEETING
from impact.problems import ImpactError
from impact.settled_before import Settling
from impact.sources import Sources, View, day_of

SAID = "said.toml"


class UnreadableHistory(ImpactError):
    """What was said cannot be read from its file."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, with its moment, who said it and the words; `about` names an earlier one by its key."""

    at: datetime
    act: str
    given_by: str
    words: Mapping[str, Any]
    key: str = ""
    about: str = ""


def read_said(folder: Path) -> list[Said]:
    """What a folder's file tells, oldest first; nothing where it has none."""
    path = folder / SAID
    if not path.is_file():
        return []
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found = [_said(one, told["given_by"]) for one in told["said"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableHistory(
            f"'{path}' cannot be read ({error}). Each entry needs at, act and its words."
        ) from error
    return sorted(found, key=lambda one: one.at)


def _said(one: dict[str, Any], given_by: str) -> Said:
    words = {name: value for name, value in one.items() if name not in ("at", "act", "key", "about")}
    if one["act"] not in _ACTS or one["at"].tzinfo is None:
        raise KeyError(f"{one['act']} at {one['at']}")
    return Said(one["at"], one["act"], given_by, words, one.get("key", ""), one.get("about", ""))


class Telling:
    """Tells a history once: what the record has of it already, from a load that was cut off, is not said again."""

    def __init__(self, sources: Sources, framework_id: str, history: list[Said], settling: Settling) -> None:
        names = {one.given_by for one in history}
        kept = [
            *(
                row
                for name in (BRIGHT_SPOT, MEETING)
                for row in store.entries(sources.engine, framework_id, name, None)
            ),
            *store.shown(sources.engine, framework_id),
        ]
        ours = sorted((row for row in kept if row["given_by"] in names), key=lambda row: row["known_from"])
        self.sources, self.framework_id, self.settling = sources, framework_id, settling
        self.numbers = {one.key: row["id"] for one, row in zip(history, ours, strict=False) if one.key}
        self.left = history[len(ours) :]

    def tell_until(self, moment: datetime) -> None:
        """Say and decide everything that was said and decided before a moment, in the order of time."""
        while self.left and self.left[0].at < moment:
            one = self.left.pop(0)
            self.settling.tell_until(one.at)
            view = View(self.framework_id, day_of(one.at))
            number = _ACTS[one.act](self.sources, view, one, self.numbers.get(one.about, 0))
            if one.key:
                self.numbers[one.key] = number
        self.settling.tell_until(moment)


def _nominated(sources: Sources, view: View, one: Said, _: int) -> int:
    said = one.words
    words = (said["done"], said["changed"], said["known_by"])
    place = (said["service"], said["feature"])
    return nominating.nominate(sources, view, *place, *words, one.given_by, one.at, said.get("indicator", ""))


def _looked(sources: Sources, view: View, one: Said, about: int) -> int:
    said = one.words
    found = (said["who"], said["result"], said["note"])
    return nominating.look(sources, view, about, *found, one.given_by, one.at, said.get("sector", "")).number


def _agreed(sources: Sources, view: View, one: Said, about: int) -> int:
    return nominating.agree(sources, view, about, bool(one.words["agreed"]), one.given_by, one.at).number


def _shown(sources: Sources, view: View, one: Said, _: int) -> int:
    acts.note_shown(sources, view, one.words["title"], one.given_by, one.at)
    return 0


def _written(sources: Sources, view: View, one: Said, _: int) -> int:
    said, by = one.words, one.words.get("by")
    day = by if isinstance(by, date) else None
    kind: Literal["action", "decision"] = "action" if day else "decision"
    who = said.get("who", "")
    return minutes.write_down(sources, view, kind, said["what"], one.given_by, one.at, who=who, by=day).number


def _done(sources: Sources, view: View, one: Said, about: int) -> int:
    return minutes.note_done(sources, view, about, one.given_by, one.at).number


_ACTS: dict[str, Callable[[Sources, View, Said, int], int]] = {
    "nominated": _nominated,
    "looked": _looked,
    "agreed": _agreed,
    "shown": _shown,
    "written down": _written,
    "done": _done,
}
