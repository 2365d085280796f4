"""Stands before the screens: what a browser may load with them, and whom the server answers at all."""

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_OFFERED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit answers these without asking who calls: names of cached functions, and driving the screens by program."""


class Guard:
    """Puts the security headers on every answer, and turns away what no screen of ours asks for.

    A request that another site's page makes is refused here, before Streamlit: to judge a foreign origin
    Streamlit would ask an outside server for this machine's address.
    """

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one connection; anything else passes through."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        if _unwelcome(scope):
            refusal = PlainTextResponse("Not found", status_code=404)
            return await refusal(scope, receive, send_guarded)
        return await self.app(scope, receive, send_guarded)


def _unwelcome(scope: Scope) -> bool:
    """Whether a request is for something not offered, or comes from another site's page."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    return foreign or scope["path"].startswith(NOT_OFFERED)


def security_headers(page: Path) -> dict[str, str]:
    """The headers of every answer: the page may load and reach this server alone, and only its pages may frame it.

    page  the HTML file that Streamlit serves. It holds one script of its own, allowed by its SHA-256.

    Styles must stay open: Streamlit writes them while it draws.
    """
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *_inline_scripts(page), "'wasm-unsafe-eval'"]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "content-security-policy": "; ".join(f"{part} {allowed}" for part, allowed in policy.items()),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
    }


def _inline_scripts(page: Path) -> list[str]:
    """The CSP sources that allow the scripts written into a page itself."""
    bodies = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    digests = [hashlib.sha256(body.encode()).digest() for body in bodies]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
