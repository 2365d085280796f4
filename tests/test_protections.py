"""What was ever shown stays known: two moments beside each other never tell what either of them hides."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from scipy.optimize import linprog

from impact import answers, store
from impact.answers import Sources, View, open_sources
from impact.disclosure import PROTECTS, WAITING
from impact.framework import Framework, fingerprint, from_json, load, to_json
from impact.periods import between
from records import BOROUGH

RULES = load(BOROUGH)
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 28)
EARLIER, QUARTER = between(date(2026, 4, 1), date(2026, 9, 30), "quarter")
"""Both quarters' returns were due before START."""


@pytest.fixture
def sources(tmp_path: Path):
    opened = open_sources(tmp_path)
    adopted(opened, RULES, START - timedelta(days=400))
    yield opened
    opened.engine.dispose()


def adopted(sources: Sources, rules: Framework, now: datetime) -> None:
    store.keep_framework(sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), now)


def send(sources: Sources, day: int, period=QUARTER, base: float = 200.0, **numerators: int) -> datetime:
    """Keep a return of S01, so many of 200 each by service, some days after START; answers when it came in."""
    rows = [
        (line, f"E{line}", service, "S01", period.start, period.end, period.kind, "", float(numerator), base)
        + ((None,) * 4 + ("", ""))
        for line, (service, numerator) in enumerate(numerators.items(), start=2)
    ]
    frame = pl.DataFrame(rows, schema=store.CLEAN_SCHEMA, orient="row")
    parcel = store.Parcel(RULES.id, fingerprint(RULES), "SV05", "one", "q.csv", f"{day}".encode(), "utf-8", ",", frame)
    return store.keep(sources.engine, parcel, START + timedelta(days=day)).received_at


def shown(sources: Sources, as_at: datetime | None = None, period=QUARTER) -> dict[str, float]:
    """The numerators that anybody sees at a moment, by scope: '' is the whole."""
    frame = answers.figures(sources, View(RULES.id, TODAY, as_at), ["S01"]).frame
    here = (frame.period_start == pd.Timestamp(period.start)) & (frame.period_kind == period.kind)
    ours = frame[here & frame.numerator.notna()]
    return dict(zip(ours.scope_id, ours.numerator, strict=True))


def test_a_figure_that_became_small_is_not_had_from_the_total_before(sources):
    send(sources, 0, SV06=3, SV07=20)
    before = send(sources, 1, SV05=8, SV10=90, SV11=80)
    was = shown(sources)

    send(sources, 2, SV05=4)

    assert (was["SV05"], was["SEC2"], "SV06" in was, "SV07" in was) == (8, 31, False, False)
    now = shown(sources)
    assert not {"SV05", "SV06", "SV07", "SEC2", ""} & now.keys()
    assert shown(sources, before) == was


def test_the_partner_stays_when_a_smaller_one_comes_in(sources):
    send(sources, 0, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)
    was = shown(sources)

    send(sources, 1, SV07=9)

    now = shown(sources)
    assert ("SV06" in was, "SV06" in now) == (False, False)
    assert (now["SV07"], now["SEC2"]) == (9, 32)


def test_the_partner_is_the_same_in_the_next_period(sources):
    send(sources, 0, EARLIER, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)

    send(sources, 1, SV05=4, SV06=70, SV07=30, SV10=90, SV11=80)

    assert "SV06" not in shown(sources, period=EARLIER)
    now = shown(sources)
    assert ("SV06" in now, now["SV07"], now["SEC2"]) == (False, 30, 104)


def test_a_partner_is_kept_back_until_the_one_it_protects_comes_in(sources):
    send(sources, -60, EARLIER, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)
    first = send(sources, -20, SV06=20, SV07=60, SV10=90, SV11=80)  # before the day the returns are due

    send(sources, -15, SV05=3)

    assert "SV06" not in shown(sources, first)
    assert shown(sources)["SEC2"] == 83


def test_a_partner_that_is_not_needed_is_shown_once_the_other_is_there(sources):
    send(sources, -60, EARLIER, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)
    first = send(sources, -20, SV06=20, SV07=60, SV10=90, SV11=80)

    send(sources, -15, SV05=30)

    assert "SV06" not in shown(sources, first)
    assert shown(sources) == {
        "SV05": 30,
        "SV06": 20,
        "SV07": 60,
        "SV10": 90,
        "SV11": 80,
        "SEC2": 110,
        "SEC3": 170,
        "": 280,
    }


def test_a_total_that_holds_someone_hidden_waits_until_its_returns_are_due(sources):
    early = send(sources, -20, SV05=3, SV06=4, SV07=60, SV10=90, SV11=80)
    frame = answers.figures(sources, View(RULES.id, date(2026, 10, 14), early), ["S01"], ("sector",)).frame

    reasons = dict(zip(frame.scope_id, zip(frame.hidden, frame.marker, strict=True), strict=True))

    assert reasons == {"SEC2": (WAITING, "x"), "SEC3": ("", "")}
    assert shown(sources)["SEC2"] == 67


def test_what_was_hidden_at_a_moment_is_kept_in_the_record(sources):
    moment = send(sources, 0, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)
    shown(sources)

    kept, until = store.protections(sources.engine, RULES.id)

    assert until == moment
    assert kept.select("scope_id", "state", "neighbour").rows() == [("SV06", "partner", "SV05")]
    assert kept["known_from"].to_list() == [moment]


