"""What holds for every screen because of how they are served; tried on two small screens of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from postgres import free_port
from serving import running, settled

SHELL = """
import streamlit as st

st.sidebar.write("the shell ran")
st.navigation([st.Page("pages/borough/overview.py", default=True), st.Page("pages/borough/secret.py")]).run()
"""
OVERVIEW = """
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.title("Overview")
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), alt="It rose from 3 to 4.")
st.dataframe(pd.DataFrame({"service": ["North"], "people": [18]}))
st.table(pd.DataFrame({"service": ["South"], "people": [20]}))
sent = st.file_uploader("A return", type="csv")
st.write(f"{len(sent.getvalue())} bytes came" if sent else "nothing sent")
st.download_button("Take it away", data=lambda: b"a,b", file_name="figures.csv", on_click="ignore")
"""
SECRET = """
import streamlit as st

st.title("Secret")
"""
CONFIGURATION = """
[client]
toolbarMode = "minimal"
[theme]
primaryColor = "#12436D"
[theme.sidebar]
backgroundColor = "#801650"
"""
SERVE = "from pathlib import Path; from impact.serve import serve; serve({port}, script=Path({script!r}))"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[str]:
    """Two small screens one folder below pages/, on a server that nobody has visited yet."""
    files = {
        "app.py": SHELL,
        "pages/borough/overview.py": OVERVIEW,
        "pages/borough/secret.py": SECRET,
        ".streamlit/config.toml": CONFIGURATION,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    port = free_port()
    program = SERVE.format(port=port, script=str(tmp_path / "app.py"))
    with running([sys.executable, "-c", program], port, tmp_path / "server.log") as url:
        yield url


def test_a_deep_link_on_a_fresh_server_goes_through_the_shell(small: str, page: Page):
    page.goto(f"{small}/secret")

    expect(page.get_by_role("heading", name="Secret")).to_be_visible()
    expect(page.get_by_text("the shell ran")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(["overview", "secret"])


def test_a_folder_of_screens_is_no_address(small: str, page: Page):
    page.goto(f"{small}/borough")

    expect(page.get_by_role("dialog", name="Page not found")).to_be_visible()
    expect(page.get_by_text("the shell ran")).to_be_attached()
    expect(page.get_by_role("heading", name="Secret")).to_have_count(0)


def test_a_screen_works_within_what_the_browser_is_allowed(small: str, page: Page):
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(small)

    expect(page.get_by_role("figure", name="It rose from 3 to 4.").locator(".main-svg").first).to_be_visible()
    expect(page.get_by_role("grid", include_hidden=True)).to_contain_text("North")
    expect(page.get_by_role("cell", name="South")).to_be_visible()
    page.locator("input[type=file]").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.get_by_text("8 bytes came")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Take it away").click()

    assert kept.value.path().read_bytes() == b"a,b"
    assert refused == []


def test_the_configuration_beside_the_shell_holds_wherever_the_command_is_given(small: str, page: Page):
    page.goto(small)
    settled(page)

    expect(page.get_by_test_id("stSidebar")).to_have_css("background-color", "rgb(128, 22, 80)")


def test_another_sites_page_reaches_nothing(small: str, page: Page):
    page.goto(small)
    settled(page)
    page.goto("about:blank")

    reached = page.evaluate(
        """url => new Promise(told => {
            const door = new WebSocket(url.replace('http', 'ws') + '/_stcore/stream');
            door.onopen = () => told('open'); door.onerror = () => told('closed');
        })""",
        small,
    )

    assert reached == "closed"
