"""Registers: what people put on record beside the returns, such as a nomination for a bright spot and its check."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "register_entry"


def upgrade() -> None:
    """Add the table, and forbid changing what it holds."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("framework_id", "kind", "act")),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("service_id", AutoString(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("given_by", AutoString(), nullable=False),
        sa.Column("known_from", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["about"], [f"{TABLE}.id"], name=op.f(f"fk_{TABLE}_about_{TABLE}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_framework_id_kind", TABLE, ["framework_id", "kind"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impact_append_only()"
        )
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Refuse: going back would throw away what people put on record."""
    raise RuntimeError("This migration is not undone: that would remove nominations and checks.")


def _guard_sqlite() -> None:
    """Stop UPDATE, DELETE, and the hidden delete of INSERT OR REPLACE, whatever the connection's settings."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no {act} on {TABLE}'); END"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no REPLACE on {TABLE}'); END"
    )
