"""An indicator's definition: what is asked, what is divided by what, what is aimed for, and whose it is."""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from impact.framework import Framework, Indicator
from impact.screen import cache
from impact.screen.cache import Key
from impact.words import uk_date
from impact.words.definitions import FED_BY, HELP_LINE, aim_words, baseline_words, measure_words


@st.cache_data(show_spinner=False, max_entries=256)
def definition(key: Key, indicator_id: str) -> None:
    """The definition as a list of terms, with a help line where the topic is hard."""
    framework = cache.framework(key)
    indicator = framework.indicator[indicator_id]
    if indicator.hard_topic:
        st.html(f'<p class="help-line" role="note">{HELP_LINE}</p>')
    told = "".join(f"<dt>{escape(term)}</dt><dd>{markup}</dd>" for term, markup in _terms(indicator, framework))
    st.html(f'<dl class="definition">{told}</dl>')


def _terms(indicator: Indicator, framework: Framework) -> Iterator[tuple[str, str]]:
    aims = [aim_words(target, indicator, framework) for target in indicator.targets]
    policy = framework.policy.get(indicator.policy)
    plain = {
        "Question": indicator.question,
        "Counted": indicator.numerator,
        "Out of": indicator.denominator,
        "Kind of number": measure_words(indicator),
        "Aimed for": "; ".join(aims) or "no target",
        "Started from": baseline_words(indicator),
        "Comes from": FED_BY[indicator.fed_by],
        "Published by": " – ".join(one for one in (indicator.publisher, indicator.publisher_ref) if one),
        "Published as": indicator.published_definition,
        "Worth knowing": indicator.caveat,
        "Protection": policy.title if policy else "",
    }
    yield from ((term, escape(text)) for term, text in plain.items() if text)
    if indicator.source.title:
        yield "Owner of the definition", _linked(indicator.source.title, indicator.source.address)
    yield "Last reviewed", escape(uk_date(indicator.reviewed))


def _linked(title: str, address: str) -> str:
    if urlsplit(address).scheme not in ("http", "https"):
        return escape(title)
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(title)}</a>'
