"""Fixes and choices, withdrawals, decisions, mappings and what was shown; a cheaper guard over the rows.

Until now every row of a return was looked up by its whole key before it was kept, only to stop INSERT OR
REPLACE. A submission is now closed by its detail, which is written last: a closed submission takes no row.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("fix", "submission_detail", "columnar_copy", "withdrawal", "standing", "heading_mapping", "shown")


def upgrade() -> None:
    """Add the tables, close every submission kept so far, and forbid changing what the new tables hold."""
    _make_submission_tables()
    _make_act_tables()
    op.execute("INSERT INTO submission_detail SELECT id, '{}', '', '', '[]' FROM submission")
    op.create_index("ix_observation_submission_id_line", "observation", ["submission_id", "line"])
    op.drop_index("ix_observation_submission_id", "observation")
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Refuse: going back would throw away what people decided."""
    raise RuntimeError("This migration is not undone: that would remove withdrawals and decisions.")


def _text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, AutoString(), nullable=False)


def _long_text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> "sa.Column[Any]":
    return sa.Column(name, UTCDateTime(), nullable=False)


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["submission_id"], ["submission.id"], name=op.f(f"fk_{table}_submission_id_submission")
    )


def _make_submission_tables() -> None:
    op.create_table(
        "fix",
        *(_whole(name) for name in ("id", "submission_id")),
        *(_text(name) for name in ("rule", "column_letter", "heading")),
        *(_long_text(name) for name in ("found", "made")),
        _whole("count"),
        _long_text("lines"),
        _of_submission("fix"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix")),
    )
    op.create_index(op.f("ix_fix_submission_id"), "fix", ["submission_id"])
    op.create_table(
        "submission_detail",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        _long_text("choices"),
        *(_text(name) for name in ("line_ends", "sheet")),
        _long_text("remarks"),
        _of_submission("submission_detail"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_detail")),
    )
    op.create_table(
        "columnar_copy",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        _whole("first_observation_id"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _of_submission("columnar_copy"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_columnar_copy")),
    )
    op.create_table(
        "withdrawal",
        *(_whole(name) for name in ("id", "submission_id")),
        _long_text("reason"),
        _text("given_by"),
        _moment("known_from"),
        _of_submission("withdrawal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_withdrawal_submission_id")),
    )


def _make_act_tables() -> None:
    op.create_table(
        "standing",
        _whole("id"),
        *(_text(name) for name in ("framework_id", "service_id")),
        sa.Column("period_start", sa.Date(), nullable=False),
        *(_text(name) for name in ("period_kind", "act")),
        _long_text("reason"),
        _text("given_by"),
        _moment("known_from"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_framework_id"), "standing", ["framework_id"])
    op.create_table(
        "heading_mapping",
        _whole("id"),
        *(_text(name) for name in ("framework_id", "service_id", "signature")),
        *(_long_text(name) for name in ("mapping", "answers")),
        _text("given_by"),
        _moment("known_from"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heading_mapping")),
    )
    op.create_index("ix_heading_mapping_framework_id_signature", "heading_mapping", ["framework_id", "signature"])
    op.create_table(
        "shown",
        _whole("id"),
        *(_text(name) for name in ("framework_id", "title")),
        _moment("as_at"),
        _text("given_by"),
        _moment("known_from"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown")),
    )
    op.create_index(op.f("ix_shown_framework_id"), "shown", ["framework_id"])


def _guard_sqlite() -> None:
    """Stop UPDATE, DELETE, and the hidden delete of INSERT OR REPLACE, whatever the connection's settings."""
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no {act} on {table}'); END"
            )
        key = "submission_id" if table in ("submission_detail", "columnar_copy") else "id"
        also = " OR submission_id = NEW.submission_id" if table == "withdrawal" else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}{also}) "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no REPLACE on {table}'); END"
        )
    op.execute("DROP TRIGGER observation_no_replace")
    op.execute("DROP TRIGGER observation_no_replace_by_key")
    op.execute(
        "CREATE TRIGGER observation_no_replace BEFORE INSERT ON observation "
        "WHEN EXISTS (SELECT 1 FROM submission_detail WHERE submission_id = NEW.submission_id) "
        "OR (NEW.id > 0 AND EXISTS (SELECT 1 FROM observation WHERE id = NEW.id)) "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only: this observation is kept already'); END"
    )


def _guard_postgresql() -> None:
    """Stop UPDATE, DELETE and TRUNCATE for every role, the owner included."""
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impact_append_only()"
        )
