"""A return sent from the screen: checked the moment it is chosen, kept only when its sender says so.

The file's bytes stay with the uploader; this visitor's session holds the receipt alone.
"""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from impact.framework import Framework
from impact.intake import Envelope, Receipt, examine, receive
from impact.problems import ImpactError
from impact.reading import WINDOWS, read_table
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import link
from impact.screen.problems import notice, show_doubts, show_problems
from impact.sources import LOCAL_TIME
from impact.words import uk_date

SENT_BY = "sent at the screen"

_CHECKED, _SENT = "return_checked", "return_sent"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one chosen file said: its receipt, or the sentence why it could not be read."""

    file_id: str
    version: int
    receipt: Receipt | None
    refused: str = ""
    guessed: bool = False


def in_hand(key: Key, framework: Framework) -> None:
    """The place to send a return: choose a file, see everything that is wrong or asked, send it."""
    if key[0].as_at is not None:
        st.write("Sending is done today: choose today in the bar at the top, and the place to send a return is here.")
        return
    file = st.file_uploader(
        "Choose a return (a CSV file, at most 25 MB). It is checked at once, and nothing is kept until you send it.",
        type=["csv"],
        key="return_file",
    )
    if file is None:
        return
    sent: tuple[str, Receipt] | None = st.session_state.get(_SENT)
    if sent and sent[0] == file.file_id:
        _receipt(sent[1], framework)
        return
    checked = _check(key, file)
    if checked.receipt is None:
        notice(checked.refused, "alert")
        st.write("Nothing was kept.")
    elif checked.receipt.blocked:
        _to_mend(checked.receipt, checked.guessed)
    else:
        _ready(key, file, checked.receipt, checked.guessed, framework)


def _check(key: Key, file: UploadedFile) -> Checked:
    """The check of this file against this state of the record, done once and not on every run."""
    kept: Checked | None = st.session_state.get(_CHECKED)
    if kept and (kept.file_id, kept.version) == (file.file_id, key[1]):
        return kept
    content = file.getvalue()
    with st.spinner("Checking every cell and comparing with the last return. The first check may take ten seconds ..."):
        try:
            guessed = read_table(content, file.name).encoding == WINDOWS
            receipt = examine(cache.sources(), key[0].framework_id, content, _envelope(key, file), cache.now())
            checked = Checked(file.file_id, key[1], receipt, guessed=guessed)
        except ImpactError as error:
            checked = Checked(file.file_id, key[1], None, str(error))
    st.session_state[_CHECKED] = checked
    return checked


def _envelope(key: Key, file: UploadedFile) -> Envelope:
    return Envelope(file.name, SENT_BY, viewer=key[0].viewer)


def _to_mend(receipt: Receipt, guessed: bool) -> None:
    many = len(receipt.problems)
    things = "One thing has" if many == 1 else f"{many:,} things have"
    notice(f"{things} to be mended before '{receipt.filename}' can be sent. Nothing was kept.", "alert")
    _say_guess(guessed)
    show_problems(receipt.problems, receipt.filename.removesuffix(".csv"))


def _ready(key: Key, file: UploadedFile, receipt: Receipt, guessed: bool, framework: Framework) -> None:
    notice(f"'{receipt.filename}' can be sent: nothing in it has to be mended.")
    st.text(contents_sentence(receipt, framework))
    _say_guess(guessed)
    if receipt.doubts:
        show_doubts(receipt.doubts)
    if st.button("Send this return", key="send", type="primary"):
        try:
            with st.spinner("Sending ..."):
                kept = receive(cache.sources(), key[0].framework_id, file.getvalue(), _envelope(key, file), cache.now())
        except ImpactError as error:
            notice(str(error), "alert")
            return
        st.session_state[_SENT] = (file.file_id, kept)
        st.session_state.pop(_CHECKED, None)
        st.rerun()


def _receipt(receipt: Receipt, framework: Framework) -> None:
    """What was kept, under which number, and where its figures are."""
    kept = receipt.kept
    if kept is None:
        _to_mend(receipt, guessed=False)
        return
    moment = kept.received_at.astimezone(LOCAL_TIME)
    when = f"{uk_date(moment.date())} at {moment:%H:%M}"
    if kept.is_new:
        notice(f"Kept as return number {kept.submission_id} on {when}.")
        st.text(contents_sentence(receipt, framework))
    else:
        notice(
            f"This very file was sent before: it is return number {kept.submission_id}, kept on {when}. "
            "Nothing was kept twice, and no figure has changed."
        )
    st.text(f"Its SHA-256 begins {receipt.sha256[:12]}: the same file always gives the same letters.")
    ours = [one for one in receipt.services if one in framework.service]
    if ours:
        name = framework.service[ours[0]].name
        see = link(f"See the figures of {name}", "sectors", service=ours[0], sector=framework.service[ours[0]].sector)
        st.html(f'<p class="onward">{see.markup}</p>')


def contents_sentence(receipt: Receipt, framework: Framework) -> str:
    """What a return holds and what it changes, in words."""
    compared, words = receipt.compared, framework.words
    many = len(receipt.services)
    senders = words.service if many == 1 else words.services
    named = ""
    if many == 1:
        sender = framework.service.get(receipt.services[0]) or framework.area.get(receipt.services[0])
        named = f" ({sender.name})" if sender else ""
    rows = f"{receipt.row_count:,} {'row' if receipt.row_count == 1 else 'rows'}"
    return (
        f"It holds {rows} on {len(receipt.indicators)} indicators from {many} {senders}{named}: "
        f"{compared.new:,} new, {compared.changed:,} changed, {compared.unchanged:,} unchanged."
    )


def _say_guess(guessed: bool) -> None:
    if guessed:
        notice(
            "The file is not in UTF-8; it was read as windows-1252, which is a guess. Look at letters with accents "
            "in your notes; if they are wrong, save the sheet as 'CSV UTF-8' and choose that file."
        )
