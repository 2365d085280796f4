"""The record: every return, framework, answer and decision, kept for ever; the only SQL in the project."""

from sqlalchemy import Engine

from impact.store.acts import (
    ActRefused,
    decide,
    decide_many,
    decisions,
    explain,
    remember_mapping,
    remember_shown,
    remembered,
    shown,
    withdraw,
)
from impact.store.chain import broken_links
from impact.store.doubts import doubts_of, return_of_doubt
from impact.store.engine import RecordUnreachable, open_engine
from impact.store.explained import explained_points, explanations, open_doubts
from impact.store.keep import keep, keep_framework
from impact.store.parcel import Kept, Parcel
from impact.store.placed import one_row_each
from impact.store.protections import keep_protections, protections
from impact.store.quality import answered, set_right
from impact.store.recall import (
    chain_at,
    details_of,
    fixes_of,
    framework_as_at,
    framework_history,
    framework_ids,
    newest_framework,
    original,
    rows_after,
    submissions,
    version,
    withdrawn,
)
from impact.store.register import enter, entries, newest_entry
from impact.store.rulebooks import Passage, Rulebook, asked_then, passages
from impact.store.tables import ACTS, CLEAN_COLUMNS, CLEAN_SCHEMA, FIGURES

__all__ = [
    "ACTS",
    "CLEAN_COLUMNS",
    "CLEAN_SCHEMA",
    "FIGURES",
    "ActRefused",
    "Engine",
    "Kept",
    "Parcel",
    "Passage",
    "RecordUnreachable",
    "Rulebook",
    "answered",
    "asked_then",
    "broken_links",
    "chain_at",
    "decide",
    "decide_many",
    "decisions",
    "details_of",
    "doubts_of",
    "enter",
    "entries",
    "explain",
    "explained_points",
    "explanations",
    "fixes_of",
    "framework_as_at",
    "framework_history",
    "framework_ids",
    "keep",
    "keep_framework",
    "keep_protections",
    "newest_entry",
    "newest_framework",
    "one_row_each",
    "open_doubts",
    "open_engine",
    "original",
    "passages",
    "protections",
    "remember_mapping",
    "remember_shown",
    "remembered",
    "return_of_doubt",
    "rows_after",
    "set_right",
    "shown",
    "submissions",
    "version",
    "withdraw",
    "withdrawn",
]
