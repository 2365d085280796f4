"""A checked return ready to be kept, and what became of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from impact.ledger import no_fixes
from impact.problems import Problem
from impact.store.rulebooks import Passage


@dataclass(frozen=True, slots=True)
class Parcel:
    """A checked return ready to be kept, with its original bytes.

    rows       CLEAN ROWS (polars)
    columns    heading -> column letter, as the file was read
    source     publisher, date, licence ... for published figures; empty for services' returns
    label      "Demonstration data: ..." where the data is invented; else empty
    fixes      LEDGER: what was set right by itself
    choices    what the sender chose: sheet, answers, declined; text, numbers, lists, sets and mappings of these
    line_ends  how the file's lines end, as it was read
    sheet      the sheet that was read; "" for a text file
    remarks    what was said about the file as it was read
    passed     what it was held to before, and what came of that
    """

    framework_id: str
    framework_sha256: str
    sender: str
    sent_by: str
    filename: str
    content: bytes
    encoding: str
    delimiter: str
    rows: pl.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    doubts: tuple[Problem, ...] = ()
    fixes: pl.DataFrame = field(default_factory=no_fixes)
    choices: Mapping[str, Any] = field(default_factory=dict)
    line_ends: str = ""
    sheet: str = ""
    remarks: tuple[str, ...] = ()
    passed: tuple[Passage, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes as sent."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a parcel: its submission, when it was received, and whether it was new."""

    submission_id: int
    received_at: datetime
    is_new: bool


def as_json(value: Any) -> str:
    """A value as JSON; a mapping of any kind as an object, a set as a sorted list."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else sorted(value)
