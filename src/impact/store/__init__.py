"""The record: every return, framework and answer, kept for ever; the only SQL in the project."""

from sqlalchemy import Engine

from impact.store.chain import broken_links
from impact.store.engine import RecordUnreachable, open_engine
from impact.store.keep import Kept, Parcel, explain, keep, keep_framework
from impact.store.recall import (
    chain_at,
    doubts_of,
    framework_as_at,
    framework_ids,
    original,
    rows_after,
    submissions,
    version,
)
from impact.store.tables import CLEAN_COLUMNS, CLEAN_SCHEMA

__all__ = [
    "CLEAN_COLUMNS",
    "CLEAN_SCHEMA",
    "Engine",
    "Kept",
    "Parcel",
    "RecordUnreachable",
    "broken_links",
    "chain_at",
    "doubts_of",
    "explain",
    "framework_as_at",
    "framework_ids",
    "keep",
    "keep_framework",
    "open_engine",
    "original",
    "rows_after",
    "submissions",
    "version",
]
