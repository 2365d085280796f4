"""A board pack as a screen offers it: choose what goes in, have it as a file, note that the board was shown it."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from impact import acts, packs
from impact.framework import Framework
from impact.packs import MOST_FIGURES, PARTS, Chosen, Pack
from impact.packs.choosing import CHANGED, FIGURES, OUTCOMES
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import quiet
from impact.screen.choices import remember
from impact.screen.problems import notice
from impact.words import uk_date
from impact.words.packs import LATER, holds_sentence, none_picked_sentence, pack_name

_KEPT = "pack_noted"


def choose_pack(key: Key, framework: Framework) -> Chosen:
    """What goes into the pack; the address keeps the parts and the figures."""
    day = key.view.today
    title = st.text_input("Title", pack_name(day), key=f"pack_title_{day}", max_chars=120)
    parts = _choose_parts()
    if FIGURES not in parts:
        return Chosen(title, parts=parts)
    usual = [one.id for one in packs.usual_figures(framework)]
    figures = _choose_figures(framework, usual)
    return Chosen(title, None if figures == usual else tuple(figures), parts=parts)


def say_what_it_holds(key: Key, framework: Framework, chosen: Chosen) -> str:
    """What the pack would hold, in a sentence, before it is made."""
    many = len(packs.usual_figures(framework) if chosen.figures is None else chosen.figures)
    outcomes = sum(one.scored for one in framework.nodes) if OUTCOMES in chosen.parts else 0
    return holds_sentence(many if FIGURES in chosen.parts else 0, outcomes, _since(key, chosen), key.view.today)


def downloads(key: Key, chosen: Chosen) -> None:
    """The pack as each kind of file; it is put together when one is first asked for, and kept for the others."""
    with st.container(horizontal=True, key="pack_files"):
        for ending, kind in packs.KINDS.items():
            st.download_button(
                f"Download as {kind.name}",
                data=_writing(key, chosen, ending),
                file_name=f"board-pack-{key.view.today.isoformat()}.{ending}",
                mime=kind.mime,
                key=f"pack_{ending}",
                on_click="ignore",
            )
    quiet(LATER)


def note_shown(key: Key, title: str) -> None:
    """The place to note that the board was shown this pack, so that what changes afterwards can be marked."""
    if said := st.session_state.pop(_KEPT, ""):
        notice(said)
    with st.form("pack_shown", border=False):
        given_by = st.text_input("Noted by, as a role", key="pack_by", max_chars=80)
        if st.form_submit_button("Note that the board was shown this", key="pack_note"):
            _note(key, title, given_by)


@st.cache_resource(show_spinner=False, max_entries=4)
def made(key: Key, chosen: Chosen) -> Pack:
    """The pack, put together once for each state of the record and each choice; read it, never change it."""
    return packs.contents(cache.sources(), key.view, chosen)


def _writing(key: Key, chosen: Chosen, ending: str) -> Callable[[], bytes]:
    return lambda: packs.KINDS[ending].write(made(key, chosen))


def _since(key: Key, chosen: Chosen) -> date | None:
    if CHANGED not in chosen.parts:
        return None
    return packs.last_board(cache.sources(), key.view).view.today


def _note(key: Key, title: str, given_by: str) -> None:
    try:
        acts.note_shown(cache.sources(), key.view, title, given_by, cache.now())
    except ImpactError as error:
        notice(str(error), "alert")
        return
    day = uk_date(key.view.today)
    st.session_state[_KEPT] = f"Noted: a board was shown “{title.strip()}” with the figures as known on {day}."
    st.rerun()


def _choose_parts() -> tuple[str, ...]:
    """The parts that are ticked; the address keeps those that are not the default."""
    every = ",".join(PARTS)
    sent = st.query_params.get("parts", every).split(",")
    with st.container(key="pack_parts"):
        ticked = [one for one, name in PARTS.items() if st.checkbox(name, one in sent, key=f"pack_part_{one}")]
    remember("parts", ",".join(ticked) or "none", every)
    return tuple(ticked)


def _choose_figures(framework: Framework, usual: list[str]) -> list[str]:
    """The figures picked, in the order in which they were, or the usual ones; the address keeps the ids of others."""
    titles = {one.id: one.title for one in framework.indicators}
    box = f"pack_figures_{framework.id}"
    if box not in st.session_state:
        sent = st.query_params.get("figures", "").split(",")
        st.session_state[box] = [one for one in sent if one in titles][:MOST_FIGURES] or usual
    picked: list[str] = st.multiselect(
        f"Figures, {MOST_FIGURES} at most", list(titles), format_func=titles.__getitem__, key=box,
        max_selections=MOST_FIGURES,
    )  # fmt: skip
    if not picked and usual:
        quiet(none_picked_sentence(len(usual)))
    held = picked or usual
    remember("figures", ",".join(held), ",".join(usual))
    st.html(f'<ol class="pack-figures">{"".join(f"<li>{escape(titles[one])}</li>" for one in held)}</ol>')
    return held
