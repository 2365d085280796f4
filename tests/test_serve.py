"""What the server answers, whom it answers, and when it refuses to start."""

import base64
import gzip
import hashlib
import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

import pytest

from impact import serve
from impact.document import MENDED, STYLES
from postgres import free_port
from serving import running

WARM = "from pathlib import Path\ndef warm(): Path({said!r}).write_text('warm')\n"
SERVE = "from impact.serve import serve\nfrom pathlib import Path\nserve({port}, script=Path({script!r}), {more})"


def program(port: int, script, more: str = "", before: str = "") -> list[str]:
    return [sys.executable, "-c", before + SERVE.format(port=port, script=str(script), more=more)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    made = tmp_path_factory.mktemp("served")
    (made / "app.py").write_text("import streamlit as st\nst.title('Served')\n")
    return made


@pytest.fixture(scope="module")
def url(folder) -> Iterator[str]:
    port, before = free_port(), WARM.format(said=str(folder / "said"))
    command = program(port, folder / "app.py", "warm=warm, names=['impact.example']", before)
    with running(command, port, folder / "server.log") as address:
        yield address


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def asked(url: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    with closing(connection):
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def test_the_page_may_load_and_be_framed_by_this_server_alone(url):
    answer = asked(url, "/")

    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert answer.status == 200
    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert not re.search(r"https?:|wss?:|\*|unsafe-eval'(?<!wasm-unsafe-eval')", " ".join(policy.values()))
    assert "unsafe-inline" not in policy["script-src"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "microphone=()" in answer.headers["permissions-policy"]


def test_the_document_is_british_carries_our_name_and_brings_our_script(url):
    answer = asked(url, "/", {"Accept": "text/html", "Accept-Encoding": "gzip", "If-None-Match": "*"})
    page = gzip.decompress(answer.body).decode()

    assert answer.status == 200
    assert '<html lang="en-GB">' in page
    assert "<title>Impact</title>" in page
    assert page.index('<script src="/frame.js"></script>') < page.index('<script type="module"')


def test_our_script_is_served_as_a_script(url):
    answer = asked(url, "/frame.js")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert b"popstate" in answer.body


def test_our_look_is_served_as_one_sheet_and_stands_last_in_the_document(url):
    answer, page = asked(url, "/look.css"), asked(url, "/", {"Accept": "text/html"}).body.decode()

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert all(one.read_bytes().strip() in answer.body for one in STYLES)
    assert page.index('<link rel="stylesheet" href="/look.css">') > page.index('<div id="root">')


def test_what_every_screen_needs_is_asked_for_ahead_and_there(url):
    page = asked(url, "/", {"Accept": "text/html"}).body.decode()

    ahead = re.findall(r'rel="modulepreload" crossorigin href="\.(/static/js/[^"]+)"', page)
    assert {one.split("/")[-1].split(".")[0] for one in ahead} >= {"Html", "purify", "Selectbox", "Text"}
    assert [one for one in ahead if asked(url, one).status != 200] == []


def test_what_is_mended_in_the_document_is_found_in_it():
    page = serve.PAGE.read_text(encoding="utf-8")

    assert [was for was, _ in MENDED if page.count(was) != 1] == []


def test_the_one_script_inside_the_page_is_allowed_by_its_digest(url):
    answer = asked(url, "/")
    inside = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.body.decode(), flags=re.DOTALL)

    digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in inside]

    assert len(digests) == 1
    assert f"'sha256-{digests[0]}'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
def test_what_no_screen_needs_is_not_there(url, path):
    answer = asked(url, path)

    assert answer.status == 404
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_gets_no_answer(url, origin):
    assert asked(url, "/_stcore/health", {"Origin": origin}).status == 404


def test_a_page_of_our_own_is_answered(url):
    assert asked(url, "/_stcore/health", {"Origin": url}).status == 200


def test_only_the_names_it_was_given_are_answered(url):
    statuses = {
        name: asked(url, "/", {"Host": name}).status for name in ["impact.example", "localhost", "evil.example"]
    }

    assert statuses == {"impact.example": 200, "localhost": 200, "evil.example": 400}


def test_what_a_browser_fetches_first_is_sent_packed(url):
    page = asked(url, "/").body.decode()
    script = "/" + re.search(r'src="\./(static/js/index[^"]+)"', page)[1]

    packed = asked(url, script, {"Accept-Encoding": "gzip"})
    plain = asked(url, script)

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def test_everything_is_warm_before_the_first_visitor_is_let_in(url, folder):
    assert (folder / "said").read_text() == "warm"
    assert (folder / "server.log").read_text() == f"Impact is ready: {url}\n"


def test_a_warm_up_that_fails_stops_the_start(folder):
    before = "def warm(): raise RuntimeError('no figures today')\n"

    command = program(free_port(), folder / "app.py", "warm=warm", before)
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert ended.returncode != 0
    assert "no figures today" in ended.stderr
    assert "ready" not in ended.stdout


def test_the_screens_learn_where_the_record_is(folder):
    port = free_port()
    before = "import os\ndef warm(): print('record in', os.environ['IMPACT_HOME'])\n"

    with running(
        program(port, folder / "app.py", "warm=warm, record=Path('/a/b')", before), port, folder / "second.log"
    ):
        assert "record in /a/b" in (folder / "second.log").read_text()


def test_a_taken_port_is_named_with_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(serve.CannotServe, match=f"Port {port} is in use.*IMPACT_PORT={port + 1} make run"):
            serve.serve(port)


def test_an_address_that_is_not_this_machines_is_refused_plainly():
    with pytest.raises(serve.CannotServe, match=r"does not let Impact use 192\.0\.2\.1"):
        serve.serve(free_port(), address="192.0.2.1")
