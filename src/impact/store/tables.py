"""The record's tables. Rows are added and never changed or removed; triggers in the database hold that.

Times are moments in UTC. `service_id` stands in every key of an observation, so that a distributed
database can keep a service's rows together.
"""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Index, LargeBinary, Text
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
        Index("ix_observation_submission_id_line", "submission_id", "line"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
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
    """Something unlikely in a kept return, as its sender was asked; of one service where all it sent is doubted."""

    __tablename__ = "doubt"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    line: int | None
    column_letter: str
    heading: str
    rule: str
    found: str
    question: str
    service_id: str | None


class Explanation(SQLModel, table=True):
    """A sender's answer to a doubt: why, by whom, from when and until when it holds."""

    __tablename__ = "explanation"

    id: int | None = Field(default=None, primary_key=True)
    doubt_id: int = Field(foreign_key="doubt.id", index=True)
    reason: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime
    until: date | None


class Fix(SQLModel, table=True):
    """Alike fixes made to a return before it was kept: the cells of one column that read and became the same.

    count  how many lines; 1 where a whole column or the whole file was set right
    lines  those lines as ranges, "5-7,9"; "" for a whole column or file
    """

    __tablename__ = "fix"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    rule: str
    column_letter: str
    heading: str
    found: str = Field(sa_type=Text)
    made: str = Field(sa_type=Text)
    count: int
    lines: str = Field(sa_type=Text)


class SubmissionDetail(SQLModel, table=True):
    """How a file was read and what its sender chose; written last, it closes a submission to further rows.

    choices  JSON: sheet, answers to questions, fixes taken back; {} where nothing was chosen
    remarks  JSON: sentences said about the file as it was read
    """

    __tablename__ = "submission_detail"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id", sa_column_kwargs={"autoincrement": False})
    choices: str = Field(sa_type=Text)
    line_ends: str
    sheet: str
    remarks: str = Field(sa_type=Text)


class ColumnarCopy(SQLModel, table=True):
    """The rows of a large return once more, as Parquet, so that the projection follows within seconds.

    The audit chain is held against it as against the rows themselves.
    """

    __tablename__ = "columnar_copy"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id", sa_column_kwargs={"autoincrement": False})
    first_observation_id: int
    content: bytes = Field(sa_type=LargeBinary)


class Withdrawal(SQLModel, table=True):
    """A return taken back: from `known_from` on its rows no longer count."""

    __tablename__ = "withdrawal"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    reason: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime


class Standing(SQLModel, table=True):
    """What somebody decided about one service's return of one period.

    service_id  "" where it is about the period of every service
    act         one of ACTS
    """

    __tablename__ = "standing"

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str = Field(index=True)
    service_id: str
    period_start: date
    period_kind: str
    act: str
    reason: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime


class HeadingMapping(SQLModel, table=True):
    """What a service's headings were said to mean, for the next file with the same headings.

    signature  what tells such files apart, as whoever maps them works it out
    mapping    JSON: heading -> what it holds
    answers    JSON: Question.id -> answer
    """

    __tablename__ = "heading_mapping"
    __table_args__ = (Index("ix_heading_mapping_framework_id_signature", "framework_id", "signature"),)

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str
    service_id: str
    signature: str
    mapping: str = Field(sa_type=Text)
    answers: str = Field(sa_type=Text)
    given_by: str
    known_from: datetime


class Shown(SQLModel, table=True):
    """A pack or a page that was shown to a board, and the moment whose knowledge it held."""

    __tablename__ = "shown"

    id: int | None = Field(default=None, primary_key=True)
    framework_id: str = Field(index=True)
    title: str
    as_at: datetime
    given_by: str
    known_from: datetime


ACTS = ("accepted", "signed off", "reopened", "locked", "unlocked")
"""What may be decided about a service's return of a period."""

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

KEY = ("service_id", "indicator_id", "period_start", "period_kind", "breakdown")
"""What a row is about: of the rows with one key, the newest counts."""

FIGURES = ("numerator", "denominator", "value", "n", "sd", "asked", "marker")
"""What a row says: two rows that agree on these tell the same."""


def _table(model: Any) -> Any:
    return model.__table__


framework_table = _table(FrameworkVersion)
submission_table = _table(Submission)
observation_table = _table(Observation)
doubt_table = _table(Doubt)
explanation_table = _table(Explanation)
fix_table = _table(Fix)
detail_table = _table(SubmissionDetail)
columnar_table = _table(ColumnarCopy)
withdrawal_table = _table(Withdrawal)
standing_table = _table(Standing)
mapping_table = _table(HeadingMapping)
shown_table = _table(Shown)
