"""What was set right by itself in the file in hand: shown, counted, and taken back where its sender wants."""

from typing import Any

import streamlit as st

from impact.intake import Receipt
from impact.ledger import FixGroup
from impact.screen.cards import Column, download
from impact.screen.sending import chosen
from impact.screen.sending.chosen import InHand
from impact.words.fixes import fix_sentence, rule_text

MOST_SHOWN = 100
"""Kinds of fixes on the screen; the CSV holds every single one."""

_EACH = (
    Column("rule", "What was done"),
    Column("line", "Row", number=True),
    Column("column", "Column"),
    Column("heading", "Heading"),
    Column("found", "Found"),
    Column("made", "Became"),
)


def ledger(hand: InHand, receipt: Receipt) -> None:
    """Every kind of fix, with a box to take it back; the file is checked anew when one is."""
    groups = receipt.understood.fix_groups
    taken_back = hand.choices.declined
    if not groups and not taken_back:
        return
    many = sum(group.count for group in groups)
    title = f"What was set right by itself: {many:,} {'change' if many == 1 else 'changes'}"
    back = f", {len(taken_back)} taken back" if taken_back else ""
    with st.expander(title + back, expanded=bool(taken_back)), st.container(key="fixes"):
        st.write("The file you sent is kept as it is. Take the tick out where something was understood wrongly.")
        kept = {group.key for group in groups[:MOST_SHOWN] if not _ticked(hand, group)}
        again = {key for key in taken_back if not _still_back(hand, key)}
        download(_rows(receipt), _EACH, "set_right", "", "fixes_csv")
    if kept or again:
        chosen.decline(hand, (taken_back | kept) - again)
        st.rerun()


def _ticked(hand: InHand, group: FixGroup) -> bool:
    return st.checkbox(fix_sentence(group), value=True, key=_key(hand, group.key))


def _still_back(hand: InHand, key: tuple[str, str]) -> bool:
    rule, column = key
    what = rule_text(rule)
    where = f" (column {column})" if column else ""
    return not st.checkbox(f"Taken back: {what}{where}", value=False, key=f"{_key(hand, key)}_back")


def _key(hand: InHand, key: tuple[str, str]) -> str:
    return f"fix_{hand.file.file_id}_{'_'.join(key)}"


def _rows(receipt: Receipt) -> list[dict[str, Any]]:
    return [{**row, "rule": rule_text(row["rule"])} for row in receipt.understood.fixes.iter_rows(named=True)]
