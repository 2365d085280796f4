"""A return sent from the screen: checked the moment it is chosen, kept only when its sender says so."""

from functools import partial

import streamlit as st

from impact.framework import Framework
from impact.intake import Receipt, examine
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.problems import notice
from impact.screen.sending import asking, chosen, faults, fixes, preview, sent
from impact.screen.sending.chosen import InHand
from impact.screen.sending.work import Work

MOST_MB = 120
"""As large as any return may be; see `impact.reading.MAX_BYTES`."""

PATIENCE = 0.9
"""Seconds for which a check is waited for before its progress is shown; an ordinary return takes less."""

_WORK = "return_work"


def in_hand(key: Key, framework: Framework) -> None:
    """The place to send a return: choose a file, see what was made of it, mend or answer, preview, send."""
    if key.view.as_at is not None:
        st.write("Sending is done today: choose today in the bar at the top, and the place to send a return is here.")
        return
    file = st.file_uploader(
        "Choose a return: a CSV file or a workbook (XLSX, ODS). It is checked at once, and nothing is kept until you "
        "send it.",
        key="return_file",
        max_upload_size=MOST_MB,
    )
    if file is None:
        return
    hand = chosen.in_hand(file, key.view.viewer)
    if done := chosen.sent(hand):
        sent.receipt(done, framework)
        return
    work = _work(key, hand)
    if work.running:
        _watch(work)
        return
    receipt, refused = work.outcome()
    if receipt is None:
        notice(refused, "alert")
        st.write("Nothing was kept.")
        return
    _told(key, hand, receipt, framework)


def _told(key: Key, hand: InHand, receipt: Receipt, framework: Framework) -> None:
    asking.sheets(hand, receipt)
    if receipt.problems:
        faults.to_mend(hand, receipt, framework)
    if receipt.questions:
        asking.questions(hand, receipt)
    if not receipt.blocked:
        preview.ready(key, hand, receipt, framework)
    fixes.ledger(hand, receipt)
    asking.reading(receipt)


def _work(key: Key, hand: InHand) -> Work:
    """The check of this file, under these choices, against this state of the record; done once, not on every run."""
    asked = chosen.asked_key(hand, key.version)
    kept = st.session_state.get(_WORK)
    if kept and kept[0] == asked:
        running: Work = kept[1]
        return running
    work = Work()
    st.session_state[_WORK] = (asked, work)
    content, envelope = hand.file.getvalue(), hand.envelope
    with st.spinner("Checking every cell ..."):
        work.begin(partial(examine, cache.sources(), key.view.framework_id, content, envelope, cache.now()), PATIENCE)
    return work


@st.fragment(run_every=0.4)
def _watch(work: Work) -> None:
    """How far a check is, with a way to stop it."""
    if not work.running:
        st.rerun()
    st.progress(work.share, text=f"{work.step} ...")
    st.button("Stop checking", key="stop_checking", on_click=work.stop)
