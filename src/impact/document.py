"""The one HTML document that all screens are drawn into: in British English, under our name, with our script and look.

Streamlit's document calls itself "Streamlit" and its language "en", and knows neither our places nor where the focus
should go when a screen opens. Both are mended on the way out, so that nothing of Streamlit's is copied or patched.
"""

from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = Path(__file__).with_name("frame.js")
STYLES = sorted((Path(__file__).parent / "screen" / "styles").glob("*.css"))
"""What all screens share (`common`), and what some of them add."""

SCRIPT_ADDRESS, LOOK_ADDRESS = "/frame.js", "/look.css"

_PARTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
AHEAD = sorted(one.name for part in ("Html", "purify.es", "Selectbox", "Text") for one in _PARTS.glob(f"{part}.*.js"))
"""Parts of Streamlit's page that every screen of ours needs; it would ask for them one after another, once needed."""

MENDED = (
    ('<html lang="en">', '<html lang="en-GB">'),
    ("<title>Streamlit</title>", "<title>Impact</title>"),
    ("<head>", f'<head><script src="{SCRIPT_ADDRESS}"></script>'),
    (
        "</head>",
        "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{one}">' for one in AHEAD) + "</head>",
    ),
    ("</body>", f'<link rel="stylesheet" href="{LOOK_ADDRESS}"></body>'),
)
"""What is written otherwise in the document; each must be found in it, or Streamlit has changed.

Our script stands first, since it says where the server is before Streamlit looks for it. Our look stands last, since
Streamlit writes its styles into the head, and of two that weigh the same the later one counts.
"""

_COPIES = ("accept-encoding", "if-none-match", "if-modified-since", "range")
"""What a browser asks of a copy it has: the document is written anew, and packed further out."""


class Document:
    """Writes the document anew wherever Streamlit answers with it; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self.app(scope, receive, send)
        asked = [(name, value) for name, value in scope["headers"] if name.decode() not in _COPIES]
        started: list[Message] = []
        body = bytearray()

        async def rewritten(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            body.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                start, page = started[0], bytes(body)
                headers = MutableHeaders(scope=start)
                if headers.get("content-type", "").startswith("text/html"):
                    page = mended(page.decode("utf-8")).encode()
                    headers["content-length"] = str(len(page))
                    headers["cache-control"] = "no-cache"
                    for name in ("etag", "last-modified"):
                        del headers[name]
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": asked}, receive, rewritten)


def mended(page: str) -> str:
    """The document with what is ours in it."""
    for was, now in MENDED:
        page = page.replace(was, now, 1)
    return page


def routes() -> list[Route]:
    """Where the document's own script and look are had from."""

    def script(_: Request) -> FileResponse:
        return FileResponse(SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})

    def look(_: Request) -> Response:
        every = "\n".join(one.read_text(encoding="utf-8") for one in STYLES)
        return Response(every, media_type="text/css", headers={"cache-control": "no-cache"})

    return [Route(SCRIPT_ADDRESS, script), Route(LOOK_ADDRESS, look)]
