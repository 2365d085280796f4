"""One kept return taken back: why and by whom, what it would change, and once more whether it is meant."""

import streamlit as st

from impact import acts
from impact.answers import Submission
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.problems import notice
from impact.screen.receipt_said import ask_name, done, say_done
from impact.words.receipt import withdrawal_sentence

_MEANT, _PLACE = "receipt_withdraw", "withdrawing"


def withdrawing(key: Key, one: Submission) -> None:
    """The return taken back: why and by whom, what it would change, and once more whether it is meant."""
    say_done(one.number, _PLACE)
    if one.withdrawn or not one.may_act or key.view.as_at is not None:
        return
    st.header("Withdraw it", anchor=False)
    st.text(withdrawal_sentence(one.number, one.counting, [(other.number, other.rows) for other in one.falls_back]))
    meant: tuple[int, str, str] | None = st.session_state.get(_MEANT)
    if meant and meant[0] == one.number:
        _confirm(key, one, meant[1], meant[2])
        return
    with st.container(width=760), st.expander("Withdraw this return"), st.form("withdraw_form", border=False):
        reason = st.text_area("Why it is withdrawn", max_chars=acts.LONGEST_REASON, key="withdraw_reason")
        name = ask_name("withdraw_name")
        if st.form_submit_button(f"Withdraw return {one.number}", key="withdraw"):
            _ask_again(one.number, reason, name)


def _ask_again(number: int, reason: str, name: str) -> None:
    try:
        st.session_state[_MEANT] = (number, *acts.worded(reason, name))
    except ImpactError as error:
        notice(str(error), "alert")
        return
    st.rerun()


def _confirm(key: Key, one: Submission, reason: str, name: str) -> None:
    notice(f"Withdraw return {one.number}, as {name}, because “{reason}”?", "alert")
    with st.container(horizontal=True):
        yes = st.button("Yes, withdraw it", key="withdraw_yes", type="primary")
        no = st.button("No, keep it", key="withdraw_no")
    if not (yes or no):
        return
    st.session_state.pop(_MEANT)
    if no:
        done(one.number, _PLACE, name, f"Return {one.number} was not withdrawn.")
    try:
        acts.withdraw(cache.sources(), key.view, one.number, reason, name, cache.now())
    except ImpactError as error:
        notice(str(error), "alert")
        return
    done(one.number, _PLACE, name, f"Return {one.number} was withdrawn. What was known before it counts again.")
