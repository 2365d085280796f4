"""Deciding only about what changed gives what going through everything from the start gives."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.disclosure.lateness import GRACE, Senders, closes
from impact.disclosure.memory import EVENTS, hidden_at
from impact.disclosure.reach import decided_after, newest_of
from impact.disclosure.replay import replay
from impact.framework import Framework, load
from impact.periods import between
from records import BOROUGH

RULES = load(BOROUGH)
START = datetime(2026, 7, 20, 9, tzinfo=UTC)
"""Before the returns of April to June are due."""

QUARTERS = between(date(2026, 1, 1), date(2026, 6, 30), "quarter")
TERMS = between(date(2026, 1, 1), date(2026, 3, 31), "term")
SENDERS = {
    **dict.fromkeys(("SV01", "SV02"), TERMS),
    **dict.fromkeys(("SV05", "SV06", "SV07", "SV08"), QUARTERS),
    **dict.fromkeys(("SV13", "SV14", "SV15", "SV21", "SV22"), QUARTERS),
}
ASKED = ("W01", "S01", "S07")
NOTHING = pl.DataFrame(schema=EVENTS)


def stricter(rules: Framework, indicator: str) -> Framework:
    """The same framework, asking more of one indicator."""
    own = next(one for one in rules.policies if one.id == rules.indicator[indicator].policy)
    changed = own.model_copy(update={"id": "stricter", "smallest_shown": 11})
    indicators = [
        one.model_copy(update={"policy": "stricter"}) if one.id == indicator else one for one in rules.indicators
    ]
    return Framework.model_validate(
        {**rules.model_dump(), "policies": [*rules.policies, changed], "indicators": indicators}
    )


STRICTER = stricter(RULES, "S01")

_SENT = st.sampled_from(sorted(SENDERS)).flatmap(
    lambda service: st.tuples(
        st.just(service),
        st.sampled_from(SENDERS[service]),
        st.lists(
            st.tuples(st.sampled_from(ASKED), st.integers(0, 30), st.integers(0, 40)),
            min_size=1,
            max_size=3,
            unique_by=lambda row: row[0],
        ),
        st.sampled_from([0, 0, 1, 12, 25]),
        st.booleans(),
    )
)
"""Service, period, rows (indicator, counted, others), days since the one before, whether somebody looks after it."""


def versions(returns: list) -> tuple[pl.DataFrame, list[datetime]]:
    """Every row that ever counted, each until the next of its key; and the moments of the returns."""
    rows: list[dict] = []
    newest: dict[tuple, dict] = {}
    moment, moments = START, []
    for service, period, sent, days, _ in returns:
        moment += timedelta(days=days, minutes=1)
        moments.append(moment)
        for indicator, counted, others in sent:
            split = indicator != "S07"
            row = {
                "service_id": service, "indicator_id": indicator, "breakdown": "", "period_start": period.start,
                "period_end": period.end, "period_kind": period.kind, "marker": "", "known_from": moment,
                "known_to": None, "numerator": float(counted) if split else None,
                "denominator": float(counted + others) if split else None, "value": None if split else float(counted),
                "n": None, "sd": None, "asked": None,
            }  # fmt: skip
            before = newest.get((service, indicator, period))
            if before is not None:
                before["known_to"] = moment
            newest[service, indicator, period] = row
            rows.append(row)
    moments_kept = dict.fromkeys(("known_from", "known_to"), pl.Datetime("us", "UTC"))
    numbers = dict.fromkeys(("numerator", "denominator", "value", "n", "sd", "asked"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides={**moments_kept, **numbers}, infer_schema_length=None), moments


def known_at(every: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    """The rows as they were then: what came later is not there, and has ended nothing."""
    came = every.filter(pl.col("known_from") <= moment)
    ended = pl.when(pl.col("known_to") <= moment).then(pl.col("known_to"))
    return came.with_columns(known_to=ended)


def told(events: pl.DataFrame) -> list[tuple]:
    return sorted(events.select(list(EVENTS)).rows())


@settings(deadline=None, max_examples=30)
@given(st.lists(_SENT, min_size=1, max_size=14), st.one_of(st.none(), st.integers(0, 13)))
def test_deciding_about_what_changed_is_deciding_about_everything(returns, changes_after) -> None:
    every, moments = versions(returns)
    history = [(START - timedelta(days=900), RULES)]
    if changes_after is not None:
        history.append((moments[min(changes_after, len(moments) - 1)] + timedelta(seconds=1), STRICTER))

    until, step_by_step = None, NOTHING
    for moment, (*_, looked_at) in zip(moments, returns, strict=True):
        if looked_at:
            known = [one for one in history if one is history[0] or one[0] <= moment]
            fresh = decided_after(known_at(every, moment), known, step_by_step, until, moment)
            until, step_by_step = moment, pl.concat([step_by_step, fresh])
    newest = max(moments[-1], history[-1][0]) + timedelta(days=40)
    step_by_step = pl.concat([step_by_step, decided_after(every, history, step_by_step, until, newest)])

    assert told(step_by_step) == told(decided_after(every, history, NOTHING, None, newest))


@settings(deadline=None, max_examples=15)
@given(st.lists(_SENT, min_size=1, max_size=10))
def test_with_rules_that_stay_it_is_the_replay_of_all_rows(returns) -> None:
    every, moments = versions(returns)
    newest = moments[-1] + timedelta(days=40)

    at_once = replay(every, [(None, RULES)], NOTHING, Senders(every), None, newest)

    assert told(decided_after(every, [(START, RULES)], NOTHING, None, newest)) == told(at_once)


def test_a_rule_that_changes_for_one_indicator_leaves_the_others_as_they_were() -> None:
    sent = [("S01", 3, 50), ("W01", 3, 50)]
    others = [("S01", 20, 30), ("W01", 20, 30)]
    row = [(one, QUARTERS[1], others, 0, True) for one in ("SV06", "SV07", "SV13", "SV14", "SV15")]
    every, moments = versions([("SV05", QUARTERS[1], sent, 0, True), *row])
    changed = moments[-1] + timedelta(days=60)
    history = [(START, RULES), (changed, STRICTER)]
    before = decided_after(every, history[:1], NOTHING, None, changed - timedelta(days=1))

    after = decided_after(every, history, before, changed - timedelta(days=1), changed)

    assert set(after["indicator_id"]) <= {"S01"}


@pytest.mark.parametrize(
    ("late", "days", "waits"),
    [("SV21", 5, True), ("SV21", 31, False), ("SV13", 5, False), (None, 5, False)],
    ids=[
        "one of a small sector is late",
        "it is waited for a month",
        "one of a larger sector would be shown anyway",
        "all are in",
    ],
)
def test_the_whole_waits_for_a_late_return_of_a_small_sector(late, days, waits) -> None:
    ours = ("SV05", "SV06", "SV07", "SV13", "SV14", "SV15", "SV19", "SV20", "SV21", "SV22")
    sent = [(one, period, [("S01", 20, 30)], 0, True) for period in QUARTERS for one in ours]
    every, _ = versions([one for one in sent if (one[0], one[1]) != (late, QUARTERS[1])])
    whole = ("whole", "", "S01", QUARTERS[1].start, "quarter")
    moment = closes(whole, RULES) + timedelta(days=days)

    events = decided_after(every, [(START, RULES)], NOTHING, None, moment)

    hidden = hidden_at(events, moment)
    here = (hidden.scope_kind == "whole") & (hidden.period_start == str(QUARTERS[1].start))
    assert hidden.state[here].tolist() == (["waits"] if waits else [])


def test_a_late_return_of_a_small_sector_leaves_the_whole_shown() -> None:
    ours = ("SV05", "SV06", "SV07", "SV13", "SV14", "SV15", "SV19", "SV20", "SV22")
    sent = [(one, period, [("S01", 20, 30)], 0, True) for period in QUARTERS for one in ours]
    late = [("SV21", QUARTERS[0], [("S01", 21, 30)], 0, True), ("SV21", QUARTERS[1], [("S01", 22, 30)], 25, True)]
    every, moments = versions([late[0], *sent, late[1]])
    assert closes(("whole", "", "S01", QUARTERS[1].start, "quarter"), RULES) < moments[-1]

    events = decided_after(every, [(START, RULES)], NOTHING, None, moments[-1] + GRACE)

    hidden = hidden_at(events, None)
    assert "whole" not in hidden.scope_kind[hidden.period_start == str(QUARTERS[1].start)].tolist()


def test_nothing_known_has_no_newest_moment() -> None:
    every, moments = versions([("SV05", QUARTERS[1], [("S01", 3, 50)], 0, True)])

    assert newest_of(every, [(START, RULES)]) == moments[0]
    assert newest_of(every.clear(), [(START, RULES)]) is None
