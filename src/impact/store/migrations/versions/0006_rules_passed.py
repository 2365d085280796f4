"""What each return was held to before it was kept: the rules as they stood, and what became of its rows.

Of the returns kept until now it is not known; they get no row.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = {"rulebook": ("name", "version", "sha256"), "passage": ("submission_id", "rulebook_id")}
"""Each table, with what may stand in it only once."""

_IS_CLOSED = "EXISTS (SELECT 1 FROM submission_detail WHERE submission_id = NEW.submission_id)"


def upgrade() -> None:
    """Add the tables, forbid changing what they hold, and let no closed return take a passage."""
    _make_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Refuse: going back would throw away which rules returns have passed."""
    raise RuntimeError("This migration is not undone: that would remove which rules returns have passed.")


def _make_tables() -> None:
    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in TABLES["rulebook"]),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook")),
        sa.UniqueConstraint(*TABLES["rulebook"], name=op.f("uq_rulebook_name_version_sha256")),
    )
    op.create_table(
        "passage",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", *TABLES["passage"])),
        sa.Column("outcomes", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=op.f(f"fk_passage_{to}_id_{to}"))
            for to in ("submission", "rulebook")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint(*TABLES["passage"], name=op.f("uq_passage_submission_id_rulebook_id")),
    )


def _guard_sqlite() -> None:
    """Stop UPDATE, DELETE, and the hidden delete of INSERT OR REPLACE, whatever the connection's settings."""
    for table, key in TABLES.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no {act} on {table}'); END"
            )
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) "
            f"BEGIN SELECT RAISE(ABORT, 'the record is append-only: no REPLACE on {table}'); END"
        )
    op.execute(
        f"CREATE TRIGGER passage_closed BEFORE INSERT ON passage WHEN {_IS_CLOSED} "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only: this return is kept already'); END"
    )


def _guard_postgresql() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION impact_append_only()"
        )
    op.execute(
        "CREATE FUNCTION impact_still_open() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_IS_CLOSED} THEN RAISE EXCEPTION 'the record is append-only: this return is kept already'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER passage_closed BEFORE INSERT ON passage FOR EACH ROW EXECUTE FUNCTION impact_still_open()"
    )
