"""The record's tables. Rows are added and never changed or removed; triggers in the database hold that.

Times are moments in UTC. `service_id` stands in every key of an observation, so that a distributed
database can keep a service's rows together.
"""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel, UniqueConstraint

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class FrameworkVersion(SQLModel, table=True):
    """A framework as it was used from a moment on; its content stays readable for ever."""

    __tablename__ = "framework_version"

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str = Field(index=True)
    sha256: str
    effective: date
    content: str = Field(sa_type=Text)
    known_from: datetime


class Submission(SQLModel, table=True):
    """A return as kept: its original bytes, who sent it, when, and its link in the audit chain.

    repeat   0 for the first time a sender's file comes in; 1, 2, ... where the same file comes
             again after something else had replaced its rows
    columns  JSON: heading -> column letter, as the file was read
    source   JSON: publisher, date, licence, title for published figures; {} for services' returns
    chain    SHA-256 over the chain before, this file, its sender, its moment and its rows
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("framework_id", "sender", "sha256", "repeat"),)

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str = Field(index=True)
    framework_sha256: str
    sender: str
    sent_by: str
    filename: str
    sha256: str
    repeat: int
    content: bytes = Field(sa_type=LargeBinary)
    encoding: str
    delimiter: str
    columns: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    label: str
    row_count: int
    received_at: datetime
    chain: str


class Observation(SQLModel, table=True):
    """One row of a return, with the line and the cell it was read from."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("service_id", "submission_id", "indicator_id", "period_start", "period_kind", "breakdown"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    line: int
    cell: str
    service_id: str
    indicator_id: str
    period_start: date
    period_end: date
    period_kind: str
    breakdown: str
    numerator: float | None
    denominator: float | None
    value: float | None
    n: float | None
    sd: float | None
    asked: float | None
    marker: str
    note: str


class Doubt(SQLModel, table=True):
    """Something unlikely in a return that was kept: what was asked of its sender."""

    __tablename__ = "doubt"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    line: int | None
    column_letter: str
    heading: str
    rule: str
    found: str
    question: str


class Explanation(SQLModel, table=True):
    """A sender's answer to a doubt: why, by whom, from when and until when it holds."""

    __tablename__ = "explanation"

    id: int | None = Field(default=None, primary_key=True)
    doubt_id: int = Field(foreign_key="doubt.id", index=True)
    reason: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime
    until: date | None


TABLES = (FrameworkVersion, Submission, Observation, Doubt, Explanation)

CLEAN_SCHEMA: dict[str, Any] = {
    "line": pl.Int64,
    "cell": pl.Utf8,
    "service_id": pl.Utf8,
    "indicator_id": pl.Utf8,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_kind": pl.Utf8,
    "breakdown": pl.Utf8,
    **dict.fromkeys(("numerator", "denominator", "value", "n", "sd", "asked"), pl.Float64),
    "marker": pl.Utf8,
    "note": pl.Utf8,
}
"""The types of CLEAN ROWS."""

CLEAN_COLUMNS = tuple(CLEAN_SCHEMA)
"""The columns of a checked return, as the contract gives them and an observation keeps them."""

framework_table: Any = FrameworkVersion.__table__  # type: ignore[attr-defined]
submission_table: Any = Submission.__table__  # type: ignore[attr-defined]
observation_table: Any = Observation.__table__  # type: ignore[attr-defined]
doubt_table: Any = Doubt.__table__  # type: ignore[attr-defined]
explanation_table: Any = Explanation.__table__  # type: ignore[attr-defined]
