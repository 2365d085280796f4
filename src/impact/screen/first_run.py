"""The first steps of an empty borough: choose a framework, invite services, send the first return."""

from html import escape
from pathlib import Path

import streamlit as st

from impact import answers
from impact.framework import Framework, load
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.calendar_cells import of
from impact.screen.cards import link
from impact.screen.problems import notice
from impact.screen.scopes import by_name
from impact.words.reminders import reminder, reminders

DATA = Path(__file__).resolve().parents[3] / "data"
STEPS = ("Choose a framework", "Invite the services", "Send the first return")
OWN = (
    "A framework of your own is a folder of texts and tables. Copy one of these, change what differs, and load it at "
    "the command line:"
)


def begin() -> None:
    """The first step: which framework this record is to follow. It is kept as a version, with this moment."""
    st.title("Nothing has been loaded yet", anchor=False)
    st.html(_steps(0))
    folders = _frameworks()
    st.header(STEPS[0], anchor=False)
    st.write("It says what is measured, of whom, in which steps, and what is aimed for. It can be changed at any time.")
    if folders:
        titles = {name: one.title for name, (_, one) in folders.items()}
        with st.container(width=560):
            chosen = st.radio("Framework", list(titles), format_func=titles.__getitem__, key="first_framework")
        told = folders[chosen][1]
        st.text(
            f"{len(told.sectors)} {told.words.sectors}, {len(told.services)} {told.words.services}, "
            f"{len(told.indicators)} indicators, {len(told.nodes)} outcomes and steps on the way to them."
        )
        if st.button("Begin with this framework", type="primary", key="first_begin"):
            _adopt(folders[chosen][0])
    st.text(OWN)
    st.code("impact load FOLDER\nimpact load data/framework data/demo/returns data/published", language="bash")
    st.text("The second line loads the demonstration with its invented services and the published figures.")


def go_on(key: Key, framework: Framework) -> None:
    """The next steps, while no return has come in: invite the services, send the first one."""
    if not cache.received(key).empty or key.view.as_at is not None:
        return
    st.html(_steps(1))
    words, expected = framework.words, cache.calendar(key)
    invite, send = st.columns(2, gap="large")
    with invite:
        st.header(STEPS[1], anchor=False)
        st.text(f"One text for each {words.service}: what is asked, for when, how to fill it in, whom to ask.")
        services = by_name(framework.services)
        texts = [reminder(one, of(expected, one), framework, key.view.today) for one in services]
        st.download_button(
            f"Download {len(texts)} invitations as text",
            data=reminders(texts).encode("utf-8-sig"),
            file_name="invitations.txt",
            mime="text/plain",
            key="invitations",
            on_click="ignore",
            disabled=not texts,
        )
    with send:
        st.header(STEPS[2], anchor=False)
        st.text("Fill in a template, or drop a file as it is: it is read, explained, and kept only when you say so.")
        pages = {"Get a template": "template", "Send a return": "returns", "See what is due": "calendar"}
        links = [link(text, page) for text, page in pages.items()]
        st.html("".join(f'<p class="onward">{one.markup}</p>' for one in links))


def _frameworks() -> dict[str, tuple[Path, Framework]]:
    """The frameworks that come with Impact, by id."""
    found = {}
    for file in sorted([*DATA.glob("framework/framework.toml"), *DATA.glob("frameworks/*/framework.toml")]):
        one = load(file.parent)
        found[one.id] = (file.parent, one)
    return found


def _adopt(folder: Path) -> None:
    try:
        answers.adopt(cache.sources(), folder, cache.now())
    except ImpactError as error:
        notice(str(error), "alert")
        return
    st.rerun()


def _steps(now: int) -> str:
    """The three steps, the present one marked."""
    here = ' aria-current="step"'
    listed = "".join(f"<li{here if place == now else ''}>{escape(one)}</li>" for place, one in enumerate(STEPS))
    return f'<ol class="steps">{listed}</ol>'
