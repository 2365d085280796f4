"""Opens the record's database and brings it up to date: SQLite by default, any SQLAlchemy URL otherwise."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from impact.problems import ImpactError

HEAD = "0006"
"""The newest migration; a test holds it to the files in migrations/versions."""

_PRAGMAS = (
    "busy_timeout=30000",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
)
"""In this order: whoever waits for the lock must be told how long before it asks for anything."""

_TRIES, _PAUSE = 600, 0.05
"""How often, and with what pause in seconds, a new file is asked to keep a write-ahead log: half a minute."""

_LOCK = 7_214_011
"""The advisory lock that lets one writer at a time into a PostgreSQL record."""


class RecordUnreachable(ImpactError):
    """The database cannot be opened."""


def open_engine(url: str) -> Engine:
    """An engine for a database URL, with its tables brought up to the newest migration."""
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise RecordUnreachable(
            "The record's address is not one that can be read. Write IMPACT_DATABASE_URL as "
            "postgresql://user:password@host/name, or leave it unset to keep the record in IMPACT_HOME."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        _migrate(engine)
    except DatabaseError as error:
        raise RecordUnreachable(
            f"The record at '{address.render_as_string(hide_password=True)}' cannot be opened. Check that it is "
            "a record of Impact's, and with IMPACT_DATABASE_URL that the server is running."
        ) from error
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state and writes nothing."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection inside the one writing transaction; all of it is kept, or nothing."""
    with engine.connect().execution_options(impact_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")
    _keep_ahead_log(connection)


def _keep_ahead_log(connection: Any) -> None:
    """Have the file keep a write-ahead log.

    SQLite does not wait for the lock that the change takes: of several who open a new file at once all but one
    would be refused.
    """
    for _ in range(_TRIES):
        try:
            connection.execute("pragma journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            sleep(_PAUSE)
        else:
            return
    raise sqlite3.OperationalError("database is locked")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("impact_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    if _version(engine) == HEAD:
        return
    from alembic import command  # slow to load, and needed once per new database
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
