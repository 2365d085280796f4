"""Every indicator's definition as a list: to search, to open in full, to download."""

from typing import Any

import streamlit as st

from impact.framework import Framework
from impact.screen.cards import Column, download, link, sheet
from impact.words.definitions import FED_BY, aim_words, baseline_words, measure_words

_COLUMNS = [
    Column("title", "Indicator"),
    Column("question", "Question"),
    Column("kind", "Kind of number"),
    Column("aim", "Aimed for"),
    Column("from", "Comes from"),
]
_MORE = [
    Column("id", "Id"),
    *_COLUMNS,
    Column("numerator", "Counted"),
    Column("denominator", "Out of"),
    Column("baseline", "Started from"),
    Column("caveat", "Worth knowing"),
    Column("policy", "Protection"),
]


def counts_sentence(framework: Framework) -> str:
    """How many indicators there are, and how many every sender is asked for."""
    core = sum(one.core for one in framework.indicators)
    many = len(framework.indicators)
    return f"{many} indicators are defined; {core} of them are the core that everyone concerned is asked for."


def levels(framework: Framework) -> dict[str, str]:
    """The levels that indicators belong to."""
    return {"": "All levels", **{one.level: one.level.capitalize() for one in framework.indicators}}


def titles(framework: Framework, level: str) -> dict[str, str]:
    """The indicators of a level by id, to choose one from."""
    return {"": "None", **{one.id: f"{one.id} {one.title}" for one in framework.indicators if level in ("", one.level)}}


def onward(indicator_id: str) -> None:
    """Where its figures are."""
    st.html(f'<p class="onward">{link("See its figures", "indicator", indicator=indicator_id).markup}</p>')


def listed(framework: Framework, level: str) -> None:
    """The list, and all of it as a download."""
    rows = [_row(one, framework) for one in framework.indicators if level in ("", one.level)]
    sheet(rows, _COLUMNS, f"Indicators of {framework.title}")
    note = f"Definitions of {framework.title}, in force since {framework.effective:%d %b %Y}."
    download(rows, _MORE, f"{framework.id}_definitions", note, "definitions_csv")


def _row(one: Any, framework: Framework) -> dict[str, Any]:
    policy = framework.policy.get(one.policy)
    return {
        "id": one.id,
        "title": link(one.title, "definitions", indicator=one.id),
        "question": one.question,
        "kind": measure_words(one),
        "aim": "; ".join(aim_words(target, one, framework) for target in one.targets) or "no target",
        "from": FED_BY[one.fed_by],
        "numerator": one.numerator,
        "denominator": one.denominator,
        "baseline": baseline_words(one),
        "caveat": one.caveat,
        "policy": policy.title if policy else "",
    }
