"""Runs the record's migrations on the connection that `impact.store.engine` hands over."""

from alembic import context
from sqlmodel import SQLModel

from impact.store import protections, register, rulebooks, tables  # noqa: F401  (registers the tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
