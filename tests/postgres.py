"""A PostgreSQL server of the tests' own: made in a folder in /tmp, gone when they end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "PostgreSQL's server is not installed (on Debian: apt-get install postgresql)"


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl: the newest of Debian's, else the one on the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).parent)
    return next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server from the programs in `folder`; gives the address of its database, as SQLAlchemy writes it."""
    home = Path(tempfile.mkdtemp(prefix="impact-postgres-", dir="/tmp"))
    data, port = home / "data", free_port()
    as_owner = _owner(home)
    run = [*as_owner, str(folder / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    try:
        _call([*as_owner, str(folder / "initdb"), "--pgdata", str(data), *INITDB], home)
        _call([*run, "--log", str(home / "log"), "--options", options, "start"], home)
        try:
            yield f"postgresql+psycopg://impact@127.0.0.1:{port}/postgres"
        finally:
            _call([*run, "--mode", "fast", "stop"], home)
    finally:
        shutil.rmtree(home)


INITDB = ["--username", "impact", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]


def free_port() -> int:
    """A port on this machine that nobody uses now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _owner(home: Path) -> list[str]:
    """How to run the server's programs: PostgreSQL refuses to run as root, so root becomes someone else."""
    if os.geteuid() != 0:
        return []
    user = "postgres" if subprocess.run(["id", "postgres"], capture_output=True).returncode == 0 else "nobody"
    shutil.chown(home, user)
    return ["runuser", "-u", user, "--"]


def _call(command: list[str], home: Path) -> None:
    """Run a command; what it said comes with the failure. The server it starts must not hold our pipes open."""
    said = home / "said"
    with said.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd="/")
    assert done.returncode == 0, f"{' '.join(command)}\n{said.read_text()}"
