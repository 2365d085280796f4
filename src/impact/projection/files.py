"""The projection's files: their names tell what is in them, so that the copy of another record is never read."""

import hashlib
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import polars as pl

STALE_SECONDS = 3600
"""A draft this much older than the newest file was left by a process that was stopped. Judgement."""


class File(NamedTuple):
    """A file as its name tells: the newest submission in it, that one's link, and a mark of the withdrawals."""

    path: Path
    newest: int
    chain: str
    mark: str

    def observations(self) -> pl.DataFrame:
        """The observations as the record told them: each once, `known_from` when it was received."""
        rows = pl.read_parquet(self.path).drop("known_from", "known_to", "withdrawn_at")
        rows = rows.rename({"received_at": "known_from"})
        return rows if self.mark == mark_of({}) else rows.unique("observation_id", maintain_order=True)


def mark_of(withdrawn: Mapping[int, datetime]) -> str:
    """What tells one set of withdrawals from another; "0" where there are none."""
    said = ";".join(f"{submission} {moment.isoformat()}" for submission, moment in sorted(withdrawn.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:12] if withdrawn else "0"


def files_of(folder: Path, framework_id: str) -> list[File]:
    """A framework's files in a folder, the oldest first."""
    named = [_file(path, framework_id) for path in folder.glob(f"{framework_id}.*.parquet")]
    return sorted((file for file in named if file), key=lambda file: (file.newest, _written(file.path)))


def write(folder: Path, framework_id: str, rows: pl.DataFrame, newest: int, chain: str, mark: str) -> Path:
    """Write a framework's file beside the older ones and move it into place, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{framework_id}.{newest}.{chain[:16]}-{mark}.parquet"
    draft = path.with_suffix(f".{uuid4().hex}.draft")
    with draft.open("wb") as file:
        rows.write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    _clear(folder, framework_id, path)
    return path


def _clear(folder: Path, framework_id: str, written: Path) -> None:
    """Remove what nobody reads any more: all but the newest two, and drafts whose writer was stopped."""
    for older in files_of(folder, framework_id)[:-2]:
        if older.path != written:
            older.path.unlink(missing_ok=True)
    for draft in folder.glob("*.draft"):
        if _written(written) - _written(draft) > STALE_SECONDS:
            draft.unlink(missing_ok=True)


def _written(path: Path) -> float:
    """When a file was last written; the end of time for one that was taken away meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _file(path: Path, framework_id: str) -> File | None:
    told = re.fullmatch(r"(\d+)\.(\w+)-(\w+)\.parquet", path.name.removeprefix(f"{framework_id}."))
    return File(path, int(told[1]), told[2], told[3]) if told else None
