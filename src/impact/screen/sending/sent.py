"""The last step: who sends, what explains what is asked, the sending itself, and the receipt."""

from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from impact import acts, store
from impact.framework import Framework
from impact.intake import Receipt, receive
from impact.problems import ImpactError, Problem
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import link
from impact.screen.problems import notice
from impact.screen.receipt_parts import return_link
from impact.screen.sending import chosen
from impact.screen.sending.chosen import InHand
from impact.sources import LOCAL_TIME
from impact.words import uk_date
from impact.words.arrivals import contents_sentence

MOST_ASKED = 20
"""Questions that can be explained before sending; the others wait beside the return."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What explains one doubt, as its sender wrote it."""

    doubt: Problem
    words: str
    until: date | None


def asking_and_sending(key: Key, hand: InHand, receipt: Receipt) -> None:
    """What is asked about the return, each with a place for the reason; then the button."""
    reasons = _asked(hand, receipt.doubts)
    _answered(receipt)
    st.subheader("Send it", anchor=False)
    st.text_input("Your name (it is kept with the return)", key="sender_name", max_chars=acts.LONGEST_NAME, width=420)
    if st.button("Send this return", key="send", type="primary"):
        _send(key, hand, reasons)


def _asked(hand: InHand, doubts: tuple[Problem, ...]) -> list[Reason]:
    if not doubts:
        return []
    many = "One thing is" if len(doubts) == 1 else f"{len(doubts):,} things are"
    st.subheader(f"{many} worth a look", anchor=False)
    st.text("None of it stops the return. A figure can be unusual and right: then write the reason, and it is shown.")
    found = []
    for place, doubt in enumerate(doubts[:MOST_ASKED]):
        st.text(str(doubt))
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        at = f"{hand.file.file_id}_{place}"
        words = left.text_input(f"Reason for question {place + 1}", key=f"reason_{at}", max_chars=acts.LONGEST_REASON)
        until = right.date_input("Holds until (if it ends)", value=None, key=f"until_{at}", format="DD/MM/YYYY")
        if words.strip():
            found.append(Reason(doubt, words.strip(), until if isinstance(until, date) else None))
    if len(doubts) > MOST_ASKED:
        st.write(f"The other {len(doubts) - MOST_ASKED:,} can be explained beside the return once it is sent.")
    return found


def _answered(receipt: Receipt) -> None:
    """What was explained before and is not asked again, with the reasons."""
    if receipt.answered:
        many = len(receipt.answered)
        what = "One question was" if many == 1 else f"{many:,} questions were"
        st.subheader(f"{what} answered before", anchor=False)
        for one in receipt.answered[:MOST_ASKED]:
            st.text(one.sentence)
        if many > MOST_ASKED:
            st.write(f"These are the first {MOST_ASKED} of {many:,}; all of them stay with the return.")


def _send(key: Key, hand: InHand, reasons: list[Reason]) -> None:
    view, name = key.view, chosen.sender_name()
    try:
        for reason in reasons:
            acts.worded(reason.words, name)
        with st.spinner("Sending ..."):
            kept = _received(view.framework_id, hand)
            if kept.kept is not None and kept.kept.is_new:
                _explain(key, kept, kept.kept.submission_id, reasons, name)
                cache.figures(cache.key_of(view))  # ready for whoever comes next
    except ImpactError as error:
        notice(str(error), "alert")
        return
    chosen.keep_sent(hand, kept)
    st.rerun()


def _received(framework_id: str, hand: InHand) -> Receipt:
    """Send a file, saying what is being done; the last step makes its figures ready to be shown."""
    line = st.empty()
    content, sources = hand.file.getvalue(), cache.sources()
    kept = receive(sources, framework_id, content, hand.envelope, cache.now(), lambda step: _told(line, step))
    line.empty()
    return kept


def _told(line: DeltaGenerator, step: str) -> None:
    line.text(f"{step} ...")


def _explain(key: Key, kept: Receipt, number: int, reasons: list[Reason], name: str) -> None:
    """Keep each reason beside its doubt; a doubt that another return has settled meanwhile needs none."""
    ids = [one["id"] for one in store.doubts_of(cache.sources().engine, number)]
    by_doubt = dict(zip(kept.judged.doubts, ids, strict=True))
    for reason in reasons:
        if reason.doubt in by_doubt:
            acts.explain(
                cache.sources(), key.view, by_doubt[reason.doubt], reason.words, name, cache.now(), reason.until
            )


def receipt(receipt: Receipt, framework: Framework) -> None:
    """What was kept, under which number, and where its figures are."""
    kept = receipt.kept
    if kept is None:
        notice("Something changed while this was sent, and nothing was kept. Choose the file again.", "alert")
        return
    moment = kept.received_at.astimezone(LOCAL_TIME)
    when = f"{uk_date(moment.date())} at {moment:%H:%M}"
    if kept.is_new:
        notice(f"Kept as return number {kept.submission_id} on {when}.")
        st.text(contents_sentence(receipt.row_count, receipt.indicators, receipt.services, framework))
    else:
        notice(
            f"This very file was sent before: it is return number {kept.submission_id}, kept on {when}. "
            "Nothing was kept twice, and no figure has changed."
        )
    st.text(f"Its SHA-256 begins {receipt.sha256[:12]}: the same file always gives the same letters.")
    onward = [return_link("See the return, what was asked and what was set right", kept.submission_id)]
    ours = [one for one in receipt.services if one in framework.service]
    if ours:
        service = framework.service[ours[0]]
        onward.append(link(f"See the figures of {service.name}", "sectors", service=service.id, sector=service.sector))
    for one in onward:
        st.html(f'<p class="onward">{one.markup}</p>')
