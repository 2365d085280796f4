"""Serves the screens from this machine, in one process, ready before the first visitor is let in."""

import errno
import gc
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
import streamlit
import uvicorn.config
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit.runtime.pages_manager import PagesManager

from impact.document import Document, routes
from impact.guard import Guard, security_headers
from impact.problems import ImpactError

APP = Path(__file__).resolve().parents[2] / "app.py"
"""The shell that lists the screens; `.streamlit/config.toml` beside it holds, wherever the command is given."""

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""The one page that Streamlit serves; the screens are drawn into it."""

LATER = 10.0
"""Seconds after the start at which `later` is run: the first visitor has the first screen by then. Judgement."""

LOOPBACK = ("127.0.0.1", "localhost")


class CannotServe(ImpactError):
    """The server cannot start; the message says what to do."""


def serve(
    port: int,
    address: str = "127.0.0.1",
    open_browser: bool = False,
    record: Path | None = None,
    warm: Callable[[], None] | None = None,
    later: Callable[[], None] | None = None,
    names: Sequence[str] = (),
    script: Path = APP,
) -> None:
    """Serve the screens until the process is stopped; says where once they are ready.

    record  folder of the record and its projection, passed on as IMPACT_HOME; None leaves the setting as it is
    warm    run once before the first visitor is let in, so that nobody waits for imports and first figures;
            what it raises stops the start
    later   run once beside the first visitors, some seconds after them: what is slow to load and seldom first
    names   host names under which a proxy publishes this server. At a loopback address no other name is answered,
            so that a web page elsewhere cannot reach the figures through a name of its own for this machine
    Raises CannotServe when the port is taken.
    """
    _ask_for(port, address)
    if record is not None:
        os.environ["IMPACT_HOME"] = str(record.resolve())
    sys.argv = [str(script)]  # Streamlit looks for its configuration beside the program named here
    uvicorn.config.LOGGING_CONFIG["loggers"]["uvicorn"]["level"] = "WARNING"
    application(script, warm, later, open_browser, _answered(address, names)).run(
        config={
            "server.port": port,
            "server.address": address,
            "server.headless": True,
            "browser.gatherUsageStats": False,
            "logger.hideWelcomeMessage": True,
        }
    )


def application(
    script: Path,
    warm: Callable[[], None] | None = None,
    later: Callable[[], None] | None = None,
    open_browser: bool = False,
    hosts: Sequence[str] = ("*",),
) -> streamlit.App:
    """The screens as an ASGI application, for serve() and for whoever runs a server of their own.

    hosts  host names that are answered; "*" for all
    """
    return streamlit.App(
        script,
        lifespan=_life(warm, later, open_browser),
        routes=routes(),
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(Guard, headers=security_headers(PAGE)),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(Document),
        ],
    )


def _life(
    warm: Callable[[], None] | None, later: Callable[[], None] | None, open_browser: bool
) -> Callable[[streamlit.App], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """What happens between the start of the server and its first visitor."""

    @asynccontextmanager
    async def life(app: streamlit.App) -> AsyncIterator[dict[str, Any] | None]:
        # What st.navigation sets when it first runs. Before that, whoever comes first by a deep link is told
        # "Page not found" over the screen asked for, because app.py stands beside a folder called pages.
        PagesManager.uses_pages_directory = False
        if warm is not None:
            await anyio.to_thread.run_sync(warm)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: later collections need not walk it (94 ms each, measured)
        url = "http://{}:{}".format(
            streamlit.get_option("server.address") or LOOPBACK[0], streamlit.get_option("server.port")
        )
        print(f"Impact is ready: {url}", flush=True)
        if open_browser:
            await anyio.to_thread.run_sync(webbrowser.open, url)
        if later is not None:
            beside = threading.Timer(LATER, later)
            beside.daemon = True
            beside.start()
        yield None

    return life


def _answered(address: str, names: Sequence[str]) -> tuple[str, ...]:
    """The host names answered at an address: at a loopback address its own and `names`; elsewhere `names`, or all."""
    if address in LOOPBACK:
        return (*LOOPBACK, *names)
    return (address, *LOOPBACK, *names) if names else ("*",)


def _ask_for(port: int, address: str) -> None:
    """Raise CannotServe unless the port can be had."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((address, port))
        except OSError as error:
            raise CannotServe(_refused(port, address, error)) from error


def _refused(port: int, address: str, error: OSError) -> str:
    """Why a port cannot be had, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use, perhaps by another Impact. "
            f"Stop that one, or choose another port: IMPACT_PORT={port + 1} make run."
        )
    return f"This machine does not let Impact use {address}, port {port}: {error.strerror}. Choose another."
