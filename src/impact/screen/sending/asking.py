"""What cannot be known from the file alone: which sheet, what a heading or a sign means. Asked, never guessed."""

import streamlit as st

from impact.intake import Receipt
from impact.ledger import Question
from impact.screen.problems import notice
from impact.screen.sending import chosen
from impact.screen.sending.chosen import InHand
from impact.words.reading import reading_lines

_NOT_YET = "Choose ..."


def sheets(hand: InHand, receipt: Receipt) -> None:
    """Which sheet of a workbook is read, where there are several."""
    made = receipt.understood
    if len(made.sheets) < 2:
        return
    key = f"sheet_{hand.file.file_id}"
    picked = st.selectbox("Sheet of the workbook", made.sheets, made.sheets.index(made.sheet), key=key, width=420)
    if picked != made.sheet:
        chosen.choose_sheet(hand, picked)
        st.rerun()


def questions(hand: InHand, receipt: Receipt) -> None:
    """Every question about the file, each with its answers; nothing is kept until all are answered."""
    many = len(receipt.questions)
    notice(f"{'One question has' if many == 1 else f'{many} questions have'} to be answered before this can be sent.")
    with st.form(f"questions_{hand.file.file_id}", border=False):
        answers = {question.id: _answered(question, hand) for question in receipt.questions}
        if st.form_submit_button("Use these answers", type="primary", key="use_answers"):
            chosen.answer(hand, {id: answer for id, answer in answers.items() if answer})
            st.rerun()
    st.html(
        '<p class="quiet">What headings and signs mean is remembered for the service and asked only once; '
        "every answer stands in the list of what was set right, and can be taken back there.</p>"
    )


def reading(receipt: Receipt) -> None:
    """How the file was read, line by line."""
    with st.expander("How the file was read"):
        for line in reading_lines(receipt.understood):
            st.text(line)


def _answered(question: Question, hand: InHand) -> str:
    key = f"answer_{hand.file.file_id}_{question.id}"
    if not question.options:
        return str(st.text_input(question.text, key=key)).strip()
    labels = dict(question.options)
    picked = st.selectbox(
        question.text,
        list(labels),
        index=None,
        format_func=lambda id: labels[id],
        placeholder=_NOT_YET,
        key=key,
    )
    return picked or ""
