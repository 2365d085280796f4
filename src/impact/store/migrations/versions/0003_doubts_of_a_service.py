"""A doubt about everything that one service sends says which service that is; older doubts name none."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the triggers stay, and what is kept stays as it was."""
    op.add_column("doubt", sa.Column("service_id", AutoString(), nullable=True))


def downgrade() -> None:
    """Refuse: going back would throw away what doubts are about."""
    raise RuntimeError("This migration is not undone: that would remove which service a doubt is about.")
