"""The parts of the bright spots screen: cards, the nomination, the check, what the numbers point to."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from impact import answers, nominating
from impact.answers import BrightSpot, PointedTo
from impact.answers.bright_spots import AGREED, CHAMPION, LOOKERS, RENEWED, RESULTS, TO_CHECK
from impact.framework import Framework
from impact.problems import ImpactError
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, address, quiet, sheet
from impact.screen.choices import choose
from impact.screen.problems import notice
from impact.screen.scopes import by_name
from impact.words import uk_date
from impact.words.bright import CASE_MIX, pointer_sentence, standing_sentence

_KEPT = "bright_kept"
_ACTS = {
    CHAMPION: "What a champion of another sector found",
    LOOKERS[1]: "What someone with lived experience found",
    AGREED: "Whether the service agrees to be named",
    RENEWED: "That it still holds",
}
HOW = (
    "Anyone may nominate. A champion of another sector and someone with lived experience look at it, the "
    "{service} agrees to be named, and it stands for {months} months."
)
TO_COME = (
    "Stories, quotes and what people told us will stand beside these cards, each with consent and an end date. "
    "None is kept yet."
)


def choose_feature(framework: Framework) -> str:
    """The feature to look at; "" for all."""
    with st.container(key="filters", horizontal=True), st.container(width=420):
        return choose("Feature", {"": "All features", **{one.id: one.name for one in framework.features}}, "feature")


def cards(spots: Sequence[BrightSpot], framework: Framework) -> None:
    """A card for each, by feature, services in the order of the alphabet."""
    if not spots:
        st.write("None of these is on show. " + _how(framework))
        return
    named = {one.id: one.name for one in framework.features}
    ordered = sorted(spots, key=lambda one: list(named).index(one.feature_id))
    listed = "".join(_card(one, named[one.feature_id], framework) for one in ordered)
    st.html(f'<section class="spots"><ul>{listed}</ul></section>')


def _card(one: BrightSpot, feature: str, framework: Framework) -> str:
    service = framework.service[one.service_id]
    where = f"{service.name}, {framework.sector[service.sector].name}"
    link = escape(address("service", service=service.id))
    seen = "".join(f"<dd>{escape(f'{look.who.capitalize()}: {look.note}')}</dd>" for look in one.looks)
    indicator = framework.indicator.get(one.indicator_id)
    beside = ""
    if indicator:
        to = escape(address("indicator", indicator=indicator.id, scope=f"service:{service.id}"))
        beside = f'<dt>Beside it</dt><dd><a href="{to}" target="_self">{escape(indicator.title)}</a></dd>'
    holds = f"{one.result.capitalize()}. Holds until {uk_date(one.holds_until)}." if one.holds_until else ""
    return (
        f'<li><h2>{escape(feature)}</h2><h3><a href="{link}" target="_self">{escape(where)}</a></h3>'
        f"<p>{escape(one.done)}</p>"
        f"<dl><dt>What changed for people</dt><dd>{escape(one.changed)}</dd>"
        f"<dt>How we know</dt><dd>{escape(one.known_by)}</dd><dt>Who looked</dt>{seen}{beside}"
        f"<dt>Whom to ask</dt><dd>The {escape(framework.words.service)}'s lead, through the programme team.</dd></dl>"
        f'<p class="quiet">{escape(holds)}</p></li>'
    )


def nominate(key: Key, framework: Framework) -> None:
    """The place to nominate one, as anyone may."""
    st.header("Nominate one", anchor=False)
    quiet(_how(framework))
    if not _today(key):
        return
    kept = st.session_state.pop(_KEPT, "")
    if kept:
        notice(kept)
    words = framework.words
    services = {one.id: one.name for one in by_name(framework.services)}
    features = {one.id: one.name for one in framework.features}
    with st.form("nominate", border=False):
        service = st.selectbox(words.service.capitalize(), list(services), format_func=services.__getitem__)
        feature = st.selectbox("Feature of good practice", list(features), format_func=features.__getitem__)
        done = st.text_area("What was done", max_chars=500, height=85)
        changed = st.text_area("What changed for people", max_chars=500, height=85)
        known_by = st.text_area("How we know", max_chars=500, height=85)
        name = st.text_input("Your role or name", max_chars=80, key="nominate_name")
        sent = st.form_submit_button("Nominate", type="primary")
    if sent:
        said = (done, changed, known_by, name, cache.now())
        _keep(
            lambda: nominating.nominate(cache.sources(), key.view, service, feature, *said),
            f"Kept: {services[service]}. A champion of another {words.sector} and someone with lived experience look "
            "next.",
        )


def check(key: Key, framework: Framework, waiting: Sequence[BrightSpot]) -> None:
    """What is not on show and why, and the place to write down what becomes of it."""
    st.header("Waiting, and what becomes of it", anchor=False)
    if not waiting:
        st.write("Every nomination that was kept is on show.")
        return
    rows = [
        {
            "number": str(one.number),
            "service": framework.service[one.service_id].name,
            "done": one.done,
            "stands": standing_sentence(
                one.result,
                agreed=one.agreed,
                holds_until=one.holds_until,
                expired=one.expired,
                looked=[look.who for look in one.looks],
            ),
        }
        for one in waiting
    ]
    columns = [Column("number", "No."), Column("service", framework.words.service.capitalize())]
    sheet(rows, [*columns, Column("done", "What was done"), Column("stands", "How it stands")], "Not on show")
    if _today(key):
        _write_down(key, framework, waiting)


def _write_down(key: Key, framework: Framework, waiting: Sequence[BrightSpot]) -> None:
    numbered = {one.number: f"{one.number}: {framework.service[one.service_id].name}" for one in waiting}
    number = st.selectbox("About", list(numbered), format_func=numbered.__getitem__, key="bright_about")
    one = next(spot for spot in waiting if spot.number == number)
    offered = [RENEWED, AGREED] if one.result != TO_CHECK else [*LOOKERS, AGREED]
    act = st.selectbox("Write down", offered, format_func=_ACTS.__getitem__, key="bright_act")
    sectors = {it.id: it.name for it in framework.sectors if it.id != framework.service[one.service_id].sector}
    with st.form("bright_write", border=False, clear_on_submit=False):
        found = note = sector = ""
        agreed = True
        if act == CHAMPION:
            sector = st.selectbox("The champion's own sector", list(sectors), format_func=sectors.__getitem__)
        if act in LOOKERS:
            found = st.radio("Found", RESULTS[::-1], format_func=str.capitalize, horizontal=True)
        if act == AGREED:
            agreed = st.radio("It may be named", (True, False), format_func=_yes_or_no, horizontal=True)
        else:
            note = st.text_area("What was seen, in a few words", max_chars=500, height=85)
        name = st.text_input("Who writes this down", max_chars=80, key="bright_name")
        sent = st.form_submit_button("Write down", type="primary")
    if not sent:
        return
    place, now = (cache.sources(), key.view, number), cache.now()
    acts: dict[str, Callable[[], object]] = {
        AGREED: lambda: nominating.agree(*place, agreed, name, now),
        RENEWED: lambda: nominating.renew(*place, note, name, now),
    }
    _keep(acts.get(act, lambda: nominating.look(*place, act, found, note, name, now, sector)), "Kept.")


def pointers(key: Key, framework: Framework) -> None:
    """Where the numbers point to: a place to start asking, for the programme team, without values or order."""
    with st.expander("Where the numbers point to", key="bright_pointers", on_change="rerun") as opened:
        if not opened.open:
            return
        found = _pointed_to(key)
        quiet(CASE_MIX)
        told = [pointer_sentence(one, framework) for one in found.found.candidates]
        if not told:
            st.write("The numbers point to no place at the moment.")
        for one in told:
            st.text(one)


def words_to_come() -> None:
    """What will stand beside the cards once registers of words hold something."""
    quiet(TO_COME)


@st.cache_resource(show_spinner="Looking through the figures ...", max_entries=4)
def _pointed_to(key: Key) -> PointedTo:
    return answers.pointed_to(cache.sources(), key.view)


def _keep(act: Callable[[], object], said: str) -> None:
    try:
        act()
    except ImpactError as error:
        notice(str(error), "alert")
        return
    st.session_state[_KEPT] = said
    st.rerun()


def _today(key: Key) -> bool:
    if key.view.as_at is None:
        return True
    st.write("This is written down today: choose today in the bar at the top.")
    return False


def _how(framework: Framework) -> str:
    return HOW.format(service=framework.words.service, months=framework.bright_rules.valid_months)


def _yes_or_no(yes: bool) -> str:
    return "Yes" if yes else "No"
