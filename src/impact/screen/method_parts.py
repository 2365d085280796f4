"""The parts of the method page and the page of words: rules as lists of terms, each readable by itself."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from impact.framework import Framework
from impact.marks import MARKS
from impact.screen.cards import Column, download, sheet
from impact.words.method import Told, policy_rules

NOT_SAID = (
    "A result says what moved, never what moved it: what services do contributes, with much else. Evidence that such "
    "work changes long-term outcomes is thin, and change takes years. There is no score for a {whole}, a {sector} or "
    "a {service} as a whole, and no order of one above another."
)


def rules(heading: str, told: Told) -> None:
    """A list of rules under its heading."""
    st.header(heading, anchor=False)
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{escape(said)}</dd>" for term, said in told)
    st.html(f'<dl class="definition">{listed}</dl>')


def hiding(framework: Framework) -> None:
    """When a number is hidden, for each policy that an indicator follows."""
    followed = {one.policy for one in framework.indicators}
    rules(
        "When a number is hidden",
        tuple((one.title, policy_rules(one)) for one in framework.policies if one.id in followed),
    )
    st.text(
        "A number that could be had from its neighbours by adding and subtracting is hidden too. That holds on every "
        "day that can be looked at. One part of the program decides it for every screen, download and pack."
    )


def marks() -> None:
    """The letters that stand in place of a number or beside it."""
    rules(
        "Letters in place of a number, or beside it", tuple((f"[{one.letter}]", one.meaning) for one in MARKS.values())
    )


def not_said(framework: Framework) -> None:
    """What these figures cannot say."""
    st.header("What these figures cannot say", anchor=False)
    words = framework.words
    st.write(NOT_SAID.format(whole=words.whole, sector=words.sector, service=words.service))


def words_sheet(glossary: Mapping[str, str]) -> None:
    """The glossary as a sheet, and as a download."""
    rows = [{"word": word, "meaning": meaning} for word, meaning in glossary.items()]
    columns = [Column("word", "Word"), Column("meaning", "What it means here")]
    with st.container(width=1100):
        sheet(rows, columns, "Words in the order of the alphabet")
    download(rows, columns, "glossary", "", "glossary_csv")
