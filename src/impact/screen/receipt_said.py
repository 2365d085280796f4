"""What was just done about a return, said where it was done, and by whom."""

import streamlit as st

from impact import acts
from impact.screen.problems import notice

_DONE, _NAMES = "receipt_done", "receipt_names"


def done(number: int, place: str, name: str, sentence: str) -> None:
    """Say on the next run what was done, where it was done; the name need not be written twice."""
    st.session_state[_NAMES] = [*st.session_state.get(_NAMES, []), name.strip()]
    st.session_state[_DONE] = (number, place, sentence)
    st.rerun()


def just_done(number: int, place: str) -> bool:
    """Whether something was just done at a place of a return and is not said yet."""
    last: tuple[int, str, str] | None = st.session_state.get(_DONE)
    return last is not None and last[:2] == (number, place)


def say_done(number: int, place: str) -> None:
    """What was just done at this place, once, in a plate that a screen reader says."""
    if just_done(number, place):
        notice(st.session_state.pop(_DONE)[2])


def ask_name(key: str) -> str:
    """A field for a name, filled with the one last given in this visit; a field of its own after each act."""
    given: list[str] = st.session_state.get(_NAMES, [])
    last = given[-1] if given else ""
    return st.text_input("Your name", value=last, max_chars=acts.LONGEST_NAME, key=f"{key}_{len(given)}")