def test_of_two_who_work_it_out_the_second_takes_what_the_first_kept(sources, tmp_path):
    send(sources, 0, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)
    other = open_sources(tmp_path)
    mine = shown(sources)

    theirs = shown(other)

    assert theirs == mine
    kept, until = store.protections(sources.engine, RULES.id)
    assert not store.keep_protections(sources.engine, RULES.id, None, until, kept)
    assert store.protections(other.engine, RULES.id)[0].height == 1
    other.engine.dispose()


def test_a_record_gone_through_at_once_hides_what_it_hid_step_by_step(sources, tmp_path_factory):
    at_once = open_sources(tmp_path_factory.mktemp("another"))
    adopted(at_once, RULES, START - timedelta(days=400))
    steps = [
        {"SV06": 3, "SV07": 20},
        {"SV05": 8, "SV10": 90, "SV11": 80},
        {"SV05": 4},
        {"SV10": 2, "SV13": 50},
        {"SV06": 30, "SV14": 5},
    ]
    for day, numerators in enumerate(steps):
        send(sources, day, **numerators)
        shown(sources)
        send(at_once, day, **numerators)

    assert shown(at_once) == shown(sources)
    order = ["scope_id", "known_from"]
    mine, theirs = (store.protections(one.engine, RULES.id)[0].sort(order) for one in (sources, at_once))
    assert mine.equals(theirs)
    at_once.engine.dispose()


def test_a_looser_policy_shows_from_its_own_moment_on(sources):
    moment = send(sources, 0, SV05=3, SV06=20, SV07=60)
    was = shown(sources)
    loose = [one.model_copy(update={"smallest_shown": 1}) for one in RULES.policies]

    adopted(sources, Framework.model_validate({**RULES.model_dump(), "policies": loose}), moment + timedelta(days=1))

    assert "SV05" not in was
    assert shown(sources)["SV05"] == 3
    assert shown(sources, moment) == was


def test_the_board_reads_one_reason_and_the_programme_reads_which(sources):
    send(sources, 0, SV05=3, SV06=20, SV07=60, SV10=90, SV11=80)

    seen = answers.figures(sources, View(RULES.id, TODAY), ["S01"], ("service",))

    hidden = seen.frame[seen.frame.hidden != ""]
    exact = seen.why(View(RULES.id, TODAY).viewer)[hidden.index]
    assert hidden.hidden.tolist() == [PROTECTS, PROTECTS]
    name = RULES.service["SV05"].name
    assert exact.tolist() == ["Hidden: 1 to 5 people", f"Hidden to protect a neighbour: {name}"]


def monthly(rules: Framework) -> Framework:
    """The framework asking for S01 every month."""
    asked = [one.model_copy(update={"frequency": "month"}) if one.id == "S01" else one for one in rules.indicators]
    return from_json(to_json(rules.model_copy(update={"indicators": tuple(asked)})))


MONTHS = between(date(2026, 4, 1), date(2026, 6, 30), "month")
SENT = {"SV05": (60, 70, 80), "SV06": (40, 3, 50), "SV07": (90, 85, 95), "SV10": (30, 35, 45), "SV11": (50, 55, 65)}


@pytest.mark.parametrize("months_first", [True, False], ids=["months, then quarters", "quarters, then months"])
def test_a_hidden_month_is_not_had_from_its_quarter(tmp_path, months_first):
    sources = open_sources(tmp_path)
    asked = [monthly(RULES), RULES] if months_first else [RULES, monthly(RULES)]
    adopted(sources, asked[0], START - timedelta(days=400))
    by_month = [(month, {one: numbers[at] for one, numbers in SENT.items()}, 200.0) for at, month in enumerate(MONTHS)]
    by_quarter = [(EARLIER, {one: sum(numbers) for one, numbers in SENT.items()}, 600.0)]
    for day, (period, numerators, base) in enumerate(by_month if months_first else by_quarter):
        send(sources, day, period, base, **numerators)
    adopted(sources, asked[1], START + timedelta(days=5))
    for day, (period, numerators, base) in enumerate(by_quarter if months_first else by_month, start=6):
        send(sources, day, period, base, **numerators)

    seen: dict[tuple[str, str], set[float]] = {}
    for moment in [*(START + timedelta(days=day, hours=1) for day in range(10)), None]:
        for period in (*MONTHS, EARLIER):
            for scope, number in shown(sources, moment, period).items():
                seen.setdefault((scope, period.code), set()).add(number)

    assert least_and_most("SV06", MONTHS[1], seen)[1] - least_and_most("SV06", MONTHS[1], seen)[0] >= 5
    assert any(period == EARLIER.code for _, period in seen)
    sources.engine.dispose()


def least_and_most(service: str, month, seen: dict[tuple[str, str], set[float]]) -> tuple[float, float]:
    """The range that all that was ever shown leaves of one service's month, by a linear program."""
    unknown = [(one, period.code) for one in SENT for period in MONTHS]
    sector = {one: RULES.service[one].sector for one in SENT}
    rows, sums = [], []
    for (scope, period), numbers in seen.items():
        ours = [one for one in SENT if scope in ("", one, sector[one])]
        inside = {(one, code.code) for one in ours for code in MONTHS if period in (code.code, EARLIER.code)}
        for number in numbers:
            rows.append([float(one in inside) for one in unknown])
            sums.append(number)
    ends = []
    for sign in (1, -1):
        aim = [sign * float(one == (service, month.code)) for one in unknown]
        found = linprog(aim, A_eq=rows, b_eq=sums, bounds=(0, 200))
        assert found.success
        ends.append(sign * found.fun)
    return ends[0], ends[1]
