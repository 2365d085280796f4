"""Which figures were hidden for others' sake from when on, so that what was shown at a moment stays what was shown."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("protection", "protected_until")


def upgrade() -> None:
    """Add the tables, and forbid changing what they hold."""
    texts = ("framework_id", "scope_kind", "scope_id", "indicator_id")
    op.create_table(
        "protection",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in texts),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_kind", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("state", "neighbour")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
    )
    op.create_index(op.f("ix_protection_framework_id"), "protection", ["framework_id"])
    op.create_table(
        "protected_until",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", AutoString(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_until")),
        sa.UniqueConstraint("framework_id", "until", name=op.f("uq_protected_until_framework_id_until")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Refuse: going back would throw away what was hidden when."""
    raise RuntimeError("This migration is not undone: that would remove what was hidden at earlier moments.")


def _guard_sqlite() -> None:
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
    op.execute(
        "CREATE TRIGGER protected_until_no_replace_by_key BEFORE INSERT ON protected_until "
        "WHEN EXISTS (SELECT 1 FROM protected_until WHERE framework_id = NEW.framework_id AND until = NEW.until) "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only: no REPLACE on protected_until'); END"
    )


def _guard_postgresql() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impact_append_only()"
        )
