"""The first tables, and the triggers that keep them append-only."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("framework_version", "submission", "observation", "doubt", "explanation")


def upgrade() -> None:
    """Make the tables and forbid changing what they hold."""
    _make_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Refuse: going back would throw the record away."""
    raise RuntimeError("The first migration is not undone: that would remove the record.")


def _text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, AutoString(), nullable=False)


def _number(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Float(), nullable=True)


def _make_tables() -> None:
    op.create_table(
        "framework_version",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("framework_id"),
        _text("sha256"),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("known_from", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_version")),
    )
    op.create_index(op.f("ix_framework_version_framework_id"), "framework_version", ["framework_id"])
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("framework_id", "framework_sha256", "sender", "sent_by", "filename", "sha256")),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("encoding"),
        _text("delimiter"),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        _text("label"),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        _text("chain"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "framework_id", "sender", "sha256", "repeat", name=op.f("uq_submission_framework_id_sender_sha256_repeat")
        ),
    )
    op.create_index(op.f("ix_submission_framework_id"), "submission", ["framework_id"])
    key = ("service_id", "submission_id", "indicator_id", "period_start", "period_kind", "breakdown")
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        *(_text(name) for name in ("cell", "service_id", "indicator_id")),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        _text("period_kind"),
        _text("breakdown"),
        *(_number(name) for name in ("numerator", "denominator", "value", "n", "sd", "asked")),
        _text("marker"),
        _text("note"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_observation_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint(*key, name=op.f("uq_observation_" + "_".join(key))),
    )
    op.create_index(op.f("ix_observation_submission_id"), "observation", ["submission_id"])
    op.create_table(
        "doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        *(_text(name) for name in ("column_letter", "heading", "rule", "found", "question")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_doubt_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
    )
    op.create_index(op.f("ix_doubt_submission_id"), "doubt", ["submission_id"])
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doubt_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("given_by"),
        sa.Column("known_from", UTCDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["doubt_id"], ["doubt.id"], name=op.f("fk_explanation_doubt_id_doubt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
    )
    op.create_index(op.f("ix_explanation_doubt_id"), "explanation", ["doubt_id"])


def _guard_sqlite() -> None:
    """Stop UPDATE, DELETE, and the hidden delete of INSERT OR REPLACE, whatever the connection's settings."""
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no {act} on {table}'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no REPLACE on {table}'); END"
        )
    for table, key in (
        ("submission", ("framework_id", "sender", "sha256", "repeat")),
        ("observation", ("service_id", "submission_id", "indicator_id", "period_start", "period_kind", "breakdown")),
    ):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace_by_key BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: this {table} is kept already'); END"
        )


def _guard_postgresql() -> None:
    """Stop UPDATE, DELETE and TRUNCATE for every role, the owner included."""
    op.execute(
        "CREATE FUNCTION impact_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the record is append-only: no % on %', TG_OP, TG_TABLE_NAME; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impact_append_only()"
        )
