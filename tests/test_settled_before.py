"""How a demonstration's returns were gone through is told once, by rules, through the same door as on a screen."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import records
from impact import answers, store
from impact.loading import load_place
from impact.settled_before import SETTLED, UnreadableRules, read_settled
from impact.sources import Sources, open_sources, view_on

FRAMEWORK = "trauma-informed-borough"
HEAD = "period,service_id,indicator_id,numerator,denominator\n"
SPRING, SUMMER = "2026-27 Q1", "2026-27 Q2"

ROUNDS = """
rounds = [2026-08-04, 2026-11-03]

[[rule]]
act = "accepted"
given_by = "Data lead"

[[rule]]
act = "signed off"
given_by = "Champion of {sector}"
after_days = 14
until = 2026-06-30
"""
LEFT = """
[[left]]
service = "SV05"
period = "2026-27 Q1"
since = 2026-09-01
"""


def folder(at: Path, rules: str = ROUNDS) -> Path:
    """SV05 and SV09 send the spring in July and the summer in October; SV05 says its spring anew in September."""
    files = {
        "a.csv": ("SV05", "2026-07-10", f"{SPRING},SV05,W01,60,110"),
        "b.csv": ("SV09", "2026-07-20", f"{SPRING},SV09,W01,70,130"),
        "c.csv": ("SV05", "2026-09-10", f"{SPRING},SV05,W01,61,110"),
        "d.csv": ("SV05", "2026-10-12", f"{SUMMER},SV05,W01,62,110"),
    }
    at.mkdir()
    lines = [f"{name},{sender},{day}T09:00:00Z" for name, (sender, day, _) in files.items()]
    (at / "manifest.csv").write_text("file,sender,received_at\n" + "\n".join(lines))
    for name, (_, _, row) in files.items():
        (at / name).write_text(HEAD + row)
    (at / SETTLED).write_text(rules)
    return at


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return open_sources(tmp_path / "record")


def loaded(sources: Sources, at: Path, now: datetime = records.NOW) -> None:
    assert all(one.kept for one in load_place(sources, records.BOROUGH, [at], now))


def stand(sources: Sources, day: date = records.TODAY) -> dict[tuple[str, str], str]:
    """Where what came stands on a day, with whose word it rests on."""
    calendar = answers.returns_calendar(sources, view_on(FRAMEWORK, records.TODAY, day))
    return {
        (one.service_id, one.period.code): f"{one.standing} by {one.decided.given_by}" if one.decided else one.standing
        for one in calendar
        if one.received
    }


def test_returns_are_accepted_and_signed_off_on_their_days_and_by_a_role(sources, tmp_path):
    loaded(sources, folder(tmp_path / "told"))

    assert stand(sources, date(2026, 8, 3)) == {("SV05", SPRING): "received", ("SV09", SPRING): "received"}
    assert set(stand(sources, date(2026, 8, 4)).values()) == {"accepted by Data lead"}
    assert stand(sources, date(2026, 8, 18)) == {
        ("SV05", SPRING): "signed off by Champion of Health",
        ("SV09", SPRING): "signed off by Champion of Children's social care and early help",
    }
    assert stand(sources)["SV05", SUMMER] == "accepted by Data lead"


def test_a_revision_takes_a_sign_off_back_and_the_next_round_decides_anew(sources, tmp_path):
    loaded(sources, folder(tmp_path / "told"))

    assert stand(sources, date(2026, 9, 10))["SV05", SPRING] == "received"
    assert stand(sources, date(2026, 11, 3))["SV05", SPRING] == "accepted by Data lead"
    assert stand(sources)["SV05", SPRING] == "signed off by Champion of Health"


def test_what_is_left_waits_from_its_day_on(sources, tmp_path):
    loaded(sources, folder(tmp_path / "told", ROUNDS + LEFT))

    assert stand(sources, date(2026, 8, 18))["SV05", SPRING] == "signed off by Champion of Health"
    assert stand(sources)["SV05", SPRING] == "received"


def test_a_second_load_decides_nothing_new_and_one_that_was_cut_off_goes_on(sources, tmp_path):
    """The first load ends after the second return; what a later one finds is what one load would have found."""
    at = folder(tmp_path / "told")
    whole = open_sources(tmp_path / "whole")
    loaded(whole, at)

    cut = load_place(sources, records.BOROUGH, [at], records.NOW)
    next(cut), next(cut), next(cut)
    cut.close()
    loaded(sources, at)
    loaded(sources, at, records.NOW + timedelta(days=30))

    def said(one: Sources) -> list[tuple[object, ...]]:
        names = ("service_id", "period_start", "act", "given_by", "known_from")
        return [tuple(row[name] for name in names) for row in store.decisions(one.engine, FRAMEWORK)]

    assert said(sources) == said(whole)
    assert len(said(whole)) == 7


def test_what_a_person_decided_since_is_left_alone(sources, tmp_path):
    at = folder(tmp_path / "told")
    loaded(sources, at, datetime(2026, 8, 2, tzinfo=UTC))
    decided = datetime(2026, 11, 20, tzinfo=UTC)
    store.decide(sources.engine, FRAMEWORK, "SV05", date(2026, 4, 1), "quarter", "accepted", "Ann Lee", decided)

    loaded(sources, at)

    assert [one["given_by"] for one in store.decisions(sources.engine, FRAMEWORK)] == ["Data lead"] * 2 + [
        "Champion of Health",
        "Champion of Children's social care and early help",
        "Ann Lee",
    ]


def test_a_rule_is_about_those_alone_that_it_names(sources, tmp_path):
    named = '[[rule]]\nact = "accepted"\ngiven_by = "Data lead"\ndays = [2026-11-03]\nreason = "Looked at twice"\n'
    loaded(
        sources, folder(tmp_path / "told", f'{named}services = ["SV05"]\nperiods = ["{SUMMER}"]\nsectors = ["SEC2"]')
    )

    (one,) = store.decisions(sources.engine, FRAMEWORK)
    assert (one["service_id"], one["period_start"], one["reason"]) == ("SV05", date(2026, 7, 1), "Looked at twice")


@pytest.mark.parametrize(
    "rules",
    [
        "rule = [",
        "rounds = [2026-08-04]",
        '[[rule]]\nact = "accepted"\ndays = [2026-08-04]',
        '[[rule]]\nact = "locked"\ngiven_by = "Data lead"\ndays = [2026-08-04]',
        '[[rule]]\nact = "accepted"\ngiven_by = "Data lead"\ndays = [2026-08-04]\nmood = "good"',
        '[[rule]]\nact = "accepted"\ngiven_by = "Data lead"\ndays = ["soon"]',
        f'{ROUNDS}[[left]]\nperiod = "2026-27 Q1"',
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_it_needs(tmp_path, rules):
    with pytest.raises(UnreadableRules, match=r"settled\.toml' cannot be read .* Each rule needs act and given_by"):
        read_settled(folder(tmp_path / "told", rules))


def test_the_demonstration_says_of_every_decision_that_it_is_one():
    """Nobody takes an invented role for a person of the borough."""
    rounds = read_settled(records.DATA / "demo" / "returns")

    assert rounds
    assert all(one.rule.given_by.endswith("(demonstration)") for one in rounds)
