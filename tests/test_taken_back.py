"""A return that changes what was accepted or signed off says so before it is sent, as the calendar does afterwards."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from impact import answers, store
from impact.answers import Sources, adopt, open_sources
from impact.cli import app
from impact.intake import Envelope, Receipt, examine, receive
from impact.periods import parse
from impact.sources import View
from impact.standing import Decision
from impact.words.standings import taken_back_sentence
from records import BOROUGH, NOW

FRAMEWORK = "trauma-informed-borough"
HEAD = "period,service_id,indicator_id,breakdown,numerator,denominator,note\n"
SENT = {"W01": "40,90", "W13": "18,90"}
Q1, Q2 = parse("2026-27 Q1"), parse("2026-27 Q2")
FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)


def written(period: str = "2026-27 Q2", service: str = "SV05", note: str = "", **figures: str) -> str:
    told = figures or SENT
    return HEAD + "".join(f"{period},{service},{id.replace('_', ',')},{said},{note}\n" for id, said in said_of(told))


def said_of(figures: dict[str, str]) -> list[tuple[str, str]]:
    """Each indicator with its breakdown ('W01_' is all people), and its two counts."""
    return [(id if "_" in id else f"{id}_", said) for id, said in figures.items()]


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = open_sources(tmp_path / "home")
    adopt(opened, BOROUGH, datetime(2026, 1, 1, tzinfo=UTC))
    yield opened
    opened.engine.dispose()


def sent(sources: Sources, content: str, days: int = 0) -> Receipt:
    return receive(sources, FRAMEWORK, content.encode(), Envelope("q.csv", "an analyst"), FIRST + timedelta(days=days))


def decided(sources: Sources, *acts: str, service: str = "SV05", days: int = 2) -> None:
    for hour, act in enumerate(acts):
        moment = FIRST + timedelta(days=days, hours=hour)
        store.decide(sources.engine, FRAMEWORK, service, Q2.start, Q2.kind, act, "Ann Lee", moment, "Agreed")


def checked(sources: Sources, content: str) -> Receipt:
    return examine(sources, FRAMEWORK, content.encode(), Envelope("again.csv", "an analyst"), NOW)


CORRECTED = written(W01="41,90", W13="18,90")


@pytest.mark.parametrize(
    ("acts", "content", "lapses"),
    [
        (("accepted", "signed off"), CORRECTED, "signed off"),
        (("accepted",), CORRECTED, "accepted"),
        (("accepted", "signed off"), written(W01="40,90", S01="30,60"), "signed off"),
        (("accepted", "signed off"), written(**{"W01_age:10-17": "4,9"}), "signed off"),
        (("accepted", "signed off"), written(), None),
        (("accepted", "signed off"), written(note="looked at again"), None),
        (("accepted", "signed off"), written("2026-27 Q1", W01="41,90"), None),
        (("accepted", "signed off"), written(service="SV06", W01="41,90"), None),
        (("accepted", "signed off", "reopened"), CORRECTED, None),
        ((), CORRECTED, None),
    ],
    ids=[
        *("another figure", "only accepted", "one more indicator", "one more group"),
        *("the same file", "another note", "another period", "another service", "reopened", "nothing decided"),
    ],
)
def test_what_is_said_before_sending_is_what_the_calendar_says_afterwards(sources, acts, content, lapses):
    sent(sources, written())
    decided(sources, *acts)

    before = [(one.service_id, one.period, one.decision.act) for one in checked(sources, content).taken_back]

    sent(sources, content, days=9)
    after = [
        (one.service_id, one.period, one.overtaken.act)
        for one in answers.returns_calendar(sources, View(FRAMEWORK, NOW.date()))
        if one.overtaken
    ]
    assert before == after == ([("SV05", Q2, lapses)] if lapses else [])


def test_what_was_taken_back_already_is_not_said_again(sources):
    sent(sources, written())
    decided(sources, "accepted", "signed off")
    sent(sources, CORRECTED, days=4)

    assert checked(sources, written(W01="42,90", W13="18,90")).taken_back == ()


def test_every_return_in_a_file_of_several_is_named(sources):
    for service in ("SV05", "SV06"):
        sent(sources, written(service=service))
        decided(sources, "accepted", "signed off", service=service)

    found = checked(sources, CORRECTED + written(service="SV06", W01="41,90").removeprefix(HEAD)).taken_back

    assert [(one.service_id, one.period.code) for one in found] == [("SV05", Q2.code), ("SV06", Q2.code)]


FIGURE = st.sampled_from(["40,90", "41,90"])


@settings(deadline=None, max_examples=15)
@given(st.dictionaries(st.sampled_from(["W01", "W13", "S01"]), FIGURE, min_size=1))
def test_it_lapses_exactly_where_a_figure_is_new_or_another(tmp_path_factory, figures):
    sources = open_sources(tmp_path_factory.mktemp("home"))
    adopt(sources, BOROUGH, datetime(2026, 1, 1, tzinfo=UTC))
    sent(sources, written(W01="40,90", W13="40,90"))
    decided(sources, "accepted", "signed off")

    found = checked(sources, written(**figures)).taken_back

    assert bool(found) == (figures != dict.fromkeys(figures, "40,90") or "S01" in figures)
    sources.engine.dispose()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (
            "signed off",
            "Jul to Sep 2026 of Falinge Park High School was signed off by Ann Lee on 3 Oct 2026. This return changes "
            "what is known of it and so takes the sign-off back: it has to be accepted and signed off again.",
        ),
        (
            "accepted",
            "Jul to Sep 2026 of Falinge Park High School was accepted by Ann Lee on 3 Oct 2026. This return changes "
            "what is known of it and so takes the acceptance back: it has to be accepted again.",
        ),
    ],
)
def test_the_warning_says_who_decided_when_and_what_has_to_be_done_again(act, said):
    decision = Decision(act, date(2026, 10, 3), "Ann Lee", "Agreed")

    assert taken_back_sentence("Falinge Park High School", Q2, decision) == said


def test_a_desk_hears_it_when_it_checks_and_when_it_submits(sources, tmp_path, framework, monkeypatch):
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for place in ("impact.cli.shared.now", "impact.cli.checking.now", "impact.cli.returns.now"):
        monkeypatch.setattr(place, lambda: NOW)
    sent(sources, written())
    decided(sources, "accepted", "signed off")
    (tmp_path / "again.csv").write_text(CORRECTED)

    def said(command: str, *more: str) -> str:
        asked = [command, str(tmp_path / "again.csv"), *more, "--home", str(tmp_path / "home")]
        return CliRunner().invoke(app, asked).output

    sentence = taken_back_sentence(
        framework.service["SV05"].name, Q2, Decision("signed off", date(2026, 10, 3), "Ann Lee")
    )
    assert sentence in said("check")
    assert json.loads(said("check", "--json"))["files"][0]["takes_back"] == [
        {
            "service_id": "SV05",
            "period": "2026-27 Q2",
            "period_kind": "quarter",
            "act": "signed off",
            "given_by": "Ann Lee",
            "given_on": "2026-10-03",
            "sentence": sentence,
        }
    ]
    assert sentence in said("submit")
    assert sentence not in said("submit")
