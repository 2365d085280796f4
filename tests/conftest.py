"""What many tests share."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

import postgres
import visiting
from impact.framework.load import load
from impact.framework.models import Framework

REPO = Path(__file__).resolve().parents[1]


_OPENED: list[Engine] = []


@event.listens_for(Engine, "engine_connect")
def _opened(connection: Connection) -> None:
    _OPENED.append(connection.engine)


@pytest.fixture(autouse=True)
def closed_records() -> Iterator[None]:
    """Whatever record a test opened is closed after it: an open one is a warning from Python 3.13 on."""
    yield
    while _OPENED:
        _OPENED.pop().dispose()


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """A page that is visited in this process puts itself in place of its main module, which every new process runs."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def framework() -> Framework:
    """The demonstration borough's framework, as it lies in data/framework."""
    return load(REPO / "data" / "framework")


@pytest.fixture
def record_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where this test's record is kept, and nobody else's."""
    folder = tmp_path / "record"
    folder.mkdir()
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    monkeypatch.delenv("IMPACT_DATABASE_URL", raising=False)
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database that lives as long as the test run."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip(postgres.MISSING)
    with postgres.server(folder) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[str]:
    """A database of this test's own on the PostgreSQL server."""
    server = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"record_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def two_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the borough and of England's children, to be copied."""
    return visiting.two_places(tmp_path_factory.mktemp("places") / "record")


@pytest.fixture
def home(two_places: Path, record_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This test's own copy of the loaded record, on the day that it is about."""
    shutil.copytree(two_places, record_folder, dirs_exist_ok=True)
    yield from visiting.on_the_day(record_folder, monkeypatch)


@pytest.fixture
def empty_home(record_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A record that holds nothing, as the screens' own."""
    yield from visiting.on_the_day(record_folder, monkeypatch)
