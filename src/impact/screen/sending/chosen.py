"""What this visitor chose about the file in hand: its sheet, answers, fixes taken back; and what its check said.

The file's bytes stay with the uploader; the visitor's session holds the choices and the newest receipt alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from impact.access import Viewer
from impact.intake import Envelope, Receipt
from impact.ledger import Choices

SENT_BY = "sent at the screen"

_CHOICES, _SENT = "return_choices", "return_sent"


@dataclass(frozen=True, slots=True)
class InHand:
    """The file in hand, whose it is, and what was chosen about it."""

    file: UploadedFile
    viewer: Viewer
    choices: Choices

    @property
    def choices_key(self) -> str:
        """The choices as a text that is the same for the same choices."""
        return f"{self.choices.sheet} {sorted(self.choices.answers.items())} {sorted(self.choices.declined)}"

    @property
    def envelope(self) -> Envelope:
        """What goes with the file."""
        return Envelope(self.file.name, sender_name() or SENT_BY, viewer=self.viewer, choices=self.choices)


def in_hand(file: UploadedFile, viewer: Viewer) -> InHand:
    """The file in hand with what was chosen about this very file."""
    kept: tuple[str, Choices] | None = st.session_state.get(_CHOICES)
    return InHand(file, viewer, kept[1] if kept and kept[0] == file.file_id else Choices())


def choose_sheet(hand: InHand, sheet: str) -> None:
    """Read another sheet; answers and fixes were about the one before."""
    _keep(hand, Choices(sheet))


def answer(hand: InHand, answers: Mapping[str, str]) -> None:
    """Add answers to questions."""
    _keep(hand, replace(hand.choices, answers={**hand.choices.answers, **answers}))


def decline(hand: InHand, keys: frozenset[tuple[str, str]]) -> None:
    """Take exactly these kinds of fixes back."""
    _keep(hand, replace(hand.choices, declined=keys))


def sender_name() -> str:
    """Who is at the screen, as they wrote it; there is no sign-in."""
    return str(st.session_state.get("sender_name", "")).strip()


def asked_key(hand: InHand, version: int) -> tuple[str, int, str]:
    """What a check is kept under: this file, this state of the record, these choices."""
    return hand.file.file_id, version, hand.choices_key


def keep_sent(hand: InHand, receipt: Receipt) -> None:
    """Remember what became of this file."""
    st.session_state[_SENT] = (hand.file.file_id, receipt)


def sent(hand: InHand) -> Receipt | None:
    """What became of this file, if it was sent from here."""
    kept: tuple[str, Receipt] | None = st.session_state.get(_SENT)
    return kept[1] if kept and kept[0] == hand.file.file_id else None


def _keep(hand: InHand, choices: Choices) -> None:
    st.session_state[_CHOICES] = (hand.file.file_id, choices)
